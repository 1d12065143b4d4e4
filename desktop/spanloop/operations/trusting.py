"""Whose extractors this computer runs: those that it trained, and those that a person vouched for."""

from __future__ import annotations

import shutil
import stat
from dataclasses import dataclass
from pathlib import Path

from spanloop.core.errors import SpanloopError
from spanloop.operations.versions import find_extractor, refuse_deleted
from spanloop.store.project import Project
from spanloop.store.records import ExtractorRecord

#: What a person has to know before they vouch for files.
WARNING = "Loading an extractor runs its code, which can do on this computer whatever you can do."


#: Of each file below a folder: its path, its size, and when it was changed last (nanoseconds).
Stamp = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Trust:
    """What is known of a version's files here. trusted: whether they are run without asking. as_recorded: whether they
    are those that the project says were trained, to the last byte. size: in bytes. files_hash: of all files."""

    name: str
    trusted: bool
    as_recorded: bool
    size: int
    files_hash: str

    def words(self) -> str:
        """What to know before saying yes, in two or three sentences."""
        if self.trusted and self.as_recorded:
            return f"The files of {self.name} are trusted on this computer."
        same = (
            "They are the ones that this project says were trained."
            if self.as_recorded
            else f"They are not the files that this project says were trained as {self.name}: somebody changed them "
            "since, or they are another's."
        )
        made = "are trusted on" if self.trusted else "were not made on"
        return f"The files of {self.name} {made} this computer. {same} {WARNING}"


def hash_of(record: ExtractorRecord, *, data_dir: Path) -> str:
    """The hash of the files that a version has here, which may take seconds; "" where they cannot be read. From any
    thread."""
    from spanloop.learn.extractors import ExtractorShelf, hash_files

    try:
        return hash_files(ExtractorShelf(data_dir).path(record.uid))
    except (SpanloopError, OSError):
        return ""  # who needs them reads them again, and says why not


class KnownFiles:
    """What was found in the files of versions, remembered for as long as each file has its size and time.

    It serves what is shown only: whatever runs an extractor reads every byte of it again (ExtractorShelf.require).
    """

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir
        #: By uid: the stamp of the files, and their hash or why they cannot be those of an extractor.
        self._found: dict[str, tuple[Stamp, str | SpanloopError]] = {}

    def foreign(self, record: ExtractorRecord) -> bool | None:
        """Whether a version has files here that this computer would not run; None: nobody has read them yet."""
        from spanloop.learn.extractors import ExtractorShelf

        shelf = ExtractorShelf(self._data_dir)
        if not shelf.path(record.uid).is_dir() or shelf.trusts(record.files_hash):
            return False
        found = self._hash(record)
        return None if found is None else isinstance(found, SpanloopError) or not shelf.trusts(found)

    def refusal(self, record: ExtractorRecord) -> str:
        """Why its files can be trusted by nobody, "" where they can."""
        found = self._hash(record)
        return found.what if isinstance(found, SpanloopError) else ""

    def trust_of(self, record: ExtractorRecord) -> Trust | None:
        """What trust_of would say; None where the files have to be read first."""
        from spanloop.learn.extractors import ExtractorShelf

        found = self._hash(record)
        if not isinstance(found, str):
            return None
        shelf = ExtractorShelf(self._data_dir)
        return Trust(record.name, shelf.trusts(found), found == record.files_hash, shelf.size(record.uid), found)

    def read(self, record: ExtractorRecord) -> None:
        """Read all files of a version, which may take seconds. Alone of these it may be called from any thread."""
        from spanloop.learn.extractors import ExtractorShelf, hash_files

        path = ExtractorShelf(self._data_dir).path(record.uid)
        # Before they are read: what changes meanwhile has another stamp and is read again.
        stamp = _stamp(path)
        found: str | SpanloopError
        try:
            found = hash_files(path)
        except SpanloopError as error:
            found = error
        except OSError as error:
            found = SpanloopError(f"The files cannot be read ({error.strerror or error})", where=str(path))
        self._found[record.uid] = (stamp, found)

    def _hash(self, record: ExtractorRecord) -> str | SpanloopError | None:
        from spanloop.learn.extractors import ExtractorShelf

        stamp, found = self._found.get(record.uid, ((), None))
        return found if found is not None and stamp == _stamp(ExtractorShelf(self._data_dir).path(record.uid)) else None


def trust_of(
    project: Project, *, data_dir: Path, extractor: str | None = None, folder: Path | None = None
) -> Trust | None:
    """What is known of a version's files; None where there are none here. Reads all of them.

    extractor: a name, number or uid; default: the current version. folder: where they are to be copied from; then it is
    these that are asked about. Raises SpanloopError for files that cannot be those of an extractor, such as symbolic
    links, and where files from a folder would stand over those that are here.
    """
    from spanloop.learn.extractors import ExtractorShelf, folder_size, hash_files

    record = find_extractor(project, extractor)
    shelf = ExtractorShelf(data_dir)
    path = shelf.path(record.uid)
    if folder is not None:
        refuse_deleted(project, record)
        _check(path, folder)
        path = folder
    if not path.is_dir():
        return None
    found = hash_files(path)
    return Trust(record.name, shelf.trusts(found), found == record.files_hash, folder_size(path), found)


def trust(
    project: Project, *, data_dir: Path, extractor: str | None = None, folder: Path | None = None, seen: str = ""
) -> Trust:
    """Vouch for the files of a version as they are now: from then on this computer runs them.

    folder: where they come from; they are copied from there first, and nothing of them stays if that fails. seen: the
    hash of the files that the person was asked about (see trust_of). Raises SpanloopError where there are none, where
    they are others by now, or where they cannot be those of an extractor.
    """
    from spanloop.learn.extractors import ExtractorShelf

    record = find_extractor(project, extractor)
    refuse_deleted(project, record)
    if folder is not None:
        _bring(ExtractorShelf(data_dir).path(record.uid), folder)
    return trust_record(record, data_dir=data_dir, seen=seen)


def trust_record(record: ExtractorRecord, *, data_dir: Path, seen: str) -> Trust:
    """The same for files that are here, without the project: from any thread. Reads all of them."""
    from spanloop.learn.extractors import ExtractorShelf

    shelf = ExtractorShelf(data_dir)
    found = shelf.trust(record.uid, seen=seen, recorded=record.files_hash)
    return Trust(record.name, True, found == record.files_hash, shelf.size(record.uid), found)


def _check(target: Path, folder: Path) -> None:
    """Raise SpanloopError where a folder's files cannot come to where a version's are looked for. Runs none of them."""
    from spanloop.learn.extractors import check_folder, hash_files

    if target.exists():
        raise SpanloopError(
            "This version has files on this computer already", where=str(target), way_out="Leave the folder out."
        )
    if not (folder / "config.cfg").is_file():
        raise SpanloopError(
            "This folder holds no extractor", where=str(folder), way_out="Name the one in which config.cfg stands."
        )
    hash_files(folder)  # before anything is read or copied: it refuses what no extractor has
    check_folder(folder)


def _bring(target: Path, folder: Path) -> None:
    """Copy a folder of files to where a version's are looked for, whole or not at all."""
    _check(target, folder)
    draft = target.with_name(f".coming-{target.name}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(draft, ignore_errors=True)
        shutil.copytree(folder, draft, symlinks=True)
        draft.rename(target)
    except OSError as error:
        shutil.rmtree(draft, ignore_errors=True)
        raise SpanloopError(
            f"The files could not be copied ({error.strerror or error})",
            where=str(target),
            way_out="Make room on the disk and try again.",
        ) from error


def _stamp(folder: Path) -> Stamp:
    """What tells without reading whether files below a folder are others than before. Follows no symbolic link."""
    found: list[tuple[str, int, int]] = []
    for path in sorted(folder.rglob("*")):
        try:
            status = path.lstat()
        except FileNotFoundError:
            continue  # deleted while it is looked at: the next stamp tells
        if not stat.S_ISDIR(status.st_mode):
            found.append((path.relative_to(folder).as_posix(), status.st_size, status.st_mtime_ns))
    return tuple(found)
