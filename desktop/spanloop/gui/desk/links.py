"""Links on the desk: the form in which one is made, what is asked of those in the cards, and their arcs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Signal

from spanloop.core.changes import Changes
from spanloop.core.marks import Event, Fragments, Mention
from spanloop.gui.composer.linker import link_key
from spanloop.gui.desk.forms import Forms
from spanloop.gui.desk.keyed_menu import KeyedMenu
from spanloop.gui.desk.layout import DeskLayout
from spanloop.gui.desk.session import DeskSession
from spanloop.operations import linking


class LinkActs(QObject):
    """Makes, turns and removes links. open_changed(bool): the form opened or closed."""

    open_changed = Signal(bool)

    def __init__(self, page: DeskLayout, *, forms: Forms, focused: Callable[[], str | None]) -> None:
        """focused: the event that has the focus of the page, whose arcs come back where no link is looked at."""
        super().__init__(page)
        self._page = page
        self._forms = forms
        self._focused = focused
        #: Where the cursor stood when the form opened; going elsewhere is pointing.
        self._rest: Fragments = ()
        self._session: DeskSession | None = None
        linker = page.linker
        linker.candidates_changed.connect(self._number_candidates)
        linker.link_asked.connect(self.link)
        linker.closed.connect(self._closed)
        linker.pointed = self._pointed
        for card in (page.inspector.event_card, page.inspector.mention_card):
            card.links.removed.connect(lambda uid: self._act(linking.unlink, link=uid))
            card.links.turned.connect(lambda uid: self._act(linking.relink, link=uid, turned=True))
            card.links.retyped.connect(lambda uid, kind: self._act(linking.relink, link=uid, type=kind))
            card.link_asked.connect(self.new)
        page.canvas.cursor_changed.connect(self.show_arcs)
        page.canvas.mark_clicked.connect(self._mark_clicked)
        page.canvas.linked.connect(self.connect_marks)

    @property
    def open(self) -> bool:
        """Whether a link is being made."""
        return bool(self._page.linker.source)

    def set_session(self, session: DeskSession | None) -> None:
        """Work on another project, or on none."""
        self.finish()
        self._session = session

    def _act(self, operation: Callable[..., Changes], **arguments: object) -> Changes | None:
        return self._session.act(operation, **arguments) if self._session else None

    # the form

    def new_of(self, kind: str) -> None:
        """Begin a link of this type from the mark under the cursor."""
        self.new(kind=kind)

    def new(self, uid: str = "", *, kind: str = "") -> None:
        """Begin a link from a mark, or from the one under the cursor; kind: of this type, else it is asked for."""
        session, canvas = self._session, self._page.canvas
        source = self._mark(uid or canvas.mark_at_cursor() or "")
        if session is None or session.desk is None or source is None:
            return
        self._forms.finish()
        what = "events" if isinstance(source, Event) else "mentions"
        wanted = session.schema.link(kind)
        if wanted is not None and wanted.between_events != isinstance(source, Event):
            self._page.linker.told.emit(f"{kind} links no {what}.")
            return
        if not self._page.linker.begin(session.desk, session.schema, source.uid, kind=kind):
            self._page.linker.told.emit(f"The schema has no links between {what}.")
            return
        if uid and uid != canvas.mark_at_cursor():
            canvas.go_to(uid)
        self._rest = canvas.selection()
        canvas.focus_event(source.uid, links=True)
        self._page.linker.update_desk(session.desk)
        self._page.linker.show()
        canvas.setFocus()
        self.open_changed.emit(True)

    def refresh(self) -> None:
        """The desk changed under the form, or under the arcs."""
        if self.open and self._session and self._session.desk:
            self._page.linker.update_desk(self._session.desk)
        self.show_arcs()

    def finish(self) -> None:
        """Close the form; nothing is linked."""
        if self.open:
            self._page.linker.finish()
            self._closed()

    def _closed(self) -> None:
        self._page.linker.hide()
        self._page.canvas.set_candidates([], None)
        self._page.canvas.setFocus()
        self.show_arcs()
        self.open_changed.emit(False)

    def link(self, kind: str, source: str, target: str) -> None:
        """Link two marks; the cursor rests on the source, so that the arc is seen."""
        if self._act(linking.link, type=kind, source=source, target=target):
            own = self._became(source)
            if own:
                self._page.canvas.go_to(own)
        self.show_arcs()

    def _became(self, uid: str) -> str:
        """The own mark, or what came of a suggestion that was accepted with the link."""
        session = self._session
        if session is None or session.desk is None or session.own(uid):
            return uid
        own = (*session.desk.marks.mentions, *session.desk.marks.events)
        return next((mark.uid for mark in own if mark.origin == uid), "")

    def _number_candidates(self, candidates: list[tuple[str, int]], current: str | None) -> None:
        self._page.canvas.set_candidates(candidates, current, role=self._page.linker.kind)

    def _mark(self, uid: str) -> Mention | Event | None:
        session = self._session
        return (session.own(uid) or session.suggested(uid)) if session else None

    def _pointed(self) -> str | None:
        """The mark to which the person went since the form opened, "" for words without one, None for nowhere."""
        span = self._page.canvas.selection()
        return None if span == self._rest else self._page.canvas.mark_at_cursor() or ""

    def _mark_clicked(self, uid: str) -> None:
        if self.open:
            self._page.linker.take_mark(uid)

    # arcs

    def show_arcs(self) -> None:
        """Where the cursor rests on a linked mention that the focused event does not have, show its links instead."""
        session, canvas = self._session, self._page.canvas
        if session is None or session.desk is None or self.open or self._forms.composing:
            return
        uid = canvas.mark_at_cursor()
        links = session.desk.marks.links
        mention = isinstance(session.own(uid), Mention) and any(uid in (k.source, k.target) for k in links)
        focused = self._mark(self._focused() or "")
        fills = isinstance(focused, Event) and any(argument.filler == uid for argument in focused.arguments)
        canvas.focus_event(uid if mention and not fills else self._focused(), links=mention and not fills)

    # dragging from mark to mark

    def connect_marks(self, source: str, target: str) -> None:
        """A drag from a mark to another of its kind: link them, or ask by which of several links."""
        session = self._session
        one, other = self._mark(source), self._mark(target)
        if session is None or one is None or other is None or type(one) is not type(other):
            return
        kinds = [kind for kind in session.schema.links if kind.between_events == isinstance(one, Event)]
        if len(kinds) == 1:
            self.link(kinds[0].type, source, target)
        elif kinds:
            menu = KeyedMenu("linkMenu", self._page)
            for kind in kinds:
                menu.offer(kind.type, key=link_key(kind), do=partial(self.link, kind.type, source, target))
            menu.open_at(other, self._page.canvas)
