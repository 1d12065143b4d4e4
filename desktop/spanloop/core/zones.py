"""Editing the zones of an article by whole lines, so that no two of them overlap."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from spanloop.core.article import Zone
from spanloop.core.ids import new_uid
from spanloop.core.marks import Fragment
from spanloop.core.words import trim

_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")


def lines_of(text: str) -> list[Fragment]:
    """`[start, end)` of every line without its line break, blank ones too: line 1 is the first."""
    lines: list[Fragment] = []
    start = 0
    for found in _BREAK.finditer(text):
        lines.append((start, found.start()))
        start = found.end()
    return [*lines, (start, len(text))]


def whole_lines(text: str, start: int, end: int) -> Fragment | None:
    """The lines that `[start, end)` touches, from their first visible character to their last; None where they are
    blank. An empty range stands for the line that it is in."""
    if start < end:
        touched = [(a, b) for a, b in lines_of(text) if a < end and b > start]
    else:
        touched = [(a, b) for a, b in lines_of(text) if a <= start <= b]
    if not touched:
        return None
    first, last = trim(text, touched[0][0], touched[-1][1])
    return (first, last) if first < last else None


def put_zone(zones: Iterable[Zone], zone: Zone, *, text: str) -> tuple[Zone, ...]:
    """The zones with this one among them; those that it meets are cut."""
    return tuple(sorted([*clear_range(zones, zone.start, zone.end, text=text), zone], key=_start))


def clear_range(zones: Iterable[Zone], start: int, end: int, *, text: str) -> tuple[Zone, ...]:
    """The zones without what they have of `[start, end)`: each keeps its parts outside, the first part its uid."""
    kept: list[Zone] = []
    for zone in sorted(zones, key=_start):
        if zone.end <= start or zone.start >= end:
            kept.append(zone)
            continue
        sides = (trim(text, zone.start, min(start, zone.end)), trim(text, max(end, zone.start), zone.end))
        left = [(a, b) for a, b in sides if zone.start <= a < b <= zone.end]
        for number, (a, b) in enumerate(left):
            kept.append(replace(zone, uid=zone.uid if number == 0 else new_uid(), start=a, end=b))
    return tuple(kept)


def _start(zone: Zone) -> int:
    return zone.start
