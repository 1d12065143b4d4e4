"""Which lines of two copies stand side by side, and which are folded: plain functions, no window."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.alignment import align
from spanloop.core.article import Article, Zone
from spanloop.core.article_alignment import ArticleAlignment
from spanloop.gui.canvas.paragraphs import split_article
from spanloop.gui.copies.pairing import Fold, Gap, Row, fold_of, fold_rows, gaps_of, pair_lines

ONE = (
    "Bridge at Korun closed after flood\n\nThe bridge at Korun was closed on Monday after water rose over the road.\n\n"
    "Two lorries were left standing on it, the district said.\n\nA third line that both papers print.\n"
)
OTHER = (
    "Bridge at Korun closed after flood\n\n"
    "The bridge at Korun was closed on Tuesday after water rose over the road.\n\n"
    "Our own reporter saw the queue at noon.\n\nTwo lorries were left standing on it.\n\n"
    "A third line that both papers print.\n"
)


def pairs(one: str, other: str) -> list[tuple[list[str], list[str], bool]]:
    """The words of the lines in each row, and whether they are equal."""
    left, right = (split_article(Article("", text)) for text in (one, other))
    alignment = align(one, other)
    rows = pair_lines(left, right, blocks=alignment.blocks, gaps=gaps_of(alignment))
    return [([left[i].text for i in row.left], [right[i].text for i in row.right], row.equal) for row in rows]


def test_lines_that_share_text_stand_side_by_side() -> None:
    rows = pairs(ONE, OTHER)
    assert [(len(left), len(right), equal) for left, right, equal in rows] == [
        (1, 1, True), (1, 1, False), (0, 1, False), (1, 1, False), (1, 1, True),
    ]  # fmt: skip
    assert rows[2][1] == ["Our own reporter saw the queue at noon."]


def test_a_difference_is_without_the_white_space_around_it_and_knows_its_kind() -> None:
    said = [
        (gap.kind, ONE[gap.start : gap.end], OTHER[gap.other_start : gap.other_end])
        for gap in gaps_of(align(ONE, OTHER))
    ]
    assert said == [
        ("changed", "Monday", "Tuesday"),
        ("added", "", "Our own reporter saw the queue at noon."),
        ("missing", ", the district said", ""),
    ]


def test_a_line_that_came_in_is_one_difference_and_not_the_end_of_one_line_and_the_beginning_of_the_next() -> None:
    one = "Salt.\n\nThe bridge is shut.\n\nThe road is open.\n"
    other = one.replace("The road", "The ferry is full.\n\nThe road")
    for alignment in (align(one, other), align(other, one)):
        (gap,) = gaps_of(alignment)
        texts = alignment.one[gap.start : gap.end], alignment.other[gap.other_start : gap.other_end]
        assert set(texts) == {"", "The ferry is full."}


def test_lines_broken_otherwise_stand_in_one_row() -> None:
    broken = ONE.replace(
        "The bridge at Korun was closed on Monday after", "The bridge at Korun was closed on Monday\nafter"
    )
    rows = pairs(ONE, broken)
    assert [(len(left), len(right)) for left, right, _ in rows] == [(1, 1), (1, 2), (1, 1), (1, 1)]
    assert all(equal for _, _, equal in rows)


def test_texts_that_share_nothing_stand_side_by_side_all_the_same() -> None:
    assert pairs("Wheat is dear.\nBread too.\n", "Nobody came\n") == [
        (["Wheat is dear."], ["Nobody came"], False), (["Bread too."], [], False),
    ]  # fmt: skip
    assert pairs("", "Nobody came") == [([], ["Nobody came"], False)]


def test_long_equal_stretches_are_folded_and_the_lines_beside_a_difference_stay() -> None:
    rows = [Row(range(n, n + 1), range(n, n + 1), equal=n not in {5, 8}) for n in range(16)]
    items = fold_rows(rows, opened=())
    assert items == [Fold(0, 4), rows[4], rows[5], rows[6], rows[7], rows[8], rows[9], Fold(10, 16)]
    assert fold_of(items, 2) == Fold(0, 4)
    assert fold_of(items, 5) is None
    assert fold_rows(rows, opened={0}) == [*rows[:10], Fold(10, 16)]
    assert fold_rows(rows, opened=(), folding=False) == rows
    assert fold_rows(rows[:2], opened=()) == rows[:2]


WORDS = st.lists(
    st.sampled_from(["salt", "road", "river", "\n", "\n\n", "نهر", "🌊", "of", "Monday", "bridge at Korun"]),
    max_size=30,
)


@given(WORDS, WORDS)
def test_every_line_of_both_stands_in_one_row_and_in_order(one: list[str], other: list[str]) -> None:
    texts = " ".join(one), " ".join(other)
    left, right = (split_article(Article("", text)) for text in texts)
    alignment = align(*texts)
    gaps = gaps_of(alignment)
    rows = pair_lines(left, right, blocks=alignment.blocks, gaps=gaps)
    assert [i for row in rows for i in row.left] == list(range(len(left)))
    assert [i for row in rows for i in row.right] == list(range(len(right)))
    for row in rows:
        if row.equal:
            said = [
                re.findall(r"\S+", " ".join(lines[i].text for i in side))
                for lines, side in ((left, row.left), (right, row.right))
            ]
            assert said[0] == said[1]
    assert gaps == sorted(gaps)
    assert all(isinstance(gap, Gap) for gap in gaps)


def test_boilerplate_is_folded_as_such_and_stands_beside_no_article_text() -> None:
    heads = "World\n\nFarm\n\nWeather", "Coast\n\nFish"
    texts = [f"{head}\n\n{story}\nImprint" for head, story in zip(heads, (ONE, OTHER), strict=True)]
    pages = [
        Article("", text, zones=(
            Zone("1", 0, len(head), "boilerplate"), Zone("2", len(text) - len("Imprint"), len(text), "comment"),
        ))
        for head, text in zip(heads, texts, strict=True)
    ]  # fmt: skip
    left, right = map(split_article, pages)
    alignment = align(*texts)
    gaps = gaps_of(ArticleAlignment.of(alignment, *pages))
    rows = pair_lines(left, right, blocks=alignment.blocks, gaps=gaps)
    for row in rows:
        assert {left[i].silent for i in row.left} | {right[i].silent for i in row.right} == {row.silent}
    assert [texts[0][gap.start : gap.end] for gap in gaps] == ["Monday", "", ", the district said"]
    items = fold_rows(rows, opened=())
    assert items[0] == Fold(0, 3, silent=True)
    assert items[-1] == Fold(len(rows) - 1, len(rows), silent=True)
    assert not any(item.silent for item in items[1:-1])
    assert not any(isinstance(item, Fold) for item in fold_rows(rows, opened=(), folding=False))
