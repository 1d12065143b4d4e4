"""Files that are no sound project: each is refused in one sentence, and left as it was."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from spanloop.core.errors import SpanloopError
from spanloop.store import guard
from spanloop.store.project import Project
from tests.unit.store.helpers import ANN, mention, with_article


def refused(path: Path, what: str) -> SpanloopError:
    """Opening must fail with this sentence, name the file and say a way out; the file stays as it is."""
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(SpanloopError, match=what) as caught:
        Project.open(path)
    assert str(path) in str(caught.value)
    assert caught.value.way_out
    if before is not None:
        assert path.read_bytes() == before
        assert not path.with_name(path.name + "-wal").exists()
    return caught.value


def change(path: Path, *statements: str) -> Path:
    """Run SQL on a project from outside."""
    with closing(sqlite3.connect(path)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.execute("PRAGMA journal_mode = DELETE")
    return path


@pytest.fixture
def path(make: Callable[[], Project]) -> Path:
    """A closed project with an article and a mark."""
    project = make()
    art = with_article(project, "Troops left. " * 2000)
    with project.act(ANN, "mark") as act:
        act.add_mentions(art.uid, ANN, [mention()])
    project.close()
    return project.path


def test_what_is_not_there(tmp_path: Path) -> None:
    refused(tmp_path / "none.spanloop", "no such file")
    assert list(tmp_path.iterdir()) == []


def test_a_folder(tmp_path: Path) -> None:
    refused(tmp_path, "a folder")


@pytest.mark.parametrize("content", [b"Troops left Aleppo.", b"\x00" * 5000, b"PK\x03\x04" + b"x" * 5000])
def test_no_database(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "x.spanloop"
    path.write_bytes(content)
    refused(path, "not a Spanloop project")


def test_an_empty_file(tmp_path: Path) -> None:
    path = tmp_path / "x.spanloop"
    path.touch()
    refused(path, "is empty")


def test_another_programs_database(tmp_path: Path) -> None:
    path = tmp_path / "x.spanloop"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE article (id INTEGER)")
    refused(path, "another program")


@pytest.mark.parametrize("kept", [10, 60, 99, 100, 4096, -4096, -1])
def test_a_truncated_file(path: Path, kept: int) -> None:
    path.write_bytes(path.read_bytes()[:kept])
    refused(path, "cut short|damaged")


def test_pages_of_rubbish(path: Path) -> None:
    content = bytearray(path.read_bytes())
    for start in range(8192, len(content), 4096):
        content[start : start + 2048] = b"\xa5" * 2048
    path.write_bytes(content)
    refused(path, "damaged")


@hypothesis_settings(max_examples=40)
@given(place=st.integers(0, 1), share=st.floats(0, 0.999), rubbish=st.binary(min_size=1, max_size=64))
def test_rubbish_anywhere_is_refused_or_does_no_harm(
    place: int, share: float, rubbish: bytes, template: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A file with any bytes changed either opens and can be checked, or is refused in a sentence."""
    path = tmp_path_factory.mktemp("rubbish") / "x.spanloop"
    content = bytearray(template.read_bytes())
    start = int(share * (100 if place else len(content)))
    content[start : start + len(rubbish)] = rubbish
    path.write_bytes(content)
    with suppress(SpanloopError), Project.open(path) as project:
        project.integrity()
        project.queue(ANN)


def test_a_newer_project(path: Path) -> None:
    change(path, f"PRAGMA user_version = {guard.FORMAT + 1}")
    assert "Update Spanloop" in refused(path, "newer Spanloop").way_out


def test_a_project_that_was_never_finished(path: Path) -> None:
    change(path, "PRAGMA user_version = 0")
    refused(path, "never finished")


@pytest.mark.parametrize(
    ("statement", "what"),
    [
        ("CREATE TRIGGER t AFTER INSERT ON span BEGIN DELETE FROM article; END", "a trigger .*(t)"),
        ("CREATE VIEW v AS SELECT * FROM article", "a view"),
        ("CREATE VIRTUAL TABLE other USING fts5(a)", "a virtual table"),
        ("ALTER TABLE span RENAME COLUMN quote TO other", "lacks span.quote"),
        ("DROP TABLE act_row", "lacks act_row"),
        ("DROP TABLE article_fts", "lacks its search index"),
        ("DELETE FROM schema_version", "no schema"),
        ("UPDATE schema_version SET document = '{'", "damaged"),
        ("UPDATE schema_version SET document = '[]'", "schema"),
        ("DELETE FROM project", "never finished"),
    ],
)
def test_foreign_and_missing_things(path: Path, statement: str, what: str) -> None:
    change(path, statement)
    with pytest.raises(SpanloopError, match=what):
        Project.open(path)


def test_an_older_project_with_a_trigger_is_refused_before_migrating(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(path, "CREATE TRIGGER t AFTER INSERT ON span BEGIN DELETE FROM article; END")
    monkeypatch.setattr(guard, "FORMAT", guard.FORMAT + 1)
    refused(path, "a trigger")
    assert not list(path.parent.glob("*before-format*"))


@contextmanager
def nobody() -> Iterator[None]:
    """Rights do not hold root back, so be somebody else for a while."""
    if not hasattr(os, "geteuid"):
        pytest.skip("rights are of another kind here")
    was = os.geteuid()
    if was == 0:
        os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(was)


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """A folder that others may read."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder
        folder.chmod(0o755)


def test_a_read_only_file(path: Path, open_folder: Path) -> None:
    place = open_folder / "x.spanloop"
    shutil.copyfile(path, place)
    place.chmod(0o444)
    open_folder.chmod(0o777)
    with nobody():
        refused(place, "read-only")


def test_a_read_only_folder(path: Path, open_folder: Path) -> None:
    place = open_folder / "x.spanloop"
    shutil.copyfile(path, place)
    place.chmod(0o666)
    open_folder.chmod(0o555)
    with nobody():
        refused(place, "folder of the project cannot be written")
    assert [each.name for each in open_folder.iterdir()] == ["x.spanloop"]


def test_a_project_made_where_nothing_may_be_written(open_folder: Path, project: Project) -> None:
    open_folder.chmod(0o555)
    with nobody(), pytest.raises(SpanloopError, match="cannot be read or written"):
        Project.create(open_folder / "x.spanloop", name="x", schema=project.schema)
    assert list(open_folder.iterdir()) == []


def test_a_file_that_is_locked_by_another_program(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from spanloop.store import engine

    monkeypatch.setattr(engine, "BUSY_MS", 50)
    with closing(sqlite3.connect(path, isolation_level=None)) as other, Project.open(path) as project:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(SpanloopError, match="Another program is writing"), project.act(ANN, "mark"):
            pass
        other.execute("ROLLBACK")
        with_article(project)
        assert project.integrity() == []


@pytest.mark.parametrize("place", [52, 200, 3000])
def test_bytes_that_are_no_text_are_refused_in_a_sentence(path: Path, place: int) -> None:
    """In the header of SQLite's own schema page and in what we stored; each opens soundly or is refused."""
    content = bytearray(path.read_bytes())
    content[place : place + 4] = b"\x80\xff\x80\xff"
    path.write_bytes(content)
    with suppress(SpanloopError), Project.open(path) as project:
        project.integrity()


def test_a_schema_of_bytes_that_are_no_text(path: Path) -> None:
    change(path, "UPDATE schema_version SET document = CAST(X'80FF80FF' AS TEXT)")
    with pytest.raises(SpanloopError, match="no text") as caught:
        Project.open(path)
    assert caught.value.way_out
