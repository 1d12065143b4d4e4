"""Marks of one text on another that shares stretches with it, and what is complete there."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.alignment import align
from spanloop.core.article import Article, Zone
from spanloop.core.carrying import Carried, carry_completions
from spanloop.core.ids import new_uid
from spanloop.core.marks import Argument, Author, Completion, Event, Fragments, Link, Marks, Mention
from spanloop.core.projection import Projection, project_marks
from spanloop.core.tracing import derived_uid
from tests.unit.core.test_alignment import edited

NOOR = Author("a", "Noor")
ONE = "Shells hit the depot. Two guards died.\n\nThe army, and later the council, denied it."
OTHER = "Shells hit the depot. Four guards died.\n\nThe army, and later the council, denied it."


def at(words: str, text: str = ONE) -> Fragments:
    start = text.index(words)
    return ((start, start + len(words)),)


def put(marks: Marks, other: str = OTHER, *zones: Zone, one: str = ONE) -> Projection:
    return project_marks(marks, align(one, other), onto=Article("x", other, zones=zones))


def test_all_that_is_said_of_a_mark_is_kept() -> None:
    depot = Mention("m", at("depot"), "FAC", 0.5, "o", "which?", "t2", ("t1",), "2024")
    strike = Event("e", "STRIKE", at("hit"), (Argument("target", "m"),), {"polarity": "neg"}, notes="n", changed="t3")
    found = put(Marks(NOOR, (depot,), (strike,), (Link("l", "ALIAS", "m", "m", False),)))
    (mention,), (event,), (link,) = found.mentions, found.events, found.links
    assert mention == replace(depot, uid=mention.uid)
    assert (mention.changed, mention.earlier) == ("t2", ("t1",))
    assert event == replace(strike, uid=event.uid, arguments=(Argument("target", mention.uid),))
    assert (link.source, link.target) == (mention.uid, mention.uid)
    assert found.uids == {"m": mention.uid, "e": event.uid, "l": link.uid}
    assert found.left == ()


def test_an_event_comes_without_a_filler_that_has_no_place_and_not_without_its_trigger() -> None:
    two = Mention("m", at("Two guards"), "ARM")
    died = Event("e", "DIE", at("died"), (Argument("who", "m"), Argument("of", "f", filler_is_event=True)))
    gone = Event("f", "COUNT", at("Two"))
    found = put(Marks(NOOR, (two,), (died, gone), (Link("l", "CAUSE", "e", "f", True),)))
    assert [(e.type, e.arguments) for e in found.events] == [("DIE", ())]
    assert [(left.kind, left.name, left.quote) for left in found.left] == [
        ("mention", "ARM", "Two guards"),
        ("event", "COUNT", "Two"),
        ("link", "CAUSE", "died - Two"),
        ("filler", "who of DIE", "Two guards"),
        ("filler", "of of DIE", "Two"),
    ]


def test_events_that_fill_each_others_roles_come_together() -> None:
    one = Event("e", "HIT", at("hit"), (Argument("part", "f", filler_is_event=True),))
    other = Event("f", "DENY", at("denied"), (Argument("of", "e", filler_is_event=True),))
    found = put(Marks(NOOR, (), (one, other)))
    assert {e.arguments[0].filler for e in found.events} == {e.uid for e in found.events}


def test_a_span_of_several_fragments_comes_whole_or_not_at_all() -> None:
    fragments = (at("army")[0], at("council")[0])
    found = put(Marks(NOOR, (Mention("m", fragments, "ARM"), Mention("n", (at("Two")[0], at("army")[0]), "ARM"))))
    assert [m.label for m in found.mentions] == ["ARM"]
    assert [OTHER[a:b] for a, b in found.mentions[0].fragments] == ["army", "council"]
    assert found.left[0].why == "the copy has other words here"


def test_nothing_comes_into_boilerplate() -> None:
    start = OTHER.index("The army")
    found = put(Marks(NOOR, (Mention("m", at("council"), "ORG"),)), OTHER, Zone("z", start, len(OTHER), "comment"))
    assert found.mentions == ()
    assert found.left[0].why == "it is a comment in the copy"


@given(edited(), st.data())
def test_what_is_projected_has_the_same_words_and_the_rest_is_listed(
    pair: tuple[str, str], data: st.DataObject
) -> None:
    one, other = pair
    spots = data.draw(
        st.lists(st.tuples(st.integers(0, len(one) - 1), st.integers(1, 20)), max_size=8, unique_by=lambda spot: spot)
    )
    mentions = tuple(Mention(new_uid(), ((a, min(a + n, len(one))),), "X") for a, n in spots)
    events = tuple(Event(new_uid(), "E", m.fragments, (Argument("r", m.uid),)) for m in mentions[::2])
    links = tuple(Link(new_uid(), "L", a.uid, b.uid, False) for a, b in pairwise(mentions))
    found = put(Marks(NOOR, mentions, events, links), other, one=one)
    words = {m.uid: one[m.start : m.end] for m in mentions} | {e.uid: one[e.start : e.end] for e in events}
    came = {m.uid: other[m.start : m.end] for m in found.mentions} | {
        e.uid: other[e.start : e.end] for e in found.events
    }
    assert {before: words[before] for before in found.uids if before in words} == {
        before: came[after] for before, after in found.uids.items() if after in came
    }
    left = {one.mark for one in found.left if one.kind != "filler"}
    assert left | found.uids.keys() == words.keys() | {link.uid for link in links}
    assert not left & found.uids.keys()
    if one == other:
        assert not found.left


# ---- completions


def carried(one: str, other: str, *, zones: tuple[Zone, ...] = (), end: int | None = None) -> Carried:
    completion = Completion("c", "events", 0, len(one) if end is None else end, "1", "t")
    return carry_completions(
        [completion], align(one, other), source=Article("s", one), copy=Article("x", other, zones=zones)
    )


def unseen(one: str, other: str, *, end: int | None = None) -> list[str]:
    return [other[a:b] for a, b in carried(one, other, end=end).unseen["events"]]


def test_a_sentence_with_another_word_is_another_sentence() -> None:
    assert unseen(ONE, OTHER) == ["Four guards died."]
    assert unseen(ONE, ONE.replace("denied it", "denied")) == ["The army, and later the council, denied."]
    assert unseen("The army did not fire. Rain fell.", "The army did fire. Rain fell.") == ["The army did fire."]


def test_what_was_only_cut_off_or_turned_round_was_read() -> None:
    first, second = ONE.split("\n\n")
    for other in (
        first,
        second,
        f"{second}\n\n{first}",
        ONE.replace("\n\n", "\n"),
        ONE.replace(" Two guards died.", ""),
    ):
        found = carried(ONE, other)
        assert not found.unseen["events"], other
        assert [(c.start, c.end) for c in found.completions] == [(0, len(other))]


def test_what_was_added_was_not_read_unless_it_is_boilerplate() -> None:
    box = "Read also: ten ways to cross a river."
    other = ONE.replace("\n\n", f"\n\n{box}\n\n")
    start = other.index(box)
    assert unseen(ONE, other) == [box]
    found = carried(ONE, other, zones=(Zone("z", start, start + len(box), "boilerplate"),))
    assert [(c.layer, c.start, c.end, c.at) for c in found.completions] == [("events", 0, len(other), "t")]


def test_only_what_was_completed_counts() -> None:
    first, second = ONE.split("\n\n")
    assert unseen(ONE, f"{first} {second}", end=len(first)) == [second]
    source = Article("s", ONE, zones=(Zone("z", 0, len(first), "boilerplate"),))
    completion = Completion("c", "events", 0, len(ONE), "1", "t")
    found = carry_completions([completion], align(ONE, ONE), source=source, copy=Article("x", ONE))
    assert [ONE[a:b] for a, b in found.unseen["events"]] == [first]


def test_where_a_mark_has_no_place_its_sentence_was_not_read() -> None:
    other = ONE.replace("Two guards", "Two\nguards")
    two = at("Two guards")
    completion = Completion("c", "events", 0, len(ONE), "1", "t")
    source, copy = Article("s", ONE), Article("x", other)
    alignment = align(ONE, other)
    assert not carry_completions([completion], alignment, source=source, copy=copy).unseen["events"]
    found = carry_completions([completion], alignment, source=source, copy=copy, left=[two])
    assert " ".join(other[a:b] for a, b in found.unseen["events"]).split() == ["Two", "guards", "died."]


@given(edited())
def test_what_is_complete_stands_in_the_source(pair: tuple[str, str]) -> None:
    one, other = pair
    found = carried(one, other)
    seen = "".join(other[c.start : c.end] for c in found.completions)
    left = "".join(other[a:b] for a, b in found.unseen["events"])
    assert sorted("".join((seen + left).split())) == sorted("".join(other.split()))
    assert {char for char in seen if char.isalnum()} <= set(one)
    if one == other:
        assert not left


def test_a_link_has_the_same_uid_on_a_copy_every_time() -> None:
    uid, article = new_uid(), new_uid()
    made = derived_uid(uid, article)
    assert made == derived_uid(uid, article) != derived_uid(uid, new_uid())
    assert (len(made), made[14], made[:13]) == (36, "7", uid[:13])
