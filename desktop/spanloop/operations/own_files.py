"""Files that belong to the open project and are neither read nor overwritten by an act on it."""

from __future__ import annotations

from pathlib import Path

from spanloop.core.errors import SpanloopError
from spanloop.store.project import Project


def keep_off(project: Project, path: Path, *, way_out: str) -> None:
    """Raise SpanloopError for the project's own files.

    Overwriting one is a loss, and even reading one is: when the handle is closed, this process loses its locks on the
    project (POSIX), and the next program that closes it deletes the log into which acts are still written here.
    """
    own = project.path
    beside = (own, *(own.with_name(own.name + suffix) for suffix in ("-wal", "-shm", "-journal")))
    if path.exists() and any(file.exists() and path.samefile(file) for file in beside):
        raise SpanloopError("This belongs to the project that is open", where=str(path), way_out=way_out)
