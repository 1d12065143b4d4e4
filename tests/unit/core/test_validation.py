"""Problems in one author's marks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given

from spanloop.core.article import Article, Zone
from spanloop.core.marks import Argument, Author, Event, Fragments, Link, Marks, Mention
from spanloop.core.schema import parse_schema
from spanloop.core.validation import Problem, validate
from tests.unit.core.strategies import author_marks

TEXT = "Rebels shelled a camp near Dolna in Kesrin. Share this page"
NOOR = Author("noor", "Noor")
SCHEMA = parse_schema(
    {
        "name": "small",
        "entities": [{"label": label} for label in ("ARM", "FAC", "GPE", "TIME")],
        "common_roles": {"place": {"fills": ["GPE", "FAC"], "key": "p"}, "time": {"fills": ["TIME"]}},
        "events": [
            {
                "type": "STRIKE",
                "expects": ["place"],
                "kinds": ["air", "shelling"],
                "roles": {
                    "attacker": {"fills": ["ARM"], "key": "a", "many": False},
                    "target": {"fills": ["*"]},
                },
            },
            {"type": "SAY", "roles": {"about": {"fills": ["GPE"], "events": ["STRIKE"]}, "deaf": {}}},
        ],
        "attributes": {
            "realis": {"values": ["actual", "planned", "generic"], "default": "actual"},
            "kind": {"values": "per event type"},
        },
        "event_links": [{"type": "CAUSE"}],
        "entity_links": [{"type": "ALIAS"}],
    }
)


def at(quote: str) -> Fragments:
    start = TEXT.index(quote)
    return ((start, start + len(quote)),)


REBELS, CAMP, DOLNA = (
    Mention("m1", at("Rebels"), "ARM"),
    Mention("m2", at("camp"), "FAC"),
    Mention("m3", at("Dolna"), "GPE"),
)
STRIKE = Event("e1", "STRIKE", at("shelled"), (Argument("attacker", "m1"), Argument("place", "m3")))


def problems(
    *mentions: Mention, events: Sequence[Event] = (), links: Sequence[Link] = (), zones: tuple[Zone, ...] = ()
) -> list[Problem]:
    article = Article("article-1", TEXT, zones=zones)
    return list(validate(article, Marks(NOOR, mentions, tuple(events), tuple(links)), SCHEMA))


def codes(found: Sequence[Problem]) -> list[str]:
    return [problem.code for problem in found]


def only(found: Sequence[Problem]) -> Problem:
    assert len(found) == 1, found
    return found[0]


def test_sound_marks_have_no_problem() -> None:
    assert problems(REBELS, CAMP, DOLNA, events=[STRIKE]) == []
    assert problems() == []


@pytest.mark.parametrize("span", [(50, 60), (-1, 3), (59, 61), (6, 6), (8, 7)])
def test_a_span_outside_the_text(span: tuple[int, int]) -> None:
    found = only(problems(replace(REBELS, fragments=(span,))))
    assert found.code == "out_of_range"
    assert 0 <= found.start <= len(TEXT)
    assert 0 <= found.end <= len(TEXT)


def test_a_trigger_outside_the_text() -> None:
    assert codes(problems(REBELS, DOLNA, events=[replace(STRIKE, trigger=((55, 99),))])) == ["out_of_range"]


@pytest.mark.parametrize("span", [(0, 7), (6, 14), (14, 15)])
def test_white_space_at_an_edge(span: tuple[int, int]) -> None:
    found = only(problems(replace(REBELS, fragments=(span,))))
    assert (found.code, found.mark, found.start, found.end) == ("blank_edge", "m1", *span)


@pytest.mark.parametrize("fragments", [((0, 5),), ((1, 6),), ((0, 6), (8, 14)), ((0, 9),)])
def test_an_edge_inside_a_word(fragments: Fragments) -> None:
    assert only(problems(replace(REBELS, fragments=fragments))).code == "off_words"


def test_stored_words_go_before_the_quick_ones() -> None:
    marks = Marks(NOOR, (replace(REBELS, fragments=((0, 5),)),))
    article = Article("article-1", TEXT, words=((0, 5), (5, 6)))
    assert validate(article, marks, SCHEMA) == ()
    assert codes(validate(replace(article, words=None), marks, SCHEMA)) == ["off_words"]


@pytest.mark.parametrize("kind", ["boilerplate", "comment"])
def test_marks_in_silent_zones(kind: str) -> None:
    start = TEXT.index("Share")
    zone = Zone("z", start, len(TEXT), "boilerplate" if kind == "boilerplate" else "comment")
    found = only(problems(Mention("m", at("page"), "FAC"), zones=(zone,)))
    assert found.code == "silent_zone"
    assert kind in found.message
    assert problems(REBELS, zones=(zone, Zone("z2", 0, 6, "headline"))) == []
    across = Mention("m", ((start - 8, start + 5),), "GPE")
    assert codes(problems(across, zones=(zone,))) == ["silent_zone"]


def test_labels_types_roles_attributes_and_links_that_the_schema_lacks() -> None:
    assert only(problems(replace(REBELS, label="XYZ"))).message == "The schema has no label XYZ."
    assert codes(problems(events=[Event("e", "XYZ", at("shelled"), (Argument("foo", "gone"),))])) == ["unknown_type"]
    strange = replace(STRIKE, arguments=(*STRIKE.arguments, Argument("foo", "m1")), attributes={"bar": "x"})
    assert codes(problems(REBELS, DOLNA, events=[strange])) == ["unknown_attribute", "unknown_role"]
    assert codes(problems(REBELS, DOLNA, links=[Link("k", "XYZ", "m1", "m3", False)])) == ["unknown_link"]


def test_an_argument_of_a_wrong_label() -> None:
    found = only(
        problems(CAMP, DOLNA, events=[replace(STRIKE, arguments=(Argument("attacker", "m2"), Argument("place", "m3")))])
    )
    assert (found.code, found.message) == ("wrong_filler", "FAC cannot fill attacker.")
    assert found.way_out == "Fill it with ARM, or change the label."
    assert (found.mark, found.start, found.end) == ("e1", 7, 14)


def test_roles_that_take_anything() -> None:
    fits = replace(STRIKE, arguments=(Argument("target", "m1"), Argument("place", "m3")))
    assert problems(REBELS, DOLNA, events=[fits]) == []


def test_events_fill_only_roles_that_take_them() -> None:
    says = Event("e2", "SAY", at("near"), (Argument("about", "e1", True),))
    assert problems(REBELS, DOLNA, events=[STRIKE, says]) == []
    back = replace(STRIKE, arguments=(*STRIKE.arguments, Argument("target", "e2", True)))
    assert codes(problems(REBELS, DOLNA, events=[back, says])) == ["wrong_filler"]
    itself = replace(says, arguments=(Argument("about", "e2", True),))
    assert only(problems(events=[itself])).message == "The event fills its own role about."
    nothing_fits = replace(says, arguments=(Argument("deaf", "m1"),))
    assert only(problems(REBELS, events=[nothing_fits])).way_out == "Fill it with nothing, or change the label."


@pytest.mark.parametrize("is_event", [False, True])
def test_a_filler_that_is_not_there(is_event: bool) -> None:
    lost = Event("e2", "SAY", at("near"), (Argument("about", "gone", is_event),))
    assert codes(problems(events=[lost])) == ["lost_filler"]
    # A mention named as an event, or the other way round, is not there either.
    confused = Event("e2", "SAY", at("near"), (Argument("about", "m3", True),))
    assert codes(problems(DOLNA, events=[confused])) == ["lost_filler"]


def test_more_fillers_than_a_role_takes() -> None:
    other = Mention("m9", at("Kesrin"), "ARM")
    many = replace(STRIKE, arguments=(*STRIKE.arguments, Argument("attacker", "m9")))
    found = only(problems(REBELS, DOLNA, other, events=[many]))
    assert (found.code, found.message) == ("one_filler", "attacker has 2 fillers and takes one.")


def test_the_same_thing_twice() -> None:
    assert codes(problems(REBELS, replace(REBELS, uid="m9"))) == ["duplicate"]
    assert problems(REBELS, replace(REBELS, uid="m9", label="GPE")) == []
    assert codes(problems(REBELS, DOLNA, events=[STRIKE, replace(STRIKE, uid="e2")])) == ["duplicate"]
    other = replace(STRIKE, uid="e2", attributes={"realis": "planned"})
    assert problems(REBELS, DOLNA, events=[STRIKE, other]) == []
    doubled = replace(STRIKE, arguments=(*STRIKE.arguments, Argument("place", "m3")))
    assert codes(problems(REBELS, DOLNA, events=[doubled])) == ["duplicate"]
    alias = Link("k1", "ALIAS", "m1", "m3", False)
    assert codes(problems(REBELS, DOLNA, links=[alias, replace(alias, uid="k2")])) == ["duplicate"]


@pytest.mark.parametrize(
    ("one", "other", "crosses"),
    [
        (((0, 14),), ((7, 21),), True),
        (((0, 14),), ((7, 14),), False),
        (((0, 14),), ((0, 6),), False),
        (((0, 6),), ((7, 14),), False),
        (((0, 6), (15, 16)), ((7, 14),), False),
        (((0, 6), (17, 21)), ((7, 16), (17, 21)), True),
        (((0, 6), (17, 21)), ((17, 21),), False),
    ],
)
def test_crossing_mentions_of_one_label(one: Fragments, other: Fragments, crosses: bool) -> None:
    pair = Mention("a", one, "ARM"), Mention("b", other, "ARM")
    assert codes(problems(*pair)) == (["crossing"] if crosses else [])
    assert problems(pair[0], replace(pair[1], label="GPE")) == []


def test_an_expected_role_that_is_empty() -> None:
    bare = replace(STRIKE, arguments=(Argument("attacker", "m1"),))
    found = only(problems(REBELS, events=[bare]))
    assert (found.code, found.message, found.mark) == ("missing_role", "No place.", "e1")
    assert found.way_out == "Press p to choose one, or leave it if the text names none."


def test_a_filler_that_holds_the_expected_one_is_pointed_at() -> None:
    wide = Mention("m5", at("camp near Dolna"), "FAC")
    found = only(problems(wide, DOLNA, events=[replace(STRIKE, arguments=(Argument("target", "m5"),))]))
    assert found.way_out == "Dolna lies inside the target. Press p to use it as the place too."


def test_attribute_values() -> None:
    fine = replace(STRIKE, attributes={"realis": "planned", "kind": "air"})
    assert problems(REBELS, DOLNA, events=[fine]) == []
    wrong = replace(STRIKE, attributes={"realis": "perhaps", "kind": "sea"})
    first, second = problems(REBELS, DOLNA, events=[wrong])
    assert {first.code, second.code} == {"wrong_value"}
    assert first.message == "kind of STRIKE cannot be sea."
    assert first.way_out == "Choose air or shelling."
    assert second.way_out == "Choose actual, planned or generic."
    kindless = Event("e2", "SAY", at("near"), attributes={"kind": "x"})
    assert only(problems(events=[kindless])).way_out == "Clear it."


def test_links_with_wrong_or_lost_ends() -> None:
    assert problems(REBELS, DOLNA, links=[Link("k", "ALIAS", "m1", "m3", False)]) == []
    assert codes(problems(REBELS, links=[Link("k", "ALIAS", "m1", "gone", False)])) == ["lost_end"]
    assert codes(problems(links=[Link("k", "CAUSE", "gone", "gone too", True)])) == ["lost_end"]
    assert codes(problems(REBELS, links=[Link("k", "ALIAS", "m1", "m1", False)])) == ["wrong_end"]
    assert codes(problems(REBELS, DOLNA, links=[Link("k", "CAUSE", "m1", "m3", False)])) == ["wrong_end"]


def test_problems_come_in_the_order_of_the_text() -> None:
    found = problems(replace(DOLNA, label="XYZ"), replace(REBELS, label="XYZ"), replace(CAMP, fragments=((0, 99),)))
    assert [p.start for p in found] == sorted(p.start for p in found)
    assert len(found) == 3


def test_every_message_is_a_sentence_with_a_way_out() -> None:
    zone = Zone("z", 0, len(TEXT), "comment")
    wild = Event("e9", "STRIKE", ((8, 11),), (Argument("foo", "m1"), Argument("attacker", "m2")), {"realis": "no"})
    found = problems(REBELS, CAMP, events=[wild, STRIKE], links=[Link("k", "NO", "a", "b", True)], zones=(zone,))
    assert len(found) > 7
    for problem in found:
        assert problem.message.endswith(".")
        assert problem.way_out.endswith(".")
        assert problem.message[:1].isupper() or problem.message.startswith(("realis", "kind", "attacker"))


@given(author_marks("a", length=30))
def test_any_marks_can_be_checked(marks: Marks) -> None:
    article = Article("article-1", TEXT[:24])
    known = {m.uid for m in marks.mentions} | {e.uid for e in marks.events} | {k.uid for k in marks.links}
    for problem in validate(article, marks, SCHEMA):
        assert problem.mark in known
        assert 0 <= problem.start <= problem.end <= len(article.text)
