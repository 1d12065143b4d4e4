"""The canvas as a reader uses it: with keys and mouse."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from spanloop.core.article import Article
from spanloop.core.marks import Event, Marks, Mention
from spanloop.core.schema import Schema
from spanloop.gui.canvas import Canvas, CanvasView
from spanloop.gui.canvas.reading import Reading
from spanloop.gui.theme import Theme
from tests.gui.canvas.sample import ARABIC, ENGLISH, READER, lines_in_view, read

Open = Callable[..., Canvas]
SHIFT, CTRL, ALT, NONE = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
    Qt.KeyboardModifier.NoModifier,
)
Key = Qt.Key


def plain(text: str, *mentions: Mention) -> CanvasView:
    return CanvasView(Article("plain", text), Marks(READER, mentions), (), Schema("s", "1"))


def chosen(canvas: Canvas) -> str:
    text = canvas.view.article.text
    return "|".join(text[start:end] for start, end in canvas.selection())


def press(canvas: Canvas, *keys: Key, with_: Qt.KeyboardModifier = NONE) -> None:
    for key in keys:
        QTest.keyClick(canvas, key, with_)


def point(canvas: Canvas, words: str, *, at: int = 0) -> QPoint:
    """The middle of the character `at` of the first place where these words stand, in the viewport."""
    offset = canvas.view.article.text.index(words) + at
    rect = canvas.rect_of(offset)
    return QPoint(round(rect.center().x()), round(rect.center().y()))


def tag_point(canvas: Canvas, words: str) -> QPoint:
    return point(canvas, words) - QPoint(0, 21)


def drag(canvas: Canvas, start: QPoint, end: QPoint, with_: Qt.KeyboardModifier = NONE) -> None:
    view = canvas.viewport()
    QTest.mousePress(view, Qt.MouseButton.LeftButton, with_, start)
    QTest.mouseMove(view, (start + end) / 2)
    QTest.mouseMove(view, end)
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, with_, end)


class TestKeys:
    def test_it_opens_on_the_first_word_that_can_be_marked(self, open_canvas: Open) -> None:
        canvas = open_canvas(read(ENGLISH))
        assert chosen(canvas) == "Gunners"
        assert not canvas.has_selection()

    def test_arrows_go_word_by_word_over_punctuation(self, open_canvas: Open) -> None:
        canvas = open_canvas(plain("One, two (three) four."))
        seen = []
        for _ in range(5):
            seen.append(chosen(canvas))
            press(canvas, Key.Key_Right)
        assert seen == ["One", "two", "three", "four", "."]
        press(canvas, Key.Key_Left, Key.Key_Left)
        assert chosen(canvas) == "three"

    def test_shift_selects_whole_words_and_lets_them_go_again(self, open_canvas: Open) -> None:
        canvas = open_canvas(plain("One two three four"))
        press(canvas, Key.Key_Right)
        press(canvas, Key.Key_Right, Key.Key_Right, with_=SHIFT)
        assert (chosen(canvas), canvas.has_selection()) == ("two three four", True)
        press(canvas, Key.Key_Left, with_=SHIFT)
        assert chosen(canvas) == "two three"
        press(canvas, Key.Key_Left, Key.Key_Left, with_=SHIFT)
        assert chosen(canvas) == "One two"
        canvas.clear_selection()
        assert (chosen(canvas), canvas.has_selection()) == ("One", False)

    def test_alt_goes_by_characters_as_a_reader_counts_them(self, open_canvas: Open) -> None:
        canvas = open_canvas(plain("cafe\u0301 \U0001f468\u200d\U0001f469\u200d\U0001f467 end"))
        press(canvas, Key.Key_Left, with_=ALT | SHIFT)
        assert chosen(canvas) == "caf"
        press(canvas, Key.Key_Right, with_=ALT | SHIFT)
        assert chosen(canvas) == "cafe\u0301"
        press(canvas, Key.Key_Right, Key.Key_Right, with_=ALT | SHIFT)
        assert chosen(canvas) == "cafe\u0301 \U0001f468\u200d\U0001f469\u200d\U0001f467"
        press(canvas, Key.Key_Right, Key.Key_Right, with_=ALT)
        assert chosen(canvas) == "e"

    def test_selections_never_end_in_white_space(self, open_canvas: Open) -> None:
        canvas = open_canvas(plain("One two"))
        press(canvas, Key.Key_Right, with_=ALT | SHIFT)
        assert canvas.selection() == ((0, 3),)

    def test_ctrl_goes_by_sentences(self, open_canvas: Open) -> None:
        canvas = open_canvas(plain("One two. Three four. Five.\nSix."))
        press(canvas, Key.Key_Right, with_=CTRL)
        assert chosen(canvas) == "Three"
        press(canvas, Key.Key_Right, Key.Key_Right, with_=CTRL)
        assert chosen(canvas) == "Six"
        press(canvas, Key.Key_Left, with_=CTRL)
        assert chosen(canvas) == "Five"
        press(canvas, Key.Key_Home, with_=CTRL)
        assert chosen(canvas) == "One"
        press(canvas, Key.Key_Right, with_=CTRL | SHIFT)
        assert chosen(canvas) == "One two."

    def test_up_down_home_and_end_go_by_lines(self, open_canvas: Open) -> None:
        canvas = open_canvas(read(ENGLISH))
        canvas.go_to_offset(canvas.view.article.text.index("Guns"))
        press(canvas, Key.Key_End)
        last = canvas.selection()[0][1]
        press(canvas, Key.Key_Down, Key.Key_Home)
        assert canvas.view.article.text[last : canvas.selection()[0][0]].strip() == ""
        press(canvas, Key.Key_Up)
        assert chosen(canvas) == "Guns"
        press(canvas, Key.Key_End, with_=CTRL)
        assert chosen(canvas) == "Bulletin"

    def test_down_keeps_its_place_across_short_lines(self, open_canvas: Open) -> None:
        canvas = open_canvas(plain("alpha beta gamma delta\nx\nalpha beta gamma delta"))
        canvas.go_to_offset(canvas.view.article.text.index("gamma"))
        press(canvas, Key.Key_Down, Key.Key_Down)
        assert canvas.selection()[0][0] == canvas.view.article.text.rindex("gamma")

    def test_pages_move_by_what_is_seen(self, open_canvas: Open) -> None:
        canvas = open_canvas(plain("\n".join(f"Line {number} here." for number in range(200))), height=400)
        press(canvas, Key.Key_PageDown)
        start = canvas.selection()[0][0]
        assert start > 60
        press(canvas, Key.Key_PageDown, Key.Key_PageUp, Key.Key_PageUp)
        assert canvas.selection()[0][0] < start
        press(canvas, Key.Key_End, with_=CTRL)
        assert canvas.rect_of(canvas.selection()[0][0]).bottom() <= canvas.viewport().height()

    def test_in_arabic_the_left_arrow_goes_on(self, open_canvas: Open) -> None:
        canvas = open_canvas(read(ARABIC))
        first = canvas.selection()[0][1]
        press(canvas, Key.Key_Left)
        assert canvas.selection()[0][0] > first
        press(canvas, Key.Key_Right)
        assert canvas.selection()[0][1] == first

    def test_every_other_key_is_left_to_the_page(self, qtbot: QtBot, theme: Theme) -> None:
        class Page(QWidget):
            keys: list[int] = []  # noqa: RUF012

            def keyPressEvent(self, event: QKeyEvent) -> None:
                self.keys.append(event.key())

        page = Page()
        qtbot.addWidget(page)
        canvas = Canvas(theme, page)
        canvas.setGeometry(0, 0, 400, 300)
        canvas.show_article(plain("One two"))
        page.show()
        press(canvas, Key.Key_A, Key.Key_Return, Key.Key_Backspace, Key.Key_Escape, Key.Key_Right)
        assert page.keys == [Key.Key_A, Key.Key_Return, Key.Key_Backspace, Key.Key_Escape]
        assert chosen(canvas) == "two"

    def test_an_empty_article_bears_every_key(self, open_canvas: Open) -> None:
        canvas = open_canvas(plain("  \n\n "))
        for key in (Key.Key_Left, Key.Key_Right, Key.Key_Up, Key.Key_Down, Key.Key_Home, Key.Key_End, Key.Key_PageDown):
            for modifier in (NONE, SHIFT, CTRL, ALT):
                press(canvas, key, with_=modifier)
        assert canvas.selection() == ()
        assert canvas.mark_at_cursor() is None
        assert canvas.step_mark(1) is None


class TestMouse:
    def test_a_click_on_bare_text_stands_on_the_word(self, open_canvas: Open, qtbot: QtBot) -> None:
        canvas = open_canvas(read(ENGLISH))
        QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, NONE, point(canvas, "which", at=2))
        assert (chosen(canvas), canvas.has_selection()) == ("which", False)

    def test_a_click_on_a_mark_rests_on_the_innermost_one(self, open_canvas: Open, qtbot: QtBot) -> None:
        canvas = open_canvas(read(ENGLISH))
        with qtbot.waitSignal(canvas.mark_clicked) as clicked:
            QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, NONE, point(canvas, "Second Corps", at=1))
        assert clicked.args == ["a2"]
        assert (chosen(canvas), canvas.mark_at_cursor()) == ("Second", "a2")
        with qtbot.waitSignal(canvas.mark_clicked) as clicked:
            QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, NONE, point(canvas, "Corps", at=1))
        assert clicked.args == ["a1"]

    def test_a_tag_can_be_clicked(self, open_canvas: Open, qtbot: QtBot) -> None:
        canvas = open_canvas(read(ENGLISH))
        canvas.grab()
        with qtbot.waitSignal(canvas.mark_clicked) as clicked:
            QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, NONE, tag_point(canvas, "shortly"))
        assert clicked.args == ["t1"]

    def test_dragging_selects_whole_words_both_ways(self, open_canvas: Open, qtbot: QtBot) -> None:
        canvas = open_canvas(read(ENGLISH))
        with qtbot.waitSignal(canvas.selection_made):
            drag(canvas, point(canvas, "queued", at=2), point(canvas, "midnight", at=4))
        assert (chosen(canvas), canvas.has_selection()) == ("queued since midnight", True)
        drag(canvas, point(canvas, "midnight", at=4), point(canvas, "queued", at=2))
        assert chosen(canvas) == "queued since midnight"

    def test_dragging_with_alt_selects_characters(self, open_canvas: Open) -> None:
        canvas = open_canvas(read(ENGLISH))
        drag(canvas, point(canvas, "midnight", at=3), point(canvas, "midnight", at=6), ALT)
        assert chosen(canvas) == "nigh"

    def test_shift_and_click_extends(self, open_canvas: Open) -> None:
        canvas = open_canvas(read(ENGLISH))
        QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, NONE, point(canvas, "queued"))
        QTest.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, SHIFT, point(canvas, "midnight"))
        assert chosen(canvas) == "queued since midnight"

    def test_a_double_click_selects_a_bare_word(self, open_canvas: Open, qtbot: QtBot) -> None:
        canvas = open_canvas(read(ENGLISH))
        with qtbot.waitSignal(canvas.selection_made):
            QTest.mouseDClick(canvas.viewport(), Qt.MouseButton.LeftButton, NONE, point(canvas, "queued"))
        assert (chosen(canvas), canvas.has_selection()) == ("queued", True)

    def test_a_double_click_on_a_mark_tells_which(self, open_canvas: Open, qtbot: QtBot) -> None:
        canvas = open_canvas(read(ENGLISH))
        with qtbot.waitSignal(canvas.mark_double_clicked) as told, qtbot.assertNotEmitted(canvas.selection_made):
            QTest.mouseDClick(canvas.viewport(), Qt.MouseButton.LeftButton, NONE, point(canvas, "launched"))
        assert told.args == ["e5"]

    def test_dragging_from_a_trigger_connects_it(self, open_canvas: Open, qtbot: QtBot) -> None:
        canvas = open_canvas(read(ENGLISH))
        with qtbot.waitSignal(canvas.connected) as told, qtbot.assertNotEmitted(canvas.mark_clicked):
            drag(canvas, point(canvas, "launched", at=3), point(canvas, "depot", at=2))
        assert told.args == ["e5", "f4"]
        with qtbot.assertNotEmitted(canvas.connected):
            drag(canvas, point(canvas, "launched", at=3), point(canvas, "which"))
            drag(canvas, point(canvas, "launched", at=1), point(canvas, "launched", at=6))

    def test_hovering_shows_the_full_tag(self, open_canvas: Open) -> None:
        canvas = open_canvas(read(ENGLISH))
        assert ("f4", "f") in tags(canvas)
        QTest.mouseMove(canvas.viewport(), point(canvas, "depot"))
        assert ("f4", "FAC") in tags(canvas)
        QTest.mouseMove(canvas.viewport(), point(canvas, "which"))
        assert ("f4", "f") in tags(canvas)

    def test_the_wheel_scrolls_and_with_ctrl_is_the_windows(self, open_canvas: Open) -> None:
        canvas = open_canvas(plain("\n".join(f"Line {number} here." for number in range(200))), height=400)
        assert not turn_wheel(canvas, CTRL)
        assert canvas.verticalScrollBar().value() == 0
        assert turn_wheel(canvas, NONE)
        assert canvas.verticalScrollBar().value() > 0
        assert chosen(canvas) == "Line"

    def test_dragging_below_the_view_scrolls_on(self, open_canvas: Open, qtbot: QtBot) -> None:
        canvas = open_canvas(plain("\n".join(f"Line {number} here." for number in range(200))), height=300)
        view = canvas.viewport()
        QTest.mousePress(view, Qt.MouseButton.LeftButton, NONE, point(canvas, "Line 1"))
        QTest.mouseMove(view, QPoint(200, 200))
        QTest.mouseMove(view, QPoint(200, 380))
        qtbot.waitUntil(lambda: canvas.verticalScrollBar().value() > 300)
        QTest.mouseRelease(view, Qt.MouseButton.LeftButton, NONE, QPoint(200, 380))
        scrolled = canvas.verticalScrollBar().value()
        assert canvas.selection()[0][1] - canvas.selection()[0][0] > 100
        qtbot.wait(100)
        assert canvas.verticalScrollBar().value() == scrolled


def turn_wheel(canvas: Canvas, modifier: Qt.KeyboardModifier) -> bool:
    """One notch down; whether the canvas took it."""
    at = QPointF(100, 100)
    wheel = QWheelEvent(
        at,
        canvas.viewport().mapToGlobal(at),
        QPoint(),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        modifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(canvas.viewport(), wheel)
    return wheel.isAccepted()


def tags(canvas: Canvas) -> set[tuple[str, str]]:
    """All tags that stand on the screen, as (uid, words)."""
    canvas.grab()
    return {(tag.segment.mark.uid, tag.words) for line in lines_in_view(canvas) for tag in line.tags if tag.words}


def test_the_mark_at_the_cursor_has_its_full_tag(open_canvas: Open) -> None:
    canvas = open_canvas(read(ENGLISH))
    assert ("f4", "f") in tags(canvas)
    canvas.go_to("f4")
    assert ("f4", "FAC") in tags(canvas)
    canvas.go_to_offset(canvas.view.article.text.index("From"))
    assert ("f4", "f") in tags(canvas)


class TestView:
    def test_marks_come_and_go_without_moving_anything(self, open_canvas: Open) -> None:
        view = plain("\n".join(f"Line {number} is here." for number in range(200)))
        canvas = open_canvas(view, height=400)
        canvas.verticalScrollBar().setValue(3000)
        offset = canvas.hit_at(QPointF(200, 200)).offset  # pyright: ignore[reportOptionalMemberAccess]
        canvas.go_to_offset(offset)
        before = canvas.rect_of(offset)
        start, end = canvas.selection()[0]
        outer = Mention("outer", ((start, end + 3),), "X")
        inner = Mention("inner", ((start, end),), "Y")
        for marks in ((inner,), (inner, outer), (outer,), ()):
            canvas.update_view(replace(view, marks=Marks(READER, marks)))
            assert canvas.rect_of(offset) == before
            assert canvas.selection() == ((start, end),)

    def test_a_mark_that_is_gone_leaves_the_cursor_on_its_first_word(self, open_canvas: Open) -> None:
        view = plain("One two three", Mention("m", ((4, 13),), "X"))
        canvas = open_canvas(view)
        canvas.go_to("m")
        assert chosen(canvas) == "two three"
        canvas.update_view(replace(view, marks=Marks(READER)))
        assert (chosen(canvas), canvas.mark_at_cursor()) == ("two", None)

    def test_the_mark_at_the_cursor_is_the_innermost_around_it(self, open_canvas: Open) -> None:
        canvas = open_canvas(read(ENGLISH))
        text = canvas.view.article.text
        canvas.go_to_offset(text.index("Second"))
        assert canvas.mark_at_cursor() == "a2"
        press(canvas, Key.Key_Right, with_=SHIFT)
        assert (chosen(canvas), canvas.mark_at_cursor()) == ("Second Corps", "a1")
        canvas.go_to_offset(text.index("Guns"))
        assert canvas.mark_at_cursor() is None

    def test_from_a_mark_the_arrows_go_on_behind_it_and_shift_changes_its_extent(self, open_canvas: Open) -> None:
        canvas = open_canvas(read(ENGLISH))
        canvas.go_to("a3")
        press(canvas, Key.Key_Left, with_=SHIFT)
        assert chosen(canvas) == "The River"
        canvas.go_to("a3")
        press(canvas, Key.Key_Right)
        assert chosen(canvas) == "which"

    def test_steps_go_through_marks_and_through_suggestions(self, open_canvas: Open) -> None:
        canvas = open_canvas(read(ENGLISH))
        assert [canvas.step_mark(1) for _ in range(4)] == ["h1", "h2", "h3", "h4"]
        assert [canvas.step_mark(1, only_suggestions=True) for _ in range(5)] == ["g3", "p1", "o1", "e6", "g3"]
        assert canvas.step_mark(-1, only_suggestions=True) == "e6"
        assert chosen(canvas) == "telephoned"

    def test_a_mark_of_two_fragments_is_selected_as_such(self, open_canvas: Open) -> None:
        canvas = open_canvas(read(ENGLISH))
        canvas.go_to("e3")
        assert chosen(canvas) == "tearing|open"
        assert len([1 for uid, _ in tags(canvas) if uid == "e3"]) == 1

    def test_going_to_an_unknown_mark_does_nothing(self, open_canvas: Open) -> None:
        canvas = open_canvas(read(ENGLISH))
        canvas.go_to("nowhere")
        assert chosen(canvas) == "Gunners"

    def test_problems_put_a_triangle_beside_the_tag(self, open_canvas: Open) -> None:
        canvas = open_canvas(read(ENGLISH))
        quiet = canvas.grab().toImage()
        from tests.gui.canvas.sample import Trouble

        canvas.update_view(read(ENGLISH, problems=(Trouble("e1", "No place."),)))
        assert canvas.grab().toImage() != quiet
        assert "No place." in canvas.words_at(point(canvas, "bombarded"))

    def test_the_tooltip_names_every_mark_under_the_pointer(self, open_canvas: Open) -> None:
        canvas = open_canvas(read(ENGLISH))
        lines = canvas.words_at(point(canvas, "Marj")).splitlines()
        assert lines == ["GPE Marj", "FAC Marj clinic", "PER a nurse at Marj clinic"]
        alone = canvas.words_at(point(canvas, "coast road")).splitlines()
        assert alone[0] == "LOC the coast road"
        assert alone[1].startswith("LOC: ")
        assert canvas.words_at(point(canvas, "From")) == ""

    def test_what_is_seen_stays_when_the_width_or_the_zoom_changes(self, open_canvas: Open) -> None:
        text = "\n".join(f"Paragraph {number}: " + "some words that go on and on. " * 8 for number in range(80))
        canvas = open_canvas(plain(text), height=500)
        canvas.verticalScrollBar().setValue(6000)
        offset = canvas.hit_at(QPointF(200, 250)).offset  # pyright: ignore[reportOptionalMemberAccess]
        canvas.go_to_offset(offset)
        y = canvas.rect_of(offset).top()
        canvas.resize(620, 500)
        assert abs(canvas.rect_of(offset).top() - y) <= 1
        canvas.set_reading(Reading(150))
        assert abs(canvas.rect_of(offset).top() - y) <= 12
        canvas.set_theme(Theme.named("dark"))
        assert canvas.selection()[0][0] <= offset

    def test_scrolling_up_into_unknown_paragraphs_does_not_jump(self, open_canvas: Open) -> None:
        text = "\n".join("word " * (3 + 37 * number % 90) for number in range(300))
        canvas = open_canvas(plain(text), height=400)
        canvas.go_to_offset(len(text) // 2)
        for _ in range(30):
            hit = canvas.hit_at(QPointF(200, 30))
            assert hit is not None
            before = canvas.rect_of(hit.offset).top()
            bar = canvas.verticalScrollBar()
            bar.setValue(bar.value() - 60)
            assert canvas.rect_of(hit.offset).top() == pytest.approx(before + 60, abs=1)

    def test_a_very_long_paragraph_opens(self, open_canvas: Open) -> None:
        canvas = open_canvas(plain("word " * 40_000))
        press(canvas, Key.Key_End, with_=CTRL)
        assert canvas.selection()[0][1] == len("word " * 40_000) - 1


class TestFocus:
    def test_focus_shows_arcs_and_keeps_the_trigger_where_it_is(self, open_canvas: Open) -> None:
        canvas = open_canvas(read(ENGLISH), height=330)
        offset = canvas.view.article.text.index("launched")
        canvas.go_to("e5")
        before = canvas.rect_of(offset)
        canvas.focus_event("e5")
        assert canvas.focused_event == "e5"
        assert canvas.rect_of(offset).top() == before.top()
        assert [arc.role for arc in canvas.scene().arcs] == ["instrument", "attacker"]
        canvas.focus_event(None)
        assert canvas.rect_of(offset).top() == before.top()
        assert canvas.scene().arcs == []

    def test_a_mention_or_nothing_cannot_be_focused(self, open_canvas: Open) -> None:
        canvas = open_canvas(read(ENGLISH))
        canvas.focus_event("a1")
        assert canvas.focused_event is None
        canvas.focus_event("nowhere")
        assert canvas.focused_event is None

    def test_focus_ends_with_its_event(self, open_canvas: Open) -> None:
        view = read(ENGLISH)
        canvas = open_canvas(view)
        canvas.focus_event("e5")
        canvas.update_view(replace(view, marks=view.marks.without(frozenset({"e5"}))))
        assert canvas.focused_event is None

    def test_a_new_argument_gets_its_arc(self, open_canvas: Open) -> None:
        view = read(ENGLISH)
        canvas = open_canvas(view)
        canvas.focus_event("e5")
        events = tuple(_with_target(event) if event.uid == "e5" else event for event in view.marks.events)
        canvas.update_view(replace(view, marks=replace(view.marks, events=events)), changed={"e5"})
        assert sorted(arc.role for arc in canvas.scene().arcs) == ["attacker", "instrument", "target"]

    def test_the_candidate_to_be_taken_has_a_draft_arc(self, open_canvas: Open) -> None:
        canvas = open_canvas(read(ENGLISH))
        canvas.focus_event("e5")
        canvas.set_candidates([("f4", 1), ("l2", 2)], "f4", role="target")
        assert [arc.role for arc in canvas.scene().arcs if arc.draft] == ["target"]
        assert ("f4", "FAC") in tags(canvas)
        canvas.set_candidates([], None)
        assert not [arc for arc in canvas.scene().arcs if arc.draft]

    def test_a_far_argument_is_reached_through_the_gutter(self, open_canvas: Open) -> None:
        text = "Guns fired." + "\nNothing else of note happened there." * 60 + "\nThe depot burned."
        depot = text.index("The depot")
        marks = Marks(
            READER,
            (Mention("m", ((depot, depot + 9),), "FAC"),),
            (_event("e", ((5, 10),), "target", "m"),),
        )
        canvas = open_canvas(CanvasView(Article("far", text), marks, (), read(ENGLISH).schema), height=400)
        canvas.focus_event("e")
        [arc] = canvas.scene().arcs
        assert arc.gutter is not None
        assert arc.gutter < 0
        assert arc.tip[1] > canvas.viewport().height()
        canvas.go_to("m")
        [arc] = canvas.scene().arcs
        assert 0 < arc.tip[1] - canvas.scene().top < canvas.viewport().height()
        canvas.grab()


def _event(uid: str, trigger: tuple[tuple[int, int], ...], role: str, filler: str) -> Event:
    from spanloop.core.marks import Argument

    return Event(uid, "STRIKE", trigger, (Argument(role, filler),))


def _with_target(event: Event) -> Event:
    from spanloop.core.marks import Argument

    return replace(event, arguments=(*event.arguments, Argument("target", "f4")))
