"""Where the tags of one line go, and how they collapse when they are crowded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

TagForm = Literal["full", "key", "none"]


@dataclass(frozen=True, slots=True)
class TagWish:
    """One tag that a line would like to show.

    start, end: of its span on the line, in pixels in reading direction (growing from where a line starts).
    full, key: widths of the full code and of the schema key; key is 0 when there is no key.
    after: extra room behind the tag, for a problem's triangle. pinned: always shown in full. kept: no tag before it may
    stand in its place.
    """

    start: float
    end: float
    full: float
    key: float
    trigger: bool = False
    pinned: bool = False
    after: float = 0.0
    kept: bool = False


@dataclass(frozen=True, slots=True)
class TagPlace:
    """Where a tag went: `at` in pixels in reading direction, and in which form. Form "none" is not painted.

    sign: whether there is room for a problem's triangle: behind the tag, or in its place.
    """

    at: float
    form: TagForm
    sign: bool = True


def place_tags(wishes: Sequence[TagWish], *, gap: float, most: float = float("inf")) -> list[TagPlace]:
    """Places for tags that are sorted by start, outer before inner; the result has the same order.

    There is one row. A tag that would touch the next one shrinks from its code to its key, then to nothing; a pinned
    one keeps its code and place, and its neighbours give way; trigger tags shrink last. A tag may be pushed along, but
    not off its own span. most: where the room for tags ends; a pinned one that would reach over it begins earlier.
    """
    tried = [
        replace(wish, start=min(wish.start, most - wish.full - wish.after)) if wish.pinned else wish for wish in wishes
    ]
    while True:
        places = _place(tried, gap, most)
        lost = [
            number
            for number, (wish, place) in enumerate(zip(tried, places, strict=True))
            if wish.trigger and place.form == "none" and not wish.kept
        ]
        if not lost:
            return places
        # What was pushed off its span by mentions before it has them give way.
        for number in lost:
            tried[number] = replace(tried[number], kept=True)


def _place(wishes: Sequence[TagWish], gap: float, most: float) -> list[TagPlace]:
    places: list[TagPlace] = []
    edge = float("-inf")
    for index, wish in enumerate(wishes):
        at = max(wish.start, edge + gap)
        wall = min(_wall(wishes, index, gap), most)
        form = "full" if wish.pinned else _form(wishes, index, at, wall, gap)
        sign = form != "none" or bool(wish.after and at + wish.after <= min(wall, max(_limit(wishes, index), at)))
        if sign:
            width = wish.full if form == "full" else wish.key if form == "key" else 0
            edge = max(edge, at + width + wish.after)
        places.append(TagPlace(at, form, sign))
    return places


def _wall(wishes: Sequence[TagWish], index: int, gap: float) -> float:
    """The start of the next tag that is pinned or kept, less the gap: nothing may reach over it."""
    return next((wish.start - gap for wish in wishes[index + 1 :] if wish.pinned or wish.kept), float("inf"))


def _form(wishes: Sequence[TagWish], index: int, at: float, wall: float, gap: float) -> TagForm:
    wish = wishes[index]
    if at > max(wish.start, _limit(wishes, index)):
        return "none"
    full_end = at + wish.full + wish.after
    if full_end <= wall and (wish.trigger or full_end + gap <= _next_start(wishes, index)):
        return "full"
    if wish.key and at + wish.key + wish.after <= wall:
        return "key"
    return "none"


def _limit(wishes: Sequence[TagWish], index: int) -> float:
    """How far a tag may be pushed along: to the end of the longest span that starts where its own does."""
    start = wishes[index].start
    together = (wish.end for wish in wishes[: index + 1] if abs(wish.start - start) < 2)
    return max(together) - (0 if wishes[index].trigger else 4)


def _next_start(wishes: Sequence[TagWish], index: int) -> float:
    """The start of the next tag. One that starts at the same place is pushed along rather than given way to."""
    if index + 1 == len(wishes) or abs(wishes[index + 1].start - wishes[index].start) < 2:
        return float("inf")
    return wishes[index + 1].start
