"""Places of the same words in many articles, as a list of which each can be ticked."""

from __future__ import annotations

from collections.abc import Iterable
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

from spanloop.core.excerpt import Excerpt
from spanloop.gui.judge.context import ContextFonts, paint_context
from spanloop.gui.picking import PickList
from spanloop.gui.theme import LabelInk, Theme
from spanloop.operations.occurrences import Spot

PLACE_ROLE = Qt.ItemDataRole.UserRole + 1
ROW_HEIGHT = 52
_BOX, _LEFT = 16, 40
_NO_PARENT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class Place(NamedTuple):
    """One place: the article by uid, its title and date, where it is, and the words around it."""

    article: str
    head: str
    spot: Spot
    words: Excerpt


class PlaceModel(QAbstractListModel):
    """Places that can be ticked; all are at first. ticked: how many are changed."""

    ticked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.places: list[Place] = []
        self._off: set[int] = set()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Qt."""
        return 0 if parent.isValid() else len(self.places)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt."""
        if not index.isValid():
            return None
        place = self.places[index.row()]
        if role == PLACE_ROLE:
            return place
        if role == Qt.ItemDataRole.DisplayRole:
            return "".join(place.words)
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Unchecked if index.row() in self._off else Qt.CheckState.Checked
        if role == Qt.ItemDataRole.AccessibleTextRole:
            ticked = "not ticked" if index.row() in self._off else "ticked"
            return f"{ticked}: {''.join(place.words)}, in {place.head}"
        return None

    def add(self, places: list[Place]) -> None:
        """More places, ticked, at the end."""
        if places:
            first = len(self.places)
            self.beginInsertRows(QModelIndex(), first, first + len(places) - 1)
            self.places += places
            self.endInsertRows()
            self.ticked.emit()

    def clear(self) -> None:
        """No places."""
        self.beginResetModel()
        self.places, self._off = [], set()
        self.endResetModel()
        self.ticked.emit()

    def chosen(self) -> dict[str, list[Spot]]:
        """The ticked places by uid of their article."""
        found: dict[str, list[Spot]] = {}
        for row, place in enumerate(self.places):
            if row not in self._off:
                found.setdefault(place.article, []).append(place.spot)
        return found

    def count(self) -> int:
        """How many are ticked."""
        return len(self.places) - len(self._off)

    def tick(self, rows: Iterable[int], *, on: bool) -> None:
        """Tick these rows or take their ticks away."""
        self._off = self._off - set(rows) if on else self._off | set(rows)
        if self.places:
            self.dataChanged.emit(self.index(0), self.index(len(self.places) - 1))
        self.ticked.emit()

    def is_on(self, row: int) -> bool:
        """Whether a row is ticked."""
        return row not in self._off


class PlaceList(PickList):
    """The list: Space ticks what is selected, a click on the box its row."""

    def __init__(self, model: PlaceModel, *, theme: Theme, ink: LabelInk, trigger: bool) -> None:
        super().__init__("Places")
        self._places = model
        self._painter = _PlaceDelegate(theme, ink, trigger=trigger)
        self.setItemDelegate(self._painter)
        self.setModel(model)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Space."""
        rows = self.rows()
        if event.key() == Qt.Key.Key_Space and rows:
            self._places.tick(rows, on=not self._places.is_on(rows[0]))
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a click on a box ticks, and selects nothing."""
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and event.position().x() < _LEFT:
            self._places.tick([index.row()], on=not self._places.is_on(index.row()))
            self.setCurrentIndex(index)
        else:
            super().mousePressEvent(event)


class _PlaceDelegate(QStyledItemDelegate):
    """Paints a row: the box, the words in the middle of their line, the article below."""

    def __init__(self, theme: Theme, ink: LabelInk, *, trigger: bool) -> None:
        super().__init__()
        self._theme, self._ink, self._trigger = theme, ink, trigger
        self._fonts = ContextFonts(theme)

    def sizeHint(self, option: ItemOption, index: Index) -> QSize:
        """Qt."""
        return QSize(320, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: ItemOption, index: Index) -> None:
        """Qt."""
        place: Place = index.data(PLACE_ROLE)
        box, theme = QRect(option.rect), self._theme
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.colour("selected"))
        on = index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Checked
        tick = QStyleOptionButton()
        tick.rect = QRect(box.left() + 12, box.top() + 8, _BOX, _BOX)
        tick.state = QStyle.StateFlag.State_Enabled | (QStyle.StateFlag.State_On if on else QStyle.StateFlag.State_Off)
        QApplication.style().drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorCheckBox, tick, painter)
        area = QRectF(box.left() + _LEFT, box.top() + 3, box.width() - _LEFT - 12, 28)
        words = (place.words.before, place.words.quote, place.words.after)
        paint_context(painter, area, words, ink=self._ink, trigger=self._trigger, theme=theme, fonts=self._fonts)
        painter.setFont(theme.font("ui.meta"))
        painter.setPen(theme.colour("text_3"))
        head = QFontMetricsF(painter.font()).elidedText(place.head, Qt.TextElideMode.ElideRight, area.width())
        below = QRectF(area.left(), area.bottom() + 1, area.width(), 16)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, head)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.drawRoundedRect(QRectF(box).adjusted(2, 2, -2, -2), 6, 6)
        painter.restore()
