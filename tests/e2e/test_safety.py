"""Backups, recovery and deleting for good through the real entry point."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.e2e.test_command_line import write_lines
from tests.e2e.verbs import Spanloop


@pytest.fixture
def worked_on(tmp_path: Path, spanloop: Spanloop) -> Path:
    """A project with two articles, and a backup from when it had one."""
    project = spanloop.makes(tmp_path / "front.spanloop")
    first = {"id": "a", "title": "Depot", "text": "Quillfeather told of the depot. " * 50}
    spanloop.imports(project, write_lines(tmp_path / "a.jsonl", first))
    spanloop.does("backup", project)
    spanloop.imports(
        project, write_lines(tmp_path / "b.jsonl", {"id": "b", "title": "Convoy", "text": "Lorries. " * 99})
    )
    return project


def test_a_backup_is_listed_and_put_back(worked_on: Path, spanloop: Spanloop) -> None:
    assert "3,0" not in spanloop.does("backup", worked_on).out
    assert "Nothing was done" in spanloop.does("backup", worked_on).out
    listed = spanloop.does("backups", worked_on, "--json").json
    assert [one["articles"] for one in listed] == [2, 1]
    told = spanloop.does("restore", worked_on, "--from", "2", "--json").json
    assert Path(told["aside"]).is_file()
    spanloop.finds_sound(worked_on)
    assert [one["articles"] for one in spanloop.does("backups", "--json").json] == [2, 1]
    spanloop.says("restore", worked_on, "--from", "9").refuses("no backup 9")


def test_what_can_be_read_is_recovered(worked_on: Path, spanloop: Spanloop) -> None:
    data = bytearray(worked_on.read_bytes())
    data[16:50] = b"\xa5" * 34
    worked_on.write_bytes(data)
    spanloop.says("check", worked_on).refuses(worked_on.name)
    told = spanloop.does("recover", worked_on, "--json").json
    assert told["articles"] == 2
    assert told["lost"] == 0
    spanloop.finds_sound(Path(told["project"]))


def test_an_article_is_deleted_for_good(worked_on: Path, spanloop: Spanloop) -> None:
    asked = spanloop.says("delete-article", worked_on, "Depot")
    assert asked.code == 1
    assert "cannot be undone" in asked.out
    assert "--yes" in asked.err
    told = spanloop.does("delete-article", worked_on, "Depot", "--yes", "--json").json
    assert told["cleared"] == 1
    spanloop.finds_sound(worked_on)
    assert b"Quillfeather" not in worked_on.read_bytes()
    assert [one["articles"] for one in spanloop.does("backups", worked_on, "--json").json] == [0]
