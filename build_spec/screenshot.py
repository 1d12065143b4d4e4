"""Pictures of the real window on the sample, without a screen: `python3 dev.py screenshot`.

Everything is done with keys, as a person would; nothing is painted for the picture. Text looks as the fonts of this
machine have it.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from spanloop.gui.window import Window

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "resources" / "pictures"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def main() -> int:
    """Make the pictures that were asked for; prints where they are."""
    parser = argparse.ArgumentParser(description="Make pictures of the window.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(SCENES)}; default: desk")
    parser.add_argument("--to", type=Path, default=PICTURES, help="folder for the pictures")
    parser.add_argument("--theme", choices=["light", "dark", "high-contrast"], default="light")
    parser.add_argument("--size", default="1440x900", help="size of the window")
    options = parser.parse_args()
    unknown = [name for name in options.names if name not in SCENES]
    if unknown:
        parser.error(f"there is no picture {unknown[0]}")
    options.to.mkdir(parents=True, exist_ok=True)
    for name in options.names or ["desk"]:
        with tempfile.TemporaryDirectory(prefix="spanloop-picture-") as home:
            path = options.to / (f"{name}.png" if options.theme == "light" else f"{name}-{options.theme}.png")
            width, height = map(int, options.size.split("x"))
            take(SCENES[name], Path(home), path, theme=options.theme, width=width, height=height)
            print(path)
    return 0


def take(scene: Callable[[Window], None], home: Path, path: Path, *, theme: str, width: int, height: int) -> None:
    """Open the window on a fresh sample, play a scene in it, and save what it shows."""
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from spanloop.gui.window import Window
    from spanloop.operations.projects import make_sample
    from spanloop.settings import load_settings

    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    settings = load_settings(home)
    settings.author_name, settings.theme = "Noor", theme
    make_sample(home / "sample.spanloop", author_name=settings.author_name).close()
    window = Window(settings)
    window.resize(width, height)
    window.show()
    QTest.qWaitForWindowExposed(window)
    window.begin(home / "sample.spanloop")
    scene(window)
    QTest.qWait(300)
    picture = window.grab()
    # A dialog is a window of its own here; put those that are open where they stand.
    for other in app.topLevelWidgets():
        if other is not window and other.isVisible():
            _paste(picture, other, window)
    picture.save(str(path))
    for other in app.topLevelWidgets():
        if other is not window:
            other.close()
    window.close()
    window.deleteLater()
    app.processEvents()


def _paste(picture: object, dialog: QWidget, window: QWidget) -> None:
    from PySide6.QtGui import QPainter, QPixmap

    assert isinstance(picture, QPixmap)
    painter = QPainter(picture)
    painter.drawPixmap(window.mapFromGlobal(dialog.mapToGlobal(dialog.rect().topLeft())), dialog.grab())
    painter.end()


def press(window: Window, *keys: str) -> None:
    """Press keys by their portable names in whatever has the focus."""
    from PySide6.QtCore import QKeyCombination
    from PySide6.QtGui import QKeySequence
    from PySide6.QtTest import QTest

    for name in keys:
        stroke = QKeySequence.fromString(name)[0]  # pyright: ignore[reportIndexIssue] - Qt's stubs lack the operator
        assert isinstance(stroke, QKeyCombination)
        target = window.focusWidget() or window
        QTest.keyClick(target, stroke.key(), stroke.keyboardModifiers())
        QTest.qWait(60)


def to_article(window: Window, number: int) -> None:
    """Go to an article of the queue, counted from 0, from wherever the desk is."""
    press(window, *["Alt+Up"] * 20, *["Alt+Down"] * number)


def desk(window: Window) -> None:
    """A marked report with one event in focus."""
    to_article(window, 0)
    press(window, "]", "]")


def arabic(window: Window) -> None:
    """The Arabic report."""
    session = window.projects.session
    assert session is not None
    rows = window.page.queue.model.rows
    to_article(window, next(number for number, row in enumerate(rows) if row.language == "ar"))
    press(window, "]")


def titled(window: Window, words: str) -> None:
    """The report with these words in its title, its first event in focus."""
    rows = window.page.queue.model.rows
    to_article(window, next(number for number, row in enumerate(rows) if words in row.title))
    press(window, "]")


def digest(window: Window) -> None:
    """Dated items on one page."""
    titled(window, "The north in dates")


def scraped(window: Window) -> None:
    """A page with its menu, share line, links and comments."""
    titled(window, "Army lifts siege")


def composer(window: Window) -> None:
    """The event form at the foot of the text."""
    to_article(window, 0)
    press(window, "]", "Shift+E")


def unmarked(window: Window) -> None:
    """A report that nobody has marked yet."""
    rows = window.page.queue.model.rows
    to_article(window, next(number for number, row in enumerate(rows) if row.state in {"new", "started"}))


def suggestions(window: Window) -> None:
    """A report with the suggestions of a first version, which the command line trains beside the window."""
    from PySide6.QtTest import QTest

    session = window.projects.session
    assert session is not None
    env = dict(os.environ, SPANLOOP_HOME=str(window.settings.data_dir))
    for command in (["train", "--progress", "none"], ["suggest"]):
        words = [command[0], str(session.project.path), *command[1:]]
        subprocess.run([sys.executable, "-m", "spanloop", *words], env=env, check=True, stdout=subprocess.DEVNULL)
    QTest.qWait(2500)  # the window notices by itself
    unmarked(window)
    press(window, "Tab")


def palette(window: Window) -> None:
    """The command palette."""
    press(window, "Ctrl+K")


def keys(window: Window) -> None:
    """The cheat sheet."""
    press(window, "?")


def start(window: Window) -> None:
    """The start page."""
    window.leave_project()


SCENES: dict[str, Callable[[Window], None]] = {
    "desk": desk,
    "composer": composer,
    "arabic": arabic,
    "digest": digest,
    "scraped": scraped,
    "unmarked": unmarked,
    "suggestions": suggestions,
    "palette": palette,
    "keys": keys,
    "start": start,
}


if __name__ == "__main__":
    sys.exit(main())
