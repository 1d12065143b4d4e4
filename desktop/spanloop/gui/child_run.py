"""Commands of the program run beside the window: their progress, how they ended, and a real Cancel."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from typing import Any, Literal, cast

from PySide6.QtCore import QByteArray, QObject, QProcess, QProcessEnvironment, QTimer, Signal

from spanloop.core.errors import SpanloopError
from spanloop.operations.crash_reports import report_child
from spanloop.settings import HOME_VARIABLE, Settings

Phase = Literal[
    "idle", "training", "suggesting", "looking", "importing", "exporting", "preparing", "evaluating", "comparing",
    "recovering", "measuring", "checking", "deleting", "rereading", "ranking", "asking",
    "cancelling",
]  # fmt: skip
#: How long a child may take to leave nothing behind before it is killed.
_PATIENCE_MS = 15_000
_LOG = logging.getLogger(__name__)


def child_environment(settings: Settings) -> QProcessEnvironment:
    """What a child process finds around it: what the window has, and the window's settings."""
    environment = QProcessEnvironment.systemEnvironment()
    environment.insert("PYTHONUTF8", "1")
    environment.insert("PYTHONFAULTHANDLER", "1")
    if settings.path.parent == settings.data_dir:
        # Settings that live in a folder of their own: the child has to find the same one.
        environment.insert(HOME_VARIABLE, str(settings.data_dir))
    return environment


class ChildRun(QObject):
    """Runs commands of the program one after the other, reads their JSON lines, and can stop them.

    changed: phase or progress is another one. told(dict): a line of the child about its progress. done(results): all
    commands ended well; a list with the "done" line of each, or the JSON document that it printed.
    failed(SpanloopError): one did not, in words. cancelled: it was stopped and left nothing behind.
    killable: the commands write nothing that a sudden end could leave half done, so they are ended at once instead of
    being asked to: a child that is still importing spaCy hears nobody for seconds.
    """

    changed = Signal()
    told = Signal(object)
    done = Signal(object)
    failed = Signal(object)
    cancelled = Signal()

    def __init__(self, settings: Settings, parent: QObject | None = None, *, killable: bool = False) -> None:
        super().__init__(parent)
        self._settings = settings
        self._killable = killable
        self._waiting: list[tuple[Phase, list[str]]] = []
        self._results: list[dict[str, Any]] = []
        self._process: QProcess | None = None
        self._half = b""
        self._output = b""
        self._name = ""
        self._last: dict[str, Any] = {}
        self.phase: Phase = "idle"
        self.step = 0
        self.steps = 0
        self.seconds = 0.0
        self._killer = QTimer(self)
        self._killer.setSingleShot(True)
        self._killer.setInterval(_PATIENCE_MS)
        self._killer.timeout.connect(self._kill)

    @property
    def running(self) -> bool:
        return self._process is not None

    @property
    def share(self) -> float:
        """How much of the present command is done, 0 to 1."""
        return min(1.0, self.step / self.steps) if self.steps else 0.0

    @property
    def ended_well(self) -> int:
        """How many of the commands that were started last ended well so far."""
        return len(self._results)

    def start(self, commands: Sequence[tuple[Phase, list[str]]]) -> None:
        """Run these commands in turn; does nothing while others run."""
        if self.running:
            return
        self._waiting = list(commands)
        self._results = []
        self._next()

    def cancel(self) -> None:
        """Ask the child to stop and to leave nothing behind; kill it when it does not answer."""
        if self._process is None:
            return
        self.phase = "cancelling"
        self._waiting = []
        if self._killable:
            self._process.kill()
        else:
            self._process.write(b"cancel\n")
            self._process.closeWriteChannel()
            self._killer.start()
        self.changed.emit()

    def stop_now(self) -> None:
        """The window closes: end the child, and wait until it is gone."""
        if self._process is None:
            return
        self._process.finished.disconnect(self._finished)
        self.cancel()
        self._killer.stop()
        if not self._process.waitForFinished(_PATIENCE_MS):
            self._process.kill()
            self._process.waitForFinished(5_000)
        self._forget()

    def _next(self) -> None:
        phase, command = self._waiting.pop(0)
        self.phase, self.step, self.steps, self.seconds = phase, 0, 0, 0.0
        self._half, self._output, self._last = b"", b"", {}
        process = self._process = QProcess(self)
        process.setProcessEnvironment(child_environment(self._settings))
        process.readyReadStandardOutput.connect(self._read)
        process.errorOccurred.connect(self._went_wrong)
        process.finished.connect(self._finished)
        self._name = log_start(command)
        process.start(command[0], command[1:])
        self.changed.emit()

    def _read(self) -> None:
        if self._process is None:
            return
        said = _bytes(self._process.readAllStandardOutput())
        self._output += said
        *lines, self._half = (self._half + said).split(b"\n")
        for line in lines:
            self._take(line)
        self.changed.emit()

    def _take(self, line: bytes) -> None:
        try:
            told: object = json.loads(line)
        except ValueError:
            return  # a library printed something; only whole JSON objects are meant for us
        if not isinstance(told, dict):
            return
        message = cast("dict[str, Any]", told)
        if message.get("event") == "progress":
            self.step = int(message.get("step", 0))
            self.steps = int(message.get("max_steps", 0))
            self.seconds = float(message.get("seconds", 0.0))
            self.told.emit(message)
        else:
            self._last = message

    def _went_wrong(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart and self._process is not None:
            why = self._process.errorString()
            _LOG.info("child %s does not start: %s", self._name, error.name)
            self._forget()
            what = f"The program could not start a second time ({why})"
            self.failed.emit(SpanloopError(what, way_out="Install Spanloop again."))

    def _finished(self, code: int, status: QProcess.ExitStatus) -> None:
        process = self._process
        if process is None:
            return
        self._read()
        was, errors = self.phase, _bytes(process.readAllStandardError()).decode("utf-8", "replace")
        self._forget(keep_waiting=True)
        log_end(self._name, code, status)
        well = code == 0 and status is QProcess.ExitStatus.NormalExit
        if was == "cancelling" or self._last.get("event") == "cancelled":
            self._waiting = []
            self.cancelled.emit()
        elif not well:
            self._waiting = []
            self.failed.emit(self._why(was, code, errors, crashed=status is QProcess.ExitStatus.CrashExit))
        else:
            self._results.append(self._last or _document(self._output))
            if self._waiting:
                self._next()
            else:
                self.done.emit(self._results)
        self.changed.emit()

    def _why(self, was: Phase, code: int, errors: str, *, crashed: bool) -> SpanloopError:
        if self._last.get("event") == "error":
            what, where, way_out = (str(self._last.get(name, "")) for name in ("what", "where", "way_out"))
            return SpanloopError(what, where=where, way_out=way_out)
        lines = [line for line in errors.strip().splitlines() if line.strip()]
        report = report_child(errors, folder=self._settings.log_dir, command=self._name, code=code) if crashed else None
        if report is not None:
            lines = [f"A report is in {report}; nothing was sent."]
        what = was.capitalize()
        stays = "The version before stays as it was. " if was == "training" else ""
        return SpanloopError(
            f"{what} ended unexpectedly (exit code {code})",
            where=lines[-1][:400] if lines else "",
            way_out=f"{stays}Try again; if it happens again, report the line above.",
        )

    def _forget(self, *, keep_waiting: bool = False) -> None:
        self._killer.stop()
        if self._process is not None:
            self._process.deleteLater()
        self._process = None
        self.phase = "idle"
        if not keep_waiting:
            self._waiting = []
            self.changed.emit()

    def _kill(self) -> None:
        if self._process is not None:
            self._process.kill()


def log_start(command: Sequence[str]) -> str:
    """Say in the log that a child process starts, and return its name; what else stands in a command are paths."""
    own = command[3:] if list(command[1:3]) == ["-m", "spanloop"] else command[1:]
    name = own[0] if own else ""
    _LOG.info("child %s starts", name)
    return name


def log_end(name: str, code: int, status: QProcess.ExitStatus) -> None:
    """Say in the log how a child process ended; what it wrote is not said, for it may be of an article."""
    how = "died of signal or fault" if status is QProcess.ExitStatus.CrashExit else "ended with exit code"
    _LOG.info("child %s %s %d", name, how, code)


def _document(output: bytes) -> dict[str, Any]:
    """The one JSON object that a command printed, {} when it printed something else."""
    try:
        told: object = json.loads(output)
    except ValueError:
        return {}
    return cast("dict[str, Any]", told) if isinstance(told, dict) else {}


def _bytes(data: QByteArray) -> bytes:
    return bytes(data.data())
