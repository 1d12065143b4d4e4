"""A quiet tour of the desk: a strip at the foot of the text that waits for real acts and is in nobody's way."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from spanloop.core.changes import Changes
from spanloop.core.schema import Schema
from spanloop.gui.commands import Commands
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.desk.tour_steps import STEPS, Count, counted, words_of
from spanloop.gui.fields import QuietButton
from spanloop.gui.inspector.controls import Words
from spanloop.gui.inspector.marked_view import MarkedTextView
from spanloop.gui.inspector.painting import ink_of
from spanloop.gui.inspector.sentence import Piece
from spanloop.gui.theme import Theme
from spanloop.settings import Settings

if TYPE_CHECKING:
    from spanloop.gui.desk.page import DeskPage

SAMPLE = "sample.spanloop"


class TourStrip(QWidget):
    """Where one is, what to do, and two buttons. next_asked; end_asked."""

    next_asked = Signal()
    end_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.setAccessibleName("Tour")
        self.number = Words(theme, role="ui.meta", token="text_3", strong=True)
        self.text = MarkedTextView(line_height=20, rtl_line_height=24)
        self.next_button = QuietButton("Next", theme=theme, role="ui.small", height=24)
        self.end_button = QuietButton("End tour", theme=theme, role="ui.small", height=24)
        self.next_button.clicked.connect(self.next_asked)
        self.end_button.clicked.connect(self.end_asked)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 12, 8)
        row.setSpacing(12)
        said = QVBoxLayout()
        said.setSpacing(0)
        said.addWidget(self.number)
        said.addWidget(self.text)
        row.addLayout(said, 1)
        row.addWidget(self.next_button)
        row.addWidget(self.end_button)
        self._shown: tuple[tuple[Piece, ...], Schema] | None = None

    def show_step(self, place: int, pieces: tuple[Piece, ...], *, schema: Schema) -> None:
        """Say what to do at a place of the tour, counted from 0."""
        last = place == len(STEPS) - 1
        self.number.set_text("End of the tour" if last else f"Tour, {place + 1} of {len(STEPS) - 1}")
        self.next_button.setVisible(not last)
        self._shown = (pieces, schema)
        self._write()

    def _write(self) -> None:
        if self._shown is None:
            return
        pieces, schema = self._shown
        theme = self._theme
        inks = partial(ink_of, theme, schema)
        self.text.show_pieces(pieces, theme=theme, inks=inks, font=theme.font("ui.base"))
        self.setAccessibleDescription(self.text.text())

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._theme = theme
        for part in (self.number, self.next_button, self.end_button):
            part.set_theme(theme)
        self._write()
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: a field of the colour of what is selected, with a line above."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("selected"))
        painter.fillRect(0, 0, self.width(), 1, self._theme.colour("border"))
        painter.end()


class Tour(QObject):
    """Leads through the steps on the sample, the first time; begins again when it is asked to."""

    def __init__(
        self,
        page: DeskPage,
        *,
        commands: Commands,
        settings: Settings,
        save: Callable[[], None],
        theme: Theme,
    ) -> None:
        """save: keeps the settings and says when it cannot."""
        super().__init__(page)
        self._page, self._commands, self._settings, self._save = page, commands, settings, save
        self._session: DeskSession | None = None
        self._theme = theme
        self._place = -1
        self._before = Count()
        self.strip: TourStrip | None = None
        commands.bind("help.tour", self.begin)
        commands.keys_changed.connect(self._say)

    @property
    def place(self) -> int:
        """The step that is waited for, from 0; -1 while there is no tour."""
        return self._place

    def set_session(self, session: DeskSession | None) -> None:
        """Another project is open: the sample of a new person is where the tour begins by itself."""
        self._hide()
        self._session = session
        if session is None:
            return
        session.changed.connect(self._changed)
        session.opened.connect(self._opened)
        if not self._settings.tour_over and _is_sample(session.project.path, self._settings):
            self._show(min(self._settings.tour_step, len(STEPS) - 1))

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._theme = theme
        if self.strip is not None:
            self.strip.set_theme(theme)

    # the steps

    def begin(self) -> None:
        """Show the first step."""
        if self._session is not None:
            self._show(0)

    def _show(self, place: int) -> None:
        if self.strip is None:
            self.strip = self._make()
        self._go(place)
        self.strip.show()

    def _make(self) -> TourStrip:
        strip = TourStrip(self._theme)
        strip.next_asked.connect(self._next)
        strip.end_asked.connect(self.end)
        centre = self._page.article_bar.parentWidget()
        column = centre.layout() if centre is not None else None
        assert isinstance(column, QVBoxLayout)
        # Above the hint strip, which is the last: what to do stands beside the keys to do it with.
        column.insertWidget(column.count() - 1, strip)
        return strip

    def _go(self, place: int) -> None:
        self._place = place
        if self._session is not None:
            self._before = counted(self._session)
        if self._settings.tour_step != place:
            # After a restart it goes on from here.
            self._settings.tour_step = place
            self._save()
        self._say()

    def _say(self) -> None:
        session = self._session
        if session is not None and self.strip is not None and self._place >= 0:
            pieces = words_of(STEPS[self._place], session, keys=self._commands.keys)
            self.strip.show_step(self._place, pieces, schema=session.schema)

    def _changed(self, changes: Changes) -> None:
        session = self._session
        if session is None or self._place < 0:
            return
        if STEPS[self._place].done(session, changes, self._before):
            self._next()
        else:
            # What was there before an act that was not waited for counts no more: an undone event may come again.
            now = counted(session)
            self._before = Count(*map(min, _parts(self._before), _parts(now)))
            self._say()

    def _opened(self) -> None:
        """Another article is open, with other marks in it."""
        if self._session is not None and self._place >= 0:
            self._before = counted(self._session)
            self._say()

    def _next(self) -> None:
        if 0 <= self._place < len(STEPS) - 1:
            self._go(self._place + 1)
        self._page.canvas.setFocus()

    def end(self) -> None:
        """Close the tour for good; Help begins it again."""
        self._hide()
        self._settings.tour_over, self._settings.tour_step = True, 0
        self._save()
        self._page.canvas.setFocus()

    def _hide(self) -> None:
        self._place = -1
        if self.strip is not None:
            self.strip.hide()


def _parts(count: Count) -> tuple[int, int, int]:
    return count.mentions, count.events, count.arguments


def _is_sample(path: Path, settings: Settings) -> bool:
    return path.resolve() == (settings.data_dir / SAMPLE).resolve()
