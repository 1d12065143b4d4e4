"""Where arcs and the names of their roles go: nothing of one arc lies on the name of another."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainterPath, QPainterPathStroker
from PySide6.QtWidgets import QApplication

from spanloop.core.article import Article
from spanloop.core.marks import Argument, Event, Marks, Mention
from spanloop.gui.canvas import Canvas, CanvasView, paint_over
from spanloop.gui.canvas.arcs import Drawn
from spanloop.gui.canvas.document import Document
from spanloop.gui.canvas.focus import EventFocus
from spanloop.gui.canvas.paint_over import stops_of
from spanloop.gui.canvas.reading import Reading
from spanloop.gui.canvas.shapes import arrow
from spanloop.gui.canvas.style import Style
from spanloop.gui.theme import Theme
from tests.gui.canvas.sample import READER, read, schema

ROLES = ("attacker", "target", "place", "time", "source", "instrument", "count")

SHELLED = """
{ARM#h1|Gunners} [STRIKE#h2|pound] {FAC#h3|flour mill in {GPE#h4|Wadi Sara}}
{ARM#a1|Guns of the {ARM#a2|Second Corps}} [STRIKE#e1|bombarded] the {FAC#f1|{GPE#g1|Wadi Sara} flour mill} \
{TIME#t1|before sunrise on Monday}, [HARM#e2|wounding] {CIV#c1|{NUM#n1|nine} bakers} and [DAMAGE#e3|tearing] \
{FAC#f2|two silos} open, as they waited for bread, by word of {CIV#s1|neighbours} and a {PER#s2|nurse} at the clinic, \
and of others, among them a {PER#s3|driver} who had come down from the ridge on foot in the first light of that day.
"""
FILLED = (
    *(("attacker", "a1"), ("target", "f1"), ("place", "g1"), ("time", "t1")),
    *(("source", "s1"), ("source", "s2"), ("source", "s3")),
)


def drawn(view: CanvasView, event: str, *, zoom: float = 100, width: float = 840) -> list[Drawn]:
    """The arcs of an event where they stand in a document of this width."""
    document = Document(view, Style(Theme.named("light"), view.schema, reading=Reading(zoom=zoom)), width)
    document.settle(0, 10_000)
    focus = EventFocus(document)
    focus.set_event(event)
    return focus.drawn()


def with_arguments(view: CanvasView, event: str, arguments: tuple[tuple[str, str], ...]) -> CanvasView:
    [found] = [one for one in view.marks.events if one.uid == event]
    filled = Event(event, found.type, found.trigger, tuple(Argument(role, filler) for role, filler in arguments))
    others = tuple(one for one in view.marks.events if one.uid != event)
    return CanvasView(view.article, Marks(READER, view.marks.mentions, (*others, filled)), (), view.schema)


def body(arc: Drawn) -> list[QPainterPath]:
    """The lines of an arc as broad as they are painted, and its arrow."""
    pen = QPainterPathStroker()
    pen.setWidth(1.5)
    head = QPainterPath()
    head.addPolygon(arrow(*arc.tip))
    return [pen.createStroke(arc.path), head]


def check(arcs: list[Drawn]) -> None:
    for one, other in combinations(arcs, 2):
        assert max(abs(one.tip[0] - other.tip[0]), abs(one.tip[1] - other.tip[1])) >= 3
        if one.name is not None and other.name is not None:
            assert not one.name.intersects(other.name), (one.role, other.role)
        for named, crossing in ((one, other), (other, one)):
            for part in body(crossing) if named.name is not None else ():
                assert not part.intersects(named.name or QRectF()), (named.role, crossing.role)


def test_nested_arguments_and_several_sources_do_not_touch(qapp: QApplication) -> None:
    arcs = drawn(with_arguments(read(SHELLED), "e1", FILLED), "e1")
    assert len(arcs) == len(FILLED)
    assert all(arc.name is not None for arc in arcs)
    check(arcs)


SAID = """
{CIV#u1|Residents} and a {PER#u2|medic} and {ORG#u3|the ministry} and {PER#u4|a clerk}
At the ford nobody moved.
Guns [STRIKE#e1|bombarded] the mill.
At the ford nobody moved.
{CIV#d1|Residents} and a {PER#d2|medic} and {ORG#d3|the ministry} and {PER#d4|a clerk}
"""
SAID_ARABIC = """
{CIV#u1|السكان} و {PER#u2|مسعف} و {ORG#u3|الوزارة} و {PER#u4|موظف}
لم يتحرك أحد عند المعبر.
المدفعية [STRIKE#e1|قصفت] المطحنة.
لم يتحرك أحد عند المعبر.
{CIV#d1|السكان} و {PER#d2|مسعف} و {ORG#d3|الوزارة} و {PER#d4|موظف}
"""


@pytest.mark.parametrize("written", [SAID, SAID_ARABIC], ids=["english", "arabic"])
@pytest.mark.parametrize("way", ["d", "u"], ids=["down", "up"])
def test_arcs_to_one_distant_line_have_a_lane_each_nearest_lowest(qapp: QApplication, written: str, way: str) -> None:
    arguments = tuple((f"source{number}", f"{way}{number}") for number in range(1, 5))
    arcs = drawn(with_arguments(read(written), "e1", arguments), "e1")
    assert len({arc.tip[1] for arc in arcs}) == 1
    arcs.sort(key=lambda arc: arc.role)
    middles = [arc.name.center().y() for arc in arcs if arc.name is not None]
    assert middles == sorted(set(middles), reverse=True)
    assert len(middles) == len({arc.gutter for arc in arcs}) == 4
    check(arcs)
    assert not any(body(one)[0].intersects(body(other)[0]) for one, other in combinations(arcs, 2))


@pytest.mark.parametrize("written", [SAID, SAID_ARABIC], ids=["english", "arabic"])
def test_arcs_up_and_down_cross_neither_names_nor_each_other(qapp: QApplication, written: str) -> None:
    arguments = tuple((uid, uid) for uid in ("u1", "d1", "u2", "d3", "u4", "d4"))
    arcs = drawn(with_arguments(read(written), "e1", arguments), "e1")
    assert len(arcs) == 6
    check(arcs)
    assert not any(body(one)[0].intersects(body(other)[0]) for one, other in combinations(arcs, 2))


def test_head_room_opens_for_as_many_lanes_as_end_there(qapp: QApplication) -> None:
    view = with_arguments(read(SAID), "e1", tuple(("source", f"d{number}") for number in range(1, 5)))
    document = Document(view, Style(Theme.named("light"), view.schema), 840)
    document.settle(0, 10_000)
    focus = EventFocus(document)
    focus.set_event("e1")
    assert [document.line((index, 0)).arcs for index in range(5)] == [0, 0, 0, 4, 4]
    focus.set_event(None)
    assert [document.line((index, 0)).arcs for index in range(5)] == [0, 0, 0, 0, 0]


def test_two_roles_of_one_mark_have_two_arrows(qapp: QApplication) -> None:
    arcs = drawn(with_arguments(read(SHELLED), "e1", (("attacker", "a1"), ("source", "a1"))), "e1")
    assert abs(arcs[0].tip[0] - arcs[1].tip[0]) >= 9
    check(arcs)


def test_a_very_long_role_is_shortened(qapp: QApplication) -> None:
    [arc] = drawn(with_arguments(read(SHELLED), "e1", (("role " * 40, "t1"),)), "e1")
    assert arc.words.endswith("…")
    assert arc.name is not None
    assert arc.name.width() < 240


def test_arcs_through_the_gutter_stay_in_the_view(qapp: QApplication) -> None:
    text = "Guns fired. " + "Nothing else of note happened there. " * 12
    words = [(at, at + 7) for at in range(len(text)) if text.startswith("Nothing", at)]
    mentions = tuple(Mention(f"m{number}", (span,), "FAC") for number, span in enumerate(words))
    event = Event("e", "STRIKE", ((5, 10),), tuple(Argument("target", mention.uid) for mention in mentions))
    arcs = drawn(CanvasView(Article("x", text), Marks(READER, mentions, (event,)), (), schema()), "e", width=640)
    gutters = sorted({arc.gutter for arc in arcs if arc.gutter is not None})
    assert len(gutters) == len([arc for arc in arcs if arc.gutter is not None])
    assert gutters[0] > -84
    check(arcs)


def test_arcs_that_leave_the_view_stop_one_above_the_other(open_canvas: Callable[..., Canvas]) -> None:
    between = "Nothing else of note happened there.\n" * 40
    lines = f"Guns fired.\n{between}Residents and a medic and a clerk."
    mentions = tuple(
        Mention(word, ((lines.index(word), lines.index(word) + len(word)),), "CIV")
        for word in ("Residents", "medic", "clerk")
    )
    event = Event("e", "STRIKE", ((5, 10),), tuple(Argument("source", mention.uid) for mention in mentions))
    view = CanvasView(Article("x", lines), Marks(READER, mentions, (event,)), (), schema())
    canvas = open_canvas(view, height=400)
    canvas.focus_event("e")
    scene = canvas.scene()
    stops = stops_of(scene)
    inner_first = sorted(stops, key=lambda number: -(scene.arcs[number].gutter or 0))
    assert [scene.height - stops[number] for number in inner_first] == [1, 19, 37]
    canvas.grab()
    canvas.go_to("clerk")
    assert stops_of(canvas.scene()) == {}


@pytest.mark.parametrize(("zoom", "height"), [(100, 200), (300, 400), (300, 620), (300, 900)])
def test_arcs_stop_on_their_own_way_out_of_the_view(
    open_canvas: Callable[..., Canvas], monkeypatch: pytest.MonkeyPatch, zoom: int, height: int
) -> None:
    painted: list[tuple[str, QRectF]] = []

    def watched(painter: object, scene: object, words: str, field: QRectF, ink: object, *, font: object = None) -> None:
        if font is not None:
            painted.append((words, field))

    monkeypatch.setattr(paint_over, "_role", watched)
    between = "Nothing else of note happened there.\n" * 40
    lines = f"Guns fired.\n{between}Residents and a medic and a clerk and a driver."
    people = ("Residents", "medic", "clerk", "driver")
    mentions = tuple(Mention(word, ((lines.index(word), lines.index(word) + len(word)),), "CIV") for word in people)
    event = Event("e", "STRIKE", ((5, 10),), tuple(Argument("source", mention.uid) for mention in mentions))
    canvas = open_canvas(
        CanvasView(Article("x", lines), Marks(READER, mentions, (event,)), (), schema()), height=height
    )
    canvas.set_reading(Reading(zoom))
    canvas.focus_event("e")
    canvas.grab()
    scene = canvas.scene()
    stops = stops_of(scene)
    for number, stop in stops.items():
        path, gutter = scene.arcs[number].path, scene.arcs[number].gutter
        points = [path.elementAt(place) for place in range(path.elementCount())]
        entry = min(point.y for point in points if gutter is not None and abs(point.x - gutter) < 1) - scene.top
        assert stop > entry or stop == scene.height - 1
    assert {words for words, _ in painted} <= {"source"}, "none is cut"
    assert len(painted) <= len(stops)
    assert all(field.left() >= 0 for _, field in painted)
    fields = [field for _, field in painted]
    assert not [one for one in fields for other in fields if one is not other and one.intersects(other)]
    if height == 900:
        assert len(painted) == 4


def test_arcs_to_a_line_below_the_view_stop_at_its_edge(open_canvas: Callable[..., Canvas]) -> None:
    below = "Guns [STRIKE#e1|fired].\n{CIV#c1|Residents} and {CIV#c2|a medic} fled."
    view = with_arguments(read(below), "e1", (("source", "c1"), ("victim", "c2")))
    canvas = open_canvas(view, height=400)
    canvas.focus_event("e1")
    assert stops_of(canvas.scene()) == {}
    line = canvas.rect_of(view.marks.events[0].start)
    # The view ends below the trigger, and above where its arcs turn.
    canvas.resize(840, round(line.bottom()) + 12)
    canvas.verticalScrollBar().setValue(0)
    scene = canvas.scene()
    stops = stops_of(scene)
    assert len(stops) == 2
    assert all(line.bottom() < stop < scene.height for stop in stops.values())
    canvas.grab()


WORDS = ("a", "of", "the", "guns", "shelled", "Wadi", "residents", "neighbourhood")
ARABIC_WORDS = ("من", "قصف", "مستودع", "الحبوب", "و", "سكان", "12")


@st.composite
def events(draw: st.DrawFn) -> CanvasView:
    """An article of some lines, an event anywhere in it, and arguments that nest, follow and repeat."""
    words = draw(st.sampled_from([WORDS, ARABIC_WORDS]))
    chosen = draw(st.lists(st.sampled_from(words), min_size=8, max_size=90))
    breaks = draw(st.sets(st.integers(0, len(chosen)), max_size=3))
    text, spans = "", list[tuple[int, int]]()
    for number, word in enumerate(chosen):
        text += ("\n" if number in breaks else " ") if number else ""
        spans.append((len(text), len(text) + len(word)))
        text += word
    places = st.integers(0, len(spans) - 1)
    at = draw(places)
    near = st.integers(max(at - 6, 0), min(at + 9, len(spans) - 1))
    starts = draw(st.lists(near | places, min_size=1, max_size=6))
    mentions: list[Mention] = []
    for number, start in enumerate(starts):
        for end in {min(start + draw(st.integers(0, 4)), len(spans) - 1) for _ in range(draw(st.integers(1, 2)))}:
            label = draw(st.sampled_from(["ARM", "FAC", "GPE", "TIME"]))
            mentions.append(Mention(f"m{number}-{end}", ((spans[start][0], spans[end][1]),), label))
    uids = st.sampled_from([mention.uid for mention in mentions])
    pairs = draw(st.lists(st.tuples(st.sampled_from(ROLES), uids), min_size=1, max_size=8, unique=True))
    event = Event("e", "STRIKE", (spans[at],), tuple(Argument(role, uid) for role, uid in pairs))
    return CanvasView(Article("any", text), Marks(READER, tuple(mentions), (event,)), (), schema())


@settings(max_examples=150, deadline=None)
@given(view=events(), zoom=st.sampled_from([80, 100, 175]), width=st.sampled_from([560, 840]))
def test_no_name_lies_on_another_name_or_arc(qapp: QApplication, view: CanvasView, zoom: float, width: float) -> None:
    check(drawn(view, "e", zoom=zoom, width=width))
