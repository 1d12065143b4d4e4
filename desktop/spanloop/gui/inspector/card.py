"""The card of the event in focus."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QVBoxLayout, QWidget

from spanloop.core.marks import Event
from spanloop.core.schema import Attribute, Role, Schema
from spanloop.gui.inspector.attributes import attributes_of, current_value, next_value
from spanloop.gui.inspector.card_parts import Card, NoteLine, ProblemFoot, card_fonts, show_menu
from spanloop.gui.inspector.controls import Chip, IconButton, KeyButton, Tag, Words
from spanloop.gui.inspector.flow import FlowLayout
from spanloop.gui.inspector.index import DeskIndex, Entry
from spanloop.gui.inspector.marked_view import MarkedTextView
from spanloop.gui.inspector.painting import ink_of
from spanloop.gui.inspector.roles import RoleRow
from spanloop.gui.inspector.sentence import describe_event, event_sentence, is_rtl, suggested_by
from spanloop.gui.keys import key_names
from spanloop.gui.surfaces import Rule
from spanloop.gui.theme import Theme


class EventCard(Card):
    """Type, sentence, roles, attributes and problems of one event, all of which can be changed by key or mouse.

    While the card or something in it has the keyboard, the keys of roles and attributes work as in the text.
    """

    mark_chosen = Signal(str)
    role_asked = Signal(str, str)
    filler_removed = Signal(str, str, str)
    attribute_asked = Signal(str, str, str)
    type_asked = Signal(str, str)
    accept_asked = Signal(str)
    reject_asked = Signal(str)
    remove_asked = Signal(str)
    note_changed = Signal(str, str)
    guideline_asked = Signal(str)

    def __init__(self, theme: Theme, schema: Schema, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._schema = schema
        self._index: DeskIndex | None = None
        self._entry: Entry | None = None
        self._rows: list[RoleRow] = []
        self._chips: list[Chip] = []
        self._build()

    def _build(self) -> None:
        theme = self._theme
        self._tag = Tag(theme, self._schema)
        self._kind = Words(theme)
        self._number = Words(theme, role="ui.meta", token="text_3")
        self.menu_button = IconButton("dots", "More about this event", theme)
        self.menu_button.clicked.connect(self._open_menu)
        head = QHBoxLayout()
        head.setContentsMargins(12, 10, 8, 0)
        head.setSpacing(8)
        head.addWidget(self._tag)
        head.addWidget(self._kind, 1)
        head.addWidget(self._number)
        head.addWidget(self.menu_button)
        self._sentence = MarkedTextView()
        self._sentence.setContentsMargins(0, 0, 0, 0)
        self._sentence.piece_clicked.connect(self._chosen)
        told = QVBoxLayout()
        told.setContentsMargins(12, 6, 12, 10)
        told.addWidget(self._sentence)
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
        self._roles = QVBoxLayout()
        self._roles.setContentsMargins(1, 4, 1, 4)
        self._roles.setSpacing(0)
        self._attributes = QWidget()
        self._flow = FlowLayout(self._attributes)
        self._flow.setContentsMargins(12, 10, 12, 10)
        self.note = NoteLine()
        self.note.written.connect(self._note_written)
        self._note_box = QWidget()
        noted = QHBoxLayout(self._note_box)
        noted.setContentsMargins(12, 0, 12, 10)
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
        body.addLayout(self._roles)
        body.addWidget(self._lines[1])
        body.addWidget(self._attributes)
        body.addWidget(self._note_box)
        body.addWidget(self._foot)

    # what is shown

    @property
    def event_uid(self) -> str:
        """The event shown, or ""."""
        return self._entry.uid if self._entry else ""

    def show_event(self, index: DeskIndex, entry: Entry, *, theme: Theme) -> None:
        """Show an event, own or suggested."""
        another = self._entry is None or self._entry.uid != entry.uid
        self._index, self._entry, self._theme, self._schema = index, entry, theme, index.schema
        event = self._event()
        for part in (
            self._tag,
            self._kind,
            self._number,
            self.accept_button,
            self.reject_button,
            self.menu_button,
            *self._lines,
        ):
            part.set_theme(theme)
        self._tag.show_name(event.type, schema=index.schema, trigger=True, suggested=entry.suggested)
        kind = next((a for a in index.schema.attributes if a.per_type), None)
        if entry.suggested:
            self._kind.set_text(suggested_by(entry), token="suggestion")
        else:
            self._kind.set_text(event.attributes.get(kind.name, "") if kind else "", token="text_2")
        # The score of a suggestion matters more than its number, and there is room for one.
        self._number.set_text("" if entry.suggested else f"{index.position(entry.uid)} of {index.event_count}")
        ltr, rtl = card_fonts(theme)
        self._sentence.show_pieces(
            event_sentence(index, event, suggested=entry.suggested),
            theme=theme,
            inks=partial(ink_of, theme, index.schema),
            font=ltr,
            rtl_font=rtl,
        )
        self._decide.setVisible(entry.suggested)
        self._show_roles(event)
        self._show_attributes(event)
        self._show_note(event, another=another)
        found = [] if entry.suggested else index.problems(event.uid)
        self._foot.show_problems([(p.message, p.way_out) for p in found], theme=theme, schema=index.schema)
        self.setAccessibleName(describe_event(index, entry))
        self.updateGeometry()
        self.update()

    def _event(self) -> Event:
        assert self._entry is not None
        assert isinstance(self._entry.mark, Event)
        return self._entry.mark

    def _show_roles(self, event: Event) -> None:
        assert self._index is not None
        assert self._entry is not None
        rtl = is_rtl(self._sentence.text())
        shown = 0
        for role, key, fillers in self._roles_of(event):
            for number, uid in enumerate(fillers or [""]):
                row = self._row(shown)
                shown += 1
                filler = self._index.find(uid)
                row.set_theme(self._theme)
                row.show_role(
                    role,
                    key=key,
                    filler=filler.uid if filler else uid,
                    quote=self._index.quote(filler.fragments) if filler else ("not there" if uid else ""),
                    label=filler.name if filler else "",
                    is_event=bool(filler and filler.is_event),
                    suggested=bool(filler and filler.suggested),
                    continued=number > 0,
                    rtl=rtl,
                    locked=self._entry.suggested,
                )
                row.setVisible(True)
        for row in self._rows[shown:]:
            row.setVisible(False)
        self._lines[0].setVisible(shown > 0)

    def _roles_of(self, event: Event) -> list[tuple[str, str, list[str]]]:
        """(role, key, fillers) in the schema's order; then roles that the type does not have but the event fills."""
        kind = self._schema.event(event.type)
        roles: tuple[Role, ...] = kind.roles if kind else ()
        known = [role.name for role in roles]
        lost = [a.role for a in event.arguments if a.role not in known]
        found = [(role.name, role.key) for role in roles] + [(name, "") for name in dict.fromkeys(lost)]
        return [(name, key, [a.filler for a in event.arguments if a.role == name]) for name, key in found]

    def _row(self, number: int) -> RoleRow:
        if number == len(self._rows):
            row = RoleRow(self._theme, self._schema, self)
            row.asked.connect(lambda role: self._if_own(self.role_asked, role))
            row.removed.connect(lambda role, filler: self._if_own(self.filler_removed, role, filler))
            row.chosen.connect(self.mark_chosen)
            self._roles.addWidget(row)
            self._rows.append(row)
        self._rows[number].set_schema(self._schema)
        return self._rows[number]

    def _show_attributes(self, event: Event) -> None:
        wanted = attributes_of(self._schema, event)
        while len(self._chips) < len(wanted):
            chip = Chip(self._theme, self._schema, self._attributes)
            chip.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            chip.clicked.connect(partial(self._open_values, len(self._chips)))
            self._flow.addWidget(chip)
            self._chips.append(chip)
        for chip, attribute in zip(self._chips, wanted, strict=False):
            value = current_value(event, attribute) or "none"
            chip.set_theme(self._theme)
            chip.show_parts(attribute.name, key=attribute.key, value=value, state="quiet")
            chip.setEnabled(not (self._entry and self._entry.suggested))
            chip.setVisible(True)
        for chip in self._chips[len(wanted) :]:
            chip.setVisible(False)
        self._attributes.setVisible(bool(wanted))
        self._lines[1].setVisible(bool(wanted))

    def _show_note(self, event: Event, *, another: bool) -> None:
        self.note.show_note(event.notes)
        if another or event.notes:
            self._note_box.setVisible(bool(event.notes))

    # what people do

    def _tell(self, signal: SignalInstance) -> None:
        if self._entry is not None:
            signal.emit(self._entry.uid)

    def _if_own(self, signal: SignalInstance, *what: str) -> None:
        if self._entry is not None and not self._entry.suggested:
            signal.emit(self._entry.uid, *what)

    def _chosen(self, uid: str) -> None:
        self.mark_chosen.emit(uid)

    def _note_written(self, text: str) -> None:
        if self._entry is not None:
            self.note_changed.emit(self._entry.uid, text)

    def _open_values(self, number: int) -> None:
        event = self._event()
        attribute = attributes_of(self._schema, event)[number]
        now = current_value(event, attribute)
        menu = QMenu(self)
        values = list(self._schema.attribute_values(attribute.name, event.type))
        for value in ([] if attribute.default else [""]) + values:
            action = menu.addAction(value or "none")
            action.setCheckable(True)
            action.setChecked(value == now)
            action.triggered.connect(partial(self._set, attribute.name, value))
        chip = self._chips[number]
        show_menu(menu, chip)

    def _set(self, name: str, value: str) -> None:
        self._if_own(self.attribute_asked, name, value)

    def _open_menu(self) -> None:
        assert self._entry is not None
        menu = QMenu(self)
        suggested = self._entry.suggested
        types = menu.addMenu("Change type")
        types.setEnabled(not suggested)
        for kind in self._schema.events:
            action = types.addAction(f"{kind.type}\t{kind.key}")
            action.setCheckable(True)
            action.setChecked(kind.type == self._entry.name)
            action.triggered.connect(partial(self._if_own, self.type_asked, kind.type))
        menu.addAction("Show guideline", partial(self.guideline_asked.emit, self._entry.name))
        note = QAction("Write a note", menu)
        note.triggered.connect(self._write_note)
        note.setEnabled(not suggested)
        menu.addAction(note)
        menu.addSeparator()
        if suggested:
            menu.addAction("Reject suggestion", partial(self._tell, self.reject_asked))
        else:
            menu.addAction("Remove event", partial(self._tell, self.remove_asked))
        show_menu(menu, self.menu_button)

    def _write_note(self) -> None:
        self._note_box.setVisible(True)
        self.note.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: role and attribute keys of this event; Enter accepts and Backspace rejects a suggestion."""
        if self._entry is None or not any(self._act_on(name) for name in key_names(event)):
            super().keyPressEvent(event)

    def _act_on(self, key: str) -> bool:
        assert self._entry is not None
        if self._entry.suggested:
            if key == "Enter":
                self._tell(self.accept_asked)
            elif key in ("Backspace", "Delete"):
                self._tell(self.reject_asked)
            return key in ("Enter", "Backspace", "Delete")
        if key == "Delete":
            # On one of its chips Delete must not take the whole event away.
            if self.hasFocus():
                self._tell(self.remove_asked)
            return self.hasFocus()
        event = self._event()
        kind = self._schema.event(event.type)
        role = next((r for r in kind.roles if r.key and r.key == key), None) if kind else None
        if role is not None:
            self._if_own(self.role_asked, role.name)
            return True
        attribute = self._attribute_by(key, event)
        if attribute is not None:
            back = attribute.key != key
            value = next_value(self._schema, event, attribute, back=back)
            self._if_own(self.attribute_asked, attribute.name, value)
        return attribute is not None

    def _attribute_by(self, key: str, event: Event) -> Attribute | None:
        return next((a for a in attributes_of(self._schema, event) if a.key and key in (a.key, a.key.upper())), None)
