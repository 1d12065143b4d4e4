"""The beginning of what a file of marks says, for its preview: some text with the marks in it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from spanloop.core.marks import Marks
from spanloop.formats.record import Record

#: So many code points of the text are shown, and so many of them before the first mark.
_LONGEST, _BEFORE = 420, 80
_GAP = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class SampleMark:
    """A mark of the sample, as a stretch of its text in code points. trigger: of an event, whose type `name` is."""

    start: int
    end: int
    name: str
    trigger: bool


@dataclass(frozen=True, slots=True)
class Sample:
    """Some text of an article with the marks that stand there, in its order. Of marks that share words it has one.

    begins, ends: whether the text begins and ends where that of the article does.
    """

    title: str
    text: str
    marks: tuple[SampleMark, ...]
    begins: bool
    ends: bool


def sample_of(record: Record) -> Sample | None:
    """The text around the first marks of a record; None for one without marks, or with marks alone."""
    text = record.article.text
    stretches = sorted(_stretches(record.marks), key=lambda mark: (mark.start, -mark.end)) if record.marks else []
    if not text or not stretches:
        return None
    first = stretches[0].start
    start = max(text.rfind("\n", 0, first) + 1, _after_gap(text, first - _BEFORE) if first > _BEFORE else 0)
    end = _before_gap(text, start + _LONGEST)
    shown: list[SampleMark] = []
    for mark in stretches:
        if mark.end <= end and (not shown or mark.start >= shown[-1].end + start):
            shown.append(SampleMark(mark.start - start, mark.end - start, mark.name, mark.trigger))
    title = record.article.title or record.article.external_id or ""
    return Sample(title, text[start:end], tuple(shown), start == 0, end == len(text))


def sample_from_json(raw: dict[str, Any] | None) -> Sample | None:
    """A sample out of what `dataclasses.asdict` made of it."""
    if raw is None:
        return None
    marks = tuple(SampleMark(**mark) for mark in raw["marks"])
    return Sample(raw["title"], raw["text"], marks, raw["begins"], raw["ends"])


def _stretches(marks: Marks) -> Iterable[SampleMark]:
    for event in marks.events:
        yield from (SampleMark(start, end, event.type, True) for start, end in event.trigger)
    for mention in marks.mentions:
        yield from (SampleMark(start, end, mention.label, False) for start, end in mention.fragments)


def _after_gap(text: str, at: int) -> int:
    """The beginning of the first word that begins at or after `at`."""
    found = _GAP.search(text, at)
    return found.end() if found is not None else at


def _before_gap(text: str, at: int) -> int:
    """The end of the last word that ends at or before `at`; a word that is longer than all of it is cut."""
    if at >= len(text):
        return len(text)
    gaps = [found.start() for found in _GAP.finditer(text, max(0, at - 60), at + 1)]
    return gaps[-1] if gaps else at
