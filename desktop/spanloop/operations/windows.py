"""What a window needs besides the marks: to hold a project alone."""

from __future__ import annotations

from pathlib import Path

from spanloop.store.lock import ProjectHeldError, WindowLock
from spanloop.store.project import Project


def hold_project(path: Path, *, holder: str) -> WindowLock:
    """Take the project for one window; raises SpanloopError that names who has it. Release it after closing.

    The command line and the training child do not ask for it: they write in short transactions.
    """
    return WindowLock(path, holder=holder).acquire()


__all__ = ["Project", "ProjectHeldError", "WindowLock", "hold_project"]
