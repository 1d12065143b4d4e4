"""The one door for commands: what it says and asks for on machines unlike this one."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import dev

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def debian(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """A Debian without Qt's libraries, fonts and venv; collects the commands that would have run there as root."""
    ran: list[tuple[str, ...]] = []

    def run(*command: str, **_: Any) -> int:
        ran.append(command)
        return 0

    monkeypatch.setattr(dev.sys, "platform", "linux")
    monkeypatch.setattr(dev, "is_debian", lambda: True)
    monkeypatch.setattr(dev, "loads", lambda library: False)
    monkeypatch.setattr(dev, "installed", lambda package: False)
    monkeypatch.setattr(dev, "can_make_environments", lambda python: False)
    monkeypatch.setattr(dev, "run", run)
    monkeypatch.setattr(dev.os, "geteuid", lambda: 0, raising=False)
    return ran


def as_ordinary_user(monkeypatch: pytest.MonkeyPatch, *, sudo: bool) -> None:
    monkeypatch.setattr(dev.os, "geteuid", lambda: 1500)
    monkeypatch.setattr(dev.shutil, "which", lambda name: "/usr/bin/sudo" if sudo else None)
    monkeypatch.setattr(dev, "may_use_sudo", lambda: False)


def test_root_installs_what_is_missing_after_saying_so(
    debian: list[tuple[str, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    dev.prepare_system(sys.executable, screen=True)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
    said = capsys.readouterr().out
    assert debian[-1][-1] == "fonts-noto-color-emoji"
    for package in ("libegl1", "libxcb-cursor0", version):
        assert package in debian[-1]
        assert package in said


@pytest.mark.parametrize(("sudo", "start"), [(True, "  sudo sh -c '"), (False, "  su - -c '")])
def test_others_get_the_exact_line(
    debian: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch, sudo: bool, start: str
) -> None:
    as_ordinary_user(monkeypatch, sudo=sudo)
    with pytest.raises(dev.CommandError) as refused:
        dev.prepare_system(sys.executable, screen=False)
    line = str(refused.value).splitlines()[-1]
    assert line.startswith(f"{start}apt-get update && apt-get install -y --no-install-recommends ")
    assert "libegl1" in line
    assert debian == []


def test_without_a_screen_nothing_that_only_a_screen_needs_stops_anyone(
    debian: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    as_ordinary_user(monkeypatch, sudo=False)
    monkeypatch.setattr(dev, "loads", lambda library: library in dev.QT_LIBRARIES)
    dev.prepare_system(None, screen=False)
    assert "libxcb-cursor0" in capsys.readouterr().out
    with pytest.raises(dev.CommandError):
        dev.prepare_system(None, screen=True)


def test_other_systems_get_names_and_no_apt(debian: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev, "is_debian", lambda: False)
    with pytest.raises(dev.CommandError, match="libegl1"):
        dev.prepare_system(None, screen=False)
    assert debian == []


def test_a_build_asks_for_the_programs_that_it_calls(
    debian: list[tuple[str, ...]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dev, "loads", lambda library: True)
    monkeypatch.setattr(dev, "installed", lambda package: True)
    dev.prepare_system(None, screen=True)
    assert debian == []
    monkeypatch.setattr(dev.shutil, "which", lambda name: None if name == "strip" else f"/usr/bin/{name}")
    dev.prepare_system(None, screen=True, tools=tuple(dev.BUILD_TOOLS))
    assert debian[-1][-1] == "binutils"


def test_a_build_that_fails_is_no_program(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    ran: list[tuple[str, ...]] = []

    def run(*command: object, **_: Any) -> int:
        ran.append(tuple(str(part) for part in command))
        return 3 if "PyInstaller" in command else 0

    monkeypatch.setattr(dev, "set_up", lambda **_: None)
    monkeypatch.setattr(dev, "synchronise", lambda *more: ran.append(more))
    monkeypatch.setattr(dev, "answer", lambda *command: None)
    monkeypatch.setattr(dev, "run", run)
    assert dev.command_build([str(tmp_path)]) == 3
    assert ran[0] == ("--group=build",)
    assert ran[-1][-1].endswith("spanloop.spec")
    assert str(tmp_path) in ran[-1]
    with pytest.raises(dev.CommandError, match=r"dev\.py build"):
        dev.command_smoke([str(dev.built_program(tmp_path))])


def test_what_smoke_finds_wrong_is_its_exit_code(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "my programs" / "spanloop"
    program.parent.mkdir()
    program.touch()
    ran: list[list[str]] = []

    def run(*command: object) -> int:
        ran.append([str(part) for part in command])
        return 5

    monkeypatch.setattr(dev, "run", run)
    assert dev.command_smoke([str(program)]) == 5
    assert ran == [[sys.executable, str(dev.ROOT / "build_spec" / "smoke.py"), str(program)]]


def test_no_fitting_python_is_said_with_those_that_fit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev.sys, "version_info", (3, 9, 2))
    monkeypatch.setattr(dev, "answer", lambda *command: None)
    with pytest.raises(dev.CommandError, match=r"Python 3\.11, 3\.12, 3\.13; this is Python 3\.9\.2"):
        dev.find_python()


def test_another_python_on_the_path_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dev.sys, "version_info", (3, 14, 0))
    monkeypatch.setattr(dev, "answer", lambda *command: "/opt/py/python3.12|3|12" if "3.12" in command[0] else None)
    assert dev.find_python() == "/opt/py/python3.12"


def test_settings_of_pip_are_read_from_files_and_variables(monkeypatch: pytest.MonkeyPatch) -> None:
    listed = ":env:.cert='/etc/own.pem'\nglobal.index-url='https://mirror.invalid/simple'\ninstall.quiet='1'"
    monkeypatch.setattr(dev, "answer", lambda *command: listed)
    assert dev.pip_settings() == {
        "cert": "/etc/own.pem",
        "index-url": "https://mirror.invalid/simple",
        "quiet": "1",
    }


def test_the_locked_version_is_found() -> None:
    assert dev.locked_version("uv").count(".") == 2
    with pytest.raises(dev.CommandError, match="nonsense"):
        dev.locked_version("nonsense")


@pytest.mark.parametrize(
    ("arguments", "code", "word"),
    [([], 2, "commands:"), (["--help"], 0, "screenshot"), (["nonsense"], 2, "nonsense"), (["check", "x"], 2, "x")],
    ids=["none", "help", "unknown", "too many"],
)
def test_the_door_itself(arguments: list[str], code: int, word: str) -> None:
    done = subprocess.run(
        [sys.executable, ROOT / "dev.py", *arguments], capture_output=True, text=True, check=False, cwd=ROOT.parent
    )
    assert done.returncode == code
    assert word in done.stdout + done.stderr
    assert "Traceback" not in done.stderr


def test_exit_codes_pass_through() -> None:
    assert dev.run(sys.executable, "-c", "raise SystemExit(7)") == 7


@pytest.mark.skipif(sys.platform == "win32", reason="signals end processes otherwise there")
def test_the_end_by_a_signal_is_no_success() -> None:
    assert dev.run(sys.executable, "-c", "import os; os.kill(os.getpid(), 9)") == 137
