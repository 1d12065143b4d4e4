"""One window at a time on a project. The command line and the training child write in short transactions without it."""

from __future__ import annotations

import getpass
import json
import os
import platform
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType

from filelock import BaseFileLock, FileLock, SoftFileLock, Timeout

from spanloop.core.errors import SpanloopError
from spanloop.core.ids import now
from spanloop.store.engine import explain


@dataclass(frozen=True, slots=True)
class Holder:
    """Who shows a project. name: of the person; host: the computer's; pid: of the program; since: time in UTC.

    All is "" or 0 where the note beside the project does not say it.
    """

    name: str = ""
    host: str = ""
    pid: int = 0
    since: str = ""

    @property
    def is_here(self) -> bool:
        """Whether it is this computer."""
        return self.host == platform.node()

    def words(self, *, at: datetime) -> str:
        """ "Noor on desk-3, process 4711, since 11:20"; at: now, by whose zone and day the time is told."""
        if not self.name:
            return "it does not say whose"
        try:
            since = datetime.fromisoformat(self.since).astimezone(at.tzinfo)
        except ValueError:
            when = ""
        else:
            when = f", since {since:%H:%M}" if since.date() == at.date() else f", since {since:%Y-%m-%d %H:%M}"
        return f"{self.name} on {self.host or 'some computer'}, process {self.pid}{when}"


class ProjectHeldError(SpanloopError):
    """Another window shows the project. holder: who it is."""

    def __init__(self, path: Path, holder: Holder) -> None:
        if not holder.name or holder.is_here:
            way_out = "Close it there first, or open a copy."
        else:
            # A network drive lets go of the lock of a computer that is gone only after some time, if at all.
            way_out = (
                "Close it there first, or open a copy. If that computer is off for good, the drive still keeps its"
                f" lock: wait a few minutes, then delete .{path.name}.lock beside the project."
            )
        words = holder.words(at=datetime.now().astimezone())
        super().__init__(f"The project is open in another window ({words})", where=str(path), way_out=way_out)
        self.path = path
        self.holder = holder


class WindowLock:
    """Held while a window shows a project. The system lets go of it when the process dies, however it dies.

    Beside the project stand `.<name>.lock` and, while it is held, `.<name>.holder` with who holds it.
    """

    def __init__(self, path: Path | str, *, holder: str = "") -> None:
        """holder: the name of the person at the window; the login name by default."""
        self.path = Path(path)
        self._holder = holder
        self._place = self.path.with_name(f".{self.path.name}.lock")
        self._lock: BaseFileLock = FileLock(self._place)
        self._note = self.path.with_name(f".{self.path.name}.holder")

    def acquire(self) -> WindowLock:
        """Take the lock. Raises ProjectHeldError that names who has it, SpanloopError where it cannot be written."""
        if not self.path.parent.is_dir():
            raise SpanloopError("There is no such folder", where=str(self.path.parent), way_out="Check the name.")
        try:
            self._take()
        except Timeout as error:
            raise ProjectHeldError(self.path, self.held_by()) from error
        except OSError as error:
            raise explain(error, self.path) or error from error
        note = Holder(self._holder or _login(), platform.node(), os.getpid(), now())
        try:
            self._note.write_text(json.dumps(asdict(note), ensure_ascii=False), encoding="utf-8")
        except OSError as error:
            self._lock.release()
            raise explain(error, self.path) or error from error
        return self

    def _take(self) -> None:
        try:
            self._lock.acquire(timeout=0)
        except NotImplementedError:
            # A drive without locks: a file that is there stands for one, and ends with the process that made it.
            self._lock = SoftFileLock(self._place)
            self._lock.acquire(timeout=0)

    def release(self) -> None:
        """Let go of it; does nothing when it is not held."""
        if self._lock.is_locked:
            self._note.unlink(missing_ok=True)
            self._lock.release()

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._lock.is_locked

    def held_by(self) -> Holder:
        """Who says to hold it. A note that was left behind by a window that died holds nothing: ask `acquire`."""
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
            return Holder(str(note["name"]), str(note["host"]), int(note["pid"]), str(note["since"]))
        except (OSError, ValueError, KeyError, TypeError):
            return Holder()

    def __enter__(self) -> WindowLock:
        return self.acquire()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()


def refuse_if_shown(path: Path, *, doing: str) -> None:
    """Raise SpanloopError where a window of another process shows the project. doing: what is not done then.

    Short transactions beside a window are well, a file made anew under it is not: the window is an older program, whose
    package was updated while it was open, and it would write rows of its own shape.
    """
    lock = WindowLock(path)
    holder = lock.held_by()
    if holder.is_here and holder.pid == os.getpid():
        return
    try:
        lock.acquire().release()
    except ProjectHeldError as error:
        raise SpanloopError(
            f"{doing}, while an older Spanloop shows it ({holder.words(at=datetime.now().astimezone())})",
            where=str(path),
            way_out="Close that window, then open the project again.",
        ) from error


def _login() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "someone"
