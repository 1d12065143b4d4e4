"""Reading from the project beside the window: on one thread, with a connection of its own that only reads."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from threading import Lock
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, Signal

from spanloop.core.errors import SpanloopError
from spanloop.operations import queueing
from spanloop.operations.queueing import ProjectReader
from spanloop.operations.windows import Project

Result = TypeVar("Result")


class _Work:
    """One reading: what is to be read, and whether anybody still wants it."""

    def __init__(self, read: Callable[[ProjectReader], Any], then: Callable[[Any], None]) -> None:
        self.read = read
        self.then = then
        self.wanted = True
        self._lock = Lock()
        self._reader: ProjectReader | None = None

    def drop(self) -> None:
        """Nobody wants it any more."""
        with self._lock:
            self.wanted = False
            if self._reader is not None:
                self._reader.interrupt()

    def run(self, reader: ProjectReader) -> Any:
        """In the thread. The lock keeps a reader from being interrupted once it is closed."""
        with self._lock:
            if not self.wanted:
                return None
            self._reader = reader
        try:
            return self.read(reader)
        finally:
            with self._lock:
                self._reader = None


class Background(QObject):
    """Reads one thing after another. refused(SpanloopError): something could not be read.

    The thread begins with the first reading and is joined by `stop`, which the window calls before the project closes.
    """

    refused = Signal(object)
    _done = Signal(object, object)
    _broke = Signal(object, object)

    def __init__(self, project: Project, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._project = project
        self._works: dict[str, _Work] = {}
        self._pool: ThreadPoolExecutor | None = None
        # Queued: the signal comes from the thread, and answers are given in the window's own.
        self._done.connect(self._answer, Qt.ConnectionType.QueuedConnection)
        self._broke.connect(self._raise, Qt.ConnectionType.QueuedConnection)

    def ask(self, name: str, read: Callable[[ProjectReader], Result], then: Callable[[Result], None]) -> None:
        """Read something and hand it to `then`, in the thread of the window. An earlier reading of this name, and its
        answer, are dropped."""
        self.drop(name)
        if self._pool is None:
            self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="queue")
        work = self._works[name] = _Work(read, then)
        self._pool.submit(self._run, work).add_done_callback(partial(self._ended, work))

    def drop(self, name: str) -> None:
        """Forget a reading, and stop it where it is under way."""
        work = self._works.pop(name, None)
        if work is not None:
            work.drop()

    @property
    def busy(self) -> bool:
        """Whether an answer is still to come."""
        return bool(self._works)

    def stop(self) -> None:
        """Stop all readings and wait for the thread to end; nothing is answered any more."""
        for name in list(self._works):
            self.drop(name)
        if self._pool is not None:
            self._pool.shutdown(wait=True, cancel_futures=True)
            self._pool = None

    def _run(self, work: _Work) -> None:
        """In the thread."""
        if not work.wanted:
            return
        try:
            with queueing.open_reader(self._project) as reader:
                answer = work.run(reader)
        except InterruptedError:
            return
        except SpanloopError as error:
            answer = error
        if work.wanted:
            self._done.emit(work, answer)

    def _ended(self, work: _Work, future: Future[None]) -> None:
        """In the thread. A fault of the program is not lost in it."""
        error = None if future.cancelled() else future.exception()
        if error is not None:
            self._broke.emit(work, error)

    def _raise(self, work: _Work, error: BaseException) -> None:
        self._forget(work)
        raise error

    def _forget(self, work: _Work) -> None:
        self._works = {name: each for name, each in self._works.items() if each is not work}

    def _answer(self, work: _Work, answer: Any) -> None:
        if not work.wanted:
            return
        self._forget(work)
        if isinstance(answer, SpanloopError):
            self.refused.emit(answer)
        else:
            work.then(answer)
