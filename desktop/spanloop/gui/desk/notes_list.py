"""All notes of a project in a list that can be searched."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from spanloop.core.dates import local, short_date, today
from spanloop.gui.actions import KeysOf
from spanloop.gui.desk.history_rows import ROW_ROLE, TwoLinePainter, below_words
from spanloop.gui.dialogs.base import Sheet
from spanloop.gui.fields import SearchField
from spanloop.gui.inspector.lists import RowList
from spanloop.gui.keywords import spell
from spanloop.gui.plain import PlainLabel
from spanloop.gui.theme import Theme
from spanloop.operations.notes import NoteLine

Index = QModelIndex | QPersistentModelIndex
NO_INDEX = QModelIndex()


@dataclass(frozen=True, slots=True)
class NoteRow:
    """A note as it is painted: its words and its day, below them whose it is and where."""

    note: NoteLine
    heading = pale = undone = False

    @property
    def what(self) -> str:
        return " ".join(self.note.text.split())

    @property
    def time(self) -> str:
        return short_date(local(self.note.at).date().isoformat(), today=today()) if self.note.at else ""

    @property
    def below(self) -> str:
        on = f"{self.note.name} \u2068{' '.join(self.note.quote.split())[:40]}\u2069" if self.note.mark else "article"
        return below_words(f"{self.note.author} · {on}", self.note.title or "Untitled")


class NotesModel(QAbstractListModel):
    """The notes in which all the words that are searched stand."""

    def __init__(self, found: Sequence[NoteLine], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._all = [NoteRow(note) for note in found]
        self._rows = self._all

    def search(self, words: str) -> None:
        """Show only the notes with all these words in their text, mark, author or title."""
        wanted = words.casefold().split()
        self.beginResetModel()
        self._rows = [row for row in self._all if all(word in _searched(row.note) for word in wanted)]
        self.endResetModel()

    def rowCount(self, parent: Index = NO_INDEX) -> int:
        """Qt."""
        return 0 if parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Qt."""
        if not index.isValid():
            return None
        row = self._rows[index.row()]
        if role == ROW_ROLE:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{row.what}, {row.below}, {row.time}"
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.note.text
        return None


def _searched(note: NoteLine) -> str:
    return f"{note.text} {note.quote} {note.name} {note.author} {note.title}".casefold()


class NotesSheet(Sheet):
    """The list with a field above it; chosen(NoteLine) when one is to be opened."""

    chosen = Signal(object)

    def __init__(self, found: Sequence[NoteLine], *, theme: Theme, keys: KeysOf, parent: QWidget | None) -> None:
        super().__init__("Notes", theme=theme, parent=parent, width=620)
        self.setObjectName("notesSheet")
        self.model = NotesModel(found, self)
        self.field = SearchField("Search notes", key="", theme=theme)
        self.list = RowList("Notes")
        self.list.setModel(self.model)
        self.list.setItemDelegate(TwoLinePainter(theme, self.list))
        self.list.setMinimumHeight(320)
        self._nothing = PlainLabel(
            spell("No notes here. Press {note.edit} on a mark or in an article to write one.", keys), tone="quiet"
        )
        for part in (self.field, self._nothing, self.list):
            self.body.addWidget(part)
        self.add_cancel("Close")
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.list.chosen.connect(self._choose)
        self._search("")
        self.field.setFocus()

    def _search(self, words: str) -> None:
        self.model.search(words)
        there = self.model.rowCount() > 0
        self._nothing.setVisible(not there)
        self.list.setVisible(there)
        if there:
            self.list.setCurrentIndex(self.model.index(0))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: arrows and Enter in the field are about the list."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            row = self.list.currentIndex().row()
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up):
                step = 1 if event.key() == Qt.Key.Key_Down else -1
                self.list.setCurrentIndex(self.model.index(max(0, min(self.model.rowCount() - 1, row + step))))
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._choose(self.list.currentIndex())
                return True
        return super().eventFilter(watched, event)

    def _choose(self, index: QModelIndex) -> None:
        row: NoteRow | None = index.data(ROW_ROLE)
        if row is not None:
            self.accept()
            self.chosen.emit(row.note)
