"""The audit trail of a mark: in one line under its card, and in full by its key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QGridLayout, QScrollArea, QWidget

from spanloop.core.dates import heading_day, local, short_date
from spanloop.core.marks import fragments_of, name_of
from spanloop.core.wording import one_line
from spanloop.gui.commands import Commands
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.dialogs.base import Sheet
from spanloop.gui.inspector.pages import MarksPage
from spanloop.gui.plain import PlainLabel
from spanloop.gui.theme import Theme
from spanloop.operations.trail import Step, read_trail

if TYPE_CHECKING:
    from spanloop.gui.desk.layout import DeskLayout

#: Milliseconds that a card stands still before its trail is read: not while keys are pressed one after the other.
_REST_MS = 250
#: Steps at either end that the line under the card names; those between are in the sheet.
_FIRST, _LAST = 2, 2
#: Code points of the mark above its whole trail.
_LONGEST_QUOTE = 200


def trail_line(steps: Sequence[Step], *, today: date) -> str:
    """ "Suggested by extractor-3 at .81, accepted by Noor 14:02, boundary moved 14:05"; a name once in a row."""
    parts: list[str] = []
    said = ""
    for number, step in enumerate(steps):
        if _FIRST <= number < len(steps) - _LAST:
            if number == _FIRST:
                parts.append(f"{len(steps) - _FIRST - _LAST} more")
            continue
        by = f" by {step.who}" if step.who and step.who != said else ""
        said = step.who or said
        when = f" {_when(step.at, today=today)}" if step.at else ""
        parts.append(f"{step.brief}{by}{when}")
    line = ", ".join(parts)
    return line[:1].upper() + line[1:]


def _when(at: str, *, today: date) -> str:
    """The time of day, or the day where it is another one."""
    time = local(at)
    if time.date() == today:
        return f"{time:%H:%M}"
    return short_date(time.date().isoformat(), today=today)


class TrailSheet(Sheet):
    """Everything that happened to a mark, oldest first, a day above what was done on it."""

    def __init__(self, words: str, steps: Sequence[Step], *, theme: Theme, parent: QWidget | None) -> None:
        super().__init__("Audit trail", theme=theme, parent=parent, width=560)
        self.setObjectName("trailSheet")
        self.add_text(words, tone="")
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(2, 1)
        self.told: list[str] = []
        today, day = datetime.now().astimezone().date(), ""
        for step in steps:
            on = heading_day(local(step.at).date(), today=today) if step.at else "Time not known"
            if on != day:
                day = on
                heading = PlainLabel(on, tone="faint")
                heading.setFont(theme.font("ui.meta"))
                grid.addWidget(heading, grid.rowCount(), 0, 1, 3)
            self._add(grid, step, theme)
        holder = QScrollArea()
        holder.setWidgetResizable(True)
        holder.setFrameShape(QScrollArea.Shape.NoFrame)
        holder.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        grid.setRowStretch(grid.rowCount(), 1)
        holder.setWidget(table)
        holder.setMinimumHeight(min(360, max(120, 28 * (len(steps) + 2))))
        self.body.addWidget(holder, 1)
        self.add_button("Close", primary=True).clicked.connect(self.accept)

    def _add(self, grid: QGridLayout, step: Step, theme: Theme) -> None:
        row = grid.rowCount()
        time = PlainLabel(f"{local(step.at):%H:%M:%S}" if step.at else "", tone="quiet")
        who, what = PlainLabel(step.who, tone="quiet"), PlainLabel(step.what[:1].upper() + step.what[1:], wrap=True)
        for column, label in enumerate((time, who, what)):
            label.setFont(theme.font("ui.small" if column < 2 else "ui.base"))
            grid.addWidget(label, row, column, Qt.AlignmentFlag.AlignTop)
        self.told.append(step.what)


class TrailDesk(QObject):
    """Reads trails off the path of the keys, and shows them."""

    def __init__(self, page: DeskLayout, *, commands: Commands, theme: Callable[[], Theme]) -> None:
        super().__init__(page)
        self._page, self._theme = page, theme
        self._session: DeskSession | None = None
        self._on_card = ""
        #: The page that showed its card last: events and mentions have one each.
        self._shown: MarksPage | None = None
        self._rest = QTimer(self)
        self._rest.setObjectName("trail of the card")
        self._rest.setSingleShot(True)
        self._rest.setInterval(_REST_MS)
        self._rest.timeout.connect(self.show_line)
        for marks in (page.inspector.events, page.inspector.mentions):
            marks.card_shown.connect(partial(self._card_shown, marks))
            marks.trail_asked.connect(lambda: self.open(self._on_card))
        self._commands = commands
        commands.keys_changed.connect(self._show_key)
        self._show_key()
        commands.bind("mark.trail", lambda: self.open(self._page.canvas.mark_at_cursor() or self._on_card))

    def set_session(self, session: DeskSession | None) -> None:
        """Read the trails of another project from now on."""
        self._session = session
        self._rest.stop()
        if session is not None and self._on_card:
            self._rest.start()  # its first article may be shown by now, with a card

    def _show_key(self) -> None:
        key = next(iter(self._commands.keys("mark.trail")), "")
        for marks in (self._page.inspector.events, self._page.inspector.mentions):
            marks.notes.trail.set_key(key)

    def _card_shown(self, marks: MarksPage, uid: str) -> None:
        self._on_card, self._shown = uid, marks
        if uid:
            self._rest.start()
        else:
            self._rest.stop()

    def show_line(self) -> None:
        """Put the trail of the mark on the card under it."""
        session = self._session
        if session is None or not self._on_card or self._shown is None:
            return
        steps = self._read(self._on_card)
        line = trail_line(steps, today=datetime.now().astimezone().date()) if steps else ""
        self._shown.notes.trail.show_trail(line)

    def _read(self, uid: str) -> tuple[Step, ...]:
        session = self._session
        # A mark that went while its card was on the screen has no trail; the card is about to go too.
        if session is None or (session.own(uid) is None and session.suggested(uid) is None):
            return ()
        return session.attempt(lambda: read_trail(session.project, mark=uid)) or ()

    def open(self, uid: str) -> None:
        """Show the whole trail of a mark."""
        steps = self._read(uid)
        session = self._session
        if not steps or session is None or session.desk is None:
            return
        mark = session.own(uid) or session.suggested(uid)
        if mark is None:
            return
        text = session.desk.article.text
        quote = one_line(" … ".join(text[start:end] for start, end in fragments_of(mark)), most=_LONGEST_QUOTE)
        TrailSheet(
            f"{name_of(mark)}  \u2068{quote}\u2069", steps, theme=self._theme(), parent=self._page.window()
        ).open()
