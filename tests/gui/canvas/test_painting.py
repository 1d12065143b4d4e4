"""What stands on the screen, looked at pixel by pixel where that says something."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontInfo, QFontMetricsF, QImage

from spanloop.core.article import Zone
from spanloop.core.marks import Marks, Mention
from spanloop.gui.canvas import Canvas, CanvasView, paint
from spanloop.gui.canvas.badges import badges, tag_rects
from spanloop.gui.canvas.fitting import fitted
from spanloop.gui.canvas.reading import Reading
from spanloop.gui.theme import THEME_NAMES, Theme
from tests.gui.canvas.sample import ARABIC, ENGLISH, READER, Trouble, lines_in_view, read

Open = Callable[..., Canvas]


def near(colour: QColor, other: QColor, reach: int = 6) -> bool:
    pairs = ((colour.red(), other.red()), (colour.green(), other.green()), (colour.blue(), other.blue()))
    return all(abs(one - two) <= reach for one, two in pairs)


def colours_around(canvas: Canvas, words: str, dy: tuple[int, int]) -> list[QColor]:
    """The colours in rows dy[0]..dy[1] below the text box of the middle of these words."""
    image: QImage = canvas.grab().toImage()
    rect = canvas.rect_of(canvas.view.article.text.index(words) + len(words) // 2)
    x = round(rect.center().x())
    return [image.pixelColor(x + dx, round(rect.bottom()) + y) for y in range(*dy) for dx in range(-2, 3)]


@pytest.mark.parametrize("name", THEME_NAMES)
@pytest.mark.parametrize("written", [ENGLISH, ARABIC], ids=["english", "arabic"])
@pytest.mark.parametrize("zoom", [80, 100, 175])
def test_every_theme_paints_every_state(open_canvas: Open, name: str, written: str, zoom: int) -> None:
    canvas = open_canvas(read(written, problems=(Trouble("e1", "No place."), Trouble("a1", "x"))))
    canvas.set_theme(Theme.named(name))  # pyright: ignore[reportArgumentType]
    canvas.set_reading(Reading(zoom))
    pictures = [canvas.grab().toImage()]
    canvas.focus_event("e1")
    pictures.append(canvas.grab().toImage())
    canvas.set_candidates([("a1", 1), ("c1", 12)], "c1", role="victim")
    pictures.append(canvas.grab().toImage())
    assert pictures[0] != pictures[1] != pictures[2]
    # On the side without names of zones.
    edge = 2 if canvas.column.rtl else pictures[0].width() - 3
    assert all(near(picture.pixelColor(edge, 2), canvas.theme.colour("page")) for picture in pictures)


def test_a_mention_has_a_tint_an_underline_and_a_tag(open_canvas: Open, theme: Theme) -> None:
    canvas = open_canvas(read(ENGLISH))
    ink = theme.ink(canvas.view.schema.entity("LOC"))  # pyright: ignore[reportArgumentType]
    assert any(near(colour, ink.ink) for colour in colours_around(canvas, "coast road", (0, 5)))
    assert any(near(colour, ink.tint) for colour in colours_around(canvas, "coast road", (-25, -20)))


@pytest.mark.parametrize("written", [ENGLISH, ARABIC], ids=["english", "arabic"])
def test_a_proposed_zone_is_told_from_a_confirmed_one_in_the_gutter(open_canvas: Open, written: str) -> None:
    view = read(written)
    text = view.article.text
    pictures: list[QImage] = []
    for state in ("proposed", "confirmed"):
        zone = Zone("z", 0, text.index("\n"), "headline", state=state)
        canvas = open_canvas(replace(view, article=replace(view.article, zones=(zone,))))
        pictures.append(canvas.grab().toImage())
    proposed, confirmed = pictures
    other = [
        x
        for x in range(proposed.width())
        for y in range(proposed.height())
        if proposed.pixel(x, y) != confirmed.pixel(x, y)
    ]
    column = canvas.column
    assert other
    assert all(x > column.left + column.width if column.rtl else x < column.left for x in other)


def test_a_suggestion_has_neither_tint_nor_underline(open_canvas: Open, theme: Theme) -> None:
    canvas = open_canvas(read(ENGLISH))
    ink = theme.ink(canvas.view.schema.entity("GPE"))  # pyright: ignore[reportArgumentType]
    page = theme.colour("page")
    assert all(near(colour, page) for colour in colours_around(canvas, "Tall Marun", (1, 5)))
    assert all(near(colour, page) for colour in colours_around(canvas, "Tall Marun", (-24, -19)))
    assert any(near(colour, ink.ink, 90) for colour in colours_around(canvas, "Tall Marun", (-26, 1)))


def test_focus_takes_the_tint_from_the_rest(open_canvas: Open, theme: Theme) -> None:
    canvas = open_canvas(read(ENGLISH))
    tint = theme.ink(canvas.view.schema.entity("LOC")).tint  # pyright: ignore[reportArgumentType]
    canvas.focus_event("e1")
    assert not any(near(colour, tint, 3) for colour in colours_around(canvas, "coast road", (-25, -20)))
    canvas.focus_event("e4")
    assert any(near(colour, tint, 3) for colour in colours_around(canvas, "ridge above", (-25, -20)))


def test_high_contrast_dims_nothing(open_canvas: Open) -> None:
    canvas = open_canvas(read(ENGLISH))
    theme = Theme.named("high-contrast")
    canvas.set_theme(theme)
    canvas.focus_event("e1")
    tint = theme.ink(canvas.view.schema.entity("LOC")).tint  # pyright: ignore[reportArgumentType]
    assert any(near(colour, tint, 3) for colour in colours_around(canvas, "coast road", (-25, -20)))


@pytest.mark.parametrize("written", [ENGLISH, ARABIC], ids=["english", "arabic"])
def test_marks_move_no_glyph_sideways(open_canvas: Open, written: str) -> None:
    view = read(written)
    canvas = open_canvas(CanvasView(view.article, Marks(READER), (), view.schema))
    offsets = range(len(view.article.text))
    bare = [canvas.rect_of(offset).left() for offset in offsets]
    canvas.update_view(view)
    canvas.focus_event("e1")
    assert [canvas.rect_of(offset).left() for offset in offsets] == bare


def test_in_arabic_marks_lie_over_their_own_letters(open_canvas: Open) -> None:
    canvas = open_canvas(read(ARABIC))
    text = canvas.view.article.text
    segments = {s.mark.uid: s for line in lines_in_view(canvas) for s in line.segments if s.first}
    for uid, words in (("w1", "Grad-21"), ("s1", "الجيران"), ("n1", "9")):
        start = text.index(words)
        rects = [canvas.rect_of(offset) for offset in range(start, start + len(words))]
        left = canvas.column.left
        assert segments[uid].x0 + left == pytest.approx(min(rect.left() for rect in rects), abs=1.5)
        assert segments[uid].x1 + left == pytest.approx(max(rect.right() for rect in rects), abs=1.5)
    assert canvas.column.rtl
    assert segments["h1"].x0 > segments["h3"].x1


def test_a_mark_across_directions_is_seen_in_pieces(open_canvas: Open) -> None:
    text = "قال M7 road ثم"
    start, end = text.index("M7"), text.index("ثم") + 1
    view = CanvasView(read(ARABIC).article, Marks(READER), (), read(ARABIC).schema)
    view = replace(
        view,
        article=replace(view.article, text=text, zones=()),
        marks=Marks(READER, (Mention("m", ((start, end),), "LOC"),)),
    )
    canvas = open_canvas(view)
    [segment] = [s for line in lines_in_view(canvas) for s in line.segments]
    widths = sum(canvas.rect_of(offset).width() for offset in range(start, end))
    assert sum(x1 - x0 for x0, x1 in segment.runs) == pytest.approx(widths, abs=2)


def test_emoji_and_crlf_leave_marks_where_they_are(open_canvas: Open) -> None:
    text = "Zero 😀👩‍👩‍👧 one\r\ntwo 𝒳 three"
    start = text.index("three")
    view = read(ENGLISH)
    view = replace(
        view,
        article=replace(view.article, text=text, zones=()),
        marks=Marks(READER, (Mention("m", ((start, start + 5),), "LOC"),)),
        suggestions=(),
    )
    canvas = open_canvas(view)
    canvas.go_to("m")
    assert canvas.selection() == ((start, start + 5),)
    [segment] = [s for line in lines_in_view(canvas) for s in line.segments]
    assert segment.x0 + canvas.column.left == pytest.approx(canvas.rect_of(start).left(), abs=0.5)
    hit = canvas.hit_at(canvas.rect_of(start + 2).center())
    assert hit is not None
    assert hit.offset == start + 2


def test_a_mark_over_lines_and_paragraphs_is_open_where_it_goes_on(open_canvas: Open) -> None:
    text = "alpha " * 30 + "\n" + "beta " * 5
    view = read(ENGLISH)
    view = replace(
        view,
        article=replace(view.article, text=text, zones=()),
        marks=Marks(READER, (Mention("m", ((12, len(text) - 11),), "LOC"),)),
        suggestions=(),
    )
    canvas = open_canvas(view)
    segments = [s for line in lines_in_view(canvas) for s in line.segments]
    assert len(segments) >= 3
    assert [s.head for s in segments] == [True] + [False] * (len(segments) - 1)
    assert [s.tail for s in segments] == [False] * (len(segments) - 1) + [True]
    assert [s.first for s in segments].count(True) == 1


@pytest.mark.parametrize(("width", "left"), [(840, 96), (828, 96), (720, 84), (1400, 376)])
def test_the_column_keeps_its_measure(open_canvas: Open, width: int, left: int) -> None:
    canvas = open_canvas(read(ENGLISH), width=width)
    assert canvas.column.left == left
    assert 480 <= canvas.column.width <= 640


NESTED = """
{PER#p|{ORG#u|UN} envoy {PER#o|Oda Brand}} met {ARM#a|the {ARM#b|{GPE#g|Kel} Corps}} and {CIV#c|{NUM#n|9} men}.
"""


@pytest.mark.parametrize("written", [NESTED, ARABIC, ENGLISH], ids=["nested", "arabic", "english"])
@pytest.mark.parametrize("zoom", [80, 100, 175])
def test_numbers_of_candidates_hide_no_tag_and_no_other_number(open_canvas: Open, written: str, zoom: int) -> None:
    canvas = open_canvas(read(written))
    canvas.set_reading(Reading(zoom))
    uids = [mention.uid for mention in canvas.view.marks.mentions]
    canvas.set_candidates([(uid, number) for number, uid in enumerate(uids, 1)], uids[0])
    canvas.grab()
    scene = canvas.scene()
    visible = list(scene.document.visible(scene.top, scene.height))
    tags, numbers = tag_rects(scene, visible), badges(scene, visible)
    assert len(numbers) > 3
    for uid, number in numbers.items():
        others = [*tags, *(rect for other, rect in numbers.items() if other != uid)]
        hidden = [number.intersected(rect) for rect in others if number.intersects(rect)]
        assert all(both.width() < 2 or both.height() < 2 for both in hidden), uid


@pytest.mark.parametrize("zoom", [80, 100, 110, 175, 300])
def test_letters_are_as_large_as_there_is_room_for(open_canvas: Open, zoom: int) -> None:
    canvas = open_canvas(read(ENGLISH), width=700)
    canvas.set_reading(Reading(zoom))
    style = canvas.scene().document.style
    for words, room in (("boilerplate?", 64.0), ("boilerplate?", 1000.0), ("source", 40.0)):
        font = fitted(style.gutter_font, words, room, least=style.least_name)
        width, size = QFontMetricsF(font).horizontalAdvance(words), QFontInfo(font).pixelSize()
        whole = QFontInfo(style.gutter_font).pixelSize()
        assert width <= room or size == style.least_name
        larger = QFont(font)
        larger.setPixelSize(size + 1)
        assert size == whole or QFontMetricsF(larger).horizontalAdvance(words) > room


def test_words_in_a_narrow_gutter_are_whole(open_canvas: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    elided: list[tuple[str, str]] = []

    class Metrics(QFontMetricsF):
        def elidedText(self, words: str, mode: Qt.TextElideMode, width: float, flags: int = 0) -> str:
            elided.append((words, super().elidedText(words, mode, width, flags)))
            return elided[-1][1]

    monkeypatch.setattr(paint, "QFontMetricsF", Metrics)
    canvas = open_canvas(read(ENGLISH), width=719)
    for zoom in (100, 125, 175):
        canvas.set_reading(Reading(zoom))
        canvas.focus_event("e1")
        canvas.grab()
    assert "boilerplate" in {words for words, _ in elided}
    assert [pair for pair in elided if pair[0] != pair[1]] == []
