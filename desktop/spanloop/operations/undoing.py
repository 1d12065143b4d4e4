"""Take back and do again: below the window, across restarts, for the command line alike."""

from __future__ import annotations

from spanloop.core.changes import Changes
from spanloop.core.marks import Author
from spanloop.store.project import Project


def undo(project: Project, *, author: Author) -> Changes:
    """Take back this person's latest act. Raises SpanloopError when there is none or later acts stand in the way."""
    return project.undo(author)


def redo(project: Project, *, author: Author) -> Changes:
    """Do again what this person took back last. Raises SpanloopError when there is nothing to do again."""
    return project.redo(author)
