"""What foreign spans and relations become under a schema, and what a table of names changes about it."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from spanloop.core.marks import Argument, Layer, Marks
from spanloop.core.naming import Name, NameMap, Target
from spanloop.core.schema import parse_schema
from spanloop.formats.foreign import ForeignDocument, ForeignMarks, ForeignRelation, ForeignSpan, make_article
from spanloop.formats.interpreting import interpret
from spanloop.formats.ledger import Ledger
from tests.unit.operations.bench import SCHEMA

TEXT = "Gunners shelled the depot at Orsa on Tuesday; the mayor said so."
GUNNERS, SHELLED, DEPOT, ORSA, SAID = ((0, 7),), ((8, 15),), ((20, 25),), ((29, 33),), ((56, 60),)


def means(
    *spans: ForeignSpan,
    relations: tuple[ForeignRelation, ...] = (),
    names: Mapping[Name, Target] | None = None,
    ledger: Ledger | None = None,
    complete: tuple[Layer, ...] = (),
) -> Marks:
    """The marks that these spans and relations become."""
    held = ledger if ledger is not None else Ledger()
    article = make_article(TEXT, ledger=held, name="one", external_id="one")
    document = ForeignDocument(article, (ForeignMarks(spans=spans, relations=relations, complete=complete),))
    (record,) = interpret(document, schema=parse_schema(SCHEMA), names=NameMap(names or {}), ledger=held)
    assert record.marks is not None
    return record.marks


STRIKE, GUN, CITY = ForeignSpan("1", SHELLED, "STRIKE"), ForeignSpan("2", GUNNERS, "ARM"), ForeignSpan("3", ORSA, "GPE")


def test_a_span_is_an_event_where_the_schema_has_such_a_type_and_else_a_mention() -> None:
    marks = means(STRIKE, GUN, ForeignSpan("4", DEPOT, "NEVER_HEARD"))
    assert [event.type for event in marks.events] == ["STRIKE"]
    assert [mention.label for mention in marks.mentions] == ["ARM", "NEVER_HEARD"]


def test_what_a_file_says_of_a_span_counts_more_than_the_schema() -> None:
    marks = means(ForeignSpan("1", SHELLED, "STRIKE", kind="mention"), ForeignSpan("2", GUNNERS, "ARM", kind="event"))
    assert [mention.label for mention in marks.mentions] == ["STRIKE"]
    assert [event.type for event in marks.events] == ["ARM"]


@pytest.mark.parametrize("ends", [("1", "2"), ("2", "1")], ids=["from the event", "from the filler"])
def test_a_relation_with_an_event_is_an_argument_of_it(ends: tuple[str, str]) -> None:
    marks = means(STRIKE, GUN, relations=(ForeignRelation("attacker", *ends),))
    assert marks.events[0].arguments == (Argument("attacker", marks.mentions[0].uid),)
    assert marks.links == ()


def test_between_events_a_role_is_an_argument_and_a_link_of_the_schema_a_link() -> None:
    say = ForeignSpan("5", SAID, "SAY")
    both = (ForeignRelation("about", "5", "1"), ForeignRelation("CAUSE", "1", "5"))
    marks = means(STRIKE, say, relations=both)
    strike, said = marks.events
    assert said.arguments == (Argument("about", strike.uid, filler_is_event=True),)
    assert [(link.type, link.source, link.target) for link in marks.links] == [("CAUSE", strike.uid, said.uid)]


def test_between_mentions_a_relation_is_a_link() -> None:
    marks = means(GUN, CITY, relations=(ForeignRelation("ALIAS", "2", "3"),))
    assert [(link.type, link.between_events) for link in marks.links] == [("ALIAS", False)]


@pytest.mark.parametrize(
    ("relation", "why"),
    [
        (ForeignRelation("attacker", "1", "9"), "9 is not there"),
        (ForeignRelation("attacker", "1", "1"), "an event cannot fill a role of itself"),
        (ForeignRelation("target", "2", "3", kind="argument"), "belongs to an event"),
        (ForeignRelation("ALIAS", "1", "3", kind="link"), "one of each"),
        (ForeignRelation("CAUSE", "2", "3"), "joins events"),
    ],
)
def test_a_relation_that_cannot_be_is_refused_with_its_line(relation: ForeignRelation, why: str) -> None:
    ledger = Ledger()
    marks = means(
        STRIKE, GUN, CITY, relations=(ForeignRelation(relation.type, relation.source, relation.target,
        relation.kind, line=7),), ledger=ledger,
    )  # fmt: skip
    (entry,) = ledger.entries
    assert (entry.code, entry.line, entry.article) == ("relation.refused", 7, "one")
    assert why in entry.message
    assert marks.links == ()
    assert not any(event.arguments for event in marks.events)


def test_a_mention_that_stands_twice_comes_in_once_and_both_its_ids_lead_to_it() -> None:
    ledger = Ledger()
    marks = means(
        STRIKE, GUN, ForeignSpan("7", GUNNERS, "ARM"), relations=(ForeignRelation("attacker", "1", "7"),), ledger=ledger
    )
    assert len(marks.mentions) == 1
    assert marks.events[0].arguments == (Argument("attacker", marks.mentions[0].uid),)
    assert ledger.counts() == {"mention.twice": 1}


def test_attributes_of_mentions_are_noted_and_those_of_events_kept() -> None:
    ledger = Ledger()
    marks = means(
        ForeignSpan("1", SHELLED, "STRIKE", attributes={"polarity": "neg"}),
        ForeignSpan("2", GUNNERS, "ARM", attributes={"sure": "no"}, line=3),
        ledger=ledger,
    )
    assert marks.events[0].attributes == {"polarity": "neg"}
    (entry,) = ledger.entries
    assert (entry.code, entry.line, entry.quote) == ("attribute.left_out", 3, "Gunners")


def test_of_two_attributes_that_become_one_the_second_is_noted_where_it_says_otherwise() -> None:
    names = {Name("attribute", name): Target("attribute", "polarity") for name in ("neg", "denied")}
    ledger = Ledger()
    marks = means(
        ForeignSpan("1", SHELLED, "STRIKE", attributes={"neg": "neg", "denied": "pos"}),
        ForeignSpan("2", SAID, "SAY", attributes={"neg": "neg", "denied": "neg"}),
        names=names,
        ledger=ledger,
    )
    assert [event.attributes for event in marks.events] == [{"polarity": "neg"}, {"polarity": "neg"}]
    (entry,) = ledger.entries
    assert (entry.code, entry.quote) == ("attribute.twice", "shelled")
    assert entry.message == "denied pos was left out, because polarity is neg already"


def test_a_table_of_names_decides_what_a_name_becomes() -> None:
    names = {
        Name("label", "ATTACK"): Target("event", "STRIKE"),
        Name("label", "CITY"): Target("entity", "GPE"),
        Name("label", "NOISE"): Target("out"),
        Name("relation", "hit"): Target("role", "target"),
        Name("attribute", "neg"): Target("attribute", "polarity"),
        Name("value", "true", "neg"): Target("value", "neg"),
    }
    ledger = Ledger()
    marks = means(
        ForeignSpan("1", SHELLED, "ATTACK", attributes={"neg": "true"}),
        ForeignSpan("2", ORSA, "CITY"),
        ForeignSpan("3", DEPOT, "NOISE"),
        relations=(ForeignRelation("hit", "1", "2"), ForeignRelation("hit", "1", "3")),
        names=names,
        ledger=ledger,
    )
    (event,), (mention,) = marks.events, marks.mentions
    assert (event.type, event.attributes, mention.label) == ("STRIKE", {"polarity": "neg"}, "GPE")
    assert event.arguments == (Argument("target", mention.uid),)
    assert ledger.counts() == {"name.left_out": 2}, "the span, and the argument that it filled"


def test_a_layer_that_a_file_calls_complete_is_completed_under_the_schema_of_the_project() -> None:
    marks = means(GUN, complete=("entities",))
    (completion,) = marks.completions
    assert (completion.layer, completion.start, completion.end) == ("entities", 0, len(TEXT))
    assert completion.schema_version == "1"
