"""The pictures of the user guide, from the real window on the sample: `python3 dev.py screenshot --guide`.

One window goes through the sample as a person would, by keys, trains on it, and is looked at on the way, in light and
in dark colours, without a screen. The clock is held, so that the same source gives the same pictures where the fonts
are the same. They have few colours each, because they are carried along in every copy of the program, and twice the
pixels of what they show, for screens that are as sharp.
"""

from __future__ import annotations

import itertools
import json
import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import screenshot

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QImage
    from PySide6.QtWidgets import QDialog, QWidget

    from spanloop.gui.desk.session import DeskSession
    from spanloop.gui.window import Window

PICTURES = screenshot.ROOT / "resources" / "guide" / "pictures"
#: All pictures together may take this many bytes.
MOST_BYTES = 6_000_000
#: Colours of one picture. Letters are smoothed in greys, so a few dozen do.
COLOURS = 128
SIZE = (1200, 760)
#: How wide and high the screen is, in pixels of the program: dialogs open no larger than fits.
_SCREEN = 800
NOON = datetime(2024, 3, 16, 12, 0, tzinfo=UTC)
NEW = "Drone downed"
#: From and to which pixel of what is seen.
Stretch = tuple[int, int]
WHOLE: Stretch = (0, 10_000)
#: For the training, on the slowest of machines.
_PATIENCE_S = 900


def main(names: Sequence[str] = (), *, to: Path = PICTURES) -> int:
    """Make the pictures, or those that are named, which need all that goes before; prints how many bytes they take.

    Raises SystemExit where the language model is missing: the pictures would show another training.
    """
    to.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="spanloop-guide-") as home, held_clock():
        from spanloop.learn.embedding.weights import is_here

        if not is_here():
            raise SystemExit("The language model is missing. To make it: python3 dev.py weights")
        sharpen(Path(home))
        Session(Path(home), to, frozenset(names)).play()
    total = sum(path.stat().st_size for path in to.glob("*.png"))
    print(f"{len(list(to.glob('*.png')))} pictures, {total:,} bytes of at most {MOST_BYTES:,}")
    return 0 if total <= MOST_BYTES else 1


def sharpen(folder: Path) -> None:
    """Give this process a screen with as many device pixels a pixel as the guide expects of its pictures."""
    from spanloop.gui.guide.paper import SHARPNESS

    screen = {"name": "sharp", "x": 0, "y": 0, "width": _SCREEN * SHARPNESS, "height": _SCREEN * SHARPNESS}
    screen |= {"logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}
    path = folder / "screen.json"
    path.write_text(json.dumps({"screens": [screen]}), encoding="utf-8")
    os.environ["QT_QPA_PLATFORM"] = f"offscreen:configfile={path}"
    os.environ["QT_SCALE_FACTOR"] = str(SHARPNESS)


@contextmanager
def held_clock() -> Iterator[None]:
    """Times that the window shows are those of one noon, and identities are counted from it: the parts that articles
    play in a training follow from those. To be entered before anything else of the program is imported."""
    from spanloop.core import dates, ids

    numbers = itertools.count(round(NOON.timestamp() * 1000))

    def next_uid() -> str:
        number = f"{next(numbers):012x}"
        return f"{number[:8]}-{number[8:]}-7000-8000-000000000000"  # UUIDv7: milliseconds, version, variant

    before = dates.today, dates.local, ids.new_uid
    dates.today, dates.local, ids.new_uid = NOON.date, lambda _: NOON, next_uid
    try:
        yield
    finally:
        dates.today, dates.local, ids.new_uid = before


class Session:
    """One person at one window, from the sample as it comes to a trained extractor."""

    def __init__(self, home: Path, to: Path, names: frozenset[str]) -> None:
        from PySide6.QtWidgets import QApplication

        self._to, self._names = to, names
        self._made: set[str] = set()
        os.environ["SPANLOOP_HOME"] = str(home)
        app = QApplication.instance() or QApplication(sys.argv[:1])
        assert isinstance(app, QApplication)
        self.app, self.home = app, home
        self.window = self._open()

    def _open(self) -> Window:
        from PySide6.QtTest import QTest

        from spanloop.gui.window import Window
        from spanloop.operations.preparing import cluster_articles
        from spanloop.operations.projects import make_sample
        from spanloop.settings import load_settings

        settings = load_settings(self.home)
        settings.author_name, settings.theme, settings.tour_over, settings.live = "Noor", "light", True, False
        settings.backup_minutes = 0  # each is asked for, so that there are as many every time
        settings.save()
        with make_sample(self.home / "sample.spanloop", author_name="Noor") as project:
            cluster_articles(project)
        window = Window(settings)
        window.resize(*SIZE)
        window.show()
        QTest.qWaitForWindowExposed(window)
        window.ways_in.begin(self.home / "sample.spanloop")
        QTest.qWait(300)
        return window

    def play(self) -> None:
        """Every scene, in the order in which they follow from each other."""
        for scene in (first_article, keys, events, zones, exchange, backup, training, scores):
            scene(self)
            if self._names and self._names <= self._made:
                break
        self.window.close()
        self.window.deleteLater()
        self.app.processEvents()

    # what one does

    def press(self, *keys: str) -> None:
        """Press keys where the keyboard is."""
        screenshot.press(self.window, *keys)

    def press_in(self, dialog: QWidget, *keys: str) -> None:
        """Press keys in a dialog."""
        screenshot.press(dialog, *keys)  # pyright: ignore[reportArgumentType] - any widget does

    def wait(self, so: Callable[[], object]) -> None:
        """Let the window work until it is so."""
        from PySide6.QtTest import QTest

        until = time.monotonic() + _PATIENCE_S
        while not so():
            if time.monotonic() > until:
                raise SystemExit("Waited in vain")
            QTest.qWait(20)
        QTest.qWait(200)

    def to_text(self) -> None:
        """Give the keyboard to the text; a dialog that was closed gives it back to nobody without a screen."""
        self.window.activateWindow()
        self.wait(self.window.isActiveWindow)
        self.window.page.canvas.setFocus()

    def to_words(self, words: str, *, after: str = "") -> None:
        """Put the cursor on these words by the arrow keys, several of them selected."""
        canvas = self.window.page.canvas
        self.to_text()
        desk = self.session.desk
        assert desk is not None
        text = desk.article.text
        start = text.index(words, text.index(after))
        self.press("Esc", "Ctrl+Home", "Home")
        while canvas.selection()[0][0] < start:
            self.press("Right")
        while canvas.selection()[-1][1] < start + len(words):
            self.press("Shift+Right")

    def back_up(self) -> None:
        """Make a backup now."""
        self.window.commands.run("backup.now")
        self.wait(lambda: not self.window.safety.keeper.running)

    def dialog(self, name: str) -> QDialog:
        """The open dialog of this name; waits until it is there."""
        from PySide6.QtWidgets import QApplication, QDialog

        def there() -> list[QDialog]:
            found = [widget for widget in QApplication.topLevelWidgets() if isinstance(widget, QDialog)]
            return [widget for widget in found if widget.objectName() == name and widget.isVisible()]

        self.wait(there)
        return there()[0]

    def part(self, name: str) -> QWidget:
        """The part of the window of this name."""
        from PySide6.QtWidgets import QWidget

        found = self.window.findChild(QWidget, name)
        assert isinstance(found, QWidget)
        return found

    @property
    def session(self) -> DeskSession:
        """What is open in the window."""
        found = self.window.projects.session
        assert found is not None
        return found

    # what is kept

    def keep(self, name: str, *parts: QWidget, lines: Stretch = WHOLE, columns: Stretch = WHOLE) -> None:
        """Save what these parts of the window cover together, in both colours. lines, columns: from and to which
        pixel, from its top and from its left."""
        for theme in self._themes(name):
            self._save(name, theme, parts, lines, columns)

    def keep_sheet(self, name: str, show: Callable[[], QWidget], *, lines: Stretch = WHOLE) -> None:
        """The same of a dialog, which is opened once for each colour: it keeps those that it was opened in."""
        for theme in self._themes(name):
            sheet = show()
            self._save(name, theme, (sheet,), lines, WHOLE)
            sheet.close()
            self.to_text()

    def _themes(self, name: str) -> Iterator[str]:
        """One after the other, while the window has them."""
        from PySide6.QtTest import QTest

        if self._names and name not in self._names:
            return
        for theme in ("light", "dark"):
            self.window.choose_theme(theme)
            QTest.qWait(250)
            yield theme
        self.window.choose_theme("light")
        QTest.qWait(100)
        self._made.add(name)
        print(self._to / f"{name}.png")

    def _save(self, name: str, theme: str, parts: Sequence[QWidget], lines: Stretch, columns: Stretch) -> None:
        top = parts[0].window()
        box = united(parts, top)
        right, foot = min(0, columns[1] - box.width()), min(0, lines[1] - box.height())
        box.adjust(columns[0], lines[0], right, foot)
        save(top.grab(box).toImage(), self._to / f"{name}{'-dark' if theme == 'dark' else ''}.png")


def united(parts: Sequence[QWidget], top: QWidget) -> QRect:
    """The rectangle of the window that holds all of these."""
    from PySide6.QtCore import QPoint, QRect

    box = QRect()
    for part in parts:
        box = box.united(QRect(part.mapTo(top, QPoint(0, 0)), part.size()) if part is not top else top.rect())
    return box


def save(image: QImage, path: Path) -> None:
    """Write a PNG of at most COLOURS colours: the commonest ones, all others by the nearest of these."""
    import numpy as np
    from PySide6.QtGui import QImage

    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    wide, high = plain.width(), plain.height()
    pixels = np.frombuffer(plain.constBits(), np.uint32).reshape(high, plain.bytesPerLine() // 4)[:, :wide]
    colours, where, counts = np.unique(pixels & 0xFFFFFF, return_inverse=True, return_counts=True)
    kept = _palette(colours, counts)
    channels = np.stack([(colours >> shift) & 255 for shift in (16, 8, 0)], 1).astype(np.int32)
    near = channels[kept]
    nearest = np.array([np.abs(near - one).sum(1).argmin() for one in channels], np.uint8)
    flat = np.zeros((high, (wide + 3) // 4 * 4), np.uint8)
    flat[:, :wide] = nearest[where.reshape(high, wide)]
    made = QImage(flat.tobytes(), wide, high, flat.shape[1], QImage.Format.Format_Indexed8)
    made.setColorTable([int(one) | 0xFF000000 for one in colours[kept]])
    if not made.save(str(path), "PNG", 0):  # pyright: ignore[reportArgumentType, reportCallIssue] - a name is taken
        raise SystemExit(f"{path} could not be written")


def _palette(colours: object, counts: object) -> list[int]:
    """Which colours stay: the commonest of each small cube of alike ones, as many as there may be."""
    import numpy as np

    names, many = np.asarray(colours), np.asarray(counts)
    cubes = np.stack([((names >> shift) & 255) // 12 for shift in (16, 8, 0)], 1)
    order = np.lexsort((names, -many))
    _, first = np.unique(cubes[order], axis=0, return_index=True)
    best = order[np.sort(first)]
    return [int(one) for one in best[:COLOURS]]


# the scenes


def first_article(at: Session) -> None:
    """An article that nobody marked, from the first mention to its completion."""
    page = at.window.page
    screenshot.titled(at.window, NEW)
    at.wait(lambda: not at.window.preparing.run.running)
    at.to_words("9th Division")
    at.keep("desk", at.window)
    at.press("a")
    at.keep("marked", page.canvas, lines=(128, 380))
    at.to_words("hit")
    at.press("e")
    at.keep("new-event", page.canvas, page.hint_strip, lines=(128, 1000))
    at.press("Esc", "Esc")
    at.keep("complete", page.article_bar)
    at.back_up()


def keys(at: Session) -> None:
    """The keys at the foot, the sheet of all of them, and the palette."""

    def sheet() -> QWidget:
        at.press("?")
        return at.dialog("cheatSheet")

    def palette() -> QWidget:
        at.press("Ctrl+K", *"backup")
        return at.part("palette")

    at.to_words("shoulder-fired missile")
    at.keep("label-keys", at.window.page.label_bar)
    at.keep_sheet("all-keys", sheet, lines=(0, 420))
    at.keep_sheet("palette", palette)


def events(at: Session) -> None:
    """An event with its roles filled one after the other."""
    page = at.window.page
    at.to_words("air defence unit")
    at.press("a")
    at.to_words("aircraft")
    at.press("v")
    at.to_words("shoulder-fired missile")
    at.press("w")
    at.to_words("hit")
    at.press("E", "a")
    at.keep("event-candidate", page.canvas, page.hint_strip, lines=(142, 1000))
    at.press("Enter", "g", "Enter", "i", "Enter")
    at.keep("event-filled", page.canvas, lines=(128, 380))
    at.keep("event-card", page.inspector, lines=(48, 500))
    at.press("Esc", "Esc")
    at.back_up()


def zones(at: Session) -> None:
    """A page with boilerplate, and the editor of its lines."""

    def editor() -> QWidget:
        at.press("Alt+Z")
        sheet = at.dialog("zoneEditor")
        sheet.resize(860, 620)
        return sheet

    screenshot.titled(at.window, "Army lifts siege")
    at.to_words("Skip")
    at.keep("zones", at.window.page.canvas, lines=(0, 480))
    at.keep_sheet("zone-editor", editor)


def exchange(at: Session) -> None:
    """What an import shows before it writes, and what an export leaves out."""
    from picture_material import write_material

    material = write_material(at.home / "material")

    def preview() -> QWidget:
        at.window.exchange.take([material])
        sheet = at.dialog("importPreview")
        sheet.resize(1000, 640)
        at.press_in(sheet, "Down", "Down", "Down", "Down", "Down")
        return sheet

    def formats() -> QWidget:
        at.press("Ctrl+E")
        return at.dialog("export")

    at.keep_sheet("import", preview)
    at.keep_sheet("export", formats, lines=(0, 450))  # below stands a folder of this computer


def backup(at: Session) -> None:
    """Backups, and the history."""

    def listed() -> QWidget:
        at.window.commands.run("backup.list")
        return at.dialog("backups")

    _set_back(at.home / "backups")
    at.keep_sheet("backups", listed, lines=(0, 152))  # below stands a folder of this computer
    at.to_words("Army")
    at.press("r")
    at.keep("history", at.window.page.inspector, lines=(0, 420))


def _set_back(folder: Path) -> None:
    """Give the backups the times of one day, a quarter of an hour apart."""
    for number, path in enumerate(sorted(folder.rglob("*.json"))):
        note = json.loads(path.read_text(encoding="utf-8"))
        note["at"] = (NOON + timedelta(minutes=15 * number)).isoformat()
        path.write_text(json.dumps(note), encoding="utf-8")


def training(at: Session) -> None:
    """A training, its curves, and what it suggests."""
    at.press("Ctrl+2", "Ctrl+R")
    at.wait(lambda: at.window.training.running)
    at.wait(lambda: not at.window.training.running)
    at.keep("train", at.window.pages, lines=(0, 436), columns=(0, 816))  # below it says how fast this computer is
    at.press("Ctrl+1")
    at.to_text()
    screenshot.titled(at.window, "Both sides sign")
    at.press("Tab")
    at.keep("suggestions", at.window.page.canvas, lines=(0, 440))


def scores(at: Session) -> None:
    """The scores of a version."""
    at.window.resize(1024, SIZE[1])
    at.press("Ctrl+3")
    judge = at.window.judging.page
    assert judge is not None
    at.wait(lambda: judge.comparing.run.running)
    at.wait(lambda: not judge.comparing.run.running)
    at.keep("judge", judge, lines=(104, 444), columns=(12, 484))
    at.keep("errors", judge, lines=(446, 1000))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
