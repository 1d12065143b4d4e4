"""The program's own test of itself, from source: it passes, it leaves nothing, and it names what is broken."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

STEPS = [
    "files of the program",
    "language model",
    "project",
    "older projects",
    "import",
    "pages of all kinds",
    "window",
    "article",
    "mark by key",
    "undo and redo",
    "train and suggest",
    "evaluate",
    "package",
    "export for spaCy",
    "pages",
    "guide",
    "close the window",
    "export as JSONL",
    "other tools' formats",
    "check",
    "clear up",
]


def surroundings(tmp_path: Path, **more: str) -> dict[str, str]:
    """A person's folders and a place for temporary files, all of them empty."""
    folders = {"HOME": "me", "XDG_CONFIG_HOME": "me/config", "XDG_DATA_HOME": "me/data", "XDG_CACHE_HOME": "cache"}
    folders |= {"TMPDIR": "scratch", "TEMP": "scratch", "TMP": "scratch", "APPDATA": "me/data", "LOCALAPPDATA": "cache"}
    for name in set(folders.values()):
        (tmp_path / name).mkdir(parents=True, exist_ok=True)
    env = {name: value for name, value in os.environ.items() if name != "SPANLOOP_HOME"}
    return env | {name: str(tmp_path / below) for name, below in folders.items()} | more


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def steps(said: str) -> list[str]:
    """The names of the steps that were begun."""
    return [line[:22].strip() for line in said.splitlines() if " s  " in line or line.endswith(" s")]


@pytest.mark.skipif(sys.platform == "win32", reason="closes standard output as a shell does")
def test_every_step_passes_and_nothing_is_left(tmp_path: Path) -> None:
    # Without standard output, as the window's program on Windows is: what happens stands in the file.
    log = tmp_path / "self-test.log"
    done = subprocess.run(
        ["sh", "-c", 'exec "$@" >&-', "sh", sys.executable, "-m", "spanloop", "--self-test", str(log)],
        env=surroundings(tmp_path), stderr=subprocess.PIPE, text=True, stdin=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    said = log.read_text(encoding="utf-8")
    assert done.returncode == 0, said + done.stderr
    assert steps(said) == STEPS
    assert "offscreen" in said
    assert "Every step passed" in said.splitlines()[-1]
    assert "Traceback" not in done.stderr
    assert files(tmp_path / "me") == []
    assert files(tmp_path / "scratch") == []


def test_a_damaged_installation_is_named(repo: Path, tmp_path: Path) -> None:
    shutil.copytree(repo / "desktop", tmp_path / "desktop", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copytree(repo / "resources", tmp_path / "resources", ignore=shutil.ignore_patterns("pictures"))
    shutil.copytree(repo / "seeds", tmp_path / "seeds")
    (tmp_path / "resources" / "recipes" / "blank.cfg").unlink()
    done = subprocess.run(
        [sys.executable, "-m", "spanloop", "--self-test"],
        env=surroundings(tmp_path, PYTHONPATH=str(tmp_path / "desktop")), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    last = done.stdout.splitlines()[-1]
    assert "failed at: files of the program" in last
    assert "resources/recipes/blank.cfg" in last
    assert steps(done.stdout) == [STEPS[0], "clear up"]


@pytest.mark.skipif(sys.platform == "win32", reason="there is no limit on the size of files there")
def test_a_step_that_breaks_late_is_named_and_stops_what_runs(tmp_path: Path) -> None:
    def full_disk() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (1_500_000, 1_500_000))

    done = subprocess.run(
        [sys.executable, "-m", "spanloop", "--self-test"],
        env=surroundings(tmp_path), capture_output=True, text=True, check=False, preexec_fn=full_disk,
    )  # fmt: skip
    assert done.returncode == 1, done.stdout
    assert "failed at: train and suggest" in done.stdout.splitlines()[-1]
    assert "File too large" in done.stdout
    assert steps(done.stdout) == [*STEPS[: STEPS.index("train and suggest") + 1], "clear up"]
    assert files(tmp_path / "scratch") == []
    assert files(tmp_path / "me") == []


def test_it_takes_one_log_file(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "spanloop", "--self-test", "one", "two"],
        env=surroundings(tmp_path), capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert "LOGFILE" in done.stderr
