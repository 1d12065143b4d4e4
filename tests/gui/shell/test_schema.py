"""Changing the label schema in the window, by keys and mouse, while articles are marked."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit

from spanloop.core.errors import SpanloopError
from spanloop.core.schema import parse_schema
from spanloop.gui.actions import LABEL_PREFIX
from spanloop.gui.schema import SchemaActs
from spanloop.operations import schema_changing
from tests.gui.shell.conftest import Person

_SELECT_ALL = (Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)


def write(field: QLineEdit, text: str) -> None:
    """Put another text into a field and press Enter."""
    field.setFocus()
    QTest.keyClick(field, *_SELECT_ALL)
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Qt.Key.Key_Return)


def opened(person: Person) -> Any:
    person.window.commands.run("schema.change")
    return person.dialog("schemaChange")


def test_rename_merge_and_delete_with_what_happens_said_first(person: Person) -> None:
    person.stands_on("Army")
    person.press("a")
    person.stands_on("depot")
    person.press("f")
    sheet = opened(person)
    assert not sheet.next_button.isEnabled()
    assert sheet.names.choose("ARM")
    write(sheet.names.name, "FORCE")
    assert sheet.names.chosen().before == ("ARM",)
    assert sheet.names.choose("FAC")
    person.clicks(sheet.names.delete_button)
    person.clicks(sheet.next_button)
    said = [[sheet.list.topLevelItem(n).text(column) for column in range(2)] for n in range(2)]
    assert said == [
        ["Label ARM becomes FORCE", "1 mark of Noor, in 1 article"],
        ["Label FAC goes", "1 mark of Noor, in 1 article"],
    ]
    assert person.mentions() == {("ARM", "Army"), ("FAC", "depot")}
    person.clicks(sheet.change_button)
    assert not person.sees_dialog("schemaChange")
    assert person.mentions() == {("FORCE", "Army")}
    assert person.window.commands.action(f"{LABEL_PREFIX}FORCE").keys == ("a",)
    person.press("Ctrl+Z")
    assert person.mentions() == {("ARM", "Army"), ("FAC", "depot")}
    assert person.window.commands.action(f"{LABEL_PREFIX}ARM").keys == ("a",)


def test_clashing_keys_and_names_are_refused_in_words(person: Person) -> None:
    sheet = opened(person)
    sheet.names.choose("ARM")
    write(sheet.names.key, "p")
    assert "Key 'p' stands twice in the entity labels" in sheet.words.text()
    assert not sheet.next_button.isEnabled()
    write(sheet.names.key, "a")
    assert not sheet.next_button.isEnabled()  # nothing is changed any more
    write(sheet.names.name, "CIV")
    assert "The schema has CIV already" in sheet.words.text()
    person.clicks(sheet.names.add_label)
    write(sheet.names.name, "SHIP")
    assert sheet.next_button.isEnabled()
    person.press("Esc")
    assert person.project.schema.entity("SHIP") is None


def test_a_file_whose_missing_names_may_go_on_as_others(person: Person, tmp_path: Any) -> None:
    person.stands_on("Army")
    person.press("a")
    file = tmp_path / "new.json"
    file.write_text('{"name": "s", "version": "9", "entities": [{"label": "FORCE", "key": "f"}]}', encoding="utf-8")
    sheet = opened(person)
    sheet.take_file(file)
    row = next(n for n in range(sheet.list.topLevelItemCount()) if "ARM" in sheet.list.topLevelItem(n).text(0))
    sheet.list.setCurrentItem(sheet.list.topLevelItem(row))
    assert sheet.goes_as.currentText() == "are removed"
    sheet.goes_as.setFocus()
    QTest.keyClick(sheet.goes_as, Qt.Key.Key_Down)
    assert sheet.list.topLevelItem(row).text(0) == "Label ARM becomes FORCE"
    person.clicks(sheet.change_button)
    assert person.mentions() == {("FORCE", "Army")}


def test_a_layer_stays_complete_when_only_fewer_labels_are_asked(person: Person) -> None:
    box = person.window.page.article_bar.boxes["entities"]
    person.clicks(box, QPoint(8, box.height() // 2))
    session = person.window.projects.session
    assert session is not None
    document = dict(session.schema.document)
    fewer = document | {"version": "fewer", "entities": document["entities"][:-1], "events": [], "common_roles": {}}
    with person.project.act(session.author, "drop a label") as act:
        act.add_schema(parse_schema(fewer))
    session.take(act.changes)
    assert session.desk is not None
    assert session.desk.state == "complete"
    assert session.is_complete("entities")
    assert box.isChecked()


def test_enter_goes_on_and_changes_where_the_main_button_says_so(person: Person) -> None:
    sheet = opened(person)
    sheet.names.choose("ARM")
    write(sheet.names.name, "FORCE")  # Enter takes the words in and does not go on
    assert sheet.pages.currentIndex() == 0
    sheet.next_button.setFocus()
    person.press("Enter")
    assert sheet.pages.currentIndex() == 1
    sheet.back_button.setFocus()
    person.press("Enter")
    assert sheet.pages.currentIndex() == 0
    sheet.next_button.setFocus()
    person.press("Enter")
    assert sheet.change_button.isDefault()
    person.press("Enter")
    assert not person.sees_dialog("schemaChange")
    assert person.project.schema.entity("FORCE") is not None


def test_enter_in_the_list_of_what_happens_changes(person: Person) -> None:
    sheet = opened(person)
    sheet.names.choose("ARM")
    write(sheet.names.name, "FORCE")
    person.clicks(sheet.next_button)
    sheet.list.setFocus()
    person.press("Enter")
    assert not person.sees_dialog("schemaChange")
    assert person.project.schema.entity("FORCE") is not None


def test_enter_on_cancel_changes_nothing(person: Person) -> None:
    sheet = opened(person)
    sheet.names.choose("ARM")
    write(sheet.names.name, "FORCE")
    person.clicks(sheet.next_button)
    sheet.cancel_button.setFocus()
    person.press("Enter")
    assert not person.sees_dialog("schemaChange")
    assert person.project.schema.entity("FORCE") is None


def test_the_status_counts_as_the_preview_did(person: Person) -> None:
    person.stands_on("Army")
    person.press("a")
    box = person.window.page.article_bar.boxes["entities"]
    person.clicks(box, QPoint(8, box.height() // 2))
    person.press("Ctrl+Enter")  # opens the next article, which has a completion and no mark
    person.press("Ctrl+Enter")
    sheet = opened(person)
    sheet.names.choose("ARM")
    write(sheet.names.name, "FORCE")
    person.clicks(sheet.next_button)
    assert "1 mark in 1 article would be written, in one act." in sheet.words.text()
    told: list[str] = []
    acts = person.window.findChild(SchemaActs)
    assert acts is not None
    acts.told.connect(told.append)
    person.clicks(sheet.change_button)
    version = person.project.schema.version
    assert told == [f"Schema changed to version {version}, and 1 mark in 1 article with it."]


def test_fillers_to_be_taken_out_are_counted_when_that_is_asked_for(person: Person, tmp_path: Any) -> None:
    sheet = opened(person)
    asked: list[bool] = []
    preview = sheet._source.preview
    sheet._source.preview = lambda *some, drop: (asked.append(drop), preview(*some, drop=drop))[1]
    sheet.names.choose("ARM")
    write(sheet.names.name, "FORCE")
    person.clicks(sheet.next_button)
    sheet.drop.show()
    sheet.drop.setFocus()
    QTest.keyClick(sheet.drop, Qt.Key.Key_Space)
    assert asked == [False, True]
    assert sheet.pages.currentIndex() == 1


def test_another_part_begins_at_its_first_name(person: Person) -> None:
    sheet = opened(person)
    sheet.names.choose("FAC")
    sheet.names.show_part("type")
    assert sheet.names.list.currentIndex().row() == 0


def test_what_happens_then_is_read_whole(person: Person) -> None:
    for word, key in (("Army", "a"), ("depot", "a")):
        person.stands_on(word)
        person.press(key)
    sheet = opened(person)
    sheet.names.choose("ARM")
    person.clicks(sheet.names.delete_button)
    person.clicks(sheet.next_button)
    text = sheet.list.topLevelItem(0).text(2)
    index = sheet.list.indexFromItem(sheet.list.topLevelItem(0), 2)
    room = sheet.list.visualRect(index)
    words = sheet.list.fontMetrics().boundingRect(room.adjusted(8, 0, -8, 0), int(Qt.TextFlag.TextWordWrap.value), text)
    assert "fillers of roles" in text
    assert words.height() <= room.height()
    assert words.width() <= room.width()
    header = sheet.list.header()
    assert header.sectionPosition(1) <= room.left()


@pytest.mark.parametrize("refused", [False, True])
def test_the_cursor_is_busy_while_marks_are_counted_and_changed(
    person: Person, monkeypatch: pytest.MonkeyPatch, refused: bool
) -> None:
    shapes: list[Qt.CursorShape | None] = []

    def looking(real: Any) -> Any:
        def call(*some: Any, **named: Any) -> Any:
            cursor = QApplication.overrideCursor()
            shapes.append(cursor.shape() if cursor else None)
            if refused:
                raise SpanloopError("The disk is full")
            return real(*some, **named)

        return call

    sheet = opened(person)
    sheet.names.choose("ARM")
    write(sheet.names.name, "FORCE")
    if not refused:
        monkeypatch.setattr(schema_changing, "change_schema", looking(schema_changing.change_schema))
    monkeypatch.setattr(schema_changing, "preview", looking(schema_changing.preview))
    person.clicks(sheet.next_button)
    assert QApplication.overrideCursor() is None
    if refused:
        assert sheet.words.text() == "The disk is full."
        assert shapes == [Qt.CursorShape.WaitCursor]
        return
    person.clicks(sheet.change_button)
    assert shapes == [Qt.CursorShape.WaitCursor] * 2
    assert QApplication.overrideCursor() is None
