"""Copies of a story in the real window, with real keys and the mouse."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from spanloop.core.article import Article
from spanloop.core.dates import today
from spanloop.core.marks import Author, Mention
from spanloop.core.projection import Left
from spanloop.gui.canvas.view import PaintedMark
from spanloop.gui.copies import work
from spanloop.gui.copies.facing import SideDocument
from spanloop.gui.queue.arranging import spoken
from spanloop.gui.queue.delegate import QueueDelegate
from tests.gui.copies.conftest import STORY, Reader, at
from tests.gui.shell.conftest import Person


def to_copies(reader: Reader) -> None:
    """Press y on the text."""
    reader.canvas.setFocus()
    reader.press("y")
    assert reader.window.pages.current == "copies"


def painted(side: SideDocument) -> list[PaintedMark]:
    """The marks that one side shows."""
    return [mark for index in range(len(side.paragraphs)) for mark in side.book.in_paragraph(index)]


def test_the_story_is_marked_once_brought_to_all_accepted_undone_followed_and_ignored(reader: Reader) -> None:
    badge = reader.window.copies.badge
    assert badge.words() == "1 of 4 copies"
    reader.stands_on("lorries")
    reader.press("v", "Ctrl+Enter")
    QTest.qWait(1)
    assert reader.said == "Complete; 3 copies of this story: y brings the marks"
    reader.press("y")
    assert reader.window.pages.current == "copies"
    assert reader.page.list.hasFocus()
    assert reader.standing == {"story": "Leader", "near": "Open", "far": "Open", "short": "Open"}
    reader.press("B")
    assert reader.said == "24 marks brought to 3 copies, 3 could not be placed"
    assert ("VEH", "lorries") in reader.suggested_on("near")
    assert reader.marks_on("near") == set()
    reader.press("A")
    assert reader.said.startswith("24 marks brought and accepted in 3 copies, 3 could not be placed")
    assert ("STRIKE", "fired") in reader.marks_on("far")
    assert ("CIV", "at least three drivers") not in reader.marks_on("near")
    reader.press("A")
    assert reader.said.startswith("Nothing left to bring")
    reader.press("Ctrl+Z")
    assert reader.marks_on("far") == set()
    assert reader.window.pages.current == "copies"
    assert reader.said.startswith("Undone: bring 24 marks to 3 copies")
    reader.press("Ctrl+Shift+Z", "Ctrl+Z")
    reader.chooses("near")
    reader.press("f")
    assert reader.standing["near"] == "Follows"
    # What the leader's completion does not speak of is listed, to be gone to.
    assert "2 places to look at" in reader.page.left_out.heading.text()
    reader.page.left_out.list.setFocus()
    QTest.keyClick(reader.page.left_out.list, Qt.Key.Key_End)
    reader.page.list.setFocus()
    assert reader.said.startswith("Follows the leader, 8 marks brought and accepted in 1 copy")
    reader.chooses("short")
    reader.press("i")
    assert reader.standing["short"] == "Ignored"
    reader.press("b")
    assert reader.window.status.note().startswith("This copy is ignored.")
    reader.press("r")
    assert reader.standing["short"] == "Open"
    reader.chooses("near")
    reader.press("Enter")
    assert reader.window.pages.current == "annotate"
    assert reader.session.article == "near"
    assert badge.words() == "Follows \u2068Bridge at Korun clo…\u2069"
    assert "y shows the copies" in reader.window.status.note()
    following = [row for row in reader.window.page.queue.model.rows if row.follows]
    assert [row.uid for row in following] == ["near"]
    assert spoken(following[0], today=today()).endswith("copies, follows another copy")


def test_leader_and_copy_are_shown_with_what_would_come_and_what_has_no_place(reader: Reader) -> None:
    to_copies(reader)
    page = reader.page
    assert page.current_uid() == "near"
    assert page.heads.leader.title.full() == "Bridge at Korun closed after flood"
    assert page.heads.copy.meta.full().endswith("in common · no marks there")
    assert page.view.facing is not None
    ours, theirs = page.view.facing.sides
    assert {mark.label for mark in painted(ours)} >= {"GPE", "CIV", "STRIKE"}
    assert all(mark.suggested for mark in painted(theirs))
    assert "CIV" not in {mark.label for mark in painted(theirs)}
    assert page.left_out.heading.text() == "1 mark has no place in this copy"
    (left,) = page.left_out.model.rows
    assert isinstance(left, Left)
    assert (left.name, left.quote) == ("CIV", "at least three drivers")
    said = {page.view.mark_words(QPointF(x, y)) for x in range(0, 560, 6) for y in range(0, 600, 12)}
    assert "CIV at least three drivers, no place in the copy: the copy has other words here" in said
    assert "TIME Monday" in said
    reader.press("n")
    assert reader.window.status.place().startswith("Difference 1 of 2: ")
    reader.press("N")
    assert reader.window.status.place().startswith("Difference 2 of 2: ")
    reader.press("s")
    assert not page.folded
    reader.press("F6")
    assert page.view.hasFocus()
    reader.press("F6", "Down")
    assert page.left_out.list.currentIndex().row() == 0
    reader.press("F6")
    assert page.list.hasFocus()
    reader.press("a")
    assert "7 marks brought and accepted in 1 copy, 1 could not be placed" in reader.said
    assert not any(mark.suggested for mark in painted(page.view.facing.sides[1]))
    assert page.heads.copy.meta.full().endswith("7 marks there")
    reader.chooses("story")
    assert page.view.facing is None
    assert "This is the leader" in page.view.note
    assert not page.buttons["copies.follow"].isEnabled()
    assert page.buttons["copies.bring_all"].isEnabled()


def test_buttons_menu_and_tabs_do_what_keys_do(reader: Reader) -> None:
    to_copies(reader)
    page = reader.page
    reader.clicks(page.buttons["copies.bring"])
    assert reader.said == "7 marks brought to 1 copy, 1 could not be placed"
    reader.clicks(page.buttons["copies.ignore"])
    assert reader.standing["near"] == "Ignored"
    place = page.list.visualRect(page.model.index(2)).center()
    page.list.customContextMenuRequested.emit(place)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert page.current_uid() == "far"
    follow = next(action for action in menu.actions() if action.text() == "Follow the leader")
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(follow).center())
    assert reader.standing["far"] == "Follows"
    reader.clicks(page.folding.segment("all"))
    assert page.view.facing is not None
    assert not page.view.facing.folding
    reader.clicks(reader.window.top.tabs.tab("annotate"))
    assert reader.window.pages.current == "annotate"
    assert reader.session.article == "story"


def test_esc_and_y_lead_back_to_where_one_was_also_after_undo(reader: Reader) -> None:
    to_copies(reader)
    reader.press("a", "Ctrl+Z", "Esc")
    assert reader.window.pages.current == "annotate"
    assert reader.session.article == "story"
    assert reader.canvas.hasFocus()
    to_copies(reader)
    reader.press("y")
    assert reader.window.pages.current == "annotate"
    reader.press("n")
    assert "copies" not in reader.window.status.note()


def test_another_copy_leads_and_what_follows_does_not_lead(reader: Reader) -> None:
    to_copies(reader)
    reader.chooses("far")
    reader.press("l")
    assert reader.standing["far"] == "Leader"
    assert reader.page.current_uid() == "story"
    assert "Flood shuts Korun bridge" in reader.said
    reader.press("b")
    assert reader.said == "Nothing left to bring"
    reader.press("f")
    assert reader.standing["story"] == "Follows"
    reader.press("f")
    assert reader.window.status.note() == "This copy follows the leader already."


def test_what_was_left_undecided_is_said_beside_the_copies(reader: Reader) -> None:
    session = reader.session
    rules = Author("rules", "names", "rules")
    with session.project.act(session.author, "suggest") as act:
        act.add_author(rules)
        act.add_mentions("story", rules, [Mention("s", at(STORY, "Lasva"), "GPE")])
    session.reload()
    reader.canvas.setFocus()
    reader.press("Ctrl+Enter")
    QTest.qWait(1)
    assert reader.said == (
        "Complete; 1 suggestion left undecided, counted as not there; 3 copies of this story: y brings the marks"
    )
    session.open("alone")
    to_copies(reader)
    assert reader.page.empty.title() == "This story has no copies here."


def test_an_article_without_copies_says_what_copies_are(reader: Reader) -> None:
    reader.session.open("alone")
    assert reader.window.copies.badge.words() == ""
    assert not reader.window.copies.badge.button.isVisible()
    to_copies(reader)
    assert reader.page.empty.title() == "This story has no copies here."
    assert reader.page.empty.button.hasFocus()
    reader.press("A")
    assert reader.window.status.note() == "No copy is open: each follows, is ignored or complete."
    reader.press("Enter")
    assert reader.window.pages.current == "annotate"


def test_the_queue_and_the_article_bar_lead_to_the_copies(reader: Reader) -> None:
    window, queue = reader.window, reader.window.page.queue
    reader.clicks(window.copies.badge.button)
    assert window.pages.current == "copies"
    reader.press("Esc")
    delegate = queue.list.itemDelegate()
    assert isinstance(delegate, QueueDelegate)
    row, index = queue.model.row_of("far"), queue.model.index_of("far")
    assert row is not None
    sign = delegate.copies_box(queue.list.visualRect(index), row).center().toPoint()
    reader.clicks(queue.list.viewport(), sign)
    assert window.pages.current == "copies"
    assert reader.session.article == "far"
    assert reader.page.current_uid() == "far"
    reader.press("Esc")
    queue.list.customContextMenuRequested.emit(queue.list.visualRect(queue.model.index_of("short")).center())
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    entry = next(action for action in menu.actions() if action.text().startswith("Copies of this story"))
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())
    assert reader.page.current_uid() == "short"
    reader.press("Esc")
    reader.clicks(queue.list.viewport(), queue.list.visualRect(queue.model.index_of("near")).topLeft() + QPoint(60, 12))
    assert window.pages.current == "annotate"
    assert reader.session.article == "near"


def test_long_copies_are_compared_beside_the_window(
    reader: Reader, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "AT_ONCE", 100)
    reader.canvas.setFocus()
    reader.press("y")
    assert reader.page.empty.title() == "Comparing…"
    qtbot.waitUntil(lambda: reader.page.view.differences == 2)
    assert reader.page.list.hasFocus()
    reader.press("A")
    assert reader.marks_on("short")
    qtbot.waitUntil(lambda: reader.page.heads.copy.meta.full().endswith("7 marks there"))
    reader.press("Esc")


def test_fifty_copies_another_theme_and_a_closed_project(
    make_window: Callable[..., Person], story: Path, qtbot: QtBot
) -> None:
    reader = Reader(make_window().window)
    reader.window.ways_in.begin(story)
    session = reader.session
    with session.project.act(session.author, "import") as act:
        for number in range(46):
            text = STORY.replace("Monday", f"day {number}")
            act.add_article(Article(f"c{number}", text, title=f"Flood {number}", source=f"Paper {number}"))
        act.set_clusters({f"c{number}": "flood" for number in range(46)} | {"story": "flood"})
    session.take(act.changes)
    session.open("story")
    to_copies(reader)
    assert len(reader.page.model.rows) == 50
    reader.press("A")
    assert "accepted in 49 copies" in reader.said
    for theme in ("dark", "high-contrast"):
        reader.window.choose_theme(theme)
        reader.page.grab()
    reader.window.resize(1024, 700)
    reader.page.grab()
    reader.window.leave_project()
    assert reader.page.model.rows == []
    qtbot.waitUntil(reader.window.start.isVisible)
