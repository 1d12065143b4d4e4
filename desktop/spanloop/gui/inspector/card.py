"""The card of the event in focus."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QMenu, QWidget

from spanloop.core.marks import Argument, Event
from spanloop.core.schema import Attribute, Role, Schema
from spanloop.gui.inspector.attributes import attributes_of, current_value, next_value
from spanloop.gui.inspector.card_parts import show_menu
from spanloop.gui.inspector.controls import ValueChip, Words
from spanloop.gui.inspector.index import DeskIndex, Entry
from spanloop.gui.inspector.mark_card import MarkCard
from spanloop.gui.inspector.roles import RoleRow
from spanloop.gui.inspector.sentence import (
    argument_sure_words,
    describe_event,
    event_sentence,
    is_rtl,
    sure_words,
)
from spanloop.gui.keys import key_names
from spanloop.gui.labelmenus import MOST_IN_MENU
from spanloop.gui.theme import Theme


class EventCard(MarkCard):
    """Type, sentence, roles, attributes and problems of one event, all of which can be changed by key or mouse.

    While the card or something in it has the keyboard, the keys of roles and attributes work as in the text.
    """

    role_asked = Signal(str, str)
    filler_removed = Signal(str, str, str)
    attribute_asked = Signal(str, str, str)
    type_asked = Signal(str, str)

    def __init__(self, theme: Theme, schema: Schema, parent: QWidget | None = None) -> None:
        super().__init__(theme, schema, parent, what="event")
        self._rows: list[RoleRow] = []
        self._chips: list[ValueChip] = []
        self._number = Words(theme, role="ui.meta", token="text_3")
        self._head.insertWidget(2, self._number)
        self.text_view.piece_clicked.connect(self.mark_chosen)

    # what is shown

    @property
    def event_uid(self) -> str:
        """The event shown, or ""."""
        return self._entry.uid if self._entry else ""

    def show_event(self, index: DeskIndex, entry: Entry, *, theme: Theme) -> None:
        """Show an event, own or suggested."""
        another = self._entry is None or self._entry.uid != entry.uid
        self._begin(index, entry, theme)
        self._number.set_theme(theme)
        event = self._event()
        kind = next((a for a in index.schema.attributes if a.per_type), None)
        if entry.suggested:
            self._kind.set_text(sure_words(index, entry), token="suggestion")
        else:
            self._kind.set_text(event.attributes.get(kind.name, "") if kind else "", token="text_2")
        # The score of a suggestion matters more than its number, and there is room for one.
        self._number.set_text("" if entry.suggested else f"{index.position(entry.uid)} of {index.event_count}")
        self._show_text(event_sentence(index, event, suggested=entry.suggested))
        self._show_roles(event)
        self._show_attributes(event)
        self._show_note(event, another=another)
        self._set_key_order(self._rows, self._chips)
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
        rtl = is_rtl(self.text_view.text())
        shown = 0
        for role, key, fillers in self._roles_of(event):
            for number, argument in enumerate(fillers or [None]):
                row = self._row(shown)
                shown += 1
                uid = argument.filler if argument else ""
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
                    sure=argument_sure_words(self._index, self._entry, argument) if argument else "",
                    continued=number > 0,
                    rtl=rtl,
                    locked=self._entry.suggested,
                )
                row.setVisible(True)
        for row in self._rows[shown:]:
            row.setVisible(False)
        self._lines[0].setVisible(shown > 0)

    def _roles_of(self, event: Event) -> list[tuple[str, str, list[Argument]]]:
        """(role, key, arguments) in the schema's order; then roles that the type does not have but the event fills."""
        kind = self._schema.event(event.type)
        roles: tuple[Role, ...] = kind.roles if kind else ()
        known = [role.name for role in roles]
        lost = [a.role for a in event.arguments if a.role not in known]
        found = [(role.name, role.key) for role in roles] + [(name, "") for name in dict.fromkeys(lost)]
        return [(name, key, [a for a in event.arguments if a.role == name]) for name, key in found]

    def _row(self, number: int) -> RoleRow:
        if number == len(self._rows):
            row = RoleRow(self._theme, self._schema, self)
            row.asked.connect(lambda role: self._if_own(self.role_asked, role))
            row.removed.connect(lambda role, filler: self._if_own(self.filler_removed, role, filler))
            row.chosen.connect(self.mark_chosen)
            self._rows_box.addWidget(row)
            self._rows.append(row)
        self._rows[number].set_schema(self._schema)
        return self._rows[number]

    def _show_attributes(self, event: Event) -> None:
        wanted = attributes_of(self._schema, event)
        while len(self._chips) < len(wanted):
            chip = ValueChip(self._theme, self._schema, self._chips_box)
            chip.clicked.connect(partial(self._open_values, len(self._chips)))
            chip.turned.connect(partial(self._turn_value, len(self._chips)))
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
        self._chips_box.setVisible(bool(wanted))
        self._lines[1].setVisible(bool(wanted))

    def _show_note(self, event: Event, *, another: bool) -> None:
        self.note.show_note(event.notes)
        if another or event.notes:
            self._note_box.setVisible(bool(event.notes))

    # what people do

    def _if_own(self, signal: SignalInstance, *what: str) -> None:
        if self._entry is not None and not self._entry.suggested:
            signal.emit(self._entry.uid, *what)

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

    def _turn_value(self, number: int, by: int) -> None:
        event = self._event()
        attribute = attributes_of(self._schema, event)[number]
        self._set(attribute.name, next_value(self._schema, event, attribute, back=by < 0))

    def _set(self, name: str, value: str) -> None:
        self._if_own(self.attribute_asked, name, value)

    def _open_menu(self) -> None:
        assert self._entry is not None
        menu = QMenu(self)
        suggested = self._entry.suggested
        if not suggested:
            types = menu.addMenu("Change type") if len(self._schema.events) <= MOST_IN_MENU else menu
            self._chooser(partial(self._if_own, self.type_asked)).add_to(types, types=True, parent=self)
        self._add_link_act(menu)
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
