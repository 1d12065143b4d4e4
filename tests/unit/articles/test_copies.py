"""Near-duplicates are found whatever was done to a copy, and nothing else is."""

from __future__ import annotations

import random
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from spanloop.articles import copies, copy_groups
from spanloop.articles.copies import are_copies, groups_of_copies, likeness
from tests.benchmarks.copies import EDITS, known_pairs

VOWELS, CONSONANTS = "aeiou", "bdfgklmnprstvz"


def report(number: int, *, sentences: int = 16) -> str:
    """A report of invented words, of which no other number shares more than single words."""
    source = random.Random(number)

    def word() -> str:
        return "".join(source.choice(CONSONANTS) + source.choice(VOWELS) for _ in range(source.randint(1, 3)))

    return "\n\n".join(
        " ".join(word() for _ in range(source.randint(8, 24))).capitalize() + "." for _ in range(sentences)
    )


@pytest.mark.parametrize("name", sorted(EDITS))
def test_an_edited_copy_is_found(name: str) -> None:
    others = [report(number) for number in range(30)]
    copy = EDITS[name](others[7], random.Random(3))
    assert groups_of_copies([*others, copy]) == [[7, 30]]


def test_copies_of_copies_are_one_group_in_any_order() -> None:
    texts = [report(number) for number in range(12)]
    texts += [
        EDITS["a paragraph added"](texts[2], random.Random(1)),
        EDITS["cut to its first half"](texts[2], random.Random(1)),
    ]
    texts += [texts[5], texts[5].upper()]
    wanted = {frozenset(texts[place] for place in group) for group in groups_of_copies(texts)}
    assert [len(group) for group in groups_of_copies(texts)] == [3, 3]
    for seed in range(5):
        shuffled = random.Random(seed).sample(texts, len(texts))
        assert {frozenset(shuffled[place] for place in group) for group in groups_of_copies(shuffled)} == wanted


def test_what_has_no_words_or_few_is_a_copy_of_its_like_only() -> None:
    assert groups_of_copies([]) == []
    assert groups_of_copies(["", " \n", "…", "—"]) == []
    assert groups_of_copies(["Army moved 1 times.", "Army moved 2 times.", "army moved, 2 times"]) == [[1, 2]]


def test_arabic_and_chinese() -> None:
    words = ["قصفت", "مدفعية", "الفرقة", "التاسعة", "مستودع", "الحبوب", "في", "تل", "شاهين", "فجر", "الثلاثاء"]
    source = random.Random(5)
    one = " ".join(source.choice(words) for _ in range(120))
    vowelled = one.replace("ق", "قَ").replace("الحبوب", "الحبـــوب") + " انتهى"
    other = " ".join(source.choice(words) for _ in range(120))
    assert groups_of_copies([one, other, vowelled]) == [[0, 2]]
    signs = [chr(code) for code in range(0x4E00, 0x4E00 + 400)]
    chinese = ["".join(source.choice(signs) for _ in range(300)) for _ in range(20)]
    cut = f"新华社电 {chinese[4][40:220]}。"
    assert groups_of_copies([*chinese, cut]) == [[4, 20]]


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=300), st.text(max_size=300))
def test_any_text_can_be_compared(one: str, other: str) -> None:
    jaccard, contained, shared = likeness(one, other)
    assert 0 <= jaccard <= contained <= 1
    assert (shared > 0) == (jaccard > 0)
    assert bool(groups_of_copies([one, other])) == are_copies(jaccard, contained, shared)


def by_every_pair(texts: list[str]) -> list[list[int]]:
    """The plain way, which nobody could wait for: every pair that may be alike (see test below) is compared."""
    group = list(range(len(texts)))
    for one, other in combinations(range(len(texts)), 2):
        if are_copies(*likeness(texts[one], texts[other])):
            old, new = group[other], group[one]
            group = [new if name == old else name for name in group]
    return sorted(places for name in set(group) if len(places := [at for at, of in enumerate(group) if of == name]) > 1)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    data=st.lists(st.tuples(st.integers(0, 6), st.sampled_from(sorted(EDITS)), st.integers(0, 99)), max_size=24),
    large=st.sampled_from([1, 3, 200]),
)
def test_the_same_comes_out_as_by_comparing_every_pair(
    data: list[tuple[int, str, int]], large: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In small batches and large buckets, with nothing remembered and all on disk."""
    texts = [report(number, sentences=6) for number in range(3)]
    texts += [EDITS[name](report(number), random.Random(seed)) for number, name, seed in data]
    monkeypatch.setattr(copy_groups, "_PAIRED", large)
    monkeypatch.setattr(copy_groups, "_AT_ONCE", 2 * large)
    monkeypatch.setattr(copy_groups, "_REMEMBERED", 3 * large)
    monkeypatch.setattr(copy_groups, "_IN_MEMORY", 500 * large)
    monkeypatch.setattr(copies, "_AT_ONCE", 2 + large)
    monkeypatch.setattr(copies, "_MOST_WORDS", 5 * large)
    assert groups_of_copies(iter(texts)) == by_every_pair(texts)


def test_it_is_told_what_is_read_and_that_it_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copies, "_AT_ONCE", 4)
    monkeypatch.setattr(copy_groups, "_TOLD", 2)
    monkeypatch.setattr(copy_groups, "_IN_MEMORY", 100)
    texts = [f"{report(1)} {report(number)[:600]}" for number in range(9)]
    told: list[int] = []
    assert groups_of_copies(texts, on_progress=told.append, folder=tmp_path) == [list(range(9))]
    assert told[:3] == [4, 8, 9]
    assert set(told[3:]) == {9}

    def stop(done: int) -> None:
        if done == 8:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        groups_of_copies(texts, on_progress=stop, folder=tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_real_news_of_many_hands_is_told_apart(shared_dir: Path) -> None:
    """The measured table of tests.benchmarks.copies, in short: all pairs of 250 real articles."""
    texts, truth = known_pairs(shared_dir)
    found = {(a, b) for group in groups_of_copies(texts) for a in group for b in group if a < b}
    assert found == truth
