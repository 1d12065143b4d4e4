"""What a key or a click on the desk means for the marks: one place between what is pressed and the operations."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from typing import TYPE_CHECKING

from spanloop.core.changes import Changes
from spanloop.core.lookup import problems_of
from spanloop.core.marks import Event, Fragments, Mention, name_of
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.desk.spans import fragments_of, rest_on
from spanloop.operations import marking, resizing, snapping, suggestions

if TYPE_CHECKING:
    from spanloop.gui.canvas import Canvas


class DeskActs:
    """Acts on the mark, the selection or the word under the cursor of the canvas.

    compose: opens the form of an own event. A mark under the cursor counts as meant only when the cursor covers exactly
    its words: a word inside a long mention is marked on its own.
    """

    def __init__(self, canvas: Canvas, *, compose: Callable[[str], None]) -> None:
        self.canvas = canvas
        self._compose = compose
        self.session: DeskSession | None = None

    # marking

    def label(self, label: str) -> None:
        """Mark what is under the cursor; unmark it when it has this label; else give it this label instead."""
        session, span = self.session, self.canvas.selection()
        if session is None or session.desk is None or not span:
            return
        suggestion = self._meant_suggestion()
        if isinstance(suggestion, Mention):
            self._accept_as(suggestion, label)
            return
        if self.extend_kept(label, span):
            return
        # In the order of their starts, as a project gives them: of very many, few are looked at.
        mentions = session.desk.marks.mentions
        first = bisect_left(mentions, span[0][0], key=_start)
        last = bisect_right(mentions, span[0][0], lo=first, key=_start)
        same = [mention for mention in mentions[first:last] if mention.fragments == span]
        alike = next((mention for mention in same if mention.label == label), None)
        if alike is not None:
            session.act(marking.unmark, marks=[alike.uid])
        elif len(same) == 1:
            session.act(marking.relabel, mention=same[0].uid, label=label)
        else:
            changes = session.act(marking.mark, article=session.article, fragments=span, label=label)
            self._rest_on_new(changes, label)

    def _rest_on_new(self, changes: Changes | None, label: str) -> None:
        """The cursor stands on the new mark as a whole, so that the same key takes it away again."""
        session = self.session
        if not changes or session is None or session.desk is None:
            return
        for uid in changes.marks:
            own = session.own(uid)
            if isinstance(own, Mention) and own.label == label:
                self.canvas.go_to(uid)
                return

    def extend_kept(self, name: str, span: Fragments) -> bool:
        """Where fragments were added to a mark of this label or type, let it cover them; False elsewhere."""
        session, kept = self.session, self.canvas.kept_from
        mark = (session.own(kept) or session.suggested(kept)) if session else None
        if session is None or mark is None or name_of(mark) != name:
            return False
        if fragments_of(mark) == span:
            return False
        changes = session.act(resizing.reshape, mark=kept, fragments=span)
        if changes:
            rest_on(self.canvas, session, kept, among=changes.marks)
        return True

    def _accept_as(self, suggestion: Mention, label: str) -> None:
        if suggestion.label == label:
            self.accept()
        elif self.session is not None:
            changes = self.session.act(suggestions.accept_as, suggestion=suggestion.uid, label=label)
            self._rest_on_new(changes, label)

    def remove(self) -> None:
        """Take away the own mark under the cursor."""
        session, own = self.session, self.own_at_cursor()
        if session is not None and own is not None:
            session.act(marking.unmark, marks=[own.uid])

    def snap(self) -> None:
        """Move the edges of the own mark under the cursor to whole words, and rest on it."""
        session, own = self.session, self.own_at_cursor()
        if session is not None and own is not None and session.act(snapping.snap, mark=own.uid):
            self.canvas.go_to(own.uid)

    # events

    def _compose_new(self, changes: Changes | None, kind: str) -> None:
        session = self.session
        if not changes or session is None or session.desk is None:
            return
        for uid in changes.marks:
            own = session.own(uid)
            if isinstance(own, Event) and own.type == kind:
                self._compose(uid)
                return

    # suggestions

    def accept(self) -> None:
        """Accept the suggestion under the cursor; an event opens its form, a mention leads to the next one."""
        session, suggestion = self.session, self.suggestion_at_cursor()
        if session is None or suggestion is None:
            return
        changes = session.act(suggestions.accept, suggestions=[suggestion.uid])
        if changes is None:
            return
        if isinstance(suggestion, Event):
            self._compose_new(changes, suggestion.type)
        else:
            self._rest_on_new(changes, suggestion.label)
            self.canvas.step_mark(1, only_suggestions=True)

    def reject(self) -> None:
        """Reject the suggestion under the cursor and go on to the next one."""
        session, suggestion = self.session, self.suggestion_at_cursor()
        if session is None or suggestion is None:
            return
        if session.act(suggestions.reject, suggestions=[suggestion.uid]) is not None:
            self.canvas.step_mark(1, only_suggestions=True)

    def accept_all(self) -> None:
        """Accept every suggestion of the article as one act."""
        session = self.session
        if session is not None and session.suggestions():
            session.act(suggestions.accept, suggestions=session.suggestions())

    # what is under the cursor

    def own_at_cursor(self) -> Mention | Event | None:
        return self.session.own(self.canvas.mark_at_cursor()) if self.session else None

    def cuts_a_word(self) -> bool:
        """Whether the own mark under the cursor has an edge inside a word."""
        own = self.own_at_cursor()
        desk = self.session.desk if self.session else None
        if own is None or desk is None:
            return False
        return any(problem.code == "off_words" for problem in problems_of(desk.problems, own))

    def suggestion_at_cursor(self) -> Mention | Event | None:
        return self.session.suggested(self.canvas.mark_at_cursor()) if self.session else None

    def is_meant(self, mark: Mention | Event | None) -> bool:
        """Whether the cursor covers exactly this mark, so that a key is about it and not about one of its words."""
        return mark is not None and fragments_of(mark) == self.canvas.selection()

    def _meant_suggestion(self) -> Mention | Event | None:
        found = self.suggestion_at_cursor()
        return found if self.is_meant(found) else None


def _start(mention: Mention) -> int:
    return mention.start
