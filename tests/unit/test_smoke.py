"""What is tried on a built program, with a stand-in that writes down how it was called."""

from __future__ import annotations

import os
import shlex
import sys
from pathlib import Path

import pytest

from build_spec import smoke

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the stand-in is a shell script")

#: Says how it was called and how a window would be shown; ends with the number in the file named after the platform.
PROGRAM = """#!/bin/sh
echo "$QT_QPA_PLATFORM ${DISPLAY:-none} $1" >> "$0.calls"
echo "window    0.1 s  ${SHOWN:-$QT_QPA_PLATFORM}"
test -f "$0.$QT_QPA_PLATFORM" && exit "$(cat "$0.$QT_QPA_PLATFORM")"
exit 0
"""
#: Says that it is screen 7, and stays until it is ended.
XVFB = """#!/bin/sh
echo $$ > "$0.pid"
echo 7 > "/dev/fd/$2"
exec sleep 600
"""


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The stand-in, in a folder with a blank; a path without any Xvfb, and no screen."""
    made = tmp_path / "my programs" / "spanloop"
    made.parent.mkdir()
    put(made, PROGRAM)
    monkeypatch.setattr(smoke.shutil, "which", lambda _: None)
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.setattr(smoke, "__file__", str(tmp_path / "smoke.py"))
    (tmp_path / "loop.py").write_text("import sys; open(sys.argv[2].strip(\"'\") + '.loop', 'w').write(sys.argv[2])")
    return made


def put(path: Path, script: str) -> None:
    path.write_text(script)
    path.chmod(0o755)


def calls(program: Path) -> list[str]:
    return Path(f"{program}.calls").read_text().splitlines()


def test_without_a_screen_it_is_said(program: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert smoke.main([str(program)]) == 0
    assert calls(program) == ["offscreen none --self-test"]
    assert "no screen" in capfd.readouterr().out
    assert shlex.split(Path(f"{program}.loop").read_text()) == [str(program)]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X is Linux's")
def test_the_window_is_tried_on_a_virtual_screen(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    put(tmp_path / "Xvfb", XVFB)
    monkeypatch.setattr(smoke.shutil, "which", lambda _: str(tmp_path / "Xvfb"))
    assert smoke.main([str(program)]) == 0
    assert calls(program) == ["offscreen none --self-test", "xcb :7 --self-test"]
    with pytest.raises(ProcessLookupError):
        os.kill(int((tmp_path / "Xvfb.pid").read_text()), 0)
    Path(f"{program}.xcb").write_text("3")
    assert smoke.main([str(program)]) == 3
    Path(f"{program}.xcb").unlink()
    monkeypatch.setenv("SHOWN", "offscreen")
    assert smoke.main([str(program)]) == 1, "shown, but not on the screen"
    assert "not by X" in capfd.readouterr().err


def test_the_first_part_that_fails_ends_it(program: Path) -> None:
    Path(f"{program}.offscreen").write_text("4")
    assert smoke.main([str(program)]) == 4
    assert not Path(f"{program}.loop").exists()
    assert smoke.main([]) == 2
