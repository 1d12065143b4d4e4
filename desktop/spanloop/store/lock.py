"""One window at a time on a project. The command line and the training child write in short transactions without it."""

from __future__ import annotations

import getpass
import json
import os
import platform
from pathlib import Path
from types import TracebackType

from filelock import FileLock, Timeout

from spanloop.core.errors import SpanloopError
from spanloop.core.ids import now
from spanloop.store.engine import explain


class WindowLock:
    """Held while a window shows a project. The system lets go of it when the process dies, however it dies.

    Beside the project stand `.<name>.lock` and, while it is held, `.<name>.holder` with who holds it.
    """

    def __init__(self, path: Path | str, *, holder: str = "") -> None:
        """holder: the name of the person at the window; the login name by default."""
        self.path = Path(path)
        self._holder = holder
        self._lock = FileLock(self.path.with_name(f".{self.path.name}.lock"))
        self._note = self.path.with_name(f".{self.path.name}.holder")

    def acquire(self) -> WindowLock:
        """Take the lock. Raises SpanloopError that names who has it."""
        if not self.path.parent.is_dir():
            raise SpanloopError("There is no such folder", where=str(self.path.parent), way_out="Check the name.")
        try:
            self._lock.acquire(timeout=0)
        except Timeout as error:
            raise SpanloopError(
                f"The project is open in another window ({self._who()})",
                where=str(self.path),
                way_out="Close it there first.",
            ) from error
        except OSError as error:
            raise explain(error, self.path) or error from error
        note = {
            "name": self._holder or _login(),
            "host": platform.node(),
            "pid": os.getpid(),
            "since": now(),
        }
        try:
            self._note.write_text(json.dumps(note, ensure_ascii=False), encoding="utf-8")
        except OSError as error:
            self._lock.release()
            raise explain(error, self.path) or error from error
        return self

    def release(self) -> None:
        """Let go of it; does nothing when it is not held."""
        if self._lock.is_locked:
            self._note.unlink(missing_ok=True)
            self._lock.release()

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._lock.is_locked

    def _who(self) -> str:
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
            return f"{note['name']} on {note['host']}, process {note['pid']}, since {str(note['since'])[11:16]} UTC"
        except (OSError, ValueError, KeyError, TypeError):
            return "it does not say whose"

    def __enter__(self) -> WindowLock:
        return self.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "someone"
