"""The list of rules: a box, label and words, how often each matched and was right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QApplication, QStyle, QStyledItemDelegate, QStyleOptionButton, QWidget
from PySide6.QtWidgets import QStyleOptionViewItem as ItemOption

from spanloop.core.rules import Rule, Tally
from spanloop.core.schema import Schema
from spanloop.core.wording import count, score_text
from spanloop.gui.inspector.painting import paint_focus_ring, paint_line, paint_tag
from spanloop.gui.intervals import paint_interval
from spanloop.gui.picking import PickList
from spanloop.gui.theme import Theme
from spanloop.operations.rule_suggesting import Measures

RULE_ROLE = Qt.ItemDataRole.UserRole + 1
TALLY_ROLE = Qt.ItemDataRole.UserRole + 2
ROW_HEIGHT, HEADER_HEIGHT = 32, 28
_BOX, _LEFT, _TAG = 16, 40, 84
#: Widths of the columns at the right: matches, right of known, the interval drawn, and in figures.
_COLUMNS = (72, 84, 96, 104)
_GAP, _MARGIN = 8, 12
_NO_PARENT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class RuleModel(QAbstractListModel):
    """Rules with their tallies, those of one set and with certain words."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rules: list[Rule] = []
        self.shown: list[Rule] = []
        self.measures: Measures | None = None
        self._words: list[str] = []
        self._set = ""

    def show_rules(self, rules: Sequence[Rule]) -> None:
        """Show other rules, in the order of sets; the filter stays."""
        self.rules = list(rules)
        self._filter()

    def measure(self, measures: Measures) -> None:
        """Show these figures from now on."""
        self.measures = measures
        if self.shown:
            self.dataChanged.emit(self.index(0), self.index(len(self.shown) - 1))

    def narrow(self, *, words: str, of_set: str) -> None:
        """Show only rules of a set (its uid, "" for all) in which all these words stand."""
        self._words, self._set = words.casefold().split(), of_set
        self._filter()

    def _filter(self) -> None:
        self.beginResetModel()
        self.shown = [
            rule
            for rule in self.rules
            if self._set in ("", rule.set.uid)
            and all(word in f"{rule.label} {rule.words} {rule.state}".casefold() for word in self._words)
        ]
        self.endResetModel()

    def tally(self, rule: Rule) -> Tally | None:
        """How often a rule was right, None while that is not known."""
        return None if self.measures is None else self.measures.rules.get(rule.uid, Tally())

    def row_of(self, uid: str) -> int:
        """The row of a rule, -1 for none."""
        return next((row for row, rule in enumerate(self.shown) if rule.uid == uid), -1)

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Qt."""
        return 0 if parent.isValid() else len(self.shown)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt."""
        if not index.isValid():
            return None
        rule = self.shown[index.row()]
        if role == RULE_ROLE:
            return rule
        if role == TALLY_ROLE:
            return self.tally(rule)
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{rule.label} {rule.words}"
        if role == Qt.ItemDataRole.CheckStateRole:
            return Qt.CheckState.Checked if rule.state == "on" else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{rule.state}: {rule.label} {rule.words}, {tally_words(self.tally(rule))}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return f"{rule.words}\n{rule.set.name}{f': {rule.source}' if rule.source else ''}"
        return None


def tally_words(tally: Tally | None) -> str:
    """ "14 matches, 12 of 14 right, .86 (.60 to .96)"."""
    return "not measured yet" if tally is None else f"{count(tally.seen, 'match', 'matches')}, {tally.text}"


class RuleList(PickList):
    """The list: Space or a click on the box switches, Delete removes. switched(rows), removed(rows), resized()."""

    switched = Signal(object)
    removed = Signal(object)
    resized = Signal()

    def __init__(self, model: RuleModel, *, theme: Theme, schema: Schema) -> None:
        super().__init__("Rules")
        self._painter = _RulePainter(theme, schema, self)
        self.setItemDelegate(self._painter)
        self.setModel(model)
        self.setMouseTracking(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt."""
        rows = self.rows()
        if event.key() == Qt.Key.Key_Space and rows:
            self.switched.emit(rows)
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and rows:
            self.removed.emit(rows)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Qt: a click on a box switches, and selects its row."""
        index = self.indexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and index.isValid() and event.position().x() < _LEFT:
            self.setCurrentIndex(index)
            self.switched.emit([index.row()])
        else:
            super().mousePressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: a scroll bar that comes or goes changes the columns."""
        super().resizeEvent(event)
        self.resized.emit()


def columns(width: int) -> list[QRect]:
    """Words, matches, right of known, the interval, its figures: as rectangles of no height, in a row of this width."""
    left = width - _MARGIN - sum(_COLUMNS) - _GAP * (len(_COLUMNS) - 1)
    words = _LEFT + _TAG + _GAP
    found = [QRect(words, 0, max(60, left - _GAP - words), 0)]
    for size in _COLUMNS:
        found.append(QRect(left, 0, size, 0))
        left += size + _GAP
    return found


class RuleTitles(QWidget):
    """The titles over the columns."""

    def __init__(self, theme: Theme, rules: RuleList) -> None:
        super().__init__()
        self._theme, self._list = theme, rules
        self.setFixedHeight(HEADER_HEIGHT)
        rules.resized.connect(self.update)

    def paintEvent(self, event: object) -> None:
        """Qt."""
        painter = QPainter(self)
        font, colour = self._theme.font("ui.meta"), self._theme.colour("text_3")
        # The list has a frame of a pixel.
        boxes = columns(self._list.viewport().width())
        titles = ("Words or tokens", "Matches", "Right", "Share that is right", "")
        named = QRectF(_LEFT + 1, 0, _TAG, self.height())
        paint_line(painter, named, "Label", font=font, colour=colour, align_right=False)
        for number, (box, title) in enumerate(zip(boxes, titles, strict=True)):
            area = QRectF(box.left() + 1, 0, box.width() + (_COLUMNS[3] if number == 3 else 0), self.height())
            paint_line(painter, area, title, font=font, colour=colour, align_right=number in (1, 2))
        painter.end()


class _RulePainter(QStyledItemDelegate):
    """Paints one rule on one line; of one that is off the words are pale."""

    def __init__(self, theme: Theme, schema: Schema, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._schema = theme, schema

    def sizeHint(self, option: ItemOption, index: Index) -> QSize:
        """Qt."""
        return QSize(320, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: ItemOption, index: Index) -> None:
        """Qt."""
        rule: Rule = index.data(RULE_ROLE)
        tally: Tally | None = index.data(TALLY_ROLE)
        box, theme = QRect(option.rect), self._theme
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.colour("selected" if selected else "hover"))
        tick = QStyleOptionButton()
        tick.rect = QRect(box.left() + _MARGIN, box.center().y() - _BOX // 2 + 1, _BOX, _BOX)
        on = QStyle.StateFlag.State_On if rule.state == "on" else QStyle.StateFlag.State_Off
        tick.state = QStyle.StateFlag.State_Enabled | on
        QApplication.style().drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorCheckBox, tick, painter)
        painter.save()
        painter.setClipRect(QRect(box.left() + _LEFT, box.top(), _TAG, box.height()))
        paint_tag(
            painter, box.left() + _LEFT, box.center().y(), rule.label, theme, self._schema,
            trigger=rule.layer == "events", suggested=False, chip=selected,
        )  # fmt: skip
        painter.restore()
        areas = [QRectF(box.left() + at.left(), box.top(), at.width(), box.height()) for at in columns(box.width())]
        colour = theme.colour("text" if rule.state == "on" else "text_3")
        paint_line(painter, areas[0], rule.words, font=theme.font("ui.base"), colour=colour, align_right=False)
        self._figures(painter, areas[1:], tally)
        if selected and option.state & QStyle.StateFlag.State_HasFocus:
            paint_focus_ring(painter, QRectF(box).adjusted(2, 2, -2, -2), theme)
        painter.restore()

    def _figures(self, painter: QPainter, areas: list[QRectF], tally: Tally | None) -> None:
        theme = self._theme
        font, quiet = theme.font("ui.small"), theme.colour("text_2")
        if tally is None:
            return
        paint_line(painter, areas[0], f"{tally.seen:,}", font=font, colour=quiet, align_right=True)
        if tally.precision is None:
            return
        low, high = tally.interval
        known = f"{tally.right:,} of {tally.of:,}"
        paint_line(painter, areas[1], known, font=font, colour=quiet, align_right=True)
        ink = theme.colour("warning" if tally.is_low else "accent")
        paint_interval(painter, areas[2], (tally.precision, low, high), span=(0, 1), theme=theme, ink=ink)
        words = f"{score_text(tally.precision)}  {score_text(low)}\u2013{score_text(high)}"
        paint_line(painter, areas[3], words, font=font, colour=theme.colour("text"), align_right=False)
