"""A version whose files came from elsewhere: the page says so, asks first, and remembers the answer."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from spanloop.gui.dialogs.messages import Question
from spanloop.learn.extractors import ExtractorShelf
from tests.gui.shell.conftest import Person
from tests.gui.train.conftest import History, train_page


def test_files_from_elsewhere_are_asked_about(person: Person, history: History) -> None:
    uid = history.add(1, f1={"mentions": 0.7, "triggers": 0.5}, files=4000)
    shelf = ExtractorShelf(history.data_dir)
    for known in shelf.trust_dir.iterdir():
        known.unlink()
    page = train_page(person)
    line = page.head.trust
    assert line.isVisible()
    assert "from elsewhere" in line._words.text()
    person.clicks(line.button, line.button.rect().center())
    question = QApplication.activeModalWidget()
    assert isinstance(question, Question)
    person.press("Enter")  # a careful question: Enter stays
    assert not shelf.trusted(uid)
    person.clicks(line.button, line.button.rect().center())
    question = QApplication.activeModalWidget()
    assert isinstance(question, Question)
    person.clicks(question.act_button, question.act_button.rect().center())
    assert shelf.trusted(uid)
    assert not line.isVisible()


def test_a_version_of_this_computer_is_not_asked_about(person: Person, history: History) -> None:
    history.add(1, f1={"mentions": 0.7, "triggers": 0.5}, files=4000)
    page = train_page(person)
    assert page.head.trust.isHidden()
    assert page.head.trust.button.focusPolicy() is not Qt.FocusPolicy.NoFocus
