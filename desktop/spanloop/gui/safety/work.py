"""One piece of work beside the window, in a thread that waits for disks and not for Python."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event, Thread

from PySide6.QtCore import QObject, Qt, Signal

from spanloop.core.errors import CancelledError, SpanloopError

#: Given to the work: whether it is to end.
Stopped = Callable[[], bool]


class Work(QObject):
    """Runs a function once. Then done(what it returned) or failed(SpanloopError), unless it was stopped; finished last.

    A thread of Python, not of Qt: Python keeps an entry for every foreign thread that it meets.
    """

    done = Signal(object)
    failed = Signal(object)
    finished = Signal()
    _ended = Signal(object, object)

    def __init__(self, work: Callable[[Stopped], object], parent: QObject) -> None:
        super().__init__(parent)
        self._work = work
        self._stop = Event()
        self._thread = Thread(target=self._run, name="work")
        # Queued, so that what follows runs in the thread of the window.
        self._ended.connect(self._tell, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """Ask it to end, and wait until it has."""
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        result: object = None
        error: Exception | None = None
        try:
            result = self._work(self._stop.is_set)
        except Exception as fault:  # noqa: BLE001 - raised again where the window hears it
            error = fault
        self._ended.emit(result, error)

    def _tell(self, result: object, error: Exception | None) -> None:
        self._thread.join()
        if not self._stop.is_set() and not isinstance(error, CancelledError):
            if error is None:
                self.done.emit(result)
            elif isinstance(error, SpanloopError):
                self.failed.emit(error)
        self.finished.emit()
        self.deleteLater()
        if error is not None and not isinstance(error, SpanloopError):
            raise error  # a fault of the program
