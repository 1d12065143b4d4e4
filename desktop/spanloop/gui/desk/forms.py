"""The inspector and the form of an event: what is asked in them becomes acts of the session."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent

from spanloop.core.changes import Changes
from spanloop.core.marks import Event, Fragments, Mention
from spanloop.core.proposing import TypeProposal
from spanloop.core.schema import Role
from spanloop.gui.composer.state import Pointed
from spanloop.gui.desk.keyed_menu import KeyedMenu
from spanloop.gui.desk.layout import DeskLayout
from spanloop.gui.desk.session import DeskSession
from spanloop.operations import events, marking, suggestions


class Forms(QObject):
    """Wires inspector and form to the session.

    composing_changed(bool): the form opened or closed. retyped(type): an event got another type by hand.
    """

    composing_changed = Signal(bool)
    retyped = Signal(str)

    def __init__(self, page: DeskLayout) -> None:
        super().__init__(page)
        self._page = page
        self.session: DeskSession | None = None
        self.event: str | None = None
        #: Where the cursor stood when the form opened or a role was filled: going elsewhere is pointing.
        self._rest: Fragments = ()
        self._wire()

    def _wire(self) -> None:
        inspector, composer = self._page.inspector, self._page.composer
        inspector.role_asked.connect(self._role_asked)
        inspector.type_asked.connect(self._retype)
        inspector.accept_asked.connect(lambda uid: self.act(suggestions.accept, suggestions=[uid]))
        inspector.reject_asked.connect(lambda uid: self.act(suggestions.reject, suggestions=[uid]))
        inspector.label_asked.connect(self.relabel)
        inspector.remove_asked.connect(lambda uid: self.act(marking.unmark, marks=[uid]))
        inspector.note_changed.connect(lambda uid, text: self.act(marking.annotate_note, mark=uid, text=text))
        inspector.filler_removed.connect(self._empty)
        inspector.attribute_asked.connect(self._set_attribute)
        composer.candidates_changed.connect(self._number_candidates)
        composer.filler_taken.connect(self.fill)
        composer.filler_marked.connect(self._fill_with_words)
        composer.pointed = self._pointed
        self._page.canvas.mark_clicked.connect(self._mark_clicked)
        composer.filler_removed.connect(self._empty)
        composer.attribute_set.connect(self._set_attribute)
        composer.type_asked.connect(self._retype)
        composer.role_changed.connect(self._explain)
        composer.closed.connect(self._closed)

    def act(self, operation: Callable[..., Changes], **arguments: object) -> Changes | None:
        return self.session.act(operation, **arguments) if self.session else None

    def _number_candidates(self, candidates: list[tuple[str, int]], current: str | None) -> None:
        self._page.canvas.set_candidates(candidates, current, role=self._page.composer.role)

    def _explain(self, kind: str, role: str) -> None:
        if kind:
            self._page.inspector.explain(kind, role=role)

    def fill(self, event: str, role: str, filler: str) -> None:
        """Let a mark fill a role."""
        self.act(events.fill_role, event=event, role=role, filler=filler)
        self._rest = self._page.canvas.selection()

    def _fill_with_words(self, event: str, role: str, fragments: Fragments, label: str) -> None:
        self._rest = fragments
        self.act(events.fill_with_words, event=event, role=role, fragments=fragments, label=label)
        self._rest = self._page.canvas.selection()

    def _pointed(self) -> Pointed | None:
        """The words to which the person went, or which they selected, since the form opened or was last filled."""
        canvas = self._page.canvas
        span = canvas.selection()
        return None if not span or span == self._rest else Pointed(span, canvas.has_selection())

    def _mark_clicked(self, uid: str) -> None:
        """A click on a mark while a role is being filled takes it, as its number would."""
        if self.composing and self._page.composer.take_mark(uid):
            self._rest = self._page.canvas.selection()

    def _empty(self, event: str, role: str, filler: str) -> None:
        self.act(events.empty_role, event=event, role=role, filler=filler or None)

    def _set_attribute(self, event: str, name: str, value: str) -> None:
        self.act(events.set_attribute, event=event, name=name, value=value or None)

    def _retype(self, event: str, kind: str) -> None:
        self.act(events.retype, event=event, type=kind)
        self.retyped.emit(kind)

    def relabel(self, mention: str, label: str) -> None:
        """Give an own mention another label; accept a suggested one under it."""
        if self.session is None:
            return
        if self.session.suggested(mention) is not None:
            self.act(suggestions.accept_as, suggestion=mention, label=label)
        else:
            self.act(marking.relabel, mention=mention, label=label)

    # the form of an event

    @property
    def composing(self) -> bool:
        return self.event is not None

    def compose(self, event: str, *, role: str = "", proposal: TypeProposal | None = None) -> None:
        """Open the form of an own event, at a role if one is named; a suggested event is accepted first.

        proposal: why it has its type, when that was proposed and not chosen.
        """
        session = self.session
        if session is None or session.desk is None:
            return
        if session.suggested(event) is not None:
            event = self._accepted(event) or ""
        if not isinstance(session.own(event), Event) or session.desk is None:
            return
        self.event = event
        self._page.canvas.focus_event(event)
        self._page.composer.begin(session.desk, session.schema, event, proposal=proposal)
        self._page.composer.show()
        if role:
            self._page.composer.choose_role(role)
        self._page.canvas.setFocus()
        self._rest = self._page.canvas.selection()
        self.composing_changed.emit(True)

    def _accepted(self, suggestion: str) -> str | None:
        session = self.session
        if session is None or not self.act(suggestions.accept, suggestions=[suggestion]) or session.desk is None:
            return None
        return next((event.uid for event in session.desk.marks.events if event.origin == suggestion), None)

    def refresh(self) -> None:
        """The desk changed under the form: show it again, or close it when its event is gone."""
        session = self.session
        if self.event is None or session is None or session.desk is None:
            return
        if session.own(self.event) is None:
            self.finish()
        else:
            self._page.composer.update_desk(session.desk)

    def keep_current(self) -> None:
        """Take the candidate that is current, as the next role's key would: before the article is left."""
        if self.composing:
            self._page.composer.handle_key(
                QKeyEvent(QKeyEvent.Type.KeyPress, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
            )

    def finish(self) -> None:
        """Close the form; what was taken is saved already."""
        if self.event is not None:
            self._page.composer.finish()
            self._closed()

    def _closed(self) -> None:
        if self.event is None:
            return
        self.event = None
        self._page.composer.hide()
        self._page.canvas.set_candidates([], None)
        self._page.canvas.setFocus()
        self.composing_changed.emit(False)

    def _role_asked(self, event: str, role: str) -> None:
        self.compose(event, role=role)

    # dragging from a trigger to what fills a role

    def connect_marks(self, event: str, filler: str) -> None:
        """A drag from an event to a mark: fill the role that takes it, or ask which of several."""
        session = self.session
        source = session.own(event) if session else None
        if session is None or not isinstance(source, Event):
            return
        roles = self.roles_for(source, filler)
        if len(roles) == 1:
            self.fill(event, roles[0].name, filler)
        elif roles:
            mark = session.own(filler) or session.suggested(filler)
            assert mark is not None
            menu = KeyedMenu("roleMenu", self._page)
            for role in roles:
                menu.offer(role.name, key=role.key, do=partial(self.fill, event, role.name, filler))
            menu.open_at(mark, self._page.canvas)

    def roles_for(self, event: Event, filler: str) -> list[Role]:
        """The roles of the event that the mark may fill: those still empty, or all when none is empty."""
        session = self.session
        kind = session.schema.event(event.type) if session else None
        mark = (session.own(filler) or session.suggested(filler)) if session else None
        if kind is None or mark is None or mark.uid == event.uid:
            return []
        taking = [role for role in kind.roles if _takes(role, mark)]
        filled = {argument.role for argument in event.arguments}
        return [role for role in taking if role.name not in filled] or taking


def _takes(role: Role, mark: Mention | Event) -> bool:
    return role.takes_event(mark.type) if isinstance(mark, Event) else role.takes_label(mark.label)
