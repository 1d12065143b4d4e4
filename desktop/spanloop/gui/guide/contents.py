"""The list of the pages, under the headings of their parts; while something is looked for, the pages that hold it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QFrame, QListView, QStyle, QStyledItemDelegate
from PySide6.QtWidgets import QStyleOptionViewItem as ItemOption

from spanloop.gui.guide.book import Hit
from spanloop.gui.theme import FontRole, Theme

_HIT = Qt.ItemDataRole.UserRole + 1
_ROW, _TALL, _HEAD = 32, 50, 28
_NO_PARENT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class ContentsModel(QAbstractListModel):
    """The pages that are listed, each with the words around what was found in it."""

    def __init__(self) -> None:
        super().__init__()
        self.hits: list[Hit] = []

    def show(self, hits: Sequence[Hit]) -> None:
        """List these."""
        self.beginResetModel()
        self.hits = list(hits)
        self.endResetModel()

    def row_of(self, name: str) -> int:
        """The row of a page, -1 where it is not listed."""
        return next((row for row, hit in enumerate(self.hits) if hit.page.name == name), -1)

    def heads(self, row: int) -> bool:
        """Whether the heading of a part stands above this row."""
        return row == 0 or self.hits[row].page.part != self.hits[row - 1].page.part

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Qt."""
        return 0 if parent.isValid() else len(self.hits)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt."""
        if not index.isValid():
            return None
        hit = self.hits[index.row()]
        if role == _HIT:
            return hit
        if role == Qt.ItemDataRole.DisplayRole:
            return hit.page.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (hit.page.title, hit.page.part, hit.around) if part)
        return None


class ContentsList(QListView):
    """One page is chosen; arrows and letters choose another."""

    def __init__(self, model: ContentsModel, *, theme: Theme) -> None:
        super().__init__()
        self._delegate = _Delegate(model, theme, self)
        self.setObjectName("guideContents")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setItemDelegate(self._delegate)
        self.setModel(model)
        self.setAccessibleName("Pages of the guide")
        self.setStyleSheet("QListView#guideContents { border: 0; border-radius: 0; background: transparent; }")

    def set_theme(self, theme: Theme) -> None:
        """Other colours from now on."""
        self._delegate.theme = theme
        self.viewport().update()


class _Delegate(QStyledItemDelegate):
    """Paints the title, above it the heading of its part, below it what was found."""

    def __init__(self, model: ContentsModel, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._model, self.theme = model, theme

    def sizeHint(self, option: ItemOption, index: Index) -> QSize:
        """Qt."""
        hit: Hit = index.data(_HIT)
        return QSize(200, (_TALL if hit.around else _ROW) + (_HEAD if self._model.heads(index.row()) else 0))

    def paint(self, painter: QPainter, option: ItemOption, index: Index) -> None:
        """Qt."""
        hit: Hit = index.data(_HIT)
        theme, box = self.theme, QRectF(option.rect)
        painter.save()
        if self._model.heads(index.row()):
            self._line(painter, QRectF(box.left() + 16, box.top() + 8, box.width() - 24, 16), hit.page.part, "ui.meta")
            box.setTop(box.top() + _HEAD)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen:
            painter.fillRect(box, theme.colour("selected"))
            painter.fillRect(QRectF(box.left(), box.top(), 3, box.height()), theme.colour("accent"))
        title = QRectF(box.left() + 16, box.top() + 6, box.width() - 24, 20)
        self._line(painter, title, hit.page.title, "ui.strong" if chosen else "ui.base", "text")
        if hit.around:
            self._line(painter, title.translated(0, 19), hit.around, "ui.meta", "text_2")
        if chosen and option.state & QStyle.StateFlag.State_HasFocus:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.drawRoundedRect(box.adjusted(2, 2, -2, -2), 6, 6)
        painter.restore()

    def _line(self, painter: QPainter, area: QRectF, words: str, role: FontRole, token: str = "text_3") -> None:
        painter.setFont(self.theme.font(role))
        painter.setPen(self.theme.colour(token))
        shown = QFontMetricsF(painter.font()).elidedText(words, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
