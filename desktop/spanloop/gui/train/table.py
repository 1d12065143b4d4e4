"""The table of versions: newest first, one row a version, the run that is under way above them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from spanloop.core.wording import count
from spanloop.gui.keys import key_names
from spanloop.gui.plain import tooltip
from spanloop.gui.theme import Theme
from spanloop.gui.train.words import accepted_sentence, made_text, score_or_none, state_text, thousands
from spanloop.operations.versions import VersionRow

_ROW, _HEADER = 32, 32
Column = Literal["version", "made", "articles", "events", "mentions", "triggers", "arguments", "accepted", "state"]
#: Name and share of the width, as in the drawing.
COLUMNS: dict[Column, tuple[str, int]] = {
    "version": ("Version", 116),
    "made": ("Made", 86),
    "articles": ("Articles", 88),
    "events": ("Events", 79),
    "mentions": ("Mentions F", 110),
    "triggers": ("Triggers F", 103),
    "arguments": ("Arguments F", 124),
    "accepted": ("Accepted", 99),
    "state": ("State", 187),
}
SCORED: tuple[Column, ...] = ("mentions", "triggers", "arguments")
_FIGURES = frozenset({"articles", "events", "mentions", "triggers", "arguments", "accepted"})
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Line:
    """What stands in a row. uid: of the version, "" for the run. tone, icon: of the state.

    tips: what a cell says of itself under the mouse.
    """

    uid: str
    cells: dict[Column, str]
    tone: str = "text_2"
    icon: str = ""
    tips: Mapping[Column, str] = field(default_factory=dict[Column, str])


def line_of(row: VersionRow) -> Line:
    """A version as a row of the table."""
    record = row.record
    cells: dict[Column, str] = {
        "version": f"Version {row.called}",
        "made": made_text(record.created_at),
        "articles": thousands(row.articles),
        "events": thousands(row.events),
        "mentions": score_or_none(row.f1.get("mentions")),
        "triggers": score_or_none(row.f1.get("triggers")),
        "arguments": score_or_none(row.f1.get("arguments")),
        "accepted": row.accepted_text() or "not yet",
        "state": state_text(row),
    }
    tips = _tips(row)
    if row.gate is not None:
        tips["state"] = row.gate.words  # where the panel with all of it is a drawer, this is what is seen of it
    if row.state == "current":
        here = row.size is not None
        return Line(record.uid, cells, "saved" if here else "warning", "done" if here else "warn", tips)
    if row.held_back and row.state == "candidate":
        tips["state"] = row.note
        return Line(record.uid, cells, "warning", "warn", tips)
    return Line(record.uid, cells, "text_3" if row.state in {"deleted", "absent"} else "text_2", tips=tips)


def _tips(row: VersionRow) -> dict[Column, str]:
    tips: dict[Column, str] = {}
    if row.tested:
        on = f"F1 on {count(row.tested, 'test article')}, when it was trained"
        tips |= {column: on for column in SCORED if row.f1.get(column) is not None}
    if row.decided:
        tips["accepted"] = f"{accepted_sentence(row)[:-1]}, as they were or corrected"
    return tips


def line_of_run(number: int) -> Line:
    """The training that is under way: which articles it learns from and how good it is is known when it is over."""
    waiting = "not yet"
    cells: dict[Column, str] = {
        "version": f"Version {number}",
        "made": "now",
        "articles": waiting,
        "events": waiting,
        "mentions": waiting,
        "triggers": waiting,
        "arguments": waiting,
        "accepted": waiting,
        "state": "training",
    }
    return Line("", cells, "accent", "started")


class VersionModel(QAbstractTableModel):
    """Lines and the columns that are shown; arguments only where some version has a score for them."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[Line] = []
        self.columns: list[Column] = list(COLUMNS)

    def show(self, lines: Sequence[Line], *, arguments: bool) -> None:
        """Show other rows."""
        columns: list[Column] = [column for column in COLUMNS if arguments or column != "arguments"]
        if list(lines) == self.lines and columns == self.columns:
            return
        self.beginResetModel()
        self.lines, self.columns = list(lines), columns
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own default
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        line, column = self.lines[index.row()], self.columns[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return line.cells[column]
        if role == Qt.ItemDataRole.AccessibleTextRole:
            # The cells of a row are one thing to listen to.
            return ", ".join(
                text if name in {"version", "state"} else f"{COLUMNS[name][0]} {text}"
                for name, text in line.cells.items()
                if name in self.columns
            )
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column) | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(line.tips.get(column, ""))
        return line if role == ROW_ROLE else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if orientation is not Qt.Orientation.Horizontal or section >= len(self.columns):
            return None
        column = self.columns[section]
        if role == Qt.ItemDataRole.DisplayRole:
            return COLUMNS[column][0]
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _side(column) | Qt.AlignmentFlag.AlignVCenter
        return None


def _side(column: Column) -> Qt.AlignmentFlag:
    return Qt.AlignmentFlag.AlignRight if column in _FIGURES else Qt.AlignmentFlag.AlignLeft


class _Delegate(QStyledItemDelegate):
    def __init__(self, view: VersionTable, theme: Theme) -> None:
        super().__init__(view)
        self.theme = theme
        self._view = view

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(40, _ROW)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme = self.theme
        line: Line = index.data(ROW_ROLE)
        model = self._view.versions
        column = model.columns[index.column()]
        box = QRect(option.rect)  # pyright: ignore[reportAttributeAccessIssue] - the stubs leave out its fields
        chosen = index.row() == self._view.currentIndex().row()
        last_row = index.row() == model.rowCount() - 1
        painter.save()
        if chosen:
            painter.fillRect(box, theme.colour("selected"))
        if not last_row:
            painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), theme.colour("border"))
        self._paint_words(painter, box, line, column)
        if chosen and self._view.hasFocus():
            self._paint_ring(painter, box, index.column(), model.columnCount())
        painter.restore()

    def _paint_words(self, painter: QPainter, box: QRect, line: Line, column: Column) -> None:
        theme = self.theme
        text = line.cells[column]
        left = 16 if column == "version" else 8
        area = box.adjusted(left, 0, -8, 0)
        tone = {"version": "text", "made": "text_2", "state": line.tone}.get(column, "text")
        if text in {"not yet", "–"}:
            tone = "text_3"
        if column == "state" and line.icon:
            place = QRect(area.left(), area.center().y() - 6, 14, 14)
            theme.icon(line.icon, role=line.tone, size=14).paint(painter, place)
            area.setLeft(area.left() + 20)
        font = theme.font("ui.strong" if column == "version" else "ui.base")
        painter.setFont(font)
        painter.setPen(theme.colour(tone))
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, _side(column) | Qt.AlignmentFlag.AlignVCenter, shown)

    def _paint_ring(self, painter: QPainter, box: QRect, column: int, columns: int) -> None:
        ring = QRectF(box).adjusted(1 if column == 0 else -8, 1, -1 if column == columns - 1 else 8, -2)
        painter.setClipRect(box)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.theme.colour("focus"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(ring, 4, 4)


class VersionTable(QTableView):
    """chosen(uid): another version is looked at, "" for the run. opened(uid): Enter or a double click on it.
    delete_asked: Delete on it."""

    chosen = Signal(str)
    opened = Signal(str)
    delete_asked = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.versions = VersionModel()
        self.setModel(self.versions)
        self._delegate = _Delegate(self, theme)
        self.setItemDelegate(self._delegate)
        self.setAccessibleName("Versions")
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(_ROW)
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setHighlightSections(False)
        header.setSectionsClickable(False)
        header.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        header.setFixedHeight(_HEADER)
        self.setStyleSheet(
            "QTableView { border: 0; background: transparent; }"
            "QHeaderView { background: transparent; border: 0; }"
            "QHeaderView::section { background: transparent; }"
            "QHeaderView::section:first { padding-left: 16px; }"
        )
        self.viewport().setAutoFillBackground(False)
        self.versions.modelReset.connect(self._arrange)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.data(ROW_ROLE).uid))

    def set_theme(self, theme: Theme) -> None:
        self._delegate.theme = theme
        self.viewport().update()

    def show_lines(self, lines: Sequence[Line], *, arguments: bool, keep: str) -> None:
        """Show other rows; the one of the version `keep` stays the chosen one."""
        self.versions.show(lines, arguments=arguments)
        row = next((index for index, line in enumerate(lines) if line.uid == keep), 0)
        if lines and self.currentIndex().row() != row:
            blocked = self.blockSignals(True)
            self.setCurrentIndex(self.versions.index(row, 0))
            self.blockSignals(blocked)
        self.viewport().update()

    def chosen_uid(self) -> str:
        """The version that is looked at, "" for the run or none."""
        index = self.currentIndex()
        return index.data(ROW_ROLE).uid if index.isValid() else ""

    def currentChanged(self, current: Index, previous: Index) -> None:
        super().currentChanged(current, previous)
        self.viewport().update()
        if current.isValid() and current.row() != previous.row():
            self.chosen.emit(self.versions.lines[current.row()].uid)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up, Down, Home and End choose, Enter opens, Delete asks to delete; the rest belongs to the page."""
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: self.versions.rowCount() - 1}
        if key_names(event) == ("Enter",):
            self.opened.emit(self.chosen_uid())
        elif event.key() == Qt.Key.Key_Delete:
            self.delete_asked.emit()
        elif event.key() in ends:
            # A table of Qt goes to the ends of the row.
            self.setCurrentIndex(self.versions.index(ends[Qt.Key(event.key())], 0))
        elif event.key() in {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def sizeHint(self) -> QSize:
        return QSize(400, _HEADER + _ROW * max(1, self.versions.rowCount()))

    def height_within(self, room: int) -> int:
        """How high it is where there is so much room: all rows, else as many as fit whole, but two at least."""
        rows = max(2, (room - _HEADER) // _ROW)
        return min(self.sizeHint().height(), _HEADER + _ROW * rows)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        """Columns share the width as in the drawing; the last one takes what is left."""
        columns = self.versions.columns
        whole = sum(COLUMNS[column][1] for column in columns)
        width = self.viewport().width()
        used = 0
        for index, column in enumerate(columns):
            last = index == len(columns) - 1
            wide = width - used if last else round(width * COLUMNS[column][1] / whole)
            self.setColumnWidth(index, max(40, wide))
            used += wide
        self.updateGeometry()
