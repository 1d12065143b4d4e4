"""The history panel: who did what, when and where; going to a place in it, and back to any point of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from spanloop.core.dates import heading_day, local, short_date, today
from spanloop.core.wording import count
from spanloop.gui.commands import Commands
from spanloop.gui.desk.going import go_to_place
from spanloop.gui.desk.history_rows import HistoryList, HistoryRow, TwoLinePainter
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.dialogs.base import Sheet
from spanloop.gui.inspector.controls import KeyButton, Words
from spanloop.gui.inspector.inspector import HISTORY
from spanloop.gui.inspector.lists import RowList
from spanloop.gui.keys import key_names
from spanloop.gui.surfaces import Rule
from spanloop.gui.theme import Theme
from spanloop.operations import history
from spanloop.operations.history import HistoryAct, Return

if TYPE_CHECKING:
    from spanloop.gui.desk.layout import DeskLayout


class _BackButton(KeyButton):
    """Its words and its key change."""

    def show_words(self, words: str, *, key: str) -> None:
        """Say what it does now, and by which key of the list."""
        self._key = key
        self.setText(words)
        self.setAccessibleName(f"{words}, {key}" if key else words)
        self.updateGeometry()
        self.update()


class HistoryPage(QWidget):
    """The list with what can be done in it. back_asked(act uid), place_asked(act uid).

    key: the one that goes back, which is the one that opens the panel; read again whenever it is needed.
    """

    back_asked = Signal(str)
    place_asked = Signal(str)

    def __init__(self, rows: RowList, model: HistoryList, theme: Theme, *, key: Callable[[], str]) -> None:
        super().__init__()
        self.list, self.model, self._key = rows, model, key
        self._painter = TwoLinePainter(theme, rows)
        rows.setUniformItemSizes(False)
        rows.setModel(model)
        rows.setItemDelegate(self._painter)
        rows.installEventFilter(self)
        self.place_button = KeyButton("Open place", "Enter", theme)
        self.back_button = _BackButton("Go back to here", key(), theme)
        self._rule = Rule(theme)
        self._nothing = Words(theme)
        self._nothing.set_text("Nothing was done yet.")
        foot = QHBoxLayout()
        foot.setContentsMargins(12, 8, 12, 8)
        foot.setSpacing(8)
        foot.addWidget(self.back_button)
        foot.addWidget(self.place_button)
        foot.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._nothing)
        column.addWidget(rows, 1)
        rows.show()  # the stack that it comes from had hidden it
        column.addWidget(self._rule)
        column.addLayout(foot)
        rows.chosen.connect(lambda _: self.refresh())
        rows.doubleClicked.connect(lambda _: self.ask_place())
        rows.selectionModel().currentChanged.connect(lambda *_: self.refresh())
        model.modelReset.connect(self.refresh)
        self.place_button.clicked.connect(self.ask_place)
        self.back_button.clicked.connect(self.ask_back)
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._painter.theme = theme
        for part in (self.place_button, self.back_button, self._rule, self._nothing):
            part.set_theme(theme)
        self.list.viewport().update()

    def row(self) -> HistoryRow | None:
        """The row that the list stands on."""
        return self.model.row(self.list.currentIndex())

    def choose(self, act: str) -> None:
        """Stand on the row of an act, or on the first that is one."""
        found = self.model.row_of(act) if act else -1
        self.list.setCurrentIndex(self.model.index(found if found >= 0 else min(1, self.model.rowCount() - 1)))

    def refresh(self) -> None:
        """Let the buttons say what can be done with the act that the list stands on."""
        row = self.row()
        act = row.act if row else None
        self._nothing.setVisible(not self.model.rowCount())
        self.place_button.setEnabled(bool(act and act.article))
        self.back_button.setEnabled(act is not None)
        forward = act is not None and act.state == "undone" and act.kind == "do"
        self.back_button.show_words("Go forward to here" if forward else "Go back to here", key=self._key())

    def ask_back(self) -> None:
        """Go to the moment after the act that the list stands on."""
        row = self.row()
        if row is not None and row.act is not None:
            self.back_asked.emit(row.act.uid)

    def ask_place(self) -> None:
        """Open the article in which it was done, at the mark."""
        row = self.row()
        if row is not None and row.act is not None and row.act.article:
            self.place_asked.emit(row.act.uid)

    def eventFilter(self, watched: QObject, event: object) -> bool:
        """Qt: the keys of the list."""
        if watched is not self.list or not isinstance(event, QKeyEvent) or event.type() != QKeyEvent.Type.KeyPress:
            return False
        names = key_names(event)
        if self._key() in names:
            self.ask_back()
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.ask_place()
            return True
        return False


class ReturnSheet(Sheet):
    """Shows what will be undone, or done again; `accepted` when it is to be."""

    def __init__(self, plan: Return, act: HistoryAct, *, theme: Theme, parent: QWidget | None) -> None:
        back = plan.kind == "undo"
        at = local(act.at)
        moment = f"{heading_day(at.date(), today=today())}, {at:%H:%M}"
        super().__init__(f"Go {'back' if back else 'forward'} to this point?", theme=theme, parent=parent, width=520)
        self.setObjectName("returnSheet")
        number = count(len(plan.acts), "act")
        one = len(plan.acts) == 1
        self.add_text(f"{moment}: {act.label}.", tone="")
        verb = "undone" if back else "done again"
        self.add_text(f"{number} of yours is {verb}." if one else f"{number} of yours are {verb}, all of them or none.")
        if back:
            self.add_text("Redo does it again." if one else "Redo does them again, one by one or all from the history.")
        self.lines = QPlainTextEdit("\n".join(_line(one) for one in plan.acts))
        self.lines.setReadOnly(True)
        self.lines.setTabChangesFocus(True)
        self.lines.setFixedHeight(min(220, 28 + 20 * len(plan.acts) + 20))
        self.add_field("Undone, latest first" if back else "Done again, earliest first", self.lines)
        for sentence in _stays(plan):
            self.add_text(sentence)
        self.add_cancel()
        act_button = self.add_button(f"{'Undo' if back else 'Do again'} {number}", primary=True)
        act_button.clicked.connect(self.accept)
        act_button.setFocus()


def _line(act: HistoryAct) -> str:
    quote = f" \u201c\u2068{' '.join(act.quote.split())[:40]}\u2069\u201d" if act.quote else ""
    where = f"  \u2068{act.title}\u2069" if act.title else ""
    at = local(act.at)
    return f"{short_date(at.date().isoformat(), today=today())} {at:%H:%M}  {act.label}{quote}{where}"


def _stays(plan: Return) -> list[str]:
    """What is not touched, in sentences."""
    said: list[str] = []
    if plan.others:
        said.append(f"{count(plan.others, 'act')} of other people after that point {_stay(plan.others)}.")
    if plan.machines:
        said.append(f"{count(plan.machines, 'act')} of extractors after that point {_stay(plan.machines)}.")
    if plan.fixed:
        what = count(plan.fixed, "act")
        said.append(f"{what} of yours {_stay(plan.fixed)}: trainings, and what was done in an older file format.")
    if plan.lost:
        said.append(f"{count(plan.lost, 'act')} that stood then cannot be done again: something new was done since.")
    if plan.left:
        said.append(f"At most {len(plan.acts):,} at once; {plan.left:,} more can follow.")
    return said


def _stay(number: int) -> str:
    return "stays" if number == 1 else "stay"


class HistoryDesk(QObject):
    """Fills the panel, and carries out what is asked in it. told(sentence): why nothing happened, or what did."""

    told = Signal(str)

    def __init__(self, page: DeskLayout, *, commands: Commands, theme: Theme) -> None:
        super().__init__(page)
        self._page, self._commands, self._theme = page, commands, theme
        self._session: DeskSession | None = None
        inspector = page.inspector
        model = HistoryList(older=self._older, today=today, parent=page)
        self.page = HistoryPage(
            inspector.history, model, theme, key=lambda: next(iter(commands.keys("history.open")), "")
        )
        commands.keys_changed.connect(self.page.refresh)
        inspector.pages.insertWidget(HISTORY, self.page)
        inspector.tabs.currentChanged.connect(lambda _: self.refresh())
        self.page.place_asked.connect(self.go_to_place)
        self.page.back_asked.connect(self.ask_back)
        commands.bind("history.open", self.open)

    def set_session(self, session: DeskSession | None) -> None:
        """Show the history of another project from now on."""
        self._session = session
        self.page.model.show_acts((), more=False)
        if session is not None:
            session.changed.connect(lambda _: self.refresh())
            self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._theme = theme
        self.page.set_theme(theme)

    def open(self) -> None:
        """Bring the history to the front with the keyboard on the latest act."""
        self._page.inspector.tabs.setCurrentIndex(HISTORY)
        self.refresh()
        self.page.choose("")
        self.page.list.setFocus()

    def refresh(self) -> None:
        """Read it again, but only while it is looked at: it may be long."""
        session = self._session
        if session is None or self._page.inspector.tabs.currentIndex() != HISTORY:
            return
        row = self.page.row()
        acts = session.attempt(lambda: history.read_acts(session.project))
        if acts is not None:
            self.page.model.show_acts(acts, more=len(acts) == history.PAGE)
            self.page.choose(row.act.uid if row is not None and row.act is not None else "")

    def _older(self, before: str) -> Sequence[HistoryAct]:
        session = self._session
        found = session.attempt(lambda: history.read_acts(session.project, before=before)) if session else None
        return found or ()

    # going to a place

    def go_to_place(self, act: str) -> None:
        """Open the article in which an act was done, with the cursor on the mark or where it stood."""
        session = self._session
        place = session.attempt(lambda: history.find_place(session.project, act=act)) if session else None
        if session is None or place is None:
            self.told.emit("What this act was about is no longer there.")
            return
        go_to_place(self._page, session, article=place.article, mark=place.mark, start=place.start)

    # going back

    def ask_back(self, act: str) -> None:
        """Show what going to the moment after an act would undo (or do again), and do it when that is wanted."""
        session = self._session
        if session is None:
            return
        plan = session.attempt(lambda: history.plan_return(session.project, author=session.author, act=act))
        row = self.page.model.row(self.page.model.index(self.page.model.row_of(act)))
        if plan is None or row is None or row.act is None:
            return
        if not plan.kind:
            self.told.emit("Nothing of yours was done after this point.")
            return
        sheet = ReturnSheet(plan, row.act, theme=self._theme, parent=self._page.window())
        sheet.accepted.connect(lambda: self._go(act, plan))
        sheet.finished.connect(lambda _: self.page.list.setFocus())
        sheet.open()

    def _go(self, act: str, plan: Return) -> None:
        session = self._session
        if session is None or not session.act(history.go_to, act=act):
            return
        number = count(len(plan.acts), "act")
        self.told.emit(f"{number} undone" if plan.kind == "undo" else f"{number} done again")
