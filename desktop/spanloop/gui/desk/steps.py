"""From mark to mark, from problem to problem, from article to article; and what is copied where one stands."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QGuiApplication

from spanloop.core.marks import Event
from spanloop.gui.desk.layout import DeskLayout
from spanloop.gui.desk.reading import next_event, next_problem
from spanloop.gui.desk.session import DeskSession


class Steps:
    """Moves the cursor of the canvas. focus: gives an event the focus (its arcs show); focused: which one has it."""

    def __init__(
        self, page: DeskLayout, *, focus: Callable[[str | None], None], focused: Callable[[], str | None]
    ) -> None:
        self.session: DeskSession | None = None
        self._page = page
        self._focus = focus
        self._focused = focused

    def here(self) -> int:
        """Where the cursor stands: the first code point of its selection, 0 where there is none."""
        span = self._page.canvas.selection()
        return span[0][0] if span else 0

    def to_mark(self, uid: str) -> None:
        """Put the cursor on a mark; an event gets the focus."""
        canvas, session = self._page.canvas, self.session
        canvas.go_to(uid)
        if session and isinstance(session.own(uid) or session.suggested(uid), Event):
            self._focus(uid)
        canvas.setFocus()

    def event(self, direction: int) -> None:
        """To the next event (1) or the one before (-1)."""
        session = self.session
        uid = next_event(session, focus=self._focused(), here=self.here(), direction=direction) if session else None
        if uid is not None:
            self.to_mark(uid)

    def problem(self) -> None:
        """To the next problem; a problem that no mark has leads to its place."""
        problem = next_problem(self.session, here=self.here()) if self.session else None
        if problem is None:
            return
        # A problem of a link names the link, on which no cursor can stand.
        if problem.mark and self.session and (self.session.own(problem.mark) or self.session.suggested(problem.mark)):
            self.to_mark(problem.mark)
        else:
            self._page.canvas.go_to_offset(problem.start)
            self._page.canvas.setFocus()

    def article(self, step: int) -> None:
        """To the article so many rows below in the queue (above, negative)."""
        session = self.session
        other = self._page.queue.model.neighbour(session.article, step) if session else None
        if session and other:
            session.open(other)
            self._page.canvas.setFocus()

    def copy(self) -> None:
        """The selected words, or the word at the cursor, onto the clipboard."""
        span, session = self._page.canvas.selection(), self.session
        if session and session.desk and span:
            text = session.desk.article.text
            QGuiApplication.clipboard().setText(" … ".join(text[start:end] for start, end in span))
