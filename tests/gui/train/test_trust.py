"""A version whose files came from elsewhere: the page says so, asks first, and remembers the answer."""

from __future__ import annotations

from pathlib import Path
from threading import Thread, current_thread, main_thread

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from spanloop.core.errors import SpanloopError
from spanloop.gui.dialogs.messages import Question
from spanloop.gui.plain import PlainLabel
from spanloop.learn import extractors
from spanloop.learn.extractors import ExtractorShelf, hash_files
from tests.gui.shell.conftest import Person
from tests.gui.train.conftest import History, train_page


def test_files_from_elsewhere_are_asked_about(
    qtbot: QtBot, person: Person, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    uid = history.add(1, f1={"mentions": 0.7, "triggers": 0.5}, files=4000)
    shelf = ExtractorShelf(history.data_dir)
    for known in shelf.trust_dir.iterdir():
        known.unlink()
    threads: set[Thread] = set()
    reads: list[Path] = []

    def watched(folder: Path) -> str:
        threads.add(current_thread())
        reads.append(folder)
        return hash_files(folder)

    monkeypatch.setattr(extractors, "hash_files", watched)
    page = train_page(person)
    line = page.head.trust
    qtbot.waitUntil(line.isVisible)
    assert len(reads) == 1
    page.refresh()
    assert len(reads) == 1, "files that did not change are read once"
    assert "from elsewhere" in line._words.text()
    person.clicks(line.button, line.button.rect().center())
    question = QApplication.activeModalWidget()
    assert isinstance(question, Question)
    words = max(question.findChildren(PlainLabel), key=lambda label: len(label.text()))
    assert words.height() >= words.heightForWidth(words.width()), "what it warns of is read whole"
    person.press("Enter")  # a careful question: Enter stays
    assert not list(shelf.trust_dir.iterdir())
    person.clicks(line.button, line.button.rect().center())
    question = QApplication.activeModalWidget()
    assert isinstance(question, Question)
    person.clicks(question.act_button, question.act_button.rect().center())
    qtbot.waitUntil(lambda: not line.isVisible())
    assert main_thread() not in threads, "large files are never read on the thread of the window"
    assert shelf.trusted(uid)


def test_files_that_change_before_the_question_are_read_again(qtbot: QtBot, person: Person, history: History) -> None:
    uid = history.add(1, f1={"mentions": 0.7, "triggers": 0.5}, files=4000)
    shelf = ExtractorShelf(history.data_dir)
    for known in shelf.trust_dir.iterdir():
        known.unlink()
    line = train_page(person).head.trust
    qtbot.waitUntil(line.isVisible)
    (shelf.path(uid) / "weights").write_bytes(b"changed")
    person.clicks(line.button, line.button.rect().center())
    qtbot.waitUntil(lambda: isinstance(QApplication.activeModalWidget(), Question))
    question = QApplication.activeModalWidget()
    assert isinstance(question, Question)
    refused: list[SpanloopError] = []
    session = person.window.projects.session
    assert session is not None
    session.refused.connect(refused.append)
    (shelf.path(uid) / "weights").write_bytes(b"changed while the question stood there")
    person.clicks(question.act_button, question.act_button.rect().center())
    qtbot.waitUntil(lambda: line._work is None)
    assert not shelf.trusted(uid)
    assert [error.what for error in refused] == ["The files were changed while you were asked about them"]


def test_files_of_no_extractor_are_told_of_and_cannot_be_trusted(
    qtbot: QtBot, person: Person, history: History
) -> None:
    uid = history.add(1, f1={"mentions": 0.7, "triggers": 0.5}, files=4000)
    (ExtractorShelf(history.data_dir).path(uid) / "weights").unlink()
    (ExtractorShelf(history.data_dir).path(uid) / "weights").symlink_to("/etc/hostname")
    line = train_page(person).head.trust
    qtbot.waitUntil(line.isVisible)
    assert line._words.text() == (
        "Nothing of version 1 is run: the folder of an extractor may not hold symbolic links."
    )
    assert line.button.isHidden()


def test_a_version_of_this_computer_is_not_asked_about(person: Person, history: History) -> None:
    history.add(1, f1={"mentions": 0.7, "triggers": 0.5}, files=4000)
    page = train_page(person)
    assert page.head.trust.isHidden()
    assert page.head.trust.button.focusPolicy() is not Qt.FocusPolicy.NoFocus
