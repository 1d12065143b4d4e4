"""The real window on a real file: opening a long article, leaving it, labels, and thousands of suggestions at once."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.benchmarks.desk_parts import KEY, Commits, OpenWindow, Painted, drop_first, numbers, unmarked_words
from tests.benchmarks.timing import Samples

_CTRL = Qt.KeyboardModifier.ControlModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


def measure_long(home: Path, project: Path, *, repeats: int, presses: int) -> dict[str, Any]:
    """open_total_*, leave_*, label_*, label_all_* and commit_*.

    The project's first article is long, the third short. open_total and leave: a click in the queue to the painted
    article, the file read. label: a key to the painted mark, the commit (synchronous=FULL) taken off. label_all: the
    same until every part of the window is painted.
    """
    painted = Painted()
    window, commits = OpenWindow(home, project), Commits()
    rows = {name: Samples() for name in ("open_total", "leave", "label", "label_all", "commit")}
    for _ in range(repeats + 1):
        for number, name in ((0, "open_total"), (2, "leave")):
            with rows[name].take():
                window.click(number)
            window.rest()
    drop_first(rows["open_total"], rows["leave"])
    window.click(0)
    window.canvas.setFocus()
    window.rest()
    before = len(window.desk.marks.mentions)
    words = unmarked_words(window.desk, presses)
    for word in words:
        window.canvas.go_to_offset(word[0])
        QApplication.processEvents()
        commits.taken()
        began = (time.perf_counter(), time.thread_time())
        with rows["label_all"].take():
            window.press(KEY)
            window.settle()
        commit = commits.taken()
        label, whole = rows["label"], rows["label_all"]
        label.wall.append((painted.at[0] - began[0]) * 1e3 - commit[0])
        label.cpu.append((painted.at[1] - began[1]) * 1e3 - commit[1])
        whole.wall[-1] -= commit[0]
        whole.cpu[-1] -= commit[1]
        rows["commit"].wall.append(commit[0])
        rows["commit"].cpu.append(commit[1])
    if len(window.desk.marks.mentions) != before + len(words):
        raise RuntimeError("not every key press made a mark")
    commits.stop()
    window.close()
    found: dict[str, Any] = {"presses": len(words)}
    for name, samples in rows.items():
        found |= numbers(name, samples)
    return found


def measure_many(home: Path, project: Path, *, suggestions: int) -> dict[str, Any]:
    """accept_s, undo_s: so many suggestions accepted by one key, and that undone, up to the painted article."""
    window = OpenWindow(home, project)
    window.canvas.setFocus()
    found: dict[str, Any] = {"suggestions": suggestions}
    keys = (("accept", Qt.Key.Key_Return, _CTRL | _SHIFT, 0), ("undo", Qt.Key.Key_Z, _CTRL, suggestions))
    for name, key, modifiers, left in keys:
        samples = Samples()
        with samples.take():
            window.press(key, modifiers)
        there = sum(len(marks.mentions) for marks in window.desk.suggestions)
        if there != left:
            raise RuntimeError(f"{name} left {there} suggestions")
        found |= {f"{name}_s": round(samples.p50 / 1e3, 3), f"{name}_cpu_s": round(samples.cpu_p50 / 1e3, 3)}
        window.rest()
    window.close()
    return found
