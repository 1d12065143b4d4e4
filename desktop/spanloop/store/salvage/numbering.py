"""Numbers of rows that were hit: a page keeps its pointers in order of the rows' numbers, so each has neighbours.

Numbers rise by at least one from pointer to pointer. So number less place never falls, and a row that breaks this was
hit; where its neighbours leave room for one number only, that is its own.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence


def wrong_numbers(numbers: Sequence[tuple[int, int]]) -> dict[int, int | None]:
    """Which numbers were hit, and what they were.

    numbers: (place of the pointer, number of its row), in order of place; places may be missing. Returns place of a
    wrong one -> its right number, None where that cannot be told.
    """
    levels = [number - place for place, number in numbers]
    kept = _longest(levels)
    wrong: dict[int, int | None] = {}
    for at, (place, _) in enumerate(numbers):
        if at not in kept:
            before = next((levels[other] for other in range(at - 1, -1, -1) if other in kept), None)
            after = next((levels[other] for other in range(at + 1, len(levels)) if other in kept), None)
            wrong[place] = before + place if before is not None and before == after else None
    return wrong


def _longest(levels: Sequence[int]) -> set[int]:
    """Places of a longest part of the numbers that never falls."""
    ends: list[int] = []
    tails: list[int] = []
    previous: list[int] = []
    for place, level in enumerate(levels):
        length = bisect_right(ends, level)
        if length == len(ends):
            ends.append(level)
            tails.append(place)
        else:
            ends[length] = level
            tails[length] = place
        previous.append(tails[length - 1] if length else -1)
    kept: set[int] = set()
    place = tails[-1] if tails else -1
    while place >= 0:
        kept.add(place)
        place = previous[place]
    return kept
