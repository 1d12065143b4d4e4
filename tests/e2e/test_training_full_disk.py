"""A disk that is full while a version is trained: one sentence, the last version stays, nothing else is left."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.e2e.training_yard import REPO, make_template


@pytest.fixture
def own_mounts() -> list[str]:
    """The command that gives a program mounts of its own; skips where this system lets nobody have them."""
    command = ["unshare", "--map-root-user", "--mount"]
    if shutil.which("unshare") is None:
        pytest.skip("no unshare here, so no disk of a chosen size: test_training.py fakes the error instead")
    tried = subprocess.run([*command, "mount", "-t", "tmpfs", "none", "/mnt"], capture_output=True, check=False)
    if tried.returncode != 0:
        pytest.skip("this system lets a user mount nothing: test_training.py fakes the error instead")
    return command


def test_disks_of_every_size_until_one_has_room(tmp_path: Path, own_mounts: list[str]) -> None:
    template = make_template(tmp_path / "template")
    command = [*own_mounts, sys.executable, "-m", "tests.e2e.training_full_disk", str(template), str(tmp_path / "disk")]
    done = subprocess.run(command, cwd=REPO, capture_output=True, text=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [line for line in told if line["faults"]] == []
    *full, last = told
    assert len(full) >= 6
    assert last["said"] == ""
    assert last["current"] == 2
    for line in full:
        assert line["kept"], line
        assert line["current"] == 1
        assert "space" in line["said"] or "disk is full" in line["said"], line
        assert "stays as it was" in line["said"] or "Make room" in line["said"], line
