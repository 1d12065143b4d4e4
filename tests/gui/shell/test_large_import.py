"""An import that is too large for the window's own thread: a child reads it, and the desk shows what came."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from spanloop.gui import exchange
from tests.gui.shell.conftest import Person, choose_file


@pytest.fixture(autouse=True)
def _everything_is_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "AT_ONCE_BYTES", 0)


def files(folder: Path, *, bad: bool) -> list[Path]:
    paths = [folder / "one.txt", folder / "two.txt"]
    paths[0].write_text("Report one\n\nTroops moved.", encoding="utf-8")
    paths[1].write_bytes(bytes(range(256)) * 40 if bad else b"Report two\n\nTroops left.")
    return paths


def test_a_child_imports_and_the_act_is_undone_like_any_other(person: Person, tmp_path: Path, qtbot: QtBot) -> None:
    window = person.window
    window.exchange.take(files(tmp_path, bad=False))
    assert window.exchange.running
    assert window.exchange.words().startswith("Importing")
    qtbot.waitUntil(lambda: not window.exchange.running, timeout=30_000)
    assert window.page.queue.model.rowCount() == 5
    assert window.status.saved_text() == "2 articles imported"
    person.press("Ctrl+Z")
    qtbot.waitUntil(lambda: window.page.queue.model.rowCount() == 3)
    assert window.status.saved_text() == "Undone: import 2 files"


def test_the_good_files_come_in_without_the_bad_one(person: Person, tmp_path: Path, qtbot: QtBot) -> None:
    window = person.window
    window.exchange.take(files(tmp_path, bad=True))
    qtbot.waitUntil(lambda: person.sees_dialog("question"), timeout=30_000)
    assert window.page.queue.model.rowCount() == 3
    person.dialog("question").accept()
    qtbot.waitUntil(lambda: person.sees_dialog("report"), timeout=30_000)
    person.dialog("report").accept()
    assert window.page.queue.model.rowCount() == 4


def test_a_cancelled_import_writes_nothing(person: Person, tmp_path: Path, qtbot: QtBot) -> None:
    window = person.window
    window.exchange.take(files(tmp_path, bad=False))
    window.commands.run("exchange.cancel")
    qtbot.waitUntil(lambda: not window.exchange.running, timeout=30_000)
    assert window.page.queue.model.rowCount() == 3
    assert not window.commands.situation.exchanging


def test_a_large_folder_shows_its_progress(person: Person, tmp_path: Path, qtbot: QtBot) -> None:
    window = person.window
    files(tmp_path, bad=False)
    window.commands.run("article.import_folder")
    choose_file(tmp_path)
    assert window.status.parts()[-1].startswith("Importing")
    qtbot.waitUntil(lambda: not window.exchange.running, timeout=30_000)
    assert window.status.saved_text() == "2 articles imported"
