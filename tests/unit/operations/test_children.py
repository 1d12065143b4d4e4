"""The commands of the program's own child processes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from spanloop.operations.children import export_command, suggest_command


def test_from_source_the_child_is_a_module_of_this_python() -> None:
    assert suggest_command(Path("a.spanloop"), author="Noor")[:4] == [sys.executable, "-m", "spanloop", "suggest"]


def test_a_built_program_is_its_own_child(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "spanloop"
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(program))
    assert export_command(Path("a.spanloop"), dest=Path("out"))[:2] == [str(program), "export"]


def test_a_program_without_a_console_lets_the_one_with_it_speak(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "spanloop.exe").touch()
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(tmp_path / "spanloop-window.exe"))
    assert suggest_command(Path("a.spanloop"), author="Noor")[:2] == [str(tmp_path / "spanloop.exe"), "suggest"]
