"""One training of a project at a time, and what a training that was killed at its last instant left behind."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from spanloop.core.errors import CancelledError, SpanloopError


class TrainingRunningError(SpanloopError):
    """A training of this project runs already."""


@dataclass(frozen=True)
class TrainingTurn:
    """The right to train a project; it ends with the `with` block or with the process, however that dies.

    note: a file that names the version whose folder is being put on the shelf. It stays only where the process was
    killed between that and the record in the project.
    """

    note: Path
    project: Path

    def settle(self, *, is_recorded: Callable[[str], bool], remove: Callable[[str], None]) -> None:
        """Remove the files of a version that were put on the shelf while its record was not written."""
        try:
            left: Any = json.loads(self.note.read_text(encoding="utf-8"))
            uid, project = str(left["uid"]), str(left["project"])
        except FileNotFoundError:
            return
        except (OSError, ValueError, KeyError, TypeError):
            self._forget()  # half a note: it is written before the folder is moved, so nothing was
            return
        # A copy of the project has the same uid, and what it recorded is not known here.
        if project == str(self.project) and not is_recorded(uid):
            remove(uid)
        self._forget()

    @contextmanager
    def placing(self, uid: str, *, is_recorded: Callable[[str], bool], remove: Callable[[str], None]) -> Iterator[None]:
        """Put a version's folder onto the shelf and record it within the block: both are done, or neither."""
        self.note.write_text(json.dumps({"uid": uid, "project": str(self.project)}), encoding="utf-8")
        try:
            yield
        finally:
            # An interruption may come after the record was written: what the project says decides.
            self.settle(is_recorded=is_recorded, remove=remove)

    def _forget(self) -> None:
        self.note.unlink(missing_ok=True)


@contextmanager
def training_turn(data_dir: Path, *, uid: str, project: Path) -> Iterator[TrainingTurn]:
    """Take the turn to train a project. Raises TrainingRunningError at once where someone else has it.

    data_dir: where extractors live on this machine; the lock is there and not beside the project, because the project's
    folder may be on a drive that knows no locks. uid: the project's, so that a second window or a terminal is refused
    too. project: its file; errors of the training that name no place are about it.
    """
    name = re.sub(r"[^0-9A-Za-z_-]", "_", uid)[:64]  # a project from elsewhere may name itself as it likes
    folder = data_dir / "training"
    lock = FileLock(folder / f"{name}.lock")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout as error:
        raise TrainingRunningError(
            "This project is being trained already",
            where=str(project),
            way_out="Wait until that training ends, or cancel it where it was started.",
        ) from error
    except OSError as error:
        raise SpanloopError(
            f"Training cannot begin ({error.strerror or error})",
            where=str(folder),
            way_out="Make room on the disk, or make the folder writable.",
        ) from error
    try:
        yield TrainingTurn(folder / f"{name}.json", project.absolute())
    except SpanloopError as error:
        if not isinstance(error, CancelledError):
            error.where = error.where or str(project)
        raise
    finally:
        lock.release()
