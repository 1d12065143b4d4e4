"""The pages of events and mentions: the card of what is in focus, and under it the list of all."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from spanloop.core.schema import Schema
from spanloop.gui.actions import KeysOf
from spanloop.gui.inspector.card import EventCard
from spanloop.gui.inspector.card_scroll import CardScroll
from spanloop.gui.inspector.controls import Words
from spanloop.gui.inspector.footnotes import Footnotes
from spanloop.gui.inspector.index import DeskIndex, Entries, Entry
from spanloop.gui.inspector.lists import ENTRY_ROLE
from spanloop.gui.inspector.long_list import LongList
from spanloop.gui.inspector.mention_card import MentionCard
from spanloop.gui.inspector.problem_rows import ProblemDelegate, ProblemRows
from spanloop.gui.keywords import of_table, spell
from spanloop.gui.theme import Theme

NO_EVENTS = "No events marked. Put the cursor on a word that says what happened and press {event.new}."
NO_MENTIONS = "Nothing marked. Select words and press a label key; {help.keys} shows them."
#: What the list keeps for itself, and below which height of the page it keeps less: three rows, or two.
_LIST_MIN, _LIST_SHORT, _LOW = 112, 76, 640


class MarksPage(QWidget):
    """A card above a list. card: an EventCard or a MentionCard.

    card_shown(uid): the card of this mark is on the page now, "" for none. trail_asked: its trail is to be shown.
    """

    mark_chosen = Signal(str)
    remove_asked = Signal(str)
    reject_asked = Signal(str)
    card_shown = Signal(str)
    trail_asked = Signal()

    def __init__(
        self,
        card: EventCard | MentionCard,
        theme: Theme,
        *,
        name: str,
        tag_width: int,
        nothing: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.card = card
        self._theme = theme
        self._on_card = ""
        self.notes = Footnotes(theme)
        self.notes.trail_asked.connect(self.trail_asked)
        self.card_scroll = CardScroll(card, self.notes, theme)
        self.model = ProblemRows(self)
        self.list = LongList(name)
        self._delegate = ProblemDelegate(theme, tag_width=tag_width, parent=self.list)
        self.list.setModel(self.model)
        self.list.setItemDelegate(self._delegate)
        self.list.chosen.connect(self._chosen)
        self.list.taken_away.connect(self._taken_away)
        self.section = Words(theme, role="ui.meta", token="text_3", strong=True)
        self.section.setContentsMargins(12, 0, 12, 0)
        self._nothing = nothing
        self.empty = QLabel(spell(nothing, of_table))
        self.empty.setTextFormat(Qt.TextFormat.PlainText)
        self.empty.setWordWrap(True)
        self.empty.setContentsMargins(16, 16, 16, 16)
        self.empty.setProperty("tone", "quiet")
        titled = QVBoxLayout()
        titled.setContentsMargins(12, 6, 12, 2)
        titled.addWidget(self.section)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.empty)
        layout.addWidget(self.card_scroll)
        layout.addLayout(titled)
        layout.addWidget(self.list, 1)
        # Without a list the card stays at the top; with one all that is left is the list's.
        layout.addStretch(0)

    def set_keys(self, keys: KeysOf) -> None:
        """Name these keys from now on."""
        self.model.keys = keys
        self.card.set_keys(keys)
        self.empty.setText(spell(self._nothing, keys))

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._theme = theme
        self._delegate.set_theme(theme)
        self.card_scroll.set_theme(theme)
        self.section.set_theme(theme)
        self.notes.set_theme(theme)
        self.list.viewport().update()

    def show_entries(self, index: DeskIndex, entries: Entries, *, focus: str, title: str, without: str = "") -> None:
        """Show the list; the row in focus is selected and in sight. The page scrolls no more than it has to.

        With none in focus no row is selected, unless somebody goes through the list by keys.

        without: a mark that is left out, because it is on the card.
        """
        self._show_notes(index, without or focus)
        kept = self.list.verticalScrollBar().value()
        self.model.show_entries(index, entries, without=without)
        self.empty.setVisible(not entries)
        shown = self.model.rowCount() > 0
        self.section.set_text(title if shown else "")
        self.list.setVisible(shown)
        self._fit_list()
        self.list.verticalScrollBar().setValue(kept)
        row = self.model.row_of(focus)
        if row >= 0:
            found = self.model.index(row)
            self.list.setCurrentIndex(found)
            self.list.scrollTo(found)
        elif not self.list.hasFocus():
            self.list.setCurrentIndex(QModelIndex())

    def _show_notes(self, index: DeskIndex, uid: str) -> None:
        """What stands under the card of a mark; its trail is read later, by whoever hears that it is shown."""
        entry = index.find(uid)
        found = index.problems(uid) if entry is not None and not entry.suggested else ()
        self.notes.why.show_problems(found, theme=self._theme, schema=index.schema)
        if uid != self._on_card:
            self.notes.trail.show_trail("")
        self._on_card = uid
        self.card_shown.emit(uid)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Qt: on a low page the card needs the room more."""
        super().resizeEvent(event)
        self._fit_list()

    def _fit_list(self) -> None:
        """The list keeps as much as its rows need, up to a few; the card may have the rest."""
        most = _LIST_MIN if self.height() >= _LOW else _LIST_SHORT
        rows = self.model.rowCount() * max(0, self.list.sizeHintForRow(0))
        self.list.setMinimumHeight(min(most, rows + 2 * self.list.frameWidth()))

    def show_card(self, shown: bool) -> None:
        """Show the card at the height that it needs now, or hide it."""
        self.card_scroll.setVisible(shown)
        if shown:
            self.card_scroll.refit()

    def clear(self) -> None:
        """Show nothing."""
        self.show_card(False)
        self.empty.setVisible(False)
        self.section.set_text("")
        self.list.setVisible(False)

    def _chosen(self, row: QModelIndex) -> None:
        entry: Entry = row.data(ENTRY_ROLE)
        self.mark_chosen.emit(entry.uid)

    def _taken_away(self, row: QModelIndex) -> None:
        entry: Entry = row.data(ENTRY_ROLE)
        (self.reject_asked if entry.suggested else self.remove_asked).emit(entry.uid)


def empty_schema() -> Schema:
    """What cards hold before the first desk is shown."""
    return Schema(name="", version="")
