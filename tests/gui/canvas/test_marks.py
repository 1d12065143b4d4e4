from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.article import Article
from spanloop.core.marks import Author, Event, Marks, Mention, make_fragments
from spanloop.core.schema import Schema
from spanloop.gui.canvas import marks as marks_module
from spanloop.gui.canvas.hits import innermost
from spanloop.gui.canvas.marks import MarkBook, place_of
from spanloop.gui.canvas.paragraphs import split_article
from spanloop.gui.canvas.view import CanvasView

TEXT = "\n".join("abcdefghij klm" for _ in range(6))
ME = Author("me", "Ida")
IT = Author("it", "Extractor v1", "extractor")

PIECES = st.one_of(
    st.tuples(st.integers(0, 60), st.integers(1, 28)).map(lambda p: make_fragments([(p[0], p[0] + p[1])])),
    st.tuples(st.integers(0, 40), st.integers(42, 80)).map(
        lambda p: make_fragments([(p[0], p[0] + 1), (p[1], p[1] + 5)])
    ),
)
MARKS = st.dictionaries(st.sampled_from("abcdefgh"), st.tuples(PIECES, st.booleans(), st.booleans()), max_size=8)


def view(marks: dict[str, tuple]) -> CanvasView:
    def of(author: Author, suggested: bool) -> Marks:
        chosen = {uid: m for uid, m in marks.items() if m[2] is suggested}
        return Marks(
            author,
            tuple(Mention(uid, fragments, "X") for uid, (fragments, trigger, _) in chosen.items() if not trigger),
            tuple(Event(uid, "Y", fragments) for uid, (fragments, trigger, _) in chosen.items() if trigger),
        )

    return CanvasView(Article("a", TEXT), of(ME, False), (of(IT, True),), Schema("s", "1"))


def shown(book: MarkBook) -> list[list[tuple]]:
    return [
        sorted((m.uid, m.fragments, m.trigger, m.suggested, m.lane) for m in book.in_paragraph(index))
        for index in range(6)
    ]


def around(book: MarkBook, start: int, end: int) -> list[str]:
    found = book.covering(start, end)
    assert book.innermost(start, end) is innermost(found)
    return [mark.uid for mark in found]


@given(MARKS, MARKS, st.booleans())
def test_an_updated_book_equals_a_fresh_one(before: dict[str, tuple], after: dict[str, tuple], told: bool) -> None:
    paragraphs = split_article(Article("a", TEXT))
    book, fresh = MarkBook(paragraphs), MarkBook(paragraphs)
    book.update(view(before))
    old = shown(book)
    around(book, 22, 24)
    book.step((0, 0, False, ""), 1, only_suggestions=False)
    changed = {uid for uid in before.keys() | after.keys() if before.get(uid) != after.get(uid)}
    touched = book.update(view(after), changed=changed if told else None)
    fresh.update(view(after))
    assert around(book, 22, 24) == around(fresh, 22, 24)
    assert shown(book) == shown(fresh)
    assert all(index in touched for index in range(6) if old[index] != shown(book)[index])
    assert _walk(book, len(after)) == _walk(fresh, len(after))


def _walk(book: MarkBook, count: int) -> list[str]:
    place, found = (-1, 0, False, ""), []
    for _ in range(count):
        mark = book.step(place, 1, only_suggestions=False)
        assert mark is not None
        found.append(mark.uid)
        place = place_of(mark)
    return found


def test_one_new_mark_touches_only_its_own_paragraph() -> None:
    book = MarkBook(split_article(Article("a", TEXT)))
    first = view({"a": (((0, 3),), False, False), "b": (((20, 24),), False, False)})
    book.update(first)
    for index in range(6):
        book.in_paragraph(index)
    more = replace(first, marks=replace(first.marks, mentions=(*first.marks.mentions, Mention("c", ((46, 48),), "X"))))
    assert book.update(more) == {3}


def test_what_lies_around_the_cursor_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[object] = []

    def watched(thing: Mention | Event, start: int, end: int) -> bool:
        looked.append(thing)
        return holds(thing, start, end)

    holds = marks_module._holds
    monkeypatch.setattr(marks_module, "_holds", watched)
    book = MarkBook(split_article(Article("a", TEXT)))
    crowd = {str(number): (((number % 5, 10),), False, False) for number in range(500)}
    book.update(view(crowd))
    for _ in range(20):
        assert around(book, 6, 8)[0] == "104"
    assert len(looked) == len(crowd)
    less = {uid: mark for uid, mark in crowd.items() if uid != "104"}
    more = {**less, "new": (((6, 8),), False, False)}
    book.update(view(less), changed={"104"})
    assert around(book, 6, 8)[0] == "109"
    book.update(view(more), changed={"new"})
    assert around(book, 6, 8)[0] == "new"
    assert len(looked) <= len(crowd) + 2, "an act looks at the marks that it changed"


def test_a_mark_of_many_paragraphs_lies_in_each_of_them() -> None:
    book = MarkBook(split_article(Article("a", TEXT)))
    book.update(view({"a": (((10, 50),), False, False)}))
    assert [len(book.in_paragraph(index)) for index in range(6)] == [1, 1, 1, 1, 0, 0]


def test_stepping_goes_round_and_may_keep_to_suggestions() -> None:
    book = MarkBook(split_article(Article("a", TEXT)))
    book.update(view({"a": (((0, 3),), False, False), "b": (((5, 9),), False, True), "c": (((5, 7),), True, False)}))
    order = []
    place = (0, -99, False, "")
    for _ in range(4):
        mark = book.step(place, 1, only_suggestions=False)
        assert mark is not None
        order.append(mark.uid)
        place = place_of(mark)
    assert order == ["a", "b", "c", "a"]
    only = book.step(place, -1, only_suggestions=True)
    assert only is not None
    assert only.uid == "b"
    assert MarkBook([]).step(place, 1, only_suggestions=False) is None
