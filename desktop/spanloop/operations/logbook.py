"""The log: a small local file of what the program did, to look into when something went wrong.

What goes in: starts and ends with versions, projects by their uid, child processes by name and exit code, and errors
with their place in the program. What never does: texts, titles, marks, names of articles, and files that a person
chose. Rooms write through `logging.getLogger("spanloop...")`; without a log open, nothing is written anywhere.
"""

from __future__ import annotations

import logging
import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

LOG_NAME = "spanloop.log"
#: One file of this size and the one before it are kept: weeks of work.
_LIMIT_BYTES = 256_000
_ROOT = "spanloop"


class LogFile(logging.Handler):
    """Appends lines to the log in a folder, which is made with the first of them.

    The file is opened for each line: windows, commands and children write into the same one, and on Windows a file that
    somebody holds open cannot be set aside. A log that cannot be written keeps nobody from working.
    """

    def __init__(self, folder: Path, *, limit: int = _LIMIT_BYTES) -> None:
        super().__init__(logging.INFO)
        self.path = folder / LOG_NAME
        self._limit = limit

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record; lines after its first are set in, so that each record begins with its time."""
        time = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        words = record.getMessage().replace("\r", "").rstrip("\n").replace("\n", "\n    ")
        line = f"{time} {os.getpid()} {record.levelname.lower()} {words}\n"
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._set_aside()
            with self.path.open("a", encoding="utf-8", errors="replace") as file:
                file.write(line)
        except OSError:
            return  # a full disk or a folder that may not be written: said where it matters, not here

    def _set_aside(self) -> None:
        if self.path.exists() and self.path.stat().st_size > self._limit:
            with suppress(OSError):  # Windows, while another process writes its line: then the next one does it
                self.path.replace(self.path.with_suffix(".1.log"))


@contextmanager
def log_to(folder: Path) -> Generator[LogFile]:
    """Let this process write into the log of a folder, until the end of the block."""
    logger = logging.getLogger(_ROOT)
    before = (logger.level, logger.propagate)
    handler = LogFile(folder)
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False  # what a person did is nothing for the standard error of a terminal
    try:
        yield handler
    finally:
        logger.removeHandler(handler)
        logger.level, logger.propagate = before
        handler.close()
