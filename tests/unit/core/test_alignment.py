"""Aligning two texts."""

from __future__ import annotations

import random
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.alignment import Alignment, align
from spanloop.core.ranges import merge_ranges

WORDS = st.sampled_from(
    ["army", "the", "depot", "Nahrin", "of", "said", "9,000", "T-72", "caf\u00e9", "\u0627\u0644\u062c\u064a\u0634",
     "\u519b\u961f", "\U0001f6e1\ufe0f", "it's", "it\u2019s", '"no"', "\u201cno\u201d", "north", "bridge", "on"]
)  # fmt: skip
SENTENCES = st.lists(WORDS, min_size=1, max_size=12).map(lambda words: " ".join(words) + ".")
PARAGRAPHS = st.lists(SENTENCES, min_size=1, max_size=4).map(" ".join)
TEXTS = st.lists(PARAGRAPHS, min_size=0, max_size=8).map("\n\n".join)


@st.composite
def edited(draw: st.DrawFn) -> tuple[str, str]:
    """A text and what somebody made of it: paragraphs cut, added and moved, words changed."""
    one = draw(st.lists(PARAGRAPHS, min_size=1, max_size=7))
    other = list(one)
    for _ in range(draw(st.integers(0, 5))):
        place = draw(st.integers(0, max(len(other) - 1, 0)))
        what = draw(st.sampled_from(["cut", "add", "move", "word", "space"]))
        if what == "add" or not other:
            other.insert(place, draw(PARAGRAPHS))
        elif what == "cut":
            del other[place]
        elif what == "move":
            other.insert(draw(st.integers(0, len(other) - 1)), other.pop(place))
        elif what == "space":
            other[place] = other[place].replace(" ", draw(st.sampled_from(["  ", "\u00a0", "\n"])), 2)
        else:
            words = other[place].split(" ")
            words[draw(st.integers(0, len(words) - 1))] = draw(WORDS)
            other[place] = " ".join(words)
    return "\n\n".join(one), draw(st.sampled_from(["\n\n", "\n", "\r\n\r\n"])).join(other)


def _check(found: Alignment) -> None:
    one, other = found.one, found.other
    for a, b, size in (*found.blocks, *found.moved):
        assert size > 0
        assert one[a : a + size] == other[b : b + size]
        assert len(one[a : a + size]) == size
    for (a, b, size), (next_a, next_b, _) in pairwise(found.blocks):
        assert a + size <= next_a
        assert b + size <= next_b
    every = sorted((*found.blocks, *found.moved))
    for (a, _, size), (next_a, _, _) in pairwise(every):
        assert a + size <= next_a
    there = sorted((b, size) for _, b, size in every)
    for (b, size), (next_b, _) in pairwise(there):
        assert b + size <= next_b
    for start, end, other_start, other_end in found.differences:
        assert 0 <= start <= end <= len(one)
        assert 0 <= other_start <= other_end <= len(other)
        assert one[start:end].strip() == one[start:end]
    assert 0.0 <= found.share <= 1.0
    assert 0.0 <= found.share_of_other <= 1.0


@given(edited())
def test_what_is_aligned_reads_the_same_and_nothing_is_aligned_twice(pair: tuple[str, str]) -> None:
    _check(align(*pair))


@given(TEXTS, TEXTS)
def test_any_two_texts_can_be_aligned(one: str, other: str) -> None:
    found = align(one, other)
    _check(found)
    # What no block has is said to differ, in both texts, unless it is white space or the style of a quotation mark.
    kept = merge_ranges([(a, a + n) for a, _, n in (*found.blocks, *found.moved)] + [d[:2] for d in found.differences])
    left = set(range(len(one))) - {place for a, b in kept for place in range(a, b)}
    assert all(not one[place].isalnum() for place in left)


@given(edited(), st.data())
def test_a_projected_span_has_the_same_quote(pair: tuple[str, str], data: st.DataObject) -> None:
    found = align(*pair)
    one = pair[0]
    for _ in range(8):
        starts = sorted(data.draw(st.lists(st.integers(0, len(one) - 1), min_size=1, max_size=3, unique=True)))
        ends = [*starts[1:], len(one)]
        fragments = tuple((a, data.draw(st.integers(a + 1, b))) for a, b in zip(starts, ends, strict=True))
        there = found.project(fragments)
        if there is None:
            assert found.why_not(fragments) in {"missing", "reworded", "spaced", "apart"}
            continue
        assert [one[a:b] for a, b in fragments] == [pair[1][a:b] for a, b in there]
        assert all(b < c for (_, b), (c, _) in pairwise(there))


@given(TEXTS)
def test_a_text_and_itself_have_everything_in_common(text: str) -> None:
    found = align(text, text)
    assert found.blocks == (((0, 0, len(text)),) if text else ())
    assert found.share == found.share_of_other == 1.0
    assert not found.differences
    for start, end in [(0, len(text))] if text else []:
        assert found.project(((start, end),)) == ((start, end),)


STORY = (
    "Shells hit a depot in Nahrin on Monday, officials said.\n\n"
    "The governor called it a mistake. He said that the army had been warned before.\n\n"
    "The town has changed hands three times since spring, and the army holds the bridge.\n\n"
    "The army did not answer questions."
)


def _project(one: str, other: str, words: str, *, nth: int = 0) -> str | None:
    """What stands before the place where words of one text are in the other; None where they are not."""
    start = -1
    for _ in range(nth + 1):
        start = one.index(words, start + 1)
    there = align(one, other).project(((start, start + len(words)),))
    return None if there is None else other[: there[0][0]]


def test_words_that_occur_often_go_where_their_sentence_is() -> None:
    paragraphs = STORY.split("\n\n")
    other = "\n\n".join((paragraphs[0], paragraphs[2], paragraphs[3]))
    assert _project(STORY, other, "the army", nth=0) is None
    before = _project(STORY, other, "the army", nth=1)
    assert before is not None
    assert before.endswith("since spring, and ")


def test_a_paragraph_that_stands_elsewhere_is_found() -> None:
    first, second, third, last = STORY.split("\n\n")
    other = "\n\n".join((third, first, second.replace("mistake", "crime"), last))
    found = align(STORY, other)
    assert found.moved
    before = _project(STORY, other, "the army", nth=1)
    assert before is not None
    assert before.endswith("three times since spring, and ")
    assert "mistake" in {STORY[d.start : d.end] for d in found.differences}
    assert third not in {STORY[d.start : d.end] for d in found.differences}


def test_a_rewritten_sentence_lends_no_place_to_its_short_words() -> None:
    one = "Rain fell on the town and the market was closed by the mayor in the morning"
    other = "Of the ministers none was there, the vote being put off by a day or two at the wish of both."
    assert align(one, other).blocks == ()


def test_only_white_space_or_the_style_of_quotes_is_no_difference() -> None:
    one = 'He called it "a mistake".\nThe 9th Division left Tel Shahin.'
    other = "He called it \u201ca mistake\u201d. The 9th\u00a0Division left Tel Shahin."
    found = align(one, other)
    assert not found.differences
    start = one.index("9th Division")
    assert found.project(((start, start + 12),)) is None
    assert found.why_not(((start, start + 12),)) == "spaced"
    assert found.map_range(0, len(one)) == ((0, len(other)),)


def test_fragments_keep_their_order_and_stay_apart() -> None:
    one = "The 3rd and the 4th brigade of the northern guard left the town before noon."
    a, b = one.index("3rd"), one.index("brigade")
    fragments = ((a, a + 3), (b, b + 7))
    assert align(one, "Today " + one).project(fragments) == ((a + 6, a + 9), (b + 6, b + 13))
    first, second, third, last = STORY.split("\n\n")
    turned = f"{third}\n\n{first}\n\n{second}\n\n{last}"
    spans = ((STORY.index("depot"), STORY.index("depot") + 5), (STORY.index("bridge"), STORY.index("bridge") + 6))
    assert align(STORY, turned).project(spans) is None
    assert align(STORY, turned).why_not(spans) == "apart"


def test_what_was_added_begins_where_its_line_begins() -> None:
    one = "One is here.\n\nThree is here."
    other = "One is here.\n\nTwo is here.\n\nThree is here."
    (difference,) = align(one, other).differences
    assert other[difference.other_start : difference.other_end] == "Two is here."


def test_work_grows_with_the_length_of_the_texts() -> None:
    """No figure, but what would never end if it grew with the square: 60,000 words of which few are unique."""
    chance = random.Random(4)
    words = [f"w{number}" for number in range(300)]
    one = " ".join(chance.choices(words, k=60_000))
    other = " ".join(one.split(" ")[::-1])
    _check(align(one, other))
    _check(align("a " * 60_000, "b a " * 30_000))
