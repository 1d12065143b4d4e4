"""Any text, any marks, any input: the canvas never fails and never selects what is not there."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from spanloop.core.article import ZONE_KINDS, Article, Zone
from spanloop.core.marks import Argument, Author, Event, Marks, Mention
from spanloop.gui.canvas import Canvas, CanvasView
from spanloop.gui.canvas.reading import Reading
from spanloop.gui.looks import SPACINGS, WIDTHS, ZOOMS
from tests.gui.canvas.sample import EXTRACTOR, READER, Trouble, schema

Open = Callable[..., Canvas]

PIECES = (
    *("a", "bc", "word", " ", " ", ". ", "\n", "\r\n", "\u2028", "\t", "e\u0301", "\U0001f600", "12", "-", "\u00a0"),
    *("\u0642\u0627\u0644", "\u05e9\u05dc\u05d5\u05dd", "\u200f", "\u202e", "x" * 40),
)
KEYS = (
    *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down),
    *(Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown),
)
NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
MODIFIERS = (NONE, SHIFT, Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier)


class Player:
    """Makes views and uses the canvas at random."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.text = "".join(self.random.choice(PIECES) for _ in range(self.random.choice([0, 3, 60, 500])))
        self.zones = self._zones()
        self.schema = schema()

    def _zones(self) -> tuple[Zone, ...]:
        zones: list[Zone] = []
        at = 0
        while at < len(self.text) and self.random.random() < 0.5:
            start = self.random.randrange(at, len(self.text))
            at = min(len(self.text), start + self.random.randrange(1, 60))
            zones.append(Zone(f"z{start}", start, at, self.random.choice(ZONE_KINDS)))
        return tuple(zones)

    def _marks(self, author: Author, prefix: str) -> Marks:
        mentions: list[Mention] = []
        events: list[Event] = []
        uids = [f"{prefix}{number}" for number in range(self.random.choice([0, 2, 30]) if self.text else 0)]
        for uid in uids:
            start = self.random.randrange(len(self.text))
            fragments = ((start, min(len(self.text), start + self.random.choice([1, 4, 30, 200]))),)
            if self.random.random() < 0.2 and fragments[0][1] + 8 < len(self.text):
                fragments = (*fragments, (fragments[0][1] + 3, fragments[0][1] + 8))
            if self.random.random() < 0.3:
                fillers = (Argument("target", self.random.choice(uids)) for _ in range(self.random.randrange(4)))
                events.append(Event(uid, self.random.choice(["STRIKE", "GONE"]), fragments, tuple(fillers)))
            else:
                mentions.append(Mention(uid, fragments, self.random.choice(["ARM", "GPE", "GONE"])))
        return Marks(author, tuple(mentions), tuple(events))

    def view(self) -> CanvasView:
        article = Article("any", self.text, zones=self.zones)
        own, suggested = self._marks(READER, "o"), self._marks(EXTRACTOR, "s")
        return CanvasView(article, own, (suggested,), self.schema, (Trouble(self.random.choice(["o0", None]), "x"),))

    def act(self, canvas: Canvas) -> None:
        chance = self.random.random()
        if chance < 0.5:
            modifier = self.random.choice(MODIFIERS) | self.random.choice([NONE, SHIFT])
            QTest.keyClick(canvas, self.random.choice(KEYS), modifier)
        elif chance < 0.65:
            self._drag(canvas)
        elif chance < 0.75:
            canvas.focus_event(self.random.choice(["o0", "o1", "s0", "s1", None]))
        elif chance < 0.8:
            canvas.set_candidates([("o1", 1), ("s1", 2)], self.random.choice(["o1", "nowhere", None]))
        elif chance < 0.9:
            canvas.update_view(self.view())
        elif chance < 0.95:
            canvas.step_mark(self.random.choice([1, -1]), only_suggestions=self.random.random() < 0.5)
        elif chance < 0.97:
            canvas.set_reading(self._reading())
        else:
            canvas.resize(self.random.choice([120, 400, 900]), self.random.choice([40, 400]))

    def _reading(self) -> Reading:
        zoom, width, spacing = (self.random.choice(choices) for choices in (ZOOMS, WIDTHS, SPACINGS))
        return Reading(zoom, width, spacing, self.random.random() < 0.5)

    def _drag(self, canvas: Canvas) -> None:
        points = [QPoint(self.random.randrange(700), self.random.randrange(380)) for _ in range(3)]
        QTest.mousePress(canvas.viewport(), Qt.MouseButton.LeftButton, NONE, points[0])
        for point in points[1:]:
            QTest.mouseMove(canvas.viewport(), point)
        QTest.mouseRelease(canvas.viewport(), Qt.MouseButton.LeftButton, NONE, points[-1])


@pytest.mark.parametrize("seed", range(12))
def test_random_use(open_canvas: Open, seed: int) -> None:
    player = Player(seed)
    canvas = open_canvas(player.view(), width=700, height=400)
    for _ in range(25):
        player.act(canvas)
        canvas.grab()
        for start, end in canvas.selection():
            assert 0 <= start < end <= len(player.text)
        canvas.mark_at_cursor()
        canvas.cursor_words()
