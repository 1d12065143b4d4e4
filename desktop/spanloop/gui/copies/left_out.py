"""What a copy still asks of a person: marks of the leader that have no place in it, and what nobody looked at."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QVBoxLayout, QWidget
from PySide6.QtWidgets import QStyleOptionViewItem as ItemOption

from spanloop.core.projection import Left
from spanloop.core.schema import Schema
from spanloop.core.wording import count, one_line
from spanloop.gui.inspector.long_list import LongList
from spanloop.gui.inspector.painting import paint_focus_ring, paint_line, paint_tag, tag_size, text_width
from spanloop.gui.plain import PlainLabel, tooltip
from spanloop.gui.theme import Theme
from spanloop.operations.copying import Unseen

#: A mark without a place, or a stretch that nobody looked at.
Rest = Left | Unseen
_UNSEEN, _WHY_UNSEEN = "to look at", "differs from the leader, nobody looked at it"
LEFT_ROLE = Qt.ItemDataRole.UserRole + 1
ROW_HEIGHT = 28
_MOST_ROWS = 4
_MARGIN, _GAP = 16, 10
_WHY = 320
_LONGEST = 120
_NO_PARENT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class LeftModel(QAbstractListModel):
    """What is left, in the order of the texts. LEFT_ROLE gives the row itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: Sequence[Rest] = ()

    def show_rows(self, rows: Sequence[Rest]) -> None:
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
            return "{} \u2068{}\u2069: {}".format(*_words(row))
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip("\n".join(_words(row)[1:]))
        return None


def _words(row: Rest) -> tuple[str, str, str]:
    """What it is, its words on one line, and why it is left."""
    if isinstance(row, Left):
        return row.name, row.quote, row.why
    return _UNSEEN, one_line(row.words, most=_LONGEST), _WHY_UNSEEN


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
    """A heading and the list; hidden where nothing is left. chosen(row): one of them is meant."""

    chosen = Signal(object)

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
        self.list = _List("What is left in this copy", self)
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

    def show_left(self, left: Sequence[Left], unseen: Sequence[Unseen] = (), *, schema: Schema) -> None:
        """List these; nothing is seen where there are none. A place that two layers ask about stands once."""
        self._delegate.schema = schema
        places = {(place.start, place.end): place for place in unseen}
        rows = [*left, *(places[key] for key in sorted(places))]
        self.model.show_rows(rows)
        placed = sum(one.placed for one in left)
        number = count(len(left) - placed, "mark has", "marks have")
        parts = [f"{number} no place in this copy" if placed < len(left) else ""]
        parts.append(f"{count(placed, 'mark')} removed or changed in this copy" if placed else "")
        parts.append(f"{count(len(places), 'place')} to look at" if places else "")
        self.heading.setText(", ".join(part for part in parts if part))
        self.list.setFixedHeight(ROW_HEIGHT * min(len(rows), _MOST_ROWS) + 2)
        self.setVisible(bool(rows))

    def _moved(self, index: QModelIndex) -> None:
        if index.isValid():
            self.chosen.emit(self.model.rows[index.row()])


class _Delegate(QStyledItemDelegate):
    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.theme = theme
        self.schema = Schema("", "")

    def paint(self, painter: QPainter, option: ItemOption, index: Index) -> None:
        """Qt."""
        row: Rest = index.data(LEFT_ROLE)
        name, quote, reason = _words(row)
        theme, box = self.theme, QRectF(option.rect)
        on = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if on:
            painter.fillRect(box, theme.colour("selected"))
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.colour("hover"))
        small = theme.font("ui.small")
        inner = box.adjusted(_MARGIN, 0, -_MARGIN, 0)
        left = inner.left()
        if isinstance(row, Left) and row.kind in ("mention", "event"):
            trigger = row.kind == "event"
            paint_tag(painter, left, box.center().y(), name, theme, self.schema, trigger=trigger, chip=on)
            left += max(64, tag_size(name, theme, trigger=trigger).width()) + _GAP
        else:
            # A role, a link or a place is no label and has no tag.
            wide = max(64, min(160, text_width(small, name) + 1))
            room = QRectF(left, box.top(), wide, box.height())
            paint_line(painter, room, name, font=small, colour=theme.colour("text_2"), align_right=False)
            left += wide + _GAP
        why = min(_WHY, inner.width() / 2)
        words = QRectF(left, box.top(), max(0.0, inner.right() - why - _GAP - left), box.height())
        paint_line(painter, words, quote, font=small, colour=theme.colour("text"), align_right=False)
        room = QRectF(inner.right() - why, box.top(), why, box.height())
        paint_line(painter, room, reason, font=small, colour=theme.colour("text_2"), align_right=True)
        if on and option.state & QStyle.StateFlag.State_HasFocus:
            paint_focus_ring(painter, box.adjusted(2, 1, -2, -1), theme, radius=4)
        painter.restore()
