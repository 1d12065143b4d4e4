"""Marks as a whole: edges by a word, from mark to mark, marks of several fragments; with real keys and clicks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from tests.gui.shell.conftest import Person, suggest

_CTRL = Qt.KeyboardModifier.ControlModifier


def _point(person: Person, words: str) -> QPoint:
    """The middle of the first character of these words, in the viewport."""
    return person.canvas.rect_of(person.desk.article.text.index(words)).center().toPoint()


def test_an_edge_moves_by_a_word_with_each_key(person: Person) -> None:
    person.stands_on("9th")
    person.press("a")
    uid = person.desk.marks.mentions[0].uid
    for key, words in ((".", "9th Division"), (",", "9th"), ("<", "the 9th"), (">", "9th"), (".", "9th Division")):
        person.press(key)
        assert person.mentions() == {("ARM", words)}
        assert person.covered() == words
    assert person.desk.marks.mentions[0].uid == uid
    person.press(",", ",")
    assert person.mentions() == {("ARM", "9th")}
    assert "One word is left" in person.window.status.note()
    person.press("Ctrl+Z", "Ctrl+Z")
    assert person.mentions() == {("ARM", "9th")}


def test_a_trigger_keeps_its_arguments_and_a_suggestion_is_corrected(
    person: Person, project_file: Path, qtbot: Any
) -> None:
    suggest(project_file, ("GPE", "Tel"))
    qtbot.waitUntil(lambda: bool(person.desk.suggestions), timeout=5000)
    person.press("Tab", ".")
    assert person.mentions() == {("GPE", "Tel Shahin")}
    assert [verdict.outcome for verdict in person.desk.marks.verdicts] == ["corrected"]
    assert person.covered() == "Tel Shahin"
    person.stands_on("Division")
    person.press("a")
    person.stands_on("shelled")
    person.press("2", "a", "Enter", "Esc")
    person.stands_on("shelled")
    person.press(".")
    assert person.events()["shelled the"]["roles"] == {("attacker", "Division")}


def test_marks_are_walked_from_one_to_the_next_outward_and_inward(person: Person) -> None:
    person.stands_on("Artillery")
    person.press("Shift+Right", "Shift+Right", "Shift+Right", "Shift+Right", "a", "Esc")
    for word, key in (("9th", "n"), ("Division", "o"), ("Qasra", "g")):
        person.stands_on(word)
        person.press(key, "Esc")
    person.canvas.setFocus()
    person.stands_on("Army")
    walked: list[str] = []
    for _ in range(5):
        person.press(")")
        walked.append(person.covered())
    assert walked == ["Artillery of the 9th Division", "9th", "Division", "Qasra", "Artillery of the 9th Division"]
    person.press("(", "(")
    assert person.covered() == "Division"
    person.press("{")
    assert person.covered() == "Artillery of the 9th Division"
    person.press("{")
    assert "No mark lies around" in person.window.status.note()
    person.press("}")
    assert person.covered() in {"9th", "Division"}
    person.press("}")
    assert "No mark lies inside" in person.window.status.note()


def test_a_mark_of_two_fragments_is_made_by_keys_unmarked_and_added_to(person: Person) -> None:
    person.stands_on("shelled")
    person.press("+")
    for _ in range(3):
        person.press("Right")
    assert person.covered() == "shelled … before"
    person.press("Shift+Right", "f")
    assert person.mentions() == {("FAC", "shelled … before dawn")}
    person.press("f")
    assert person.mentions() == set()
    person.stands_on("killing")
    person.press("c", "+", "Right", "Right", "c")
    assert person.mentions() == {("CIV", "killing … people")}
    person.press("Ctrl+Z")
    assert person.mentions() == {("CIV", "killing")}
    person.stands_on("rockets")
    person.press("+", "Right", "Esc")
    assert not person.canvas.has_selection()


def test_the_edges_of_the_fragment_under_the_cursor_move(person: Person) -> None:
    person.stands_on("shelled")
    person.press("+", *["Right"] * 4, "f")
    assert person.mentions() == {("FAC", "shelled … dawn")}
    person.press(".")
    assert person.mentions() == {("FAC", "shelled … dawn on")}, "resting on the whole mark, its outer edge"
    person.stands_on("shelled")
    person.press(".", ".")
    assert person.mentions() == {("FAC", "shelled the depot … dawn on")}
    assert person.covered() == "depot"
    person.press(",")
    assert person.mentions() == {("FAC", "shelled the … dawn on")}
    person.press("Ctrl+Z")
    assert person.mentions() == {("FAC", "shelled the depot … dawn on")}


def test_ctrl_drag_and_ctrl_click_add_fragments(person: Person) -> None:
    view = person.canvas.viewport()
    first, last = _point(person, "Artillery"), _point(person, "9th")
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=_point(person, "depot before"))
    QTest.mouseMove(view, _point(person, "dawn"))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=_point(person, "dawn"))
    QTest.mousePress(view, Qt.MouseButton.LeftButton, _CTRL, first)
    QTest.mouseMove(view, last)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, _CTRL, last)
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, _CTRL, _point(person, "people"))
    assert person.covered() == "Artillery of the 9th … depot before dawn … people"
    person.press("w")
    assert person.mentions() == {("WPN", "Artillery of the 9th … depot before dawn … people")}
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=_point(person, "Qasra"))
    assert person.covered() == "Qasra"
    person.stands_on("Shahin")
    person.press("Shift+Right", "Shift+Right", "Ctrl+C")
    assert QGuiApplication.clipboard().text() == "Shahin\n\nArtillery of"
