"""The zone editor: lines chosen by key and mouse, kinds set by letters, marks that fall silent named, then one act."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from spanloop.core.article import Zone
from spanloop.core.ids import new_uid
from spanloop.gui.keycaps import HintButton
from spanloop.gui.theme import Theme
from spanloop.gui.zoning.panel import LinePanel
from spanloop.operations import importing
from spanloop.operations.zone_editing import lines_to_edit
from tests.gui.shell.conftest import Person
from tests.gui.shell.scraped import PAGE, reader

__all__ = ["reader"]


def zones(person: Person) -> list[tuple[str, str, str]]:
    """Kind, state and first word of each zone, read from the file."""
    article = person.project.article(person.desk.article.uid)
    return [(zone.kind, zone.state, article.text[zone.start : zone.end].split()[0]) for zone in article.zones]


def open_editor(person: Person) -> Any:
    QTest.keyClick(person.canvas, Qt.Key.Key_Z, Qt.KeyboardModifier.AltModifier)
    return person.dialog("zoneEditor")


def test_a_page_is_not_read_in_the_window_and_the_key_says_what_it_goes_by(person: Person, tmp_path: Path) -> None:
    place = tmp_path / "ford.html"
    place.write_text(f"<html><body><article><h1>Ford shelled</h1><p>{PAGE}</p></article></body></html>", "utf-8")

    def said(sheet: Any) -> list[str]:
        return [hint.text for strip in sheet.panel.strips for hint in strip.hints() if hint.action == "p"]

    assert said(open_editor(person)) == ["by rules"]
    person.press("Esc")
    (uid,) = importing.import_paths(person.project, author=person.session.author, paths=[place]).changes.articles
    person.session.open(uid)
    assert said(open_editor(person)) == ["by rules for plain text"]
    person.press("Esc")


BEFORE = [("boilerplate", "proposed", "Skip"), ("headline", "proposed", "Army"), ("boilerplate", "proposed", "Share")]


def test_many_lines_are_changed_by_keys_as_one_act_and_taken_back_at_once(reader: Person) -> None:
    reader.stands_on("Gunners")
    reader.press("a")
    sheet = open_editor(reader)
    panel = sheet.panel
    assert panel.list.row() == 2, "it begins at the line of the cursor"
    assert panel.count.text() == "53 of 60 words are article text"
    assert not sheet.change_button.isEnabled()
    reader.press("Shift+Down", "b")
    assert panel.count.text() == "28 of 60 words are article text"
    assert panel.warning.text().startswith("1 mark comes to stand in silent lines: ARM “\u2068Gunners\u2069” by Noor.")
    reader.press("a", "Up", "Down", "d")
    assert not panel.warning.isVisibleTo(sheet)
    assert panel.date.text() == "2024-03-12"
    assert sheet.change_button.text() == "Change 1 line"
    panel.date.setFocus()
    panel.date.selectAll()
    reader.types("2024-03-4")
    QTest.keyClick(panel.date, Qt.Key.Key_Return)
    assert panel.date_note.isVisible()
    assert "12 March 2024" in panel.list.lines.lines.words_of(panel.list.row())
    reader.clicks(sheet.change_button)
    assert panel.date.hasFocus(), "nothing is changed with a date that is none"
    panel.date.deselect()
    QTest.keyClick(panel.date, Qt.Key.Key_Backspace)
    reader.types("11")
    QTest.keyClick(panel.date, Qt.Key.Key_Return)
    assert panel.list.hasFocus()
    QTest.keyClick(panel.list, Qt.Key.Key_End)
    reader.press(" ", "F8")
    assert panel.list.row() == 6
    reader.press("Enter")
    after = [*BEFORE[:2], ("article_break", "confirmed", "12"), ("boilerplate", "confirmed", "Share")]
    assert zones(reader) == after
    assert [zone.date for zone in reader.desk.article.zones][2] == "2024-03-11"
    reader.press("Ctrl+Z")
    assert zones(reader) == BEFORE
    assert reader.canvas.hasFocus()


def test_the_line_that_is_dated_stays_in_view(reader: Person) -> None:
    sheet = open_editor(reader)
    panel = sheet.panel
    QTest.keyClick(panel.list, Qt.Key.Key_End)
    sheet.resize(sheet.width(), sheet.height() - panel.list.visualRect(panel.list.lines.index(0)).height())
    while panel.list.verticalScrollBar().maximum() == 0 and sheet.height() > sheet.minimumSizeHint().height():
        sheet.resize(sheet.width(), sheet.height() - 20)
    panel.list.scrollToBottom()
    reader.press("d")
    assert panel.date.hasFocus()
    line = panel.list.visualRect(panel.list.currentIndex())
    assert panel.list.viewport().rect().contains(line), "the row of the date takes room from the list"


def test_the_line_one_stands_on_is_read_to_its_end(reader: Person) -> None:
    panel = open_editor(reader).panel
    height = panel.whole.height()
    QTest.keyClick(panel.list, Qt.Key.Key_Home)
    QTest.keyClick(panel.list, Qt.Key.Key_Down)
    QTest.keyClick(panel.list, Qt.Key.Key_Down)
    assert panel.whole.isVisible()
    assert panel.whole.toPlainText().endswith("killing 14 people, residents said.")
    QTest.keyClick(panel.list, Qt.Key.Key_End)
    assert panel.whole.toPlainText() == "Back to top"
    assert panel.whole.height() == height, "the lines do not jump"


def test_everything_is_proposed_again_and_steps_are_taken_back_before_anything_is_written(reader: Person) -> None:
    sheet = open_editor(reader)
    lines = sheet.lines
    reader.press("Ctrl+A", "c")
    assert lines.spoken_words() == 0
    reader.press("Ctrl+Z")
    assert lines.changed() == 0
    reader.press("Ctrl+Shift+Z", "p")
    assert [(zone.kind, zone.state) for zone in lines.zones] == [(kind, state) for kind, state, _ in BEFORE]
    reader.press("c", "Esc")
    assert not reader.sees_dialog("zoneEditor")
    assert zones(reader) == BEFORE


def test_the_mouse_chooses_lines_and_kinds_and_words_are_found(reader: Person) -> None:
    view = reader.canvas.viewport()
    beside = QPoint(6, round(reader.canvas.rect_of(PAGE.index("worst")).center().y()))
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, pos=beside)
    sheet = reader.dialog("zoneEditor")
    panel = sheet.panel
    assert panel.list.row() == 3
    reader.types("/")
    reader.types("share")
    assert panel.list.row() == 5
    QTest.keyClick(panel.finder, Qt.Key.Key_Return)
    for row, modifier in ((1, Qt.KeyboardModifier.NoModifier), (3, Qt.KeyboardModifier.ShiftModifier)):
        place = panel.list.visualRect(panel.list.lines.index(row)).center()
        QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, modifier, place)
    assert panel.list.runs() == [(1, 3)]
    button = next(b for b in sheet.findChildren(HintButton) if b.hint.text == "standfirst")
    reader.clicks(button)
    reader.clicks(sheet.change_button)
    assert zones(reader) == [BEFORE[0], ("standfirst", "confirmed", "Army"), BEFORE[2]]


def test_the_small_menu_leads_to_the_editor_and_what_others_changed_meanwhile_is_not_overwritten(
    reader: Person,
) -> None:
    reader.press("z")
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    QTest.keyClick(menu, Qt.Key.Key_E)
    reader.dialog("zoneEditor")
    reader.press("b")
    article = reader.desk.article
    with reader.project.act(reader.desk.marks.author, "elsewhere") as act:
        act.set_zones(article.uid, [Zone(new_uid(), 0, 4, "comment")])
    reader.press("Enter")
    assert reader.sees_dialog("errorSheet")
    assert zones(reader) == [("comment", "proposed", "Skip")]
    reader.press("Enter")


def test_ten_thousand_lines_are_rows_without_widgets_and_one_run(qtbot: Any) -> None:
    text = "\n".join(f"Line {number}: مقال قصير" if number % 7 == 0 else f"Line {number}" for number in range(10_000))
    panel = LinePanel(theme=Theme.named("light"))
    qtbot.addWidget(panel)
    widgets = len(panel.list.viewport().children())
    panel.show_lines(lines_to_edit(text, ()))
    panel.list.selectAll()
    assert panel.list.runs() == [(0, 9_999)]
    QTest.keyClicks(panel.list, "b")
    assert panel.count.text().startswith("0 of ")
    assert len(panel.list.viewport().children()) == widgets
    index = panel.list.lines.index(9_996)
    told = panel.list.lines.data(index, Qt.ItemDataRole.AccessibleTextRole)
    assert told == "line 9997, boilerplate, confirmed: Line 9996: مقال قصير"
