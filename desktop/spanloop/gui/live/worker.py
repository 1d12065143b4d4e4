"""The process beside the window that refreshes suggestions: it stays alive, because starting one costs seconds."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any, Literal, cast

from PySide6.QtCore import QObject, QProcess, Signal

from spanloop.core.errors import SpanloopError
from spanloop.gui.child_run import child_environment, log_end, log_start
from spanloop.operations.children import refresh_worker_command
from spanloop.settings import Settings

State = Literal["none", "starting", "idle", "busy"]
#: How long a refresh may take to stop and leave nothing behind before its process is killed.
_PATIENCE_MS = 5_000


class LiveWorker(QObject):
    """Starts the process with the first refresh, and again whenever it is gone. One refresh at a time.

    done(dict): a refresh ended well; what operations.live.LiveReport says. failed(SpanloopError, str): it did not; the
    name of the kind of error, "" for an end of the process. cancelled: it was stopped. asked: it is about to write, and
    waits for `answer`. changed: the state or the share is another one.
    """

    done = Signal(object)
    failed = Signal(object, str)
    cancelled = Signal()
    asked = Signal()
    changed = Signal()

    def __init__(self, settings: Settings, parent: QObject) -> None:
        super().__init__(parent)
        self._settings = settings
        self._process: QProcess | None = None
        self._for: tuple[Path, str] | None = None
        self._half = b""
        #: Whether a refresh was asked for and has not ended.
        self.busy = False
        #: Whether it has begun: before that the process may be ended anywhere.
        self._begun = False
        self._ready = False
        self.share = 0.0

    @property
    def state(self) -> State:
        """Whether there is a process, and what it does."""
        if self._process is None:
            return "none"
        if not self._ready:
            return "starting"
        return "busy" if self.busy else "idle"

    def refresh(self, project: Path, *, author: str, articles: Sequence[str]) -> None:
        """Refresh, and suggest in these articles; does nothing while another refresh is under way."""
        if self.busy:
            return
        if self._for != (project, author):
            self.stop_now()
        if self._process is None:
            self._start(project, author)
        self.busy, self._begun, self.share = True, self._ready, 0.0
        self._write({"do": "refresh", "articles": list(articles)})
        self.changed.emit()

    def answer(self, leave: Collection[str]) -> None:
        """Let it write, but nothing in these articles."""
        self._write({"leave": sorted(leave)})

    def cancel(self) -> None:
        """Stop the refresh under way; `cancelled` or another end follows."""
        if self._process is None or not self.busy:
            return
        if self._begun:
            self._process.write(b"cancel\n")
        else:
            self._process.kill()  # it still imports spaCy, and hears nobody for seconds

    def stop_now(self) -> None:
        """The project closes, or the window: end the process, and wait until it is gone."""
        process, self._process = self._process, None
        if process is None:
            return
        process.finished.disconnect(self._finished)
        if self.busy and self._begun:
            process.write(b"cancel\n")
            process.closeWriteChannel()
            process.waitForFinished(_PATIENCE_MS)
        # One that does nothing holds nothing that a sudden end could leave half done.
        if process.state() is not QProcess.ProcessState.NotRunning:
            process.kill()
            process.waitForFinished(_PATIENCE_MS)
        process.deleteLater()
        self._forget()

    def _start(self, project: Path, author: str) -> None:
        process = self._process = QProcess(self)
        self._for, self._half, self._ready = (project, author), b"", False
        process.setProcessEnvironment(child_environment(self._settings))
        process.readyReadStandardOutput.connect(self._read)
        process.errorOccurred.connect(self._went_wrong)
        process.finished.connect(self._finished)
        command = refresh_worker_command(project, author=author)
        log_start(command)
        process.start(command[0], command[1:])

    def _write(self, line: dict[str, Any]) -> None:
        if self._process is not None:
            self._process.write(json.dumps(line).encode() + b"\n")

    def _read(self) -> None:
        if self._process is None:
            return
        *lines, self._half = (self._half + bytes(self._process.readAllStandardOutput().data())).split(b"\n")
        for line in lines:
            try:
                told: object = json.loads(line)
            except ValueError:
                continue  # a library printed something; only whole JSON objects are meant for us
            if isinstance(told, dict):
                self._take(cast("dict[str, Any]", told))

    def _take(self, told: dict[str, Any]) -> None:
        event = told.get("event")
        if event == "ready":
            self._ready, self._begun = True, self.busy
        elif event == "progress":
            self.share = float(told.get("step", 0)) / max(1.0, float(told.get("max_steps", 1)))
        elif event == "writing":
            self.asked.emit()
        elif event in {"done", "cancelled", "error"}:
            self.busy = self._begun = False
            if event == "done":
                self.done.emit(told)
            elif event == "cancelled":
                self.cancelled.emit()
            else:
                what, where, way_out = (str(told.get(name, "")) for name in ("what", "where", "way_out"))
                self.failed.emit(SpanloopError(what, where=where, way_out=way_out), str(told.get("kind", "")))
        self.changed.emit()

    def _went_wrong(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart and self._process is not None:
            why = self._process.errorString()
            self._gone(SpanloopError(f"The program could not start a second time ({why})", way_out="Install it again."))

    def _finished(self, code: int, status: QProcess.ExitStatus) -> None:
        if self._process is None:
            return
        log_end("refresh-worker", code, status)
        self._read()
        errors = bytes(self._process.readAllStandardError().data()).decode("utf-8", "replace")
        last = next((line for line in reversed(errors.splitlines()) if line.strip()), "")
        killed = not self._begun and self.busy and self._ready is False and not last
        what = f"Their process ended (exit code {code})"
        self._gone(None if killed else SpanloopError(what, where=last[:400], way_out="It is tried again later."))

    def _gone(self, error: SpanloopError | None) -> None:
        """The process ended by itself: by having nothing to do, or in the middle of something."""
        was_busy = self.busy
        process, self._process = self._process, None
        if process is not None:
            process.deleteLater()
        self._forget()
        if was_busy and error is not None:
            self.failed.emit(error, "")
        elif was_busy:
            self.cancelled.emit()
        self.changed.emit()

    def _forget(self) -> None:
        self._for, self._half = None, b""
        self.busy = self._begun = self._ready = False
        self.share = 0.0
