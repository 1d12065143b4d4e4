"""One person at work on one project: what is open, and the one way by which acts reach the project."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Signal

from spanloop.core.changes import Changes
from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Author, Event, Marks, Mention
from spanloop.core.schema import Schema
from spanloop.operations import undoing, viewing
from spanloop.operations.refreshing import PATCHED, refresh_article
from spanloop.operations.viewing import Desk
from spanloop.operations.windows import Project

Result = TypeVar("Result")
#: Kinds of change after which an article looks different even where none of its own marks changed.
_EVERYWHERE = frozenset({"schema", "extractors"})


class DeskSession(QObject):
    """Holds the project, the author and the article that is open, and calls operations for them.

    opened: another article is on the desk. changed(Changes): an act was saved and the desk is up to date with it.
    refused(SpanloopError): nothing was done, and why. Widgets never call operations themselves, so that there is one
    place where a refusal becomes a dialog and a success becomes "Saved".
    """

    opened = Signal()
    changed = Signal(object)
    refused = Signal(object)

    def __init__(self, project: Project, *, author: Author, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.project = project
        self.author = author
        self.desk: Desk | None = None
        self.saved_at: datetime | None = None
        self._own: dict[str, Mention | Event] = {}
        self._suggested: dict[str, Mention | Event] = {}
        #: uids of the marks and suggestions in which the desk differs from the one before; None where it may be any.
        self.differing: frozenset[str] | None = None
        self._outside = viewing.OutsideWatch(project)
        #: The same since the article was read: what someone else wrote is not in an act's changes.
        self._outside_desk = viewing.OutsideWatch(project)

    @property
    def schema(self) -> Schema:
        return self.project.schema

    @property
    def article(self) -> str:
        """uid of the open article, "" while none is."""
        return self.desk.article.uid if self.desk else ""

    def attempt(self, work: Callable[[], Result]) -> Result | None:
        """Do something that may be refused; None and `refused` when it is."""
        try:
            return work()
        except SpanloopError as error:
            self.refused.emit(error)
            return None

    def act(self, operation: Callable[..., Changes], **arguments: Any) -> Changes | None:
        """Run an operation for this author, bring the desk up to date, and say so; None when it was refused."""
        changes = self.attempt(lambda: operation(self.project, author=self.author, **arguments))
        if changes is not None:
            self.take(changes)
        return changes

    def take(self, changes: Changes) -> None:
        """Something was saved: show it. An act that changed nothing is not announced."""
        if not changes:
            return
        self.saved_at = datetime.now().astimezone()
        touched = self.desk is not None and (self.article in changes.articles or bool(changes.kinds & _EVERYWHERE))
        gone = touched and not self._view_again(changes)
        self.changed.emit(changes)
        if gone:
            self.opened.emit()

    def open(self, article: str) -> bool:
        """Put an article on the desk; False when it cannot be read."""
        if not self._view(article):
            return False
        self.opened.emit()
        return True

    def close_article(self) -> None:
        """Nothing is on the desk any more."""
        self._show(None)
        self.opened.emit()

    def reload(self) -> None:
        """Someone else wrote into the project: read again what is shown."""
        if self.desk is None:
            return
        article = self.article
        there = self._view_again()
        everything: frozenset[Any] = frozenset({"articles", "mentions", "events", "states"})
        self.changed.emit(Changes("", frozenset({article}), everything))
        if not there:
            self.opened.emit()

    def changed_outside(self) -> bool:
        """Whether someone else wrote into the project since it was last asked."""
        return bool(self.attempt(self._outside.changed))

    def undo(self) -> None:
        """Take back this author's last act; the article that it touched comes onto the desk."""
        self._step(undoing.undo)

    def redo(self) -> None:
        """Do again what was last undone."""
        self._step(undoing.redo)

    def undo_label(self) -> str | None:
        return viewing.undo_label(self.project, author=self.author)

    def redo_label(self) -> str | None:
        return viewing.redo_label(self.project, author=self.author)

    def _step(self, operation: Callable[..., Changes]) -> None:
        changes = self.attempt(lambda: operation(self.project, author=self.author))
        if changes is None:
            return
        self.take(changes)
        touched = changes.articles
        if len(touched) == 1 and self.article not in touched and "articles" not in changes.kinds:
            self.open(next(iter(touched)))

    def _view(self, article: str) -> bool:
        self.attempt(self._outside_desk.changed)
        desk = self.attempt(lambda: viewing.view_article(self.project, author=self.author, article=article))
        if desk is None:
            return False
        self._show(desk)
        return True

    def _view_again(self, changes: Changes | None = None) -> bool:
        """Bring the open article up to date after an act, or read it again where it is not known what changed.

        False, and nothing open, when it is gone (its import was undone).
        """
        before = self.desk
        if before is None or not self.attempt(lambda: self.project.has_article(self.article)):
            self._show(None)
            return False
        if changes is None or not changes.kinds <= PATCHED or self.attempt(self._outside_desk.changed) is not False:
            return self._view(self.article)
        desk = self.attempt(lambda: refresh_article(self.project, desk=before, changes=changes))
        if desk is None:
            return False
        self._show_patched(desk, before, changes.marks)
        return True

    def _show(self, desk: Desk | None) -> None:
        self.desk = desk
        self.differing = None
        self._own = {mark.uid: mark for mark in _marks_of(desk.marks)} if desk else {}
        self._suggested = _suggestions_of(desk) if desk else {}

    def _show_patched(self, desk: Desk, before: Desk, changed: frozenset[str]) -> None:
        """The same article, in which the person's own marks differ in these only."""
        self.desk = desk
        for uid in changed:
            self._own.pop(uid, None)
        self._own |= {mark.uid: mark for mark in _marks_of(desk.marks) if mark.uid in changed}
        self.differing = changed
        if desk.suggestions is not before.suggestions:
            known = self._suggested.keys()
            self._suggested = _suggestions_of(desk)
            # A suggestion that was marked alike is not shown any more, and no act names it.
            self.differing |= known ^ self._suggested.keys()

    # what is on the desk

    def own(self, uid: str | None) -> Mention | Event | None:
        """The person's own mark with this uid in the open article."""
        return self._own.get(uid or "")

    def suggested(self, uid: str | None) -> Mention | Event | None:
        """The open suggestion with this uid in the open article."""
        return self._suggested.get(uid or "")

    def suggestions(self) -> list[str]:
        """uids of all open suggestions of the article, mentions before events."""
        return list(self._suggested)

    def is_complete(self, layer: str) -> bool:
        """Whether the author called this layer of the whole article complete, under the schema as it is now."""
        if not self.desk:
            return False
        size, version = len(self.desk.article.text), self.schema.version
        return any(
            c.layer == layer and c.schema_version == version and c.start == 0 and c.end >= size
            for c in self.desk.marks.completions
        )


def _marks_of(marks: Marks) -> Iterator[Mention | Event]:
    yield from marks.mentions
    yield from marks.events


def _suggestions_of(desk: Desk) -> dict[str, Mention | Event]:
    """All open suggestions, mentions before events."""
    mentions = {mention.uid: mention for marks in desk.suggestions for mention in marks.mentions}
    return {**mentions, **{event.uid: event for marks in desk.suggestions for event in marks.events}}
