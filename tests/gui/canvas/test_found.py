"""What a search found is seen in the text, and marks on the same words lead to each other."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QColor

from spanloop.core.folding import Folded
from spanloop.gui.canvas import Canvas
from spanloop.gui.canvas.found import Found
from spanloop.gui.theme import Theme
from tests.gui.canvas.sample import read

VIEW = read("The {ARM#a|[STRIKE#b|guns]} of the north and {ORG#s?|guns} of {FAC#o|the {ARM#i|guns} depot}.")


def _colours(canvas: Canvas, offset: int) -> set[str]:
    """The colours of the text box of a character."""
    box = canvas.rect_of(offset).toRect()
    image = canvas.viewport().grab(box).toImage()
    return {QColor(image.pixel(x, y)).name() for x in range(image.width()) for y in range(image.height())}


def test_places_are_painted_and_gone_with_the_next_article(open_canvas: Callable[..., Canvas], theme: Theme) -> None:
    canvas = open_canvas(VIEW)
    text = VIEW.article.text
    hits = Folded(text, "reading").find("of")
    plain = _colours(canvas, text.index("of"))
    canvas.set_hits(hits, 1)
    first, second = (_colours(canvas, start) for start, _ in hits)
    assert theme.colour("sunken").name() in first - plain
    assert theme.colour("selected").name() in second - plain
    assert theme.colour("focus").name() in second
    canvas.set_hits(())
    assert _colours(canvas, text.index("of")) == plain
    canvas.set_hits(hits)
    canvas.show_article(VIEW)
    assert canvas.found == Found()


def test_only_places_near_a_stretch_are_looked_at() -> None:
    found = Found([(2, 4), (6, 9), (9, 10), (12, 20)])
    assert found.between(4, 9) == [(1, (6, 9))]
    assert found.between(9, 13) == [(2, (9, 10)), (3, (12, 20))]
    assert found.between(20, 30) == []


def test_marks_on_the_same_words_and_around_them_are_reached_outward_and_inward(
    open_canvas: Callable[..., Canvas],
) -> None:
    canvas = open_canvas(VIEW, offset=VIEW.article.text.index("guns"))
    assert [canvas.go_around() for _ in range(3)] == ["b", "a", None]
    assert [canvas.go_inside() for _ in range(2)] == ["b", None]
    canvas.go_to("i")
    assert [canvas.go_around() for _ in range(2)] == ["o", None]
    assert canvas.go_inside() == "i"
