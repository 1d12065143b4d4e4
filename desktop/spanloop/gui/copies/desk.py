"""Copies of a story in the window: how one comes to them and back, and where the desk says that there are some."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QMainWindow

from spanloop.core.changes import Changes
from spanloop.core.marks import LAYERS
from spanloop.core.wording import count
from spanloop.gui.commands import Commands
from spanloop.gui.copies.badge import CopiesBadge
from spanloop.gui.copies.page import CopiesPage
from spanloop.gui.copies.work import CopiesWork
from spanloop.gui.desk.page import DeskPage
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.keywords import spell
from spanloop.gui.pages import Pages
from spanloop.gui.theme import Theme


class CopiesDesk(QObject):
    """Binds the acts on copies and makes their page when somebody first turns to it. told(sentence): what was done."""

    told = Signal(str)

    def __init__(
        self,
        window: QMainWindow,
        *,
        commands: Commands,
        pages: Pages,
        desk: DeskPage,
        theme: Theme,
    ) -> None:
        super().__init__(window)
        #: What the desk said of the completion.
        self._heard = ""
        self._commands = commands
        self._pages = pages
        self._desk = desk
        self._session: DeskSession | None = None
        self.page: CopiesPage | None = None
        self._work: CopiesWork | None = None
        #: The article from which one came, and goes back to.
        self._origin = ""
        #: The article that was completed just now, of which y speaks although the next one is on the desk already.
        self._completed = ""
        #: Whether that is still to be said.
        self._offering = False
        self._shown = False
        pages.add("copies", self._make)
        pages.turned.connect(self._turned)
        desk.told.connect(self._hear)
        self.badge = CopiesBadge(desk, commands=commands, theme=theme)
        self.badge.asked.connect(self.open_of)
        self._bind()

    def _bind(self) -> None:
        bind = self._commands.bind
        bind("copies.open", self.open)
        bind("copies.next", self._with(lambda page, _: page.view.step(1)))
        bind("copies.previous", self._with(lambda page, _: page.view.step(-1)))
        bind("copies.lines", self._with(lambda page, _: page.toggle_lines()))
        bind("copies.bring", self._with(lambda _, work: work.bring(accept=False)))
        bind("copies.accept", self._with(lambda _, work: work.bring(accept=True)))
        bind("copies.bring_all", self._with(lambda _, work: work.bring_all(accept=False)))
        bind("copies.accept_all", self._with(lambda _, work: work.bring_all(accept=True)))
        bind("copies.follow", self._with(lambda _, work: work.follow()))
        bind("copies.ignore", self._with(lambda _, work: work.ignore()))
        bind("copies.decide", self._with(lambda _, work: work.decide_again()))
        bind("copies.lead", self._with(lambda _, work: work.lead()))
        bind("copies.go", self._with(lambda page, _: self._go(page.current_uid())))
        bind("copies.leave", self.leave)

    def _with(self, act: Callable[[CopiesPage, CopiesWork], object]) -> Callable[[], None]:
        def run() -> None:
            if self.page is not None and self._work is not None:
                act(self.page, self._work)

        return run

    def _make(self, theme: Theme) -> CopiesPage:
        self.page = CopiesPage(self._commands, theme=theme)
        return self.page

    def set_session(self, session: DeskSession | None) -> None:
        """Another project is open, or none."""
        if self._work is not None:
            self._work.stop()
            self._work.deleteLater()
            self._work = None
        self._session = session
        self._origin = self._completed = ""
        self.badge.set_session(session)
        if session is not None:
            session.changed.connect(self._changed)
            session.opened.connect(self._opened)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on; the page hears of it with the other pages."""
        self.badge.set_theme(theme)

    # coming and going

    def open(self) -> None:
        """The copies of the article on the desk, or of the one that was completed just now."""
        session = self._session
        if session is not None:
            self._show(self._completed or session.article)

    def open_of(self, article: str) -> None:
        """The copies of an article of the queue, which comes onto the desk first."""
        session = self._session
        if session is not None and (session.article == article or session.open(article)):
            self._show(article)

    def _show(self, article: str) -> None:
        session = self._session
        if session is None or not article:
            return
        self._completed = ""
        self._pages.turn_to("copies")
        self._origin = session.article
        if self.page is not None:
            self.page.view.set_reading(replace(self._desk.canvas.reading, width=100))
            if self._work is None:
                self._work = CopiesWork(self.page, session=session, commands=self._commands)
                self._work.told.connect(self.told)
            self._work.show(article)
            self._pages.take_keyboard()

    def leave(self) -> None:
        """Back to the article from which one came."""
        self._go(self._origin)

    def _go(self, article: str) -> None:
        session = self._session
        if session is None:
            return
        self._origin = ""
        if article and article != session.article and session.attempt(lambda: session.project.has_article(article)):
            session.open(article)
        self._pages.turn_to("annotate")
        self.badge.say_following()

    def _turned(self, name: str) -> None:
        """Whoever turns to the desk by its tab finds there what they left."""
        self._shown = name == "copies"
        if name == "annotate" and self._origin:
            self._go(self._origin)

    # what is said on the desk

    def _changed(self, changes: Changes) -> None:
        if self._shown and self._work is not None:
            self._work.take(changes)
            return
        session = self._session
        done = session is not None and "completions" in changes.kinds and not session.stepping
        if session is not None and done and all(session.is_complete(layer) for layer in LAYERS):
            self._completed = session.article
            self._offering, self._heard = True, ""
            QTimer.singleShot(0, self, self._offer)
        else:
            self._completed = ""

    def _opened(self) -> None:
        """Going on by hand means the article that is opened; going on after completing comes before the offer."""
        if not self._offering:
            self._completed = ""

    def _hear(self, sentence: str) -> None:
        if self._offering:
            self._heard = sentence

    def _offer(self) -> None:
        """Say that there are copies of what was completed, and the key that leads to them."""
        self._offering = False
        session, article = self._session, self._completed
        waiting = session.attempt(lambda: _open_copies(session, article)) if session is not None and article else 0
        if waiting:
            offer = spell("{copies.open} brings the marks", self._commands.keys)
            said = count(waiting, "copy of this story", "copies of this story")
            # That suggestions were left undecided is no less worth knowing.
            self.told.emit(f"{self._heard or 'Complete'}; {said}: {offer}")
        else:
            self._completed = ""


def _open_copies(session: DeskSession, article: str) -> int:
    """How many other copies of the story of an article were not decided; 0 where it is no leader itself."""
    project = session.project
    choices = project.copies.choices(session.author)
    if article in choices:
        return 0
    return sum(copy.uid != article and copy.uid not in choices for copy in project.copies.family(article))
