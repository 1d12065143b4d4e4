"""The words around a mark: the mark stands in the middle, and what comes before it where reading begins."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from spanloop.gui.judge.context import ContextFonts, joined, paint_context
from spanloop.gui.theme import Theme

_AREA = QRectF(0, 0, 800, 36)
_JOINER = "\u200d"


def painted(words: tuple[str, str, str], *, trigger: bool = True) -> tuple[QImage, QRectF]:
    """The line on white, and where the mark stands."""
    theme = Theme.named("light")
    image = QImage(800, 36, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    frame = paint_context(
        painter, _AREA, words, ink=theme.unknown_ink(), trigger=trigger, theme=theme, fonts=ContextFonts(theme)
    )
    painter.end()
    return image, frame


def inked(image: QImage, left: float, right: float) -> bool:
    """Whether anything is painted between these columns."""
    white = 0xFFFFFFFF
    return any(image.pixel(x, y) != white for x in range(int(left), int(right)) for y in range(image.height()))


@pytest.mark.parametrize(
    "words",
    [
        ("At the Sarun crossing the brigade ", "took", " four drivers"),
        ("", "took", ""),
        ("x " * 300, "took", " y" * 300),
        ("before ", "a mark that is far longer than the line " * 10, " after"),
        ("وقال شهود إن الجنود ", "اعتقلوا", " سبعة من سكان القرية"),
        ("", "", ""),
    ],
)
def test_the_mark_stands_in_the_middle_and_nothing_leaves_the_line(qapp: Any, words: tuple[str, str, str]) -> None:
    _, frame = painted(words)
    assert abs(frame.center().x() - _AREA.center().x()) <= 1
    assert _AREA.contains(frame)


def test_what_comes_before_is_at_the_side_where_reading_begins(qapp: Any) -> None:
    for words, before_is_left in (
        (("The brigade ", "took", ""), True),
        (("قال شهود إن الجنود ", "اعتقلوا", ""), False),
    ):
        image, frame = painted(words)
        assert inked(image, 0, frame.left() - 1) is before_is_left
        assert inked(image, frame.right() + 2, 800) is not before_is_left


def test_a_pill_has_a_line_around_it_and_a_mention_below_it(qapp: Any) -> None:
    theme = Theme.named("light")
    ink = theme.unknown_ink().ink
    for trigger in (True, False):
        image, frame = painted(("a ", "took", " b"), trigger=trigger)
        middle = int(frame.center().x())
        assert image.pixelColor(middle, int(frame.bottom()) - 1) == ink
        assert (image.pixelColor(middle, int(frame.top())) == ink) is trigger


def test_letters_keep_their_form_where_a_mark_begins_inside_a_word() -> None:
    assert joined(("قال و", "الجيش", " قصف")) == (f"قال و{_JOINER}", f"{_JOINER}الجيش", " قصف")
    assert joined(("قال ", "الجيش", "ية")) == ("قال ", f"الجيش{_JOINER}", f"{_JOINER}ية")
    assert joined(("un", "armed", " men")) == ("un", "armed", " men")
