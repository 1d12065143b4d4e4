"""Suggestions with the scores that people see: what a version's calibration makes of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from spanloop.core.marks import Argument, Event, Marks
from spanloop.learn.calibration import Calibration, calibrated, calibration_from


def with_shown_scores(marks: Marks, calibrations: Mapping[str, object]) -> Marks:
    """The same marks with the probabilities that a version's metrics["calibration"] gives for the scores of mentions,
    events and arguments; a score of a kind of mark that was not calibrated stays."""
    marks = calibrated(marks, calibrations)
    known = calibration_from(calibrations.get("arguments"))
    return replace(marks, events=tuple(_with_arguments(event, known) for event in marks.events))


def _with_arguments(event: Event, known: Calibration) -> Event:
    if not event.arguments:
        return event
    return replace(event, arguments=tuple(_with_score(argument, known) for argument in event.arguments))


def _with_score(argument: Argument, known: Calibration) -> Argument:
    return argument if argument.score is None else replace(argument, score=known.apply(argument.score))
