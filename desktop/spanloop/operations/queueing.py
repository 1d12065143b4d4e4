"""The queue and the search of a project, as a window or a command needs them."""

from __future__ import annotations

from spanloop.core.marks import Author
from spanloop.core.queue_view import QueueView
from spanloop.store.listing import Counts, Listing, QueueReading
from spanloop.store.progress import Progress, read_progress
from spanloop.store.project import Project
from spanloop.store.project_reading import ProjectReading
from spanloop.store.reader import ProjectReader
from spanloop.store.records import QueueRow


def view_queue(project: Project, *, author: Author) -> list[QueueRow]:
    """All articles as plain rows, in the order in which they came."""
    return project.queue(author)


def queue_of(project: ProjectReading, *, author: Author) -> QueueReading:
    """Orders, rows and counts of the queue, without a row for every article. Make a new one after each act."""
    return project.queue_reading(author)


def open_reader(project: Project) -> ProjectReader:
    """A connection for the thread that calls this, to read beside the window. To be closed there."""
    return ProjectReader(project)


def progress_of(reading: QueueReading) -> Progress:
    """How far the reader's author has come, by layer and by day."""
    return read_progress(reading)


def search(project: Project, query: str) -> list[str]:
    """Uids of the articles whose title or text holds every word of the query, in order of import."""
    return project.search(query)


__all__ = [
    "Counts",
    "Listing",
    "Progress",
    "ProjectReader",
    "QueueReading",
    "QueueRow",
    "QueueView",
    "open_reader",
    "progress_of",
    "queue_of",
    "search",
    "view_queue",
]  # fmt: skip
