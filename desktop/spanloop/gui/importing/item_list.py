"""What was found, as a list of which each can be ticked: rows are read from the stage file when they are painted."""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Collection, Iterable
from dataclasses import replace
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionButton
from PySide6.QtWidgets import QStyleOptionViewItem as ItemOption

from spanloop.core.article import Zone
from spanloop.gui.importing.words import TONES, described, is_doubtful, row_meta, row_title
from spanloop.gui.picking import PickList
from spanloop.gui.theme import Theme
from spanloop.operations.look_rows import STATE_WORDS, STATES, silent_characters
from spanloop.operations.looking import Choices, Look, LookRow, RowState

#: What comes in when it is ticked; changed articles do so where a person wants new revisions of them.
_FRESH: frozenset[RowState] = frozenset({"new", "alike", "marks"})
_CHANGED: frozenset[RowState] = frozenset({"changed"})
#: What stands in place of the box: icon, and token of its colour.
_SIGNS: dict[RowState, tuple[str, str]] = {"refused": ("warn", "error"), "skipped": ("cross", "text_3")}
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
ROW_HEIGHT = 50
_BOX, _LEFT, _STATE = 16, 40, 72
_PAGE, _PAGES = 64, 32
_RIGHT = Qt.TextElideMode.ElideRight
_NO_PARENT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class Edited(NamedTuple):
    """What a person wrote over what was found of an article."""

    title: str
    date: str
    source: str
    language: str


class ItemModel(QAbstractListModel):
    """Rows of a look, all or those in some states. ticked(): other ones are to come in.

    No more than some pages of rows are kept, so that 100,000 need no memory.
    """

    ticked = Signal()

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look
        self.left_out: set[int] = set()
        self.edited: dict[int, Edited] = {}
        #: What a person typed as a date and is none, by number of the row.
        self.misdated: dict[int, str] = {}
        #: Zones that a person corrected, by number of the row.
        self.zones: dict[int, tuple[Zone, ...]] = {}
        self.revise = False
        #: They stand behind all others, and len(look) does not count them.
        self._skipped = len(look.numbers({"skipped"}))
        self._numbers: list[int] = look.numbers(list(STATES))
        self._pages: OrderedDict[int, list[LookRow]] = OrderedDict()

    def show_states(self, states: Collection[RowState]) -> None:
        """List those in these states only."""
        self.beginResetModel()
        self._numbers = self.look.numbers(states)
        self.endResetModel()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Qt."""
        return 0 if parent.isValid() else len(self._numbers)

    def number(self, row: int) -> int:
        """By which the look knows a row of the list."""
        return self._numbers[row]

    def place(self, number: int) -> int | None:
        """The row of the list in which one of the look stands; None where it is not listed."""
        at = bisect_left(self._numbers, number)
        return at if at < len(self._numbers) and self._numbers[at] == number else None

    def row_of(self, number: int) -> LookRow:
        """What stands in a row of the look, with what a person wrote over it."""
        page = number // _PAGE
        if page not in self._pages:
            numbers = range(page * _PAGE, min((page + 1) * _PAGE, len(self.look) + self._skipped))
            self._pages[page] = self.look.rows_at(numbers)
            while len(self._pages) > _PAGES:
                self._pages.popitem(last=False)
        self._pages.move_to_end(page)
        row = self._pages[page][number % _PAGE]
        if number in self.edited:
            row = replace(row, **self.edited[number]._asdict())
        if number in self.zones:
            row = replace(row, silent=silent_characters(self.zones[number]))
        return row

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt."""
        if not index.isValid() or index.row() >= len(self._numbers):
            return None
        number = self._numbers[index.row()]
        if role == Qt.ItemDataRole.CheckStateRole:
            chosen = self.is_chosen(number)
            return None if chosen is None else (Qt.CheckState.Checked if chosen else Qt.CheckState.Unchecked)
        row = self.row_of(number)
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row_title(row)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return described(row, chosen=self.is_chosen(number))
        return None

    @property
    def importable(self) -> frozenset[RowState]:
        """The states of rows that come in when they are ticked."""
        return _FRESH | _CHANGED if self.revise else _FRESH

    def set_revise(self, on: bool) -> None:
        """Whether articles with another text than the one that is here come in as new revisions."""
        self.revise = on
        self.refresh()
        self.ticked.emit()

    def is_chosen(self, number: int) -> bool | None:
        """Whether a row comes in; None where there is nothing to choose."""
        return number not in self.left_out if self.look.state(number) in self.importable else None

    def chosen(self) -> tuple[int, int]:
        """How many articles, and how many files of marks, come in."""
        states = [self.look.state(number) for number in self.left_out]
        there = self.look.totals.states
        articles = sum(there.get(state, 0) - states.count(state) for state in self.importable - {"marks"})
        return articles, there.get("marks", 0) - states.count("marks")

    def choices(self) -> Choices:
        """What the person decided, for the import."""
        details = {number: edited._asdict() for number, edited in self.edited.items()}
        return Choices(frozenset(self.left_out), dict(self.zones), details)

    def tick(self, rows: Iterable[int], *, on: bool) -> None:
        """Let these rows of the list come in, or leave them out."""
        numbers = {self._numbers[row] for row in rows}
        free = {number for number in numbers if self.look.state(number) in self.importable}
        self.left_out = self.left_out - free if on else self.left_out | free
        self.refresh()
        self.ticked.emit()

    def edit(self, number: int, edited: Edited) -> None:
        """Write over what was found of an article."""
        self.edited[number] = edited
        self.refresh()

    def put_misdated(self, number: int, words: str) -> None:
        """What stands in the field of the date of an article is none; "": it is one."""
        if words:
            self.misdated[number] = words
        elif self.misdated.pop(number, None) is None:
            return
        self.ticked.emit()

    def first_misdated(self) -> int | None:
        """The first row that comes in and whose date is none; None where all are dates."""
        return next((number for number in sorted(self.misdated) if self.is_chosen(number)), None)

    def put_zones(self, number: int, zones: tuple[Zone, ...]) -> None:
        """Correct the zones of an article."""
        self.zones[number] = zones
        self.refresh()

    def refresh(self) -> None:
        """Rows look otherwise."""
        if self._numbers:
            self.dataChanged.emit(self.index(0), self.index(len(self._numbers) - 1))


class ItemList(PickList):
    """The list: Space ticks what is selected, a click on the box its row. right(): the key that leads to the text."""

    right = Signal()

    def __init__(self, model: ItemModel, *, theme: Theme) -> None:
        super().__init__("What was found")
        self.items = model
        self._painter = _ItemDelegate(theme)
        self.setItemDelegate(self._painter)
        self.setModel(model)

    def go_to(self, row: int) -> None:
        """Stand on a row."""
        if 0 <= row < self.items.rowCount():
            self.setCurrentIndex(self.items.index(row))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Space, Home and End."""
        key = event.key()
        if key == Qt.Key.Key_Space:
            rows = self.rows()
            first = next((row for row in rows if self._is_on(row) is not None), None)
            if first is not None:
                self.items.tick(rows, on=not self._is_on(first))
        elif key == Qt.Key.Key_Right:
            self.right.emit()
        elif key in {Qt.Key.Key_Home, Qt.Key.Key_End} and not event.modifiers():
            self.go_to(0 if key == Qt.Key.Key_Home else self.items.rowCount() - 1)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a click on a box ticks, and selects nothing."""
        index = self.indexAt(event.position().toPoint())
        on_box = event.button() == Qt.MouseButton.LeftButton and index.isValid() and event.position().x() < _LEFT
        if on_box and self._is_on(index.row()) is not None:
            self.items.tick([index.row()], on=not self._is_on(index.row()))
            self.setCurrentIndex(index)
        else:
            super().mousePressEvent(event)

    def _is_on(self, row: int) -> bool | None:
        return self.items.is_chosen(self.items.number(row))


class _ItemDelegate(QStyledItemDelegate):
    """Paints a row: the box, title and state, and below what is known of it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def sizeHint(self, option: ItemOption, index: Index) -> QSize:
        """Qt."""
        return QSize(280, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: ItemOption, index: Index) -> None:
        """Qt."""
        row: LookRow | None = index.data(ROW_ROLE)
        if row is None:
            return
        box, theme = QRect(option.rect), self._theme
        on = index.data(Qt.ItemDataRole.CheckStateRole)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.colour("selected"))
        self._tick(painter, box, row, on)
        name, token = STATE_WORDS[row.state], TONES[row.state]
        painter.setFont(theme.font("ui.meta"))
        painter.setPen(theme.colour(token))
        right = box.right() - 12
        side = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(right - _STATE, box.top() + 7, _STATE, 18), side, name)
        left = box.left() + _LEFT
        quiet = on != Qt.CheckState.Checked
        title = QRectF(left, box.top() + 7, right - _STATE - left, 18)
        # Of a path the end tells one file from the next; of a title, the beginning.
        self._line(painter, title, row_title(row), "ui.base", "text_3" if quiet else "text", cut=_cut(row))
        meta = QRectF(left, box.top() + 27, right - left, 16)
        self._line(painter, meta, row_meta(row), "ui.meta", "warning" if is_doubtful(row) else "text_3")
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.drawRoundedRect(QRectF(box).adjusted(2, 2, -2, -2), 6, 6)
        painter.restore()

    def _tick(self, painter: QPainter, box: QRect, row: LookRow, on: object) -> None:
        place = QRect(box.left() + 12, box.top() + 8, _BOX, _BOX)
        if on is None:
            icon, token = _SIGNS.get(row.state, ("check", "text_3"))
            self._theme.icon(icon, role=token).paint(painter, place)
            return
        tick = QStyleOptionButton()
        tick.rect = place
        state = QStyle.StateFlag.State_On if on == Qt.CheckState.Checked else QStyle.StateFlag.State_Off
        tick.state = QStyle.StateFlag.State_Enabled | state
        QApplication.style().drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorCheckBox, tick, painter)

    def _line(
        self, painter: QPainter, area: QRectF, words: str, role: Any, token: str, *, cut: Qt.TextElideMode = _RIGHT
    ) -> None:
        painter.setFont(self._theme.font(role))
        painter.setPen(self._theme.colour(token))
        line = " ".join(words.split())
        shown = QFontMetricsF(painter.font()).elidedText(line, cut, area.width())
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(area, flags | Qt.TextFlag.TextSingleLine, shown)


def _cut(row: LookRow) -> Qt.TextElideMode:
    return _RIGHT if row.title else Qt.TextElideMode.ElideMiddle
