"""What a built program stands on: a PySide that loses nothing, a start that does not multiply, no need of stdout."""

from __future__ import annotations

import ctypes
import json
import multiprocessing
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QTimer

from spanloop import app
from spanloop.cli import live_commands

CALLS = 20_000


def lost(calls: int) -> int:
    """References to None that void calls of Qt cost. PySide 6.12.0 on Python 3.10 and 3.11 loses one each."""
    holder, timer = QObject(), QTimer()
    before = sys.getrefcount(None)
    for _ in range(calls // 2):
        holder.setObjectName("x")
        timer.stop()
    return before - sys.getrefcount(None)


def test_void_calls_of_qt_cost_no_reference_to_none() -> None:
    assert abs(lost(CALLS)) < CALLS // 10


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None cannot be lost there")
def test_a_lost_reference_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    # A few calls only: Python itself ends when it has lost the last one.
    monkeypatch.setattr(QTimer, "stop", lambda _: ctypes.pythonapi.Py_DecRef(ctypes.py_object(None)))
    few = lost(400)
    for _ in range(few):
        ctypes.pythonapi.Py_IncRef(ctypes.py_object(None))
    assert few >= 190


def test_a_frozen_child_is_told_before_anything_else(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else it opens the program once more, which starts a child, and so on for ever."""

    def become_a_child() -> None:
        raise SystemExit(17)

    monkeypatch.setattr(multiprocessing, "freeze_support", become_a_child)
    with pytest.raises(SystemExit, match="17"):
        app.main(["--version"])


def be_silent(monkeypatch: pytest.MonkeyPatch) -> None:
    """No standard output and no standard error, as for a program without a console on Windows.

    Called in the test itself, because pytest puts its own in their place after fixtures.
    """
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)


@pytest.mark.parametrize("how", [["--progress", "jsonl"], ["--progress", "auto"], ["--json"]])
def test_work_does_not_depend_on_standard_output(
    how: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    be_silent(monkeypatch)
    project, text, dest = tmp_path / "p.spanloop", tmp_path / "a.txt", tmp_path / "out.jsonl"
    text.write_text("Troops left Dolna.\n", encoding="utf-8")
    assert app.main(["new", str(project), "--author", "Ann"]) == 0
    assert app.main(["import", str(project), str(text), "--author", "Ann", "--no-prepare", *how]) == 0
    assert app.main(["export", str(project), str(dest), "--format", "jsonl", *how]) == 0
    assert json.loads(dest.read_text(encoding="utf-8"))["text"] == "Troops left Dolna.\n"


def test_the_worker_that_stays_says_nothing_where_nobody_hears(monkeypatch: pytest.MonkeyPatch) -> None:
    be_silent(monkeypatch)
    live_commands._do(lambda: {"articles": 3})


@pytest.mark.slow
def test_training_does_not_depend_on_standard_output(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    be_silent(monkeypatch)
    project = tmp_path / "p.spanloop"
    assert app.main(["sample", str(project), "--author", "Ann"]) == 0
    words = ["--author", "Ann", "--recipe", "blank", "--max-steps", "4", "--progress", "jsonl"]
    assert app.main(["train", str(project), *words]) == 0
    assert app.main(["suggest", str(project), "--author", "Ann", "--progress", "jsonl"]) == 0
