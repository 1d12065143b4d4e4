"""The queue and the search of a project, as a window or a command needs them."""

from __future__ import annotations

from time import thread_time
from typing import NamedTuple

from spanloop.core.marks import Author
from spanloop.core.queue_view import QueueView
from spanloop.core.rechecking import Checker
from spanloop.store.listing import Counts, Listing, QueueReading, RankState, RankWhy
from spanloop.store.problems import keep_problems as store_problems
from spanloop.store.problems import last_act
from spanloop.store.progress import Progress, read_progress
from spanloop.store.project import Project
from spanloop.store.project_reading import ProjectReading
from spanloop.store.reader import ProjectReader
from spanloop.store.records import QueueRow

#: So many seconds of processor time, and so many articles, before somebody else gets a turn on the thread.
_COUNTING_S, _COUNTED_AT_ONCE = 0.3, 400


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


class Counted(NamedTuple):
    """Problems by uid of the article, how many articles are still to be counted, and the last act before."""

    numbers: dict[str, int]
    left: int
    act: int


def count_problems(reader: ProjectReading, *, author: Author) -> Counted:
    """Count the problems of some articles of which that is not known, for part of a second of processor time.

    To be called in a thread, because it reads and checks all marks of each; kept by `keep_problems`.
    """
    reading = queue_of(reader, author=author)
    act = reading.last_act()
    until = thread_time() + _COUNTING_S
    numbers: dict[str, int] = {}
    for uid in reading.uncounted(limit=_COUNTED_AT_ONCE):
        numbers[uid] = len(Checker(reader.article(uid), reader.schema).check(reader.marks(uid, author)))
        if thread_time() > until:
            break
    return Counted(numbers, reading.how_many_uncounted() - len(numbers), act)


def keep_problems(project: Project, *, author: Author, counted: Counted) -> bool:
    """Keep what was counted, not as an act; False where something was done since, so that it may not hold."""
    with project.act(author, "count problems") as act:
        if last_act(act.connection) != counted.act:
            return False
        store_problems(act.connection, act.author_key(author), counted.numbers)
    return True


def search(project: Project, query: str) -> list[str]:
    """Uids of the articles whose title or text holds every word of the query, in order of import."""
    return project.search(query)


__all__ = [
    "Counted",
    "Counts",
    "Listing",
    "Progress",
    "ProjectReader",
    "QueueReading",
    "QueueRow",
    "QueueView",
    "RankState",
    "RankWhy",
    "count_problems",
    "keep_problems",
    "open_reader",
    "progress_of",
    "queue_of",
    "search",
    "view_queue",
]  # fmt: skip
