"""Backups of projects: made by themselves while one works, listed, put back, deleted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path

from spanloop.core.dates import near_day
from spanloop.core.errors import SpanloopError
from spanloop.core.wording import count
from spanloop.store.lock import WindowLock
from spanloop.store.restoring import restore_file
from spanloop.store.rotation import BackupRecord, Backups, read_uid


def backups_of(data_dir: Path) -> Backups:
    """The backups of this user. data_dir: where the program keeps what it makes."""
    return Backups(data_dir / "backups")


def back_up(project: Path, *, data_dir: Path, stopped: Callable[[], bool] | None = None) -> BackupRecord | None:
    """Make a backup of a project file if anything was done since the last one; None when nothing was.

    Older ones go: the latest ten stay, and the last of each of thirty days. May run beside a window that writes. Raises
    SpanloopError where it cannot be made, or the project is damaged: then the backups stay as they are.
    """
    return backups_of(data_dir).make(project, stopped=stopped)


def list_backups(data_dir: Path, *, project: Path | None = None) -> list[BackupRecord]:
    """Backups of a project file, newest first, or of all projects.

    Those of the same place; where there are none, because the file was moved or copied, those of the same project.
    """
    shelf = backups_of(data_dir)
    if project is None:
        return shelf.records()
    here = shelf.records(source=project)
    if here:
        return here
    uid = read_uid(project) if project.is_file() else None
    return shelf.records(uid) if uid is not None else []


def restore_backup(backup: Path, *, dest: Path, holder: str, held: bool = False) -> Path | None:
    """Put a backup in the place of a project file; returns where the present file is kept, None where there was none.

    held: whether the caller has the window's lock on `dest`. Raises SpanloopError when another window shows the
    project, when the backup is not sound, or a file cannot be written: then nothing is changed.
    """
    if held:
        return restore_file(backup, dest)
    with WindowLock(dest, holder=holder):
        return restore_file(backup, dest)


def delete_backup(data_dir: Path, record: BackupRecord) -> None:
    """Delete one backup; the project is not touched."""
    backups_of(data_dir).remove(record)


def find_backup(records: Sequence[BackupRecord], name: str) -> Path:
    """A backup by its number in the list (1 is the newest), or a file of its own. Raises SpanloopError."""
    if name.isdigit() and 1 <= int(name) <= len(records):
        return records[int(name) - 1].path
    if Path(name).is_file():
        return Path(name)
    raise SpanloopError(
        f"There is no backup {name}",
        way_out="Give its number in the list of `spanloop backups`, or the name of a file.",
    )


def when_text(record: BackupRecord, *, now: datetime) -> str:
    """When it was made, as people say it: "today 14:02", "yesterday 09:10", "2 March 09:10", "2 March 2023 09:10"."""
    at = datetime.fromisoformat(record.at).astimezone(now.tzinfo)
    return f"{near_day(at.date(), today=now.date())} {at:%H:%M}"


def content_text(record: BackupRecord) -> str:
    """ "212 articles, 3,604 marks"."""
    return f"{count(record.articles, 'article')}, {count(record.marks, 'mark')}"
