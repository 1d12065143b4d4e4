"""The shelf of trained extractors in the user's data folder, and which of them this machine trusts.

Loading a pipeline runs code. So a folder is loaded only when its hash is on this machine's list: what was trained here
is, what came with somebody else's project is not until a person says so.
"""

from __future__ import annotations

import hashlib
import json
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid

if TYPE_CHECKING:
    from spacy.language import Language

#: What damaged files make spaCy and its readers raise.
_BROKEN = (OSError, EOFError, ValueError, LookupError, TypeError, ImportError, AttributeError, RecursionError)
#: Bytes of all files of an extractor together; a large transformer has a tenth of it.
LARGEST = 16 << 30
_WORKROOM = ".work-"
_LOCK = ".lock"


class ExtractorShelf:
    """Extractor folders by uid under `data_dir/extractors`; trusted hashes, one empty file each, in `data_dir/trusted`.

    One file a hash, so that two processes that finish training at once cannot lose each other's entry.
    """

    def __init__(self, data_dir: Path) -> None:
        self.root = data_dir / "extractors"
        self.trust_dir = data_dir / "trusted"
        #: Features of sentences that a language model gave, which outlive a process (see learn.embedding).
        self.features = data_dir / "features"

    def path(self, uid: str) -> Path:
        """Where the files of a version are, or would be."""
        if not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z_-]{0,63}", uid):
            raise SpanloopError(f"{uid!r} cannot be the uid of an extractor")
        return self.root / uid

    def uids(self) -> list[str]:
        """The versions whose files are on this machine, oldest first."""
        if not self.root.is_dir():
            return []
        return sorted(path.name for path in self.root.iterdir() if path.is_dir() and not path.name.startswith("."))

    def add(self, uid: str, folder: Path) -> str:
        """Copy a pipeline trained here onto the shelf, whole or not at all, and trust it; returns its hash.

        A version that is there already is replaced.
        """
        target = self.path(uid)
        try:
            with self.workroom() as room:
                fresh, old = room / "new", room / "old"
                shutil.copytree(folder, fresh)
                files_hash = hash_files(fresh)
                if target.exists():
                    target.rename(old)
                fresh.rename(target)
                self._trust(files_hash)
                self._other_file(uid).unlink(missing_ok=True)
        except OSError as error:
            raise _not_kept(target, error) from error
        return files_hash

    def take(self, uid: str, folder: Path, *, files_hash: str) -> None:
        """Move a pipeline trained here from a workroom to its place, and trust it. Nothing is copied.

        files_hash: of the folder, as hash_files gives it. Raises SpanloopError when it cannot be moved, or when there
        is something in its place.
        """
        target = self.path(uid)
        try:
            folder.rename(target)
            self._trust(files_hash)
            self._other_file(uid).unlink(missing_ok=True)
        except OSError as error:
            raise _not_kept(target, error) from error

    @contextmanager
    def exchanging(self, uid: str, folder: Path, *, files_hash: str) -> Iterator[None]:
        """Put a pipeline made here in the place of a version's files for good where the block ends well; where it does
        not, the files of before come back. folder: on the shelf's disk, in a workroom; the old files end there.

        The old files stand aside until the end, so that `settle` can tell what a process that was killed midway meant.
        """
        target, old = self.path(uid), self._aside(uid)
        if not target.is_dir():
            self.take(uid, folder, files_hash=files_hash)
            yield
            return
        before = hash_files(target)
        try:
            target.rename(old)
            try:
                self.take(uid, folder, files_hash=files_hash)
                yield
            except BaseException:
                if target.is_dir():
                    target.rename(folder)
                old.rename(target)
                if before != files_hash:
                    self._trust_file(files_hash).unlink(missing_ok=True)
                raise
            if before != files_hash:
                self._trust_file(before).unlink(missing_ok=True)
            old.rename(folder.with_name(f"{folder.name}-before"))
        except OSError as error:
            raise _not_kept(target, error) from error

    def settle(self, uid: str, *, files_hash: str) -> None:
        """End what a process began that was killed while it exchanged a version's files.

        files_hash: of the files that the version's record names. Where it names the new ones the old ones go, else the
        old ones come back. To be called where nobody else can be exchanging them.
        """
        target, old = self.path(uid), self._aside(uid)
        if not old.is_dir():
            return
        try:
            if target.is_dir() and hash_files(target) == files_hash:
                self._remove(old)
                return
            if target.is_dir():
                self._remove(target)
            old.rename(target)
        except OSError as error:
            raise _not_kept(target, error) from error

    def holds(self, uid: str, files_hash: str) -> bool:
        """Whether the files of a version are here and are these."""
        path = self.path(uid)
        return path.is_dir() and hash_files(path) == files_hash

    def load(self, uid: str, *, called: str = "The extractor") -> Language:
        """The pipeline of a version; raises SpanloopError when its files are missing, changed, foreign or broken.

        called: its name, for what an error says.
        """
        return load_folder(self.require(uid), keep=self.features, called=called)

    def require(self, uid: str) -> Path:
        """The folder of a version that is here and trusted; raises SpanloopError where load would."""
        path = self._existing(uid)
        if not self._trust_file(hash_files(path)).is_file():
            raise SpanloopError(
                "This extractor was not trained on this computer, or its files were changed since",
                where=str(path),
                way_out="Loading an extractor runs its code. Retrain it here, or trust it on the page Train or by the "
                "command trust, if you know who made it.",
            )
        return path

    def trusts(self, files_hash: str) -> bool:
        """Whether files of this hash are on the list; "" never is."""
        return bool(re.fullmatch(r"[0-9a-f]{64}", files_hash)) and self._trust_file(files_hash).is_file()

    def trusted(self, uid: str) -> bool:
        """Whether load would agree to run it."""
        return self._trust_file(hash_files(self._existing(uid))).is_file()

    def trust(self, uid: str, *, seen: str = "", recorded: str = "") -> str:
        """Trust the files of a version as they are now, because a person said so; returns their hash.

        seen: the hash of the files that the person was asked about; others are refused. recorded: the hash that the
        project has of the version; that they are others is remembered (see is_other).
        """
        path = self._existing(uid)
        files_hash = hash_files(path)
        if seen not in ("", files_hash):
            raise SpanloopError(
                "The files were changed while you were asked about them",
                where=str(path),
                way_out="Nothing is trusted. Find out who changes them before you try again.",
            )
        try:
            self._trust(files_hash)
            self._other_file(uid).unlink(missing_ok=True)
            if recorded not in ("", files_hash):
                self._other_file(uid).write_text(files_hash, encoding="ascii")
        except OSError as error:
            raise SpanloopError(
                f"The list of trusted extractors cannot be written ({error.strerror})", where=str(self.trust_dir)
            ) from error
        return files_hash

    def is_other(self, uid: str) -> bool:
        """Whether a person trusted files under a version's name that are not those which were trained as it."""
        return self._other_file(uid).is_file()

    def size(self, uid: str) -> int:
        """Bytes on disk; 0 when the files are not here."""
        path = self.path(uid)
        return folder_size(path) if path.is_dir() else 0

    def delete(self, uid: str, *, files_hash: str = "") -> None:
        """Remove a version's files and its trust; nothing happens when they are not here.

        The trust stays where another version has the very same files: the same data and seed give the same bytes.
        files_hash: of its files, where they were read already; "" reads them.
        """
        path = self.path(uid)
        try:
            for each in (self._aside(uid), path):
                if each.is_dir():
                    self._remove(each, files_hash=files_hash if each == path else "")
            self._other_file(uid).unlink(missing_ok=True)
        except OSError as error:
            raise SpanloopError(
                f"The extractor could not be deleted ({error.strerror or error})",
                where=str(path),
                way_out="Close other programs that use it and try again.",
            ) from error

    def _aside(self, uid: str) -> Path:
        """Where the files of a version wait while others are put in their place."""
        return self.root / f".before-{uid}"

    def _remove(self, path: Path, *, files_hash: str = "") -> None:
        """Remove a folder of the shelf, and its trust where no version has the very same files."""
        files_hash, size = files_hash or hash_files(path), folder_size(path)
        with self.workroom() as room:
            # Renamed first: a folder half deleted must not look like a version.
            path.rename(room / "old")
        twins = (other for other in self.uids() if self.size(other) == size)
        if not any(hash_files(self.path(other)) == files_hash for other in twins):
            self._trust_file(files_hash).unlink(missing_ok=True)

    @contextmanager
    def workroom(self) -> Iterator[Path]:
        """An empty folder on the shelf's disk for as long as the block lasts.

        Rooms whose process died are removed on the way in, so that a killed training leaves nothing for long. An error
        about a file of the room does not name it, because nobody would find it: it names the shelf where the disk is to
        blame, and nothing else.
        """
        self.root.mkdir(parents=True, exist_ok=True)
        # A process that died between taking its lock and making its room left the lock alone.
        for left in {path.with_name(path.name.removesuffix(_LOCK)) for path in self.root.glob(f"{_WORKROOM}*")}:
            _remove_dead(left)
        room = self.root / f"{_WORKROOM}{new_uid()}"
        try:
            # The lock stands beside the room and is held before the room is there: nobody takes it for a dead one.
            with _lock_of(room):
                room.mkdir()
                try:
                    yield room
                except SpanloopError as error:
                    if error.where and Path(error.where).is_relative_to(room):
                        error.where = str(self.root) if isinstance(error.__cause__, OSError) else ""
                    raise
                finally:
                    shutil.rmtree(room, ignore_errors=True)
        finally:
            _lock_path(room).unlink(missing_ok=True)

    def _existing(self, uid: str) -> Path:
        path = self.path(uid)
        if not path.is_dir():
            raise SpanloopError(
                "The files of this extractor are not on this computer",
                where=str(path),
                way_out="Retrain it here, or bring its folder from where it was trained (trust --from FOLDER).",
            )
        return path

    def _trust_file(self, files_hash: str) -> Path:
        return self.trust_dir / files_hash

    def _other_file(self, uid: str) -> Path:
        return self.trust_dir / f"{uid}.other"

    def _trust(self, files_hash: str) -> None:
        self.trust_dir.mkdir(parents=True, exist_ok=True)
        self._trust_file(files_hash).touch()


def folder_size(folder: Path) -> int:
    """Bytes of all files below a folder."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def load_folder(path: Path, *, keep: Path | None = None, called: str = "The extractor") -> Language:
    """The pipeline in a folder that this process made or that is trusted: loading runs its code.

    keep: a folder where its features of sentences outlive the process. called: its name, for what an error says. Raises
    SpanloopError when it is broken.
    """
    import spacy

    from spanloop.learn.embedding.layer import keep_features

    try:
        nlp = spacy.load(path)
        keep_features(nlp, keep)
        return nlp
    except _BROKEN as error:
        raise _broken(path, error, called=called, way_out="Retrain it with this version of Spanloop.") from error


def check_folder(path: Path) -> None:
    """Raise SpanloopError where the texts that describe a pipeline cannot be read.

    Runs nothing of it, and so finds less than load_folder does.
    """
    from spacy.util import load_config

    try:
        pipeline = load_config(path / "config.cfg")["nlp"]["pipeline"]
        meta: object = json.loads((path / "meta.json").read_text(encoding="utf-8"))
        missing = [name for name in ("vocab", "tokenizer") if not (path / name).exists()]
        if not isinstance(pipeline, list) or not isinstance(meta, dict) or missing:
            raise ValueError(f"no {missing[0]}" if missing else "no pipeline")
    except _BROKEN as error:
        raise _broken(
            path, error, called="The extractor", way_out="Get the whole folder again from where it was trained."
        ) from error


def _broken(path: Path, error: Exception, *, called: str, way_out: str) -> SpanloopError:
    why = next(iter(str(error).strip().splitlines()), type(error).__name__)
    return SpanloopError(f"{called} cannot be loaded ({why})", where=str(path), way_out=way_out)


def hash_files(folder: Path) -> str:
    """SHA-256 over the names and contents of all files below a folder.

    Raises SpanloopError for what no extractor has: symbolic links, things that are no files, and files that are so huge
    that somebody wants to keep this computer busy.
    """
    digest = hashlib.sha256()
    room = LARGEST
    for path in sorted(folder.rglob("*"), key=lambda path: path.relative_to(folder).as_posix()):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            raise SpanloopError(
                "The folder of an extractor may not hold symbolic links", where=str(path), way_out="Retrain it here."
            )
        if path.is_file():
            size = path.stat().st_size
            room -= size
            if room < 0:
                raise SpanloopError(
                    f"The files are larger than those of any extractor ({LARGEST >> 30} GB)",
                    where=str(path),
                    way_out="Retrain it here.",
                )
            digest.update(f"{name}\0{size}\0".encode())
            with path.open("rb") as file:
                while chunk := file.read(1 << 20):
                    digest.update(chunk)
        elif not path.is_dir():
            raise SpanloopError(
                "The folder of an extractor may hold only files", where=str(path), way_out="Retrain it here."
            )
    return digest.hexdigest()


def _not_kept(target: Path, error: OSError) -> SpanloopError:
    return SpanloopError(
        f"The extractor could not be kept ({error.strerror or error})",
        where=str(target),
        way_out="Make room on the disk and try again; the last version stays as it was.",
    )


def _lock_path(room: Path) -> Path:
    return room.with_name(room.name + _LOCK)


def _lock_of(room: Path, *, timeout: float = -1) -> FileLock:
    return FileLock(_lock_path(room), timeout=timeout)


def _remove_dead(room: Path) -> None:
    """Remove a workroom that no living process holds."""
    try:
        with _lock_of(room, timeout=0):
            shutil.rmtree(room, ignore_errors=True)
    except (Timeout, OSError):
        return  # in use by a training that runs now, or not ours to remove
    _lock_path(room).unlink(missing_ok=True)
