"""The window that the monkey is let into: does what is drawn, keeps away from what leads out, sees what breaks."""

from __future__ import annotations

import logging
import shutil
import sys
import threading
import time
import traceback
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Any

from PySide6.QtCore import QPoint, QPointF, Qt, QTimer, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QWidget

from spanloop.operations import exporting, projects, queueing
from spanloop.operations.checking import check
from spanloop.settings import load_settings
from spanloop.store.project import Project
from tests.e2e.random_acts import SEARCHED, Picture
from tests.e2e.window.desk import Desk
from tests.e2e.window.person import LEFT, RIGHT

NAME = "Noor"
#: Acts that lead out of the project or the program, cannot be undone by nature, or start child processes that take
#: seconds; all of them have tests of their own. In the cage they do nothing.
FENCED = (
    "app.quit", "app.sign_in", "project.start", "project.new", "project.open", "project.sample", "project.recover",
    "backup.list", "backup.now", "article.delete", "article.import", "article.import_folder", "export.any",
    "export.spacy", "export.jsonl", "train.start", "suggest.start", "judge.export", "judge.compare",
)  # fmt: skip
#: What the screenless platform says of itself.
_IGNORED = ("This plugin does not support", "QFont", "qt.qpa.fonts")
_BUTTONS = {"left": LEFT, "right": RIGHT}
_HELD = {"Shift": Qt.KeyboardModifier.ShiftModifier, "Ctrl": Qt.KeyboardModifier.ControlModifier,
         "Alt": Qt.KeyboardModifier.AltModifier}  # fmt: skip
#: After so many acts what is painted is compared with the file.
_LOOK_EVERY = 50
#: After so many acts in one sheet it is closed, and after so many elsewhere it is led back to the text, so that most of
#: what is done is done to articles.
_LONG_IN_A_SHEET, _LONG_AWAY = 10, 15
#: So many menus may hold each other up; then they are closed.
_DEEP = 4
Act = list[Any]


@dataclass(frozen=True)
class Trouble:
    """What went wrong first. kind: tells one fault from another; acts: how many were done; at_end: only by undoing."""

    kind: str
    words: str
    acts: int
    at_end: bool = False

    def __str__(self) -> str:
        return f"after {self.acts} acts{' and going back' if self.at_end else ''}: {self.kind}\n{self.words}"


class Cage:
    """One window on a copy of a project, with everything listening that tells of faults. Use it in a `with`."""

    def __init__(self, folder: Path, template: Path) -> None:
        self.trouble: Trouble | None = None
        self.done = 0
        #: How many acts were taken back at the end.
        self.undone = 0
        self.said: Counter[str] = Counter()
        self._at_end = False
        self._acts: list[Act] = []
        self._inside = 0
        self._sheet: QWidget | None = None
        self._in_sheet = self._away = 0
        self.path = Path(shutil.copy(template, folder / "monkey.spanloop"))
        self._home = folder / "home"
        self._home.mkdir()
        settings = replace(load_settings(self._home), author_name=NAME, tour_over=True)
        settings.save()

    def __enter__(self) -> Cage:
        self._hook, self._thread_hook = sys.excepthook, threading.excepthook
        sys.excepthook = self._broke
        threading.excepthook = lambda told: self._broke(told.exc_type, told.exc_value, told.exc_traceback)
        self._handler = qInstallMessageHandler(self._qt_said)
        self._log = _Listener(self._note)
        logging.getLogger().addHandler(self._log)
        self.first = self.picture()
        self.desk = Desk(self._home, self.path)
        for action in FENCED:
            self.desk.show.commands.bind(action, lambda: None)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._come_out()
        self.desk.show.training.stop_now()
        self.desk.show.close()
        self.desk.show.deleteLater()
        QApplication.sendPostedEvents()
        QApplication.processEvents()
        logging.getLogger().removeHandler(self._log)
        qInstallMessageHandler(self._handler)
        sys.excepthook, threading.excepthook = self._hook, self._thread_hook

    # faults

    def _note(self, kind: str, words: str) -> None:
        if self.trouble is None:
            self.trouble = Trouble(kind, words, self.done, self._at_end)

    def _broke(self, kind: type[BaseException], error: BaseException | None, trace: TracebackType | None) -> None:
        places = traceback.extract_tb(trace)
        ours = [place for place in places if "spanloop" in place.filename] or list(places)
        where = f"{Path(ours[-1].filename).name}:{ours[-1].name}" if ours else ""
        self._note(f"{kind.__name__} in {where}", "".join(traceback.format_exception(kind, error, trace)))

    def _qt_said(self, kind: object, context: object, message: str) -> None:
        if not message.startswith(_IGNORED):
            self._note(f"Qt: {message[:60]}", message)

    # acts

    def do_all(self, acts: Sequence[Act]) -> None:
        """Do the acts one after the other until something goes wrong."""
        self._acts = list(acts)
        while self.done < len(self._acts) and self.trouble is None:
            self._do_next()
            if self.done % _LOOK_EVERY == 0:
                self._compare()
        if self.trouble is None:
            self._compare()

    def _do_next(self) -> None:
        act = self._acts[self.done]
        self.done += 1
        try:
            # A button with a menu, once pressed, waits in an event loop of its own until the menu is closed.
            QTimer.singleShot(0, lambda number=self.done: self._watch(number))
            self._inside += 1
            getattr(self, f"_do_{act[0]}")(*act[1:])
            QApplication.processEvents()
        except Exception as error:  # noqa: BLE001 - a fault is what is looked for
            ours = traceback.extract_tb(error.__traceback__)[-1].filename == __file__
            if ours and "already deleted" in str(error):
                return  # what was pressed upon closed between press and release
            self._broke(type(error), error, error.__traceback__)
        finally:
            self._inside -= 1
        self._fence()

    def _watch(self, number: int) -> None:
        """While an act goes on, look whether a menu holds it up; then do the next acts in the menu.

        It is closed when the acts do not do it soon.
        """
        if not self._inside or self.done != number:
            return
        if QApplication.activePopupWidget() is None:
            QTimer.singleShot(1, lambda: self._watch(number))
            return
        for _ in range(6 if self._inside < _DEEP else 0):
            if not self._inside or QApplication.activePopupWidget() is None or self.done >= len(self._acts):
                break
            self._do_next()
        while self._inside and (popup := QApplication.activePopupWidget()) is not None:
            popup.close()

    def _fence(self) -> None:
        """Lead it away from where it is not to be."""
        sheet = QApplication.activeModalWidget()
        if isinstance(sheet, QFileDialog):
            sheet.reject()
        elif sheet is not None and sheet is not self._sheet and sheet.objectName() == "errorSheet":
            self.said[" ".join(self.desk.told.split("\n")[:2])] += 1
        self._in_sheet = self._in_sheet + 1 if sheet is not None and sheet is self._sheet else 0
        self._sheet = sheet
        if self._in_sheet > _LONG_IN_A_SHEET and isinstance(sheet, QDialog):
            sheet.reject()
        self._away = 0 if self.desk.canvas.hasFocus() else self._away + 1
        if self._away > _LONG_AWAY and not self._inside and sheet is None and self._has_keyboard():
            self._away = 0
            self.desk.press("Esc", "Ctrl+1", "Esc")
            self.desk.canvas.setFocus()
        if self.desk.show.training.running:
            self.desk.show.training.stop_now()
        if not self.desk.show.isVisible():
            self._note("the window was closed", "by something else than app.quit")

    def _do_key(self, key: str) -> None:
        if self._has_keyboard():
            self.desk.press(key)

    def _has_keyboard(self) -> bool:
        """Give the keyboard to what is in front; without a screen a menu keeps it after it was closed."""
        front = QApplication.activePopupWidget() or QApplication.activeModalWidget() or self.desk.show
        for _ in range(5):
            there = QGuiApplication.focusWindow()
            if there is not None and there.isVisible():
                return True
            front.window().activateWindow()
            QApplication.processEvents()
        return False

    def _do_click(self, where: str, x: float, y: float, button: str, held: str) -> None:
        target, place = self._place(where, x, y)
        QTest.mouseClick(target.windowHandle(), _BUTTONS[button], _modifiers(held), place)

    def _do_double(self, where: str, x: float, y: float) -> None:
        target, place = self._place(where, x, y)
        QTest.mouseClick(target.windowHandle(), LEFT, pos=place)
        target, place = self._place(where, x, y)  # the first click may have closed what was in front
        QTest.mouseDClick(target.windowHandle(), LEFT, pos=place)

    def _do_drag(self, x: float, y: float, to_x: float, to_y: float, held: str) -> None:
        target, start = self._place("text", x, y)
        _, end = self._place("text", to_x, to_y)
        handle, modifiers = target.windowHandle(), _modifiers(held)
        QTest.mousePress(handle, LEFT, modifiers, start)
        QTest.mouseMove(handle, (start + end) / 2)
        QTest.mouseMove(handle, end)
        QTest.mouseRelease(handle, LEFT, modifiers, end)

    def _do_wheel(self, steps: int) -> None:
        view = self.desk.canvas.viewport()
        at = QPointF(view.rect().center())
        turned = QPoint(0, -120 * steps)
        none = Qt.MouseButton.NoButton
        event = QWheelEvent(at, QPointF(view.mapToGlobal(at.toPoint())), QPoint(), turned, none,
                            Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False)  # fmt: skip
        QApplication.sendEvent(view, event)

    def _do_size(self, width: int, height: int) -> None:
        self.desk.show.resize(width, height)

    def _place(self, where: str, x: float, y: float) -> tuple[QWidget, QPoint]:
        """The front window and a place on it: on the text where that is meant and nothing stands before it."""
        front = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if front is not None and front.isVisible():
            return front.window(), front.mapTo(front.window(), _at(front, x, y))
        show = self.desk.show
        view = self.desk.canvas.viewport()
        part: QWidget = view if where == "text" and view.isVisible() else show
        return show, part.mapTo(show, _at(part, x, y))

    # what has to be so

    def picture(self) -> Picture:
        """Everything of the project that a person could tell apart, read by another connection."""
        with Project.open(self.path) as project:
            author = projects.sign_in(project, name=NAME)
            dest = self._home.parent / "picture.jsonl"
            exporting.export_jsonl(project, dest=dest)
            queue = tuple(queueing.view_queue(project, author=author))
            found = tuple(tuple(queueing.search(project, word)) for word in SEARCHED)
            return Picture(dest.read_text(encoding="utf-8"), queue, found)

    def _compare(self) -> None:
        """What is painted is what the file holds."""
        if self.desk.canvas.view.article.uid and self.trouble is None:
            try:
                self.desk.holds_what_is_seen()
            except Exception as error:  # noqa: BLE001 - so that it can be shrunk
                self._note("painted is not what is kept", "".join(traceback.format_exception(error)))

    def _come_out(self) -> None:
        """Close menus and sheets, so that the text has the keyboard."""
        until = time.monotonic() + 20
        while time.monotonic() < until:
            front = QApplication.activePopupWidget() or QApplication.activeModalWidget()
            if front is None:
                return
            front.reject() if isinstance(front, QDialog) else front.close()
            QApplication.processEvents()

    def go_back_and_on(self) -> None:
        """Redo to the end, undo to the beginning and redo again by keys: the same state at both ends, and sound."""
        self._at_end = True
        self._come_out()
        if not self._has_keyboard():
            self._note("nothing gets the keyboard", str(QGuiApplication.focusWindow()))
            return
        self.desk.press("Esc", "Esc", "Esc", "Ctrl+1")
        self.desk.click_text()
        self._all("Ctrl+Y", "redo")
        last = self.picture()
        self._all("Ctrl+Z", "undo")
        self._hold("all undone is not how it was", self.first)
        self._all("Ctrl+Y", "redo")
        self._hold("all done again is not how it was", last)
        with Project.open(self.path) as project:
            problems = check(project)
        if problems:
            self._note("check finds it broken", "\n".join(str(problem) for problem in problems))

    def _all(self, key: str, what: str) -> None:
        session = self.desk.show.projects.session
        assert session is not None
        steps: list[object] = []
        session.changed.connect(steps.append)
        for _ in range(100_000):
            before = getattr(self.desk.show.commands.situation, what)
            if self.trouble is not None or not before:
                break
            steps.clear()
            self.desk.press(key)
            self.undone += what == "undo"
            sheet = QApplication.activeModalWidget()
            if sheet is not None:
                self._note(f"{what} is refused", f"{before}: {self.desk.told}")
            if not steps:
                self._note(f"{what} does nothing", f"{before}: {self.desk.status}; {QApplication.focusWidget()}")
        session.changed.disconnect(steps.append)

    def _hold(self, kind: str, wanted: Picture) -> None:
        self._compare()
        now = self.picture()
        if now != wanted and self.trouble is None:
            self._note(kind, differing(wanted, now))


class _Listener(logging.Handler):
    """Takes records of level WARNING and above for faults."""

    def __init__(self, note: Any) -> None:
        super().__init__(logging.WARNING)
        self._note = note

    def emit(self, record: logging.LogRecord) -> None:
        """Python."""
        self._note(f"log: {record.name}", record.getMessage())


def _at(widget: QWidget, x: float, y: float) -> QPoint:
    return QPoint(round(x * (widget.width() - 1)), round(y * (widget.height() - 1)))


def _modifiers(held: str) -> Qt.KeyboardModifier:
    found = Qt.KeyboardModifier.NoModifier
    for name in filter(None, held.split("+")):
        found |= _HELD[name]
    return found


def differing(one: Picture, other: Picture) -> str:
    """The first lines and rows in which two pictures differ."""
    ones, others = one.export.splitlines(), other.export.splitlines()
    told = [f"- {a[:1500]}\n+ {b[:1500]}" for a, b in zip(ones, others, strict=False) if a != b]
    told += [f"{len(ones)} lines, {len(others)} lines"] if len(ones) != len(others) else []
    told += [f"- {a}\n+ {b}" for a, b in zip(one.queue, other.queue, strict=False) if a != b]
    return "\n".join([*told[:3], *(["found differ"] if one.found != other.found else [])])
