"""Projects are never in the folder of the program."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.operations.program_facts import program_folder
from spanloop.operations.projects import create_project


@pytest.mark.parametrize(
    ("executable", "folder"),
    [("spanloop/spanloop", "spanloop"), ("Spanloop.app/Contents/MacOS/spanloop", "Spanloop.app")],
)
def test_a_built_program_refuses_a_project_in_its_own_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, executable: str, folder: str
) -> None:
    program = tmp_path / executable
    program.parent.mkdir(parents=True)
    program.touch()
    (tmp_path / "link").symlink_to(program.parent)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    assert program_folder() == tmp_path / folder
    for inside in (program.parent / "a.spanloop", tmp_path / folder / "deeper" / "a", tmp_path / "link" / "a.spanloop"):
        with pytest.raises(SpanloopError, match="folder of the program itself"):
            create_project(inside)
        assert not inside.exists()
    create_project(tmp_path / "beside.spanloop").close()


def test_neither_is_one_made_in_the_package() -> None:
    with pytest.raises(SpanloopError, match="folder of the program itself"):
        create_project(program_folder() / "gui" / "a.spanloop")
