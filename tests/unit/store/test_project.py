"""Opening, closing, other programs, and being killed."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.store import folders
from spanloop.store import project as project_module
from spanloop.store.project import Project
from tests.unit.store.helpers import ANN, article, content, mention, with_article


def test_closing_leaves_one_file(project: Project, tmp_path: Path) -> None:
    with_article(project)
    assert (tmp_path / "p0.spanloop-wal").exists()
    project.close()
    project.close()
    assert [each.name for each in tmp_path.iterdir()] == ["p0.spanloop"]
    with pytest.raises(RuntimeError, match="closed"):
        project.article_uids()


def test_closing_within_an_act_writes_nothing_of_it(project: Project) -> None:
    with pytest.raises(RuntimeError, match="closed"), project.act(ANN, "import") as act:  # noqa: PT012
        act.add_article(article())
        project.close()
    with Project.open(project.path) as again:
        assert again.article_uids() == []


def test_what_is_written_is_safe_and_checked(project: Project) -> None:
    values = {
        name: project._connection.exec_driver_sql(f"PRAGMA {name}").scalar_one()
        for name in ("journal_mode", "synchronous", "foreign_keys", "trusted_schema", "application_id")
    }
    assert values == {
        "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "trusted_schema": 0, "application_id": 0x53504C50,
    }  # fmt: skip


def test_another_program_is_noticed(project: Project) -> None:
    with_article(project)
    seen = project.data_version()
    with_article(project)
    assert project.data_version() == seen
    with Project.open(project.path) as other:
        with_article(other)
        assert project.data_version() != seen
        assert len(project.article_uids()) == 3
        with project.act(ANN, "mark") as act:
            act.add_mentions(project.article_uids()[2], ANN, [mention()])
        assert content(project) == content(other)


def test_a_synced_folder_gets_a_warning_and_a_rollback_journal(project: Project, tmp_path: Path) -> None:
    folder = tmp_path / "Dropbox" / "work"
    folder.mkdir(parents=True)
    project.backup(folder / "x.spanloop")
    with Project.open(folder / "x.spanloop") as synced:
        assert "Dropbox" in synced.warnings[0]
        assert synced._connection.exec_driver_sql("PRAGMA journal_mode").scalar_one() == "delete"
        with_article(synced)
        assert synced.integrity() == []
    assert project.warnings == ()


def test_a_network_folder_gets_a_warning(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.close()
    monkeypatch.setattr(folders, "_on_network", lambda folder: True)
    with Project.open(project.path) as again:
        assert "network" in again.warnings[0]


def test_a_copy_while_others_write(project: Project, tmp_path: Path) -> None:
    art = with_article(project)
    copy = tmp_path / "copy.spanloop"
    with project.act(ANN, "mark") as act:
        act.add_mentions(art.uid, ANN, [mention()])
        act.rows.flush()
        project.backup(copy)
    with Project.open(copy) as other:
        assert other.uid == project.uid
        assert other.article_uids() == [art.uid]
        assert not other.all_marks(art.uid)
    with pytest.raises(SpanloopError, match="a file of this name already"):
        project.backup(copy)
    with pytest.raises(SpanloopError, match="cannot be read or written"):
        project.backup(tmp_path / "none" / "copy.spanloop")


CHILD = """
import sys
from tests.unit.store.helpers import ANN, mention, with_article
from spanloop.store.project import Project

project = Project.open(sys.argv[1])
art = with_article(project, "word " * 3000)
for number in range(3000):
    mark = mention(5 * number, 5 * number + 4)
    with project.act(ANN, "mark") as act:
        act.add_mentions(art.uid, ANN, [mark])
    print(mark.uid, flush=True)
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="there is no kill -9 here")
@pytest.mark.parametrize("lines", [1, 30])
def test_kill_9_loses_nothing_that_was_seen(project: Project, repo: Path, lines: int) -> None:
    project.close()
    child = subprocess.Popen(
        [sys.executable, "-c", CHILD, str(project.path)], cwd=repo, stdout=subprocess.PIPE, text=True
    )
    assert child.stdout is not None
    seen = [child.stdout.readline().strip() for _ in range(lines)]
    child.kill()
    seen += child.stdout.read().split()
    child.stdout.close()
    child.wait()
    with Project.open(project.path) as again:
        stored = {mark.uid for marks in again.all_marks(again.article_uids()[0]) for mark in marks.mentions}
        # The last line may have been cut while it was printed; the act may have been committed and not yet printed.
        assert {uid for uid in seen if len(uid) == 36} <= stored
        assert len(stored) - len(seen) <= 1
        assert again.integrity() == []


def test_nothing_heavy_is_imported_to_open_a_project(repo: Path) -> None:
    heavy = ("alembic", "spacy", "PySide6")
    code = f"import sys, {project_module.__name__}; print([name for name in {heavy} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=repo, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
