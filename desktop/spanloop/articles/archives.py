"""ZIP archives, member by member; nothing is unpacked to the disk."""

from __future__ import annotations

import io
import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import IO, BinaryIO, cast

from spanloop.articles.draft import Found, Refusal
from spanloop.articles.item import Item, unreadable
from spanloop.articles.kinds import office_kind
from spanloop.articles.walk import LITTER, is_companion, is_wanted, may_be_page, page_of_folder
from spanloop.core.errors import SpanloopError
from spanloop.core.verbatim import clean_text, fault_words

#: What one archive may hold. Text packs some ten times, sheets of similar rows a hundred; zeros a thousand.
MOST_MEMBERS = 200_000
MOST_UNPACKED = 20_000_000_000
MOST_RATIO = 300
_SMALL = 10_000_000
#: An archive inside an archive is held in memory.
LARGEST_INNER = 64_000_000
_UNPACK = "Unpack it with another program, look at what is inside, and import that."
_TAKE_OUT = "Take it out of the archive, and import it by itself."
_READS = frozenset({zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA})
#: All that a damaged archive is known to raise in zipfile and the libraries below it.
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, NotImplementedError, RuntimeError, struct.error,
    OverflowError, IndexError, KeyError, MemoryError, lzma.LZMAError,
)  # fmt: skip


class LimitedFile(io.RawIOBase):
    """A member as it unpacks, which ends in an error as soon as it is longer than its archive says.

    name: for errors. most: bytes that it may give.
    """

    def __init__(self, file: IO[bytes], name: str, most: int) -> None:
        self._file = file
        self._name = name
        self._left = most

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # pyright: ignore[reportIncompatibleMethodOverride]
        """Fill the buffer with what comes next; raises SpanloopError where the archive is damaged or lies."""
        try:
            data = self._file.read(len(buffer))
        except _BROKEN as error:
            raise _damaged(error, self._name) from error
        self._left -= len(data)
        if self._left < 0:
            what = "it unpacks to more than its archive says"
            raise SpanloopError(what, where=self._name, way_out=_UNPACK)
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close the member too."""
        if not self.closed:
            self._file.close()
        super().close()


def read_archive(item: Item, *, inner: bool, read: Callable[[Item, bool], Iterator[Found]]) -> Iterator[Found]:
    """What the members hold, in the order of their names.

    inner: whether the archive lies in another one; archives in it are refused. read: reads a member; told whether it
    lies in an inner archive. Raises SpanloopError where it is no sound archive, or packs too much.
    """
    with _opened(item) as file:
        try:
            archive = zipfile.ZipFile(file)
        except _BROKEN as error:
            raise _damaged(error, item.name) from error
        with archive:
            members = archive.infolist()
            _check(members, item.name)
            seen: set[str] = set()
            names = {name.lower() for name in archive.namelist()}
            files = [member for member in members if not member.filename.endswith("/")]
            if not files:
                yield Refusal(item.name, "the archive is empty", "Choose one with pages, texts or tables in it.")
            for member in sorted(files, key=lambda one: one.filename):
                found = _member(archive, member, item.name, seen, names)
                if isinstance(found, Refusal):
                    yield found
                else:
                    yield from read(found, inner)


def archive_kind(item: Item) -> str:
    """What a file that begins like a zip is, by all its members; see kinds.office_kind. "zip" where it is broken."""
    if item.path is None:
        return "zip"
    try:
        with item.open() as file, zipfile.ZipFile(file) as archive:
            return office_kind(set(archive.namelist()))
    except _BROKEN:
        return "zip"


def count_members(item: Item) -> int:
    """How many members an archive on the disk says that it has; 1 where it cannot be told."""
    try:
        with item.open() as file, zipfile.ZipFile(file) as archive:
            return sum(1 for name in archive.namelist() if is_wanted(name))
    except _BROKEN:
        return 1


def _opened(item: Item) -> BinaryIO:
    if item.path is None:
        return io.BytesIO(item.whole(LARGEST_INNER, way_out=_TAKE_OUT))
    try:
        return item.open()
    except OSError as error:
        raise unreadable(error, item.name) from error


def _damaged(error: BaseException, name: str) -> SpanloopError:
    return SpanloopError(
        f"the archive is damaged ({fault_words(error)})", where=name, way_out="Get an undamaged copy of it."
    )


def _check(members: list[zipfile.ZipInfo], name: str) -> None:
    if len(members) > MOST_MEMBERS:
        raise SpanloopError(f"the archive has over {MOST_MEMBERS:,} members", where=name, way_out=_UNPACK)
    unpacked = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if unpacked > MOST_UNPACKED or (unpacked > _SMALL and unpacked > MOST_RATIO * max(1, packed)):
        what = f"the archive would unpack to {unpacked // 1_000_000:,} MB"
        raise SpanloopError(what, where=name, way_out=_UNPACK)


def _member(
    archive: zipfile.ZipFile, member: zipfile.ZipInfo, outer: str, seen: set[str], names: set[str]
) -> Item | Refusal:
    """A member to read, or why it is not read; its name is never used as a path."""
    inside = _name(member)
    name = f"{outer}/{inside}"
    parts = PurePosixPath(inside).parts
    if any(part.startswith(".") and part not in (".", "..") for part in parts) or any(
        part.lower() in LITTER for part in parts
    ):
        return Refusal(name, "it is hidden, or left there by the system", _TAKE_OUT, skipped=True)
    if ".." in parts or inside.startswith("/") or (len(inside) > 1 and inside[1] == ":"):
        return Refusal(name, "its name leads out of the archive", _UNPACK)
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind not in (0, stat.S_IFREG):
        what = "it is a link" if kind == stat.S_IFLNK else "it is not a file but a pipe, a socket or a device"
        return Refusal(name, what, _UNPACK)
    if _beside_a_page(parts, names):
        return Refusal(name, "it belongs to the pictures and scripts of a saved page", _TAKE_OUT, skipped=True)
    wanted = is_wanted(inside)
    if not wanted and not may_be_page(inside) and not is_companion(inside):
        return Refusal(name, "it is no page, text or table by its name", _TAKE_OUT, skipped=True)
    if member.flag_bits & 1:
        return Refusal(name, "it is encrypted; Spanloop asks for no passwords", _UNPACK)
    if member.compress_type not in _READS:
        return Refusal(name, "it is packed in a way that Spanloop does not know", _UNPACK)
    if inside in seen:
        return Refusal(name, "the archive has two members of this name; this is a later one", _UNPACK)
    seen.add(inside)
    return Item(name, member.file_size, lambda: _stream(archive, member, name), None, wanted)


def _stream(archive: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> BinaryIO:
    try:
        file = archive.open(member)
    except _BROKEN as error:
        raise _damaged(error, name) from error
    limited = LimitedFile(file, name, member.file_size)
    return cast("BinaryIO", io.BufferedReader(limited, 1 << 16))


def _name(member: zipfile.ZipInfo) -> str:
    """The member's name as people gave it: programs that do not say UTF-8 mostly wrote it all the same."""
    name = member.filename
    if not member.flag_bits & 0x800 and not name.isascii():
        try:
            name = name.encode("cp437").decode("utf-8")
        except UnicodeError:
            # Names in the code page of one country; none is likelier than the others, and the letters are kept apart.
            name = member.filename
    name = clean_text(name.replace("\\", "/"))[0]
    return "".join(c if c.isprintable() else "\ufffd" for c in name)[:500] or "(without a name)"


def _beside_a_page(parts: tuple[str, ...], names: set[str]) -> bool:
    """Whether some folder of its path belongs to a page that the archive holds beside that folder."""
    for depth, part in enumerate(parts[:-1]):
        pages = page_of_folder(part)
        if pages and any("/".join((*parts[:depth], page)).lower() in names for page in pages):
            return True
    return False
