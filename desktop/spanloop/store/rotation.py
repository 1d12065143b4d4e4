"""Backups that come and go by themselves: the latest ones, and one for each of the latest days.

They lie in the user's data folder, `backups/<uid of the project>/<time>.spanloop`, each an ordinary project file with
a `.json` of the same name that says what is in it. Two files with the same project (a copy has the same uid) keep
theirs apart by the path that they came from.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from spanloop.core.errors import SpanloopError
from spanloop.core.ids import now
from spanloop.store import guard
from spanloop.store.backup import copy_project
from spanloop.store.engine import connect, explain
from spanloop.store.mark_counts import count_marks

#: The latest so many stay, whatever their age.
LATEST_KEPT = 10
#: Of each of so many days, the last one of the day stays.
DAYS_KEPT = 30
#: Bytes that the backups of one project may take; the latest three stay even where they take more.
MOST_BYTES = 4 * 1024**3
_ALWAYS_KEPT = 3
_ENDING = ".spanloop"


@dataclass(frozen=True, slots=True)
class BackupRecord:
    """One backup. project: uid; source: the file that it is a copy of; at: time in UTC; act: key of the last act in it,
    by which it is known whether anything was done since; size: bytes."""

    path: Path
    project: str
    name: str
    source: str
    at: str
    articles: int
    marks: int
    act: int
    format: int
    size: int


class Backups:
    """All backups of this user. folder: made when the first one is."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def make(self, project: Path, *, stopped: Callable[[], bool] | None = None) -> BackupRecord | None:
        """Copy a project if anything was done since its last backup; None when nothing was.

        Old backups go when the new one stands. Raises SpanloopError where the copy cannot be made or the project is
        damaged: then all backups stay. CancelledError when `stopped` said so.
        """
        source = str(project.resolve())
        uid, act, number = _stamp(project)
        of_this = [record for record in self.records(uid) if record.source == source]
        if of_this and (of_this[0].act, of_this[0].format) == (act, number):
            return None
        folder = self.folder / uid
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise explain(error, folder) or error from error
        _sweep(folder)
        at = now()
        path = _free_name(folder, at)
        copy_project(project, path, stopped=stopped, check=True)
        record = _describe(path, source=source, at=at)
        _write_note(record)
        for old in superseded([record, *of_this], today=datetime.now().astimezone()):
            self.remove(old)
        return record

    def records(self, uid: str | None = None, *, source: Path | None = None) -> list[BackupRecord]:
        """Backups of one project, of the file at one place, or of all projects; newest first."""
        folders = [self.folder / uid] if uid is not None else _folders(self.folder)
        found = [record for folder in folders for record in _read_folder(folder)]
        if source is not None:
            where = str(source.resolve())
            found = [record for record in found if record.source == where]
        return sorted(found, key=lambda record: (record.at, record.path.name), reverse=True)

    def describe_anew(self, record: BackupRecord) -> None:
        """Note what is in a backup after it was changed."""
        _write_note(replace(_describe(record.path, source=record.source, at=record.at), act=record.act))

    def remove(self, record: BackupRecord) -> None:
        """Delete one backup."""
        try:
            record.path.unlink(missing_ok=True)
            record.path.with_suffix(".json").unlink(missing_ok=True)
        except OSError as error:
            raise explain(error, record.path) or error from error


def superseded(records: Sequence[BackupRecord], *, today: datetime) -> list[BackupRecord]:
    """Which of the backups of one file go: newest first in, and the day counted where the person is."""
    kept = list(records[:LATEST_KEPT])
    days = {_day(record, today) for record in kept}
    oldest = (today - timedelta(days=DAYS_KEPT)).date().isoformat()
    for record in records[LATEST_KEPT:]:
        day = _day(record, today)
        # Newest first, so the first one met of a day is its last.
        if day > oldest and day not in days:
            days.add(day)
            kept.append(record)
    while len(kept) > _ALWAYS_KEPT and sum(record.size for record in kept) > MOST_BYTES:
        kept.pop()
    staying = {record.path for record in kept}
    return [record for record in records if record.path not in staying]


def _day(record: BackupRecord, today: datetime) -> str:
    return datetime.fromisoformat(record.at).astimezone(today.tzinfo).date().isoformat()


def read_uid(project: Path) -> str | None:
    """The uid of the project in a file, None where it cannot be read."""
    try:
        # Looked at first: SQLite deletes the log of a file in which it finds no page.
        guard.check_header(project, to_write=False)
        return _stamp(project)[0]
    except SpanloopError:
        return None


def _stamp(project: Path) -> tuple[str, int, int]:
    """uid, key of the last act, and format. Raises SpanloopError."""
    try:
        with closing(connect(project)) as connection:
            (uid,) = connection.execute("SELECT uid FROM project").fetchone()
            (act,) = connection.execute("SELECT coalesce(max(id), 0) FROM act").fetchone()
            (number,) = connection.execute("PRAGMA user_version").fetchone()
    except (sqlite3.Error, TypeError) as error:
        explained = explain(error, project) if isinstance(error, sqlite3.Error) else None
        raise explained or SpanloopError("The project cannot be read", where=str(project)) from error
    return str(uid), int(act), int(number)


def _free_name(folder: Path, at: str) -> Path:
    stem = datetime.fromisoformat(at).astimezone(UTC).strftime("%Y%m%d-%H%M%S")
    number = 1
    while (path := folder / f"{stem}{f'-{number}' if number > 1 else ''}{_ENDING}").exists():
        number += 1
    return path


def _describe(path: Path, *, source: str, at: str) -> BackupRecord:
    with closing(connect(path, read_only=True)) as connection:
        uid, name = connection.execute("SELECT uid, name FROM project").fetchone()
        (articles,) = connection.execute("SELECT count(*) FROM article").fetchone()
        marks = count_marks(connection)
        (act,) = connection.execute("SELECT coalesce(max(id), 0) FROM act").fetchone()
        (number,) = connection.execute("PRAGMA user_version").fetchone()
    return BackupRecord(path, uid, name, source, at, articles, marks, act, number, path.stat().st_size)


def _write_note(record: BackupRecord) -> None:
    note = {name: value for name, value in asdict(record).items() if name not in ("path", "size")}
    path = record.path.with_suffix(".json")
    try:
        path.write_text(json.dumps(note, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    except OSError as error:
        raise explain(error, path) or error from error


def _folders(folder: Path) -> list[Path]:
    try:
        return sorted(one for one in folder.iterdir() if one.is_dir())
    except OSError:
        return []  # nothing was ever kept


def _read_folder(folder: Path) -> Iterator[BackupRecord]:
    for path in sorted(folder.glob(f"*{_ENDING}")):
        if path.name.startswith("."):
            continue
        record = _read_note(path) or _read_file(path)
        if record is not None:
            yield record


def _read_note(path: Path) -> BackupRecord | None:
    try:
        note: Any = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
        return BackupRecord(path=path, size=path.stat().st_size, **note)
    except (OSError, ValueError, TypeError):
        return None


def _read_file(path: Path) -> BackupRecord | None:
    """What the file itself says, where its note is gone."""
    try:
        at = datetime.fromtimestamp(path.stat().st_mtime, UTC).isoformat(timespec="milliseconds")
        return _describe(path, source="", at=at)
    except (sqlite3.Error, OSError, TypeError):
        return None


def _sweep(folder: Path) -> None:
    """Take away what a copy that was broken off left behind, a day after."""
    for path in folder.glob(".*.part*"):
        age = datetime.now(UTC).timestamp() - path.stat().st_mtime
        if age > timedelta(days=1).total_seconds():
            path.unlink(missing_ok=True)
