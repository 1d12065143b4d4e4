"""The queue of a large project: what is read beside the window arrives later, and stops when it is not wanted."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from spanloop.core.marks import Mention
from spanloop.gui.queue import feed, paging
from spanloop.gui.queue.panel import QueuePanel
from spanloop.store.project import Project
from tests.gui.queue.conftest import ARTICLES, NOOR, Made
from tests.gui.queue.test_queue import Make, choose, uids

_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every project is a large one, of small pages."""
    monkeypatch.setattr(feed, "FEW", 0)
    monkeypatch.setattr(feed, "FIRST_PAGE", 2)
    monkeypatch.setattr(paging, "PAGE", 2)
    monkeypatch.setattr(paging, "_KEPT", 2)


@pytest.mark.usefixtures("large")
def test_a_large_queue_shows_the_same_a_moment_later(make: Make, panel: QueuePanel, qtbot: Any) -> None:
    panel.open(make(ARTICLES), author=NOOR)
    assert uids(panel) == ["1", "2", "3", "4", "5"]
    qtbot.waitUntil(lambda: panel.parts.segment("done").accessibleName() == "Done, 2")
    for title, order in {"Newest first": "24135", "By title": "52143", "As imported": "12345"}.items():
        choose(panel, panel.order.menu(), title)
        qtbot.waitUntil(lambda: not panel.waiting)
        assert "".join(uids(panel)) == order
    QTest.mouseClick(panel.parts.segment("done"), _LEFT)
    qtbot.waitUntil(lambda: uids(panel) == ["3", "4"])
    assert panel.model.rows[4].uid == "5"
    assert [row.uid for row in panel.model.rows] == ["1", "2", "3", "4", "5"]


@pytest.mark.usefixtures("large")
def test_the_first_page_of_hits_comes_before_the_rest(make: Make, panel: QueuePanel, qtbot: Any) -> None:
    panel.open(make(ARTICLES), author=NOOR)
    sizes: list[int] = []
    panel.arranged.connect(lambda: sizes.append(panel.model.rowCount()))
    words: list[str] = []
    panel.arranged.connect(lambda: words.append(panel.model.place_words("1")))
    opened: list[str] = []
    panel.chosen.connect(opened.append)
    panel.search.setFocus()
    QTest.keyClicks(panel.search, "three")
    QTest.keyClick(panel.search, Qt.Key.Key_Return)
    assert opened == []
    qtbot.waitUntil(lambda: not panel.waiting)
    assert sizes == [2, 5]
    assert words == ["1 of 2+ found", "1 of 5 found"]
    assert opened == ["1"]
    assert uids(panel) == ["1", "2", "3", "4", "5"]
    QTest.keyClick(panel.search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not panel.waiting)
    panel.search.setFocus()
    QTest.keyClicks(panel.search, "nowhere")
    QTest.keyClick(panel.search, Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: not panel.waiting)
    assert panel.search.hasFocus()
    assert panel.list.empty_text[0] == "Nothing matches “nowhere”."


@pytest.mark.usefixtures("large")
def test_what_is_under_way_ends_with_the_project(make: Make, panel: QueuePanel, qtbot: Any) -> None:
    project = make(ARTICLES)
    for _ in range(5):
        panel.open(project, author=NOOR)
        QTest.mouseClick(panel.parts.segment("done"), _LEFT)
        QTest.mouseClick(panel.parts.segment("all"), _LEFT)
        panel.open(None)
        assert not [thread for thread in threading.enumerate() if thread.name.startswith("queue")]
    assert panel.model.rowCount() == 0


def test_problems_are_counted_when_somebody_asks_and_again_after_an_act(
    make: Make, panel: QueuePanel, qtbot: Any
) -> None:
    project = make([Made(str(number)) for number in range(1, 6)])
    with project.act(NOOR, "mark") as act:
        for uid, label in (("2", "PER"), ("4", "NOSUCH"), ("5", "NEITHER")):
            act.add_mentions(uid, NOOR, [Mention(f"m{uid}", ((0, 3),), label)])
    panel.open(project, author=NOOR)
    choose(panel, panel.filters.menu, "With problems")
    qtbot.waitUntil(lambda: uids(panel) == ["4", "5"])
    with project.act(NOOR, "remove") as act:
        act.remove_marks(["m4"])
    panel.reload()
    qtbot.waitUntil(lambda: uids(panel) == ["5"])
    project.undo(NOOR)
    panel.reload()
    qtbot.waitUntil(lambda: uids(panel) == ["4", "5"])
    assert project.integrity() == []


@pytest.mark.usefixtures("large")
def test_a_project_that_is_only_read_is_shown_without_counting_problems(
    make: Make, panel: QueuePanel, qtbot: Any
) -> None:
    path = make(ARTICLES).path
    with Project.open(path, read_only=True) as project:
        panel.open(project, author=NOOR)
        assert uids(panel) == ["1", "2", "3", "4", "5"]
        QTest.mouseClick(panel.parts.segment("done"), _LEFT)
        qtbot.waitUntil(lambda: uids(panel) == ["3", "4"])
        panel.filters.menu.popup(panel.mapToGlobal(panel.rect().center()))
        assert not panel.filters.problems.isEnabled()
        panel.filters.menu.close()
        panel.open(None)
