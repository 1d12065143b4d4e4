"""What the Help menu says of the program itself: About, the log, newer versions."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from spanloop import __version__
from spanloop.gui.program import folders
from spanloop.gui.theme import Theme
from spanloop.gui.updates import sheet as update_sheet
from spanloop.gui.updates.desk import UpdateDesk
from spanloop.operations.updates import Newest
from spanloop.settings import Settings, load_settings
from tests.gui.shell.conftest import Person

ADDRESS = "https://updates.spanloop.example/newest.json"
Desk = Callable[[str], tuple[Person, UpdateDesk]]
NEWEST = Newest("9.1.0", "https://spanloop.example/get", {"a.deb": "0" * 64})


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was handed to programs of the system; nothing is."""
    found: list[str] = []

    def take(url: QUrl) -> bool:
        found.append(url.toLocalFile() or url.toString())
        return True

    for module in (folders, update_sheet):
        monkeypatch.setattr(module, "open_outside", take)
    return found


def test_about_says_what_there_is_and_where(qtbot: QtBot, person: Person, home: Settings, opened: list[str]) -> None:
    person.window.commands.run("help.about")
    sheet = person.dialog("about")
    assert sheet.windowTitle() == "About Spanloop"
    assert sheet.licence.toPlainText().startswith("MIT License")
    assert [part.name for part in sheet.model.parts[:2]] == ["Spanloop", "Python"]
    person.types("lgpl pyside")
    qtbot.waitUntil(lambda: bool(sheet.model.parts))  # the others are read one by one, between the keys
    assert [part.name for part in sheet.model.parts] == ["PySide6_Essentials"]
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in sheet.licence.toPlainText()
    sheet.search.selectAll()
    person.types("s")
    person.press("Down", "Down")
    third = sheet.model.parts[2]
    assert sheet.chosen() == third
    assert sheet.licence.toPlainText() == third.text()
    person.types("no such part")
    assert sheet.licence.toPlainText() == "No part matches “sno such part”."
    person.clicks(sheet.copy_button)
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith(f"Spanloop: {__version__}")
    assert f"Log and reports: {home.log_dir}\n" in copied
    assert "\nspacy " in copied
    assert "truce" not in copied  # the project is the person's own
    shows = [button for button in sheet.findChildren(type(sheet.copy_button)) if button.text() == "Show"]
    for button in shows:
        person.clicks(button)
    assert opened == [
        str(path) for path in (home.path.parent, home.data_dir, home.log_dir, person.project.path.parent)
    ]  # fmt: skip
    person.press("Esc")
    assert not person.sees_dialog("about")


def test_the_log_folder_is_opened_or_else_said(
    person: Person, home: Settings, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    person.window.commands.run("help.log_folder")
    assert opened == [str(home.log_dir)]
    assert home.log_dir.is_dir()
    monkeypatch.setattr(folders, "open_outside", lambda _: False)
    person.window.commands.run("help.log_folder")
    sheet = person.dialog("folderPath")
    assert sheet.path.text() == str(home.log_dir)
    person.clicks(sheet.copy_button)
    assert QGuiApplication.clipboard().text() == str(home.log_dir)
    sheet.close()
    home.log_dir.rmdir()
    home.log_dir.write_text("a file", encoding="utf-8")
    person.window.commands.run("help.log_folder")
    person.dialog("errorSheet").close()


def test_a_build_that_names_no_place_to_ask_says_so(person: Person) -> None:
    person.window.commands.run("help.updates")
    sheet = person.dialog("updates")
    assert "names no place to ask" in sheet.words.text()
    assert sheet.check_button.isHidden()
    assert sheet.often.isHidden()
    person.press("Enter")
    assert not person.sees_dialog("updates")


# newer versions -------------------------------------------------------------------------------------------------------


def says(document: str, *, then: str = "") -> list[str]:
    """A child process that notes that it was asked, and answers."""
    return [sys.executable, "-c", f"open({then!r}, 'a').write('asked ')\nprint({document!r})"]


@pytest.fixture
def desk(qtbot: Any, home: Settings, tmp_path: Path) -> Callable[[str], tuple[Person, UpdateDesk]]:
    """Somebody before a bare window behind which another address and another child stand, with the dialog open."""
    bare: Any = QWidget()
    qtbot.addWidget(bare)
    bare.show()

    def make(answer: str) -> tuple[Person, UpdateDesk]:
        made = UpdateDesk(
            home, window=bare, theme=lambda: Theme.named("light"), save=home.save, address=ADDRESS,
            command=says(answer, then=str(tmp_path / "asked")),
        )  # fmt: skip
        return Person(bare), made

    return make


def done(newest: Newest) -> str:
    return json.dumps({"event": "done", **newest.to_dict()})


def test_what_would_be_asked_is_said_first_and_asked_when_told_to(
    desk: Desk, opened: list[str], qtbot: Any, tmp_path: Path, home: Settings
) -> None:
    person, made = desk(done(NEWEST))
    made.show()
    sheet = person.dialog("updates")
    assert ADDRESS in sheet.words.text()
    assert sheet.words.text().count(". ") == 1  # two sentences
    assert not sheet.often.isChecked()
    person.press("Enter")
    qtbot.waitUntil(lambda: not made.run.running and "9.1.0" in sheet.answer.text())
    assert (tmp_path / "asked").read_text(encoding="utf-8") == "asked "
    assert sheet.answer.text() == f"Spanloop 9.1.0 is there; this is {__version__}.\nhttps://spanloop.example/get"
    assert sheet.sums.toPlainText() == "a.deb  " + "0" * 64
    assert opened == []
    person.clicks(sheet.page_button)
    assert opened == ["https://spanloop.example/get"]
    person.clicks(sheet.often, QPoint(9, sheet.often.height() // 2))
    assert load_settings(home.data_dir).update_weekly
    person.press("Esc")


def test_an_answer_that_is_none_is_told_as_such(desk: Desk, qtbot: Any) -> None:
    person, made = desk('{"event": "done", "version": "9 <b>", "page": "file:///etc/passwd"}')
    made.show()
    sheet = person.dialog("updates")
    person.clicks(sheet.check_button)
    assert sheet.answer.text() == "Asking…"
    qtbot.waitUntil(lambda: "cannot be used" in sheet.answer.text())
    assert sheet.page_button.isHidden()
    made._command = [sys.executable, "-c", "import time; time.sleep(600)"]
    person.clicks(sheet.check_button)
    assert made.run.running
    person.press("Esc")  # nobody waits for it any more
    qtbot.waitUntil(lambda: not made.run.running)


def test_the_start_asks_only_where_that_was_wished_and_once_a_week(
    desk: Desk, qtbot: Any, tmp_path: Path, home: Settings
) -> None:
    _, made = desk(done(NEWEST))
    today = date.today()  # noqa: DTZ011 - the day of whoever sits here
    for weekly, asked in ((False, ""), (True, today.isoformat()), (True, (today - timedelta(days=6)).isoformat())):
        home.update_weekly, home.update_asked = weekly, asked
        made.begin(after=0)
        QTest.qWait(5)
        assert not made.run.running
    home.update_asked = (today - timedelta(days=7)).isoformat()
    with qtbot.waitSignal(made.found, timeout=20_000) as told:
        made.begin(after=0)
    assert told.args == [NEWEST]
    assert load_settings(home.data_dir).update_asked == today.isoformat()
    assert (tmp_path / "asked").read_text(encoding="utf-8") == "asked "
