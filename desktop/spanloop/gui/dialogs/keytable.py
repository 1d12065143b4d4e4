"""The rows of the key dialog: an act, its keys, and those that it was delivered with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from spanloop.gui.actions import Action
from spanloop.gui.keycaps import CAP_HEIGHT, caps_width, paint_caps
from spanloop.gui.keys import shown
from spanloop.gui.tables import Index, TitledModel
from spanloop.gui.theme import Theme

_ROW = Qt.ItemDataRole.UserRole + 1


@dataclass(frozen=True, slots=True)
class KeyRow:
    """One act. action: as the table has it. keys: what it has now; wanted: what this person wants it to have.

    own: False for labels and types, whose keys stand in the schema of the project.
    """

    action: Action
    keys: tuple[str, ...]
    wanted: tuple[str, ...]
    own: bool

    @property
    def changed(self) -> bool:
        """Whether a person gave it other keys."""
        return self.wanted != self.action.keys

    def words(self, holder: Callable[[str, Action], str]) -> str:
        """What it does, and why its keys are as they are. holder: who has a key that it wants."""
        help_text = self.action.help
        if not self.own:
            return f"{help_text} Its key stands in the schema of the project.".strip()
        if self.action.fixed:
            return f"{help_text} Its key stays as it is."
        lost = [key for key in self.wanted if key not in self.keys]
        if lost:
            return f"{help_text} {shown(lost[0])} belongs to “{holder(lost[0], self.action)}” here."
        return help_text


class KeyTable(TitledModel):
    """The acts that a query finds, in the order of the table: first those that have it as their key, then by name."""

    titles = ("Act", "Keys", "As delivered")

    def __init__(self) -> None:
        super().__init__()
        self.rows: list[KeyRow] = []

    def show(self, rows: Sequence[KeyRow], query: str) -> None:
        """Show those rows in which every word of the query is found."""
        words = query.casefold().split()
        found = [row for row in rows if all(word in _said(row) for word in words)]
        wanted = query.strip().casefold()
        by_key = {row.action.id for row in rows if wanted and any(wanted in _names(key) for key in row.keys)}
        found += [row for row in rows if row.action.id in by_key and row not in found]
        found.sort(key=lambda row: (row.action.id not in by_key, not _is_named(row, words)))
        self.beginResetModel()
        self.rows = found
        self.endResetModel()

    def row_total(self) -> int:
        """How many are found."""
        return len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == _ROW:
            return row
        if role in {Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole}:
            if index.column() == 0:
                return row.action.name
            keys = row.keys if index.column() == 1 else _delivered(row)
            return " ".join(keys) or ("no key" if role == Qt.ItemDataRole.AccessibleTextRole else "")
        return None


def _is_named(row: KeyRow, words: Sequence[str]) -> bool:
    """Whether all the words stand in the name itself."""
    name = row.action.name.casefold()
    return all(word in name for word in words)


def _said(row: KeyRow) -> str:
    return f"{row.action.name} {row.action.group} {row.action.help} {row.action.also}".casefold()


def _names(key: str) -> tuple[str, str]:
    """The spellings by which a key is sought."""
    return key.casefold(), shown(key).casefold()


def _delivered(row: KeyRow) -> tuple[str, ...]:
    """The keys that it came with, where they are others than now."""
    return row.action.keys if row.own and row.action.keys != row.keys else ()


class KeyDelegate(QStyledItemDelegate):
    """Names as text, keys as caps."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: KeyRow = index.data(_ROW)
        theme, box = self._theme, QRectF(option.rect)
        painter.save()
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(box, theme.colour("selected"))
        if index.column() == 0:
            self._name(painter, box, row)
        else:
            keys = row.keys if index.column() == 1 else _delivered(row)
            kept = list(keys)
            while kept and caps_width(kept, theme) > box.width() - 16:
                kept.pop()
            paint_caps(painter, x=box.left() + 8, y=box.center().y() - CAP_HEIGHT / 2, keys=kept, theme=theme)
        painter.restore()

    def _name(self, painter: QPainter, box: QRectF, row: KeyRow) -> None:
        theme = self._theme
        name = theme.font("ui.strong") if row.changed else theme.font("ui.base")
        painter.setFont(name)
        painter.setPen(theme.colour("text" if row.own else "text_2"))
        metrics = QFontMetricsF(name)
        group = row.action.group
        side = QFontMetricsF(theme.font("ui.meta")).horizontalAdvance(group)
        room = box.width() - side - 36
        text = metrics.elidedText(row.action.name, Qt.TextElideMode.ElideRight, room)
        painter.drawText(box.adjusted(12, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, text)
        painter.setFont(theme.font("ui.meta"))
        painter.setPen(theme.colour("text_3"))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(box.adjusted(0, 0, -12, 0), right, group)
