"""Long stretches that are no text of the article, folded to one line."""

from __future__ import annotations

from collections.abc import Callable

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from spanloop.core.article import Article, Zone, ZoneKind
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author, Marks, Mention
from spanloop.gui.canvas import Canvas, CanvasView
from spanloop.gui.canvas.folding import LEAST, Folds
from spanloop.gui.canvas.paragraphs import split_article
from tests.gui.canvas.sample import READER, schema

LINES = (
    "Home", "World", "Sport", "Sign in", "Subscribe",  # 0 to 4: boilerplate
    "Shells fell on the bridge at noon.", "Nobody was hurt.",
    "Share", "Print",  # 7, 8: boilerplate, too little to fold
    "The bridge is closed.",
    "Anna: how sad", "Ben: again", "Cleo: when will it end", "Dan: first",  # 10 to 13: comments
    "About us", "Contact", "Terms", "Privacy",  # 14 to 17: boilerplate
)  # fmt: skip
TEXT = "\n".join(LINES)


def start_of(line: int) -> int:
    return sum(len(each) + 1 for each in LINES[:line])


def zone(first: int, last: int, kind: ZoneKind) -> Zone:
    return Zone(new_uid(), start_of(first), start_of(last) + len(LINES[last]), kind)


def page(*mentions: Mention) -> CanvasView:
    zones = (
        zone(0, 4, "boilerplate"), zone(7, 8, "boilerplate"), zone(10, 13, "comment"), zone(14, 17, "boilerplate"),
    )  # fmt: skip
    return CanvasView(Article("a", TEXT, zones=zones), Marks(READER, mentions=mentions), schema=schema())


def shown(canvas: Canvas) -> list[str]:
    return [paragraph.text for paragraph in canvas.scene().document.paragraphs]


def folded(open_canvas: Callable[..., Canvas], view: CanvasView, offset: int | None = None) -> Canvas:
    canvas = open_canvas(page())
    canvas.set_folding(True)
    canvas.show_article(view, offset=offset)
    return canvas


def test_long_stretches_show_their_first_line(open_canvas: Callable[..., Canvas]) -> None:
    canvas = folded(open_canvas, page())
    assert shown(canvas) == [LINES[n] for n in (0, 5, 6, 7, 8, 9, 10, 14)]
    hidden = [paragraph.hidden for paragraph in canvas.scene().document.paragraphs]
    assert hidden == [4, 0, 0, 0, 0, 0, 3, 3]
    canvas.set_folding(False)
    assert shown(canvas) == list(LINES)


def test_the_cursor_steps_over_what_is_folded_away(open_canvas: Callable[..., Canvas]) -> None:
    canvas = folded(open_canvas, page(), offset=start_of(0))
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.selection() == ((start_of(5), start_of(5) + len("Shells")),)
    canvas.set_folding(False)
    QTest.keyClick(canvas, Qt.Key.Key_Left)
    assert canvas.selection() == ((start_of(4), start_of(4) + len("Subscribe")),)


def test_what_leads_into_a_fold_opens_it_alone(open_canvas: Callable[..., Canvas]) -> None:
    canvas = folded(open_canvas, page())
    canvas.go_to_offset(start_of(12))
    assert LINES[12] in shown(canvas)
    assert LINES[16] not in shown(canvas)
    assert canvas.selection() == ((start_of(12), start_of(12) + len("Cleo")),)
    canvas.show_offset(start_of(16))
    assert LINES[16] in shown(canvas)
    canvas.show_article(page(), offset=start_of(3))
    assert LINES[3] in shown(canvas)
    assert LINES[12] not in shown(canvas), "another visit begins folded"


def test_a_click_in_the_gutter_opens_a_fold(open_canvas: Callable[..., Canvas]) -> None:
    canvas = folded(open_canvas, page())
    first = canvas.rect_of(0)
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=first.center().toPoint() + QPoint(8, 0))
    assert LINES[3] not in shown(canvas), "a click on the words themselves goes there"
    QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(20, round(first.center().y())))
    assert LINES[3] in shown(canvas)


def test_a_stretch_with_a_mark_stays_open(open_canvas: Callable[..., Canvas]) -> None:
    mark = Mention(new_uid(), ((start_of(12), start_of(12) + 4),), "PER")
    canvas = folded(open_canvas, page(mark))
    assert LINES[12] in shown(canvas)
    assert LINES[3] not in shown(canvas)


@given(kinds=st.lists(st.sampled_from(["", "boilerplate", "comment", "headline"]), min_size=1, max_size=40))
def test_folding_leaves_every_line_of_the_article_and_counts_the_rest(kinds: list[ZoneKind]) -> None:
    text = "\n".join(f"line {n}" for n in range(len(kinds)))
    starts = [text.index(f"line {n}\n" if n + 1 < len(kinds) else f"line {n}") for n in range(len(kinds))]
    zones = tuple(
        Zone(new_uid(), start, start + len(f"line {n}"), kind)
        for n, (start, kind) in enumerate(zip(starts, kinds, strict=True))
        if kind
    )
    article = Article("a", text, zones=zones)
    view = CanvasView(article, Marks(Author("", "")))
    every = split_article(article)
    kept = Folds(on=True).fold(split_article(article), view)
    assert [p.text for p in kept if not p.silent] == [p.text for p in every if not p.silent]
    assert len(kept) + sum(p.hidden for p in kept) == len(every)
    assert all(p.hidden == 0 or p.hidden >= LEAST for p in kept)
    for paragraph in every:
        folds = Folds(on=True)
        opened = folds.open_at(kept, paragraph.start)
        if opened:
            assert paragraph.text in [p.text for p in folds.fold(split_article(article), view)]
        else:
            assert paragraph.text in [p.text for p in kept]
