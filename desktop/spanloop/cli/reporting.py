"""How a long command shows where it is, and how it is stopped: a bar for people, JSON lines for the window."""

from __future__ import annotations

import json
import math
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import Any

import typer
from rich.progress import Progress, ProgressColumn, SpinnerColumn, Task, TextColumn
from rich.text import Text

from spanloop.cli.console import Session
from spanloop.core.errors import CancelledError, SpanloopError

WATCH = typer.Option(
    False, "--watch-input", help="Stop at a line 'cancel', or at the end, of standard input.", hidden=True
)


#: Nobody sees more than ten steps a second, and each line costs the child, the pipe and the window's thread.
_SEEN_SECONDS = 0.1


class ProgressStyle(StrEnum):
    auto = "auto"
    jsonl = "jsonl"
    none = "none"


PROGRESS = typer.Option(ProgressStyle.auto, "--progress", help="jsonl: one JSON object a line on standard output.")


class StopSign:
    """Set when the child is to stop: by a signal, or by whoever holds the other end of its standard input.

    Signals alone are not enough: Windows has no gentle one, and a window that was killed sends none, but its end of the
    pipe closes. A second Ctrl+C in a terminal ends the program wherever it is.
    """

    def __init__(self, watch_input: bool) -> None:
        self._stop = threading.Event()
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, lambda *_: self._stop.set())
            signal.signal(signal.SIGINT, self._interrupted)
        if watch_input and sys.stdin is not None:
            threading.Thread(target=self._watch, args=[sys.stdin.fileno()], name="watch-input", daemon=True).start()

    def is_set(self) -> bool:
        return self._stop.is_set()

    def _interrupted(self, *_: object) -> None:
        self._stop.set()
        signal.signal(signal.SIGINT, signal.default_int_handler)

    def _watch(self, handle: int) -> None:
        # Past sys.stdin: a thread that waits within it holds its lock, and Python may die of that when it ends.
        half = b""
        while said := os.read(handle, 4096):
            *lines, half = (half + said).split(b"\n")
            if b"cancel" in (line.strip() for line in lines):
                break
        self._stop.set()


@dataclass
class Report:
    """Where progress goes: JSON lines, a bar on the terminal, or nowhere."""

    as_lines: bool
    on_step: Callable[[int, int], None]
    _told: float = -math.inf

    def step(
        self, at: int, total: int, details: dict[str, Any] | Callable[[], dict[str, Any]], *, notable: bool = False
    ) -> None:
        """Show where it is. Of steps that come quickly only some are shown, but always the last and what is notable.

        details: of the line; as a function where making all of them would cost.
        """
        now = time.monotonic()
        if not notable and at < total and now - self._told < _SEEN_SECONDS:
            return
        self._told = now
        details = details() if callable(details) else details
        if self.as_lines:
            _line({"event": "progress", **details})
        else:
            self.on_step(at, total)

    def count(self, at: int, total: int) -> None:
        """Show where it is, of work that is told by nothing but how much of it is done."""
        self.step(at, total, {"step": at, "max_steps": total})

    def answers(self, session: Session, result: dict[str, Any], *, as_json: bool) -> bool:
        """Give the result to the program that asked: as the last line, or as a document. False where a person asked,
        who is to be told in words."""
        if self.as_lines:
            _line({"event": "done", **result})
        elif as_json:
            session.print_json(result)
        return self.as_lines or as_json


def _line(document: dict[str, Any]) -> None:
    if sys.stdout is not None:  # a program without a console on Windows has none
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
        sys.stdout.flush()


class _Place(ProgressColumn):
    """ "12/600"; nothing before it is known how many there are."""

    def render(self, task: Task) -> Text:
        return Text("" if task.total is None else f"{task.completed:.0f}/{task.total:.0f}")


class _Left(ProgressColumn):
    """ "0:01:20 left"; nothing while that is not known."""

    max_refresh = 0.5

    def render(self, task: Task) -> Text:
        seconds = task.time_remaining
        return Text("" if seconds is None or task.finished else f"{timedelta(seconds=int(seconds))} left")


class reporting:  # noqa: N801 - reads as a verb in a with statement
    """Shows progress while a long command runs, and turns its error into a last line where lines are read."""

    def __init__(self, session: Session, style: ProgressStyle, what: str) -> None:
        self._lines = style is ProgressStyle.jsonl
        show = style is ProgressStyle.auto and session.err.is_terminal
        columns = (
            SpinnerColumn(),
            TextColumn(what),
            _Place(),
            _Left(),
        )
        self._bar = Progress(*columns, console=session.err, disable=not show, transient=True)

    def __enter__(self) -> Report:
        self._bar.start()
        task = self._bar.add_task("work", total=None)
        return Report(self._lines, lambda at, total: self._bar.update(task, completed=at, total=total))

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._bar.stop()
        if self._lines and isinstance(error, SpanloopError):
            event = "cancelled" if isinstance(error, CancelledError) else "error"
            told = {"what": error.what, "where": error.where, "way_out": error.way_out}
            _line({"event": event, "message": str(error), **told})
