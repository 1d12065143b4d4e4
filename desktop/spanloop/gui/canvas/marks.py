"""Which marks lie in which paragraph, kept up to date mark by mark."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterable, Iterator, Sequence

from spanloop.core.marks import Author, Event, Fragments, Mention
from spanloop.gui.canvas.lanes import assign_lanes
from spanloop.gui.canvas.paragraphs import Paragraph
from spanloop.gui.canvas.view import CanvasView, PaintedMark, painted

_Source = tuple[Mention | Event, Author | None]
_Place = tuple[int, int, bool, str]


class MarkBook:
    """The marks of one article by paragraph.

    What is painted of a mark is made when its paragraph is first laid out, so that opening an article with very many
    marks costs little; a changed mark touches only the paragraphs that it lies in.
    """

    def __init__(self, paragraphs: Sequence[Paragraph]) -> None:
        self._paragraphs = paragraphs
        self._starts = [paragraph.start for paragraph in paragraphs]
        self._sources: dict[str, _Source] = {}
        self._buckets: list[list[str]] = [[] for _ in paragraphs]
        self._painted: dict[str, PaintedMark] = {}
        self._laned: set[int] = set()
        self._order: list[_Place] | None = None

    def paragraph_at(self, offset: int) -> int:
        """The index of the paragraph that holds an article offset, or of the one before it; -1 without paragraphs."""
        return max(bisect_right(self._starts, offset) - 1, 0 if self._starts else -1)

    # contents

    def update(self, view: CanvasView) -> set[int]:
        """Take the marks of a view of the same article; the indices of the paragraphs that look different now."""
        sources = _sources(view)
        old = self._sources
        gone = [uid for uid in old if uid not in sources]
        changed = [uid for uid, source in sources.items() if not _same(old.get(uid), source)]
        touched: set[int] = set()
        if self._order is not None:
            self._reorder(gone, changed, sources)
        for uid in gone:
            touched.update(self._drop(uid, old[uid]))
        for uid in changed:
            if uid in old:
                touched.update(self._drop(uid, old[uid]))
            for index in self._indices(sources[uid]):
                self._buckets[index].append(uid)
                touched.add(index)
        self._sources = sources
        return self._unlane(touched)

    def _drop(self, uid: str, source: _Source) -> set[int]:
        indices = set(self._indices(source))
        for index in indices:
            self._buckets[index].remove(uid)
        self._painted.pop(uid, None)
        return indices

    def _indices(self, source: _Source) -> Iterator[int]:
        seen = -1
        for start, end in _fragments(source):
            index = max(bisect_right(self._starts, start) - 1, 0)
            while index < len(self._starts) and self._starts[index] < end:
                if index > seen and self._paragraphs[index].end > start:
                    yield index
                    seen = index
                index += 1

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
                fragments = _fragments(self._sources[uid])
                if fragments[0][0] < paragraph.start or fragments[-1][1] > paragraph.end:
                    fresh = set(self._indices(self._sources[uid])) - found
                    found |= fresh
                    queue += fresh
        return found

    # questions

    def get(self, uid: str) -> PaintedMark | None:
        """The mark with this uid, or None."""
        mark = self._painted.get(uid)
        if mark is None:
            source = self._sources.get(uid)
            if source is None:
                return None
            mark = self._painted[uid] = painted(*source)
        return mark

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
            self._order = sorted(_place(uid, source) for uid, source in self._sources.items())
        order = self._order
        at = bisect_right(order, place) if direction > 0 else bisect_left(order, place) - 1
        for step in range(len(order)):
            uid = order[(at + step * direction) % len(order)][3]
            if not only_suggestions or self._sources[uid][1] is not None:
                return self.get(uid)
        return None

    def _reorder(self, gone: Sequence[str], changed: Sequence[str], sources: dict[str, _Source]) -> None:
        if self._order is None or len(gone) + len(changed) > 100:
            self._order = None
            return
        for uid in (*gone, *changed):
            if uid in self._sources:
                del self._order[bisect_left(self._order, _place(uid, self._sources[uid]))]
        for uid in changed:
            insort(self._order, _place(uid, sources[uid]))


def place_of(mark: PaintedMark) -> tuple[int, int, bool, str]:
    """Where a mark stands in reading order: outer before inner, mentions before triggers."""
    return mark.start, -mark.end, mark.trigger, mark.uid


def _place(uid: str, source: _Source) -> _Place:
    fragments = _fragments(source)
    return fragments[0][0], -fragments[-1][1], isinstance(source[0], Event), uid


def _fragments(source: _Source) -> Fragments:
    thing = source[0]
    return thing.trigger if isinstance(thing, Event) else thing.fragments


def _sources(view: CanvasView) -> dict[str, _Source]:
    found: dict[str, _Source] = {}
    for suggested in view.suggestions:
        author = suggested.author
        found.update((mention.uid, (mention, author)) for mention in suggested.mentions)
        found.update((event.uid, (event, author)) for event in suggested.events)
    found.update((mention.uid, (mention, None)) for mention in view.marks.mentions)
    found.update((event.uid, (event, None)) for event in view.marks.events)
    return found


def _same(old: _Source | None, new: _Source) -> bool:
    return old is not None and old[1] == new[1] and (old[0] is new[0] or old[0] == new[0])
