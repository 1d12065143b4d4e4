"""The list of the copies of a story: what each is, how much it shares with the leader, and what was decided."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QWidget
from PySide6.QtWidgets import QStyleOptionViewItem as ItemOption

from spanloop.core.dates import short_date, today
from spanloop.core.wording import count
from spanloop.gui.inspector.long_list import LongList
from spanloop.gui.inspector.painting import paint_focus_ring, paint_line
from spanloop.gui.plain import tooltip
from spanloop.gui.theme import Theme
from spanloop.operations.copying import CopyRow

ROW_ROLE = Qt.ItemDataRole.UserRole + 1
ROW_HEIGHT = 76
_NO_PARENT = QModelIndex()
_MARGIN, _LINE = 16, 18
Index = QModelIndex | QPersistentModelIndex


def is_leader(row: CopyRow) -> bool:
    """Whether it is the copy whose marks are brought to the others."""
    return row.brings is None


def is_open(row: CopyRow) -> bool:
    """Whether something is to be decided about it: it neither leads, follows nor is ignored, nor completed by hand."""
    return not (is_leader(row) or row.choice or row.by_hand)


def marks_of(row: CopyRow) -> int:
    """How many marks of the person are on it."""
    return row.mentions + row.events


def standing(row: CopyRow) -> str:
    """What was decided, in one word."""
    if is_leader(row):
        return "Leader"
    return {"follow": "Follows", "ignore": "Ignored"}.get(row.choice or "", "Complete" if row.by_hand else "Open")


def share_text(share: float) -> str:
    """ "92% in common"; only what is the same word for word has all of it."""
    return f"{min(99, round(100 * share)) if share < 1 else 100}% in common"


def work_text(row: CopyRow) -> str:
    """How far the marks are: those of the leader, else what the copy shares with it and what is left to bring."""
    if is_leader(row):
        return count(marks_of(row), "mark") if marks_of(row) else "no marks yet"
    # Known once the leader is complete: what of the copy neither its marks nor its completions speak of.
    places = len({(place.start, place.end) for place in row.brings.unseen}) if row.brings else 0
    left = f"{row.to_bring:,} to bring" if row.to_bring else ""
    if not left:
        left = f"{count(places, 'place')} to look at" if places else "nothing to bring"
    return f"{share_text(row.share)} · {left}"


def spoken(row: CopyRow) -> str:
    """What a screen reader says of a row."""
    parts = [row.title or "Untitled", row.source, short_date(row.date, today=today()), count(row.words, "word")]
    parts += [standing(row), work_text(row)]
    if not is_leader(row):
        parts.append(f"{count(marks_of(row), 'mark')} there")
    return ", ".join(part for part in parts if part)


class CopyModel(QAbstractListModel):
    """The copies, in the order in which they are given. ROW_ROLE gives the row itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: Sequence[CopyRow] = ()

    def show_rows(self, rows: Sequence[CopyRow]) -> None:
        """Other copies, or the same ones as they are now."""
        if [row.uid for row in rows] == [row.uid for row in self.rows]:
            self.rows = rows
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Qt."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return spoken(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(
                f"{row.title or 'Untitled'}\n{count(row.words, 'word')}, {count(marks_of(row), 'mark')} there"
            )
        return None


class CopyList(LongList):
    """The list itself. moved(): another row is the current one. Enter and letters are the page's."""

    moved = Signal()

    def __init__(self, model: CopyModel, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("Copies", parent)
        self.setModel(model)
        self._delegate = CopyDelegate(theme, self)
        self.setItemDelegate(self._delegate)
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.selectionModel().currentRowChanged.connect(lambda *_: self.moved.emit())

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._delegate.theme = theme
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: arrows and pages are the list's, all else means an act of the page."""
        moves = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
        if event.key() in moves | {Qt.Key.Key_Home, Qt.Key.Key_End}:
            super().keyPressEvent(event)
        else:
            event.ignore()


class CopyDelegate(QStyledItemDelegate):
    """Paints a row: title and what was decided, where it is from, and how far its marks are."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme

    def paint(self, painter: QPainter, option: ItemOption, index: Index) -> None:
        """Qt."""
        row: CopyRow = index.data(ROW_ROLE)
        theme, box = self.theme, QRectF(option.rect)
        on = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if on:
            painter.fillRect(box, theme.colour("selected"))
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), theme.colour("accent"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.colour("hover"))
        left, width = box.left() + _MARGIN, box.width() - 2 * _MARGIN
        first = QRectF(left, box.top() + 8, width, _LINE)
        chip = self._chip(painter, first, standing(row), decided=not is_open(row))
        title = theme.font("ui.strong" if on else "ui.base")
        room = first.adjusted(0, 0, -chip - 8, 0)
        quiet = row.choice == "ignore"
        colour = theme.colour("text_2" if quiet else "text")
        paint_line(painter, room, row.title or "Untitled", font=title, colour=colour, align_right=False)
        meta = theme.font("ui.meta")
        source = f"\u2068{row.source}\u2069" if row.source else ""
        where = ", ".join(part for part in (source, short_date(row.date, today=today())) if part)
        second = " · ".join(part for part in (where, count(row.words, "word")) if part)
        place = first.translated(0, _LINE + 2)
        paint_line(painter, place, second, font=meta, colour=theme.colour("text_3"), align_right=False)
        place = place.translated(0, _LINE)
        waiting = is_open(row) and row.to_bring
        colour = theme.colour("text" if waiting else "text_3")
        paint_line(painter, place, work_text(row), font=meta, colour=colour, align_right=False)
        painter.setPen(QPen(theme.colour("border"), 1))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        if option.state & QStyle.StateFlag.State_HasFocus and on:
            paint_focus_ring(painter, box.adjusted(2, 2, -2, -3), theme)
        painter.restore()

    def _chip(self, painter: QPainter, line: QRectF, words: str, *, decided: bool) -> float:
        """What was decided, at the right end of a line; returns its width. What is open has a dashed frame."""
        theme = self.theme
        font = theme.font("ui.meta")
        width = QFontMetricsF(font).horizontalAdvance(words) + 14
        box = QRectF(line.right() - width + 0.5, line.top() + 1.5, width - 1, 16)
        pen = QPen(theme.colour("border_control" if decided else "suggestion"), 1)
        if not decided:
            pen.setDashPattern([3, 2.5])
        painter.setPen(pen)
        painter.setBrush(theme.colour("raised") if decided else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 8, 8)
        painter.setFont(font)
        painter.setPen(theme.colour("text_2" if decided else "suggestion"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        return width
