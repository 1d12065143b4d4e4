"""What the cards of events and of mentions have in common: their frame, the decision on a suggestion, note and foot."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from itertools import pairwise

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from spanloop.core.schema import Schema
from spanloop.gui.actions import KeysOf
from spanloop.gui.inspector.card_parts import Card, NoteLine, ProblemFoot, card_fonts
from spanloop.gui.inspector.controls import IconButton, KeyButton, Tag, Words
from spanloop.gui.inspector.flow import FlowLayout
from spanloop.gui.inspector.index import DeskIndex, Entry
from spanloop.gui.inspector.link_rows import LinkRows
from spanloop.gui.inspector.marked_view import MarkedTextView
from spanloop.gui.inspector.painting import ink_of
from spanloop.gui.inspector.sentence import Piece
from spanloop.gui.keywords import of_table, way_out
from spanloop.gui.labelmenus import LabelChooser
from spanloop.gui.surfaces import Rule
from spanloop.gui.theme import Theme


class MarkCard(Card):
    """From above: tag, words and menu; the text; Accept and Reject; rows; links; chips; the note; problems.

    The card of an event or a mention fills rows and chips. All signals begin with the uid of the mark shown, except
    guideline_asked (a label or type) and mark_chosen (the uid of another mark). link_asked: a link is to lead from it.
    """

    mark_chosen = Signal(str)
    accept_asked = Signal(str)
    reject_asked = Signal(str)
    remove_asked = Signal(str)
    note_changed = Signal(str, str)
    guideline_asked = Signal(str)
    link_asked = Signal(str)

    def __init__(self, theme: Theme, schema: Schema, parent: QWidget | None = None, *, what: str) -> None:
        """what: "event" or "mention"."""
        super().__init__(theme, parent)
        self._schema = schema
        self._index: DeskIndex | None = None
        self._entry: Entry | None = None
        self._key_order: tuple[QWidget, ...] = ()
        #: The keys that acts have now; the window gives them, those of the table hold until then.
        self.keys: KeysOf = of_table
        self._tag = Tag(theme, schema)
        self._kind = Words(theme)
        self.menu_button = IconButton("dots", f"More about this {what}", theme)
        self.menu_button.clicked.connect(self._open_menu)
        self._head = QHBoxLayout()
        self._head.setContentsMargins(12, 10, 8, 0)
        self._head.setSpacing(8)
        self._head.addWidget(self._tag)
        self._head.addWidget(self._kind, 1)
        self._head.addWidget(self.menu_button)
        self.text_view = MarkedTextView()
        told = QVBoxLayout()
        told.setContentsMargins(12, 6, 12, 10)
        told.addWidget(self.text_view)
        self._rows_box = QVBoxLayout()
        self._rows_box.setContentsMargins(1, 4, 1, 4)
        self._rows_box.setSpacing(0)
        self._chips_box = QWidget()
        self._flow = FlowLayout(self._chips_box)
        self._flow.setContentsMargins(12, 10, 12, 10)
        self._foot = ProblemFoot(theme, schema)
        self._lines = (Rule(theme, inset=1), Rule(theme, inset=1), Rule(theme, inset=1))
        self.links = LinkRows(theme, schema)
        self.links.mark_chosen.connect(self.mark_chosen)
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addLayout(self._head)
        body.addLayout(told)
        body.addWidget(self._build_decision())
        body.addWidget(self._lines[0])
        body.addLayout(self._rows_box)
        body.addWidget(self._lines[2])
        body.addWidget(self.links)
        body.addWidget(self._lines[1])
        body.addWidget(self._chips_box)
        body.addWidget(self._build_note())
        body.addWidget(self._foot)

    def set_keys(self, keys: KeysOf) -> None:
        """Name these keys from now on."""
        self.keys = keys
        self.accept_button.set_key("".join(keys("suggestion.accept")[:1]))
        self.reject_button.set_key("".join(keys("suggestion.reject")[:1]))

    def _build_decision(self) -> QWidget:
        self._decide = QWidget()
        buttons = QHBoxLayout(self._decide)
        buttons.setContentsMargins(12, 0, 12, 12)
        buttons.setSpacing(8)
        self.accept_button = KeyButton("Accept", "Enter", self._theme, primary=True)
        self.reject_button = KeyButton("Reject", "Backspace", self._theme)
        self.accept_button.clicked.connect(lambda: self._tell(self.accept_asked))
        self.reject_button.clicked.connect(lambda: self._tell(self.reject_asked))
        buttons.addWidget(self.accept_button)
        buttons.addWidget(self.reject_button)
        buttons.addStretch(1)
        return self._decide

    def _build_note(self) -> QWidget:
        self.note = NoteLine()
        self.note.written.connect(self._note_written)
        self._note_box = QWidget()
        noted = QHBoxLayout(self._note_box)
        noted.setContentsMargins(12, 0, 12, 12)
        noted.addWidget(self.note)
        return self._note_box

    def _begin(self, index: DeskIndex, entry: Entry, theme: Theme) -> None:
        """Take what is to be shown, and the colours."""
        self._index, self._entry, self._theme, self._schema = index, entry, theme, index.schema
        for part in (
            self._tag, self._kind, self.accept_button, self.reject_button, self.menu_button, *self._lines,
        ):  # fmt: skip
            part.set_theme(theme)
        self._tag.show_name(entry.name, schema=index.schema, trigger=entry.is_event, suggested=entry.suggested)
        self._decide.setVisible(entry.suggested)
        self.links.show_links(index, entry, theme=theme)
        self._lines[2].setVisible(bool(self.links.rows()))
        found = [] if entry.suggested else [p for uid in (entry.uid, *self.links.uids()) for p in index.problems(uid)]
        self._foot.show_problems([(p.message, way_out(p, self.keys)) for p in found], theme=theme, schema=index.schema)

    def _show_text(self, pieces: Sequence[Piece]) -> None:
        ltr, rtl = card_fonts(self._theme)
        inks = partial(ink_of, self._theme, self._schema)
        self.text_view.show_pieces(pieces, theme=self._theme, inks=inks, font=ltr, rtl_font=rtl)

    def _open_menu(self) -> None:
        """The menu at the three dots, which each card fills with its own."""

    def _add_link_act(self, menu: QMenu) -> None:
        """Offer a link from this mark, where the schema has any."""
        entry = self._entry
        if entry is not None and any(kind.between_events == entry.is_event for kind in self._schema.links):
            menu.addAction("Link with another mark…", partial(self._tell, self.link_asked))

    def _chooser(self, take: Callable[[str], object]) -> LabelChooser:
        """Lets a label or a type be chosen; take: is called with its name."""
        return LabelChooser(
            self._schema, theme=self._theme, keys=self.keys, run=lambda act: take(act.partition(":")[2])
        )

    def _set_key_order(self, rows: Sequence[QWidget], chips: Sequence[QWidget]) -> None:
        """Let Tab and the arrows go down the card as it is read. Rows and chips are made when they are first needed."""
        order = (self.accept_button, self.reject_button, *rows, *self.links.rows(), *chips, self.note, self.menu_button)
        if order != self._key_order:
            self._key_order = order
            for before, after in pairwise((self, *order)):
                QWidget.setTabOrder(before, after)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Down goes from the card to the first of its rows; from one to the next the arrows lead by themselves."""
        first = next((part for part in self._key_order if part.isVisible() and part.isEnabled()), None)
        if self.hasFocus() and event.key() == Qt.Key.Key_Down and first is not None:
            first.setFocus(Qt.FocusReason.TabFocusReason)
        else:
            super().keyPressEvent(event)

    def _tell(self, signal: SignalInstance) -> None:
        if self._entry is not None:
            signal.emit(self._entry.uid)

    def _note_written(self, text: str) -> None:
        if self._entry is not None:
            self.note_changed.emit(self._entry.uid, text)
