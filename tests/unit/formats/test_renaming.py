"""Marks of Spanloop's own files under the names of a table."""

from __future__ import annotations

from spanloop.core.marks import Argument, Author, Event, Link, Marks, Mention
from spanloop.core.naming import Name, NameMap, Target
from spanloop.formats.ledger import Ledger
from spanloop.formats.renaming import renamed

MARKS = Marks(
    Author("ben", "Ben"),
    (Mention("m1", ((0, 4),), "ARM"), Mention("m2", ((5, 9),), "CITY"), Mention("m3", ((10, 12),), "NOISE")),
    (
        Event(
            "e1",
            "ATTACK",
            ((13, 19),),
            (Argument("who", "m1"), Argument("where", "m2"), Argument("where", "m3")),
            {"neg": "yes", "denied": "no"},
        ),
    ),
    (Link("l1", "ALIAS", "m1", "m2", between_events=False), Link("l2", "NEAR", "m2", "m3", between_events=False)),
)


def under(*targets: tuple[Name, Target], ledger: Ledger) -> Marks:
    """The marks under the names of a table."""
    return renamed(MARKS, names=NameMap(dict(targets)), ledger=ledger, article="one", line=3)


def test_each_kind_of_name_becomes_what_the_table_says_and_the_others_stay() -> None:
    ledger = Ledger()
    marks = under(
        (Name("label", "CITY"), Target("entity", "GPE")),
        (Name("label", "ATTACK"), Target("event", "STRIKE")),
        (Name("relation", "who"), Target("role", "attacker")),
        (Name("relation", "ALIAS"), Target("link", "SAME")),
        (Name("attribute", "neg"), Target("attribute", "polarity")),
        (Name("value", "yes", "neg"), Target("value", "neg")),
        ledger=ledger,
    )
    assert [mention.label for mention in marks.mentions] == ["ARM", "GPE", "NOISE"]
    assert [(event.type, event.attributes) for event in marks.events] == [
        ("STRIKE", {"polarity": "neg", "denied": "no"})
    ]
    assert [argument.role for argument in marks.events[0].arguments] == ["attacker", "where", "where"]
    assert [link.type for link in marks.links] == ["SAME", "NEAR"]
    assert not ledger


def test_what_is_left_out_goes_with_its_uses_and_is_noted_with_its_line() -> None:
    ledger = Ledger()
    marks = under((Name("label", "NOISE"), Target("out")), ledger=ledger)
    assert [mention.uid for mention in marks.mentions] == ["m1", "m2"]
    assert marks.events[0].arguments == (Argument("who", "m1"), Argument("where", "m2"))
    assert [link.uid for link in marks.links] == ["l1"]
    (entry,) = ledger.entries
    assert (entry.code, entry.article, entry.line) == ("name.left_out", "one", 3)
    assert entry.message == "NOISE was left out, as the table of names says"


def test_a_mention_cannot_become_an_event_so_it_is_left_out() -> None:
    ledger = Ledger()
    marks = under((Name("label", "NOISE"), Target("event", "STRIKE")), ledger=ledger)
    assert [mention.uid for mention in marks.mentions] == ["m1", "m2"]
    assert [entry.message for entry in ledger.entries] == ["NOISE was left out, because entity and event differ"]


def test_of_two_attributes_that_become_one_the_second_is_noted() -> None:
    ledger = Ledger()
    names = [(Name("attribute", name), Target("attribute", "polarity")) for name in ("neg", "denied")]
    marks = under(*names, ledger=ledger)
    assert marks.events[0].attributes == {"polarity": "yes"}
    (entry,) = ledger.entries
    assert (entry.code, entry.line) == ("attribute.twice", 3)
    assert entry.message == "denied no was left out, because polarity is yes already"
