"""Which articles a person comes to next."""

from __future__ import annotations

from spanloop.core.marks import Author
from spanloop.core.queue_view import QueueView
from spanloop.operations.queueing import queue_of
from spanloop.store.project_reading import ProjectReading

#: In how many articles a refresh of the extractor suggests.
NEXT = 20


def coming(
    project: ProjectReading, *, author: Author | None, limit: int = NEXT, view: QueueView | None = None, after: str = ""
) -> list[str]:
    """The uids of the articles that a person comes to next, in the order of their queue.

    after: the article that they are at; it comes first where it is still to do.
    """
    reading = queue_of(project, author=author or Author("", "", "human"))
    listing = reading.arrange(QueueView(order=view.order) if view else QueueView())
    at = reading.place(listing, after) if after else None
    place = at - 1 if at else None  # the one above is looked for from, so that this one is looked at too
    found: list[str] = []
    while len(found) < limit:
        uid = reading.next_to_do(listing, after=place, states=("new", "started"))
        if uid is None or uid in found:
            break
        found.append(uid)
        place = reading.place(listing, uid)
    return found
