"""People who mark word after word in the real window, until somebody kills them.

Run as `python -m tests.e2e.marking_child`. Each line on standard input names a project and a file, as a JSON list. For
each, a process of its own opens the window on the project, writes "ready" into the file, and marks with real keys until
it is killed; then its exit code is printed. Before each painting of the text it writes every own mention that is about
to be seen for the first time, as one JSON line: what was written may have been seen, so it has to be in the project.

The processes are forked from one that has imported everything, because that takes longer than all that they do.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import TextIO

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from spanloop.gui.canvas import Canvas
from spanloop.gui.run import open_window
from spanloop.gui.window import Window
from spanloop.settings import load_settings

#: Labels of the default schema by key; another one each time round, so that words are marked again and again.
KEYS = (Qt.Key.Key_A, Qt.Key.Key_G, Qt.Key.Key_P)


class Teller(QObject):
    """Tells what a canvas is about to paint."""

    def __init__(self, canvas: Canvas, out: TextIO) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._out = out
        self._told: set[str] = set()
        canvas.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            view = self._canvas.view
            for mention in view.marks.mentions:
                if mention.uid not in self._told:
                    self._told.add(mention.uid)
                    quote = [view.article.text[start:end] for start, end in mention.fragments]
                    self.tell({"uid": mention.uid, "label": mention.label, "at": mention.fragments, "quote": quote})
        return False

    def tell(self, what: object) -> None:
        """Write one line; it is with the system once this returns."""
        self._out.write(json.dumps(what) + "\n")
        self._out.flush()


def mark_for_ever(project: Path, out: TextIO) -> None:
    """Open the window and press keys."""
    app = QApplication(sys.argv[:1])
    window = open_window(load_settings(), project)
    app.processEvents()
    canvas = window.page.canvas
    teller = Teller(canvas, out)
    teller.tell("ready")
    number = 0
    while True:
        press(window, KEYS[number % len(KEYS)])
        press(window, Qt.Key.Key_Right)
        if canvas.selection()[-1][1] >= len(canvas.view.article.text.rstrip()):
            number += 1
            press(window, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)


def press(window: Window, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """One key into the window, and all that follows from it."""
    QTest.keyClick(window.windowHandle(), key, modifier)
    QApplication.processEvents()


def main() -> None:
    """A process for each line."""
    say = sys.stdout.write
    for line in sys.stdin:
        project, dest = json.loads(line)
        pid = os.fork()
        if pid == 0:
            with Path(dest).open("w", encoding="utf-8") as out:
                mark_for_ever(Path(project), out)
        say(f"{pid}\n")
        sys.stdout.flush()
        say(f"{os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
