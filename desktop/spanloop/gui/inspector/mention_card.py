"""The card of the mention in focus."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from spanloop.core.marks import Mention
from spanloop.core.schema import Schema
from spanloop.gui.inspector.card_parts import Card, NoteLine, ProblemFoot, card_fonts, show_menu
from spanloop.gui.inspector.controls import Chip, IconButton, KeyButton, Tag, Words
from spanloop.gui.inspector.flow import FlowLayout
from spanloop.gui.inspector.index import DeskIndex, Entry
from spanloop.gui.inspector.marked_view import MarkedTextView
from spanloop.gui.inspector.painting import ink_of
from spanloop.gui.inspector.roles import RoleRow
from spanloop.gui.inspector.sentence import Piece, is_rtl, score_text, suggested_by
from spanloop.gui.keys import key_names
from spanloop.gui.surfaces import Rule
from spanloop.gui.theme import Theme


class MentionCard(Card):
    """Label, text, uses and note of one mention; accept, reject or relabel a suggested one."""

    mark_chosen = Signal(str)
    accept_asked = Signal(str)
    reject_asked = Signal(str)
    label_asked = Signal(str, str)
    filler_removed = Signal(str, str, str)
    remove_asked = Signal(str)
    note_changed = Signal(str, str)
    guideline_asked = Signal(str)

    def __init__(self, theme: Theme, schema: Schema, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._schema = schema
        self._index: DeskIndex | None = None
        self._entry: Entry | None = None
        self._uses: list[RoleRow] = []
        self._others: list[Chip] = []
        self._build()

    def _build(self) -> None:
        theme = self._theme
        self._tag = Tag(theme, self._schema)
        self._by = Words(theme)
        self.menu_button = IconButton("dots", "More about this mention", theme)
        self.menu_button.clicked.connect(self._open_menu)
        head = QHBoxLayout()
        head.setContentsMargins(12, 10, 8, 0)
        head.setSpacing(8)
        head.addWidget(self._tag)
        head.addWidget(self._by, 1)
        head.addWidget(self.menu_button)
        self._quote = MarkedTextView()
        told = QVBoxLayout()
        told.setContentsMargins(12, 6, 12, 10)
        told.addWidget(self._quote)
        self._decide = QWidget()
        buttons = QHBoxLayout(self._decide)
        buttons.setContentsMargins(12, 0, 12, 12)
        buttons.setSpacing(8)
        self.accept_button = KeyButton("Accept", "Enter", theme, primary=True)
        self.reject_button = KeyButton("Reject", "Backspace", theme)
        self.accept_button.clicked.connect(lambda: self._tell(self.accept_asked))
        self.reject_button.clicked.connect(lambda: self._tell(self.reject_asked))
        buttons.addWidget(self.accept_button)
        buttons.addWidget(self.reject_button)
        buttons.addStretch(1)
        self._labels = QWidget()
        self._flow = FlowLayout(self._labels)
        self._flow.setContentsMargins(12, 10, 12, 10)
        self.label_chip = Chip(theme, self._schema)
        self.label_chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.label_chip.clicked.connect(self._open_labels)
        self._flow.addWidget(self.label_chip)
        self._used = QVBoxLayout()
        self._used.setContentsMargins(1, 4, 1, 4)
        self._used.setSpacing(0)
        self.note = NoteLine()
        self.note.written.connect(self._note_written)
        self._note_box = QWidget()
        noted = QHBoxLayout(self._note_box)
        noted.setContentsMargins(12, 0, 12, 12)
        noted.addWidget(self.note)
        self._foot = ProblemFoot(theme, self._schema)
        self._lines = (Rule(theme, inset=1), Rule(theme, inset=1))
        body = QVBoxLayout(self)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(0)
        body.addLayout(head)
        body.addLayout(told)
        body.addWidget(self._decide)
        body.addWidget(self._lines[0])
        body.addLayout(self._used)
        body.addWidget(self._lines[1])
        body.addWidget(self._labels)
        body.addWidget(self._note_box)
        body.addWidget(self._foot)

    @property
    def mention_uid(self) -> str:
        """The mention shown, or ""."""
        return self._entry.uid if self._entry else ""

    def show_mention(self, index: DeskIndex, entry: Entry, *, theme: Theme) -> None:
        """Show a mention, own or suggested."""
        self._index, self._entry, self._theme, self._schema = index, entry, theme, index.schema
        mention = self._mention()
        for part in (
            self._tag,
            self._by,
            self.accept_button,
            self.reject_button,
            self.menu_button,
            self.label_chip,
            *self._lines,
        ):
            part.set_theme(theme)
        self._tag.show_name(mention.label, schema=index.schema, trigger=False, suggested=entry.suggested)
        if entry.suggested:
            self._by.set_text(suggested_by(entry), token="suggestion")
        else:
            self._by.set_text("accepted suggestion" if mention.origin else "", token="text_3")
        ltr, rtl = card_fonts(theme)
        quote = index.quote(mention.fragments)
        inks = partial(ink_of, theme, index.schema)
        self._quote.show_pieces((Piece(quote),), theme=theme, inks=inks, font=ltr, rtl_font=rtl)
        self._decide.setVisible(entry.suggested)
        self._show_uses(entry)
        self._show_labels(entry)
        self._note_box.setVisible(not entry.suggested)
        self.note.show_note(mention.notes)
        found = [] if entry.suggested else index.problems(mention.uid)
        self._foot.show_problems([(p.message, p.way_out) for p in found], theme=theme, schema=index.schema)
        by = f", {suggested_by(entry)}" if entry.suggested else ""
        self.setAccessibleName(f"{mention.label} {quote}{by}")
        self.updateGeometry()
        self.update()

    def _mention(self) -> Mention:
        assert self._entry is not None
        assert isinstance(self._entry.mark, Mention)
        return self._entry.mark

    def _show_uses(self, entry: Entry) -> None:
        """Rows "attacker of STRIKE shelled": the events that this mention fills."""
        assert self._index is not None
        uses = self._index.uses(entry.uid)
        while len(self._uses) < len(uses):
            row = RoleRow(self._theme, self._schema, self)
            row.asked.connect(partial(self._use_pressed, row))
            row.chosen.connect(self.mark_chosen)
            row.removed.connect(self._use_removed)
            self._used.addWidget(row)
            self._uses.append(row)
        for row, (event, role) in zip(self._uses, uses, strict=False):
            row.set_schema(self._schema)
            row.set_theme(self._theme)
            quote = self._index.quote(event.fragments)
            row.show_role(
                role,
                key="",
                filler=event.uid,
                quote=quote,
                label=event.name,
                is_event=True,
                suggested=event.suggested,
                rtl=is_rtl(quote),
                locked=event.suggested,
            )
            row.setAccessibleName(f"{role} of {event.name} {quote}")
            row.setVisible(True)
        for row in self._uses[len(uses) :]:
            row.setVisible(False)
        self._lines[0].setVisible(bool(uses))
        edge = 4 if uses else 0
        self._used.setContentsMargins(1, edge, 1, edge)

    def _show_labels(self, entry: Entry) -> None:
        """The label, and what else was suggested for the same words."""
        assert self._index is not None
        mention = self._mention()
        others = self._alternatives(entry)
        while len(self._others) < len(others):
            chip = Chip(self._theme, self._schema, self._labels)
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self._flow.addWidget(chip)
            chip.clicked.connect(partial(self._take_label, chip))
            self._others.append(chip)
        for chip, (label, score) in zip(self._others, others, strict=False):
            item = self._schema.entity(label)
            chip.set_theme(self._theme)
            chip.set_schema(self._schema)
            text = "" if score is None else score_text(score)
            chip.show_parts(
                text, key=item.key if item else "", tag=label, state="quiet", name=f"label as {label} {text}"
            )
            chip.setVisible(True)
        for chip in self._others[len(others) :]:
            chip.setVisible(False)
        self.label_chip.set_schema(self._schema)
        if entry.suggested:
            self.label_chip.show_parts("or as", value="another label", state="quiet", name="accept as another label")
        else:
            item = self._schema.entity(mention.label)
            key = item.key if item else ""
            name = f"label {mention.label}, change"
            self.label_chip.show_parts("label", key=key, value=mention.label, state="quiet", name=name)

    def _alternatives(self, entry: Entry) -> list[tuple[str, float | None]]:
        assert self._index is not None
        found = {
            m.label: m.score
            for marks in self._index.desk.suggestions
            for m in marks.mentions
            if m.fragments == entry.fragments and m.label != entry.name
        }
        return sorted(found.items(), key=lambda pair: (-(pair[1] or 0), pair[0]))[:3]

    # what people do

    def _tell(self, signal: SignalInstance) -> None:
        if self._entry is not None:
            signal.emit(self._entry.uid)

    def _note_written(self, text: str) -> None:
        if self._entry is not None:
            self.note_changed.emit(self._entry.uid, text)

    def _use_pressed(self, row: RoleRow, _role: str) -> None:
        self.mark_chosen.emit(row.filler)

    def _use_removed(self, role: str, event: str) -> None:
        if self._entry is not None:
            self.filler_removed.emit(event, role, self._entry.uid)

    def _take_label(self, chip: Chip) -> None:
        self._relabel(chip.tag)

    def _relabel(self, label: str) -> None:
        if self._entry is not None and label != self._entry.name:
            self.label_asked.emit(self._entry.uid, label)

    def _add_labels(self, menu: QMenu) -> None:
        for item in self._schema.entities:
            action = menu.addAction(f"{item.label}\t{item.key}")
            action.setToolTip(item.help.gloss)
            action.setCheckable(True)
            action.setChecked(self._entry is not None and item.label == self._entry.name)
            action.triggered.connect(partial(self._relabel, item.label))

    def _open_labels(self) -> None:
        menu = QMenu(self)
        self._add_labels(menu)
        show_menu(menu, self.label_chip)

    def _open_menu(self) -> None:
        assert self._entry is not None
        menu = QMenu(self)
        self._add_labels(menu.addMenu("Accept as" if self._entry.suggested else "Change label"))
        menu.addAction("Show guideline", partial(self.guideline_asked.emit, self._entry.name))
        menu.addSeparator()
        if self._entry.suggested:
            menu.addAction("Reject suggestion", partial(self._tell, self.reject_asked))
        else:
            menu.addAction("Remove mention", partial(self._tell, self.remove_asked))
        show_menu(menu, self.menu_button)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: label keys relabel; Enter accepts and Backspace rejects a suggestion; Delete removes an own mention."""
        if self._entry is None or not any(self._act_on(name) for name in key_names(event)):
            super().keyPressEvent(event)

    def _act_on(self, key: str) -> bool:
        assert self._entry is not None
        suggested = self._entry.suggested
        if key == "Enter" and suggested:
            self._tell(self.accept_asked)
        elif key in ("Backspace", "Delete") and suggested:
            self._tell(self.reject_asked)
        elif key == "Delete" and self.hasFocus():
            self._tell(self.remove_asked)
        else:
            label = next((item.label for item in self._schema.entities if item.key and item.key == key), None)
            if label is None:
                return False
            self._relabel(label)
        return True
