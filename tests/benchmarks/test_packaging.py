"""The benchmark of the built program counts files, takes turns, and says what is over."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from build_spec import smoke
from tests.benchmarks import packaging
from tests.benchmarks.packaging import Taken
from tests.benchmarks.packaging_screen import Screen

#: A program that shows a small window, then one that is large enough, and stays.
WINDOW = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
app = QApplication([])
small, large = QWidget(), QWidget()
small.resize(50, 50), large.resize(400, 300)
small.show()
QTimer.singleShot(100, large.show)
app.exec()
"""


def test_both_take_turns_after_a_warm_up() -> None:
    ran: list[str] = []

    def run(program: list[str]) -> Taken:
        ran.append(program[0])
        # The machine gets busier: each pair is slower than the one before, and the second waits.
        busy = len(ran)
        return Taken(3.0 * busy, 1.0, 2.0 * busy) if program[0] == "b" else Taken(1.0 * busy, 2.0)

    found = packaging.in_turns("window", 2, run, {"source": ["s"], "built": ["b"]})
    assert ran == ["s", "b", "b", "s", "s", "b"]
    assert found["window_ratio"] == round((3 * 3 / 4 + 3 * 6 / 5) / 2, 3)
    assert found["window_ratio_p95"] == round(3 * 6 / 5, 3)
    assert found["window_alone_ratio"] == round((3 / 4 + 6 / 5) / 2, 3)
    assert found["window_cpu_ratio"] == 0.5


def test_waiting_for_a_processor_is_read_where_the_system_tells_it(tmp_path: Path) -> None:
    told = tmp_path / "schedstat"
    assert packaging._waited(told) == 0
    told.write_text("7000000000 2500000000 31\n", encoding="ascii")
    assert packaging._waited(told) == 2.5


def test_sizes_leave_links_out_and_what_is_over_is_said(tmp_path: Path) -> None:
    folder = tmp_path / "spanloop"
    folder.mkdir()
    (folder / "large").write_bytes(bytes(2_000_000))
    (folder / "link").symlink_to("large")
    (tmp_path / "a.deb").write_bytes(bytes(1_000_000))
    found = packaging.sizes(tmp_path)
    assert found == {"installed_mb": 2.0, "deb_mb": 1.0}
    said = packaging.show({**found, "installed_mb": 331.0, "costs": [("q", 1_500_000, 700_000), ("r", 9, 9)]})
    lines = {line.split()[0]: line.split()[1:] for line in said.splitlines() if line.strip()}
    assert lines["installed_mb"][-3:] == ["331", "330", "over"]
    assert lines["deb_mb"][-2:] == ["1", "140"]
    assert lines["q"] == ["1.5", "0.7"]
    assert lines["together"] == ["1.5", "0.7"]


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="X is Linux's")
def test_a_window_is_heard_of_when_it_is_shown(tmp_path: Path) -> None:
    with smoke.screen() as name:
        screen = Screen.open(name)
        if screen is None:
            pytest.skip("there is no Xvfb here, or no Xlib")
        project = tmp_path / "p.spanloop"
        project.touch()
        taken = packaging.show_window([sys.executable, "-c", WINDOW], project=project, screen=screen)
        assert 0 < taken.cpu < packaging._PATIENCE_S
        assert 0.1 < taken.alone <= taken.wall < packaging._PATIENCE_S
        screen.close()
