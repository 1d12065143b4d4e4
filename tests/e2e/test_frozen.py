"""The built program: made by the command for it, tried out by the command for it, and gone with its parent.

`python3 -m pytest -m slow tests/e2e/test_frozen.py`; SPANLOOP_BUILT names a program that is built already.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import dev
from tests.e2e.test_self_test import STEPS, files, steps, surroundings

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def built(repo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The program, built from this checkout into a folder of its own."""
    named = os.environ.get("SPANLOOP_BUILT")
    if named:
        yield Path(named).resolve()
        return
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run([sys.executable, repo / "dev.py", "build", folder], check=True)
    yield dev.built_program(folder)


def run(program: Path, *words: object, env: dict[str, str]) -> subprocess.CompletedProcess[str]:
    command = [str(program), *(str(word) for word in words)]
    return subprocess.run(command, env=env, capture_output=True, text=True, encoding="utf-8", check=False)


def test_it_passes_its_own_test_and_leaves_nothing(built: Path, tmp_path: Path) -> None:
    done = run(built, "--self-test", env=surroundings(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "the built program" in done.stdout
    assert steps(done.stdout) == STEPS
    assert files(tmp_path / "me") == []
    assert files(tmp_path / "scratch") == []


def test_it_goes_round_the_loop(built: Path, repo: Path) -> None:
    assert subprocess.run([sys.executable, repo / "dev.py", "smoke", built], check=False).returncode == 0


def test_it_fits_a_small_disk(built: Path) -> None:
    size = sum(path.stat().st_size for path in built.parent.rglob("*") if path.is_file() and not path.is_symlink())
    assert size <= 330_000_000


def test_nothing_of_the_machine_that_built_it_goes_along(built: Path, repo: Path) -> None:
    texts = [path for path in built.parent.rglob("*") if path.suffix in {".json", ".txt", ".toml", ".cfg", ".py", ""}]
    assert [path for path in texts if path.is_file() and os.fsencode(str(repo)) in path.read_bytes()] == []


@pytest.mark.skipif(sys.platform == "win32", reason="ends the parent by a signal")
def test_a_child_ends_with_the_program_that_started_it(built: Path, tmp_path: Path) -> None:
    env = surroundings(tmp_path)
    project = tmp_path / "sample.spanloop"
    assert run(built, "sample", project, env=env).returncode == 0
    # A parent that is killed while its child trains; it says the child's number before.
    parent = (
        "import subprocess, sys, time\n"
        "child = subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE)\n"
        "line = child.stdout.readline()\n"
        "print(child.pid, line.decode(), flush=True)\n"
        "time.sleep(600)\n"
    )
    words = ["train", str(project), "--progress", "jsonl", "--watch-input"]
    started = subprocess.Popen(
        [sys.executable, "-c", parent, str(built), *words], env=env, stdout=subprocess.PIPE, text=True
    )
    assert started.stdout is not None
    number, line = started.stdout.readline().split(" ", 1)
    assert json.loads(line)["event"] == "progress"
    started.send_signal(signal.SIGKILL)
    started.wait()
    started.stdout.close()
    until = time.monotonic() + 60
    while _runs(int(number)):
        assert time.monotonic() < until, "the child goes on"
        time.sleep(0.1)
    assert run(built, "check", project, env=env).stdout.strip() == "sound"


def _runs(number: int) -> bool:
    try:
        os.kill(number, 0)
    except ProcessLookupError:
        return False
    state = Path(f"/proc/{number}/stat")
    return not state.exists() or state.read_text(encoding="ascii").rsplit(")", 1)[1].split()[0] != "Z"
