"""The folder of an export for training: which files each split has, and how they come to stand there.

A split of ordinary size is one file, `train.spacy`. A larger one is a folder of them, `train/0001.spacy` and so on,
each small enough to be read by itself; spaCy's reader takes the one as well as the other, and so does all of ours,
which asks here.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Collection, Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from spanloop.core.errors import SpanloopError
from spanloop.formats.docbin_packing import PackedDocs

if TYPE_CHECKING:
    from spacy.tokens import Doc

SPLITS: tuple[str, ...] = ("train", "dev", "test")
CONFIG, LEDGER = "config.cfg", "ledger.json"
SUFFIX = ".spacy"
#: A file holds no more Docs than this, and is closed once it has so many tokens: one of 10,000 articles takes 2.6 GB to
#: write and as much to read.
MOST_DOCS, MOST_TOKENS = 2_000, 2_000_000
#: How the folder begins in which an export is made.
_ROOM = ".export-"


def split_files(folder: Path, split: str) -> list[Path]:
    """The files of a split in the order in which they are read; [] where there is none."""
    alone = folder / f"{split}{SUFFIX}"
    return [alone] if alone.is_file() else sorted((folder / split).glob(f"*{SUFFIX}"))


def split_path(folder: Path, split: str) -> Path:
    """What a config names: the folder of a large split, else the one file, whether it is there or not."""
    alone = folder / f"{split}{SUFFIX}"
    return folder / split if not alone.is_file() and (folder / split).is_dir() else alone


class SplitWriter:
    """Writes the Docs of one split into a folder as they come. docs: how many there are by now."""

    def __init__(self, folder: Path, split: str) -> None:
        self.docs = 0
        self._folder = folder
        self._split = split
        self._files = 0
        self._packed = PackedDocs()

    def add(self, doc: Doc) -> None:
        """Write a Doc, which is not needed any more."""
        if self._packed.docs >= MOST_DOCS or self._packed.tokens >= MOST_TOKENS:
            self._write_one_of_many()
        self._packed.add(doc)
        self.docs += 1

    def close(self) -> str:
        """Write what is left; returns the name for the config, of the file or of the folder."""
        if self._files:
            self._write_one_of_many()
            return self._split
        name = f"{self._split}{SUFFIX}"
        write_file(self._folder / name, self._packed.to_bytes())
        return name

    def _write_one_of_many(self) -> None:
        self._files += 1
        folder = self._folder / self._split
        folder.mkdir(exist_ok=True)
        content = self._packed.to_bytes()
        self._packed = PackedDocs()
        write_file(folder / f"{self._files:04}{SUFFIX}", content)


def write_file(path: Path, *content: bytes) -> None:
    """Write a file to the disk, not only to what the system keeps of it. content: its parts, one after the other."""
    with path.open("wb") as file:
        file.writelines(content)
        file.flush()
        os.fsync(file.fileno())


@contextmanager
def export_folder(dest: Path) -> Generator[Path]:
    """Give a folder to write an export into, and put what is in it into `dest` when the block ends well.

    Else nothing is left behind, and an earlier export stays as it was. A folder that holds other things is left alone
    unless an export stands in it already. Raises SpanloopError for such a one, and where it cannot be written.
    """
    made = [path for path in (dest, *dest.parents) if not path.exists()]
    _make(dest)
    room: Path | None = None
    try:
        room = Path(tempfile.mkdtemp(prefix=_ROOM, dir=dest))
        yield room
        _put(room, dest)
        made = []
    except OSError as error:
        raise SpanloopError(
            f"the folder cannot be written ({error.strerror or error})",
            where=str(dest),
            way_out="Check that there is room and that you may write there, or choose another folder.",
        ) from error
    finally:
        if room is not None:
            shutil.rmtree(room, ignore_errors=True)
        with suppress(OSError):  # somebody else put something there meanwhile
            for path in made:
                path.rmdir()


def _make(dest: Path) -> None:
    try:
        dest.mkdir(parents=True, exist_ok=True)
        there = {entry.name for entry in dest.iterdir() if not entry.name.startswith(_ROOM)}
    except OSError as error:
        what = f"the folder cannot be made ({error.strerror or error})"
        raise SpanloopError(what, where=str(dest), way_out="Choose another folder.") from error
    if there and not _is_export(there):
        raise SpanloopError(
            "The folder holds other files", where=str(dest), way_out="Name a new folder, or that of an earlier export."
        )


def _is_export(there: Collection[str]) -> bool:
    return {CONFIG, LEDGER} <= set(there) and all(split in there or f"{split}{SUFFIX}" in there for split in SPLITS)


def _put(room: Path, dest: Path) -> None:
    """Move everything into its place; files of an earlier export that had more of them go."""
    for split in SPLITS:
        fresh = {path.name for path in (room / split).glob(f"*{SUFFIX}")}
        if fresh:
            (dest / split).mkdir(exist_ok=True)
            for name in sorted(fresh):
                (room / split / name).replace(dest / split / name)
            (room / split).rmdir()
            (dest / f"{split}{SUFFIX}").unlink(missing_ok=True)
        for old in (dest / split).glob(f"[0-9][0-9][0-9][0-9]{SUFFIX}"):
            if old.name not in fresh:
                old.unlink()
        with suppress(OSError):  # it is not there, or holds what others put there
            (dest / split).rmdir()
    for path in sorted(room.iterdir()):
        path.replace(dest / path.name)
