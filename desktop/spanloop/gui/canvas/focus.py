"""The event in focus, its arcs, and the marks that stand as candidates for a role."""

from __future__ import annotations

from collections.abc import Sequence

from spanloop.gui.canvas.arcs import Drawn, Route, Wish, draw, route
from spanloop.gui.canvas.document import Document
from spanloop.gui.canvas.steady import wishes_of
from spanloop.gui.canvas.view import PaintedMark


class EventFocus:
    """Which event shows its arcs in a document. Opens head-room for them there."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._route: Route | None = None
        self._role = ""
        #: The focused event, or None.
        self.uid: str | None = None
        #: Numbers of the candidates by uid, and the one that would be taken.
        self.candidates: dict[str, int] = {}
        self.taken: str | None = None

    @property
    def mark(self) -> PaintedMark | None:
        """The trigger of the focused event."""
        return self._document.book.get(self.uid) if self.uid else None

    def set_event(self, uid: str | None, *, links: bool = False) -> None:
        """Focus an event; a mark that is not there is as good as None, and so is a mention unless its links count."""
        mark = self._document.book.get(uid) if uid else None
        self.uid = uid if mark is not None and (mark.trigger or links) else None
        self.reroute()

    def set_candidates(self, candidates: Sequence[tuple[str, int]], taken: str | None, role: str) -> None:
        """Number the candidates, and draw a draft arc with this role's name to the one that would be taken."""
        self.candidates = dict(candidates)
        self.taken, self._role = taken, role
        self.reroute()

    def reroute(self) -> None:
        """Find the arcs' ways anew, after marks or lines changed."""
        mark = self.mark
        if mark is None:
            self.uid = None
        self._route = route(self._document, mark, self._wishes(mark), self._pinned()) if mark is not None else None
        self._document.set_headroom(self._route.headroom() if self._route else {})

    def _wishes(self, mark: PaintedMark) -> list[Wish]:
        wishes = wishes_of(self._document, mark, without=self.taken)
        draft = self._document.book.get(self.taken) if self.taken else None
        if draft is not None:
            wishes.append(Wish(self._role, draft, draft=True))
        return wishes

    def members(self) -> frozenset[str]:
        """The focused event and all that its arcs reach."""
        mark = self.mark
        return frozenset([mark.uid, *(wish.target.uid for wish in self._wishes(mark))]) if mark else frozenset()

    def _pinned(self) -> frozenset[str]:
        return frozenset(uid for uid in (self.uid, self.taken) if uid)

    def drawn(self) -> list[Drawn]:
        """The arcs for painting. They stay where they are while the pointer moves and tags unfold under it."""
        return draw(self._document, self._route) if self._route is not None else []
