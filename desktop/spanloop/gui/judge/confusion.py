"""What one side calls a thing and what the other said: counts as text, the share as the depth of the fill."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from spanloop.gui.inspector.painting import paint_focus_ring, text_width
from spanloop.gui.judge.figures import NOTHING, Confusion
from spanloop.gui.plain import tooltip
from spanloop.gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
SHARE_ROLE = Qt.ItemDataRole.UserRole + 1
SAME_ROLE = Qt.ItemDataRole.UserRole + 2
MISSED, FALSE = "missed", "false"
CELL_HEIGHT = 28
_CELL_WIDTH, _LEAST_WIDTH = 43, 26
_PALEST, _DEEPEST = 0.06, 0.42
_LONGEST = 96


class ConfusionModel(QAbstractTableModel):
    """One row a label of the reference, one column a label of the other; the last of each for what is not there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.confusion = Confusion((), {})
        self._names = ("", "")

    def show_confusion(self, confusion: Confusion, *, reference: str, other: str) -> None:
        """reference, other: who is compared, for the sentences."""
        self.beginResetModel()
        self.confusion, self._names = confusion, (reference, other)
        self.endResetModel()

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """Qt."""
        return 0 if parent.isValid() or not self.confusion.labels else len(self.confusion.labels) + 1

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        """Qt."""
        return self.rowCount(parent)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        across = orientation is Qt.Orientation.Horizontal
        return self._label(section) or (MISSED if across else FALSE)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt."""
        if not index.isValid():
            return None
        reference, other = self._label(index.row()), self._label(index.column())
        n = self.confusion.counts.get((reference, other), 0)
        if role == Qt.ItemDataRole.DisplayRole:
            return str(n) if n else ""
        if role == SHARE_ROLE:
            return self.confusion.share(reference, other)
        if role == SAME_ROLE:
            return bool(reference) and reference == other
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            said = self._sentence(reference, other, n)
            return said if role == Qt.ItemDataRole.AccessibleTextRole else tooltip(said) if n else None
        return None

    def _label(self, place: int) -> str:
        return self.confusion.labels[place] if place < len(self.confusion.labels) else NOTHING

    def _sentence(self, reference: str, other: str, n: int) -> str:
        who, whom = self._names
        if not reference and not other:
            return ""
        if not reference:
            return f"{n} {other} only by {whom}"
        if not other:
            return f"{n} {reference} missed by {whom}"
        if reference == other:
            inexact = self.confusion.inexact.get(reference, 0)
            return f"{n} {reference} by both" + (f", {inexact} of them with another boundary" if inexact else "")
        return f"{n} {reference} of {who} called {other} by {whom}"


class ConfusionDelegate(QStyledItemDelegate):
    """Paints a count on its fill."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._theme = theme
        self._plain, self._strong = theme.font("ui.meta"), theme.font("ui.meta")
        self._plain.setWeight(QFont.Weight.Normal)
        self._strong.setWeight(QFont.Weight.DemiBold)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt."""
        text, theme = str(index.data() or ""), self._theme
        area = QRect(option.rect).adjusted(0, 0, -1, -1)
        same = bool(index.data(SAME_ROLE))
        painter.save()
        if text:
            painter.fillRect(area, theme.colour("sunken") if same else self._fill(float(index.data(SHARE_ROLE))))
            if same and theme.colour("sunken") == theme.colour("raised"):
                # High contrast has one background: the diagonal gets a frame in its place.
                painter.setPen(theme.colour("border"))
                painter.drawRect(area.adjusted(0, 0, -1, -1))
            painter.setFont(self._strong if same else self._plain)
            painter.setPen(theme.colour("text"))
            painter.drawText(area, Qt.AlignmentFlag.AlignCenter, text)
        if option.state & QStyle.StateFlag.State_HasFocus:
            paint_focus_ring(painter, QRectF(area), theme, radius=3)
        painter.restore()

    def _fill(self, share: float) -> QColor:
        colour = self._theme.colour("warning")
        colour.setAlphaF(min(_DEEPEST, _PALEST + share))
        return colour


class _Labels(QHeaderView):
    """The labels beside the rows, or upright over the columns."""

    def __init__(self, orientation: Qt.Orientation, theme: Theme, parent: QWidget) -> None:
        super().__init__(orientation, parent)
        self.theme = theme
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(8)
        self.setStyleSheet("QHeaderView { background: transparent; border: 0; }")

    def longest(self) -> int:
        """How much room the longest label needs, within bounds."""
        font = self.theme.font("ui.meta")
        count = self.count() if self.model() is not None else 0
        texts = [str(self.model().headerData(place, self.orientation())) for place in range(count)]
        return min(_LONGEST, round(max((text_width(font, text) for text in texts), default=0.0) + 0.5))

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """Qt."""
        theme, font = self.theme, self.theme.font("ui.meta")
        text = str(self.model().headerData(logicalIndex, self.orientation()) or "")
        metrics = QFontMetricsF(font)
        painter.save()
        painter.fillRect(rect, theme.colour("raised"))
        painter.setFont(font)
        if self.orientation() is Qt.Orientation.Vertical:
            painter.setPen(theme.colour("text_2"))
            area = QRectF(rect).adjusted(0, 0, -8, -1)
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, shown)
        else:
            painter.setPen(theme.colour("text_3"))
            painter.translate(rect.left(), rect.bottom() - 3)
            painter.rotate(-90)
            area = QRectF(0, 0, rect.height() - 4, rect.width() - 1)
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
            painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()


class ConfusionTable(QTableView):
    """The table; cells get narrower before it scrolls."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cells = ConfusionModel(self)
        self.delegate = ConfusionDelegate(theme, self)
        self._rows = _Labels(Qt.Orientation.Vertical, theme, self)
        self._columns = _Labels(Qt.Orientation.Horizontal, theme, self)
        self.setModel(self.cells)
        self.setItemDelegate(self.delegate)
        self.setVerticalHeader(self._rows)
        self.setHorizontalHeader(self._columns)
        self._rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._columns.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._rows.setDefaultSectionSize(CELL_HEIGHT)
        self.setShowGrid(False)
        self.setCornerButtonEnabled(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setStyleSheet(
            "QTableView { border: 0; border-radius: 0; background: transparent; }"
            "QTableCornerButton::section { border: 0; background: transparent; }"
            "QAbstractScrollArea::corner { background: transparent; border: 0; }"
        )
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName("Confusion table")

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self.delegate.set_theme(theme)
        for header in (self._rows, self._columns):
            header.theme = theme
            header.viewport().update()
        self._share_room()
        self.viewport().update()

    def show_confusion(self, confusion: Confusion, *, reference: str, other: str) -> None:
        """Show other counts."""
        self.cells.show_confusion(confusion, reference=reference, other=other)
        self._share_room()

    def full_height(self) -> int:
        """How high the table is when all of it is shown."""
        return self._columns.longest() + 8 + self.cells.rowCount() * CELL_HEIGHT

    def full_width(self) -> int:
        """How wide the table is with cells of full size."""
        return self._rows.longest() + 8 + self.cells.columnCount() * _CELL_WIDTH

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt."""
        super().resizeEvent(event)
        self._share_room()

    def _share_room(self) -> None:
        count = self.cells.columnCount()
        if not count:
            return
        beside = self._rows.longest() + 8
        above = self._columns.longest() + 8
        self._rows.setFixedWidth(beside)
        self._columns.setFixedHeight(above)
        scrolls = above + count * CELL_HEIGHT > self.height()
        bar = self.verticalScrollBar().sizeHint().width() if scrolls else 0
        room = (self.width() - beside - bar) // count
        self._columns.setDefaultSectionSize(max(_LEAST_WIDTH, min(_CELL_WIDTH, room)))
