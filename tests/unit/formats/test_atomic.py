from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.formats.atomic import writing


def test_puts_the_whole_file_in_its_place(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    with writing(path) as file:
        file.write(b"all of it")
        assert not path.exists()
    assert path.read_bytes() == b"all of it"
    assert list(tmp_path.iterdir()) == [path]


def test_keeps_the_old_file_and_nothing_else_when_the_work_fails(tmp_path: Path) -> None:
    path = tmp_path / "out.txt"
    path.write_bytes(b"old")

    def fail_halfway() -> None:
        with writing(path) as file:
            file.write(b"half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail_halfway()
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no permission bits")
def test_others_may_read_it_as_any_new_file(tmp_path: Path) -> None:
    (tmp_path / "plain").touch()
    with writing(tmp_path / "out") as file:
        file.write(b"text")
    assert (tmp_path / "out").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_says_which_file_cannot_be_written_and_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(SpanloopError) as caught, writing(tmp_path / "missing" / "out.txt"):
        pass
    assert "missing" in caught.value.where
    assert caught.value.way_out


def test_a_folder_in_its_place_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    with pytest.raises(SpanloopError), writing(tmp_path / "out") as file:
        file.write(b"text")
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_project_is_never_written_over(tmp_path: Path) -> None:
    project = tmp_path / "north.spanloop"
    database = tmp_path / "renamed.jsonl"
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE t (x)")
    before = database.read_bytes()
    for path in (project, database):
        with pytest.raises(SpanloopError, match="project"), writing(path) as file:
            file.write(b"marks")
    assert not project.exists()
    assert database.read_bytes() == before
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["renamed.jsonl"]
