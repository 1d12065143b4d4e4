"""Whether the scores of suggestions keep their word on articles whose truth is known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from spanloop.core.comparison import Part
from spanloop.core.marks import Fragment, Fragments, Marks
from spanloop.core.ranges import covers
from spanloop.core.reliability import CLASSES, Reliability, Scored, reliability
from spanloop.core.truth import LayerTruth
from spanloop.operations.sides import Side


def calibration_of(side: Side, *, classes: Mapping[str, float] = CLASSES) -> dict[str, Reliability]:
    """How far the scores of what a side marked can be taken at their word, by part; parts without scores are not there.

    Right is what the truth has in the very same place under the same label, an argument what it has of the very same
    event; only what lies in complete ranges counts.
    """
    found: dict[Part, list[Scored]] = {"mentions": [], "triggers": [], "arguments": []}
    for reference, marks in side.pairs:
        if (held := reference.layers.get("entities")) is not None:
            found["mentions"] += _scored(_mentions(marks), held, _mentions(held.marks))
        if (held := reference.layers.get("events")) is not None:
            found["triggers"] += _scored(_triggers(marks), held, _triggers(held.marks))
            found["arguments"] += _scored(_arguments(marks), held, _arguments(held.marks))
    return {part: reliability(scored, classes=classes) for part, scored in found.items() if scored}


#: What was said, where it has to lie, and with which score.
_Item = tuple[tuple[object, ...], Fragments, float | None]


def _mentions(marks: Marks) -> Iterator[_Item]:
    return (((mention.label, mention.fragments), mention.fragments, mention.score) for mention in marks.mentions)


def _triggers(marks: Marks) -> Iterator[_Item]:
    return (((event.type, event.trigger), event.trigger, event.score) for event in marks.events)


def _arguments(marks: Marks) -> Iterator[_Item]:
    """As arguments are compared (core.comparison): by type and trigger of the event, role, and place of the filler."""
    mentions = {mention.uid: mention.fragments for mention in marks.mentions}
    triggers = {event.uid: event.trigger for event in marks.events}
    for event in marks.events:
        for argument in event.arguments:
            filler = (triggers if argument.filler_is_event else mentions).get(argument.filler)
            if filler is not None:
                yield (event.type, event.trigger, argument.role, filler), event.trigger, argument.score


def _scored(given: Iterator[_Item], held: LayerTruth, wanted: Iterator[_Item]) -> Iterator[Scored]:
    right = {said for said, _, _ in wanted}
    ranges: tuple[Fragment, ...] = held.ranges
    for said, place, score in given:
        if score is not None and covers(ranges, place):
            yield min(1.0, max(0.0, score)), said in right
