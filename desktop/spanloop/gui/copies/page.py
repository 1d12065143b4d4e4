"""Where copies of a story are compared: their list, leader and copy side by side, and the acts on them."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QApplication,
    QGridLayout,
    QHBoxLayout,
    QMenu,
    QPushButton,
    QSplitter,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from spanloop.core.wording import count
from spanloop.gui.actions import KeysOf
from spanloop.gui.bars import Bar, HintStrip
from spanloop.gui.commands import Commands
from spanloop.gui.copies.compare_view import CompareView
from spanloop.gui.copies.copy_actions import COPIES
from spanloop.gui.copies.heads import Heads
from spanloop.gui.copies.left_out import LeftOut
from spanloop.gui.copies.lines import CopyList, CopyModel, is_leader, is_open
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.empty_page import EmptyPage
from spanloop.gui.fields import Segments
from spanloop.gui.keycaps import Hint
from spanloop.gui.keys import key_names
from spanloop.gui.keywords import named
from spanloop.gui.plain import ElidedLabel, PlainLabel, tooltip
from spanloop.gui.theme import Theme
from spanloop.operations.copying import CopyRow

_LIST_WIDTH, _LIST_NARROW, _NARROW = 304, 248, 1200
#: What the hint strip shows: words and acts, most useful first.
_HINTS = (
    (("copies.previous", "copies.next"), "difference"),
    (("copies.bring",), "bring"),
    (("copies.accept",), "bring and accept"),
    (("copies.follow",), "follow"),
    (("copies.ignore",), "ignore"),
    (("copies.go",), "open the copy"),
    (("copies.lines",), "all lines"),
    (("copies.lead",), "choose as leader"),
    (("copies.decide",), "decide again"),
    (("copies.leave",), "back"),
    (("help.keys",), "all keys"),
)
#: The buttons under the list: a caption and two acts with their words.
_BUTTONS = (
    ("Bring the marks to this copy", (("copies.bring", "As suggestions"), ("copies.accept", "Accepted"))),
    ("Bring them to all open copies", (("copies.bring_all", "As suggestions"), ("copies.accept_all", "Accepted"))),
    ("Nothing to mark by hand here", (("copies.follow", "Follow"), ("copies.ignore", "Ignore"))),
)
#: What the menu of a copy offers, and where it is divided.
_MENU = (
    ("copies.bring", "copies.accept"),
    ("copies.follow", "copies.ignore", "copies.decide"),
    ("copies.go", "copies.lead"),
)
_NONE = "This story has no copies here."
_NONE_MEANS = (
    "Copies are articles that share much of their text, such as one report\n"
    "in several papers. They are found when articles come in."
)


class CopiesPage(QWidget):
    """The parts and where they stand; knows nothing of what acts do.

    row_chosen(): another copy is the current one. left_chosen(uid): a mark without a place is to be shown.
    status_changed: the status line has something else to say.
    """

    row_chosen = Signal()
    status_changed = Signal()

    def __init__(self, commands: Commands, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAccessibleName("Copies of this story")
        self._commands = commands
        self._theme = theme
        self._summary: list[str] = []
        self.model = CopyModel(self)
        self.list = CopyList(self.model, theme=theme)
        self.view = CompareView(theme)
        self.heads = Heads(theme, room=self.view.verticalScrollBar().sizeHint().width())
        self.left_out = LeftOut(theme)
        self.hints = HintStrip(theme)
        self.empty = EmptyPage(theme)
        self._build()
        self._wire()
        self.set_theme(theme)
        self.set_keys(commands.keys)

    # building

    def _build(self) -> None:
        self._splitter = QSplitter(Qt.Orientation.Horizontal)
        self._splitter.setHandleWidth(1)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self._side())
        self._splitter.addWidget(self._texts())
        self._splitter.setStretchFactor(0, 0)
        self._splitter.setStretchFactor(1, 1)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.empty)
        self._stack.addWidget(self._splitter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._head())
        column.addWidget(self._stack, 1)
        column.addWidget(self.hints)

    def _head(self) -> QWidget:
        bar = Bar("articleBar", 48)
        row = QHBoxLayout(bar)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(12)
        words = QVBoxLayout()
        words.setContentsMargins(0, 6, 0, 5)
        words.setSpacing(0)
        self._title = ElidedLabel("Copies of this story")
        self._meta = ElidedLabel(tone="faint")
        words.addWidget(self._title)
        words.addWidget(self._meta)
        row.addLayout(words, 1)
        self._show = PlainLabel("Show", tone="quiet")
        self.folding = Segments({"differences": "Differences", "all": "All lines"}, theme=self._theme, wide=True)
        self.folding.setAccessibleName("Show")
        row.addWidget(self._show)
        row.addWidget(self.folding)
        return bar

    def _side(self) -> QWidget:
        side = QWidget()
        side.setObjectName("copiesSide")
        side.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        side.setMinimumWidth(_LIST_NARROW)
        column = QVBoxLayout(side)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.list, 1)
        foot = QWidget()
        foot.setObjectName("copiesFoot")
        foot.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        grid = QGridLayout(foot)
        grid.setContentsMargins(16, 12, 16, 12)
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        self._captions = tuple(PlainLabel(caption, tone="faint") for caption, _ in _BUTTONS)
        self.buttons: dict[str, QPushButton] = {}
        for place, (_, pair) in enumerate(_BUTTONS):
            grid.addWidget(self._captions[place], 2 * place, 0, 1, 2)
            for beside, (action, words) in enumerate(pair):
                grid.addWidget(self._button(action, words), 2 * place + 1, beside)
        column.addWidget(foot)
        return side

    def _button(self, action: str, words: str) -> QPushButton:
        button = self.buttons[action] = QPushButton(words)
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAccessibleName(self._commands.action(action).name)
        button.clicked.connect(partial(self._run, action))
        return button

    def _texts(self) -> QWidget:
        texts = QWidget()
        column = QVBoxLayout(texts)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.heads)
        column.addWidget(self.view, 1)
        column.addWidget(self.left_out)
        return texts

    def _wire(self) -> None:
        self.list.moved.connect(self.row_chosen)
        self.list.chosen.connect(lambda _: self.status_changed.emit())
        self.list.doubleClicked.connect(lambda _: self._run("copies.go"))
        self.list.customContextMenuRequested.connect(self._open_menu)
        self.view.stepped.connect(self.status_changed)
        self.folding.chosen.connect(lambda name: self.view.fold(on=name == "differences"))
        self.hints.asked.connect(self._run)
        self.empty.asked.connect(lambda: self._run("copies.leave"))
        self._commands.keys_changed.connect(lambda: self.set_keys(self._commands.keys))

    def _run(self, action: str, _checked: bool = False) -> None:
        self._commands.run(action)

    # what every page can do

    def set_session(self, session: DeskSession | None) -> None:
        """Nothing of another project stays; what is shown comes from who reads it."""
        if session is None:
            self.show_copies([], current="")
            self.view.clear()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._theme = theme
        for part in (self.list, self.heads, self.view, self.left_out, self.hints, self.empty, self.folding):
            part.set_theme(theme)
        self._title.setFont(theme.font("ui.strong"))
        self._meta.setFont(theme.font("ui.meta"))
        self._show.setFont(theme.font("ui.small"))
        for caption in self._captions:
            caption.setFont(theme.font("ui.meta"))
        panel, border = theme.colour("panel").name(), theme.colour("border").name()
        self.setStyleSheet(
            f"#copiesSide {{ background: {panel}; border: 0; border-right: 1px solid {border}; }}"
            f"#copiesFoot {{ border: 0; border-top: 1px solid {border}; }}"
        )

    def set_keys(self, keys: KeysOf) -> None:
        """Name these keys from now on."""
        shown = _HINTS if len(self.model.rows) > 1 else _HINTS[-2:]
        self.hints.set_hints(
            [Hint(tuple(key for act in acts for key in keys(act)[:1]), words, acts[-1]) for acts, words in shown]
        )
        for action, button in self.buttons.items():
            button.setToolTip(tooltip(named(self._commands.action(action).help.rstrip("."), action, keys)))

    def take_keyboard(self) -> None:
        """The list of copies gets the keyboard, or the way back where there are none."""
        if self._stack.currentWidget() is not self.empty:
            self.list.setFocus()
        elif self.empty.button.isVisible():
            self.empty.button.setFocus()
        else:
            self.setFocus()

    def next_panel(self) -> None:
        """F6: list, texts, what has no place, and round again."""
        stops: list[QWidget] = [self.list, self.view]
        if self.left_out.isVisible():
            stops.append(self.left_out.list)
        focused = QApplication.focusWidget()
        here = next((number for number, stop in enumerate(stops) if stop is focused), -1)
        if self._stack.currentWidget() is self.empty:
            self.take_keyboard()
        else:
            stops[(here + 1) % len(stops)].setFocus()

    def status_parts(self) -> list[str]:
        """How many copies there are, and how many are open."""
        return self._summary

    def status_place(self) -> str:
        """The current difference, or how many there are."""
        if self.view.words() or self.view.facing is None:
            return self.view.words() or self.view.note
        return count(self.view.differences, "difference") if self.view.differences else "No difference"

    # what is shown

    def show_copies(self, rows: Sequence[CopyRow], *, current: str) -> None:
        """The copies of a story; the one with this uid is the current one."""
        self.model.show_rows(rows)
        open_ones = sum(map(is_open, rows))
        self._summary = [f"{len(rows):,} copies", f"{open_ones:,} open"] if len(rows) > 1 else []
        leader = self.leader()
        named_leader = f"leader: \u2068{leader.title or 'Untitled'}\u2069" if leader and len(rows) > 1 else ""
        alone = rows[0].title if len(rows) == 1 else ""
        self._meta.set_full(" · ".join(part for part in (*self._summary, named_leader, alone) if part))
        for part in (self._show, self.folding):
            part.setVisible(len(rows) > 1)
        if len(rows) <= 1:
            self.empty.say(_NONE, _NONE_MEANS, act="Back to the desk")
        self._turn_to(self._splitter if len(rows) > 1 else self.empty)
        self.set_keys(self._commands.keys)
        if len(rows) > 1 and (self.current() is None or self.current_uid() != current):
            self.choose(current)
        self.status_changed.emit()

    def say_empty(self, title: str, text: str = "") -> None:
        """Say why there is nothing to see yet."""
        self.empty.say(title, text)
        self._turn_to(self.empty)

    def _turn_to(self, part: QWidget) -> None:
        """Show the copies, or why there are none; the keyboard goes along."""
        had = self._stack.currentWidget()
        self._stack.setCurrentWidget(part)
        if had is not part and self.isVisible():
            self.take_keyboard()

    def choose(self, uid: str) -> None:
        """Make a copy the current one; the first that is no leader where there is none of this uid."""
        rows = self.model.rows
        fallback = next((number for number, row in enumerate(rows) if not is_leader(row)), 0)
        place = next((number for number, row in enumerate(rows) if row.uid == uid), fallback)
        self.list.setCurrentIndex(self.model.index(place))
        self.list.scrollTo(self.model.index(place))

    def current(self) -> CopyRow | None:
        """The row that is the current one, which may be the leader; None without rows."""
        index = self.list.currentIndex()
        return self.model.rows[index.row()] if index.isValid() and index.row() < len(self.model.rows) else None

    def current_uid(self) -> str:
        """uid of the current row, "" for none."""
        row = self.current()
        return row.uid if row else ""

    def leader(self) -> CopyRow | None:
        """The leader's row."""
        return next((row for row in self.model.rows if is_leader(row)), None)

    def toggle_lines(self) -> None:
        """All lines, or differences only."""
        name = "all" if self.folding.segment("differences").isChecked() else "differences"
        self.folding.choose(name)
        self.view.fold(on=name == "differences")

    @property
    def folded(self) -> bool:
        """Whether equal lines are folded."""
        return self.folding.segment("differences").isChecked()

    def enable_buttons(self) -> None:
        """Each button can be pressed where its act can be done."""
        for action, button in self.buttons.items():
            button.setEnabled(self._commands.can(self._commands.action(action)))

    # keys and mouse

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: the keys of the acts on copies; the rest is the window's."""
        names = set(key_names(event))
        for action in COPIES:
            if names & set(self._commands.keys(action.id)):
                if not event.isAutoRepeat() or action.while_held:
                    self._commands.run(action.id)
                return
        event.ignore()

    def _open_menu(self, place: QPoint) -> None:
        """What can be done with the copy under the pointer."""
        index = self.list.indexAt(place)
        if not index.isValid():
            return
        self.list.setCurrentIndex(index)
        menu = QMenu(self)
        for group in _MENU:
            menu.addSeparator()
            for action in group:
                menu.addAction(self._commands.qt(action))
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.list.viewport().mapToGlobal(place))

    def resizeEvent(self, event: object) -> None:
        """Qt: the list gives way where the window is narrow."""
        wide = _LIST_WIDTH if self.width() >= _NARROW else _LIST_NARROW
        self._splitter.setSizes([wide, max(1, self.width() - wide - 1)])
