"""Head-room that stays open for every event, for those who prefer looser text over lines that move."""

from __future__ import annotations

from spanloop.core.marks import Event
from spanloop.gui.canvas.arcs import LinkWay, Wish, route
from spanloop.gui.canvas.document import Document, LineKey
from spanloop.gui.canvas.view import PaintedMark

#: Of more events than these in one paragraph, the others find their head-room when they come into focus.
_MOST = 200


class Reserve:
    """The head-room that the arcs of any event would need, found paragraph by paragraph as these are seen.

    Holds for one state of a document's marks and lines; a fresh one is made when they change.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._routed: dict[str, dict[LineKey, int]] = {}
        self._events_of: dict[str, list[str]] | None = None

    def lanes(self, index: int) -> dict[int, int]:
        """Lanes by line of a paragraph, were each event in focus at some time."""
        lanes: dict[int, int] = {}
        for uid in self._events(index):
            if uid not in self._routed:
                self._routed[uid] = self._route(uid)
            for (paragraph, line), count in self._routed[uid].items():
                if paragraph == index:
                    lanes[line] = max(lanes.get(line, 0), count)
        return lanes

    def _events(self, index: int) -> set[str]:
        """The events that may have arcs over a paragraph: with a trigger or argument in it, or a trigger just above."""
        if self._events_of is None:
            self._events_of = {}
            for event in self._document.book.events():
                for argument in event.arguments:
                    self._events_of.setdefault(argument.filler, []).append(event.uid)
            for event in (event for marks in self._document.view.suggestions for event in marks.events):
                for argument in event.arguments:
                    filler = _filler(self._document, argument.filler)
                    if filler is not None and filler.uid != argument.filler:
                        self._events_of.setdefault(filler.uid, []).append(event.uid)
        book = self._document.book
        found = {mark.uid for mark in book.in_paragraph(index) if _has_arcs(mark)}
        if index > 0:
            found.update(mark.uid for mark in book.in_paragraph(index - 1) if _has_arcs(mark))
        for mark in book.in_paragraph(index):
            found.update(self._events_of.get(mark.uid, ()))
        return set(sorted(found)[:_MOST])

    def _route(self, uid: str) -> dict[LineKey, int]:
        mark = self._document.book.get(uid)
        if mark is None:
            return {}
        found = route(self._document, mark, wishes_of(self._document, mark), frozenset([uid]))
        return found.headroom() if found is not None else {}


def _has_arcs(mark: PaintedMark) -> bool:
    return isinstance(mark.source, Event) and bool(mark.source.arguments)


def wishes_of(document: Document, mark: PaintedMark, *, without: str | None = None) -> list[Wish]:
    """The arcs of an event to its arguments, and of a mark's links. without: uid of a mark that gets none."""
    wishes: list[Wish] = []
    for argument in mark.source.arguments if isinstance(mark.source, Event) else ():
        target = _filler(document, argument.filler)
        if target is not None and target.uid != without:
            wishes.append(Wish(argument.role, target))
    for link in document.view.marks.links:
        if mark.uid in (link.source, link.target):
            way: LinkWay = "to" if link.source == mark.uid else "from"
            target = document.book.get(link.target if way == "to" else link.source)
            if target is not None and target.uid != without:
                wishes.append(Wish(link.type, target, link=way))
    return wishes


def _filler(document: Document, uid: str) -> PaintedMark | None:
    """What fills a role; a suggested event goes on naming a suggestion that is the person's own mark by now."""
    shown = document.book.get(uid)
    find = document.view.find
    if shown is not None or find is None:
        return shown
    found = find(uid)
    return document.book.get(found[0].uid) if found is not None else None
