"""The formats that a project can be exported in, each with what of this project it leaves out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate
from PySide6.QtWidgets import QStyleOptionViewItem as ItemOption

from spanloop.gui.theme import Theme
from spanloop.operations.export_outlook import ExportFormat, ProjectContent

ROW_HEIGHT = 50
_ROW = Qt.ItemDataRole.UserRole + 1
_NO_PARENT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


def loss_words(known: ExportFormat, content: ProjectContent, *, author: str | None) -> str:
    """What of the project a format does not carry, in one sentence; "" while that is not known."""
    if not content.complete:
        return ""
    lost = content.lost(known, author=author)
    return f"Leaves out {', '.join(lost)}." if lost else "Leaves nothing of this project out."


class FormatModel(QAbstractListModel):
    """The formats. author: whose marks alone are written."""

    def __init__(self, formats: Sequence[ExportFormat], content: ProjectContent) -> None:
        super().__init__()
        self.formats = list(formats)
        self._content = content
        self._author: str | None = None

    def refresh(self, author: str | None) -> None:
        """The project was counted, or other marks are to be written."""
        self._author = author
        self.dataChanged.emit(self.index(0), self.index(len(self.formats) - 1))

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Qt."""
        return 0 if parent.isValid() else len(self.formats)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt."""
        if not index.isValid():
            return None
        known = self.formats[index.row()]
        loss = loss_words(known, self._content, author=self._author)
        if role == _ROW:
            return known, loss, bool(self._content.lost(known, author=self._author))
        if role == Qt.ItemDataRole.DisplayRole:
            return known.title
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{known.title}. {known.words()} {loss}".strip()
        return None


class FormatList(QListView):
    """One of them is chosen; letters find it by its name."""

    def __init__(self, model: FormatModel, *, theme: Theme) -> None:
        super().__init__()
        self.setUniformItemSizes(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(_FormatDelegate(theme, self))
        self.setModel(model)
        self.setAccessibleName("Format")


class _FormatDelegate(QStyledItemDelegate):
    """Paints the title, and below what is left out."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: ItemOption, index: Index) -> QSize:
        """Qt."""
        return QSize(240, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: ItemOption, index: Index) -> None:
        """Qt."""
        held: tuple[ExportFormat, str, bool] = index.data(_ROW)
        known, loss, loses = held
        theme, box = self._theme, QRectF(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.colour("selected"))
        self._line(painter, box.adjusted(12, 7, -12, -25), known.title, "ui.base", "text")
        self._line(painter, box.adjusted(12, 27, -12, -6), loss or " ", "ui.meta", "text_3" if loses else "saved")
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.drawRoundedRect(box.adjusted(2, 2, -2, -2), 6, 6)
        painter.restore()

    def _line(self, painter: QPainter, area: QRectF, words: str, role: Any, token: str) -> None:
        painter.setFont(self._theme.font(role))
        painter.setPen(self._theme.colour(token))
        shown = QFontMetricsF(painter.font()).elidedText(words, Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
