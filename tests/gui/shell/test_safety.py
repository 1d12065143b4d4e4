"""Backups, damaged files, projects that somebody else has, and deleting for good, at the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from spanloop.gui.dialogs.base import Sheet
from spanloop.gui.start import MissingBar
from spanloop.operations import backups, projects
from spanloop.settings import Settings
from spanloop.store.lock import WindowLock
from tests.gui.shell.conftest import Person


def titles(path: Path) -> list[str]:
    with projects.open_to_read(path) as project:
        return sorted(row.title for row in project.queue(projects.sign_in(project, name="Noor")))


def run(person: Person, action: str) -> None:
    person.window.commands.run(action)


def presses(button: Any) -> None:
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_a_backup_is_made_and_put_back(person: Person, project_file: Path, home: Settings, qtbot: Any) -> None:
    run(person, "backup.list")
    sheet = person.dialog("backups")
    assert not sheet.restore_button.isEnabled()
    presses(sheet.now_button)
    qtbot.waitUntil(lambda: sheet.list.topLevelItemCount() == 1 and not person.window.safety.keeper.running)
    assert sheet.list.topLevelItem(0).text(1) == "3 articles, 0 marks"
    presses(sheet.now_button)  # nothing was done since
    qtbot.waitUntil(lambda: not person.window.safety.keeper.running)
    assert len(backups.list_backups(home.data_dir)) == 1
    sheet.reject()
    person.stands_on("Army")
    person.press("a")
    assert person.mentions()
    run(person, "backup.list")
    sheet = person.dialog("backups")
    person.press("Enter")
    assert len([found for found in person.window.findChildren(Sheet) if found.objectName() == "question"]) == 1
    question = person.dialog("question")
    assert question.stay_button.isDefault()
    presses(question.act_button)
    qtbot.waitUntil(lambda: person.window.projects.session is not None and not person.sees_dialog("busy"))
    assert person.mentions() == set()
    aside = list(project_file.parent.glob("truce.before-restore.*.spanloop"))
    assert len(aside) == 1


def test_backups_make_themselves_and_can_be_switched_off(
    person: Person, home: Settings, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    keeper = person.window.safety.keeper
    assert keeper.on
    keeper._due()  # what the timer does
    qtbot.waitUntil(lambda: not keeper.running)
    assert len(backups.list_backups(home.data_dir)) == 1
    run(person, "backup.auto")
    assert home.backup_minutes == 0
    assert not keeper._timer.isActive()
    run(person, "backup.auto")
    assert keeper._timer.isActive()


def test_a_damaged_file_is_offered_its_backup_and_recovery(
    make_window: Callable[..., Person], project_file: Path, home: Settings, qtbot: Any
) -> None:
    backups.back_up(project_file, data_dir=home.data_dir)
    data = bytearray(project_file.read_bytes())
    at = data.rindex(b"Artillery of the 9th")
    data[at - 300 : at] = b"\xa5" * 300
    data[16:60] = b"\xa5" * 44
    project_file.write_bytes(data)
    person = make_window()
    person.window.ways_in.begin(project_file)
    sheet = person.dialog("unopened")
    presses(sheet.restore_button)
    listed = person.dialog("backups")
    assert listed.list.topLevelItemCount() == 1
    listed.reject()
    person.window.ways_in.begin(project_file)
    presses(person.dialog("unopened").recover_button)
    assert person.sees_dialog("busy")
    qtbot.waitUntil(lambda: person.sees_dialog("recovered"), timeout=60_000)
    presses(person.dialog("recovered").open_button)
    assert person.project.path.name == "truce.recovered.spanloop"
    assert titles(person.project.path) == ["Army shells report", "Convoy report", "Envoy report"]
    assert project_file.read_bytes() == data


def test_who_has_a_project_is_told_and_it_can_be_looked_at_or_copied(
    make_window: Callable[..., Person], project_file: Path, qtbot: Any
) -> None:
    with WindowLock(project_file, holder="Sami"):
        person = make_window()
        person.window.ways_in.begin(project_file)
        choice = person.dialog("choice")
        assert "Sami on " in choice.windowTitle()
        presses(choice.findChild(QPushButton, "look"))
        assert person.project.read_only
        person.stands_on("Army")
        person.press("a")
        person.dialog("errorSheet").accept()
        assert person.mentions() == set()
        person.window.leave_project()
        person.window.ways_in.begin(project_file)
        choice = person.dialog("choice")
        presses(choice.findChild(QPushButton, "copy"))
        qtbot.waitUntil(lambda: person.window.projects.session is not None)
        assert person.project.path.name == "truce copy.spanloop"
        person.stands_on("Army")
        person.press("a")
        assert person.mentions() == {("ARM", "Army")}


def test_an_article_is_deleted_for_good(person: Person, project_file: Path, home: Settings, qtbot: Any) -> None:
    backups.back_up(project_file, data_dir=home.data_dir)
    title = person.desk.article.title
    run(person, "article.delete")
    question = person.dialog("question")
    person.press("Enter")  # means to stay
    assert len(titles(project_file)) == 3
    run(person, "article.delete")
    question = person.dialog("question")
    presses(question.act_button)
    qtbot.waitUntil(lambda: not person.sees_dialog("busy"), timeout=60_000)
    assert not person.sees_dialog("errorSheet")
    assert title not in titles(project_file)
    assert person.desk.article.title != title
    for place in (project_file, *home.data_dir.rglob("*.spanloop")):
        assert title.encode() not in place.read_bytes()
    person.press("Ctrl+Z")  # nothing of one's own to undo: the window goes on


def test_a_project_that_is_gone_comes_back_from_its_backup(
    make_window: Callable[..., Person], project_file: Path, home: Settings, qtbot: Any
) -> None:
    backups.back_up(project_file, data_dir=home.data_dir)
    home.recent = [str(project_file)]
    project_file.unlink()
    person = make_window()
    person.window.ways_in.begin(None)
    person.window.start.setFocus()
    person.press("b")
    listed = person.dialog("backups")
    assert listed.choice.count() == 1
    listed.reject()
    (bar,) = person.window.start.findChildren(MissingBar)
    presses(next(button for button in bar.findChildren(QPushButton) if button.text() == "Backups…"))
    person.dialog("backups")
    person.press("Enter")
    presses(person.dialog("question").act_button)
    qtbot.waitUntil(lambda: person.window.projects.session is not None)
    assert len(titles(project_file)) == 3
