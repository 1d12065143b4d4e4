"""Ends that Python cannot tell of: a fault in a library, an abort. What is left of them is found at the next start.

While the window runs, a file of its own stands in the log's folder, into which Python's faulthandler writes the stacks
of all threads when the process dies of a signal. It goes when the window closes well. The next start looks at those
whose process is gone (their lock is free): one with words in it becomes a crash report that is told; one without (the
power went, the system ended the program) is noted in the log, for there is nothing to tell and every mark was saved.
"""

from __future__ import annotations

import faulthandler
import logging
import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from filelock import FileLock, Timeout

from spanloop.operations.crash_reports import drop_oldest, new_crash_file
from spanloop.operations.program_facts import program_facts
from spanloop.operations.tracebacks import without_folders

_PREFIX = "running-"
#: Room for some thirty ids of acts, written over and over.
_ACTS_BYTES = 1_000
_ACTS = "Last acts, the newest last:\n"
_LINE = "-- what it died of --\n"
_LOG = logging.getLogger(__name__)


class RunningNote:
    """The file of this process; begin it once, end it when the window closed well."""

    def __init__(self, folder: Path, *, facts: Sequence[tuple[str, str]] = ()) -> None:
        self.path = folder / f"{_PREFIX}{os.getpid()}.txt"
        self._facts = facts
        self._lock: FileLock | None = None
        self._file: IO[bytes] | None = None
        self._mine = False
        self._acts_at = 0

    def begin(self) -> None:
        """Write what runs here, and let hard ends write into it. Where that cannot be, the program goes without."""
        lock = FileLock(_lock_of(self.path), timeout=0)
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            lock.acquire()
            file = self.path.open("wb", buffering=0)
        except (OSError, Timeout) as error:
            _LOG.warning("no note of this run could be written: %s", type(error).__name__)
            lock.release()
            return
        words = "\n".join(f"{name}: {value}" for name, value in (*program_facts(), *self._facts))
        file.write(f"Spanloop ended without closing its window\n\n{words}\n\n{_ACTS}".encode())
        self._acts_at = file.tell()
        file.write(b" " * _ACTS_BYTES + f"\n{_LINE}".encode())
        self._lock, self._file = lock, file
        if not faulthandler.is_enabled():  # whoever switched it on before knows where they want to read it
            faulthandler.enable(file, all_threads=True)
            self._mine = True

    def keep_acts(self, acts: Sequence[str]) -> None:
        """Keep the ids of what was done last, the newest last, in their place before the end of the file."""
        if self._file is None:
            return
        text = "".join(f"  {act}\n" for act in acts).encode()[-_ACTS_BYTES:]
        self._file.seek(self._acts_at)
        self._file.write(text.ljust(_ACTS_BYTES))
        self._file.seek(0, os.SEEK_END)  # where the stacks go

    def add(self, words: str) -> None:
        """Say more of an end that comes now, such as the last words of Qt."""
        if self._file is not None:
            self._file.write(f"{words}\n".encode(errors="replace"))

    def end(self) -> None:
        """The window closed well."""
        if self._mine:
            faulthandler.disable()
            self._mine = False
        if self._file is not None:
            self._file.close()
            self._file = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None
            _forget(self.path)


def look_back(folder: Path) -> list[Path]:
    """Crash reports made of what earlier windows left when they ended hard, the oldest first; the rest is cleared."""
    found: list[Path] = []
    for note in sorted(folder.glob(f"{_PREFIX}*.txt")):
        lock = FileLock(_lock_of(note), timeout=0)
        try:
            lock.acquire()
        except (OSError, Timeout):
            continue  # it runs
        try:
            report = _judge(note)
        except OSError as error:
            _LOG.warning("what an earlier run left cannot be read: %s", error.strerror)
            continue
        finally:
            lock.release()
        _forget(note)
        if report is not None:
            found.append(report)
    return found


def _judge(note: Path) -> Path | None:
    """Make a report of a note that has words of an end in it. Raises OSError."""
    text = without_folders(note.read_bytes().decode("utf-8", "replace"))
    head, _, end = text.partition(_LINE)
    if not end.strip():
        _LOG.info("an earlier run (%s) ended without closing its window", note.stem)
        return None
    report = new_crash_file(note.parent)
    report.write_text(f"{head.rstrip()}\n\n{_LINE}{end}", encoding="utf-8")
    drop_oldest(note.parent)
    _LOG.error("an earlier run ended hard, see %s\n%s", report.name, end.strip())
    return report


def _lock_of(note: Path) -> Path:
    return note.with_suffix(".lock")


def _forget(note: Path) -> None:
    for path in (note, _lock_of(note)):
        with suppress(OSError):  # another start that looks back at the same moment may have been quicker
            path.unlink(missing_ok=True)
