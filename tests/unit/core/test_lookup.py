"""Look-ups that are patched after a change are those that the changed marks give."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from spanloop.core.lookup import AuthorLookup, Difference, Lookup, events_at, exactly_at, row_of
from spanloop.core.marks import Author, Event, Marks, Mention
from tests.unit.core.strategies import author_marks

NOOR = Author("noor", "Noor")
PARTS = ("mentions", "events", "users", "origins")


def drawn(data: st.DataObject, name: str) -> Marks:
    """Marks in the order of a project, some of them accepted from suggestions."""
    marks = data.draw(author_marks(name))
    origins = data.draw(st.sets(st.sampled_from(["noor-m0", "noor-m1", "noor-e0"])))
    mentions = [replace(m, origin=f"from {m.uid}") if m.uid in origins else m for m in marks.mentions]
    events = [replace(e, origin=f"from {e.uid}") if e.uid in origins else e for e in marks.events]
    mentions.sort(key=lambda m: (m.start, m.end))
    events.sort(key=lambda e: e.trigger)
    return replace(marks, mentions=tuple(mentions), events=tuple(events))


def everything(marks: Marks) -> dict[str, Mention | Event]:
    return {mark.uid: mark for mark in (*marks.mentions, *marks.events)}


def difference(one: Marks, other: Marks) -> Difference:
    old, new = everything(one), everything(other)
    gone = [mark for uid, mark in old.items() if new.get(uid) != mark]
    return Difference(gone, [mark for uid, mark in new.items() if old.get(uid) != mark])


def contents(look: AuthorLookup) -> list[dict[str, object]]:
    users = {filler: sorted(events) for filler, events in look.users.items()}
    return [dict(look.mentions), dict(look.events), dict(users), dict(look.origins)]


@settings(max_examples=40)
@given(data=st.data())
def test_patched_is_as_made_anew(data: st.DataObject) -> None:
    own, offered = drawn(data, "noor"), drawn(data, "rules")
    lookup = Lookup.of(own, [offered])
    known = data.draw(st.sets(st.sampled_from([*PARTS, "mention_order", "event_order"])))
    for _ in range(3):
        for name in known:  # nothing may hang on what was asked for before
            for thing in (lookup.own, *lookup.offered) if name in PARTS else (lookup,):
                getattr(thing, name)
        newer, left = drawn(data, "noor"), data.draw(st.sampled_from([(offered,), ()])) if lookup.offered else ()
        differences = {"noor": difference(own, newer)}
        if not left and lookup.offered:
            differences["rules"] = difference(offered, Marks(offered.author))
        before, lookup = lookup, lookup.after(newer, left, differences)
        fresh = Lookup.of(newer, left)
        for ours, theirs in zip((lookup.own, *lookup.offered), (fresh.own, *fresh.offered), strict=True):
            assert contents(ours) == contents(theirs)
        assert lookup.mention_order == fresh.mention_order
        assert lookup.event_order == fresh.event_order
        assert lookup.changed_since(before) == {uid for found in differences.values() for uid in found.uids}
        assert before.changed_since(lookup) is None
        own = newer


def test_what_changed_is_known_along_one_line_only() -> None:
    first, second = (Mention(uid, ((0, 5),), "PER") for uid in "ab")
    start = Lookup.of(Marks(NOOR))
    one = start.after(Marks(NOOR, (first,)), (), {"noor": Difference(come=[first])})
    two = one.after(Marks(NOOR, (first, second)), (), {"noor": Difference(come=[second])})
    assert two.changed_since(start) == {"a", "b"}
    assert two.changed_since(two) == frozenset()
    other = start.after(Marks(NOOR, (second,)), (), {"noor": Difference(come=[second])})
    assert other.changed_since(start) is None
    assert two.changed_since(other) is None


@given(data=st.data())
def test_marks_are_found_by_their_place(data: st.DataObject) -> None:
    marks = drawn(data, "noor")
    for mention in marks.mentions:
        same = [other for other in marks.mentions if other.fragments == mention.fragments]
        assert exactly_at(marks.mentions, mention.fragments) == same
    for event in marks.events:
        assert events_at(marks.events, event.trigger) == [e for e in marks.events if e.trigger == event.trigger]
    assert exactly_at(marks.mentions, ((90, 91),)) == []
    assert events_at(marks.events, ((90, 91),)) == []
    order = Lookup.of(marks).mention_order
    rows: Sequence[int] = [row_of(order, mention) for mention in marks.mentions]
    assert sorted(rows) == list(range(len(marks.mentions)))
    assert row_of(order, Mention("other", ((0, 1),), "PER")) == -1


def test_a_suggestion_leads_to_what_came_of_it() -> None:
    mine = Mention("mine", ((0, 5),), "PER", origin="theirs")
    lookup = Lookup.of(Marks(NOOR, (mine,)))
    assert lookup.find("theirs") == (mine, NOOR, False)
    assert lookup.find("nobody") is None
    assert lookup.suggested("theirs") is None


def test_a_suggestion_that_is_not_offered_leads_to_what_is_alike() -> None:
    """The person marked one themselves; the other is suggested by somebody else too. Events go on naming both."""
    rules = Author("rules", "Rules", "rules")
    mine, hidden = Mention("mine", ((0, 5),), "PER"), Mention("theirs", ((0, 5),), "PER")
    shown, double = Event("shown", "STRIKE", ((8, 9),)), Event("double", "STRIKE", ((8, 9),))
    other = Mention("other", ((0, 5),), "ARM")
    offered = Marks(rules, (), (shown,))
    lookup = Lookup.of(Marks(NOOR, (mine,)), [offered], of=[Marks(rules, (hidden, other), (shown, double))])
    assert lookup.find("theirs") == (mine, NOOR, False)
    assert lookup.find("double") == (shown, rules, True)
    assert lookup.find("other") is None
    assert lookup.suggested("theirs") is None
    gone = lookup.after(Marks(NOOR), [offered], {"noor": Difference(gone=[mine])})
    assert gone.find("theirs") is None
    back = gone.after(Marks(NOOR, (mine,)), [offered], {"noor": Difference(come=[mine])})
    assert back.find("theirs") == (mine, NOOR, False)


def test_a_suggestion_that_a_mark_of_the_person_hides_leads_there() -> None:
    rules = Author("rules", "Rules", "rules")
    mine, theirs, event = Mention("mine", ((0, 5),), "PER"), Mention("t", ((0, 5),), "PER"), Event("e", "X", ((8, 9),))
    before = Lookup.of(Marks(NOOR), [Marks(rules, (theirs,), (event,))])
    after = before.after(
        Marks(NOOR, (mine,)),
        [Marks(rules, (), (event,))],
        {"noor": Difference(come=[mine]), "rules": Difference(gone=[theirs])},
    )
    assert after.find("t") == (mine, NOOR, False)
