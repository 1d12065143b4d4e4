"""The list of errors: what kind, what either side says, and the place in its words; rows are painted."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from spanloop.core.evaluation import ErrorRow
from spanloop.core.schema import Schema
from spanloop.gui.inspector.painting import paint_focus_ring, paint_line
from spanloop.gui.judge.context import ContextFonts, paint_context
from spanloop.gui.judge.figures import beside, kind_word, spoken_error
from spanloop.gui.judge.labels import ink_of_label, label_width, paint_label
from spanloop.gui.plain import tooltip
from spanloop.gui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()
ERROR_ROLE = Qt.ItemDataRole.UserRole + 1
ROW_HEIGHT, HEADER_HEIGHT = 36, 24
_MARGIN, _GAP = 16, 12
_KIND = 72
_TITLE, _TITLE_NARROW = 176, 144
_LEAST_LABEL, _MOST_LABEL = 72, 168
_WORDS_LEAST = 360


class ErrorModel(QAbstractListModel):
    """Errors in the order of articles and text. ERROR_ROLE gives the row itself."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.errors: Sequence[ErrorRow] = ()
        self.reference, self.other = "", ""

    def show_errors(self, errors: Sequence[ErrorRow], *, reference: str, other: str) -> None:
        """reference, other: who is compared, for the screen reader."""
        self.beginResetModel()
        self.errors, self.reference, self.other = errors, reference, other
        self.endResetModel()

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """Qt."""
        return 0 if parent.isValid() else len(self.errors)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt."""
        if not index.isValid():
            return None
        error = self.errors[index.row()]
        if role == ERROR_ROLE:
            return error
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return spoken_error(error, reference=self.reference, other=self.other)
        if role == Qt.ItemDataRole.ToolTipRole:
            words = f"{error['before']}{error['quote']}{error['after']}"
            more = beside(error, other=self.other)
            return tooltip("\n".join(filter(None, (words, more[:1].upper() + more[1:], error["title"]))))
        return None


class Columns:
    """Where the columns of the list are, for a width and the labels that stand in it. Pixels from the left."""

    def __init__(self) -> None:
        self.labels = (_LEAST_LABEL, 80)

    def fit(self, errors: Sequence[ErrorRow], *, theme: Theme, suggested: bool) -> None:
        """Make room for the widest label of either side."""
        sides = (("reference_label", False, _LEAST_LABEL), ("other_label", suggested, 80))
        widths: list[int] = []
        for key, marked, least in sides:
            pairs = {(error["part"], cast("str", error[key])) for error in errors}
            widest = max(
                (label_width(part, label, theme=theme, suggested=marked) for part, label in pairs if label),
                default=0.0,
            )
            widths.append(min(_MOST_LABEL, max(least, round(widest + 4))))
        self.labels = (widths[0], widths[1])

    def places(self, width: int) -> tuple[tuple[int, int], ...]:
        """(left, width) of kind, reference, other, words and title."""
        reference, other = self.labels
        used = 2 * _MARGIN + 4 * _GAP + _KIND
        title = _TITLE if width - used - reference - other - _TITLE >= _WORDS_LEAST else _TITLE_NARROW
        sizes = (_KIND, reference, other, max(60, width - used - reference - other - title), title)
        found: list[tuple[int, int]] = []
        left = _MARGIN
        for size in sizes:
            found.append((left, size))
            left += size + _GAP
        return tuple(found)


class ErrorDelegate(QStyledItemDelegate):
    """Paints one line. suggested: the other side is no person, so that its tags look like suggestions."""

    def __init__(self, theme: Theme, *, schema: Schema, columns: Columns, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.schema = schema
        self.suggested = True
        self._columns = columns
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._theme = theme
        self._fonts = ContextFonts(theme)
        self._small = theme.font("ui.small")

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Qt."""
        return QSize(400, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt."""
        theme, error = self._theme, cast("ErrorRow", index.data(ERROR_ROLE))
        area, state = QRect(option.rect), option.state
        on = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        if on or state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(area, theme.colour("selected" if on else "hover"))
        painter.fillRect(QRect(area.left(), area.top(), area.width(), 1), theme.colour("border"))
        boxes = [
            QRectF(area.left() + left, area.top() + 1, width, ROW_HEIGHT - 1)
            for left, width in self._columns.places(area.width())
        ]
        quiet = theme.colour("text_2")
        paint_line(painter, boxes[0], kind_word(error), font=self._small, colour=quiet, align_right=False)
        self._label(painter, boxes[1], error, error["reference_label"], suggested=False, on=on)
        self._label(painter, boxes[2], error, error["other_label"], suggested=self.suggested, on=on)
        label = error["reference_label"] or error["other_label"]
        paint_context(
            painter, boxes[3], (error["before"], error["quote"], error["after"]),
            ink=ink_of_label(error["part"], label, theme=theme, schema=self.schema),
            trigger=error["part"] in ("triggers", "attributes"), theme=theme, fonts=self._fonts,
        )  # fmt: skip
        title = error["title"] or "Untitled"
        paint_line(painter, boxes[4], title, font=self._small, colour=quiet, align_right=False)
        if on and state & QStyle.StateFlag.State_HasFocus:
            paint_focus_ring(painter, QRectF(area).adjusted(1, 1, -1, 0), theme, radius=4)
        painter.restore()

    def _label(self, painter: QPainter, box: QRectF, error: ErrorRow, label: str, *, suggested: bool, on: bool) -> None:
        if not label:
            colour = self._theme.colour("text_3")
            paint_line(painter, box, "nothing", font=self._small, colour=colour, align_right=False)
            return
        painter.save()
        painter.setClipRect(box.adjusted(-4, 0, 4, 0))
        paint_label(
            painter, box, part=error["part"], label=label, theme=self._theme, schema=self.schema,
            suggested=suggested, chip=on,
        )  # fmt: skip
        painter.restore()


class ErrorList(QListView):
    """The list; it says in words why it is empty.

    opened(row): Enter or a double click on it. doubted(row): g, the reference is wrong. let_go: Esc. resized: the
    lines have another width.
    """

    opened = Signal(int)
    doubted = Signal(int)
    let_go = Signal()
    resized = Signal()

    def __init__(self, theme: Theme, *, schema: Schema, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.columns = Columns()
        self.errors = ErrorModel(self)
        self.delegate = ErrorDelegate(theme, schema=schema, columns=self.columns, parent=self)
        self.empty_text = ""
        self.setModel(self.errors)
        self.setItemDelegate(self.delegate)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setStyleSheet("QListView { border: 0; border-radius: 0; background: transparent; }")
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAccessibleName("Errors")
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))

    def set_theme(self, theme: Theme, *, schema: Schema) -> None:
        """Paint in other colours from now on, and for another schema."""
        self._theme = theme
        self.delegate.schema = schema
        self.delegate.set_theme(theme)
        self.viewport().update()

    def show_errors(self, errors: Sequence[ErrorRow], *, reference: str, other: str, suggested: bool) -> None:
        """Show other errors, the first one chosen. suggested: the other side is no person."""
        self.delegate.suggested = suggested
        self.columns.fit(errors, theme=self._theme, suggested=suggested)
        self.errors.show_errors(errors, reference=reference, other=other)
        if errors:
            self.setCurrentIndex(self.errors.index(0))
        self.scrollToTop()

    def current(self) -> int:
        """The row that is chosen, -1 for none."""
        return self.currentIndex().row()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter opens the article at the place, g with the reference in focus; Esc lets the filter go."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current() >= 0:
            self.opened.emit(self.current())
        elif event.text() == "g" and self.current() >= 0:
            self.doubted.emit(self.current())
        elif event.key() == Qt.Key.Key_Escape:
            self.let_go.emit()
        elif event.text() == "?":
            event.ignore()
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Qt: letters do not jump about in the list."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: a scroll bar that comes or goes changes the width of the lines."""
        super().resizeEvent(event)
        self.resized.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt."""
        super().paintEvent(event)
        if self.errors.errors or not self.empty_text:
            return
        painter = QPainter(self.viewport())
        painter.setFont(self._theme.font("ui.base"))
        painter.setPen(self._theme.colour("text_2"))
        box = self.viewport().rect().adjusted(_MARGIN, 12, -_MARGIN, 0)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(box, int(flags), self.empty_text)
        painter.end()


class ErrorTitles(QWidget):
    """The titles over the columns of the list."""

    def __init__(self, theme: Theme, errors: ErrorList, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._list = theme, errors
        self._titles = ("Error", "", "", "In the text", "Article")
        self.setFixedHeight(HEADER_HEIGHT)
        errors.resized.connect(self.update)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._theme = theme
        self.update()

    def show_sides(self, reference: str, other: str) -> None:
        """Who stands over the two columns of labels."""
        self._titles = ("Error", reference, other, "In the text", "Article")
        self.setAccessibleName(", ".join(self._titles))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt."""
        theme = self._theme
        painter = QPainter(self)
        painter.fillRect(QRect(0, 0, self.width(), 1), theme.colour("border"))
        font, colour = theme.font("ui.meta"), theme.colour("text_3")
        places = self._list.columns.places(self._list.viewport().width())
        for number, ((left, width), title) in enumerate(zip(places, self._titles, strict=True)):
            box = QRectF(left, 1, width, self.height() - 1)
            if number == 3:
                painter.setFont(font)
                painter.setPen(colour)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, title)
            else:
                paint_line(painter, box, title, font=font, colour=colour, align_right=False)
        painter.end()
