"""The lines of an article as a list: number, kind in words and colour, text, date and state."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetricsF, QKeyEvent, QKeySequence, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate
from PySide6.QtWidgets import QStyleOptionViewItem as ItemOption

from spanloop.core.article import SILENT_ZONES, Zone
from spanloop.core.dates import long_date
from spanloop.core.wording import one_line
from spanloop.core.zone_lines import Run, ZoneLines
from spanloop.gui.inspector.painting import draw_line
from spanloop.gui.inspector.sentence import is_rtl
from spanloop.gui.judge.context import ContextFonts
from spanloop.gui.keys import key_names
from spanloop.gui.picking import PickList
from spanloop.gui.plain import tooltip
from spanloop.gui.theme import Theme

ROW_HEIGHT = 30
_NUMBER, _CHIP, _STATE = 52, 104, 72
#: Where there is little room, a dashed frame alone says that a zone is proposed.
_COMPACT = (40, 88, 0)
#: Code points of a line that are laid out; more are never seen in a row.
_MOST, _MOST_IN_TIP = 300, 1200
#: The number of the series colour that the chip of a kind has.
_INKS = {"headline": 0, "standfirst": 3, "article_break": 2, "comment": 1}
_NO_PARENT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


def kind_words(zone: Zone | None) -> str:
    """What a line is, in words."""
    return zone.kind.replace("_", " ") if zone else "article text"


class LineModel(QAbstractListModel):
    """The rows of ZoneLines. Rows are read from it when they are painted, so nothing is kept here."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: ZoneLines | None = None

    def show_lines(self, lines: ZoneLines | None) -> None:
        """Other lines from now on."""
        self.beginResetModel()
        self.lines = lines
        self.endResetModel()

    def refresh(self) -> None:
        """The zones are other ones."""
        if self.lines:
            self.dataChanged.emit(self.index(0), self.index(len(self.lines) - 1))

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Qt."""
        return 0 if parent.isValid() or self.lines is None else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt."""
        lines, row = self.lines, index.row()
        if lines is None or not 0 <= row < len(lines):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return lines.words_of(row)
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(one_line(lines.words_of(row), most=_MOST_IN_TIP))
        if role == Qt.ItemDataRole.AccessibleTextRole:
            zone = lines.zone_of(row)
            parts = [f"line {lines.lines[row].number}", kind_words(zone)]
            parts += [part for part in ((zone.date or "", zone.state) if zone else ()) if part]
            return f"{', '.join(parts)}: {one_line(lines.words_of(row), most=_MOST)}"
        return None


class LineList(PickList):
    """Chooses lines: arrows, Shift, Ctrl+A, Home, End and the mouse. Letters mean kinds and are told to others.

    pressed_key(name): a key that the list has no use for; taken when somebody sets `taken`.
    """

    pressed_key = Signal(str)

    def __init__(self, *, theme: Theme, compact: bool = False) -> None:
        super().__init__("Lines")
        self.lines = LineModel()
        self._delegate = _LineDelegate(theme, compact=compact)
        self.setItemDelegate(self._delegate)
        self.setModel(self.lines)
        self.taken = False

    def runs(self) -> list[Run]:
        """The selected rows as runs, in order. Never row by row: all of 10,000 lines are one run."""
        chosen = self.selectionModel().selection()
        parts = [chosen.at(number) for number in range(chosen.count())]
        ranges = sorted((part.top(), part.bottom()) for part in parts)
        runs: list[Run] = []
        for top, bottom in ranges:
            if runs and top <= runs[-1][1] + 1:
                runs[-1] = (runs[-1][0], max(bottom, runs[-1][1]))
            else:
                runs.append((top, bottom))
        return runs

    def row(self) -> int:
        """The row with the cursor, -1 for none."""
        return self.currentIndex().row()

    def go_to(self, row: int) -> None:
        """Stand on this row alone."""
        index = self.lines.index(row)
        if index.isValid():
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
            self.scrollTo(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt."""
        self.taken = False
        if event.matches(QKeySequence.StandardKey.Undo):
            self.pressed_key.emit("undo")
        elif event.matches(QKeySequence.StandardKey.Redo) or event.keyCombination() == _REDO:
            self.pressed_key.emit("redo")
        elif event.key() in {Qt.Key.Key_F3, Qt.Key.Key_F8}:
            shift = "Shift+" if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else ""
            self.pressed_key.emit(f"{shift}F{3 if event.key() == Qt.Key.Key_F3 else 8}")
        else:
            for name in key_names(event):
                if not self.taken:
                    self.pressed_key.emit(name)
        if not self.taken:
            super().keyPressEvent(event)


_REDO = QKeySequence("Ctrl+Y")[0]  # pyright: ignore[reportIndexIssue] - Qt's stubs lack the operator


class _LineDelegate(QStyledItemDelegate):
    """Paints a row; silent ones are grey, as in the text."""

    def __init__(self, theme: Theme, *, compact: bool) -> None:
        super().__init__()
        self._theme = theme
        self._fonts = ContextFonts(theme)
        self._numbers, self._chips, self._states = _COMPACT if compact else (_NUMBER, _CHIP, _STATE)

    def sizeHint(self, option: ItemOption, index: Index) -> QSize:
        """Qt."""
        return QSize(320, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: ItemOption, index: Index) -> None:
        """Qt."""
        model = index.model()
        lines = model.lines if isinstance(model, LineModel) else None
        if lines is None:
            return
        row, theme, box = index.row(), self._theme, QRect(option.rect)
        zone = lines.zone_of(row)
        silent = zone is not None and zone.kind in SILENT_ZONES
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if selected:
            painter.fillRect(box, theme.colour("selected"))
        elif silent:
            painter.fillRect(box, theme.colour("boilerplate_field"))
        self._number(painter, box, str(lines.lines[row].number), changed=lines.is_changed(row))
        left = box.left() + self._numbers + 12
        self._chip(painter, QRectF(left, box.top(), self._chips, box.height()), zone)
        right = self._state(painter, box, zone)
        words = one_line(lines.words_of(row)[:_MOST], most=_MOST)
        rtl = is_rtl(words)
        if rtl and zone is None:
            right -= self._states  # so that lines that are read from the right begin below each other
        area = QRectF(left + self._chips + 8, box.top(), max(0.0, right - left - self._chips - 16), box.height())
        font = self._fonts.of(rtl=rtl)
        shown = QFontMetricsF(font).elidedText(words, Qt.TextElideMode.ElideRight, area.width())
        side = Qt.AlignmentFlag.AlignRight if rtl else Qt.AlignmentFlag.AlignLeft
        colour = theme.colour("boilerplate" if silent else "text")
        draw_line(painter, area, shown, font=font, colour=colour, rtl=rtl, side=side)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(theme.colour("focus"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(box).adjusted(2, 2, -2, -2), 6, 6)
        painter.restore()

    def _number(self, painter: QPainter, box: QRect, number: str, *, changed: bool) -> None:
        font = self._theme.font("ui.meta")
        if changed:
            font.setWeight(QFont.Weight.Bold)
        painter.setFont(font)
        painter.setPen(self._theme.colour("text" if changed else "text_3"))
        place = QRectF(box.left(), box.top(), self._numbers, box.height())
        painter.drawText(place, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, number)

    def _chip(self, painter: QPainter, place: QRectF, zone: Zone | None) -> None:
        """The kind in words; all but text of the article in a frame, dashed while it is only proposed."""
        theme = self._theme
        font = theme.font("ui.meta")
        painter.setFont(font)
        words = kind_words(zone)
        if zone is None:
            painter.setPen(theme.colour("text_3"))
            inner = place.adjusted(8, 0, 0, 0)
            painter.drawText(inner, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, words)
            return
        ink = theme.plot_colour(_INKS[zone.kind]) if zone.kind in _INKS else theme.colour("text_2")
        width = min(place.width(), QFontMetricsF(font).horizontalAdvance(words) + 16)
        frame = QRectF(place.left() + 0.5, round(place.center().y()) - 9.5, width, 19)
        pen = QPen(ink, 1)
        if zone.state == "proposed":
            pen.setDashPattern([3, 2.5])
        painter.setPen(pen)
        painter.setBrush(theme.colour("page"))
        painter.drawRoundedRect(frame, 5, 5)
        painter.setPen(ink)
        painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, words)

    def _state(self, painter: QPainter, box: QRect, zone: Zone | None) -> float:
        """State and date at the right; gives where they begin."""
        right = box.right() - 12.0
        if zone is None:
            return right
        font = self._theme.font("ui.meta")
        painter.setFont(font)
        metrics = QFontMetricsF(font)
        painter.setPen(self._theme.colour("text_3"))
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if self._states:
            painter.drawText(QRectF(right - _STATE, box.top(), _STATE, box.height()), flags, zone.state)
        right -= self._states
        if zone.kind == "article_break":
            day = long_date(zone.date) if zone.date else "no date"
            width = metrics.horizontalAdvance(day)
            painter.setPen(self._theme.colour("text_2" if zone.date else "warning"))
            painter.drawText(QRectF(right - width, box.top(), width + 1, box.height()), flags, day)
            right -= width + 12
        return right
