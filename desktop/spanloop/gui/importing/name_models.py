"""The rows of the table of names, and those of what a name may become. Models, so that thousands stay quick."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QRectF,
    QSize,
    Qt,
)
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate
from PySide6.QtWidgets import QStyleOptionViewItem as ItemOption

from spanloop.core.naming import NameRow
from spanloop.gui.plain import tooltip
from spanloop.gui.tables import Index, TitledModel
from spanloop.gui.theme import Theme
from spanloop.operations.name_choices import KIND_WORDS, Answer, NameChoices, Offer

_NO_PARENT = QModelIndex()
_OFFER = Qt.ItemDataRole.UserRole + 1
_HEIGHT = 28


class NameModel(TitledModel):
    """The names of NameChoices and what was decided."""

    titles = ("Name in the files", "What it is there", "Times", "Becomes")

    def __init__(self, choices: NameChoices, theme: Theme) -> None:
        super().__init__()
        self._choices = choices
        self._theme = theme
        self._shown = len(choices.rows)

    def refresh(self) -> None:
        """Other answers, or other rows."""
        if len(self._choices.rows) != self._shown:
            self.beginResetModel()
            self._shown = len(self._choices.rows)
            self.endResetModel()
        elif self._shown:
            self.dataChanged.emit(self.index(0, 0), self.index(self._shown - 1, len(self.titles) - 1))

    def row_total(self) -> int:
        """How many are shown, which follows the names when it is refreshed."""
        return self._shown

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt."""
        if not index.isValid() or index.row() >= len(self._choices.rows):
            return None
        row = self._choices.rows[index.row()]
        column = index.column()
        becomes = self._choices.words(row.name)
        if role == Qt.ItemDataRole.AccessibleTextRole and column == 0:
            return f"{row.name.name}, {_held(row)}, {row.times:,} times, {becomes or 'not decided'}"
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            kind = f"of {row.name.of}" if row.name.of else _held(row, brief=True)
            return (row.name.name, kind, f"{row.times:,}", becomes or "not decided")[column]
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip((row.name.name, _held(row), "", becomes)[column]) or None
        if role == Qt.ItemDataRole.ForegroundRole:
            return self._theme.colour(("text", "text_3", "text_3", "text_2" if becomes else "warning")[column])
        return None


def _held(row: NameRow, *, brief: bool = False) -> str:
    """What has a name in the files."""
    return row.held_words(brief=brief) or KIND_WORDS[row.name.kind]


class OfferModel(QAbstractListModel):
    """What a name may become."""

    def __init__(self) -> None:
        super().__init__()
        self.offers: list[Offer] = []
        self._said: Answer | None = None

    def show(self, offers: Sequence[Offer], said: Answer | None) -> None:
        """Other offers; said: what was decided."""
        self.beginResetModel()
        self.offers, self._said = list(offers), said
        self.endResetModel()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Qt."""
        return 0 if parent.isValid() else len(self.offers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt."""
        if not index.isValid() or index.row() >= len(self.offers):
            return None
        offer = self.offers[index.row()]
        if role == _OFFER:
            return offer, offer.answer == self._said
        if role == Qt.ItemDataRole.DisplayRole:
            return offer.words
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(offer.also) or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            chosen = "chosen, " if offer.answer == self._said else ""
            return f"{chosen}{offer.words}{', ' if offer.part else ''}{offer.part}"
        return None


class OfferDelegate(QStyledItemDelegate):
    """Paints an offer: a check before the one that was chosen, the name, and at the right what it is."""

    def __init__(self, theme: Theme, parent: QObject) -> None:
        super().__init__(parent)
        self._theme = theme

    def sizeHint(self, option: ItemOption, index: Index) -> QSize:
        """Qt."""
        return QSize(160, _HEIGHT)

    def paint(self, painter: QPainter, option: ItemOption, index: Index) -> None:
        """Qt."""
        held: tuple[Offer, bool] | None = index.data(_OFFER)
        if held is None:
            return
        offer, chosen = held
        theme, box = self._theme, QRectF(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.colour("selected"))
        if chosen:
            theme.icon("check", role="accent").paint(painter, int(box.left()) + 8, int(box.center().y()) - 7, 16, 16)
        painter.setFont(theme.font("ui.meta"))
        metrics = QFontMetricsF(painter.font())
        side = min(metrics.horizontalAdvance(offer.part), box.width() * 0.5)
        painter.setPen(theme.colour("text_3"))
        shown = metrics.elidedText(offer.part, Qt.TextElideMode.ElideRight, side)
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(box.adjusted(0, 0, -12, 0), right, shown)
        painter.setFont(theme.font("ui.base"))
        painter.setPen(theme.colour("text"))
        room = box.adjusted(32, 0, -24 - side, 0)
        words = QFontMetricsF(painter.font()).elidedText(offer.words, Qt.TextElideMode.ElideRight, room.width())
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignAbsolute
        painter.drawText(room, left, words)
        painter.restore()
