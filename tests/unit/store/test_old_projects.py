"""There is a project of every format, made by the program of its day; each is migrated with all it held."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from build_spec import old_project
from spanloop.core.errors import SpanloopError
from spanloop.store import guard
from spanloop.store.lock import WindowLock
from spanloop.store.project import Project

FOLDER = old_project.ROOT / "resources" / "old_projects"
#: Kept anew by every migration, by hand or by the program that opens: what they hold says nothing about marks.
MADE_ANEW = {"alembic_version", "act", "sqlite_sequence"}


def rows(path: Path) -> dict[str, list[dict[str, object]]]:
    """All rows of all tables but those of the search index, by column."""
    with closing(sqlite3.connect(path)) as connection:
        connection.row_factory = sqlite3.Row
        named = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%fts%'")
        return {
            name: [dict(row) for row in connection.execute(f'SELECT * FROM "{name}" ORDER BY rowid')]
            for (name,) in map(tuple, named.fetchall())
        }


def unpacked(number: int, folder: Path) -> Path:
    packed = FOLDER / f"format-{number}.zip"
    assert packed.is_file(), "make it: python build_spec/old_project.py"
    with zipfile.ZipFile(packed) as archive:
        return Path(archive.extract(old_project.PROJECT, folder))


HOLD = """
import sys
from spanloop.store.lock import WindowLock
lock = WindowLock(sys.argv[1], holder="Noor").acquire()
print("held", flush=True)
sys.stdin.read()
"""


def test_nothing_is_migrated_under_a_window_that_shows_it(tmp_path: Path) -> None:
    """The package was updated while a window was open, and its next child process is the new program."""
    project = unpacked(guard.FORMAT - 1, tmp_path)
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(project)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as window:
        assert window.stdout is not None
        assert window.stdout.readline() == "held\n"
        before = rows(project)
        with pytest.raises(SpanloopError, match=r"older Spanloop shows it \(Noor on .*Close that window"):
            Project.open(project)
        assert rows(project) == before
        assert not list(tmp_path.glob("*format*"))
        window.communicate()
    with WindowLock(project, holder="Noor"), Project.open(project) as migrated:  # the new window, which holds it itself
        assert migrated.migrated_from is not None


@pytest.mark.parametrize("number", range(1, guard.FORMAT + 1))
def test_an_old_project_keeps_every_row(number: int, tmp_path: Path) -> None:
    project = unpacked(number, tmp_path)
    before = rows(project)
    assert {act["state"] for act in before["act"]} == {"done", "undone"}, "nothing was taken back"
    for table in ("span", "argument", "link", "completion", "verdict", "removal", "zone", "article_state", "act_row"):
        assert before[table], f"no row of {table}"
    with Project.open(project) as migrated:
        bob = next(author for author in migrated.authors() if author.name == "Bob")
        assert migrated.integrity() == []
        copy = migrated.migrated_from
        assert (copy is None) == (number == guard.FORMAT)
        if copy is None:
            migrated.redo(bob)
            return
        with pytest.raises(SpanloopError, match="nothing to undo"):
            migrated.undo(bob)
    after = rows(project)
    for table in before.keys() - MADE_ANEW:
        assert [
            row | {name: now[name] for name in row} for row, now in zip(before[table], after[table], strict=True)
        ] == (before[table]), table
    assert after["act"][: len(before["act"])] == before["act"]
    assert rows(copy) == before


def test_the_project_of_the_present_format_can_be_made_again(tmp_path: Path) -> None:
    assert old_project.main([str(tmp_path)]) == 0
    (made,) = tmp_path.iterdir()
    assert made.name == f"format-{guard.FORMAT}.zip"
    with pytest.raises(SystemExit, match="is there already"):
        old_project.main([str(tmp_path)])
