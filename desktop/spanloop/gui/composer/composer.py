"""The composer: the foot of the canvas while an event is being made."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from spanloop.core.candidates import Candidate
from spanloop.core.experience import Experience
from spanloop.core.proposing import TypeProposal
from spanloop.core.schema import Role, Schema
from spanloop.gui.composer.fields import FieldChips
from spanloop.gui.composer.foot import FootForm
from spanloop.gui.composer.hints import hints_of
from spanloop.gui.composer.showing import nothing_numbered, offer_of, other_types, sentence_of
from spanloop.gui.composer.state import Considering, Pointed
from spanloop.gui.inspector.attributes import attributes_of, next_value
from spanloop.gui.inspector.index import DeskLike
from spanloop.gui.inspector.sentence import plain
from spanloop.gui.keys import key_names
from spanloop.gui.theme import Theme


class Composer(FootForm):
    """Fills the roles and attributes of one event by keys.

    The desk page hands it the keys of the canvas (handle_key) and each newer desk (update_desk).
    filler_taken(event, role, uid of the filler); filler_marked(event, role, fragments, label): words get this label and
    fill the role. role_changed(event type, role or ""): so that the guideline can follow.

    pointed: the words at which the person pointed in the text since the last filler, None while they did not.
    """

    filler_taken = Signal(str, str, str)
    filler_marked = Signal(str, str, object, str)
    filler_removed = Signal(str, str, str)
    attribute_set = Signal(str, str, str)
    type_asked = Signal(str, str)
    role_changed = Signal(str, str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, name="composer", parent=parent)
        self._state = Considering()
        self._told: tuple[str, str] = ("", "")
        self.pointed: Callable[[], Pointed | None] = lambda: None
        self._experience: Callable[[], Experience] | None = None
        self.candidate_row.taken.connect(self._chip_taken)
        self.fields = FieldChips(theme)
        self.fields.role_pressed.connect(self._role_pressed)
        self.fields.attribute_pressed.connect(partial(self._turn_attribute, back=False))
        self._column.addWidget(self.fields)

    # what is shown

    @property
    def event_uid(self) -> str:
        """The event being made, or ""."""
        return self._state.event_uid

    @property
    def role(self) -> str:
        """The role being filled, or ""."""
        return self._state.role

    def set_experience(self, experience: Callable[[], Experience] | None) -> None:
        """Where to ask what past marks teach, for orders and labels; None: only this article is asked."""
        self._experience = experience

    def begin(self, desk: DeskLike, schema: Schema, event_uid: str, *, proposal: TypeProposal | None = None) -> None:
        """Start on an own event. Nothing happens when the desk does not have it. proposal: why it has its type."""
        state = self._state
        state.begin(event_uid)
        state.proposal = proposal
        state.experience = self._experience() if self._experience else None
        if not state.show(desk, schema):
            state.begin("")
            return
        self._refresh()

    def update_desk(self, desk: DeskLike) -> None:
        """Show a newer desk; when the event is gone from it, the composer closes."""
        state = self._state
        if not state.event_uid or state.index is None:
            return
        state.experience = self._experience() if self._experience else None
        if state.show(desk, state.index.schema):
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
        if self._state.choice is not None:
            self._take_label(self._state.at)
        else:
            self._take(self._state.current)

    def take_mark(self, uid: str) -> bool:
        """Let a mark that was clicked in the text fill the role, if one is being filled and it takes the mark."""
        state = self._state
        role = state.role_of(state.role)
        entry = state.index.find(uid) if state.index else None
        if role is None or entry is None or uid == state.event_uid:
            return False
        if not (role.takes_event(entry.name) if entry.is_event else role.takes_label(entry.name)):
            return False
        self._fill(role.name, uid)
        return True

    def finish(self) -> None:
        """Stop without telling: what was taken is kept by the page already."""
        if self._state.event_uid:
            self._state.begin("")
            super().finish()
            self._tell_role()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        super().set_theme(theme)
        self.fields.set_theme(theme)
        if self._state.event is not None:
            self._refresh()

    def hints(self) -> list[tuple[tuple[str, ...], str]]:
        """What keys do now, as (keys, text), the most useful first."""
        return hints_of(self._state, self.pointed())

    def describe(self) -> str:
        """Where the person is, for the status line and screen readers: "STRIKE fired, choosing the target"."""
        state = self._state
        event = state.event
        if state.index is None or event is None:
            return ""
        words = f"{event.type} {state.index.quote(event.trigger)}"
        if state.choice is not None:
            return f"{words}, choosing a label for the {state.choice.role}"
        return f"{words}, choosing the {state.role}" if state.role else words

    def _refresh(self) -> None:
        state = self._state
        index, event = state.index, state.event
        assert index is not None
        assert event is not None
        self._tag.show_name(event.type, schema=index.schema, trigger=True)
        pieces = sentence_of(state, index, event)
        self._show_pieces(pieces, index.schema)
        offer = offer_of(state, index)
        self.candidate_row.show_choices(
            offer.lead, offer.choices, offer.current, schema=index.schema, counted=offer.counted
        )
        self.fields.show_event(index, event, roles=state.roles, active=state.role, fillers=state.fillers)
        current = state.current
        told = f": {index.quote(current.fragments)}, {current.label}, {state.at + 1} of" if current else ""
        self.setAccessibleName(self.describe() + (f"{told} {len(state.candidates)}" if told else ""))
        self.setAccessibleDescription(plain(pieces))
        self.updateGeometry()
        self._number(state.candidates, current)
        self._tell_role()

    def _tell_role(self) -> None:
        event = self._state.event
        now = (event.type if event else "", self._state.role)
        if now != self._told:
            self._told = now
            self.role_changed.emit(*now)

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
        if self._state.choice is not None and self._label_key(key):
            return True
        return (
            self._digit(key)
            or self._role_key(key)
            or self._attribute_key(key)
            or self._type_key(key)
            or self._astray(key)
        )

    def _digit(self, key: str) -> bool:
        if not self._state.role or len(key) != 1 or not key.isdigit():
            return False
        self._take_number(int(key))
        return True

    def _label_key(self, key: str) -> bool:
        """While a label is being chosen, its own key takes it too; that goes before the role of the same key."""
        state = self._state
        assert state.choice is not None
        assert state.index is not None
        entities = [state.index.schema.entity(label) for label in state.choice.labels]
        at = next((n for n, entity in enumerate(entities) if entity and entity.key == key), None)
        if at is not None:
            self._take_label(at)
        return at is not None

    def _role_key(self, key: str) -> bool:
        state = self._state
        role = state.role_by_key(key)
        if role is not None:
            self._press_role(role)
            return True
        active = state.role_of(state.role)
        if active is not None and active.key.isalpha() and key == active.key.upper():
            state.step(-1)
            self._refresh_if_open()
            return True
        return False

    def _press_role(self, role: Role) -> None:
        state = self._state
        # What is pointed at while a label is being chosen are the words that are to get it.
        pointed = self.pointed() if state.choice is None else None
        if role.name != state.role:
            # The next role's key keeps the one that is current.
            self.keep()
        if state.event is None:
            return
        if pointed is not None:
            self._fill_pointed(role, pointed)
        elif role.name == state.role:
            state.step(1)
        else:
            state.choose(role.name)
        self._refresh_if_open()

    def _fill_pointed(self, role: Role, pointed: Pointed) -> None:
        """The words at which the person points fill the role: as the mark that stands there, else as a new mention."""
        state = self._state
        uid = state.mark_at(role, pointed)
        labels = state.labels_for(role, pointed)
        if uid:
            self._fill(role.name, uid)
        elif not labels.labels:
            state.choose(role.name)
            self.told.emit(f"The {role.name} is filled by events only.")
        elif labels.sure:
            self._mark(role.name, pointed, labels.labels[0])
        else:
            state.ask_label(role.name, pointed, labels.labels)

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

    def _astray(self, key: str) -> bool:
        """A label's key while nothing is pointed at would mark the trigger itself: that is hardly meant."""
        event, index = self._state.event, self._state.index
        if event is None or index is None or self.pointed() is not None:
            return False
        entity = next((entity for entity in index.schema.entities if entity.key and entity.key == key), None)
        if entity is not None:
            self.told.emit(f"{key} is no role of {event.type}. Go to words first, and {key} marks them {entity.label}.")
        return entity is not None

    def _turn_attribute(self, number: int, *, back: bool) -> None:
        event, index = self._state.event, self._state.index
        if event is not None and index is not None:
            attribute = attributes_of(index.schema, event)[number]
            value = next_value(index.schema, event, attribute, back=back)
            self.attribute_set.emit(event.uid, attribute.name, value)

    def _role_pressed(self, number: int) -> None:
        self._press_role(self._state.roles[number])

    def _next_role(self, by: int) -> None:
        """Look at another role, or label. Unlike a role's key this takes nothing: it is for looking round."""
        following = "" if self._state.choice else self._state.next_role(by)
        if self._state.choice:
            self._state.step(by)
        elif following:
            self._state.choose(following)
        self._refresh_if_open()

    def _enter(self) -> None:
        state = self._state
        role, pointed = state.role_of(state.role), self.pointed()
        if not state.role:
            self._close()
        elif state.choice is None and role is not None and pointed is not None:
            self._fill_pointed(role, pointed)
            self._refresh_if_open()
        elif state.choice is None and state.current is None:
            self._leave()
        else:
            self.keep()

    def _escape(self) -> None:
        if self._state.role:
            self._leave()
        else:
            self._close()

    def _clear(self) -> None:
        """Take the last filler out of the role; without one, give up the candidate."""
        state = self._state
        fillers = state.fillers(state.role)
        if state.choice is not None:
            self._leave()
        elif state.role and fillers:
            self.filler_removed.emit(state.event_uid, state.role, fillers[-1])
        elif state.role:
            state.at = -1
            self._refresh_if_open()

    def _chip_taken(self, number: int) -> None:
        """A chip was clicked: of a candidate, a label or, before a role is chosen, another type."""
        state = self._state
        if state.role:
            self._take_number(number)
        elif state.proposal is not None and state.index is not None:
            shown = other_types(state.proposal, state.index.schema)
            self.type_asked.emit(state.event_uid, shown[number - 1].type)

    def _take_number(self, number: int) -> None:
        state = self._state
        offered = len(state.choice.labels if state.choice else state.candidates)
        if not 1 <= number <= offered:
            self.told.emit(nothing_numbered(state, number))
        elif state.choice is not None:
            self._take_label(number - 1)
        else:
            self._take(state.candidates[number - 1])

    def _take_label(self, at: int) -> None:
        choice = self._state.choice
        if choice is not None and 0 <= at < len(choice.labels):
            self._mark(choice.role, Pointed(choice.fragments, True), choice.labels[at])

    def _take(self, candidate: Candidate | None) -> None:
        """Let a candidate fill the role; then no role is being filled."""
        if candidate is not None and self._state.role:
            self._fill(self._state.role, candidate.uid)

    def _fill(self, role: str, uid: str) -> None:
        event = self._state.event_uid
        self._state.leave()
        self.filler_taken.emit(event, role, uid)
        self._refresh_if_open()

    def _mark(self, role: str, pointed: Pointed, label: str) -> None:
        event = self._state.event_uid
        self._state.leave()
        self.filler_marked.emit(event, role, pointed.fragments, label)
        self._refresh_if_open()

    def _leave(self) -> None:
        self._state.leave()
        self._refresh()

    def _refresh_if_open(self) -> None:
        """The page may have closed the composer while it dealt with what was told."""
        if self._state.event is not None:
            self._refresh()
