"""Leader and copy side by side, alone on the screen: what is folded, numbered, painted and clicked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from spanloop.core.alignment import align
from spanloop.core.article import Article
from spanloop.core.marks import Author, Marks, Mention
from spanloop.core.projection import project_marks
from spanloop.core.schema import ThemeName
from spanloop.gui.canvas.view import CanvasView
from spanloop.gui.copies.compare_view import CompareView
from spanloop.gui.copies.pairing import Fold, gaps_of
from spanloop.gui.theme import Theme
from spanloop.operations.projects import default_schema
from tests.gui.copies.conftest import FAR, MENTIONS, NEAR, STORY, at

NOOR = Author("noor", "Noor")


@pytest.fixture(scope="module")
def shown(qapp: Any) -> Iterator[CompareView]:
    """One view for all of these tests."""
    view = CompareView(Theme.named("light"))
    view.resize(1000, 600)
    view.show()
    QTest.qWaitForWindowExposed(view)
    yield view
    view.close()
    view.deleteLater()


@pytest.fixture
def show(shown: CompareView) -> Callable[..., CompareView]:
    """Lays two texts side by side; the first is marked where the labels' words stand in it."""

    def lay_out(
        one: str, other: str, *, size: tuple[int, int] = (1000, 600), theme: ThemeName = "light"
    ) -> CompareView:
        shown.set_theme(Theme.named(theme))
        shown.resize(*size)
        alignment = align(one, other)
        marks = Marks(NOOR, tuple(Mention(w, at(one, w), label) for label, w in MENTIONS if w in one))
        coming = project_marks(marks, alignment, onto=Article("b", other))
        schema = default_schema()
        views = (
            CanvasView(Article("a", one), marks, (), schema),
            CanvasView(Article("b", other), Marks(NOOR), (Marks(Author("c", "c", "rules"), coming.mentions),), schema),
        )
        shown.show_texts(views, blocks=alignment.blocks, gaps=gaps_of(alignment))
        shown.grab()
        return shown

    return lay_out


def folds(view: CompareView) -> list[Fold]:
    assert view.facing is not None
    return [item for item in view.facing.items if isinstance(item, Fold)]


def tops(view: CompareView, words: str) -> list[float]:
    """Where on each side the line begins that has these words."""
    assert view.facing is not None
    found: list[float] = []
    for side in view.facing.sides:
        index = next(n for n, paragraph in enumerate(side.paragraphs) if words in paragraph.text)
        found.append(side.tops()[index])
    return found


def test_differences_are_gone_through_round_the_ends_and_said_in_words(show: Callable[..., CompareView]) -> None:
    view = show(STORY, NEAR)
    assert view.differences == 2
    view.step(1)
    assert view.words() == "Difference 1 of 2: “\u2068early\u2069” only in the copy"
    view.step(1)
    assert view.words() == "Difference 2 of 2: “\u2068at least three\u2069” is “\u2068four\u2069”"
    assert view.accessibleDescription() == view.words()
    view.step(1)
    assert view.current == 0
    view.step(-1)
    assert view.current == 1


def test_what_is_equal_is_folded_and_a_click_opens_it(show: Callable[..., CompareView]) -> None:
    view = show(STORY, NEAR)
    assert view.facing is not None
    (fold,) = folds(view)
    assert view.facing.fold_words(fold) == "5 equal lines"
    (box,) = view.fold_boxes()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    assert folds(view) == []
    view.fold(on=True)
    assert folds(view) == [fold]
    view.fold(on=False)
    assert folds(view) == []


def test_the_number_of_a_difference_stands_in_both_texts_and_a_click_makes_it_the_current_one(
    show: Callable[..., CompareView],
) -> None:
    view = show(STORY, FAR)
    numbers = [index for _, index in view.number_boxes()]
    assert [numbers.count(index) for index in range(view.differences)] == [2] * view.differences
    box = next(box for box, index in view.number_boxes() if index == 2)
    QTest.mouseMove(view.viewport(), box.center().toPoint())
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=box.center().toPoint())
    assert view.current == 2
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert view.current == 2


def test_equal_lines_stand_at_one_height_also_where_one_text_has_no_line_breaks(
    show: Callable[..., CompareView],
) -> None:
    for other in (FAR, NEAR.replace("\n\n", " "), NEAR.replace("\n\n", "\n \n")):
        view = show(STORY, other)
        for words in ("Militia fighters blocked", "The bridge at Korun was closed"):
            left, right = tops(view, words)
            assert left == right


def test_sentences_on_one_line_are_folded_as_lines_of_the_other(show: Callable[..., CompareView]) -> None:
    view = show(NEAR.replace("\n\n", " "), STORY)
    assert view.facing is not None
    assert [view.facing.fold_words(fold) for fold in folds(view)] == ["5 equal lines"]


def test_a_difference_in_folded_lines_that_were_laid_out_late_is_brought_into_view(
    show: Callable[..., CompareView],
) -> None:
    one = "\n\n".join(f"Line {number} is long enough to be told from all the others here." for number in range(900))
    other = one.replace("Line 850 is long", "Line 850 was long")
    view = show(one, other, size=(900, 400))
    view.step(1)
    view.grab()
    boxes = [box for box, index in view.number_boxes() if index == 0]
    assert len(boxes) == 2
    assert all(0 <= box.top() < view.viewport().height() for box in boxes)
    assert boxes[0].top() == pytest.approx(boxes[1].top(), abs=2)
    view.fold(on=False)
    view.grab()
    assert len([index for _, index in view.number_boxes() if index == 0]) == 2
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.verticalScrollBar().value() == view.verticalScrollBar().maximum()
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.verticalScrollBar().value() == 0


@pytest.mark.parametrize("theme", ["light", "dark", "high-contrast"])
def test_arabic_moved_and_empty_texts_are_painted_in_every_theme(
    theme: ThemeName, show: Callable[..., CompareView]
) -> None:
    arabic = "الفيضان يغلق معبر مرج\n\nأغلق مجلس فارنا معبر مرج يوم الاثنين بعد أن ارتفع النهر 🌊.\n"
    moved = "\n\n".join(reversed(STORY.strip().split("\n\n")))
    for one, other in ((arabic, arabic.replace("يوم الاثنين ", "")), (STORY, moved), (STORY, ""), ("", "")):
        view = show(one, other, size=(640, 400), theme=theme)
        view.step(1)
        view.grab()
    view = show(STORY, moved, theme=theme)
    assert view.facing is not None
    (index,) = [number for number, gap in enumerate(view.facing.gaps) if gap.kind == "moved"][:1]
    view.go(index)
    assert view.words().endswith("stands elsewhere in the copy")


def test_a_text_of_one_line_of_a_million_characters_is_shown_at_once(show: Callable[..., CompareView]) -> None:
    one = " ".join(f"word{number}" for number in range(100_000))
    view = show(one, one.replace("word500 ", "other "))
    assert view.differences == 1
    view.step(1)
    view.grab()
    assert len(view.number_boxes()) == 2


def test_another_width_and_other_marks_keep_what_is_seen(show: Callable[..., CompareView]) -> None:
    view = show(STORY, NEAR, size=(1000, 300))
    view.step(1)
    view.step(1)
    view.resize(560, 300)
    view.grab()
    assert len([index for _, index in view.number_boxes() if index == 1]) == 2
    assert view.facing is not None
    before = view.verticalScrollBar().value()
    views = tuple(side.view for side in view.facing.sides)
    alignment = align(STORY, NEAR)
    view.show_texts((views[0], views[1]), blocks=alignment.blocks, gaps=gaps_of(alignment), keep=True)
    assert view.verticalScrollBar().value() == before
    assert view.current == 1
