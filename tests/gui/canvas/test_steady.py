"""With steady lines the room for arcs is always open, and no line moves when an event comes into focus."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF

from spanloop.core.article import Article
from spanloop.core.lookup import Lookup
from spanloop.core.marks import Argument, Author, Event, Marks, Mention
from spanloop.gui.canvas import Canvas, CanvasView
from spanloop.gui.canvas.reading import Reading
from tests.gui.canvas.sample import ARABIC, ENGLISH, READER, lines_in_view, read, schema

Open = Callable[..., Canvas]


def heights(canvas: Canvas) -> list[float]:
    """Where each character stands, up and down."""
    return [canvas.rect_of(offset).top() for offset in range(0, len(canvas.view.article.text), 7)]


def long_view(events: int = 40) -> CanvasView:
    """Many paragraphs, each with an event whose source stands some paragraphs further down."""
    text = "\n".join("Guns shelled the mill, as residents and a medic said later on." for _ in range(events))
    length = text.index("\n") + 1
    mentions: list[Mention] = []
    made: list[Event] = []
    for number in range(events):
        at = number * length
        mentions.append(Mention(f"m{number}", ((at + 13, at + 21),), "FAC"))
        mentions.append(Mention(f"s{number}", ((at + 26, at + 35),), "CIV"))
        said = f"s{(number + 3) % events}"
        arguments = (Argument("target", f"m{number}"), Argument("source", said))
        made.append(Event(f"e{number}", "STRIKE", ((at + 5, at + 12),), arguments))
    return CanvasView(Article("long", text), Marks(READER, tuple(mentions), tuple(made)), (), schema())


@pytest.mark.parametrize("written", [ENGLISH, ARABIC], ids=["english", "arabic"])
def test_no_line_moves_when_an_event_comes_into_focus(open_canvas: Open, written: str) -> None:
    canvas = open_canvas(read(written), height=2000)
    loose = heights(canvas)
    canvas.set_steady_lines(True)
    steady = heights(canvas)
    assert steady != loose
    for event in canvas.view.marks.events:
        canvas.focus_event(event.uid)
        assert canvas.scene().arcs or not event.arguments
        assert heights(canvas) == steady
    canvas.focus_event(None)
    assert heights(canvas) == steady
    canvas.set_steady_lines(False)
    assert heights(canvas) == loose


def test_without_it_lines_move(open_canvas: Open) -> None:
    canvas = open_canvas(read(ENGLISH), height=2000)
    before = heights(canvas)
    canvas.focus_event("e1")
    assert heights(canvas) != before


def test_it_goes_on_in_the_next_article_and_at_another_size(open_canvas: Open) -> None:
    canvas = open_canvas(read(ARABIC), height=2000)
    canvas.set_steady_lines(True)
    assert canvas.steady_lines
    canvas.show_article(read(ENGLISH))
    canvas.set_reading(Reading(120))
    canvas.resize(700, 2000)
    before = heights(canvas)
    canvas.focus_event("e1")
    assert heights(canvas) == before


def test_a_new_argument_opens_its_room_at_once(open_canvas: Open) -> None:
    view = read(ENGLISH)
    bare = tuple(replace(event, arguments=()) for event in view.marks.events)
    canvas = open_canvas(replace(view, marks=replace(view.marks, events=bare)), height=2000)
    canvas.set_steady_lines(True)
    assert not any(line.arcs for line in lines_in_view(canvas))
    canvas.update_view(view, changed={event.uid for event in view.marks.events})
    before = heights(canvas)
    assert any(line.arcs for line in lines_in_view(canvas))
    canvas.focus_event("e5")
    assert heights(canvas) == before


def test_scrolling_and_focus_in_a_long_article_stay_put(open_canvas: Open) -> None:
    canvas = open_canvas(long_view(), height=400)
    canvas.set_steady_lines(True)
    bar = canvas.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    hit = canvas.hit_at(QPointF(300, 200))
    assert hit is not None
    at = canvas.rect_of(hit.offset).top()
    for number in range(40):
        canvas.focus_event(f"e{number}")
        assert canvas.rect_of(hit.offset).top() == pytest.approx(at, abs=1)
    assert all(line.arcs for line in lines_in_view(canvas))


def test_scrolling_up_into_paragraphs_not_seen_yet_does_not_jump(open_canvas: Open) -> None:
    canvas = open_canvas(long_view(120), height=400, offset=len(long_view(120).article.text) // 2)
    canvas.set_steady_lines(True)
    for _ in range(25):
        hit = canvas.hit_at(QPointF(300, 60))
        assert hit is not None
        before = canvas.rect_of(hit.offset).top()
        canvas.verticalScrollBar().setValue(canvas.verticalScrollBar().value() - 60)
        assert canvas.rect_of(hit.offset).top() == pytest.approx(before + 60, abs=1)


def test_only_what_is_seen_is_looked_into(open_canvas: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    from spanloop.gui.canvas import steady

    routed: list[str] = []
    real = steady.route

    def counted(document: object, trigger: object, *rest: object) -> object:
        routed.append(trigger.uid)  # pyright: ignore[reportAttributeAccessIssue]
        return real(document, trigger, *rest)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(steady, "route", counted)
    canvas = open_canvas(long_view(400), height=400)
    canvas.set_steady_lines(True)
    canvas.grab()
    assert 0 < len(set(routed)) < 30
    assert len(routed) == len(set(routed))


def test_arcs_above_the_first_line_are_seen_when_one_goes_to_their_event(open_canvas: Open) -> None:
    """What hears that the cursor moved gives the event its arcs, as the desk does; they need room above the line."""
    text = "Guns shelled a b c d e f, they said.\n" + "Nothing else happened there.\n" * 60
    places = range(13, 25, 2)
    mentions = tuple(Mention(f"m{at}", ((at, at + 1),), "FAC") for at in places)
    event = Event("e", "STRIKE", ((5, 12),), tuple(Argument("target", f"m{at}") for at in places))
    canvas = open_canvas(CanvasView(Article("one", text), Marks(READER, mentions, (event,)), (), schema()), height=400)
    canvas.cursor_changed.connect(lambda: canvas.focus_event(canvas.mark_at_cursor()))
    canvas.go_to("e")
    assert canvas.focused_event == "e"
    assert len(canvas.scene().arcs) == len(places)
    assert canvas.verticalScrollBar().value() == 0, "the upper arcs are cut off"


@pytest.mark.parametrize("steady", [False, True])
def test_a_suggested_event_leads_to_what_its_fillers_became(open_canvas: Open, steady: bool) -> None:
    """The suggestion names a mention that the person has marked themselves, and that is not offered therefore."""
    text = "Guns shelled the mill."
    rules = Author("rules", "Rules", "rules")
    mine = Mention("mine", ((13, 21),), "FAC")
    event = Event("e", "STRIKE", ((5, 12),), (Argument("target", "theirs"),))
    offered = Marks(rules, (), (event,))
    lookup = Lookup.of(Marks(READER, (mine,)), [offered], of=[Marks(rules, (replace(mine, uid="theirs"),), (event,))])
    view = CanvasView(Article("one", text), Marks(READER, (mine,)), (offered,), schema(), find=lookup.find)
    canvas = open_canvas(view)
    canvas.set_steady_lines(steady)
    before = heights(canvas)
    canvas.focus_event("e")
    assert [arc.role for arc in canvas.scene().arcs] == ["target"]
    assert (heights(canvas) == before) is steady
