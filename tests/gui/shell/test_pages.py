"""The pages of the window: tabs and keys turn them, and the keys of the desk do nothing on the others."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from spanloop.gui.action_table import ACTIONS
from spanloop.gui.entries import palette_entries
from spanloop.gui.palette import find
from spanloop.gui.train.page import TrainPage
from tests.gui.shell.conftest import Person


def marked(person: Person) -> Any:
    """Everything that is kept about the open article, to see that nothing was done to it."""
    session = person.window.projects.session
    assert session is not None
    return person.project.all_marks(session.article), session.undo_label(), session.article


def test_keys_and_tabs_turn_the_pages(person: Person) -> None:
    window = person.window
    assert window.pages.current == "annotate"
    person.press("Ctrl+2")
    assert isinstance(window.pages.currentWidget(), TrainPage)
    assert window.top.tabs.tab("train").isChecked()
    person.clicks(window.top.tabs.tab("annotate"))
    assert window.pages.currentWidget() is window.page
    assert person.canvas.hasFocus()


def test_arrow_keys_stay_on_the_tabs(person: Person) -> None:
    tabs = person.window.top.tabs
    tabs.tab("annotate").setFocus(Qt.FocusReason.TabFocusReason)
    person.press("Right")
    assert person.window.pages.current == "train"
    assert tabs.tab("train").hasFocus()
    person.press("Left")
    assert person.window.pages.current == "annotate"


def test_the_keys_of_the_desk_do_nothing_on_another_page(person: Person) -> None:
    person.stands_on("Qasra")
    person.press("Ctrl+2")
    before = marked(person)
    person.press("g", "e", "1", "Delete", "Backspace", "Tab", "Ctrl+Z", "Ctrl+Enter", "Ctrl+Shift+S", "F2", "F8")
    QTest.keyClick(person.window.focusWidget() or person.window, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    QTest.keyClick(person.window.focusWidget() or person.window, Qt.Key.Key_1, Qt.KeyboardModifier.AltModifier)
    assert marked(person) == before
    assert person.window.pages.current == "train"
    for action in ACTIONS:
        if action.of_desk:
            assert not person.window.commands.qt(action.id).isEnabled(), action.id


def test_the_palette_says_that_marking_is_done_elsewhere_and_leads_there(person: Person) -> None:
    person.press("Ctrl+2")
    entries = palette_entries(person.window)
    assert next(e for e in entries if e.text == "New event").why_not == "That is done on the page Annotate."
    assert find(entries, "go to annotate")[0].text == "Go to Annotate"
    person.press("Ctrl+K")
    person.types("convoy")
    person.press("Enter")
    assert person.window.pages.current == "annotate"
    assert person.desk.article.title == "Convoy report"


def test_what_changes_meanwhile_does_not_wake_the_keys_of_the_desk(person: Person) -> None:
    person.press("Ctrl+2")
    session = person.window.projects.session
    assert session is not None
    session.reload()
    assert not person.window.commands.qt("article.complete_next").isEnabled()


@pytest.mark.parametrize("theme", ["dark", "high-contrast"])
def test_the_page_is_kept_when_the_theme_changes(person: Person, theme: str) -> None:
    person.press("Ctrl+2")
    person.window.choose_theme(theme)
    assert person.window.pages.current == "train"


def test_the_status_line_is_that_of_the_page(person: Person) -> None:
    status = person.window.status
    assert status.zoom_button.isVisible()
    assert status.parts()
    person.press("Ctrl+2")
    assert not status.zoom_button.isVisible()
    assert not status.undo_button.isVisible()
    person.press("Ctrl+1")
    assert status.zoom_button.isVisible()


def test_a_project_begins_on_the_desk(person: Person) -> None:
    path = person.project.path
    person.press("Ctrl+2")
    person.window.leave_project()
    person.window.ways_in.begin(path)
    assert person.window.pages.current == "annotate"
    assert person.canvas.hasFocus()


class _Shown(QObject):
    """Notes every widget that is shown as a window of its own."""

    def __init__(self) -> None:
        super().__init__()
        self.windows: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and watched.isWindow():
            self.windows.append(type(watched).__name__)
        return False


@pytest.mark.parametrize("key", ["Ctrl+2", "Ctrl+3"])
def test_a_page_flashes_no_window_when_it_is_made(person: Person, key: str) -> None:
    """A part that is shown before it has a parent is a window for an instant, and takes the keyboard away."""
    shown = _Shown()
    app = QApplication.instance()
    assert app is not None
    app.installEventFilter(shown)
    person.press(key)
    app.removeEventFilter(shown)
    assert person.window.pages.current != "annotate"
    assert shown.windows == []
