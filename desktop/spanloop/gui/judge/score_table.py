"""The table of figures: one row a label, with its interval drawn beside it. Choosing a row filters the errors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from spanloop.core.bootstrap import FEWEST
from spanloop.core.schema import Schema
from spanloop.gui.inspector.painting import paint_focus_ring, paint_line
from spanloop.gui.intervals import paint_interval
from spanloop.gui.judge.figures import ScoreRow, interval_words, points, spoken_row
from spanloop.gui.judge.labels import label_width, paint_label
from spanloop.gui.plain import tooltip
from spanloop.gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
ROW_HEIGHT = 32
LABEL, COUNT, PRECISION, RECALL, F1, INTERVAL = range(6)
_TICKS = (0.0, 0.25, 0.5, 0.75, 1.0)
_MARGIN, _PAD = 16, 8
NO_INTERVAL = f"No interval: fewer than {FEWEST} articles have it, or all is right or all wrong."
_FIGURES: dict[int, str] = {PRECISION: "precision", RECALL: "recall", F1: "f1"}


class ScoreModel(QAbstractTableModel):
    """Rows of figures. ROW_ROLE gives the row itself; texts are what the cells show."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.part = "triggers"
        self.rows: list[ScoreRow] = []
        self._titles: tuple[str, ...] = ()
        self._reference = ""

    def show_rows(self, part: str, rows: Sequence[ScoreRow], *, first: str, reference: str, counted: str) -> None:
        """first, counted: titles of the columns of labels and of counts. reference: whose marks are counted."""
        self.beginResetModel()
        self.part, self.rows, self._reference = part, list(rows), reference
        self._titles = (first, counted, "P", "R", "F1", "F1 with its 95% interval")
        self.endResetModel()

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """Qt."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = NO_INDEX) -> int:
        """Qt."""
        return 0 if parent.isValid() else 6

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole and self._titles:
            return self._titles[section]
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return self._text(row, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return spoken_row(row, reference=self._reference) if index.column() == LABEL else None
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(self._tip(row, index.column()))
        return None

    def row_of(self, label: str | None) -> int:
        """The row of a label, -1 when there is none."""
        return next((place for place, row in enumerate(self.rows) if row.label == label), -1)

    def _text(self, row: ScoreRow, column: int) -> str:
        if column == LABEL:
            return row.label or ""
        if column == COUNT:
            return f"{row.n:,}"
        if column == INTERVAL:
            return interval_words(row.f1)
        return points(getattr(row, _FIGURES[column]).value)

    def _tip(self, row: ScoreRow, column: int) -> str:
        figure = row.f1 if column == INTERVAL else getattr(row, _FIGURES[column]) if column in _FIGURES else None
        if figure is None:
            return ""
        return interval_words(figure) or NO_INTERVAL


class ScoreDelegate(QStyledItemDelegate):
    """Paints a cell: tag, number, or the interval as a line from its lower to its upper end."""

    def __init__(self, theme: Theme, *, schema: Schema, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.schema = schema
        self.chosen = ""
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self.theme = theme
        self._base, self._strong = theme.font("ui.base"), theme.font("ui.strong")

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt."""
        theme, row = self.theme, index.data(ROW_ROLE)
        assert isinstance(row, ScoreRow)
        area, column = QRect(option.rect), index.column()
        on = row.label == self.chosen
        painter.save()
        if on or option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, theme.colour("selected" if on else "hover"))
        painter.fillRect(QRect(area.left(), area.bottom(), area.width(), 1), theme.colour("border"))
        inner = QRectF(area).adjusted(_MARGIN if column == LABEL else _PAD, 0, -_PAD, -1)
        if column == LABEL:
            model = index.model()
            assert isinstance(model, ScoreModel)
            paint_label(
                painter, inner, part=model.part, label=row.label or "", theme=theme, schema=self.schema, chip=on
            )
        elif column == INTERVAL:
            inner = QRectF(area).adjusted(_MARGIN, 0, -_MARGIN, -1)
            if row.f1.value is not None:
                figures = (row.f1.value, row.f1.low, row.f1.high)
                ink = theme.colour("accent" if on else "text_2")
                paint_interval(painter, inner, figures, span=(0.0, 1.0), theme=theme, ink=ink, margin=0)
        else:
            token = "text_2" if column == COUNT else "text"
            self._number(painter, inner, str(index.data()), self._strong if column == F1 else self._base, token)
        painter.restore()

    def _number(self, painter: QPainter, area: QRectF, text: str, font: QFont, token: str) -> None:
        painter.setFont(font)
        painter.setPen(self.theme.colour(token))
        painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)


class ScoreHeader(QHeaderView):
    """Titles over the columns; over the intervals their scale."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.theme = theme
        self.setSectionsClickable(False)
        self.setHighlightSections(False)
        self.setMinimumSectionSize(36)
        self.setFixedHeight(ROW_HEIGHT)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self.theme = theme
        self.viewport().update()

    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int) -> None:
        """Qt."""
        theme = self.theme
        painter.save()
        painter.fillRect(rect, theme.colour("raised"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.colour("border"))
        font = theme.font("ui.meta")
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(theme.colour("text_3"))
        area = QRectF(rect).adjusted(_MARGIN if logicalIndex == LABEL else _PAD, 0, -_PAD, -1)
        if logicalIndex == INTERVAL:
            self._scale(painter, QRectF(rect).adjusted(_MARGIN, 0, -_MARGIN, -1))
        else:
            title = str(self.model().headerData(logicalIndex, Qt.Orientation.Horizontal) or "")
            right = logicalIndex != LABEL
            paint_line(painter, area, title, font=font, colour=theme.colour("text_3"), align_right=right)
        painter.restore()

    def _scale(self, painter: QPainter, area: QRectF) -> None:
        metrics = painter.fontMetrics()
        ticks = _TICKS if area.width() > 160 else _TICKS[::2]
        for value in ticks:
            text = "0" if value == 0 else "1" if value == 1 else points(value)
            width = metrics.horizontalAdvance(text)
            # The first and the last stand inside the scale, those between them shift with them.
            left = area.left() + value * (area.width() - width)
            painter.drawText(QRectF(left, area.top(), width + 1, area.height()), Qt.AlignmentFlag.AlignVCenter, text)


class ScoreTable(QTableView):
    """The table. label_chosen(label): this row is chosen now, "" for none."""

    label_chosen = Signal(str)

    def __init__(self, theme: Theme, *, schema: Schema, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme, self._schema = theme, schema
        self.scores = ScoreModel(self)
        self.delegate = ScoreDelegate(theme, schema=schema, parent=self)
        self.titles = ScoreHeader(theme, self)
        self.setModel(self.scores)
        self.setItemDelegate(self.delegate)
        self.setHorizontalHeader(self.titles)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.setShowGrid(False)
        self.setFrameShape(QTableView.Shape.NoFrame)
        self.setStyleSheet("QTableView { border: 0; border-radius: 0; background: transparent; }")
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("Figures by label")

    @property
    def chosen(self) -> str:
        """The label whose errors are shown, "" for all."""
        return self.delegate.chosen

    def set_theme(self, theme: Theme, *, schema: Schema) -> None:
        """Paint in other colours from now on, and for another schema."""
        self.theme, self._schema = theme, schema
        self.delegate.schema = schema
        self.delegate.set_theme(theme)
        self.titles.set_theme(theme)
        self.viewport().update()

    def show_rows(self, part: str, rows: Sequence[ScoreRow], *, first: str, reference: str, counted: str) -> None:
        """Show other figures, as the model's; nothing is chosen in them."""
        self.delegate.chosen = ""
        self.scores.show_rows(part, rows, first=first, reference=reference, counted=counted)
        self._share_width()
        self.scrollToTop()

    def choose(self, label: str) -> None:
        """Choose a row, "" for none, and tell."""
        if label == self.chosen:
            return
        self.delegate.chosen = label
        place = self.scores.row_of(label) if label else -1
        if place >= 0:
            index = self.scores.index(place, LABEL)
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(index)
        self.viewport().update()
        self.label_chosen.emit(label)

    def full_height(self) -> int:
        """How high the table is when all of it is shown."""
        return (len(self.scores.rows) + 1) * ROW_HEIGHT

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a row is chosen, and chosen again let go."""
        index = self.indexAt(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton and index.isValid():
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            label = self.scores.rows[index.row()].label or ""
            self.choose("" if label == self.chosen else label)
        else:
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Up and Down choose the row before and after; Enter or Space chooses, and lets go; Esc lets go."""
        key, rows = event.key(), self.scores.rows
        now = self.scores.row_of(self.chosen) if self.chosen else -1
        if key in (Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Home, Qt.Key.Key_End) and rows:
            last = len(rows) - 1
            step = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: last, Qt.Key.Key_Down: now + 1}
            place = step.get(Qt.Key(key), now - 1 if now >= 0 else last)
            self.choose(rows[max(0, min(last, place))].label or "")
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and rows:
            self.choose("" if self.chosen else rows[0].label or "")
        elif key == Qt.Key.Key_Escape and self.chosen:
            self.choose("")
        else:
            event.ignore()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt."""
        super().resizeEvent(event)
        self._share_width()

    def paintEvent(self, event: Any) -> None:
        """Qt."""
        super().paintEvent(event)
        if self.hasFocus():
            painter = QPainter(self.viewport())
            place = self.scores.row_of(self.chosen) if self.chosen else -1
            box = QRect(self.viewport().rect())
            if place >= 0:
                box = QRect(0, self.rowViewportPosition(place), box.width(), ROW_HEIGHT)
            paint_focus_ring(painter, QRectF(box), self.theme, radius=4)
            painter.end()

    def _share_width(self) -> None:
        """The labels get what they need, the numbers little, the interval the rest; very wide tables stay readable."""
        width = self.viewport().width()
        roomy = width >= 600
        number, count = (58, 74) if roomy else (46, 60)
        part = self.scores.part
        widest = max((label_width(part, row.label or "", theme=self.theme) for row in self.scores.rows), default=0.0)
        need = max(round(widest) + _MARGIN + _PAD, 96)
        label = max(need, min(150, width - count - 3 * number - 272))
        if width > 900:
            label = max(label, min(240, width // 5))
        interval = width - label - count - 3 * number
        if interval < 96:
            label, interval = max(64, label - (96 - interval)), 96
        for column, size in enumerate((label, count, number, number, number, interval)):
            self.setColumnWidth(column, size)
