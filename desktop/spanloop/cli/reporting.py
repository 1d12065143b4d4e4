"""How a long command shows where it is, and how it is stopped: a bar for people, JSON lines for the window."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from spanloop.cli.console import Session
from spanloop.core.errors import CancelledError, SpanloopError

WATCH = typer.Option(
    False, "--watch-input", help="Stop at a line 'cancel', or at the end, of standard input.", hidden=True
)


class ProgressStyle(StrEnum):
    auto = "auto"
    jsonl = "jsonl"
    none = "none"


PROGRESS = typer.Option(ProgressStyle.auto, "--progress", help="jsonl: one JSON object a line on standard output.")


class StopSign:
    """Set when the child is to stop: by a signal, or by whoever holds the other end of its standard input.

    Signals alone are not enough: Windows has no gentle one, and a window that was killed sends none, but its end of the
    pipe closes.
    """

    def __init__(self, watch_input: bool) -> None:
        self._stop = threading.Event()
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, lambda *_: self._stop.set())
        if watch_input and sys.stdin is not None:
            threading.Thread(target=self._watch, name="watch-input", daemon=True).start()

    def is_set(self) -> bool:
        return self._stop.is_set()

    def _watch(self) -> None:
        for line in sys.stdin:
            if line.strip() == "cancel":
                break
        self._stop.set()


@dataclass
class Report:
    """Where progress goes: JSON lines, a bar on the terminal, or nowhere."""

    as_lines: bool
    on_step: Callable[[int, int], None]

    def step(self, at: int, total: int, details: dict[str, Any]) -> None:
        if self.as_lines:
            _line({"event": "progress", **details})
        else:
            self.on_step(at, total)

    def done(self, result: dict[str, Any]) -> None:
        if self.as_lines:
            _line({"event": "done", **result})


def _line(document: dict[str, Any]) -> None:
    if sys.stdout is not None:  # a program without a console on Windows has none
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
        sys.stdout.flush()


class reporting:  # noqa: N801 - reads as a verb in a with statement
    """Shows progress while a long command runs, and turns its error into a last line where lines are read."""

    def __init__(self, session: Session, style: ProgressStyle, what: str) -> None:
        self._lines = style is ProgressStyle.jsonl
        show = style is ProgressStyle.auto and session.err.is_terminal
        columns = (
            SpinnerColumn(),
            TextColumn(what),
            TextColumn("{task.completed}/{task.total}"),
            TimeRemainingColumn(),
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
            _line({"event": event, "message": str(error), "what": error.what, "way_out": error.way_out})
