"""What the measurements of the desk share: waiting for paintings, taking commits off, places to mark."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QEventLoop, QObject, QPoint, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QAbstractSlider, QApplication
from sqlalchemy import event
from sqlalchemy.engine import Engine

from spanloop.core.words import word_boundaries
from spanloop.gui.canvas import Canvas
from spanloop.gui.run import open_window
from spanloop.gui.window import Window
from spanloop.operations.viewing import Desk
from spanloop.settings import load_settings
from tests.benchmarks.timing import Samples

NAME = "Noor"
#: The label that is given, and its key in the default schema; the long articles have none of it.
LABEL, KEY = "VEH", Qt.Key.Key_V
#: Seconds after which something that should have happened counts as broken.
_PATIENCE = 60


class Commits:
    """Milliseconds spent in COMMIT since it was last asked, by the clock and of this thread's processor time."""

    def __init__(self) -> None:
        self._began: tuple[float, float] | None = None
        self._wall = self._cpu = 0.0
        event.listen(Engine, "before_cursor_execute", self._before)
        event.listen(Engine, "after_cursor_execute", self._after)

    def _before(self, connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        self._began = (time.perf_counter(), time.thread_time()) if statement == "COMMIT" else None

    def _after(self, connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if self._began is not None:
            self._wall += (time.perf_counter() - self._began[0]) * 1e3
            self._cpu += (time.thread_time() - self._began[1]) * 1e3
            self._began = None

    def taken(self) -> tuple[float, float]:
        """What was spent, and begin anew."""
        spent = self._wall, self._cpu
        self._wall = self._cpu = 0.0
        return spent

    def stop(self) -> None:
        """Listen no more."""
        event.remove(Engine, "before_cursor_execute", self._before)
        event.remove(Engine, "after_cursor_execute", self._after)


class Painted:
    """When the canvas was last painted, by the clock and by this thread's processor time; from now on."""

    def __init__(self) -> None:
        self.at = (0.0, 0.0)
        paint = Canvas.paintEvent

        def stamped(canvas: Canvas, event: QPaintEvent) -> None:
            paint(canvas, event)
            self.at = (time.perf_counter(), time.thread_time())

        setattr(Canvas, "paintEvent", stamped)  # noqa: B010 - a benchmark may look inside


class Painting(QObject):
    """Counts the paintings of a scroll area."""

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(area)
        self.count = 0
        area.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt."""
        self.count += event.type() == QEvent.Type.Paint
        return False

    def wait(self, seen: int) -> None:
        """Let Qt work until there was another painting after so many."""
        wait_for(lambda: self.count > seen, "nothing was painted")


def painting_of(area: QAbstractScrollArea) -> Painting:
    """The counter of an area, made when it is first asked for."""
    return area.findChild(Painting) or Painting(area)


def wait_for(so: Callable[[], bool], otherwise: str) -> None:
    """Let Qt work until something is so; RuntimeError when it never is."""
    until = time.monotonic() + _PATIENCE
    QApplication.processEvents()
    while not so():
        if time.monotonic() > until:
            raise RuntimeError(otherwise)
        QApplication.processEvents()


class OpenWindow:
    """The real window on a real file, with a real mouse."""

    def __init__(self, home: Path, project: Path) -> None:
        settings = load_settings(home)
        settings.author_name = NAME
        settings.prepare = False  # its child would write into the file in the middle of a measurement
        self.window: Window = open_window(settings, project)
        self.rest()

    @property
    def canvas(self) -> Any:
        """The canvas of its desk."""
        return self.window.page.canvas

    @property
    def desk(self) -> Desk:
        """What is on the desk."""
        session = self.window.projects.session
        assert session is not None
        assert session.desk is not None
        return session.desk

    def rest(self) -> None:
        """Wait until everything is done that is done after the painting."""
        wait_for(lambda: self.desk.checked, "the article was not checked")
        for _ in range(3):
            QApplication.processEvents()

    def settle(self) -> None:
        """Wait until the parts around the text are painted too (see gui.desk.textfirst)."""
        while not self.window.page.inspector.updatesEnabled():
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)  # asleep, not turning round
        QApplication.processEvents()

    def click(self, row: int) -> None:
        """A click in the queue, until the article is painted."""
        queue = self.window.page.queue.list
        painting = painting_of(self.canvas)
        seen = painting.count
        place = queue.visualRect(queue.model().index(row, 0)).center()
        QTest.mouseClick(queue.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(place))
        painting.wait(seen)

    def press(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """A key, until the canvas is painted."""
        painting = painting_of(self.canvas)
        seen = painting.count
        QTest.keyClick(self.window.windowHandle(), key, modifiers)
        painting.wait(seen)

    def close(self) -> None:
        """Close it and let Qt take it away."""
        self.window.close()
        self.window.deleteLater()
        with suppress(RuntimeError):
            QApplication.processEvents()


def unmarked_words(desk: Desk, count: int) -> list[tuple[int, int]]:
    """Words all over the article that bear no mark of just their size, which a key would change."""
    marked = {m.fragments for m in desk.marks.mentions} | {e.trigger for e in desk.marks.events}
    words = [w for w in word_boundaries(desk.article.text) if w[1] - w[0] > 3 and (w,) not in marked]
    return random.Random(3).sample(words, min(count, len(words)))


def scroll(area: QAbstractScrollArea, samples: Samples, pages: int) -> None:
    """Page by page, from the top again at the end."""
    bar = area.verticalScrollBar()
    for _ in range(pages):
        if bar.value() >= bar.maximum():
            bar.setValue(0)
            QApplication.processEvents()
        with samples.take():
            bar.triggerAction(QAbstractSlider.SliderAction.SliderPageStepAdd)
            area.viewport().repaint()
        QApplication.processEvents()


def numbers(name: str, samples: Samples) -> dict[str, float]:
    """Median and p95, by the clock and of processor time, in milliseconds."""
    return {
        f"{name}_ms": round(samples.p50, 2),
        f"{name}_p95_ms": round(samples.p95, 2),
        f"{name}_cpu_ms": round(samples.cpu_p50, 2),
        f"{name}_cpu_p95_ms": round(samples.cpu_p95, 2),
    }


def drop_first(*samples: Samples) -> None:
    """The first time fills caches of fonts and of the processor."""
    for one in samples:
        del one.wall[:1], one.cpu[:1]


def ratio(ours: Sequence[float], theirs: Sequence[float]) -> float:
    """Of the medians."""
    return round(sorted(ours)[len(ours) // 2] / sorted(theirs)[len(theirs) // 2], 3)
