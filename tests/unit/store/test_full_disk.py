"""A full disk: what was being done is not saved, what was saved stays, and it goes on when there is room."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.store.project import Project
from tests.unit.store.helpers import content, schema, with_article


def fill(project: Project) -> None:
    """Import until the disk is full."""
    for _ in range(1000):
        with_article(project, os.urandom(20_000).hex())
    pytest.fail("the disk never became full")


def test_a_file_that_may_not_grow(project: Project) -> None:
    with_article(project)
    project._connection.exec_driver_sql("PRAGMA max_page_count = 200")
    with pytest.raises(SpanloopError, match=r"disk is full.*safe") as caught:
        fill(project)
    assert str(project.path) in str(caught.value)
    saved = content(project)
    assert len(saved["article"]) >= 1
    with pytest.raises(SpanloopError, match="disk is full"):
        fill(project)
    assert content(project) == saved
    assert project.integrity() == []
    project._connection.exec_driver_sql("PRAGMA max_page_count = 100000")
    with_article(project, "one more")
    assert len(project.article_uids()) == len(saved["article"]) + 1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of four megabytes."""
    if not sys.platform.startswith("linux") or os.geteuid() != 0:
        pytest.skip("only root can mount a small disk")
    folder = tmp_path / "disk"
    folder.mkdir()
    done = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if done.returncode != 0:
        pytest.skip(f"no small disk can be mounted here: {done.stderr.decode().strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_disk_that_is_really_full(small_disk: Path, template: Path) -> None:
    path = small_disk / "x.spanloop"
    shutil.copyfile(template, path)
    with Project.open(path) as project:
        with pytest.raises(SpanloopError, match="disk"):
            fill(project)
        saved = content(project)
        assert saved["article"]
    assert "x.spanloop-wal" in project.warnings[-1]
    with Project.open(path) as project:
        assert content(project) == saved
        assert project.integrity() == []
        with pytest.raises(SpanloopError, match=r"disk|cannot be read or written"):
            project.backup(small_disk / "copy.spanloop")
        assert sorted(each.name for each in small_disk.iterdir() if not each.name.endswith(("-wal", "-shm"))) == [
            "x.spanloop"
        ]


def test_a_project_made_on_a_full_disk(small_disk: Path) -> None:
    (small_disk / "other").write_bytes(b"x" * (4 * 1024 * 1024 - 100_000))
    with pytest.raises(SpanloopError, match="disk"):
        Project.create(small_disk / "x.spanloop", name="x", schema=schema())
    assert [each.name for each in small_disk.iterdir()] == ["other"]
