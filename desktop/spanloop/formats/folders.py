"""Folders that appear whole or not at all, and names of files in them that every system takes."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from spanloop.core.errors import SpanloopError

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_DEVICES = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_LONGEST_NAME = 80


@contextmanager
def writing_folder(dest: Path, *, marker: str) -> Generator[Path]:
    """Give an empty folder beside `dest`, and put it in its place when the block ends well; else leave nothing behind.

    marker: a file that every folder of this export holds. An earlier export of the kind is replaced, an empty folder
    too; one that holds other things is left alone. Raises SpanloopError for such a one, and where the folder above is
    missing, full or not writable.
    """
    _check(dest, marker)
    made: Path | None = None
    try:
        dest.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix=f".{dest.name}.", suffix=".part", dir=dest.parent))
        yield made
        # mkdtemp makes it readable by its owner alone; an export is a folder like any other.
        beside = made.with_suffix(".mode")
        beside.mkdir()
        made.chmod(beside.stat().st_mode & 0o777)
        beside.rmdir()
        if dest.exists():
            shutil.rmtree(dest)
        made.replace(dest)
        made = None
    except OSError as error:
        raise SpanloopError(
            f"the folder cannot be written ({error.strerror or error})",
            where=str(dest),
            way_out="Check that there is room and that you may write there, or choose another folder.",
        ) from error
    finally:
        if made is not None:
            shutil.rmtree(made, ignore_errors=True)


def is_device(name: str) -> bool:
    """Whether Windows keeps a file's name for a device, whatever its ending."""
    return _DEVICES.fullmatch(name) is not None


def _check(dest: Path, marker: str) -> None:
    try:
        if not dest.exists() or (dest.is_dir() and ((dest / marker).is_file() or not any(dest.iterdir()))):
            return
    except OSError as error:
        what = f"the folder cannot be read ({error.strerror or error})"
        raise SpanloopError(what, where=str(dest), way_out="Choose another folder.") from error
    what = "The folder holds other files" if dest.is_dir() else "There is a file of that name"
    raise SpanloopError(what, where=str(dest), way_out="Name a new folder, or that of an earlier export.")


class FileNames:
    """Names of files for the articles of one folder: each once, also where capitals do not count."""

    def __init__(self) -> None:
        self._used: dict[str, int] = {}

    def name(self, wanted: str) -> str:
        """A name made of letters, digits, dots, hyphens and low lines that resembles the one wanted; the same names
        asked for in the same order give the same."""
        safe = _UNSAFE.sub("_", wanted).strip("._-")[:_LONGEST_NAME] or "article"
        if is_device(safe):
            safe = f"_{safe}"
        name, number = safe, self._used.get(safe.lower(), 0)
        while name.lower() in self._used:
            number += 1
            name = f"{safe}-{number + 1}"
        self._used[safe.lower()] = number
        self._used.setdefault(name.lower(), 0)
        return name
