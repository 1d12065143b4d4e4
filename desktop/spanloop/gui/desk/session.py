"""One person at work on one project: what is open, and the one way by which acts reach the project."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any, TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from spanloop.core.changes import Changes
from spanloop.core.collecting import spare_nothing, spare_what_is_there, uncollected
from spanloop.core.completeness import is_complete
from spanloop.core.errors import MarkGoneError, SpanloopError
from spanloop.core.marks import Author, Event, Layer, Mention
from spanloop.core.rechecking import SlowCheck
from spanloop.core.schema import Schema
from spanloop.operations import undoing, viewing
from spanloop.operations.refreshing import PATCHED, refresh_article
from spanloop.operations.viewing import Desk
from spanloop.operations.windows import Project

Result = TypeVar("Result")
#: Kinds of change after which an article looks different even where none of its own marks changed.
_EVERYWHERE = frozenset({"schema", "extractors"})
#: An article with more own marks is checked after it was painted, in slices, so that nobody waits for that.
CHECKED_AT_ONCE = 500
#: Seconds of one slice, and milliseconds until the first and the next one.
_SLICE, _FIRST_SLICE, _NEXT_SLICE = 0.005, 40, 4


class DeskSession(QObject):
    """Holds the project, the author and the article that is open, and calls operations for them.

    opened: another article is on the desk. changed(Changes): an act was saved and the desk is up to date with it.
    checked: the problems of the open article are known now (see Desk.checked). refused(SpanloopError): nothing was
    done, and why. told(sentence): what was taken back or done again, of which the desk may show nothing. Widgets never
    call operations themselves, so that there is one place where a refusal becomes a dialog and a success becomes
    "Saved".
    """

    opened = Signal()
    changed = Signal(object)
    checked = Signal()
    refused = Signal(object)
    told = Signal(str)

    def __init__(self, project: Project, *, author: Author, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.project = project
        self.author = author
        self.desk: Desk | None = None
        self.saved_at: datetime | None = None
        #: Whether what `changed` tells of now comes of undo or redo.
        self.stepping = False
        #: uids of the marks and suggestions in which the desk differs from the one before; None where it may be any.
        self.differing: frozenset[str] | None = None
        self._outside = viewing.OutsideWatch(project)
        #: The same since the article was read: what someone else wrote is not in an act's changes.
        self._outside_desk = viewing.OutsideWatch(project)
        self._check: SlowCheck | None = None
        self._warming: Iterator[None] = iter(())
        self._slices = QTimer(self)
        self._slices.timeout.connect(self._check_slice)

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
        """Run an operation for this author, bring the desk up to date, and say so; None when it was refused.

        One about a suggestion on the desk that a refresh took away since does nothing, and that is no fault.
        """
        try:
            changes = operation(self.project, author=self.author, **arguments)
        except MarkGoneError as error:
            if self.suggested(error.where) is None:
                self.refused.emit(error)
            else:
                self.reload()
                self.told.emit("Nothing done: the suggestions were refreshed")
            return None
        except SpanloopError as error:
            self.refused.emit(error)
            return None
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
        with uncollected():
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
        self._step(undoing.undo, "Undone")

    def redo(self) -> None:
        """Do again what was last undone."""
        self._step(undoing.redo, "Done again")

    def undo_label(self) -> str | None:
        return viewing.undo_label(self.project, author=self.author)

    def redo_label(self) -> str | None:
        return viewing.redo_label(self.project, author=self.author)

    def _step(self, operation: Callable[..., Changes], verb: str) -> None:
        changes = self.attempt(lambda: operation(self.project, author=self.author))
        if changes is None:
            return
        self.stepping = True
        self.take(changes)
        self.stepping = False
        touched = changes.articles
        if len(touched) == 1 and self.article not in touched and "articles" not in changes.kinds:
            self.open(next(iter(touched)))
        self.told.emit(f"{verb}: {changes.act}")

    def _view(self, article: str) -> bool:
        self.attempt(self._outside_desk.changed)
        desk = self.attempt(
            lambda: viewing.view_article(self.project, author=self.author, article=article, at_once=CHECKED_AT_ONCE)
        )
        if desk is None:
            return False
        self._show(desk)
        return True

    def _view_again(self, changes: Changes | None = None) -> bool:
        """Bring the open article up to date after an act, or read it again where it is not known what changed.

        False, and nothing open, when it is gone (its import was undone).
        """
        before = self.desk
        if before is None:
            return False
        if changes is not None and changes.kinds <= PATCHED and self.attempt(self._outside_desk.changed) is False:
            desk = self.attempt(
                lambda: refresh_article(self.project, desk=before, changes=changes, at_once=CHECKED_AT_ONCE)
            )
            if desk is None:
                return False
            self._show(desk, before)
            return True
        if not self.attempt(lambda: self.project.has_article(self.article)):
            self._show(None)
            return False
        return self._view(self.article)

    def _show(self, desk: Desk | None, before: Desk | None = None) -> None:
        """before: the same article as it was, where it is known how the two differ."""
        self.desk = desk
        self.differing = desk.lookup.changed_since(before.lookup) if desk and before else None
        if desk is None or desk.checked:
            self._check = None
            self._slices.stop()
            if before is None:
                spare_nothing()
        elif self._check is not None and self.differing is not None:
            self._check.follow(desk.lookup.own, self.differing)
        else:
            self._check = SlowCheck(desk.checker, desk.lookup.own)
            self._warming = desk.lookup.warming()
            self._slices.start(_FIRST_SLICE)
            spare_what_is_there()

    # looking for problems while the person works

    def _check_slice(self) -> None:
        self._slices.setInterval(_NEXT_SLICE)
        # An act meanwhile makes other look-ups out of these: what is worked out by then goes over into them.
        if next(self._warming, self) is self:
            self._work_on_check(_SLICE)

    def finish_check(self) -> None:
        """Someone asks for the problems now: look for those of the whole article at once."""
        if self._check is not None:
            self._work_on_check(float("inf"))

    def _work_on_check(self, seconds: float) -> None:
        desk, check = self.desk, self._check
        if desk is None or check is None:
            return
        problems = check.work(seconds)
        if problems is not None:
            self._check = None
            self._slices.stop()
            desk.lookup.warm()
            self.desk = replace(desk, problems=problems, checked=True)
            self.checked.emit()

    # what is on the desk

    def own(self, uid: str | None) -> Mention | Event | None:
        """The person's own mark with this uid in the open article."""
        return self.desk.lookup.own.find(uid) if self.desk and uid else None

    def suggested(self, uid: str | None) -> Mention | Event | None:
        """The open suggestion with this uid in the open article."""
        return self.desk.lookup.suggested(uid) if self.desk and uid else None

    def made(self, changes: Changes | None) -> list[Mention | Event]:
        """Own marks of the open article that an act made or changed, in the order of the text."""
        found = [mark for uid in (changes.marks if changes else ()) if (mark := self.own(uid)) is not None]
        return sorted(found, key=lambda mark: (mark.start, mark.end, mark.uid))

    def suggestions(self) -> list[str]:
        """uids of all open suggestions of the article, mentions before events."""
        offered = self.desk.lookup.offered if self.desk else ()
        mentions = [uid for look in offered for uid in look.mentions]
        return mentions + [uid for look in offered for uid in look.events]

    @property
    def suggestion_count(self) -> int:
        """How many suggestions of the article are open."""
        suggested = self.desk.suggestions if self.desk else ()
        return sum(len(marks.mentions) + len(marks.events) for marks in suggested)

    def is_complete(self, layer: Layer) -> bool:
        """Whether the author called this layer of the whole article complete, and it holds under the schema as it is.

        Asked in the same way as by the queue (spanloop.core.completeness).
        """
        desk = self.desk
        return desk is not None and is_complete(
            desk.marks.completions,
            layer,
            end=len(desk.article.text),
            schema=self.schema,
            versions=self.project.schemas,
        )
