"""Where the queue gets its orders and counts from: at once in a small project, beside the window in a large one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from time import monotonic
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer, Signal

from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Author
from spanloop.core.queue_view import QueueView
from spanloop.core.schema import Schema
from spanloop.gui.queue.background import Background
from spanloop.operations import queueing
from spanloop.operations.auditing import AuditedArticles
from spanloop.operations.queueing import Counted, Listing, Progress, QueueReading
from spanloop.operations.schema_history import follow_label
from spanloop.operations.windows import Project

#: Up to so many articles any view is read in a few milliseconds, and nothing has to arrive later.
FEW = 2_000
#: Hits of a search that are shown before the rest is known; more than a screen has room for.
FIRST_PAGE = 64
#: So long the first page has to itself, before reading the rest shares Python with the window.
PAINTING_MS = 40
#: Counting waits so long for the window to be painted.
_COUNT_AFTER_MS = 150
#: While problems are counted, those that were found come into the list so often.
_AGAIN_S = 3.0

Result = TypeVar("Result")


class QueueFeed(QObject):
    """Reads for the queue of one person in one project.

    arranged(QueueView, Listing): the articles of a view are known; a first page of a search may come before.
    counted(Counts): of all articles. checking(int): so many are still to be looked through for problems; 0 at the end.
    found(int): how many the search finds, whatever is filtered.
    refused(SpanloopError): the file could not be read.
    """

    arranged = Signal(object, object)
    counted = Signal(object)
    checking = Signal(int)
    found = Signal(int)
    refused = Signal(object)

    def __init__(self, project: Project, *, author: Author, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._author = author
        self._background = Background(project, self)
        self._background.refused.connect(self.refused)
        #: What is annotated without suggestions.
        self.audited = AuditedArticles(project)
        self._articles = 0
        self._labels = project.schema
        self._counting = QTimer(self)
        self._counting.setSingleShot(True)
        self._counting.setInterval(_COUNT_AFTER_MS)
        self._counting.timeout.connect(self.count)
        self._rest = QueueView()
        self._again_at = 0.0
        self._painting = QTimer(self)
        self._painting.setSingleShot(True)
        self._painting.setInterval(PAINTING_MS)
        self._painting.timeout.connect(self._ask_rest)

    def reading(self) -> QueueReading:
        """To read single pages and rows at once. Raises SpanloopError."""
        return queueing.queue_of(self._project, author=self._author)

    @property
    def schema(self) -> Schema:
        """The labels in force."""
        return self._project.schema

    def follow(self, view: QueueView) -> QueueView:
        """The same view where the label schema changed meanwhile: by what its label is called now, or by none.

        Raises SpanloopError.
        """
        before, self._labels = self._labels, self._project.schema
        if view.label is None or self._labels.document == before.document:
            return view
        layer, name = view.label
        now = follow_label(self._project, name, layer=layer, before=before)
        return replace(view, label=None if now is None else (layer, now))

    @property
    def counts_problems(self) -> bool:
        """Whether problems can be counted: the counts are kept in the project, which has to be one that is written."""
        return not self._project.read_only

    def everything(self) -> Listing:
        """All articles in order of import, at once. Raises SpanloopError."""
        listing = self.reading().everything()
        self._articles = len(listing)
        return listing

    @property
    def waiting(self) -> bool:
        """Whether something is still to arrive."""
        return self._background.busy or self._painting.isActive() or self._counting.isActive()

    def arrange(self, view: QueueView) -> None:
        """Find out what a view shows; answered by `arranged`."""
        self._background.drop("page")
        self._background.drop("problems")
        self._painting.stop()
        if self._articles > FEW and view.query and view.order == "queue":
            # Hits in the order of the index come at once, however many there are; the rest once these are painted.
            self._background.drop("view")
            self._ask("page", lambda reading: reading.arrange(view, limit=FIRST_PAGE), partial(self._first, view))
        else:
            self._ask("view", lambda reading: reading.arrange(view), partial(self.arranged.emit, view))
        if view.problems and self.counts_problems:
            self._count_problems(view)

    def _count_problems(self, view: QueueView) -> None:
        """Beside the window in every project: each article is read and checked, which takes milliseconds."""
        author = self._author
        self._background.ask(
            "problems",
            lambda reader: queueing.count_problems(reader, author=author),
            partial(self._keep_problems, view),
        )

    def _keep_problems(self, view: QueueView, counted: Counted) -> None:
        if not counted.numbers:
            self.checking.emit(0)
            return
        try:
            kept = queueing.keep_problems(self._project, author=self._author, counted=counted)
        except SpanloopError as error:
            self.refused.emit(error)
            return
        if not counted.left or monotonic() > self._again_at:
            # In a large project this takes longer than a round of counting.
            self._again_at = monotonic() + _AGAIN_S
            self._ask("view", lambda reading: reading.arrange(view), partial(self.arranged.emit, view))
        self.checking.emit(counted.left)
        if counted.left or not kept:
            self._count_problems(view)

    def count(self) -> None:
        """Count what is complete; answered by `counted`."""
        self._ask("counts", lambda reading: reading.counts(), self.counted.emit)

    def count_soon(self) -> None:
        """The same, but in a large project only once the window is painted."""
        if self._articles > FEW:
            self._counting.start()
        else:
            self.count()

    def count_hits(self, query: str) -> None:
        """Count what a search finds without any filter; answered by `found`."""
        self._ask("hits", lambda reading: reading.found(query), self.found.emit)

    def sources(self, then: Callable[[list[tuple[str, int]]], None]) -> None:
        """All sources with how many articles each has; answered by calling `then`."""
        self._ask("sources", lambda reading: reading.sources(), then)

    def progress(self, then: Callable[[Progress], None]) -> None:
        """How far the person has come; answered by calling `then`."""
        self._ask("progress", queueing.progress_of, then)

    def stop(self) -> None:
        """The project closes."""
        self._painting.stop()
        self._counting.stop()
        self._background.stop()

    def _first(self, view: QueueView, listing: Listing) -> None:
        self.arranged.emit(view, listing)
        if not listing.whole:
            self._rest = view
            self._painting.start()

    def _ask_rest(self) -> None:
        view = self._rest
        self._ask("view", lambda reading: reading.arrange(view), partial(self.arranged.emit, view))

    def _ask(self, name: str, read: Callable[[QueueReading], Result], then: Callable[[Result], None]) -> None:
        author = self._author
        if self._articles > FEW:
            self._background.ask(name, lambda reader: read(queueing.queue_of(reader, author=author)), then)
            return
        try:
            answer = read(self.reading())
        except SpanloopError as error:
            self.refused.emit(error)
            return
        then(answer)
