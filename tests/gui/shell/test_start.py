"""The start page: cards, recent projects, what is missing."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from spanloop.gui.keycaps import HintButton
from spanloop.gui.run import run_window
from spanloop.gui.start import StartPage, short_path, when
from spanloop.gui.theme import Theme
from spanloop.gui.window import Window
from spanloop.operations import projects
from spanloop.settings import Settings
from tests.gui.shell.conftest import give_keyboard


@pytest.fixture
def page(qtbot: Any) -> StartPage:
    made = StartPage(Theme.named("light"), version="0.1")
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    qtbot.waitExposed(made)
    give_keyboard(made)
    return made


@pytest.mark.parametrize(
    ("key", "action"), [("s", "project.sample"), ("N", "project.new"), ("i", "article.import"), ("o", "project.open")]
)
def test_letters_begin_something(page: StartPage, qtbot: Any, key: str, action: str) -> None:
    page.focus_first()
    QTest.qWait(10)
    with qtbot.waitSignal(page.asked) as told:
        QTest.keyClicks(page.focusWidget(), key)
    assert told.args == [action]


def test_the_foot_names_the_keys_that_help(page: StartPage, qtbot: Any) -> None:
    hints = {button.hint.text: button for button in page.findChildren(HintButton)}
    assert [hints[name].hint.keys for name in ("user guide", "all keys")] == [("F1",), ("?",)]
    with qtbot.waitSignal(page.asked) as told:
        QTest.mouseClick(hints["user guide"], Qt.MouseButton.LeftButton)
    assert told.args == ["help.guide"]


def test_recent_projects_show_their_progress_and_open_by_digit_or_click(
    page: StartPage, qtbot: Any, tmp_path: Path
) -> None:
    paths: list[str] = []
    for name in ("north", "south"):
        path = tmp_path / f"{name}.spanloop"
        projects.create_project(path).close()
        paths.append(str(path))
    page.set_recent(paths)
    cards = page.cards()[4:]
    qtbot.waitUntil(lambda: all(getattr(card, "progress", None) == (0, 0) for card in cards))
    page.focus_first()
    QTest.qWait(10)
    with qtbot.waitSignal(page.open_asked) as told:
        QTest.keyClicks(page.focusWidget(), "2")
    assert told.args == [paths[1]]
    with qtbot.waitSignal(page.open_asked) as told:
        QTest.mouseClick(cards[0], Qt.MouseButton.LeftButton)
    assert told.args == [paths[0]]


def test_the_filter_leaves_what_matches(page: StartPage, qtbot: Any, tmp_path: Path) -> None:
    paths = [tmp_path / f"{name}.spanloop" for name in ("north", "south")]
    for path in paths:
        path.write_bytes(b"")
    page.set_recent([str(path) for path in paths])
    page.find()
    QTest.keyClicks(page.filter, "sout")
    assert [card.isHidden() for card in page.cards()[4:]] == [True, False]
    with qtbot.waitSignal(page.open_asked) as told:
        QTest.keyClick(page.filter, Qt.Key.Key_Return)
    assert told.args == [str(paths[1])]


def test_days_are_said_as_people_say_them(tmp_path: Path) -> None:
    path = tmp_path / "a.spanloop"
    path.write_bytes(b"")
    os.utime(path, (1_709_553_600, 1_709_553_600))  # 4 March 2024, noon in UTC
    assert when(path, today=date(2024, 3, 4)) == "today"
    assert when(path, today=date(2024, 3, 5)) == "yesterday"
    assert when(path, today=date(2024, 5, 5)) == "4 March"
    assert when(path, today=date(2025, 5, 5)) == "4 March 2024"
    assert when(tmp_path / "gone", today=date(2024, 5, 5)) == ""


def test_paths_below_home_are_said_without_it() -> None:
    assert short_path(Path.home() / "Documents" / "a.spanloop") == str(Path("Documents", "a.spanloop"))
    assert short_path(Path("/elsewhere/a.spanloop")) == str(Path("/elsewhere/a.spanloop"))


def test_the_program_opens_its_window_and_ends_with_it(qapp: QApplication, home: Settings) -> None:
    found: list[Window] = []

    def close() -> None:
        found.extend(w for w in QApplication.topLevelWidgets() if isinstance(w, Window))
        for window in found:
            window.close()

    QTimer.singleShot(50, close)
    assert run_window(home, None) == 0
    assert len(found) == 1
    found[0].deleteLater()
