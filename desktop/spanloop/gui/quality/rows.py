"""The list of findings: each with its words in the middle of their line, and what is amiss below."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QWidget
from PySide6.QtWidgets import QStyleOptionViewItem as ItemOption

from spanloop.core.findings import Finding
from spanloop.core.schema import Schema
from spanloop.gui.inspector.painting import ink_of, paint_focus_ring, paint_line, paint_tag, text_width
from spanloop.gui.judge.context import ContextFonts, paint_context
from spanloop.gui.picking import PickList
from spanloop.gui.theme import Theme

FINDING_ROLE = Qt.ItemDataRole.UserRole + 1
ROW_HEIGHT = 56
_MARGIN, _TAG, _GAP = 12, 84, 8
_NO_PARENT = QModelIndex()
Index = QModelIndex | QPersistentModelIndex


class FindingModel(QAbstractListModel):
    """The findings of one kind."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.findings: list[Finding] = []

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Show others."""
        self.beginResetModel()
        self.findings = list(findings)
        self.endResetModel()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Qt."""
        return 0 if parent.isValid() else len(self.findings)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt."""
        if not index.isValid():
            return None
        finding = self.findings[index.row()]
        if role == FINDING_ROLE:
            return finding
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return finding.words
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{finding.words}, in {finding.where}: {finding.before}{finding.quote}{finding.after}"
        return None


class FindingList(PickList):
    """The list. opened(row): Enter or a double click; fine(rows): x; mended(rows): a."""

    opened = Signal(int)
    fine = Signal(object)
    mended = Signal(object)

    def __init__(self, model: FindingModel, *, theme: Theme, schema: Schema) -> None:
        super().__init__("Findings")
        self._painter = _FindingPainter(theme, schema, self)
        self.setItemDelegate(self._painter)
        self.setModel(model)
        self.setMouseTracking(True)
        self.doubleClicked.connect(lambda index: self.opened.emit(index.row()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt."""
        rows, text = self.rows(), event.text().lower()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.currentIndex().isValid():
            self.opened.emit(self.currentIndex().row())
        elif text == "x" and rows and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.fine.emit(rows)
        elif text == "a" and rows and not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.mended.emit(rows)
        elif text.isdigit():
            event.ignore()  # they choose a list, which is the sheet's to do
        else:
            super().keyPressEvent(event)


class _FindingPainter(QStyledItemDelegate):
    """Paints one finding on two lines."""

    def __init__(self, theme: Theme, schema: Schema, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._schema = theme, schema
        self._fonts = ContextFonts(theme)

    def sizeHint(self, option: ItemOption, index: Index) -> QSize:
        """Qt."""
        return QSize(320, ROW_HEIGHT)

    def paint(self, painter: QPainter, option: ItemOption, index: Index) -> None:
        """Qt."""
        finding: Finding = index.data(FINDING_ROLE)
        box, theme = QRect(option.rect), self._theme
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        trigger, suggested = finding.layer == "events", finding.kind in ("missed", "unmarked")
        painter.save()
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(box, theme.colour("selected" if selected else "hover"))
        painter.save()
        painter.setClipRect(QRect(box.left() + _MARGIN, box.top(), _TAG, box.height()))
        paint_tag(
            painter, box.left() + _MARGIN, box.top() + 18, finding.label, theme, self._schema, trigger=trigger,
            suggested=suggested, chip=selected,
        )  # fmt: skip
        painter.restore()
        left = box.left() + _MARGIN + _TAG + _GAP
        area = QRectF(left, box.top() + 4, box.right() - _MARGIN - left, 28)
        words = (finding.before, finding.quote, finding.after)
        ink = ink_of(theme, self._schema, finding.label)
        paint_context(painter, area, words, ink=ink, trigger=trigger, theme=theme, fonts=self._fonts)
        below = QRectF(area.left(), area.bottom() + 2, area.width(), 18)
        meta, title = theme.font("ui.meta"), finding.where
        # The title gives way to what is said of the place.
        left_over = below.width() - 2 * _GAP - text_width(meta, finding.words) - 2
        room = min(text_width(meta, title), max(below.width() * 0.25, left_over))
        at_right = QRectF(below.right() - room, below.top(), room, below.height())
        paint_line(painter, at_right, title, font=meta, colour=theme.colour("text_3"), align_right=True)
        said = QRectF(below.left(), below.top(), below.width() - room - 2 * _GAP, below.height())
        paint_line(painter, said, finding.words, font=meta, colour=theme.colour("text_2"), align_right=False)
        if selected and option.state & QStyle.StateFlag.State_HasFocus:
            paint_focus_ring(painter, QRectF(box).adjusted(2, 2, -2, -2), theme)
        painter.restore()
