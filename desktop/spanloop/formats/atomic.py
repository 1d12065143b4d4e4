"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO

from spanloop.core.errors import SpanloopError
from spanloop.formats.ledger import Ledger

_DATABASE = b"SQLite format 3\x00"


@contextmanager
def writing(path: Path) -> Generator[IO[bytes]]:
    """Open a file beside `path`, and put it in its place when the block ends well; else leave nothing behind.

    Raises SpanloopError where the folder is missing, full or not writable, and where a project would be overwritten.
    """
    _spare_projects(path)
    temporary: Path | None = None
    try:
        handle, name = tempfile.mkstemp(prefix=f".{path.name}.", suffix=".part", dir=path.parent)
        temporary = Path(name)
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        # mkstemp makes it readable by its owner alone; an export is a file like any other.
        temporary.chmod(0o666 & ~_umask())
        temporary.replace(path)
        temporary = None
    except OSError as error:
        raise SpanloopError(
            f"it cannot be written ({error.strerror or error})",
            where=str(path),
            way_out="Check that the folder is there, has room and may be written to, or choose another.",
        ) from error
    finally:
        if temporary is not None:
            temporary.unlink(missing_ok=True)


@contextmanager
def needing_room() -> Generator[None]:
    """Within the block temporary files are made; what the system says of them is raised as SpanloopError."""
    try:
        yield
    except OSError as error:
        raise SpanloopError(
            f"temporary files cannot be written ({error.strerror or error})",
            where=_temporary_folder(),
            way_out="Make room there, or name another folder for them in the variable TMPDIR (TEMP on Windows).",
        ) from error


@contextmanager
def temporary_file() -> Generator[IO[bytes]]:
    """A file without a name that goes when the block ends. Raises SpanloopError where none can be made; writing it is
    for blocks of needing_room."""
    with needing_room():
        file = tempfile.TemporaryFile()  # noqa: SIM115 - closed below
    try:
        yield file
    finally:
        with suppress(OSError):  # what it still held back goes with it
            file.close()


@contextmanager
def temporary_folder(name: str) -> Generator[Path]:
    """A folder whose name begins with `spanloop-` and `name`, which goes when the block ends. Raises SpanloopError
    where none can be made."""
    with needing_room():
        folder = tempfile.TemporaryDirectory(prefix=f"spanloop-{name}-", ignore_cleanup_errors=True)
    with folder as path:
        yield Path(path)


def _temporary_folder() -> str:
    try:
        return tempfile.gettempdir()
    except OSError:
        return ""  # there is none, which the error says


def write_ledger(ledger: Ledger, path: Path) -> Path | None:
    """Write all entries into a file, and return it; None where nothing was lost, and the file of an earlier time goes.

    Raises SpanloopError where it cannot be written.
    """
    if not ledger:
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            what = f"the ledger of an earlier time cannot be removed ({error.strerror or error})"
            raise SpanloopError(what, where=str(path), way_out="Remove it yourself.") from error
        return None
    with writing(path) as file:
        file.write(ledger.to_json().encode("utf-8"))
    return path


def _spare_projects(path: Path) -> None:
    """Whatever a person chose: a project is somebody's work of months, and no export is worth it."""
    try:
        is_database = path.is_file() and _head(path) == _DATABASE
    except OSError:
        is_database = False  # it cannot be read; whether it can be replaced is seen when that is tried
    if is_database or path.suffix.lower() == ".spanloop":
        raise SpanloopError(
            "This is the name of a project, and it would be overwritten",
            where=str(path),
            way_out="Choose another name, with the ending of the format.",
        )


def _head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(len(_DATABASE))


def _umask() -> int:
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
