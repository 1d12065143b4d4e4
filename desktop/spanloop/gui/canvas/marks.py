"""Which marks lie in which paragraph, kept up to date mark by mark."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from heapq import nsmallest
from operator import attrgetter

from spanloop.core.marks import Author, Event, Fragment, Fragments, Marks, Mention
from spanloop.gui.canvas.lanes import assign_lanes
from spanloop.gui.canvas.paragraphs import Paragraph
from spanloop.gui.canvas.view import CanvasView, PaintedMark, painted

_Thing = Mention | Event
_Place = tuple[int, int, bool, str]
_Rank = tuple[int, bool, bool, str]
_uid = attrgetter("uid")

#: So many marks are shown of one paragraph, or piece of a long one. A page with four marks on every word has fewer.
MOST = 1200
#: So many underlines run below each other. More could not be told apart, and would push the lines apart.
LANES = 12
#: After acts that change more marks than this, what is known of them is worked out anew.
FEW = 100


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
        #: What is shown of paragraphs with more than MOST marks.
        self._chosen: dict[int, Sequence[str]] = {}
        self._laned: set[int] = set()
        #: By paragraph, the marks that lie in others too.
        self._across: list[set[str]] = [set() for _ in paragraphs]
        #: The last answer of covering(), inner ones first: kept up to date while acts change a few marks.
        self._around: tuple[Fragment, list[_Rank]] | None = None
        self._order: list[_Place] | None = None

    def paragraph_at(self, offset: int) -> int:
        """The index of the paragraph that holds an article offset, or of the one before it; -1 without paragraphs."""
        return max(bisect_right(self._starts, offset) - 1, 0 if self._starts else -1)

    # contents

    def update(self, view: CanvasView, *, changed: Collection[str] | None = None) -> set[int]:
        """Take the marks of a view of the same article; the indices of the paragraphs that look different now.

        changed: the uids of all marks that were added, changed or removed, where that is known; it saves comparing all.
        """
        if not self._things:
            return self._fill(view)
        old = self._things
        suggesters = self._suggesters_of(view)
        if changed is None:
            things = _things(view)
            gone: Collection[str] = old.keys() - things.keys()
            fresh = {uid: thing for uid, thing in things.items() if old.get(uid) is not thing and old.get(uid) != thing}
            if suggesters != self._suggesters:
                moved = {uid for uid, _ in suggesters.items() ^ self._suggesters.items()}
                fresh |= {uid: things[uid] for uid in moved & old.keys() & things.keys()}
        else:
            wanted = frozenset(changed)
            fresh = _found(view, wanted)
            gone = [uid for uid in wanted if uid in old and uid not in fresh]
        return self._apply(gone, fresh, suggesters)

    def _fill(self, view: CanvasView) -> set[int]:
        """Take marks where there were none. Most lie in one paragraph, and there may be very many of them."""
        self._things, self._order, self._around = _things(view), None, None
        self._suggesters = self._suggesters_of(view)
        if not self._starts:
            return set()
        starts, ends, buckets = self._starts, self._ends, self._buckets
        for uid, thing in self._things.items():
            fragments = thing.trigger if isinstance(thing, Event) else thing.fragments
            start, end = fragments[0]
            index = bisect_right(starts, start) - 1
            if len(fragments) == 1 and index >= 0 and end <= ends[index]:
                buckets[index].append(uid)
            else:
                self._put(uid, fragments)
        touched = {index for index, bucket in enumerate(buckets) if bucket}
        return self._unlane(touched) if self._laned else touched

    def _suggesters_of(self, view: CanvasView) -> dict[str, Author]:
        if view.suggestions is self._suggestions:
            return self._suggesters
        self._suggestions = view.suggestions
        return _suggesters(view)

    def _apply(self, gone: Collection[str], fresh: Mapping[str, _Thing], suggesters: dict[str, Author]) -> set[int]:
        touched: set[int] = set()
        if len(gone) + len(fresh) > FEW:
            self._around = None
        if self._order is not None:
            self._reorder([*gone, *fresh], fresh)
        for uid in (*gone, *fresh):
            if uid in self._things:
                touched.update(self._drop(uid))
        for uid in gone:
            self._things.pop(uid, None)
        self._things.update(fresh)
        self._suggesters = suggesters
        for uid, thing in fresh.items():
            touched.update(self._put(uid, _fragments(thing)))
            if self._around is not None and _holds(thing, *self._around[0]):
                insort(self._around[1], self._rank(uid))
        for index in touched:
            self._chosen.pop(index, None)
        return self._unlane(touched) if self._laned else touched

    def _put(self, uid: str, fragments: Fragments) -> Sequence[int]:
        indices = self._indices(fragments)
        for index in indices:
            self._buckets[index].append(uid)
            if len(indices) > 1:
                self._across[index].add(uid)
        return indices

    def _drop(self, uid: str) -> Sequence[int]:
        indices = self._indices(_fragments(self._things[uid]))
        for index in indices:
            self._buckets[index].remove(uid)
            self._across[index].discard(uid)
        if self._around is not None and _holds(self._things[uid], *self._around[0]):
            ranks, rank = self._around[1], self._rank(uid)
            place = bisect_left(ranks, rank)
            if ranks[place : place + 1] == [rank]:
                del ranks[place]
            else:
                self._around = None  # whose it is changed meanwhile
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
        followed: set[str] = set()
        while queue:
            for uid in self._across[queue.pop()] - followed:
                followed.add(uid)
                fresh = set(self._indices(_fragments(self._things[uid]))) - found
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
        """The marks that are shown in a paragraph, with their lanes: MOST of them at most."""
        if index not in self._laned:
            self._assign_lanes(index)
        return [mark for uid in self._shown(index) if (mark := self.get(uid))]

    def crowded_out(self, index: int) -> int:
        """How many marks of a paragraph are not shown, or have no underline, because there is no room for more."""
        if len(self._buckets[index]) <= LANES:
            return 0
        shown = self.in_paragraph(index)
        return len(self._buckets[index]) - len(shown) + sum(mark.lane < 0 for mark in shown)

    def covering(self, start: int, end: int) -> list[PaintedMark]:
        """The marks with a fragment around `[start, end)`, inner ones first; those too that are not shown."""
        return [mark for rank in self._ranks(start, end) if (mark := self.get(rank[-1]))]

    def innermost(self, start: int, end: int) -> PaintedMark | None:
        """The first of covering(): the shortest; among equals a trigger, then the viewer's own."""
        ranks = self._ranks(start, end)
        return self.get(ranks[0][-1]) if ranks else None

    def _ranks(self, start: int, end: int) -> Sequence[_Rank]:
        index = self.paragraph_at(start)
        if index < 0:
            return ()
        # Asked many times for one step of the cursor, and there may be thousands.
        if self._around is None or self._around[0] != (start, end):
            found = [uid for uid in self._buckets[index] if _holds(self._things[uid], start, end)]
            self._around = (start, end), sorted(map(self._rank, found))
        return self._around[1]

    def _rank(self, uid: str) -> _Rank:
        thing = self._things[uid]
        length = max(end - start for start, end in _fragments(thing))
        return length, not isinstance(thing, Event), uid in self._suggesters, uid

    def _shown(self, index: int) -> Sequence[str]:
        bucket = self._buckets[index]
        if len(bucket) <= MOST:
            return bucket
        if index not in self._chosen:
            self._chosen[index] = self._choose(bucket)
        return self._chosen[index]

    def _choose(self, bucket: Sequence[str]) -> Sequence[str]:
        """What to show of too many: the viewer's own first, one of every place before a second one, short first."""
        seen: dict[Fragments, int] = {}
        weights: list[tuple[bool, int, int, int, str]] = []
        for uid in bucket:
            fragments = _fragments(self._things[uid])
            again = seen[fragments] = seen.get(fragments, -1) + 1
            length = fragments[-1][1] - fragments[0][0]
            weights.append((uid in self._suggesters, again, length, fragments[0][0], uid))
        return [weight[-1] for weight in nsmallest(MOST, weights)]

    def _assign_lanes(self, index: int) -> None:
        group = self._closure({index})
        marks = {uid: mark for i in group for uid in self._shown(i) if (mark := self.get(uid))}
        # Fragments are joined by a line in their lane, which is theirs from the first to the last.
        underlined = {
            uid: ((mark.start, mark.end),) for uid, mark in marks.items() if not mark.trigger and not mark.suggested
        }
        lanes = assign_lanes(underlined, most=LANES)
        for uid in underlined:
            marks[uid].lane = lanes.get(uid, -1)
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
        if self._order is None or len(out) > FEW:
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


def _holds(thing: _Thing, start: int, end: int) -> bool:
    """Whether a fragment lies around `[start, end)`."""
    return any(a <= start and end <= b for a, b in _fragments(thing))


def _found(view: CanvasView, wanted: frozenset[str]) -> dict[str, _Thing]:
    """The marks of a view with these uids."""
    if view.find is not None:
        hits = ((uid, view.find(uid)) for uid in wanted)
        # Asked for a suggestion that was accepted, it may answer with what came of that.
        return {uid: hit[0] for uid, hit in hits if hit is not None and hit[0].uid == uid}
    found: dict[str, _Thing] = {}
    for marks in (*view.suggestions, view.marks):
        found.update((mention.uid, mention) for mention in marks.mentions if mention.uid in wanted)
        found.update((event.uid, event) for event in marks.events if event.uid in wanted)
    return found


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
