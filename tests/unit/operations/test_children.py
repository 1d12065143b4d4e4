"""The commands of the program's own child processes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from spanloop.operations.children import (
    export_command,
    import_look_command,
    look_command,
    reimport_command,
    suggest_command,
)


def test_from_source_the_child_is_a_module_of_this_python() -> None:
    assert suggest_command(Path("a.spanloop"), author="Noor")[:4] == [sys.executable, "-m", "spanloop", "suggest"]


def test_a_built_program_is_its_own_child(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "spanloop"
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    assert export_command(Path("a.spanloop"), dest=Path("out"), file_format="spacy")[:2] == [str(program), "export"]


def test_a_program_without_a_console_lets_the_one_with_it_speak(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "spanloop.exe").touch()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "spanloop-window.exe"))
    assert suggest_command(Path("a.spanloop"), author="Noor")[:2] == [str(tmp_path / "spanloop.exe"), "suggest"]


def test_what_is_looked_at_and_imported_is_named_in_the_command() -> None:
    project, stage = Path("a.spanloop"), Path("x.look")
    looking = look_command([Path("in"), Path("-odd.html")], into=stage, project=project)
    assert looking[3:6] == ["look", "in", "./-odd.html"]
    assert looking[6:8] == ["--into", "x.look"]
    assert looking[-2:] == ["--project", "a.spanloop"]
    staged = import_look_command(project, author="Noor", stage=stage, choices=Path("c.json"), revise=True)
    assert staged[3:7] == ["import", "a.spanloop", "--look", "x.look"]
    assert staged[-3:] == ["--choices", "c.json", "--revise"]
    assert reimport_command(project, author="Noor", articles=["u1"])[3:6] == ["reimport", "a.spanloop", "u1"]
