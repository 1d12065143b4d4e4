"""Crash reports: what happened, where in the program, and on what machine; files on this computer, sent nowhere.

A report names no person, project, article or mark (see `tracebacks`). What comes again in the same session is counted
in its report, and told once.
"""

from __future__ import annotations

import logging
import os
import re
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from spanloop.core.errors import SpanloopError
from spanloop.core.wording import count
from spanloop.operations.logbook import log_to
from spanloop.operations.program_facts import program_facts
from spanloop.operations.tracebacks import fingerprint, place_of, traced, without_folders

KEPT = 20
_PREFIX = "crash-"
#: How Python's faulthandler begins, and how its lines look; whatever else a dying process wrote may be anything.
_FATAL = "Fatal Python error: "
_STACK_LINE = r'(?:Current thread|Thread) 0x[0-9a-f]+.*:|  File "[^"\n]*", line \d+ in [^\s]+'
_LOG = logging.getLogger(__name__)
_FOOT = "This file was written on this computer. Nothing of it was sent anywhere, and it holds no text of an article.\n"


@dataclass(frozen=True, slots=True)
class CrashReport:
    """One error as it was written down. path: None where the folder could not be written, and why_not says why.

    times: how often it happened in this session; only the first is to be told.
    """

    kind: str
    place: str
    times: int
    text: str
    path: Path | None = None
    why_not: str = ""

    @property
    def first(self) -> bool:
        """Whether nobody was told of it yet."""
        return self.times == 1

    def sentence(self) -> str:
        """What happened, in one sentence, with the kind of the error and its place."""
        place = f" in {self.place}" if self.place else ""
        return f"Spanloop met an error that it did not expect ({self.kind}{place})."

    def where_words(self) -> str:
        """Where the report is, in a sentence."""
        if self.path is not None:
            return f"A report is in {self.path}; nothing was sent."
        return f"Its report could not be written ({self.why_not}); nothing was sent."


class CrashReports:
    """The reports of this process in a folder, of which the newest are kept. Safe to call from any thread.

    acts: ids of what was done last, the newest last, asked for when a report is written.
    facts: more to say of the program than program_facts does, as (name, value).
    """

    def __init__(
        self,
        folder: Path,
        *,
        acts: Callable[[], Sequence[str]] = tuple,
        facts: Sequence[tuple[str, str]] = (),
        kept: int = KEPT,
    ) -> None:
        self._folder = folder
        self._acts = acts
        self._facts = tuple(facts)
        self._kept = kept
        self._seen: dict[str, CrashReport] = {}
        self._lock = threading.RLock()

    def note(self, error: BaseException, *, where: str) -> CrashReport:
        """Write an error down, or count it. where: of what it is an end, as "window" or "command"."""
        mark = fingerprint(error)
        with self._lock:
            before = self._seen.get(mark)
            if before is None:
                report = self._write_new(error, where=where)
            else:
                report = self._count(before)
            self._seen[mark] = report
            return report

    def _write_new(self, error: BaseException, *, where: str) -> CrashReport:
        kind, place = type(error).__name__, place_of(error)
        lines = [f"Spanloop crash report, {_now()}", f"{kind} in {place or 'no known place'}; {where}", ""]
        lines += [f"{name}: {value}" for name, value in (*program_facts(), *self._facts)]
        lines += ["", "Last acts, the newest last:", *(f"  {act}" for act in self._acts())]
        text = "\n".join([*lines, "", traced(error)])
        report = CrashReport(kind, place, 1, text)
        return self._put(report, self._folder / _file_name(len(self._seen)))

    def _count(self, report: CrashReport) -> CrashReport:
        counted = replace(report, times=report.times + 1)
        # One that comes with every painting comes a thousand times: the file is written the 2nd, 4th, 8th... time.
        if report.path is None or counted.times & (counted.times - 1):
            return counted
        return self._put(counted, report.path)

    def finish(self) -> None:
        """Write how often each happened; the session is over."""
        with self._lock:
            for report in self._seen.values():
                if report.path is not None and report.times > 1:
                    self._put(report, report.path)

    def _put(self, report: CrashReport, path: Path) -> CrashReport:
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            words = f"Happened {count(report.times, 'time')} in this session.\n\n{_FOOT}"
            path.write_text(f"{report.text}\n{words}", encoding="utf-8", errors="replace")
            drop_oldest(self._folder, kept=self._kept)
        except OSError as fault:
            return replace(report, path=None, why_not=fault.strerror or type(fault).__name__)
        return replace(report, path=path, why_not="")


def crash_files(folder: Path) -> list[Path]:
    """The reports in a folder, the oldest first."""
    return sorted(folder.glob(f"{_PREFIX}*.txt"))


def new_crash_file(folder: Path) -> Path:
    """A name for a report of now, that none has."""
    number = 0
    while (path := folder / _file_name(number)).exists():
        number += 1
    return path


def drop_oldest(folder: Path, *, kept: int = KEPT) -> None:
    """Delete the oldest reports beyond so many. Raises OSError."""
    for path in crash_files(folder)[:-kept]:
        path.unlink(missing_ok=True)


def report_command(error: Exception, *, folder: Path, command: str) -> str:
    """Write down what a command did not expect; the sentence for its standard error. command: its name."""
    report = CrashReports(folder, acts=lambda: (command,) if command else ()).note(error, where="command")
    with log_to(folder):
        _LOG.error("the command %s met an %s", command or "line", log_words(error))
    return f"{report.sentence()} {report.where_words()}"


def report_child(errors: str, *, folder: Path, command: str, code: int) -> Path | None:
    """Make a report of what a child process wrote to its standard error as it died of a signal.

    None where it wrote no stacks, or none could be written. command: its name; code: the signal.
    """
    _, found, stacks = errors.partition(_FATAL)
    lines = [line for line in stacks.splitlines() if re.fullmatch(_STACK_LINE, line)]
    if not found or not lines:
        return None
    facts = "\n".join(f"{name}: {value}" for name, value in program_facts())
    head = f"Spanloop crash report, {_now()}\nThe child process {command} died of signal {code}\n\n{facts}\n"
    kind = f"{_FATAL}{stacks.splitlines()[0]}"
    path = new_crash_file(folder)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join([head, kind, *map(without_folders, lines), "", _FOOT]), encoding="utf-8")
        drop_oldest(folder)
    except OSError:
        return None
    return path


def log_words(error: BaseException) -> str:
    """What stands in the log of an error: kind, place and traceback, no text of an article."""
    kind = "expected" if isinstance(error, SpanloopError) else "unexpected"
    return f"{kind} error {type(error).__name__} in {place_of(error) or 'no known place'}\n{traced(error)}"


def _file_name(number: int) -> str:
    """Sorts by time; two processes, and two errors within one second, have names of their own."""
    return f"{_PREFIX}{datetime.now(UTC):%Y%m%d-%H%M%S}-{os.getpid()}-{number:02}.txt"


def _now() -> str:
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
