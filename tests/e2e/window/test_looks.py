"""How the window looks where it once looked wrong."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget

from tests.e2e.window.desk import Desk


def ink(widget: QWidget) -> tuple[int, int]:
    """The first and last column of a widget in which something other than its field is painted."""
    image = widget.grab().toImage()
    field = image.pixel(0, 0)
    columns = [x for x in range(image.width()) if any(image.pixel(x, y) != field for y in range(image.height()))]
    assert columns, "nothing is painted"
    return columns[0], columns[-1]


def test_the_only_event_stands_at_the_top_of_the_inspector(desk: Desk) -> None:
    desk.make_event("bombed", "STRIKE")
    inspector = desk.page.inspector
    assert inspector.event_card.mapTo(inspector, QPoint(0, 0)).y() < 80


def test_the_status_line_follows_the_form(desk: Desk) -> None:
    desk.mark("a workshop", "FAC")
    desk.make_event("bombed", "STRIKE")
    assert desk.place_told == "STRIKE bombed"
    desk.press(desk.role_key("target"))
    assert desk.place_told == "STRIKE bombed, choosing the target"
    desk.press("Esc")
    assert desk.place_told == "STRIKE bombed"


def test_arabic_titles_begin_where_others_do_and_places_end_there(desk: Desk) -> None:
    latin = ink(desk.page.article_bar._title)
    place = ink(desk.show.status._place)
    desk.find_row(next(title for title in desk.queue if "الجيش" in title))
    assert abs(ink(desk.page.article_bar._title)[0] - latin[0]) < 8
    assert abs(ink(desk.show.status._place)[1] - place[1]) < 40, "only what stands beside it may push it"


def test_an_error_begins_like_a_sentence(desk: Desk, tmp_path: Path) -> None:
    empty = tmp_path / "empty.jsonl"
    empty.write_bytes(b"")
    desk.drop([empty])
    desk.wait_for(lambda: desk.asked == "errorSheet", "the error")
    assert desk.told[0].isupper()
    desk.dismiss()


def test_without_an_article_the_strip_says_how_to_get_one(desk: Desk, tmp_path: Path) -> None:
    desk.press("Ctrl+Shift+N")
    desk.type("Empty")
    desk.press("Tab", "Tab", "Ctrl+A")
    desk.path = tmp_path / "empty.spanloop"
    desk.type(str(desk.path))
    desk.press("Enter")
    assert [hint.action for hint in desk.page.hint_strip.hints()] == ["article.import", "article.paste", "help.keys"]


@pytest.mark.parametrize("size", [(1440, 900), (1024, 700)])
def test_the_parts_of_the_window_do_not_overlap(desk: Desk, size: tuple[int, int]) -> None:
    desk.show.resize(*size)
    desk.look()
    parts: list[QWidget] = [desk.page.article_bar, desk.canvas, desk.page.hint_strip, desk.page.inspector]
    parts += [desk.show.top, desk.show.status]
    boxes = [part.rect().translated(part.mapTo(desk.show, QPoint(0, 0))) for part in parts]
    for number, box in enumerate(boxes):
        assert desk.show.rect().contains(box)
        assert not any(box.intersects(other) for other in boxes[number + 1 :])
