"""The history of a project: what was done, where, and going back to a point of it."""

from __future__ import annotations

from spanloop.core.changes import Changes
from spanloop.core.marks import Author
from spanloop.core.wording import count
from spanloop.store.histories import ActPlace, HistoryAct
from spanloop.store.project import Project
from spanloop.store.returning import Return

#: Acts that are read at once.
PAGE = 200


def read_acts(project: Project, *, limit: int = PAGE, before: str = "") -> list[HistoryAct]:
    """What everybody did, newest first. before: uid of an act; only what came before it."""
    return project.acts(limit=limit, before=before)


def find_place(project: Project, *, act: str) -> ActPlace | None:
    """Where an act was done: the article, and the mark or the offset; None where that is nowhere or gone."""
    return project.act_place(act)


def plan_return(project: Project, *, author: Author, act: str) -> Return:
    """What going to the moment after an act would take back of this person's acts, or do again."""
    return project.plan_return(author, act)


def go_to(project: Project, *, author: Author, act: str) -> Changes:
    """Go to the moment after an act: this person's later acts are undone, all or none, each as by undo.

    For an act that they undid: what they undid is done again, up to and with it. What other people did stays.
    Raises SpanloopError with the reason where later acts of others stand in the way; nothing is changed then.
    """
    done = project.go_to(author, act)
    if not done:
        return Changes()
    changes = Changes(f"go to another point ({count(len(done), 'act')})")
    for one in done:
        changes |= one
    return changes


__all__ = ["PAGE", "ActPlace", "HistoryAct", "Return", "find_place", "go_to", "plan_return", "read_acts"]
