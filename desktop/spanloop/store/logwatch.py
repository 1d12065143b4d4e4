"""Whether the write-ahead log beside a project is still the one that this process writes into."""

from __future__ import annotations

from pathlib import Path


class LogWatch:
    """Remembers which file the log is, from when a connection has begun to use it.

    A process holds its place in a project by locks that the system drops as soon as the process closes any handle on
    the file (POSIX), and a file dialog that looks for icons, or a library, does just that. Another program that closes
    the project then takes itself for the last one, copies the log back and deletes it: nothing is lost yet, but what
    is written here afterwards would go into a log that nobody finds, and what others write would not be seen.
    """

    def __init__(self, project: Path) -> None:
        self._path = project.with_name(project.name + "-wal")
        self._began_as = self._identity()

    def is_gone(self) -> bool:
        """Whether the log was deleted, or another one stands in its place. A log that may not be looked at is not."""
        try:
            return self._identity() != self._began_as
        except OSError:
            return False

    def _identity(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except FileNotFoundError:
            return None
        return found.st_dev, found.st_ino
