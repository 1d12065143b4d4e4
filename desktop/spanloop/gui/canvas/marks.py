"""Which marks lie in which paragraph, kept up to date mark by mark."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from operator import attrgetter

from spanloop.core.marks import Author, Event, Fragments, Marks, Mention
from spanloop.gui.canvas.lanes import assign_lanes
from spanloop.gui.canvas.paragraphs import Paragraph
from spanloop.gui.canvas.view import CanvasView, PaintedMark, painted

_Thing = Mention | Event
_Place = tuple[int, int, bool, str]
_uid = attrgetter("uid")


class MarkBook:
    """The marks of one article by paragraph.

    What is painted of a mark is made when its paragraph is first laid out, so that opening an article with very many
    marks costs little; a changed mark touches only the paragraphs that it lies in.
    """

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self._paragraphs = paragraphs
        self._starts = [paragraph.start for paragraph in paragraphs]
        self._ends = [paragraph.end for paragraph in paragraphs]
        self._things: dict[str, _Thing] = {}
        #: The author of each suggestion; the viewer's own marks are not in it.
        self._suggesters: dict[str, Author] = {}
        self._suggestions: tuple[Marks, ...] = ()
        self._buckets: list[list[str]] = [[] for _ in paragraphs]
        self._painted: dict[str, PaintedMark] = {}
        self._laned: set[int] = set()
        self._order: list[_Place] | None = None

    def paragraph_at(self, offset: int) -> int:
        """The index of the paragraph that holds an article offset, or of the one before it; -1 without paragraphs."""
        return max(bisect_right(self._starts, offset) - 1, 0 if self._starts else -1)

    # contents

    def update(self, view: CanvasView, *, changed: Collection[str] | None = None) -> set[int]:
        """Take the marks of a view of the same article; the indices of the paragraphs that look different now.

        changed: the uids of all marks that were added, changed or removed, where that is known; it saves comparing all.
        """
        old = self._things
        if changed is None:
            things = _things(view)
            suggesters = self._suggesters_of(view)
            gone: Collection[str] = old.keys() - things.keys()
            fresh = [uid for uid, thing in things.items() if old.get(uid) is not thing and old.get(uid) != thing]
            if suggesters != self._suggesters:
                known = set(fresh)
                moved = {uid for uid, _ in suggesters.items() ^ self._suggesters.items()}
                fresh += [uid for uid in moved & old.keys() & things.keys() if uid not in known]
        else:
            wanted = frozenset(changed)
            found = {thing.uid: thing for thing in _all(view) if thing.uid in wanted}
            gone = [uid for uid in wanted if uid in old and uid not in found]
            fresh = list(found)
            things = {uid: thing for uid, thing in old.items() if uid not in wanted} | found if gone else old | found
            suggesters = self._suggesters_of(view)
        return self._apply(gone, fresh, things, suggesters)

    def _suggesters_of(self, view: CanvasView) -> dict[str, Author]:
        if view.suggestions is self._suggestions:
            return self._suggesters
        self._suggestions = view.suggestions
        return _suggesters(view)

    def _apply(
        self, gone: Collection[str], fresh: list[str], things: dict[str, _Thing], suggesters: dict[str, Author]
    ) -> set[int]:
        touched: set[int] = set()
        if self._order is not None:
            self._reorder([*gone, *fresh], {uid: things[uid] for uid in fresh})
        for uid in (*gone, *fresh):
            if uid in self._things:
                touched.update(self._drop(uid))
        self._things, self._suggesters = things, suggesters
        for uid in fresh:
            indices = self._indices(_fragments(things[uid]))
            for index in indices:
                self._buckets[index].append(uid)
            touched.update(indices)
        return self._unlane(touched) if self._laned else touched

    def _drop(self, uid: str) -> Sequence[int]:
        indices = self._indices(_fragments(self._things[uid]))
        for index in indices:
            self._buckets[index].remove(uid)
        self._painted.pop(uid, None)
        return indices

    def _indices(self, fragments: Fragments) -> Sequence[int]:
        """The paragraphs that fragments lie in, each once."""
        if not self._starts:
            return ()
        start, end = fragments[0]
        first = max(bisect_right(self._starts, start) - 1, 0)
        if len(fragments) == 1 and end <= self._ends[first]:
            return (first,) if start >= self._starts[first] else ()
        found: list[int] = []
        for start, end in fragments:
            index = max(bisect_right(self._starts, start) - 1, 0)
            while index < len(self._starts) and self._starts[index] < end:
                if self._ends[index] > start and (not found or index > found[-1]):
                    found.append(index)
                index += 1
        return found

    def _unlane(self, touched: set[int]) -> set[int]:
        """Forget the lanes of the touched paragraphs and of all that share a mark with them; returns all of these."""
        wider = self._closure(touched)
        self._laned -= wider
        return wider

    def _closure(self, indices: Iterable[int]) -> set[int]:
        found = set(indices)
        queue = list(found)
        while queue:
            index = queue.pop()
            paragraph = self._paragraphs[index]
            for uid in self._buckets[index]:
                fragments = _fragments(self._things[uid])
                if fragments[0][0] < paragraph.start or fragments[-1][1] > paragraph.end:
                    fresh = set(self._indices(fragments)) - found
                    found |= fresh
                    queue += fresh
        return found

    # questions

    def get(self, uid: str) -> PaintedMark | None:
        """The mark with this uid, or None."""
        mark = self._painted.get(uid)
        if mark is None:
            thing = self._things.get(uid)
            if thing is None:
                return None
            mark = self._painted[uid] = painted(thing, self._suggesters.get(uid))
        return mark

    def events(self) -> Iterator[Event]:
        """All events, suggested ones too."""
        return (thing for thing in self._things.values() if isinstance(thing, Event))

    def in_paragraph(self, index: int) -> list[PaintedMark]:
        """The marks that lie in a paragraph, with their lanes."""
        if index not in self._laned:
            self._assign_lanes(index)
        return [mark for uid in self._buckets[index] if (mark := self.get(uid))]

    def _assign_lanes(self, index: int) -> None:
        group = self._closure({index})
        marks = {uid: mark for i in group for uid in self._buckets[i] if (mark := self.get(uid))}
        underlined = {uid: mark.fragments for uid, mark in marks.items() if not mark.trigger and not mark.suggested}
        for uid, lane in assign_lanes(underlined).items():
            marks[uid].lane = lane
        self._laned |= group

    def step(self, place: _Place, direction: int, *, only_suggestions: bool) -> PaintedMark | None:
        """The next mark after (direction 1) or before (-1) a place in reading order, going round at the ends."""
        if self._order is None:
            self._order = sorted(_place(thing) for thing in self._things.values())
        order = self._order
        at = bisect_right(order, place) if direction > 0 else bisect_left(order, place) - 1
        for step in range(len(order)):
            uid = order[(at + step * direction) % len(order)][3]
            if not only_suggestions or uid in self._suggesters:
                return self.get(uid)
        return None

    def _reorder(self, out: Sequence[str], into: Mapping[str, _Thing]) -> None:
        if self._order is None or len(out) > 100:
            self._order = None
            return
        for uid in out:
            if uid in self._things:
                del self._order[bisect_left(self._order, _place(self._things[uid]))]
        for thing in into.values():
            insort(self._order, _place(thing))


def place_of(mark: PaintedMark) -> tuple[int, int, bool, str]:
    """Where a mark stands in reading order: outer before inner, mentions before triggers."""
    return mark.start, -mark.end, mark.trigger, mark.uid


def _place(thing: _Thing) -> _Place:
    fragments = _fragments(thing)
    return fragments[0][0], -fragments[-1][1], isinstance(thing, Event), thing.uid


def _fragments(thing: _Thing) -> Fragments:
    return thing.trigger if isinstance(thing, Event) else thing.fragments


def _all(view: CanvasView) -> Iterator[_Thing]:
    for marks in (*view.suggestions, view.marks):
        yield from marks.mentions
        yield from marks.events


def _things(view: CanvasView) -> dict[str, _Thing]:
    found: dict[str, _Thing] = {}
    for marks in (*view.suggestions, view.marks):
        found.update(zip(map(_uid, marks.mentions), marks.mentions, strict=True))
        found.update(zip(map(_uid, marks.events), marks.events, strict=True))
    return found


def _suggesters(view: CanvasView) -> dict[str, Author]:
    found: dict[str, Author] = {}
    for marks in view.suggestions:
        found.update(dict.fromkeys(map(_uid, marks.mentions), marks.author))
        found.update(dict.fromkeys(map(_uid, marks.events), marks.author))
    return found
