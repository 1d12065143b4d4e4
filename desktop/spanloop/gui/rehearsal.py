"""The window tried out by itself: real keys go through the window system, and what it shows is looked at.

The window's part of the program's self-test (`spanloop.selftest`).
"""

from __future__ import annotations

import os
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Mention
from spanloop.gui.action_table import ACTIONS
from spanloop.gui.run import has_screen, make_application, open_window
from spanloop.operations.versions import current_extractor
from spanloop.settings import Settings

if TYPE_CHECKING:
    from spanloop.gui.child_run import Phase
    from spanloop.gui.desk.session import DeskSession
    from spanloop.gui.window import Window

_PATIENCE_S = 30.0
#: A child process that takes seconds gets this long on the slowest of machines.
_CHILD_S = 600.0
_PAGE = "page."


class Rehearsal:
    """One window on one project; close it at the end, whatever happened.

    Every method raises SpanloopError with what was not as it should be.
    """

    def __init__(self, settings: Settings, project: Path) -> None:
        self._settings = settings
        self._project = project
        self._there: Window | None = None
        self._broken: list[str] = []
        self._hook = sys.excepthook

    def open(self) -> str:
        """Show the window on the project, without a screen where there is none; the name of the platform of Qt."""
        if not has_screen():
            os.environ["QT_QPA_PLATFORM"] = "offscreen"
        make_application()
        sys.excepthook = self._note  # Qt calls our code and cannot hand on what breaks in it
        window = self._there = open_window(self._settings, self._project)
        self._wait(lambda: (handle := window.windowHandle()) is not None and handle.isExposed(), "the window to show")
        if window.grab().isNull():
            raise SpanloopError("The window shows nothing")
        return QGuiApplication.platformName()

    def read(self, article: str) -> str:
        """Look at the article that is on the desk; its title. article: the first words that it has to have."""
        desk = self._session.desk
        if desk is None or self._window.page.canvas.view is None:
            raise SpanloopError("No article is on the desk")
        if not desk.article.text.startswith(article):
            raise SpanloopError("Another article is on the desk", where=desk.article.title)
        return desk.article.title

    def mark(self) -> tuple[str, str]:
        """Mark the word under the cursor with the key of the first label; the label and the word."""
        label = next(entity for entity in self._session.schema.entities if entity.key)
        before = len(self._marks())
        self._press(label.key)
        self._wait(lambda: len(self._marks()) == before + 1, f"a mark by the key {label.key}")
        made = self._marks()[-1]
        return made.label, self._quote(made)

    def undo_and_redo(self) -> None:
        """Take back the mark and make it again, both by key."""
        before = {mark.uid for mark in self._marks()}
        self._press_for("edit.undo")
        self._wait(lambda: len(self._marks()) == len(before) - 1, "the undo")
        self._press_for("edit.redo")
        self._wait(lambda: {mark.uid for mark in self._marks()} == before, "the redo")

    def train(self) -> str:
        """Train a version and let it suggest, by the key and on the page for it; what came of it, in words."""
        self._turn_to("train")
        results = self._run_to_end(lambda: self._press_for("train.start"))
        version = current_extractor(self._session.project)
        if version is None:
            raise SpanloopError("The training ended without a version")
        return f"{version.name} by {version.recipe}, {results[-1].get('suggestions', 0)} suggestions"

    def child(self, phase: Phase, command: list[str]) -> dict[str, Any]:
        """Run a command of the program in a child process of the window; the document that it ends with."""
        return self._run_to_end(lambda: self._window.training.start([(phase, command)]))[-1]

    def turn_pages(self) -> list[str]:
        """Turn to every page by its key and let it paint; their names."""
        names = [action.id.removeprefix(_PAGE) for action in ACTIONS if action.id.startswith(_PAGE)]
        for name in names:
            self._turn_to(name)
        self._turn_to(names[0])
        return names

    def read_guide(self) -> int:
        """Open the user guide by its key and set each of its pages with their pictures; how many pages there are."""
        from spanloop.gui.guide.check import read_all

        self._press_for("help.guide")
        self._wait(lambda: (guide := self._window.guide.guide) is not None and guide.isVisible(), "the guide")
        guide = self._window.guide.guide
        if guide is not None:
            guide.close()
        return read_all()

    def close(self) -> None:
        """Close the window and stop what runs; may be called at any time, and twice."""
        window, self._there = self._there, None
        if window is None:
            return
        try:
            window.training.stop_now()
            while (sheet := QApplication.activeModalWidget()) is not None:
                sheet.close()
                QApplication.processEvents()
            window.close()
            shown = window.isVisible()
            window.deleteLater()
            QApplication.sendPostedEvents()
            QApplication.processEvents()
        finally:
            sys.excepthook = self._hook
        if shown:
            raise SpanloopError("The window did not close")
        self._heed()

    # hands and eyes

    @property
    def _window(self) -> Window:
        if self._there is None:
            raise SpanloopError("The window is not open")
        return self._there

    @property
    def _session(self) -> DeskSession:
        session = self._window.projects.session
        if session is None:
            raise SpanloopError("The window has no project open", where=str(self._project))
        return session

    def _marks(self) -> tuple[Mention, ...]:
        """The person's own mentions, as the canvas paints them."""
        view = self._window.page.canvas.view
        return view.marks.mentions if view is not None else ()

    def _quote(self, mention: Mention) -> str:
        desk = self._session.desk
        text = desk.article.text if desk else ""
        return " … ".join(text[start:end] for start, end in mention.fragments)

    def _run_to_end(self, start: Callable[[], object]) -> list[dict[str, Any]]:
        """Start child processes, once none runs any more, and wait for their end; what each ended with."""
        run = self._window.training
        self._wait(lambda: not run.running, "what runs to end", seconds=_CHILD_S)
        failed: list[SpanloopError] = []
        results: list[list[dict[str, Any]]] = []

        def note_failure(error: SpanloopError) -> None:
            failed.append(error)

        def note_results(given: list[dict[str, Any]]) -> None:
            results.append(given)

        run.failed.connect(note_failure)
        run.done.connect(note_results)
        try:
            start()
            self._wait(lambda: run.running or failed, "a child process to start")
            self._wait(lambda: not run.running, "the child process to end", seconds=_CHILD_S)
        finally:
            run.failed.disconnect(note_failure)
            run.done.disconnect(note_results)
        if failed:
            raise failed[0]
        if not results:
            raise SpanloopError("The child process was stopped")
        return results[0]

    def _turn_to(self, name: str) -> None:
        self._press_for(f"{_PAGE}{name}")
        self._wait(lambda: self._window.pages.current == name, f"the page {name}")
        if self._window.grab().isNull():
            raise SpanloopError(f"The page {name} shows nothing")

    def _press_for(self, action: str) -> None:
        """Press the first key of an action."""
        self._press(next(known.keys[0] for known in ACTIONS if known.id == action))

    def _press(self, key: str) -> None:
        """Press a key by its portable name, in the window that has the keyboard."""
        if QGuiApplication.focusWindow() is None:
            self._window.activateWindow()
            self._wait(lambda: QGuiApplication.focusWindow() is not None, "the window to get the keyboard")
        front = QGuiApplication.focusWindow()
        if len(key) == 1:
            stroke: Any = key  # handed over as a character, so that it types what it says
            QTest.keyClick(front, stroke)
        else:
            stroke = QKeySequence.fromString(key)[0]  # pyright: ignore[reportIndexIssue] - Qt's stubs lack the operator
            QTest.keyClick(front, stroke.key(), stroke.keyboardModifiers())
        self._look()

    def _look(self) -> None:
        QApplication.sendPostedEvents()
        QApplication.processEvents()
        self._heed()

    def _wait(self, condition: Callable[[], object], what: str, *, seconds: float = _PATIENCE_S) -> None:
        """Let the window work until it is so."""
        until = time.monotonic() + seconds
        while not condition():
            self._heed()
            if time.monotonic() > until:
                raise SpanloopError(f"Waited {seconds:.0f} s in vain for {what}{self._sheet()}")
            QTest.qWait(10)
        self._heed()

    def _sheet(self) -> str:
        """What a sheet in front of the window says, which may be why nothing goes on."""
        sheet = QApplication.activeModalWidget()
        return f"; in front stands {sheet.objectName() or sheet.windowTitle()}" if sheet is not None else ""

    def _note(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        last = traceback.extract_tb(trace)[-1:] if trace else []
        place = f" ({Path(last[0].filename).name}, line {last[0].lineno})" if last else ""
        self._broken.append(f"{kind.__name__}: {error}{place}")

    def _heed(self) -> None:
        """Raise what broke in code that Qt called."""
        if self._broken:
            raise SpanloopError(f"Something broke in the window: {self._broken.pop()}")
