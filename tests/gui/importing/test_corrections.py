"""What a person writes over what was found: dates that are none, articles that stay out, and leaving."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.gui.importing.test_preview import preview, to_row
from tests.gui.shell.conftest import Person

Write = Callable[..., Path]


def test_a_day_that_is_not_in_the_calendar_is_never_half_stored(person: Person, write: Write) -> None:
    sheet = preview(person, write() / "ferry.md")
    sheet.panel.date.setFocus()
    person.types("2021-02-30")
    QTest.keyClick(sheet.panel.date, Qt.Key.Key_Return)
    assert sheet.list.hasFocus()
    assert "no date" in sheet.panel.date_note.text()
    assert sheet.panel.date_note.isVisible()
    assert sheet.model.edited == {}
    person.press("Enter")
    assert person.sees_dialog("importPreview"), "nothing comes in with a field that is wrong"
    assert sheet.panel.date.hasFocus()
    assert "Ferry stops at Ostan" in sheet.held.text()
    assert "2021-02-30" in sheet.held.text()
    person.press("Ctrl+A")
    person.types("2021-02-28")
    QTest.keyClick(sheet.panel.date, Qt.Key.Key_Return)
    assert not sheet.panel.date_note.isVisible()
    assert not sheet.held.isVisible()
    person.press("Enter")
    found = next(row for row in person.window.page.queue.model.rows if "Ferry" in row.title)
    assert person.project.article(found.uid).date == "2021-02-28"


def test_a_wrong_date_stays_to_be_seen_and_does_not_hold_up_what_is_left_out(person: Person, write: Write) -> None:
    sheet = preview(person, write())
    to_row(sheet, "Ferry")
    sheet.panel.date.setFocus()
    person.types("2021-13")
    QTest.keyClick(sheet.panel.date, Qt.Key.Key_Return)
    to_row(sheet, "Fuel")
    assert not sheet.panel.date_note.isVisible()
    QTest.mouseClick(sheet.import_button, Qt.MouseButton.LeftButton)
    assert sheet.panel.title.text() == "Ferry stops at Ostan", "the button leads to the field"
    assert (sheet.panel.date.text(), sheet.panel.date.hasFocus()) == ("2021-13", True)
    QTest.keyClick(sheet.panel.date, Qt.Key.Key_Return)
    person.press(" ")
    assert not sheet.held.isVisible()
    person.press("Enter")
    assert not person.sees_dialog("importPreview")


def test_a_year_is_taken_when_the_field_is_left(person: Person, write: Write) -> None:
    sheet = preview(person, write() / "ferry.md")
    sheet.panel.date.setFocus()
    person.types("2021")
    assert sheet.model.edited == {}, "it may become a day"
    person.press("Tab")
    assert sheet.model.edited[0].date == "2021"
    sheet.panel.title.setFocus()
    sheet.panel.title.end(False)
    person.types(" again")
    assert sheet.model.edited[0][:2] == ("Ferry stops at Ostan again", "2021")


def test_what_is_known_already_cannot_be_written_over(person: Person, write: Write) -> None:
    folder = write()
    person.imports(folder / "ferry.md")
    sheet = preview(person, folder)
    to_row(sheet, "Ferry")
    assert sheet.panel.note.text() == "Already in the project: it is not imported, so nothing can be changed here."
    sheet.panel.title.setFocus()
    person.types("Another")
    assert sheet.panel.title.text() == "Ferry stops at Ostan"
    assert not sheet.panel.language.isEnabled()
    QTest.keyClick(sheet.panel.title, Qt.Key.Key_Return)
    QTest.keyClick(sheet.list, Qt.Key.Key_Right)
    person.press("b")
    assert (sheet.model.edited, sheet.model.zones) == ({}, {})
    person.press("Esc")
    to_row(sheet, "Fuel")
    assert not sheet.panel.title.isReadOnly()
    person.press("Esc")
    assert not person.sees_dialog("importPreview")
