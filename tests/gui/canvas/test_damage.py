"""What is painted anew is enough: a picture kept up to date from the painted parts equals one painted whole."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from spanloop.core.marks import Mention
from spanloop.core.words import word_boundaries
from spanloop.gui.canvas import Canvas
from spanloop.gui.canvas.paint import paint
from spanloop.gui.canvas.reading import Reading
from spanloop.gui.theme import Theme
from tests.gui.canvas.sample import ARABIC, ENGLISH, read


class Mirror(Canvas):
    """Paints into a picture of its own what Qt asks it to paint, and nothing else."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        self.kept = self.blank()
        self.asked = 0

    def blank(self) -> QImage:
        picture = QImage(self.viewport().size(), QImage.Format.Format_RGB32)
        picture.fill(QColor("magenta"))
        return picture

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.kept.size() != self.viewport().size():
            self.kept = self.blank()
        region = event.region()
        self.asked += region.boundingRect().height()
        painter = QPainter(self.kept)
        painter.setClipRegion(region)
        paint(painter, self.scene(QRectF(region.boundingRect())))
        painter.end()

    def whole(self) -> QImage:
        picture = self.blank()
        painter = QPainter(picture)
        paint(painter, self.scene())
        painter.end()
        return picture


@pytest.fixture
def mirror(qtbot: QtBot, theme: Theme) -> Mirror:
    canvas = Mirror(theme)
    qtbot.addWidget(canvas)
    canvas.resize(840, 420)
    with qtbot.waitExposed(canvas):
        canvas.show()
    canvas.setFocus()
    return canvas


@pytest.mark.parametrize("written", [ENGLISH, ARABIC])
def test_painting_parts_leaves_nothing_old_on_the_screen(mirror: Mirror, written: str) -> None:
    source = random.Random(5)
    view = read(written)
    mirror.show_article(view)
    words = word_boundaries(view.article.text)
    keys = (Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_PageDown, Qt.Key.Key_PageUp)
    for number in range(60):
        act = source.randrange(7)
        if act == 0:
            extra = Mention(f"new{number}", (source.choice(words),), source.choice(["PER", "ARM", "TIME"]))
            view = replace(view, marks=replace(view.marks, mentions=(*view.marks.mentions, extra)))
            mirror.update_view(view, changed=[extra.uid])
        elif act == 1:
            gone = source.choice(view.marks.mentions)
            kept = tuple(mention for mention in view.marks.mentions if mention is not gone)
            view = replace(view, marks=replace(view.marks, mentions=kept))
            mirror.update_view(view, changed=[gone.uid])
        elif act == 2:
            mirror.focus_event(source.choice([None, None, "e1", "e2"]))
        elif act == 3:
            QTest.mouseMove(mirror.viewport(), QPoint(source.randrange(840), source.randrange(420)))
        elif act == 4:
            mirror.set_hits(sorted(source.sample(words, 3)), current=source.choice([None, 0, 2]))
        else:
            modifier = source.choice([Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier])
            QTest.keyClick(mirror, source.choice(keys), modifier)
        QApplication.processEvents()
        assert mirror.kept == mirror.whole(), (number, act)


def test_a_step_of_the_cursor_paints_a_few_lines(mirror: Mirror) -> None:
    mirror.show_article(read(ENGLISH), offset=0)
    QApplication.processEvents()
    mirror.asked = 0
    QTest.keyClick(mirror, Qt.Key.Key_Right)
    QApplication.processEvents()
    assert 0 < mirror.asked < 200


def test_a_mark_that_moves_no_line_paints_its_paragraph(mirror: Mirror) -> None:
    view = read(ENGLISH)
    mirror.show_article(view)
    start = view.article.text.index("midnight")
    mirror.go_to_offset(start)
    QApplication.processEvents()
    mirror.asked = 0
    extra = Mention("new", ((start, start + 8),), "TIME")
    mirror.update_view(
        replace(view, marks=replace(view.marks, mentions=(*view.marks.mentions, extra))), changed=["new"]
    )
    QApplication.processEvents()
    assert 0 < mirror.asked < 200


def test_everything_is_painted_when_the_text_is_set_otherwise(mirror: Mirror) -> None:
    mirror.show_article(read(ENGLISH))
    QApplication.processEvents()
    for reading in (Reading(spacing=150), Reading(patterns=False), Reading(width=75, zoom=125)):
        mirror.set_reading(reading)
        QApplication.processEvents()
        assert mirror.kept == mirror.whole()
