"""Archives of other tools' exports, laid out in a folder for as long as they are read: readers of marks need files that
stand beside each other (a text and its marks, a type system and its documents)."""

from __future__ import annotations

import errno
import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from spanloop.articles.archives import archive_kind, read_archive
from spanloop.articles.draft import Found, MarkedFile, Refusal
from spanloop.articles.item import Item, file_item
from spanloop.articles.kinds import HEAD_BYTES, kind_of
from spanloop.articles.sources import items
from spanloop.core.errors import SpanloopError
from spanloop.formats.atomic import temporary_folder
from spanloop.formats.detecting import detect_marks
from spanloop.formats.webanno.layers import told_by_folders
from spanloop.formats.webanno.projects import is_description

_ZIP = b"PK\x03\x04"


def holds_marks(item: Item) -> bool:
    """Whether an item is an archive on the disk with a file of another tool's marks in it. One that cannot be read has
    none: whoever reads it as an archive of articles says what is wrong."""
    if item.path is None:
        return False
    try:
        head = item.head()
        if not head.startswith(_ZIP) or kind_of(head, item.name) != "zip" or archive_kind(item) != "zip":
            return False
        return any(isinstance(found, MarkedFile) for found in read_archive(item, inner=False, read=_told))
    except SpanloopError:
        return False


class Unpacking:
    """Archives laid out in folders that go when the block ends."""

    def __init__(self) -> None:
        self._stack = ExitStack()
        self._laid_out: dict[Path, dict[str, Path]] = {}

    def __enter__(self) -> Unpacking:
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()

    def take_out(self, item: Item) -> tuple[list[Item], list[Refusal]]:
        """The members of an archive as files of the disk, named as they are in it; and what of it was not taken out.

        Raises SpanloopError for an archive that is damaged or packs too much, and where there is no room for it.
        """
        folder = self._stack.enter_context(temporary_folder("archive"))

        def lay_out(member: Item, inner: bool) -> Iterator[Found]:
            del inner  # an archive in the archive stays one
            try:
                _lay_out(member, folder / member.name.removeprefix(f"{item.name}/"))
            except _NoRoomError:
                raise
            except SpanloopError as error:
                yield member.refusal(error)

        refusals = [found for found in read_archive(item, inner=False, read=lay_out) if isinstance(found, Refusal)]
        members = [replace(one, name=f"{item.name}/{one.name}") for one in items([folder]) if isinstance(one, Item)]
        if item.path is not None:
            self._laid_out[item.path] = {one.name: one.path for one in members if one.path is not None}
        return members, refusals

    def member(self, archive: Path, name: str) -> Path:
        """The file of a member that an earlier look found under this name; raises SpanloopError where it is gone."""
        if archive not in self._laid_out:
            # It was called by its name, or by its path in a folder: what stands before the member's own path.
            self.take_out(file_item(archive, _outer(name, archive)))
        path = self._laid_out[archive].get(name)
        if path is None:
            raise SpanloopError("it is not in the archive any more", where=name, way_out="Look at the files again.")
        return path


def _outer(name: str, archive: Path) -> str:
    """What an archive was called, given the name of one of its members."""
    before, _, _ = name.partition(f"{archive.name}/")
    return f"{before}{archive.name}"


def _told(member: Item, inner: bool) -> Iterator[Found]:
    """The format of a member, by its name and its first bytes."""
    del inner
    with member.open() as file:
        head = file.read(HEAD_BYTES)
    # What an archive in the archive holds cannot be looked at: there is no file of it. Where it lies says enough.
    path = Path(member.name)
    packed = "cas" if told_by_folders(path)[0] or is_description(path.name) else None
    found = packed if packed is not None or head.startswith(_ZIP) else detect_marks(path, head)
    if found is not None:
        yield MarkedFile(path, member.name, found)


class _NoRoomError(SpanloopError):
    """The disk is full, which no other member of the archive would change."""


def _lay_out(member: Item, path: Path) -> None:
    # The archive's reader has refused names that lead out of it; links and devices never get here.
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        target = path.open("xb")
    except OSError as error:
        raise _not_unpacked(error, member.name) from error
    try:
        with target, member.open() as source:
            shutil.copyfileobj(source, target)
    except SpanloopError:
        path.unlink(missing_ok=True)  # half of a member is no member
        raise
    except OSError as error:
        path.unlink(missing_ok=True)
        raise _not_unpacked(error, member.name) from error


def _not_unpacked(error: OSError, name: str) -> SpanloopError:
    what = f"it cannot be unpacked ({error.strerror or error})"
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return _NoRoomError(what, way_out="Make room on the disk of temporary files, or unpack it yourself.")
    return SpanloopError(what, where=name, way_out="Unpack it with another program.")
