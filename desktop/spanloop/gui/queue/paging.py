"""Rows of the queue, read a page at a time as they are looked at."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from itertools import islice

from spanloop.operations.queueing import Listing, QueueReading, QueueRow

PAGE = 64
#: Pages that are kept: some screens of the list, whichever way somebody scrolls.
_KEPT = 24


class Pages:
    """The rows of one order. read: makes what reads them; raises SpanloopError where the file cannot be read."""

    def __init__(self, read: Callable[[], QueueReading], listing: Listing) -> None:
        self._read = read
        self.listing = listing
        self._pages: OrderedDict[int, list[QueueRow | None]] = OrderedDict()
        #: Where the articles of the pages that are kept stand.
        self._places: dict[str, int] = {}
        #: What was asked for last beyond these: the open article, at each key press, is often not in sight.
        self._asked: tuple[str, int | None] = ("", None)

    def row(self, place: int) -> QueueRow | None:
        """The row at a place; None when its article is gone. Raises SpanloopError."""
        return self._page(place // PAGE)[place % PAGE]

    def place(self, uid: str) -> int | None:
        """Where an article stands, None where it does not. Raises SpanloopError."""
        known = self._places.get(uid)
        if known is not None:
            return known
        if self._asked[0] != uid:
            self._asked = uid, self._read().place(self.listing, uid)
        return self._asked[1]

    def put(self, place: int, row: QueueRow) -> None:
        """An article has another state now."""
        page = self._pages.get(place // PAGE)
        if page is not None:
            page[place % PAGE] = row._replace(position=place)

    def extend(self, listing: Listing) -> None:
        """The same order, of which more is known now."""
        self.listing = listing
        self._asked = "", None
        if self._pages:
            # The last page may have been short.
            self._forget(max(self._pages))

    def forget(self) -> None:
        """What was read is out of date."""
        self._pages.clear()
        self._places.clear()
        self._asked = "", None

    def _page(self, number: int) -> list[QueueRow | None]:
        page = self._pages.get(number)
        if page is None:
            start = number * PAGE
            stop = min(len(self.listing), start + PAGE)
            fresh: list[QueueRow | None] = [None] * (stop - start)
            for row in self._read().rows(self.listing, start, stop):
                fresh[row.position - start] = row
                self._places[row.uid] = row.position
            page = self._pages[number] = fresh
            if len(self._pages) > _KEPT:
                self._forget(next(iter(self._pages)))
        self._pages.move_to_end(number)
        return page

    def _forget(self, number: int) -> None:
        for row in self._pages.pop(number):
            if row is not None:
                self._places.pop(row.uid, None)


class Rows(Sequence[QueueRow]):
    """All rows of an order as a sequence, read as they are taken; raises SpanloopError where that fails."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    def __len__(self) -> int:
        return len(self._pages.listing)

    def __getitem__(self, place: int | slice) -> QueueRow | list[QueueRow]:  # pyright: ignore[reportIncompatibleMethodOverride]
        if isinstance(place, slice):
            return list(islice(self, *place.indices(len(self))))
        number = place + len(self) if place < 0 else place
        if not 0 <= number < len(self):
            raise IndexError(place)
        row = self._pages.row(number)
        if row is None:
            raise IndexError(place)
        return row

    def __iter__(self) -> Iterator[QueueRow]:
        for place in range(len(self)):
            row = self._pages.row(place)
            if row is not None:
                yield row
