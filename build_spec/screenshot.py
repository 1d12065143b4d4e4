"""Pictures of the real window on the sample, without a screen: `python3 dev.py screenshot`.

Everything is done with keys, as a person would; nothing is painted for the picture. Text looks as the fonts of this
machine have it. `--pictures` makes those of texts that are hard to paint, on articles of their own (picture_articles),
`--guide` those of the user guide (guide_pictures).
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from spanloop.gui.window import Window
    from spanloop.store.project import Project

ROOT = Path(__file__).resolve().parent.parent
PICTURES = ROOT / "resources" / "pictures"
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@dataclass(frozen=True)
class Look:
    """How the window looks while a scene is played. zoom: of the text, per cent. hard: with the articles that are."""

    theme: str = "light"
    width: int = 1440
    height: int = 900
    zoom: int = 100
    hard: bool = False


def main() -> int:
    """Make the pictures that were asked for; prints where they are."""
    parser = argparse.ArgumentParser(description="Make pictures of the window.")
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"which: {', '.join(SCENES)}; default: desk")
    parser.add_argument(
        "--pictures", nargs="*", metavar="NAME", help=f"of what is hard to paint: {', '.join(HARD)}; default: all"
    )
    parser.add_argument("--guide", action="store_true", help="those of the user guide, in the place where they belong")
    parser.add_argument("--to", type=Path, default=PICTURES, help="folder for the pictures")
    parser.add_argument("--theme", choices=["light", "dark", "high-contrast"], default="light")
    parser.add_argument("--size", default="1440x900", help="size of the window")
    parser.add_argument("--ratio", default="1", help="device pixels a pixel, as on a sharper screen")
    options = parser.parse_args()
    if options.guide:
        import guide_pictures

        return guide_pictures.main(options.names)
    os.environ["QT_SCALE_FACTOR"] = options.ratio
    options.to.mkdir(parents=True, exist_ok=True)
    width, height = map(int, options.size.split("x"))
    plain = Look(theme=options.theme, width=width, height=height)
    asked = [(name, SCENES, plain) for name in options.names]
    if options.pictures is not None:
        asked += [(name, HARD, HARD_LOOKS.get(name)) for name in options.pictures or HARD]
    for name, scenes, look in asked or [("desk", SCENES, plain)]:
        if name not in scenes:
            parser.error(f"there is no picture {name}")
        with tempfile.TemporaryDirectory(prefix="spanloop-picture-") as home:
            chosen = look or Look(theme=options.theme, width=width, height=height, hard=True)
            path = options.to / (f"{name}-{options.theme}.png" if options.theme != "light" else f"{name}.png")
            take(scenes[name], Path(home), path, look=chosen)
            print(path)
    return 0


def take(scene: Callable[[Window], None], home: Path, path: Path, *, look: Look) -> None:
    """Open the window on a fresh sample, play a scene in it, and save what it shows."""
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    from spanloop.gui.window import Window
    from spanloop.operations.projects import make_sample
    from spanloop.settings import load_settings

    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    settings = load_settings(home)
    settings.author_name, settings.theme, settings.zoom = "Noor", look.theme, look.zoom
    settings.tour_over = True
    with make_sample(home / "sample.spanloop", author_name=settings.author_name) as project:
        if look.hard:
            _bring_hard_articles(project, home, author=settings.author_name)
    window = Window(settings)
    window.resize(look.width, look.height)
    window.show()
    QTest.qWaitForWindowExposed(window)
    window.ways_in.begin(home / "sample.spanloop")
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


def _bring_hard_articles(project: Project, home: Path, *, author: str) -> None:
    from picture_articles import write_articles

    from spanloop.operations import importing
    from spanloop.operations.preparing import cluster_articles
    from spanloop.operations.projects import sign_in

    source = write_articles(home / "hard.jsonl", author=author)
    importing.import_paths(project, author=sign_in(project, name=author), paths=[source])
    cluster_articles(project)


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


def dense(window: Window) -> None:
    """Every word marked, four levels deep, the cursor on a mark within."""
    from picture_articles import DENSE

    titled(window, DENSE)
    press(window, "Esc", *["Right"] * 6)


def arcs(window: Window) -> None:
    """Five events in one sentence, one of them in focus."""
    from picture_articles import ARCS

    titled(window, ARCS)
    press(window, "]", "]", "]")


def arabic_event(window: Window) -> None:
    """The Arabic report, an event with many arguments in focus."""
    arabic(window)
    press(window, "]")


def copies(window: Window) -> None:
    """A story in four papers, leader and copy side by side, one copy left alone."""
    from picture_articles import COPIES

    titled(window, COPIES)
    press(window, "y", "Down", "Down", "I", "Up", "Up", "N")


def preview(window: Window) -> None:
    """What an import of a mixed folder would bring, with the lines of a saved page."""
    from picture_material import write_material
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication

    window.exchange.take([write_material(window.settings.data_dir / "material")])
    while not any(w.objectName() == "importPreview" and w.isVisible() for w in QApplication.topLevelWidgets()):
        QTest.qWait(50)
    sheet = next(w for w in QApplication.topLevelWidgets() if w.objectName() == "importPreview")
    for _ in range(5):
        QTest.keyClick(sheet.focusWidget(), Qt.Key.Key_Down)


def zones(window: Window) -> None:
    """The lines of a scraped page in the zone editor."""
    scraped(window)
    press(window, "Alt+Z")


#: What is hard to paint, and how the window looks for it where it is not as asked.
HARD: dict[str, Callable[[Window], None]] = {
    "dense": dense,
    "arabic": arabic_event,
    "arcs": arcs,
    "copies": copies,
    "preview": preview,
    "zones": zones,
    "zoom": arcs,
    "small": arcs,
    "contrast": arcs,
    "dark": dense,
}
HARD_LOOKS = {
    "zoom": Look(zoom=200, hard=True),
    "small": Look(width=1024, height=700, hard=True),
    "contrast": Look(theme="high-contrast", hard=True),
    "dark": Look(theme="dark", hard=True),
}


if __name__ == "__main__":
    sys.exit(main())
