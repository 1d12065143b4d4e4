"""How quick the desk is in a long article, beside a plain QTextEdit that does the same in the same run.

`python -m tests.benchmarks.desk [--quick] [--json] [--large]` (or `python3 dev.py bench`). Without a screen. Rows:

open        from objects in memory to the first painting
open_total  a click in the queue of the real window to the painted article, reading the file included
label       a key press in the real window to the painted mark, commit taken off; every part of the window is up to date
canvas_label  the same on the canvas and the project file alone, without the rest of the window
commit      the commits within `label`, with synchronous=FULL
scroll      one page further
leave       from the long article to a short one
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QAbstractSlider, QApplication, QVBoxLayout, QWidget
from sqlalchemy import event
from sqlalchemy.engine import Engine

from spanloop.core.words import word_boundaries
from spanloop.gui.canvas import Canvas, CanvasView
from spanloop.gui.run import open_window
from spanloop.gui.theme import Theme
from spanloop.gui.window import Window
from spanloop.operations import exchange, marking, projects, viewing
from spanloop.operations.viewing import Desk
from spanloop.settings import load_settings
from tests.benchmarks.corpus import write_articles
from tests.benchmarks.plain import PlainEditor
from tests.benchmarks.timing import Samples, table

NAME = "Noor"
#: The label that is given, and its key in the default schema; the long articles have none of it.
LABEL, KEY = "VEH", Qt.Key.Key_V
CANVAS_SIZE = (840, 745)


class Commits:
    """Milliseconds spent in COMMIT since it was last asked."""

    def __init__(self) -> None:
        self._began = 0.0
        self._spent = 0.0
        event.listen(Engine, "before_cursor_execute", self._before)
        event.listen(Engine, "after_cursor_execute", self._after)

    def _before(self, connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        self._began = time.perf_counter() if statement == "COMMIT" else 0.0

    def _after(self, connection: Any, cursor: Any, statement: str, *_: Any) -> None:
        if self._began:
            self._spent += (time.perf_counter() - self._began) * 1e3
            self._began = 0.0

    def taken(self) -> float:
        """What was spent, and begin anew."""
        spent, self._spent = self._spent, 0.0
        return spent


class Painting(QObject):
    """Counts the paintings of a scroll area."""

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(area)
        self.count = 0
        area.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Paint
        return False

    def wait(self, seen: int) -> None:
        """Let Qt work until there was another painting after so many, and nothing else waits."""
        until = time.monotonic() + 10
        QApplication.processEvents()
        while self.count <= seen:
            if time.monotonic() > until:
                raise RuntimeError("nothing was painted")
            QApplication.processEvents()


class SmallDesk(QWidget):
    """A canvas over a project file and nothing else: the key marks, the mark is committed, the canvas shows it."""

    def __init__(self, project: Any, author: Any, canvas: Canvas) -> None:
        super().__init__()
        self._project, self._author, self._canvas = project, author, canvas
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(canvas)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: keys that the canvas did not use."""
        view = self._canvas.view
        span = self._canvas.selection()
        uid = view.article.uid
        changes = marking.mark(self._project, author=self._author, article=uid, fragments=span, label=LABEL)
        marks = self._project.marks(uid, self._author)
        self._canvas.update_view(replace(view, marks=marks), changed=changes.marks)


class Bench:
    """One run. repeats: of opening; presses: of keys and pages."""

    def __init__(self, folder: Path, *, words: int, spans: int, repeats: int, presses: int) -> None:
        self._folder = folder
        self._words, self._spans = words, spans
        self._repeats, self._presses = repeats, presses
        self._theme = Theme.named("light")
        self._commits = Commits()
        self._path = folder / "bench.spanloop"
        source = write_articles(folder / "articles.jsonl", author=NAME, words=words, spans=spans)
        with projects.create_project(self._path) as project:
            author = projects.sign_in(project, name=NAME)
            exchange.import_paths(project, author=author, paths=[source])
            self._uids = [row.uid for row in viewing.view_queue(project, author=author)]
            self._desks = [viewing.view_article(project, author=author, article=uid) for uid in self._uids]
            self._schema = project.schema

    # objects in memory

    def in_memory(self) -> dict[str, tuple[Samples, Samples]]:
        """Our canvas and the plain editor, taking turns."""
        canvas, plain = self._canvas(), self._plain()
        rows = {name: (Samples(), Samples()) for name in ("open", "leave", "scroll", "canvas_label")}
        ours = [self._view(desk) for desk in self._desks]
        shows: list[Callable[[Desk, int], None]] = [
            lambda desk, number: canvas.show_article(ours[number]),
            lambda desk, number: plain.show_marks(desk.article.text, desk.marks),
        ]
        for turn in range(self._repeats + 1):
            for side, (area, show) in enumerate(zip((canvas, plain), shows, strict=True)):
                for number, name in ((0, "open"), (2, "leave")):
                    with rows[name][side].take():
                        show(self._desks[number], number)
                        area.viewport().repaint()
                    QApplication.processEvents()
                    if turn == 0:  # the first time fills caches of fonts and of the processor
                        rows[name][side].wall.clear()
                        rows[name][side].cpu.clear()
        for side, (area, show) in enumerate(zip((canvas, plain), shows, strict=True)):
            show(self._desks[1], 1)
            QApplication.processEvents()
            self._scroll(area, rows["scroll"][side])
        self._mark_small(canvas, rows["canvas_label"][0])
        self._mark(plain, plain.go_to_offset, rows["canvas_label"][1], self._desks[1], plain)
        plain.close()
        return rows

    def _canvas(self) -> Canvas:
        canvas = Canvas(self._theme)
        canvas.resize(*CANVAS_SIZE)
        canvas.show()
        return canvas

    def _plain(self) -> PlainEditor:
        plain = PlainEditor(self._theme, self._schema, self._theme.font("reading"))
        plain.resize(*CANVAS_SIZE)
        plain.show()
        QApplication.processEvents()
        return plain

    def _view(self, desk: Desk) -> CanvasView:
        return CanvasView(desk.article, desk.marks, desk.suggestions, self._schema, desk.problems)

    def _mark_small(self, canvas: Canvas, samples: Samples) -> None:
        """Mark on the canvas and the file alone."""
        with projects.open_project(self._path) as project:
            author = projects.sign_in(project, name=NAME)
            desk = SmallDesk(project, author, canvas)
            desk.resize(*CANVAS_SIZE)
            desk.show()
            QApplication.processEvents()
            canvas.show_article(self._view(self._desks[1]))
            canvas.setFocus()
            commits = self._mark(canvas, canvas.go_to_offset, samples, self._desks[1], canvas)
            samples.wall[:] = samples.less(commits).wall
            desk.close()

    # the window

    def in_window(self) -> dict[str, Samples]:
        """The real window on the real file, with a real mouse and real keys."""
        settings = load_settings(self._folder)
        settings.author_name = NAME
        window = open_window(settings, self._path)
        QApplication.processEvents()
        rows = {name: Samples() for name in ("open_total", "window_leave", "label", "commit")}
        canvas = window.page.canvas
        for turn in range(self._repeats + 1):
            for number, name in ((0, "open_total"), (2, "window_leave")):
                with rows[name].take():
                    self._click(window, number)
                if turn == 0:
                    rows[name].wall.clear()
                    rows[name].cpu.clear()
        self._click(window, 0)
        canvas.setFocus()
        before = len(canvas.view.marks.mentions)
        commits = self._mark(canvas, canvas.go_to_offset, rows["label"], self._desks[0], window.windowHandle())
        if len(canvas.view.marks.mentions) != before + self._presses:
            raise RuntimeError("not every key press made a mark")
        rows["label"].wall[:] = rows["label"].less(commits).wall
        rows["commit"].wall[:] = commits
        rows["commit"].cpu[:] = [0.0] * len(commits)  # it waits for the disk, which costs no processor time to speak of
        window.close()
        window.deleteLater()
        QApplication.processEvents()
        return rows

    def _click(self, window: Window, number: int) -> None:
        """A click in the queue, until the article is painted."""
        queue = window.page.queue.list
        painting = _painting(window.page.canvas)
        seen = painting.count
        place = queue.visualRect(queue.model().index(number, 0)).center()
        QTest.mouseClick(queue.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(place))
        painting.wait(seen)
        if window.page.canvas.view.article.uid != self._uids[number]:
            raise RuntimeError("the click opened another article")

    # what both do

    def _mark(
        self, area: QAbstractScrollArea, go: Callable[[int], None], samples: Samples, desk: Desk,
        target: QWidget | QWindow,
    ) -> list[float]:  # fmt: skip
        """Press the key at words all over the article; the commit times within each press."""
        painting = _painting(area)
        commits: list[float] = []
        for offset in self._places(desk):
            go(offset)
            QApplication.processEvents()
            seen = painting.count
            self._commits.taken()
            with samples.take():
                press(target)
                painting.wait(seen)
            commits.append(self._commits.taken())
        return commits

    def _places(self, desk: Desk) -> list[int]:
        """Words all over the article that bear no mark of just their size, which a key would change."""
        marked = {m.fragments for m in desk.marks.mentions} | {e.trigger for e in desk.marks.events}
        words = [w[0] for w in word_boundaries(desk.article.text) if w[1] - w[0] > 3 and (w,) not in marked]
        return random.Random(3).sample(words, self._presses)

    def _scroll(self, area: QAbstractScrollArea, samples: Samples) -> None:
        bar = area.verticalScrollBar()
        for _ in range(self._presses):
            if bar.value() >= bar.maximum():
                bar.setValue(0)
                QApplication.processEvents()
            with samples.take():
                bar.triggerAction(QAbstractSlider.SliderAction.SliderPageStepAdd)
                area.viewport().repaint()
            QApplication.processEvents()


def press(target: QWidget | QWindow) -> None:
    """The key of the label; given to a window it goes to what has the keyboard there."""
    if isinstance(target, QWindow):
        QTest.keyClick(target, KEY)
    else:
        QTest.keyClick(target, KEY)


def _painting(area: QAbstractScrollArea) -> Painting:
    return area.findChild(Painting) or Painting(area)


def measure(*, words: int, spans: int, repeats: int, presses: int) -> dict[str, Any]:
    """Every number by its name; milliseconds, and ratios of our median to the plain editor's."""
    with _folder() as folder:
        bench = Bench(folder, words=words, spans=spans, repeats=repeats, presses=presses)
        memory = bench.in_memory()
        window = bench.in_window()
    found: dict[str, Any] = {"words": words, "spans": spans, "presses": presses}
    for name, (ours, plain) in memory.items():
        found |= _numbers(name, ours) | _numbers(f"plain_{name.removeprefix('canvas_')}", plain)
        found[f"{name}_ratio"] = round(ours.p50 / plain.p50, 3)
    for name, samples in window.items():
        found |= _numbers(name, samples)
    found["label_ratio"] = round(window["label"].p50 / memory["canvas_label"][1].p50, 3)
    return found


def _numbers(name: str, samples: Samples) -> dict[str, float]:
    return {
        f"{name}_ms": round(samples.p50, 2),
        f"{name}_p95_ms": round(samples.p95, 2),
        f"{name}_cpu_ms": round(samples.cpu_p50, 2),
        f"{name}_cpu_p95_ms": round(samples.cpu_p95, 2),
    }


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="spanloop-bench-") as name:
        os.environ["SPANLOOP_HOME"] = name
        yield Path(name)


_ROWS = (
    ("open, objects in memory", "open", "plain_open", "open_ratio"),
    ("open, click to paint, file read", "open_total", "", ""),
    ("label, whole window, less commit", "label", "plain_label", "label_ratio"),
    ("label, canvas and file, less commit", "canvas_label", "plain_label", "canvas_label_ratio"),
    ("commit of a label", "commit", "", ""),
    ("scroll a page", "scroll", "plain_scroll", "scroll_ratio"),
    ("leave for a short article", "leave", "plain_leave", "leave_ratio"),
    ("leave, click to paint, file read", "window_leave", "", ""),
)


def show(found: dict[str, Any]) -> str:
    """The numbers as a table."""
    head = ("ms", "median", "p95", "CPU", "CPU p95", "QTextEdit", "p95", "CPU", "ratio")
    rows: list[Sequence[str]] = [head]
    for words, ours, plain, ratio in _ROWS:
        parts = ("ms", "p95_ms", "cpu_ms", "cpu_p95_ms")
        mine = [f"{found[f'{ours}_{part}']:.1f}" for part in parts]
        theirs = [f"{found[f'{plain}_{part}']:.1f}" if plain else "" for part in parts[:3]]
        rows.append((words, *mine, *theirs, f"{found[ratio]:.2f}" if ratio else ""))
    size = f"{found['words']:,} words with {found['spans']:,} spans, {found['presses']} key presses and pages"
    where = f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} processors"
    return f"{size}; {where}\n\n{table(rows)}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; the exit code."""
    parser = argparse.ArgumentParser(
        prog="tests.benchmarks.desk", description="How quick the desk is in a long article."
    )
    parser.add_argument("--quick", action="store_true", help="fewer repetitions")
    parser.add_argument("--json", action="store_true", help="one object, a key for each number")
    parser.add_argument("--large", action="store_true", help="100,000 words with 20,000 spans")
    parser.add_argument("--words", type=int, default=0, help="words of the long article (10,000)")
    parser.add_argument("--spans", type=int, default=0, help="spans in it (2,000)")
    chosen = parser.parse_args(arguments)
    words = chosen.words or (100_000 if chosen.large else 10_000)
    spans = chosen.spans or (20_000 if chosen.large else 2_000)
    application = QApplication.instance() or QApplication(sys.argv[:1])
    repeats, presses = (3, 15) if chosen.quick else (9, 100)
    found = measure(words=words, spans=spans, repeats=repeats, presses=presses)
    del application
    print(json.dumps(found, indent=1) if chosen.json else show(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
