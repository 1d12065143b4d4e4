"""Projects where nothing may be written: they can be read, and say so where something was to be written."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.store import guard
from spanloop.store.project import Project
from tests.unit.store.helpers import ANN, mention, with_article


def listing(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.fixture
def path(project: Project) -> Path:
    """A closed project with an article and a mark."""
    uid = with_article(project).uid
    with project.act(ANN, "mark") as act:
        act.add_mentions(uid, ANN, [mention()])
    project.close()
    return project.path


def test_reading_writes_nothing_not_even_beside_the_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "is_writable", lambda _: False)
    before = listing(path.parent)
    with Project.open(path, read_only=True) as project:
        assert project.integrity() == []
        assert len(project.queue(ANN)) == 1
        assert project.search("Aleppo")
        with pytest.raises(SpanloopError, match="read only"), project.act(ANN, "mark"):
            raise AssertionError
        with pytest.raises(SpanloopError, match="read only"):
            project.undo(ANN)
        assert listing(path.parent) == before
    assert listing(path.parent) == before


def test_what_stands_in_the_log_is_read_too(path: Path) -> None:
    with Project.open(path) as writer:
        with_article(writer)
        with Project.open(path, read_only=True) as reader:
            assert len(reader.queue(ANN)) == 2
            with_article(writer)
            assert len(reader.queue(ANN)) == 3
            with pytest.raises(SpanloopError, match="read only"), reader.act(ANN, "mark"):
                raise AssertionError


def test_an_older_project_is_not_brought_to_the_present_format(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = listing(path.parent)
    monkeypatch.setattr(guard, "FORMAT", guard.FORMAT + 1)
    with pytest.raises(SpanloopError, match="read-only"):
        Project.open(path, read_only=True)
    assert listing(path.parent) == before


def test_damage_is_found_all_the_same(path: Path, tmp_path: Path) -> None:
    bad = tmp_path / "bad.spanloop"
    shutil.copyfile(path, bad)
    bad.write_bytes(bad.read_bytes()[:-5000])
    with pytest.raises(SpanloopError, match="cut short"):
        Project.open(bad, read_only=True)
