"""The composer: the foot of the canvas while an event is being made."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from spanloop.core.candidates import Candidate, Habits
from spanloop.core.marks import Event
from spanloop.core.schema import Schema
from spanloop.gui.composer.chips import CandidateRow
from spanloop.gui.composer.state import Considering
from spanloop.gui.inspector.attributes import attributes_of, current_value, next_value
from spanloop.gui.inspector.card_parts import card_fonts
from spanloop.gui.inspector.controls import Chip, Tag
from spanloop.gui.inspector.flow import FlowLayout
from spanloop.gui.inspector.index import DeskIndex, DeskLike
from spanloop.gui.inspector.marked_view import MarkedTextView
from spanloop.gui.inspector.pages import empty_schema
from spanloop.gui.inspector.painting import ink_of
from spanloop.gui.inspector.sentence import Piece, event_sentence, plain
from spanloop.gui.keys import key_names
from spanloop.gui.theme import Theme


class Composer(QFrame):
    """Fills the roles and attributes of one event by keys. It changes nothing itself.

    The desk page hands it the keys of the canvas (handle_key) and each newer desk (update_desk).
    candidates_changed([(uid, number), ...], uid or None): what the canvas is to number, and what would be taken.
    role_changed(event type, role or ""): so that the guideline can follow. closed(): the person is done.
    """

    candidates_changed = Signal(list, object)
    filler_taken = Signal(str, str, str)
    filler_removed = Signal(str, str, str)
    attribute_set = Signal(str, str, str)
    type_asked = Signal(str, str)
    role_changed = Signal(str, str)
    closed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._state = Considering()
        self._role_chips: list[Chip] = []
        self._attribute_chips: list[Chip] = []
        self._told: tuple[str, str] = ("", "")
        self.setObjectName("composer")
        self._build()

    def _build(self) -> None:
        theme, schema = self._theme, empty_schema()
        self._tag = Tag(theme, schema)
        self.sentence = MarkedTextView(line_height=28, rtl_line_height=34)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._tag, 0, Qt.AlignmentFlag.AlignTop)
        top.addWidget(self.sentence, 1)
        self._tag.setFixedHeight(28)
        self.candidate_row = CandidateRow(theme, schema)
        self.candidate_row.taken.connect(self._take_number)
        self._chips = QWidget()
        self._flow = FlowLayout(self._chips, gap=8, line_gap=8)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(10)
        column.addLayout(top)
        column.addWidget(self.candidate_row)
        column.addWidget(self._chips)

    def sizeHint(self) -> QSize:
        """Qt."""
        return QSize(480, super().sizeHint().height())

    # what is shown

    @property
    def event_uid(self) -> str:
        """The event being made, or ""."""
        return self._state.event_uid

    @property
    def role(self) -> str:
        """The role being filled, or ""."""
        return self._state.role

    def set_habits(self, habits: Habits | None) -> None:
        """What past events of the project did, for the order of candidates; None: only this article is asked."""
        self._state.habits = habits

    def begin(self, desk: DeskLike, schema: Schema, event_uid: str) -> None:
        """Start on an own event. Nothing happens when the desk does not have it."""
        self._state.begin(event_uid)
        if not self._state.show(desk, schema):
            self._state.begin("")
            return
        self._refresh()

    def update_desk(self, desk: DeskLike) -> None:
        """Show a newer desk; when the event is gone from it, the composer closes."""
        if not self._state.event_uid or self._state.index is None:
            return
        if self._state.show(desk, self._state.index.schema):
            self._refresh()
        else:
            self._close()

    def choose_role(self, role: str) -> None:
        """Begin with a role of the event, as its key does."""
        if self._state.role_of(role) is not None:
            self._state.choose(role)
            self._refresh()

    def keep(self) -> None:
        """Take the candidate that is being proposed, if there is one, as Enter does."""
        self._take(self._state.current)

    def finish(self) -> None:
        """Stop without telling: what was taken is kept by the page already."""
        if self._state.event_uid:
            self._state.begin("")
            self.candidates_changed.emit([], None)
            self._tell_role()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._theme = theme
        self._tag.set_theme(theme)
        self.candidate_row.set_theme(theme)
        for chip in (*self._role_chips, *self._attribute_chips):
            chip.set_theme(theme)
        if self._state.event is not None:
            self._refresh()
        self.update()

    def hints(self) -> list[tuple[tuple[str, ...], str]]:
        """What keys do now, as (keys, text), the most useful first."""
        state = self._state
        role = state.role_of(state.role)
        if role is None:
            keys = [r.key for r in state.roles if r.key]
            event = state.event
            attributes = attributes_of(state.index.schema, event) if state.index and event else []
            others = [a.key for a in attributes if a.key]
            found: list[tuple[tuple[str, ...], str]] = []
            if keys:
                found.append((_ends(keys), "role"))
            if others:
                found.append((_ends(others), "attribute"))
            return [*found, (("Enter",), "done"), (("Esc",), "close")]
        found = []
        if role.key and state.candidates:
            found += [((role.key,), "next candidate")]
            if len(role.key) == 1 and role.key.isalpha():
                found.append(((f"Shift+{role.key}",), "previous"))
        if state.candidates:
            last = len(state.candidates)
            found.append((("1",) if last == 1 else ("1", str(last)), "take by number"))
        if state.current is not None:
            found.append((("Enter",), "take"))
        if state.fillers(role.name):
            found.append((("Delete",), "clear"))
        return [*found, (("Esc",), f"leave {role.name}")]

    def describe(self) -> str:
        """Where the person is, for the status line and screen readers: "STRIKE fired, choosing the target"."""
        state = self._state
        event = state.event
        if state.index is None or event is None:
            return ""
        words = f"{event.type} {state.index.quote(event.trigger)}"
        return f"{words}, choosing the {state.role}" if state.role else words

    def _refresh(self) -> None:
        state = self._state
        index, event = state.index, state.event
        assert index is not None
        assert event is not None
        self._tag.show_name(event.type, schema=index.schema, trigger=True)
        ltr, rtl = card_fonts(self._theme)
        inks = partial(ink_of, self._theme, index.schema)
        pieces = self._sentence(index, event)
        self.sentence.show_pieces(pieces, theme=self._theme, inks=inks, font=ltr, rtl_font=rtl)
        nothing = "Press the key of a role." if not state.role else f"Nothing here can fill the {state.role}."
        self.candidate_row.show_candidates(state.role, state.candidates, state.at, index=index, nothing=nothing)
        self._show_roles(index)
        self._show_attributes(index, event)
        current = state.current
        told = f": {index.quote(current.fragments)}, {current.label}, {state.at + 1} of" if current else ""
        self.setAccessibleName(self.describe() + (f"{told} {len(state.candidates)}" if told else ""))
        self.setAccessibleDescription(plain(pieces))
        self.updateGeometry()
        numbers = [(candidate.uid, number) for number, candidate in enumerate(state.candidates, 1)]
        self.candidates_changed.emit(numbers, current.uid if current else None)
        self._tell_role()

    def _tell_role(self) -> None:
        event = self._state.event
        now = (event.type if event else "", self._state.role)
        if now != self._told:
            self._told = now
            self.role_changed.emit(*now)

    def _sentence(self, index: DeskIndex, event: Event) -> tuple[Piece, ...]:
        current = self._state.current
        if current is not None:
            return event_sentence(index, event, draft=current.fragments)
        pieces = event_sentence(index, event)
        if self._state.role and not self._state.fillers(self._state.role):
            return (*pieces, Piece("  "), Piece(f"{self._state.role}?", "slot"))
        return pieces

    def _show_roles(self, index: DeskIndex) -> None:
        roles = self._state.roles
        while len(self._role_chips) < len(roles):
            number = len(self._role_chips)
            chip = Chip(self._theme, index.schema, self._chips)
            chip.clicked.connect(partial(self._role_pressed, number))
            self._role_chips.append(chip)
            self._lay_chips()
        for chip, role in zip(self._role_chips, roles, strict=False):
            fillers = self._state.fillers(role.name)
            active = role.name == self._state.role
            state = "on" if active else ("set" if fillers else "plain")
            quotes = [index.quote(entry.fragments) for uid in fillers if (entry := index.find(uid))]
            name = f"{role.name}: {', '.join(quotes) or 'none'}"
            chip.show_parts(role.name, key=role.key, ticked=bool(fillers), state=state, name=name)
            chip.setToolTip(name)
            chip.setVisible(True)
        for chip in self._role_chips[len(roles) :]:
            chip.setVisible(False)

    def _show_attributes(self, index: DeskIndex, event: Event) -> None:
        attributes = attributes_of(index.schema, event)
        while len(self._attribute_chips) < len(attributes):
            chip = Chip(self._theme, index.schema, self._chips)
            chip.clicked.connect(partial(self._attribute_pressed, len(self._attribute_chips)))
            self._attribute_chips.append(chip)
            self._lay_chips()
        for chip, attribute in zip(self._attribute_chips, attributes, strict=False):
            value = current_value(event, attribute) or "none"
            chip.show_parts(attribute.name, key=attribute.key, value=value, state="quiet")
            chip.setVisible(True)
        for chip in self._attribute_chips[len(attributes) :]:
            chip.setVisible(False)

    def _lay_chips(self) -> None:
        """Roles first, then attributes, whichever came into being first."""
        while self._flow.count():
            self._flow.takeAt(0)
        for chip in (*self._role_chips, *self._attribute_chips):
            self._flow.addWidget(chip)

    # what people do

    def handle_key(self, event: QKeyEvent) -> bool:
        """Use a key that was pressed in the text; False where it means nothing here."""
        if not self._state.event_uid or self._state.event is None:
            return False
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # What Ctrl+Enter means beyond that is the window's affair.
            self.keep()
            return False
        return any(self._act_on(name) for name in key_names(event))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: keys work as well while one of the chips has the keyboard."""
        if not self.handle_key(event):
            super().keyPressEvent(event)

    def _act_on(self, key: str) -> bool:
        named = {
            "Enter": self._enter,
            "Esc": self._escape,
            "Delete": self._clear,
            "Backspace": self._clear,
            "Tab": partial(self._next_role, 1),
            "Shift+Tab": partial(self._next_role, -1),
        }
        if key in named:
            named[key]()
            return True
        return self._digit(key) or self._role_key(key) or self._attribute_key(key) or self._type_key(key)

    def _digit(self, key: str) -> bool:
        if not self._state.role or len(key) != 1 or not key.isdigit():
            return False
        self._take_number(int(key))
        return True

    def _role_key(self, key: str) -> bool:
        state = self._state
        role = state.role_by_key(key)
        if role is not None:
            if role.name == state.role:
                state.step(1)
            else:
                # The next role's key keeps the one that is current.
                self._take(state.current)
                state.choose(role.name)
            self._refresh_if_open()
            return True
        active = state.role_of(state.role)
        if active is not None and active.key.isalpha() and key == active.key.upper():
            state.step(-1)
            self._refresh_if_open()
            return True
        return False

    def _attribute_key(self, key: str) -> bool:
        event, index = self._state.event, self._state.index
        if event is None or index is None:
            return False
        for number, attribute in enumerate(attributes_of(index.schema, event)):
            if attribute.key and key in (attribute.key, attribute.key.upper()):
                self._turn_attribute(number, back=key != attribute.key)
                return True
        return False

    def _type_key(self, key: str) -> bool:
        """Before a role is chosen the keys of event types give the event another type."""
        event, index = self._state.event, self._state.index
        if event is None or index is None or self._state.role:
            return False
        kind = next((k for k in index.schema.events if k.key and k.key == key), None)
        if kind is not None and kind.type != event.type:
            self.type_asked.emit(event.uid, kind.type)
        return kind is not None

    def _turn_attribute(self, number: int, *, back: bool) -> None:
        event, index = self._state.event, self._state.index
        if event is not None and index is not None:
            attribute = attributes_of(index.schema, event)[number]
            value = next_value(index.schema, event, attribute, back=back)
            self.attribute_set.emit(event.uid, attribute.name, value)

    def _attribute_pressed(self, number: int, _checked: bool = False) -> None:
        self._turn_attribute(number, back=False)

    def _role_pressed(self, number: int, _checked: bool = False) -> None:
        role = self._state.roles[number]
        if role.name == self._state.role:
            self._state.step(1)
        else:
            self._take(self._state.current)
            self._state.choose(role.name)
        self._refresh_if_open()

    def _next_role(self, by: int) -> None:
        """Look at another role. Unlike a role's key this takes nothing: it is for looking round."""
        following = self._state.next_role(by)
        if following:
            self._state.choose(following)
        self._refresh_if_open()

    def _enter(self) -> None:
        if not self._state.role:
            self._close()
        elif self._state.current is None:
            self._leave()
        else:
            self._take(self._state.current)

    def _escape(self) -> None:
        if self._state.role:
            self._leave()
        else:
            self._close()

    def _clear(self) -> None:
        """Take the last filler out of the role; without one, give up the candidate."""
        state = self._state
        fillers = state.fillers(state.role)
        if state.role and fillers:
            self.filler_removed.emit(state.event_uid, state.role, fillers[-1])
        elif state.role:
            state.at = -1
            self._refresh_if_open()

    def _take_number(self, number: int) -> None:
        if 1 <= number <= len(self._state.candidates):
            self._take(self._state.candidates[number - 1])

    def _take(self, candidate: Candidate | None) -> None:
        """Let a candidate fill the role; then no role is being filled."""
        state = self._state
        if candidate is None or not state.role:
            return
        event, role = state.event_uid, state.role
        state.leave()
        self.filler_taken.emit(event, role, candidate.uid)
        self._refresh_if_open()

    def _leave(self) -> None:
        self._state.leave()
        self._refresh()

    def _refresh_if_open(self) -> None:
        """The page may have closed the composer while it dealt with what was told."""
        if self._state.event is not None:
            self._refresh()

    def _close(self) -> None:
        self.finish()
        self.closed.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt: a raised field with the accent line on top."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colour("raised"))
        painter.fillRect(0, 0, self.width(), 2, self._theme.colour("accent"))
        painter.end()


def _ends(keys: list[str]) -> tuple[str, ...]:
    """First and last of many keys."""
    return (keys[0], keys[-1]) if len(keys) > 1 else tuple(keys)
