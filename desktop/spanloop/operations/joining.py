"""How two versions of one mark, from two copies of a project, become one.

A mark names the acts that made and changed it by their times. When one copy knows all acts that the other one knows and
more, only that copy changed the mark, and its version holds whole. When each knows acts that the other does not, both
changed it: the later version holds, and what can stand side by side (fillers, attributes, notes) is kept of both.
Either way both copies come to the same version, which names the acts of both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Literal, TypeVar

from spanloop.core.marks import Argument, Event, Fragments, Mention

Mark = TypeVar("Mark", Mention, Event)
Standing = Literal["ours", "theirs", "apart", "unknown"]
Say = Callable[[str, Fragments], None]


def standing(ours: Mention | Event, theirs: Mention | Event) -> Standing:
    """Whose version holds: that of the only side which changed the mark; "apart" when both did.

    "unknown": a file without times, or times that are equal.
    """
    here, there = versions(ours), versions(theirs)
    if not ours.changed or not theirs.changed or here == there:
        return "unknown"
    if here > there or here < there:
        return "ours" if here > there else "theirs"
    return "unknown" if ours.changed == theirs.changed else "apart"


def versions(mark: Mention | Event) -> frozenset[str]:
    """The times of all acts that made and changed a mark, as far as they are known."""
    return frozenset({mark.changed, *mark.earlier}) - {""}


def stamped(mark: Mark, times: Iterable[str]) -> Mark:
    """The mark as changed at these times too. One whose times are not known stays without."""
    new = frozenset(times) - {""}
    if not mark.changed or new <= versions(mark):
        return mark
    every = sorted(versions(mark) | new)
    return replace(mark, changed=every[-1], earlier=tuple(every[:-1]))


def join_mentions(ours: Mention, theirs: Mention, say: Say) -> Mention | None:
    """One mention of two versions of it, with the uid and origin of ours; None when they cannot be one."""
    which = standing(ours, theirs)
    same_place = (ours.label, ours.fragments) == (theirs.label, theirs.fragments)
    if which in ("ours", "theirs"):
        chosen = ours if which == "ours" else theirs
        return replace(chosen, uid=ours.uid, score=ours.score, origin=ours.origin)
    if not same_place:
        said = f"{ours.label} here differs from {theirs.label} there"
        if which == "unknown":
            say(f"{said}; both are kept", ours.fragments)
            return None
        later = theirs if theirs.changed > ours.changed else ours
        say(f"{said}; the later one, {'theirs' if later is theirs else 'ours'}, is kept", ours.fragments)
        ours = replace(ours, label=later.label, fragments=later.fragments)
    value = join_values(ours, theirs, say)
    return stamped(replace(ours, notes=join_notes(ours.notes, theirs.notes), value=value), versions(theirs))


def join_values(ours: Mention, theirs: Mention, say: Say) -> str | None:
    """What two versions of a mention mean as a time: what only one side said, else the later one."""
    if ours.value is None or theirs.value is None or ours.value == theirs.value:
        return theirs.value if ours.value is None else ours.value
    later = theirs if theirs.changed > ours.changed else ours
    said = [mention.value or "nothing in the calendar" for mention in (ours, theirs, later)]
    say(f"{ours.label} is {said[0]} here, {said[1]} there; {said[2]} is kept", ours.fragments)
    return later.value


def join_events(ours: Event, theirs: Event, say: Say) -> Event | None:
    """One event of two versions of it, with the uid and origin of ours; None when they cannot be one.

    Both name their fillers by the same uids. When both sides changed the event and agree on its type, the fillers and
    attributes of both are kept; so a filler that one of them took out stays.
    """
    which = standing(ours, theirs)
    if which in ("ours", "theirs"):
        chosen = ours if which == "ours" else theirs
        arguments = with_scores_of(ours.arguments, chosen.arguments)
        return replace(chosen, uid=ours.uid, score=ours.score, origin=ours.origin, arguments=arguments)
    later, before = (theirs, ours) if which == "apart" and theirs.changed > ours.changed else (ours, theirs)
    if (ours.type, ours.trigger) != (theirs.type, theirs.trigger):
        said = f"{ours.type} here differs from {theirs.type} there"
        if which == "unknown":
            say(f"{said}; both are kept", ours.trigger)
            return None
        say(f"{said}; the later one, {'theirs' if later is theirs else 'ours'}, is kept", ours.trigger)
    arguments, attributes = later.arguments, later.attributes
    if ours.type == theirs.type:
        arguments = tuple(dict.fromkeys((*later.arguments, *before.arguments)))
        attributes = {**before.attributes, **later.attributes}
        for name, value in theirs.attributes.items():
            if ours.attributes.get(name, value) != value:
                kept = f"{attributes[name]} is kept"
                say(f"{name} of {ours.type} is {ours.attributes[name]} here, {value} there; {kept}", ours.trigger)
    joined = replace(
        ours, type=later.type, trigger=later.trigger, arguments=with_scores_of(ours.arguments, arguments),
        attributes=attributes, notes=join_notes(ours.notes, theirs.notes),
    )  # fmt: skip
    return stamped(joined, versions(theirs))


def with_scores_of(ours: Iterable[Argument], arguments: Iterable[Argument]) -> tuple[Argument, ...]:
    """Arguments of two versions of an event: those that ours has keep its scores, as a mark keeps its own."""
    scores = {argument: argument.score for argument in ours}
    return tuple(replace(argument, score=scores.get(argument, argument.score)) for argument in arguments)


def join_notes(ours: str, theirs: str) -> str:
    """Both notes on one mark. Both sides come to the same, and merging again adds nothing."""
    if theirs in ours:
        return ours
    return theirs if ours in theirs else "\n".join(sorted((ours, theirs)))
