"""The marks of the leader that have no place in the chosen copy: label, words, and why."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QVBoxLayout, QWidget
from PySide6.QtWidgets import QStyleOptionViewItem as ItemOption

from spanloop.core.projection import Left
from spanloop.core.schema import Schema
from spanloop.core.wording import count
from spanloop.gui.inspector.long_list import LongList
from spanloop.gui.inspector.painting import paint_focus_ring, paint_line, paint_tag, tag_size
from spanloop.gui.plain import PlainLabel, tooltip
from spanloop.gui.theme import Theme

LEFT_ROLE = Qt.ItemDataRole.UserRole + 1
ROW_HEIGHT = 28
_MOST_ROWS = 4
_MARGIN, _GAP = 16, 10
_WHY = 320
_NO_PARENT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class LeftModel(QAbstractListModel):
    """What has no place, in the order of the leader's text. LEFT_ROLE gives the row itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: Sequence[Left] = ()

    def show_rows(self, rows: Sequence[Left]) -> None:
        """Show these."""
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
        if role == LEFT_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{row.name} \u2068{row.quote}\u2069: {row.why}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(f"{row.quote}\n{row.why}")
        return None


class _List(LongList):
    """Arrows go through it; letters mean acts of the page, also Enter and Esc."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt."""
        moves = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
        if event.key() in moves | {Qt.Key.Key_Home, Qt.Key.Key_End}:
            super().keyPressEvent(event)
        else:
            event.ignore()


class LeftOut(QWidget):
    """A heading and the list; hidden where everything has a place. chosen(uid): a mark of the leader is meant."""

    chosen = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.setObjectName("leftOut")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 8, 0, 4)
        column.setSpacing(4)
        self.heading = PlainLabel(tone="quiet")
        self.heading.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        column.addWidget(self.heading)
        self.model = LeftModel(self)
        self.list = _List("Marks without a place in the copy", self)
        self.list.setModel(self.model)
        self._delegate = _Delegate(theme, self)
        self.list.setItemDelegate(self._delegate)
        self.list.verticalHeader().setMinimumSectionSize(ROW_HEIGHT)
        self.list.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        self.list.selectionModel().currentRowChanged.connect(self._moved)
        column.addWidget(self.list)
        self.set_theme(theme)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._delegate.theme = theme
        self.heading.setFont(theme.font("ui.small"))
        self.setStyleSheet(
            f"#leftOut {{ background: {theme.colour('panel').name()};"
            f" border: 0; border-top: 1px solid {theme.colour('border').name()}; }}"
        )
        self.list.viewport().update()

    def show_left(self, rows: Sequence[Left], *, schema: Schema) -> None:
        """List these; nothing is seen where there are none."""
        self._delegate.schema = schema
        self.model.show_rows(rows)
        number = count(len(rows), "mark has", "marks have")
        self.heading.setText(f"{number} no place in this copy")
        self.list.setFixedHeight(ROW_HEIGHT * min(len(rows), _MOST_ROWS) + 2)
        self.setVisible(bool(rows))

    def _moved(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self.model.rows[index.row()].mark)


class _Delegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.schema = Schema("", "")

    def paint(self, painter: QPainter, option: ItemOption, index: Index) -> None:
        """Qt."""
        row: Left = index.data(LEFT_ROLE)
        theme, box = self.theme, QRectF(option.rect)
        on = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if on:
            painter.fillRect(box, theme.colour("selected"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.colour("hover"))
        small = theme.font("ui.small")
        inner = box.adjusted(_MARGIN, 0, -_MARGIN, 0)
        tagged = row.kind in ("mention", "event")
        left = inner.left()
        if tagged:
            trigger = row.kind == "event"
            paint_tag(painter, left, box.center().y(), row.name, theme, self.schema, trigger=trigger, chip=on)
            left += max(64, tag_size(row.name, theme, trigger=trigger).width()) + _GAP
        else:
            # A role or a link is no label and has no tag.
            room = QRectF(left, box.top(), 120, box.height())
            paint_line(painter, room, row.name, font=small, colour=theme.colour("text_2"), align_right=False)
            left += 120 + _GAP
        why = min(_WHY, inner.width() / 2)
        words = QRectF(left, box.top(), max(0.0, inner.right() - why - _GAP - left), box.height())
        paint_line(painter, words, row.quote, font=small, colour=theme.colour("text"), align_right=False)
        reason = QRectF(inner.right() - why, box.top(), why, box.height())
        paint_line(painter, reason, row.why, font=small, colour=theme.colour("text_2"), align_right=True)
        if on and option.state & QStyle.StateFlag.State_HasFocus:
            paint_focus_ring(painter, box.adjusted(2, 1, -2, -1), theme, radius=4)
        painter.restore()
