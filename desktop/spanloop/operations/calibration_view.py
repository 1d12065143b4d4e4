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

    Right is what the truth has in the very same place under the same label; only what lies in complete ranges counts.
    """
    found: dict[Part, list[Scored]] = {"mentions": [], "triggers": []}
    for reference, marks in side.pairs:
        if (held := reference.layers.get("entities")) is not None:
            found["mentions"] += _scored(_mentions(marks), held, _mentions(held.marks))
        if (held := reference.layers.get("events")) is not None:
            found["triggers"] += _scored(_triggers(marks), held, _triggers(held.marks))
    return {part: reliability(scored, classes=classes) for part, scored in found.items() if scored}


_Item = tuple[str, Fragments, float | None]


def _mentions(marks: Marks) -> Iterator[_Item]:
    return ((mention.label, mention.fragments, mention.score) for mention in marks.mentions)


def _triggers(marks: Marks) -> Iterator[_Item]:
    return ((event.type, event.trigger, event.score) for event in marks.events)


def _scored(given: Iterator[_Item], held: LayerTruth, wanted: Iterator[_Item]) -> Iterator[Scored]:
    right = {(label, place) for label, place, _ in wanted}
    ranges: tuple[Fragment, ...] = held.ranges
    for label, place, score in given:
        if score is not None and covers(ranges, place):
            yield min(1.0, max(0.0, score)), (label, place) in right
