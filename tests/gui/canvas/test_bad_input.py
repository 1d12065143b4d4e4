"""Articles that nobody should write, and somebody will."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from spanloop.core.article import Article
from spanloop.core.marks import Event, Marks, Mention
from spanloop.gui.canvas import Canvas, CanvasView
from spanloop.gui.canvas.marks import LANES, MOST
from spanloop.gui.canvas.paragraphs import CHUNK, split_article
from tests.gui.canvas.sample import READER, lines_in_view, schema
from tests.gui.canvas.test_canvas import plain

Open = Callable[..., Canvas]
SENTENCE = "Guns of the Second Corps bombarded the flour mill shortly before sunrise and wounded nine bakers."


def crowd(count: int) -> CanvasView:
    """So many mentions on one sentence, the same places again and again, and one more line."""
    labels = [item.label for item in schema().entities]
    places = [(start, end) for start in range(0, 90, 3) for end in range(start + 2, 96, 3)]
    mentions = tuple(
        Mention(f"m{number}", (places[number % len(places)],), labels[number % len(labels)]) for number in range(count)
    )
    return CanvasView(Article("crowd", SENTENCE + "\nAnother line."), Marks(READER, mentions), (), schema())


def test_a_crowded_sentence_shows_what_can_be_told_apart_and_counts_the_rest(open_canvas: Open) -> None:
    view = crowd(6000)
    canvas = open_canvas(view)
    book = canvas.scene().document.book
    shown = book.in_paragraph(0)
    assert len(shown) == MOST
    assert max(mark.lane for mark in shown) == LANES - 1
    assert book.crowded_out(0) == 6000 - sum(mark.lane >= 0 for mark in shown)
    # No place is left bare while another one has its second mark shown.
    assert len({mark.fragments for mark in shown}) == len({mention.fragments for mention in view.marks.mentions})
    assert lines_in_view(canvas)[0].bottom < 150
    canvas.grab()
    assert canvas.words_at(QPoint(20, 40)).startswith(f"{book.crowded_out(0):,} marks more")


def test_keys_reach_marks_that_are_not_shown(open_canvas: Open) -> None:
    view = crowd(6000)
    canvas = open_canvas(view)
    hidden = {mention.uid for mention in view.marks.mentions} - {
        mark.uid for mark in canvas.scene().document.book.in_paragraph(0)
    }
    uid = sorted(hidden)[0]
    canvas.go_to(uid)
    assert canvas.mark_at_cursor() == uid
    fewer = replace(view, marks=replace(view.marks, mentions=view.marks.mentions[:40]))
    canvas.update_view(fewer)
    assert canvas.scene().document.book.crowded_out(0) <= 40
    canvas.update_view(view)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    canvas.grab()


@pytest.mark.parametrize(
    "unit", ["The column waited by the river. ", "x", "東京で朝日新聞が報じた", "قصف الفيلق مطحنة "]
)
def test_a_very_long_line_lays_out_only_what_is_seen(open_canvas: Open, unit: str) -> None:
    text = unit * (400_000 // len(unit))
    through = Mention("through", ((3, len(text) - 3),), "PER")
    canvas = open_canvas(plain(text, through))
    paragraphs = canvas.scene().document.paragraphs
    assert len(paragraphs) > 250
    canvas.verticalScrollBar().setValue(canvas.verticalScrollBar().maximum() // 2)
    canvas.update_view(plain(text, through, Mention("m", ((5, 9),), "ORG")), changed=["m"])
    canvas.grab()
    assert sum(paragraph.layout is not None for paragraph in paragraphs) < 12
    QTest.keyClick(canvas, Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
    assert canvas.selection()[-1][1] >= len(text) - len(unit)


def test_many_events_on_one_line_open_no_room_for_all_their_arcs(open_canvas: Open) -> None:
    events = tuple(Event(f"e{number}", "STRIKE", ((number % 90, number % 90 + 4),)) for number in range(3000))
    view = CanvasView(Article("events", SENTENCE), Marks(READER, (), events), (), schema())
    canvas = open_canvas(view)
    canvas.set_steady_lines(True)
    canvas.grab()
    assert lines_in_view(canvas)[0].bottom < 200


@pytest.mark.parametrize(
    ("unit", "parted"),
    [
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467", "\u200d\U0001f469"),
        ("\U0001f1e6\U0001f1f2", "\U0001f1f2"),
        ("e\u0301", "\u0301"),
    ],
)
def test_a_cut_parts_no_character(unit: str, parted: str) -> None:
    pieces = split_article(Article("a", unit * 1000))
    assert len(pieces) > 1
    assert not any(piece.text.startswith(parted) for piece in pieces)


def test_accents_without_letters_are_cut_all_the_same() -> None:
    pieces = split_article(Article("a", "\u0301" * 4000))
    assert [len(piece.text) for piece in pieces] == [CHUNK, CHUNK, 4000 - 2 * CHUNK]


def test_a_character_that_no_font_has_can_be_seen_and_selected(open_canvas: Open) -> None:
    text = "Word \U0010fffd end"
    canvas = open_canvas(plain(text))
    assert canvas.rect_of(5).width() >= 4
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.selection() == ((5, 6),)
