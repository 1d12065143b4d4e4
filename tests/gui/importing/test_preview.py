"""The preview of an import: seen before anything is written, left out, corrected, and written as one act."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from spanloop.gui.importing.item_list import ROW_HEIGHT
from spanloop.gui.importing.preview import PreviewSheet
from spanloop.gui.importing.words import row_meta
from spanloop.gui.theme import Theme
from spanloop.operations import looking
from spanloop.settings import Settings
from tests.gui.shell.conftest import Person

Write = Callable[..., Path]


def preview(person: Person, *paths: Path) -> Any:
    """Give files to the window and look at what it shows."""
    person.window.exchange.take(list(paths))
    sheet = person.dialog("importPreview")
    sheet.show_current()
    return sheet


def to_row(sheet: Any, words: str) -> None:
    """Walk down the list to the item with these words."""
    QTest.keyClick(sheet.list, Qt.Key.Key_Home)
    for _ in range(sheet.model.rowCount()):
        if words in sheet.list.currentIndex().data():
            sheet.show_current()
            return
        QTest.keyClick(sheet.list, Qt.Key.Key_Down)
    raise AssertionError(f"nothing is called {words}")


def stages(person: Person) -> list[Path]:
    """What was left in the data folder."""
    return list((person.window.settings.data_dir / "looks").iterdir())


def test_a_mixed_folder_is_seen_before_it_is_written(person: Person, write: Write) -> None:
    sheet = preview(person, write())
    assert sheet.totals.text() == "2 new articles, 1 file of marks with 1 record, 1 refused, 1 skipped"
    assert sheet.import_button.text() == "Import 2 articles and 1 file of marks, leave out 1"
    assert person.window.page.queue.model.rowCount() == 3
    to_row(sheet, "noise.txt")
    assert "not text" in sheet.panel.where.text()
    assert sheet.panel.said.text()
    assert not sheet.panel.sample.isVisible()
    to_row(sheet, "marks.jsonl")
    assert sheet.panel.where.text() == "1 article, 1 mark."
    assert "By Ilya." in sheet.panel.said.text()
    assert sheet.panel.sample.title.text() == "It begins with: Talks in Deir Amun"
    assert sheet.panel.sample.text.text() == "The envoy PER met both sides."
    to_row(sheet, "Fuel runs short")
    assert sheet.panel.lines.count.text().endswith("words are article text")
    assert sheet.panel.language.currentText() == "English"
    assert row_meta(sheet.model.row_of(1)).split(" · ")[1].endswith("% boilerplate"), "not what is cut first"
    assert len(stages(person)) == 1
    person.press("Enter")
    assert {row.title for row in person.window.page.queue.model.rows} >= {
        "Fuel runs short in Qasra",
        "Talks in Deir Amun",
    }
    assert person.window.status.saved_text() == "3 articles imported"
    assert stages(person) == []
    person.canvas.setFocus()
    person.press("Ctrl+Z")
    assert person.window.page.queue.model.rowCount() == 3


def test_what_is_unticked_stays_out_and_what_is_corrected_comes_in_so(person: Person, write: Write) -> None:
    sheet = preview(person, write())
    to_row(sheet, "Ferry")
    person.press(" ")
    assert sheet.import_button.text() == "Import 1 article and 1 file of marks, leave out 2"
    to_row(sheet, "marks.jsonl")
    row = sheet.list.visualRect(sheet.list.currentIndex())
    box = QPoint(20, row.top() + ROW_HEIGHT // 2)
    QTest.mouseClick(sheet.list.viewport(), Qt.MouseButton.LeftButton, pos=box)
    assert sheet.import_button.text() == "Import 1 article, leave out 3"
    to_row(sheet, "Fuel")
    sheet.panel.source.setFocus()
    person.types("Harbour Press")
    QTest.keyClick(sheet.panel.source, Qt.Key.Key_Return)
    assert sheet.list.hasFocus(), "Enter in a field does not import"
    QTest.keyClick(sheet.list, Qt.Key.Key_Right)
    lines = sheet.panel.lines.list
    assert lines.hasFocus()
    person.press("b", "Shift+Down", "s")
    QTest.keyClick(lines, Qt.Key.Key_Return)
    assert sheet.list.hasFocus(), "nor does Enter in the lines"
    to_row(sheet, "marks.jsonl")
    to_row(sheet, "Fuel")
    assert sheet.panel.lines.lines.zones[0].kind == "standfirst", "what was corrected is kept while one looks around"
    person.press("Enter")
    assert person.window.page.queue.model.rowCount() == 4
    found = next(row for row in person.window.page.queue.model.rows if "Fuel" in row.title)
    article = person.project.article(found.uid)
    assert article.source == "Harbour Press"
    assert next((zone.kind, zone.state) for zone in article.zones) == ("standfirst", "confirmed")


def test_tabs_list_what_is_refused_and_what_is_known_and_cancel_writes_nothing(person: Person, write: Write) -> None:
    folder = write()
    person.imports(folder / "ferry.md")
    sheet = preview(person, folder)
    tabs = {name: sheet.tabs.segment(name).count for name in ("all", "new", "refused", "known")}
    assert tabs == {"all": 4, "new": 2, "refused": 1, "known": 1}
    person.clicks(sheet.tabs.segment("skipped"))
    assert [sheet.model.index(row).data() for row in range(sheet.model.rowCount())] == ["photo.png"]
    sheet.show_current()
    assert sheet.panel.head.text() == "Skipped: photo.png"
    assert sheet.panel.where.text(), "why"
    person.press(" ")
    assert sheet.model.left_out == set()
    person.clicks(sheet.tabs.segment("known"))
    assert [sheet.model.index(row).data() for row in range(sheet.model.rowCount())] == ["Ferry stops at Ostan"]
    sheet.show_current()
    assert sheet.panel.note.text().startswith("Already in the project")
    person.clicks(sheet.tabs.segment("refused"))
    assert sheet.model.rowCount() == 1
    before = person.window.page.queue.model.rowCount()
    person.press("Esc")
    assert person.window.page.queue.model.rowCount() == before
    assert stages(person) == []


def test_one_bad_file_is_an_error_and_the_same_text_twice_is_said(person: Person, write: Write) -> None:
    folder = write()
    person.window.exchange.take([folder / "noise.txt"])
    person.dialog("errorSheet").accept()
    copy = folder / "again.txt"
    copy.write_bytes((folder / "march" / "fuel.txt").read_bytes())
    sheet = preview(person, folder / "march" / "fuel.txt", copy)
    to_row(sheet, "Fuel")
    QTest.keyClick(sheet.list, Qt.Key.Key_Down)
    sheet.show_current()
    assert "The same text as" in sheet.panel.note.text()
    person.press("Esc")


def test_files_on_the_clipboard_are_looked_at_as_if_they_were_dropped(person: Person, write: Write) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(write() / "ferry.md"))])
    QGuiApplication.clipboard().setMimeData(data)
    person.press("Ctrl+Shift+V")
    person.looks_through()
    assert person.window.page.queue.model.rowCount() == 4
    QGuiApplication.clipboard().clear()


def test_many_items_are_read_a_page_at_a_time(qtbot: Any, tmp_path: Path) -> None:
    folder = tmp_path / "many"
    folder.mkdir()
    rest = "Troops moved along the road, and people of the town left for the north on Monday."
    for number in range(400):
        (folder / f"{number:03}.txt").write_text(f"Report number {number} of the week\n\n{rest}", encoding="utf-8")
    found = looking.look([folder], into=tmp_path / "found.look")
    sheet = PreviewSheet(found, theme=Theme.named("light"), parent=None)
    qtbot.addWidget(sheet)
    sheet.show()
    assert sheet.import_button.text() == "Import 400 articles"
    assert len(sheet.model._pages) == 1
    QTest.keyClick(sheet.list, Qt.Key.Key_End)
    sheet.show_current()
    assert sheet.panel.title.text() == "Report number 399 of the week"
    QTest.mouseClick(sheet.none_button, Qt.MouseButton.LeftButton)
    assert sheet.import_button.text() == "Nothing new to import"
    assert not sheet.import_button.isEnabled()


def test_corrections_are_not_thrown_away_by_one_key(person: Person, write: Write) -> None:
    sheet = preview(person, write() / "ferry.md")
    QTest.keyClick(sheet.list, Qt.Key.Key_Right)
    person.press("b", "Esc")
    assert sheet.list.hasFocus()
    person.press("Esc")
    person.dialog("question")
    person.press("Enter")
    assert person.sees_dialog("importPreview")
    sheet.reject()
    person.clicks(person.dialog("question").act_button)
    assert not person.sees_dialog("importPreview")
    assert stages(person) == []


def test_an_article_whose_file_changed_comes_in_as_a_revision_when_it_is_wanted(person: Person, write: Write) -> None:
    file = write() / "ferry.md"
    person.imports(file)
    file.write_text("# Ferry stops at Ostan\n\nGuards turned it back twice on Sunday.\n", encoding="utf-8")
    sheet = preview(person, file)
    assert not sheet.import_button.isEnabled()
    assert sheet.tabs.segment("known").count == 1
    person.clicks(sheet.revise, QPoint(8, sheet.revise.height() // 2))
    assert sheet.import_button.text() == "Import 1 article"
    assert "another text" in sheet.panel.note.text()
    person.press("Enter")
    assert person.window.status.saved_text() == "1 new revision imported"
    texts = [person.project.article(uid).text for uid in person.project.article_uids()]
    assert any("twice on Sunday" in text for text in texts)


def test_what_a_crash_left_in_the_data_folder_is_removed_at_the_next_start(
    make_window: Callable[..., Person], home: Settings
) -> None:
    folder = home.data_dir / "looks"
    folder.mkdir()
    old, fresh = folder / "old.look", folder / "fresh.look"
    for path in (old, fresh):
        path.write_bytes(b"half")
    os.utime(old, (0, 0))
    make_window()
    assert [path.name for path in folder.iterdir()] == ["fresh.look"], "another window may be looking at that one"
