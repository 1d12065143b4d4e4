"""The lists of the inspector: marks of the article, and rows of any kind."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from spanloop.core.marks import Event
from spanloop.core.schema import Schema
from spanloop.core.wording import score_text
from spanloop.gui.inspector.index import DeskIndex, Entries, Entry
from spanloop.gui.inspector.marked_text import MarkedText
from spanloop.gui.inspector.painting import ink_of, paint_focus_ring, paint_line, paint_tag, text_width
from spanloop.gui.inspector.sentence import Piece, describe_event, event_row, is_rtl, plain, suggested_by
from spanloop.gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
ENTRY_ROLE = Qt.ItemDataRole.UserRole
PIECES_ROLE = Qt.ItemDataRole.UserRole + 1
NO_INDEX = QModelIndex()
_LAID_KEPT = 300


class MarkListModel(QAbstractListModel):
    """Marks in article order. Entries and texts are made for the rows that are painted, not for all."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._index: DeskIndex | None = None
        self._source: tuple[Sequence[Entry], str] = ((), "")
        self._count = 0
        #: The row that is left out; behind the last one where none is.
        self._hole = 0

    def show_entries(self, index: DeskIndex, entries: Entries, *, without: str = "") -> None:
        """Show other marks, all but one; the same again costs nothing."""
        if index is self._index and entries is self._source[0] and without == self._source[1]:
            return
        self.beginResetModel()
        self._index, self._source = index, (entries, without)
        hole = entries.row_of(without) if without else -1
        self._hole = hole if hole >= 0 else len(entries)
        self._count = len(entries) - (hole >= 0)
        self.endResetModel()

    @property
    def schema(self) -> Schema | None:
        """The schema that the colours come from."""
        return self._index.schema if self._index else None

    def entry(self, row: int) -> Entry:
        """The mark of a row."""
        return self._source[0][row + (row >= self._hole)]

    def row_of(self, uid: str | None) -> int:
        """The row of a mark, or -1."""
        entries = self._source[0]
        row = entries.row_of(uid) if uid and isinstance(entries, Entries) else -1
        return -1 if row == self._hole else row - (row > self._hole)

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """Qt."""
        return 0 if parent.isValid() else self._count

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt: the text, what a screen reader says, the mark and its pieces."""
        if not index.isValid() or self._index is None:
            return None
        entry = self.entry(index.row())
        if role == ENTRY_ROLE:
            return entry
        if role == PIECES_ROLE:
            return self._pieces(entry)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return plain(self._pieces(entry))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return self._spoken(entry)
        return None

    def _pieces(self, entry: Entry) -> tuple[Piece, ...]:
        assert self._index is not None
        if isinstance(entry.mark, Event):
            return event_row(self._index, entry.mark)
        return (Piece(self._index.quote(entry.fragments)),)

    def _spoken(self, entry: Entry) -> str:
        assert self._index is not None
        if entry.is_event:
            return describe_event(self._index, entry)
        by = f", {suggested_by(self._index, entry)}" if entry.suggested else ""
        return f"{entry.name} {self._index.quote(entry.fragments)}{by}"


class MarkDelegate(QStyledItemDelegate):
    """Paints a mark on one line: tag, words, score of a suggestion."""

    def __init__(self, theme: Theme, *, tag_width: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._tag_width = tag_width
        #: Lines laid out before: a list is painted again with every key that is pressed in the text.
        self._laid: dict[tuple[tuple[Piece, ...], float, int], MarkedText] = {}

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._theme = theme
        self._laid.clear()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Qt."""
        return QSize(200, 36)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt."""
        model = index.model()
        entry: Entry = index.data(ENTRY_ROLE)
        assert isinstance(model, MarkListModel)
        assert model.schema is not None
        theme, schema, area = self._theme, model.schema, QRectF(option.rect)
        painter.save()
        lit = _paint_row(painter, option, theme)
        inner = area.adjusted(12, 0, -12, 0)
        middle = inner.center().y()
        used = paint_tag(
            painter, inner.left(), middle, entry.name, theme, schema, trigger=entry.is_event,
            suggested=entry.suggested, chip=lit,
        )  # fmt: skip
        inner.setLeft(inner.left() + max(self._tag_width, used) + 8)
        pieces: tuple[Piece, ...] = index.data(PIECES_ROLE)
        rtl = is_rtl(plain(pieces))
        if entry.suggested and entry.mark.score is not None:
            font, text = theme.font("ui.meta"), score_text(entry.mark.score)
            width = text_width(font, text)
            spot = QRectF(inner.right() - width, inner.top(), width + 1, inner.height())
            paint_line(painter, spot, text, font=font, colour=theme.colour("suggestion"), align_right=True)
            inner.setRight(inner.right() - width - 8)
        self._words(painter, inner, pieces, rtl=rtl, schema=schema)
        painter.restore()

    def _words(self, painter: QPainter, area: QRectF, pieces: Sequence[Piece], *, rtl: bool, schema: Schema) -> None:
        font = self._theme.font("reading_rtl" if rtl else "ui.base")
        if rtl:
            font.setPixelSize(15)
        key = (tuple(pieces), area.width(), id(schema))
        text = self._laid.get(key)
        if text is None:
            if len(self._laid) > _LAID_KEPT:
                self._laid.clear()
            inks = partial(ink_of, self._theme, schema)
            text = MarkedText(pieces, theme=self._theme, inks=inks, font=font, width=area.width(), one_line=True)
            self._laid[key] = text
        text.paint(painter, QPointF(area.left(), area.top() + (area.height() - text.height) / 2))


class RowList(QListView):
    """A list without frame in which a click or Enter chooses and Delete or Backspace takes away."""

    chosen = Signal(QModelIndex)
    taken_away = Signal(QModelIndex)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setStyleSheet("QListView { background: transparent; border: 0; border-radius: 0; }")
        self.clicked.connect(self.chosen)
        # Enter only: what is "activated" differs between desktops, and a click must not choose twice.

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt."""
        current = self.currentIndex()
        if current.isValid() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.chosen.emit(current)
        elif current.isValid() and event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.taken_away.emit(current)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Qt: letters mean labels and roles here, they do not jump about in the list."""


def _paint_row(painter: QPainter, option: QStyleOptionViewItem, theme: Theme) -> bool:
    """The field of a row: selected, under the pointer, or with the keyboard. True when a tag needs a chip on it."""
    selected = bool(option.state & QStyle.StateFlag.State_Selected)
    hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)
    if selected or hovered:
        painter.fillRect(option.rect, theme.colour("selected" if selected else "hover"))
    if option.state & QStyle.StateFlag.State_HasFocus:
        paint_focus_ring(painter, QRectF(option.rect).adjusted(4, 2, -4, -2), theme)
    return selected or hovered
