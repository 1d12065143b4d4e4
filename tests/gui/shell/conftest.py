"""A person at the window: real keys and clicks, a project of its own for each test."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QDialogButtonBox, QFileDialog, QLineEdit, QWidget

from spanloop.core.article import Article
from spanloop.core.ids import new_uid, now
from spanloop.core.marks import Author, Event, Mention
from spanloop.gui.canvas import Canvas
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.window import Window
from spanloop.operations import events, marking, projects
from spanloop.settings import Settings
from spanloop.store.project import Project
from spanloop.store.records import ExtractorRecord

TEXT = (
    "Army shells depot at Tel Shahin\n\n"
    "Artillery of the 9th Division shelled the depot before dawn on Tuesday, killing 14 people.\n\n"
    "The brigade fired rockets at a checkpoint. Residents fled to Qasra.\n"
)
OTHER = "Convoy crosses at Bab al-Rih\n\nThirty lorries crossed into the valley on Monday.\n"
THIRD = "Envoy flies to Deir Amun\n\nThe envoy met both sides on Sunday.\n"
KEYS: dict[str, Qt.Key] = {
    "Enter": Qt.Key.Key_Return, "Tab": Qt.Key.Key_Tab, "Backtab": Qt.Key.Key_Backtab, "Esc": Qt.Key.Key_Escape,
    "Backspace": Qt.Key.Key_Backspace, "Delete": Qt.Key.Key_Delete, "Right": Qt.Key.Key_Right, "Left": Qt.Key.Key_Left,
    "Up": Qt.Key.Key_Up, "Down": Qt.Key.Key_Down, "F6": Qt.Key.Key_F6, "F8": Qt.Key.Key_F8, "F9": Qt.Key.Key_F9,
    "F2": Qt.Key.Key_F2, "PgDown": Qt.Key.Key_PageDown,
}  # fmt: skip
_SHIFT, _CTRL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier


def give_keyboard(window: QWidget) -> None:
    """Make a window the active one, as a window manager would; without a screen there is none."""
    for _ in range(200):
        if window.isActiveWindow():
            return
        window.activateWindow()
        QTest.qWait(5)
    raise AssertionError(f"{window} does not get the keyboard")


class Person:
    """What somebody does at a window, and what they see. Acts only through key and mouse events."""

    def __init__(self, window: Window) -> None:
        self.window = window

    @property
    def canvas(self) -> Canvas:
        return self.window.page.canvas

    @property
    def session(self) -> DeskSession:
        session = self.window.projects.session
        assert session is not None
        return session

    @property
    def desk(self) -> Any:
        return self.session.desk

    @property
    def project(self) -> Project:
        return self.session.project

    def at(self, words: str) -> tuple[tuple[int, int], ...]:
        """Where these words stand first in the text."""
        start = self.desk.article.text.index(words)
        return ((start, start + len(words)),)

    def marked_before(self, label: str, words: str) -> None:
        """A mention that was made before: by the operation, so that no key is counted."""
        self.session.act(marking.mark, article=self.desk.article.uid, fragments=self.at(words), label=label)

    def made_before(self, kind: str, words: str) -> None:
        """An event that was made before."""
        self.session.act(events.add_event, article=self.desk.article.uid, trigger=self.at(words), type=kind)

    def press(self, *keys: str) -> None:
        """Press keys where the keyboard is: "a", "Tab", "Shift+Right", "Ctrl+Z"."""
        for key in keys:
            target = self._with_keyboard()
            modifiers = Qt.KeyboardModifier.NoModifier
            name = key
            for prefix, modifier in (("Ctrl+", _CTRL), ("Shift+", _SHIFT)):
                if name.startswith(prefix) and name != prefix:
                    modifiers, name = modifiers | modifier, name.removeprefix(prefix)
            if name in KEYS:
                QTest.keyClick(target, KEYS[name], modifiers)
            elif modifiers:
                QTest.keyClick(target, Qt.Key(ord(name.upper())), modifiers)
            else:
                QTest.keyClicks(target, name)

    def types(self, text: str) -> None:
        """Type text where the keyboard is."""
        QTest.keyClicks(self._with_keyboard(), text)

    def _with_keyboard(self) -> QWidget:
        """What has the keyboard. A closed dialog gives it back; without a window manager that is done here."""
        window = QApplication.activeModalWidget() or self.window
        give_keyboard(window)
        return window.focusWidget() or window

    def clicks(self, widget: QWidget, place: QPoint | None = None) -> None:
        QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=place or widget.rect().center())

    def stands_on(self, word: str) -> None:
        """Walk the cursor to a word with the arrow keys."""
        self.canvas.setFocus()
        for key in ("Ctrl+Home", "Home"):
            QTest.keyClick(self.canvas, Qt.Key.Key_Home, _CTRL if key.startswith("Ctrl") else Qt.KeyboardModifier(0))
        for _ in range(200):
            if self.covered() == word:
                return
            QTest.keyClick(self.canvas, Qt.Key.Key_Right)
        raise AssertionError(f"no word {word!r} in the text")

    def covered(self) -> str:
        """The words that the cursor covers."""
        return " … ".join(self.desk.article.text[start:end] for start, end in self.canvas.selection())

    def mentions(self) -> set[tuple[str, str]]:
        """(label, words) of the own mentions, read from the file and not from the window."""
        marks = self.project.marks(self.desk.article.uid, self._author())
        return {(m.label, self._words(m.fragments)) for m in marks.mentions}

    def events(self) -> dict[str, dict[str, Any]]:
        """The own events by their trigger, read from the file: type, roles, attributes."""
        marks = self.project.marks(self.desk.article.uid, self._author())
        words = {m.uid: self._words(m.fragments) for m in marks.mentions}
        return {
            self._words(event.trigger): {
                "type": event.type,
                "roles": {(a.role, words.get(a.filler, a.filler)) for a in event.arguments},
                "attributes": dict(event.attributes),
            }
            for event in marks.events
        }

    def dialog(self, name: str) -> Any:
        """The open dialog of this name."""
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog) and widget.objectName() == name and widget.isVisible():
                give_keyboard(widget)
                return widget
        raise AssertionError(f"no dialog {name!r} is open")

    def imports(self, *paths: Path) -> None:
        """Give files to the window, look at what it found, and press Enter."""
        self.window.exchange.take(list(paths))
        self.looks_through()

    def looks_through(self) -> None:
        """Wait for the preview of an import, press Enter, and wait until all is in."""
        self._until(lambda: self.sees_dialog("importPreview"))
        self.dialog("importPreview")
        self.press("Enter")
        self._until(lambda: not self.window.exchange.running)

    def _until(self, so: Callable[[], bool]) -> None:
        """Let the window work until it is so; a child takes seconds."""
        for _ in range(3_000):
            if so():
                return
            QTest.qWait(10)
        raise AssertionError("it did not come to that")

    def sees_dialog(self, name: str) -> bool:
        return any(
            isinstance(widget, QDialog) and widget.objectName() == name and widget.isVisible()
            for widget in QApplication.topLevelWidgets()
        )

    def _author(self) -> Author:
        session = self.window.projects.session
        assert session is not None
        return session.author

    def _words(self, fragments: Sequence[tuple[int, int]]) -> str:
        return " … ".join(self.desk.article.text[start:end] for start, end in fragments)


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    """Settings of a person whose name is known, in a folder of their own."""
    folder = tmp_path / "home"
    folder.mkdir()
    # The children that prepare articles and refresh suggestions would run beside every test; their own tests let them.
    return Settings(
        path=folder / "settings.json", data_dir=folder, theme="light", author_name="Noor", prepare=False, live=False
    )


@pytest.fixture
def make_window(qtbot: Any, home: Settings) -> Iterator[Callable[..., Person]]:
    """Opens windows and closes them at the end."""
    windows: list[Window] = []

    def make(settings: Settings | None = None) -> Person:
        window = Window(settings or home)
        windows.append(window)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        return Person(window)

    yield make
    for window in windows:
        window.close()
        window.deleteLater()
    QApplication.processEvents()


@pytest.fixture
def project_file(tmp_path: Path) -> Path:
    """A project with three unmarked articles."""
    path = tmp_path / "truce.spanloop"
    with projects.create_project(path, name="Northern truce") as project:
        author = projects.sign_in(project, name="Noor")
        with project.act(author, "import 3 articles") as act:
            for title, text, day in (("Army shells", TEXT, "12"), ("Convoy", OTHER, "13"), ("Envoy", THIRD, "11")):
                act.add_article(
                    Article(
                        new_uid(), text, title=f"{title} report", source="Meridian Wire",
                        date=f"2024-03-{day}", language="en",
                    )
                )  # fmt: skip
    return path


@pytest.fixture
def person(make_window: Callable[..., Person], project_file: Path) -> Person:
    """Somebody with that project open and the keyboard on the text."""
    someone = make_window()
    someone.window.ways_in.begin(project_file)
    assert someone.canvas.hasFocus()
    return someone


def choose_file(path: Path) -> None:
    """Type a file's name into the open file dialog and press its button."""
    dialog = next(w for w in QApplication.topLevelWidgets() if isinstance(w, QFileDialog) and w.isVisible())
    give_keyboard(dialog)
    field = dialog.findChild(QLineEdit, "fileNameEdit")
    buttons = dialog.findChild(QDialogButtonBox, "buttonBox")
    assert isinstance(field, QLineEdit)
    assert isinstance(buttons, QDialogButtonBox)
    field.clear()
    QTest.keyClicks(field, str(path))
    saving = dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
    kinds = QDialogButtonBox.StandardButton
    QTest.mouseClick(buttons.button(kinds.Save if saving else kinds.Open), Qt.MouseButton.LeftButton)


def suggest(path: Path, *spans: tuple[str, str], number: int = 1) -> None:
    """Let an extractor suggest (label or type, words) in the first article, as its child process would."""
    with Project.open(path) as project:
        row = project.queue(project.authors()[0])[0]
        text = project.article(row.uid).text
        author = Author(new_uid(), f"Extractor v{number}", "extractor")
        with project.act(author, "train") as act:
            act.add_author(author)
            act.add_extractor(
                ExtractorRecord(
                    uid=author.uid, author=author, name=author.name, number=number, recipe="blank", seed=0,
                    data_hash="", schema_version=project.schema.version, created_at=now(), state="current",
                )
            )  # fmt: skip
        with project.act(author, "suggest") as act:
            for name, words in spans:
                start = text.index(words)
                span = ((start, start + len(words)),)
                if project.schema.entity(name):
                    act.add_mentions(row.uid, author, [Mention(new_uid(), span, name, score=0.81)])
                else:
                    act.add_events(row.uid, author, [Event(new_uid(), name, span, score=0.64)])
