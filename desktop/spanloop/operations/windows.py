"""What a window needs besides the marks: to hold a project alone, and commands for its child processes."""

from __future__ import annotations

import sys
from pathlib import Path

from spanloop.store.lock import WindowLock
from spanloop.store.project import Project


def hold_project(path: Path, *, holder: str) -> WindowLock:
    """Take the project for one window; raises SpanloopError that names who has it. Release it after closing.

    The command line and the training child do not ask for it: they write in short transactions.
    """
    return WindowLock(path, holder=holder).acquire()


def export_command(project: Path, *, dest: Path) -> list[str]:
    """The command of the child process that writes training data for spaCy; prints one JSON document at its end."""
    return [*_program(), "export", str(project), str(dest), "--format", "spacy", "--json"]


def _program() -> list[str]:
    """The program itself: a frozen one is its own executable, another one a module of this Python."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "spanloop"]


__all__ = ["Project", "WindowLock", "export_command", "hold_project"]
