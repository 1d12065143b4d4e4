"""Backups, recovery and deleting for good, as a person asks for them."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from spanloop.core.article import Article
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author, Event, Link, Mention
from spanloop.operations import backups, deleting, projects, recovering
from spanloop.operations.windows import hold_project
from spanloop.store.project import Project
from spanloop.store.rotation import BackupRecord

SECRET = "Quillfeather told of the depot. " * 100
WORD = b"Quillfeather"


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.fixture
def path(tmp_path: Path, data_dir: Path) -> Path:
    """A project of two articles with a backup of each state."""
    place = tmp_path / "front.spanloop"
    with projects.create_project(place, name="Front") as project:
        ann = projects.sign_in(project, name="Ann")
        for title, text in (("Depot", SECRET), ("Convoy", "Thirty lorries crossed on Monday. " * 40)):
            one = Article(new_uid(), text, title=title)
            with project.act(ann, f"import {title}") as act:
                act.add_article(one)
                act.add_mentions(one.uid, ann, [Mention(new_uid(), ((0, 6),), "ARM")])
            backups.back_up(place, data_dir=data_dir)
    return place


def ann_of(project: Project) -> Author:
    return projects.sign_in(project, name="Ann")


def uids(project: Project) -> dict[str, str]:
    return {row.title: row.uid for row in project.queue(ann_of(project))}


def test_backups_are_listed_and_put_back(path: Path, data_dir: Path) -> None:
    records = backups.list_backups(data_dir, project=path)
    assert [(record.articles, record.marks) for record in records] == [(2, 2), (1, 1)]
    aside = backups.restore_backup(backups.find_backup(records, "2"), dest=path, holder="Ann")
    with Project.open(path) as project:
        assert list(uids(project)) == ["Depot"]
    assert aside is not None
    # The file was moved away: its project still tells which backups are its own.
    moved = path.rename(path.with_name("moved.spanloop"))
    assert backups.list_backups(data_dir, project=moved) == records
    assert backups.list_backups(data_dir, project=path) == records
    assert backups.list_backups(data_dir, project=path.with_name("other.spanloop")) == []
    with pytest.raises(SpanloopError, match="no backup 7"):
        backups.find_backup(records, "7")
    backups.delete_backup(data_dir, records[0])
    assert backups.list_backups(data_dir) == records[1:]


def test_nothing_is_put_back_under_an_open_window(path: Path, data_dir: Path) -> None:
    records = backups.list_backups(data_dir, project=path)
    with (
        hold_project(path, holder="Noor"),
        pytest.raises(SpanloopError, match="Noor"),
    ):
        backups.restore_backup(records[0].path, dest=path, holder="Ann")


def test_recovering_writes_a_project_and_its_ledger(path: Path, data_dir: Path) -> None:
    data = bytearray(path.read_bytes())
    at = data.index(b"Quillfeather told")
    data[at - 60 : at + 40] = b"\xa5" * 100
    data[0:100] = b"\0" * 100
    path.write_bytes(data)
    with pytest.raises(SpanloopError):
        Project.open(path)
    said: list[str] = []
    done = recovering.recover(path, data_dir=data_dir, on_step=said.append)
    assert said
    assert done.path == path.with_name("front.recovered.spanloop")
    assert done.path.with_name("front.recovered.ledger.json").is_file()
    with Project.open(done.path) as project:
        found = uids(project)
        assert project.article(found["Depot"]).text == SECRET  # out of the backup
        assert project.integrity() == []
    assert path.read_bytes() == data
    again = recovering.recover(path, data_dir=data_dir)
    assert again.path.name == "front.recovered-2.spanloop"
    with pytest.raises(SpanloopError, match="no such file"):
        recovering.recover(path.with_name("none.spanloop"), data_dir=data_dir)


def test_an_article_is_deleted_for_good_everywhere(path: Path, data_dir: Path) -> None:
    records = backups.list_backups(data_dir, project=path)
    backups.restore_backup(records[0].path, dest=path, holder="Ann")
    places = [*path.parent.glob("front*.spanloop*"), *data_dir.rglob("*.spanloop*")]
    assert sum(WORD in one.read_bytes() for one in places) == 4
    with Project.open(path) as project:
        uid = uids(project)["Depot"]
        plan = deleting.plan_deletion(project, article=uid, data_dir=data_dir)
        assert (plan.title, plan.marks, plan.authors, plan.backups, len(plan.copies)) == ("Depot", 1, ("Ann",), 2, 1)
        assert "cannot be undone" in plan.sentences()[0]
        done = deleting.delete_article(project, author=ann_of(project), article=uid, data_dir=data_dir)
        assert (done.cleared, done.dropped) == (3, 0)
        assert list(uids(project)) == ["Convoy"]
    places = [*path.parent.glob("front*"), *data_dir.rglob("*")]
    assert [one for one in places if one.is_file() and WORD in one.read_bytes()] == []
    records = backups.list_backups(data_dir, project=path)
    assert [(record.articles, record.marks) for record in records] == [(1, 1), (0, 0)]
    backups.restore_backup(records[0].path, dest=path, holder="Ann")
    with Project.open(path) as project:
        assert list(uids(project)) == ["Convoy"]
        assert project.integrity() == []


def test_a_backup_that_cannot_be_opened_is_deleted_whole(path: Path, data_dir: Path) -> None:
    oldest = backups.list_backups(data_dir, project=path)[-1]
    oldest.path.write_bytes(oldest.path.read_bytes()[:20_000])
    with Project.open(path) as project:
        uid = uids(project)["Depot"]
        done = deleting.delete_article(project, author=ann_of(project), article=uid, data_dir=data_dir)
    assert (done.cleared, done.dropped) == (1, 1)
    assert not oldest.path.exists()


def test_marks_are_counted_alike_before_a_deletion_and_in_backups(path: Path, data_dir: Path) -> None:
    with Project.open(path) as project:
        ann, uid = ann_of(project), uids(project)["Depot"]
        depot = next(mark.uid for mark in project.marks(uid, ann).mentions)
        with project.act(ann, "mark more") as act:
            quill = Mention(new_uid(), ((0, 12),), "PER")
            act.add_mentions(uid, ann, [quill])
            act.add_links(uid, ann, [Link(new_uid(), "alias", quill.uid, depot, between_events=False)])
            act.add_events(uid, ann, [Event(new_uid(), "MEET", ((13, 17),))])
            machine = act.add_author(Author(new_uid(), "Rules", "rules"))
            act.add_mentions(uid, machine, [Mention(new_uid(), ((25, 30),), "FAC")])
        backups.back_up(path, data_dir=data_dir)
        before = backups.list_backups(data_dir, project=path)[0].marks
        plan = deleting.plan_deletion(project, article=uid, data_dir=data_dir)
        assert (plan.marks, plan.suggestions, plan.authors, before) == (4, 1, ("Ann",), 5)
        assert "4 marks by Ann, 1 suggestion, and" in plan.sentences()[0]
        deleting.delete_article(project, author=ann, article=uid, data_dir=data_dir)
    assert before - backups.list_backups(data_dir, project=path)[0].marks == plan.marks


def test_copies_of_an_older_format_go_whole_and_what_cannot_be_read_is_named(path: Path, data_dir: Path) -> None:
    older = path.with_name("front.before-format-2.20250301-120000.spanloop")
    older.write_bytes(path.read_bytes())
    with closing(sqlite3.connect(older)) as connection:
        connection.execute("PRAGMA user_version = 1")
        connection.commit()
        connection.execute("PRAGMA journal_mode = DELETE")
    torn = path.with_name("front.before-restore.20250301-120000.spanloop")
    torn.write_bytes(b"torn")
    with Project.open(path) as project:
        uid = uids(project)["Depot"]
        plan = deleting.plan_deletion(project, article=uid, data_dir=data_dir)
        assert any(torn.name in sentence for sentence in plan.sentences())
        done = deleting.delete_article(project, author=ann_of(project), article=uid, data_dir=data_dir)
    assert (done.cleared, done.dropped) == (2, 1)
    assert not older.exists()
    assert torn.read_bytes() == b"torn"


def test_a_copy_that_cannot_be_opened_stops_the_deletion_and_stays(path: Path, data_dir: Path) -> None:
    copy = path.with_name("front.before-restore.20250301-120000.spanloop")
    content = bytearray(path.read_bytes())
    with closing(sqlite3.connect(path)) as connection:
        (page,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'schema_version'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
    content[(page - 1) * size : page * size] = b"\xa5" * size
    copy.write_bytes(content)
    with Project.open(path) as project:
        uid = uids(project)["Depot"]
        with pytest.raises(SpanloopError, match="cannot be opened"):
            deleting.delete_article(project, author=ann_of(project), article=uid, data_dir=data_dir)
        assert "Depot" in uids(project), "it can be done again"
    assert copy.read_bytes() == bytes(content)


def test_words_for_times_and_sizes() -> None:
    now = datetime.fromisoformat("2025-03-03T10:00:00+01:00")

    def said(before: timedelta) -> str:
        at = (now - before).isoformat()
        return backups.when_text(BackupRecord(Path("x"), "u", "n", "s", at, 1, 2, 1, 1, 1), now=now)

    assert said(timedelta(hours=1)) == "today 09:00"
    assert said(timedelta(hours=12)) == "yesterday 22:00"
    assert said(timedelta(days=3)) == "28 February 10:00"
    assert said(timedelta(days=365)) == "3 March 2024 10:00"
