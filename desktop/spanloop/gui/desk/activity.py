"""Active time of the person at the desk: counted while they act, kept now and then, shown to them."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer
from PySide6.QtGui import QGuiApplication, QWindow

from spanloop.gui.commands import Commands
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.dialogs.messages import Question
from spanloop.gui.theme import Theme
from spanloop.operations import activity
from spanloop.operations.activity import Meter, time_words
from spanloop.settings import Settings

if TYPE_CHECKING:
    from spanloop.gui.desk.page import DeskPage

_LOOK_MS = 15_000
#: Seconds between two writes, and how long the keys must have rested before one, so that none of them waits for it.
_KEEP_AFTER, _REST = 60.0, 3.0
_SHOWN_FROM = 60


class ActivityDesk(QObject):
    """Hears of acts, counts, and writes what was counted in rare small transactions."""

    def __init__(
        self,
        page: DeskPage,
        *,
        commands: Commands,
        settings: Settings,
        save: Callable[[], None],
        theme: Callable[[], Theme],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """save: keeps the settings and says when it cannot. clock: seconds that never go back."""
        super().__init__(page)
        self._page, self._commands, self._settings = page, commands, settings
        self._save, self._theme, self._clock = save, theme, clock
        self._session: DeskSession | None = None
        self._meter = Meter()
        self._stored: dict[str, int] = {}
        self._acted = self._kept = clock()
        self._look = QTimer(self)
        self._look.setObjectName("active time")
        self._look.setInterval(_LOOK_MS)
        self._look.timeout.connect(self.look)
        page.moved.connect(self._heard)
        page.canvas.verticalScrollBar().valueChanged.connect(lambda _: self._heard())
        app = QGuiApplication.instance()
        assert isinstance(app, QGuiApplication)
        app.focusWindowChanged.connect(self._window_changed)
        commands.bind("time.switch", self.switch)
        commands.bind("time.delete", self.ask_delete)
        commands.tick("time.switch", settings.active_time)

    def set_session(self, session: DeskSession | None) -> None:
        """Another project is open, or none: keep what was counted in the one before."""
        self.keep()
        self._look.stop()
        self._session = session
        self._meter = Meter()
        self._stored = {}
        if session is not None:
            session.opened.connect(self._heard)
            self._heard()
        self.show_time()

    # counting

    def _heard(self) -> None:
        """The person did something; on the path of every key, so it only takes the time."""
        session = self._session
        if session is None or not self._settings.active_time:
            return
        article = session.article
        self._acted = self._clock()
        self._meter.act(article, at=self._acted, day=f"{datetime.now().astimezone():%Y-%m-%d}")
        if not self._look.isActive() and article:
            self._look.start()
        if article not in self._stored:
            QTimer.singleShot(0, self, self.show_time)

    def _window_changed(self, window: QWindow | None) -> None:
        if window is None:
            self._meter.pause(self._clock())

    def look(self) -> None:
        """Now and then: show the time, and keep it when nothing else is going on."""
        now = self._clock()
        self._meter.settle(now)
        if now - self._kept >= _KEEP_AFTER and now - self._acted >= _REST:
            self.keep()
        self.show_time()
        if self._meter.idle(now):
            self.keep()
            self._look.stop()

    def keep(self) -> None:
        """Store what was counted; what cannot be stored just now is kept for the next time."""
        session = self._session
        if session is None:
            return
        self._meter.settle(self._clock())
        taken = self._meter.take()
        self._kept = self._clock()
        if not taken:
            return
        if activity.add_seconds(session.project, author=session.author, seconds=taken):
            self._stored.clear()
        else:
            self._meter.give_back(taken)

    # showing

    def show_time(self) -> None:
        """How long the person was active on the open article, in its bar."""
        session = self._session
        bar = self._page.article_bar
        if session is None or not session.article or not self._settings.active_time:
            bar.set_active("")
            return
        article = session.article
        if article not in self._stored:
            found = session.attempt(
                lambda: activity.article_seconds(session.project, author=session.author, article=article)
            )
            self._stored[article] = found or 0
        seconds = self._stored[article] + self._meter.pending(article)
        # The first minute is nothing to look at.
        bar.set_active(time_words(seconds) if seconds >= _SHOWN_FROM else "")

    # switching off, deleting

    def switch(self) -> None:
        """Count from now on, or no more. What was counted stays until it is deleted."""
        on = not self._settings.active_time
        if not on:
            self.keep()
            self._look.stop()
            self._meter = Meter()
        self._settings.active_time = on
        self._save()
        self._commands.tick("time.switch", on)
        self._commands.told.emit("Active time is counted." if on else "Active time is no longer counted.")
        if on:
            self._heard()
        self.show_time()

    def ask_delete(self) -> None:
        """Delete one's own active time in this project, after a question: it cannot be undone."""
        session = self._session
        if session is None:
            return
        self.keep()
        question = Question(
            "Delete your active times?",
            f"All active time of {session.author.name} in this project is deleted for good. Marks and history stay; "
            "this cannot be undone.",
            act="Delete times",
            theme=self._theme(),
            parent=self._page.window(),
            careful=True,
        )
        question.accepted.connect(self._delete)
        question.finished.connect(lambda _: self._page.canvas.setFocus())
        question.open()

    def _delete(self) -> None:
        session = self._session
        if session is None:
            return
        self._meter = Meter()
        self._stored.clear()
        gone = session.attempt(lambda: activity.delete_times(session.project, author=session.author))
        if gone is not None:
            self._commands.told.emit(f"{time_words(gone)} of active time deleted.")
        self.show_time()
