"""Every act takes as few events as it is to take, and the benchmark that says so runs by itself."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.benchmarks.inputs import make_project, measure, open_desk, show


def test_no_act_takes_more_events_than_it_is_to_take(
    qapp: QApplication, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    home = tmp_path / "home"
    with open_desk(home, make_project(tmp_path / "inputs.spanloop")) as desk:
        rows = measure(desk)
    with capsys.disabled():
        print(f"\n{show(rows)}")
    assert [row for row in rows if row.most is not None and row.events > row.most] == []
    assert all(row.events == len(row.keys.split()) for row in rows), "an event that no key made"
