"""Width, spacing and patterns, and how labels are told apart without colour."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter

from spanloop.gui.canvas import Canvas
from spanloop.gui.canvas.reading import Reading
from spanloop.gui.canvas.underlines import PATTERNS, UnderlinePen
from tests.gui.canvas.sample import ENGLISH, lines_in_view, read

Open = Callable[..., Canvas]


def pitch(canvas: Canvas) -> int:
    lines = lines_in_view(canvas)
    return next(line.bottom - line.top for line in lines if not line.segments)


def test_lines_get_looser_and_tighter_and_the_cursor_stays_put(open_canvas: Open) -> None:
    view = read(ENGLISH + "\n".join(f"Line {number} of quiet text." for number in range(60)))
    canvas = open_canvas(view)
    canvas.go_to_offset(view.article.text.index("Line 40"))
    before, stood = pitch(canvas), canvas.rect_of(canvas.selection()[0][0]).top()
    canvas.set_reading(Reading(spacing=150))
    assert pitch(canvas) == before + round(25 * 0.5)
    assert abs(canvas.rect_of(canvas.selection()[0][0]).top() - stood) <= 1
    canvas.set_reading(Reading(spacing=90))
    assert pitch(canvas) < before


def test_the_column_gets_wider_as_far_as_the_window_has_room(open_canvas: Open) -> None:
    canvas = open_canvas(read(ENGLISH), width=1400)
    assert canvas.column.width == 640
    canvas.set_reading(Reading(width=150))
    assert canvas.column.width == 960
    canvas.set_reading(Reading(width=60))
    assert canvas.column.width == 384
    canvas.resize(700, 600)
    canvas.set_reading(Reading(width=200))
    assert 480 <= canvas.column.width < 700


@pytest.mark.parametrize("ratio", [1, 1.5, 2])
def test_every_pattern_looks_different_in_grey(qapp: object, ratio: float) -> None:
    seen: set[bytes] = set()
    for number in range(len(PATTERNS)):
        picture = QImage(round(60 * ratio), round(4 * ratio), QImage.Format.Format_Grayscale8)
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.white)
        painter = QPainter(picture)
        UnderlinePen(number, height=2, scale=1).draw(painter, QColor("black"), 0, 60, 0, ratio=ratio)
        painter.end()
        seen.add(bytes(picture.constBits()))
        # Whatever the pattern, the mark is underlined to both its ends.
        assert picture.pixelColor(0, 0).lightness() < 128
        assert picture.pixelColor(picture.width() - 1, 0).lightness() < 128
    assert len(seen) == len(PATTERNS)


def test_patterns_go_by_label_and_can_be_switched_off(open_canvas: Open) -> None:
    canvas = open_canvas(read(ENGLISH))
    for patterns, different in ((True, 2), (False, 1)):
        canvas.set_reading(Reading(patterns=patterns))
        scene = canvas.scene()
        marks = [scene.document.book.get(uid) for uid in ("g1", "f1")]
        assert len({id(scene.document.style.underline_of(mark)) for mark in marks if mark}) == different
