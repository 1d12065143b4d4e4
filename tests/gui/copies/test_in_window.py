"""Copies of a story in the real window, with real keys and the mouse."""

from __future__ import annotations

from PySide6.QtTest import QTest

from tests.gui.copies.conftest import Reader


def test_the_story_is_marked_once_brought_to_all_accepted_undone_followed_and_ignored(reader: Reader) -> None:
    assert reader.window.copies._badge.words() == "1 of 4 copies"
    reader.press("Ctrl+Enter")
    QTest.qWait(1)
    assert reader.said == "Complete; 3 copies of this story: y brings the marks"
    reader.press("y")
    assert reader.window.pages.current == "copies"
    assert reader.page.list.hasFocus()
    assert reader.standing == {"story": "Leader", "near": "Open", "far": "Open", "short": "Open"}
    reader.press("B")
    assert reader.said == "21 marks brought to 3 copies, 3 could not be placed"
    assert ("GPE", "Korun") in reader.suggested_on("near")
    assert reader.marks_on("near") == set()
    reader.press("A")
    assert "accepted in 3 copies" in reader.said
    assert ("STRIKE", "fired") in reader.marks_on("far")
    assert ("CIV", "at least three drivers") not in reader.marks_on("near")
    reader.press("Ctrl+Z")
    assert reader.marks_on("far") == set()
    assert reader.window.pages.current == "copies"
    reader.chooses("near")
    reader.press("f")
    assert reader.standing["near"] == "Follows"
    reader.chooses("short")
    reader.press("i")
    assert reader.standing["short"] == "Ignored"
    reader.press("r")
    assert reader.standing["short"] == "Open"
    reader.chooses("near")
    reader.press("Enter")
    assert reader.window.pages.current == "annotate"
    assert reader.session.article == "near"
    assert reader.window.copies._badge.words() == "Follows \u2068Bridge at Korun closed af…\u2069"
