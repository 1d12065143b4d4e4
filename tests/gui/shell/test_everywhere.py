"""The same words everywhere: at once in the article, and by a list in all articles."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from spanloop.gui.desk.occurrence_rows import ROW_HEIGHT
from tests.gui.shell.conftest import Person, suggest


def _ask_for_all(person: Person, qtbot: Any) -> Any:
    QTest.keyClick(person.canvas, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    sheet = person.dialog("occurrenceSheet")
    qtbot.waitUntil(lambda: not sheet.looking, timeout=5000)
    return sheet


def test_one_key_marks_the_words_everywhere_in_the_article(person: Person, project_file: Path, qtbot: Any) -> None:
    person.stands_on("depot")
    person.press("f", "*")
    assert person.mentions() == {("FAC", "depot")}
    assert len(person.desk.marks.mentions) == 2
    status = person.window.status
    assert status.saved_text() == "1 marked, 1 was marked already"
    person.press("*")
    assert status.note() == "None marked, 2 were marked already."
    person.press("Ctrl+Z")
    assert len(person.desk.marks.mentions) == 1
    # Other case is left until it is asked for.
    person.stands_on("the")
    person.press("l", "*")
    assert status.saved_text() == "1 marked, 1 was marked already, 1 more in other case, once more marks them"
    person.press("*")
    assert status.saved_text() == "1 marked in other case, 2 were marked already"
    person.stands_on("killing")
    person.press("3", "Esc", "Esc", "*")
    assert status.note() == "None marked, 1 was marked already."
    suggest(project_file, ("ARM", "brigade"))
    qtbot.waitUntil(lambda: bool(person.desk.suggestions), timeout=5000)
    person.press("Tab", "*")
    assert ("ARM", "brigade") in person.mentions()
    assert [verdict.outcome for verdict in person.desk.marks.verdicts] == ["accepted"]


def test_the_list_of_all_articles_marks_what_is_ticked_as_one_act(person: Person, qtbot: Any) -> None:
    person.stands_on("on")
    person.press("t")
    sheet = _ask_for_all(person, qtbot)
    places = [place.words.quote for place in sheet.model.places]
    assert places == ["on", "on"]
    assert sheet.found.text() == "2 places in 2 articles; 1 was marked already."
    assert sheet.mark_button.text() == "Mark 2 places"
    QTest.keyClick(sheet.list, Qt.Key.Key_Space)
    assert sheet.mark_button.text() == "Mark 1 place"
    person.clicks(sheet.none_button)
    assert not sheet.mark_button.isEnabled()
    person.clicks(sheet.list.viewport(), QPoint(20, ROW_HEIGHT + 16))
    assert sheet.mark_button.text() == "Mark 1 place"
    person.clicks(sheet.all_button)
    QTest.keyClick(sheet.list, Qt.Key.Key_Return)
    assert not person.sees_dialog("occurrenceSheet")
    session = person.window.projects.session
    assert session is not None
    marked = [len(person.project.marks(uid, session.author).mentions) for uid in person.project.article_uids()]
    assert marked == [1, 1, 1]
    status = person.window.status
    assert status.saved_text() == "2 places marked TIME in 2 articles"
    assert status.undo_button.text() == "Undo: mark TIME 2 times in 2 articles"
    person.press("Ctrl+Z")
    assert status.saved_text() == "Undone: mark TIME 2 times in 2 articles"
    assert [len(person.project.marks(uid, session.author).mentions) for uid in person.project.article_uids()] == [
        1, 0, 0,
    ]  # fmt: skip
    person.press("Ctrl+Shift+Z")
    assert status.saved_text() == "Done again: mark TIME 2 times in 2 articles"


def test_other_case_is_a_box_and_cancelling_marks_nothing(person: Person, qtbot: Any) -> None:
    person.stands_on("the")
    person.press("l")
    sheet = _ask_for_all(person, qtbot)
    before = len(sheet.model.places)
    person.clicks(sheet.other_case, QPoint(8, sheet.other_case.height() // 2))
    qtbot.waitUntil(lambda: not sheet.looking, timeout=5000)
    assert len(sheet.model.places) > before
    QTest.keyClick(sheet, Qt.Key.Key_Escape)
    assert not person.sees_dialog("occurrenceSheet")
    assert len(person.desk.marks.mentions) == 1
