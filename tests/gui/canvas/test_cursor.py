"""What the cursor covers, whatever is done with it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.article import Article
from spanloop.core.marks import Mention, make_fragments
from spanloop.gui.canvas.cursor import Cursor
from spanloop.gui.canvas.paragraphs import split_article
from spanloop.gui.canvas.view import painted
from spanloop.gui.canvas.words import Words

TEXT = "set the old 😀 depot  on fire\r\n\r\nوقصف الجيش, e\u0301 and 北京 here"
ARTICLE = Article("a", TEXT)


def _cursor() -> Cursor:
    words = Words(ARTICLE, split_article(ARTICLE))
    first = words.first()
    assert first is not None
    return Cursor(TEXT, words, first, first)


def _covered(cursor: Cursor) -> list[str]:
    return [TEXT[start:end] for start, end in cursor.fragments()]


def test_kept_fragments_are_covered_with_the_word_one_stands_on() -> None:
    cursor = _cursor()
    assert cursor.keep()
    assert _covered(cursor) == ["set"]
    cursor.walk(cursor.words.at(TEXT.index("on")))
    cursor.extend(cursor.words.at(TEXT.index("fire")))
    assert _covered(cursor) == ["set", "on fire"]
    assert cursor.selecting
    cursor.go(cursor.words.at(TEXT.index("old")))
    assert _covered(cursor) == ["old"]
    assert not cursor.selecting


def test_pieces_with_only_white_space_between_are_one() -> None:
    cursor = _cursor()
    cursor.go(cursor.words.at(TEXT.index("depot")))
    cursor.keep()
    cursor.walk(cursor.words.at(TEXT.index("on")))
    assert _covered(cursor) == ["depot  on"]


def test_part_of_a_word_that_is_kept_stays_part_of_it() -> None:
    cursor = _cursor()
    start = TEXT.index("pot")
    cursor.select(start, start + 2)
    cursor.keep()
    assert _covered(cursor) == ["po"]


def test_a_mark_that_is_kept_is_known_until_its_fragments_are_dropped() -> None:
    cursor = _cursor()
    cursor.rest_on(painted(Mention("m", ((0, 3), (21, 23)), "ARM"), None))
    cursor.keep()
    cursor.walk(cursor.words.at(TEXT.index("old")))
    assert cursor.kept_from == "m"
    assert _covered(cursor) == ["set", "old", "on"]
    cursor.keep()
    assert cursor.kept_from == "m"
    cursor.drop()
    assert (cursor.kept, cursor.kept_from) == ((), "")


def test_a_place_that_was_found_is_covered_in_whole_words() -> None:
    cursor = _cursor()
    start = TEXT.index("ld")
    cursor.cover(start, start + 1)
    assert (_covered(cursor), cursor.explicit) == (["old"], False)
    cursor.cover(start, TEXT.index("pot") + 1)
    assert (_covered(cursor), cursor.explicit) == (["old 😀 depot"], True)


_OFFSETS = st.integers(0, len(TEXT))


@given(
    st.lists(st.tuples(st.sampled_from(["walk", "extend", "keep", "select", "add", "reach", "go"]), _OFFSETS, _OFFSETS))
)
def test_what_is_covered_is_always_a_span_of_the_text(steps: list[tuple[str, int, int]]) -> None:
    cursor = _cursor()
    for name, one, other in steps:
        if name in {"walk", "extend", "go"}:
            getattr(cursor, name)(cursor.words.at(one))
        elif name == "keep":
            cursor.keep()
        elif name == "select":
            cursor.select(one, other)
        elif name == "add":
            cursor.begin(one, by_characters=False, add=True)
        else:
            cursor.reach(one, by_characters=False)
        covered = cursor.fragments()
        assert not covered or make_fragments(covered) == covered
        assert all(TEXT[start:end].strip() == TEXT[start:end] for start, end in covered)
        assert all(any(a <= start and end <= b for a, b in covered) for start, end in cursor.kept)
