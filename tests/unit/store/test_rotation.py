"""Backups that come and go by themselves, and putting one back."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.store import rotation
from spanloop.store.backup import copy_project
from spanloop.store.project import Project
from spanloop.store.restoring import restore_file
from spanloop.store.rotation import BackupRecord, Backups, superseded
from tests.unit.store.helpers import ANN, mention, with_article

TODAY = datetime.fromisoformat("2025-06-30T12:00:00+00:00")


def record(hours_ago: float, *, size: int = 1) -> BackupRecord:
    at = (TODAY - timedelta(hours=hours_ago)).isoformat()
    return BackupRecord(Path(f"{at}.spanloop"), "u", "Front", "front.spanloop", at, 1, 1, 1, 1, size)


def test_the_latest_and_one_of_each_day_stay() -> None:
    records = [record(hours) for hours in range(0, 24 * 60, 6)]
    gone = {one.path for one in superseded(records, today=TODAY)}
    kept = [one for one in records if one.path not in gone]
    assert kept[:10] == records[:10]
    days = [one.at[:10] for one in kept[10:]]
    assert len(days) == len(set(days))
    assert min(days) == "2025-06-01"
    assert all(one.at[11:13] == "18" for one in kept[10:])  # the last of its day


def test_no_more_room_is_taken_than_agreed_but_three_stay(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "MOST_BYTES", 100)
    records = [record(hours, size=30) for hours in range(8)]
    assert len(superseded(records, today=TODAY)) == 5
    assert len(superseded([record(hours, size=1000) for hours in range(8)], today=TODAY)) == 5


def test_one_is_made_when_something_was_done(project: Project, tmp_path: Path) -> None:
    backups = Backups(tmp_path / "backups")
    uid = with_article(project).uid
    first = backups.make(project.path)
    assert first is not None
    assert (first.articles, first.marks, first.name, first.project) == (1, 0, "Front", project.uid)
    assert backups.make(project.path) is None
    with project.act(ANN, "mark") as act:
        act.add_mentions(uid, ANN, [mention()])
    second = backups.make(project.path)
    assert second is not None
    assert second.marks == 1
    assert backups.records(project.uid) == [second, first]
    assert backups.records(source=project.path) == [second, first]
    assert backups.records(source=tmp_path / "other.spanloop") == []
    first.path.with_suffix(".json").unlink()  # the file says it by itself
    assert [one.marks for one in backups.records()] == [1, 0]


def test_copies_of_one_project_keep_theirs_apart(make: Callable[[], Project], tmp_path: Path) -> None:
    one, other = make(), make()
    assert one.uid == other.uid
    backups = Backups(tmp_path / "backups")
    assert backups.make(one.path) is not None
    assert backups.make(other.path) is not None
    assert len(backups.records(one.uid)) == 2
    assert len(backups.records(source=one.path)) == 1


def test_a_damaged_project_pushes_no_good_backup_out(project: Project, tmp_path: Path) -> None:
    with_article(project, "Troops left. " * 2000)
    backups = Backups(tmp_path / "backups")
    good = backups.make(project.path)
    with_article(project)
    project.close()
    data = bytearray(project.path.read_bytes())
    for start in range(len(data) - 20 * 4096, len(data), 4096):
        data[start : start + 64] = b"\xa5" * 64
    project.path.write_bytes(data)
    with pytest.raises(SpanloopError, match="damaged"):
        backups.make(project.path)
    assert backups.records() == [good]
    assert len(list((tmp_path / "backups" / project.uid).iterdir())) == 2


def test_a_copy_that_is_stopped_leaves_nothing(project: Project, tmp_path: Path) -> None:
    backups = Backups(tmp_path / "backups")
    with pytest.raises(CancelledError):
        backups.make(project.path, stopped=lambda: True)
    assert list((tmp_path / "backups" / project.uid).iterdir()) == []


def test_a_copy_is_one_state_while_others_write(project: Project, tmp_path: Path) -> None:
    """What is saved during the copy is not in it by halves."""
    for _ in range(40):
        with_article(project, "Troops left. " * 3000)
    seen: list[int] = []

    def write() -> bool:
        if len(seen) < 2:
            seen.append(len(project.queue(ANN)))
            with_article(project)
        return False

    copy_project(project.path, tmp_path / "copy.spanloop", stopped=write)
    assert seen
    with Project.open(tmp_path / "copy.spanloop") as copy:
        assert len(copy.queue(ANN)) == 40
        assert copy.integrity() == []


def test_restoring_keeps_what_stands_there(project: Project, tmp_path: Path) -> None:
    backups = Backups(tmp_path / "backups")
    with_article(project)
    kept = backups.make(project.path)
    assert kept is not None
    with_article(project)
    project.close()
    aside = restore_file(kept.path, project.path)
    assert aside is not None
    with Project.open(project.path) as restored, Project.open(aside) as before:
        assert len(restored.queue(ANN)) == 1
        assert len(before.queue(ANN)) == 2


def test_restoring_over_a_damaged_file_and_where_there_is_none(project: Project, tmp_path: Path) -> None:
    backup = tmp_path / "backup.spanloop"
    project.backup(backup)
    project.close()
    project.path.write_bytes(b"rubbish")
    project.path.with_name(project.path.name + "-wal").write_bytes(b"old log")
    aside = restore_file(backup, project.path)
    assert aside is not None
    assert aside.read_bytes() == b"rubbish"
    assert aside.with_name(aside.name + "-wal").read_bytes() == b"old log"
    with Project.open(project.path) as restored:
        assert restored.integrity() == []
    assert restore_file(backup, tmp_path / "new.spanloop") is None


def test_nothing_is_restored_from_rubbish_nor_under_another_program(project: Project, tmp_path: Path) -> None:
    with_article(project)
    bad = tmp_path / "bad.spanloop"
    shutil.copyfile(project.path, bad)
    bad.write_bytes(bad.read_bytes()[:9000])
    with pytest.raises(SpanloopError):
        restore_file(bad, project.path)
    good = tmp_path / "good.spanloop"
    project.backup(good)
    with pytest.raises(SpanloopError, match="Another program"):
        restore_file(good, project.path)
    assert len(project.queue(ANN)) == 1
    with closing(sqlite3.connect(good)) as connection:
        assert connection.execute("PRAGMA quick_check").fetchone() == ("ok",)
    assert not [one for one in tmp_path.iterdir() if one.name.startswith(".")]
