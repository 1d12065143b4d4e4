"""Intervals of scores: what must hold of them, and how often they hold the true value."""

from __future__ import annotations

import math
from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from spanloop.core.bootstrap import FEWEST, Intervals, Key, change_chances, change_intervals, score_intervals
from spanloop.core.comparison import Counts, Scores

ALL: Key = ("mentions", None, "exact")
RARE: Key = ("mentions", "WPN", "exact")


def articles(*counts: tuple[int, int, int]) -> list[Scores]:
    return [{ALL: Counts(*figures)} for figures in counts]


counts_of_articles = st.lists(st.tuples(*[st.integers(0, 9)] * 3), min_size=FEWEST, max_size=30)


def simulated(random: Random) -> Scores:
    """An article as they come: of uneven length and difficulty."""
    marks = 1 + int(random.expovariate(1 / 17))
    ease = random.betavariate(7, 3)
    found = sum(random.random() < ease for _ in range(marks))
    false = sum(random.random() < (1 - ease) * 0.8 for _ in range(marks))
    return {ALL: Counts(found, false, marks - found)}


def test_articles_that_are_all_alike_leave_no_doubt() -> None:
    # Whatever is drawn, precision is 3/4, recall 3/5 and F1 2*3/(4+5) = 2/3.
    found = score_intervals(articles(*[(3, 1, 2)] * 6))[ALL]
    assert found == Intervals((0.75, 0.75), (0.6, 0.6), (2 / 3, 2 / 3))


def test_all_right_or_all_wrong_is_no_certainty() -> None:
    """Four articles in which all was found do not tell that all will be found; an interval of 1 to 1 would say so."""
    assert score_intervals(articles((3, 0, 0), (1, 0, 0), (7, 0, 0), (2, 0, 0)))[ALL] == Intervals()
    assert score_intervals(articles(*[(0, 1, 1)] * 6))[ALL] == Intervals()
    found = score_intervals(articles(*[(3, 0, 1)] * 6))[ALL]
    assert (found.precision, found.recall) == (None, (0.75, 0.75))


def test_false_marks_do_not_make_up_for_articles_that_have_the_label() -> None:
    """Two articles have the label; that it was marked in six more says much of precision and nothing of recall."""
    found = score_intervals(articles((1, 1, 1), (1, 0, 1), *[(0, 2, 0)] * 6))[ALL]
    assert (found.recall, found.f1) == (None, None)
    assert found.precision is not None
    before, after = articles((1, 0, 1), (1, 0, 0), *[(0, 2, 0)] * 6), articles((0, 0, 2), (1, 0, 0), *[(0, 1, 0)] * 6)
    assert change_intervals(before, after)[ALL] is None


def test_two_kinds_of_articles_worked_by_hand() -> None:
    """k of 100 drawn articles are of the right kind, so recall is k/100, and k is binomial with n=100 and p=1/2.

    Its percentiles at 2.5 and 97.5 are 40 and 60; the tails for 100 articles are cut a little further out (2.31%).
    """
    found = score_intervals(articles(*[(1, 0, 0)] * 50, *[(0, 0, 1)] * 50), resamples=4000)[ALL]
    assert found.recall == pytest.approx((0.40, 0.60), abs=0.011)
    assert found.precision is None, "nothing was ever marked falsely, which does not tell that nothing will be"


def test_too_few_articles_have_no_interval() -> None:
    for count in range(FEWEST):
        assert score_intervals(articles(*[(1, 1, 1)] * count)).get(ALL, Intervals()) == Intervals()
    assert score_intervals(articles(*[(1, 1, 1)] * FEWEST))[ALL].f1 is not None
    # Articles in which there is nothing to score do not make it more.
    assert score_intervals(articles((1, 1, 1), (2, 1, 1), (1, 0, 1), *[(0, 0, 0)] * 9))[ALL] == Intervals()
    # Nothing was marked in three of four: precision cannot be told, recall can.
    found = score_intervals(articles((1, 0, 1), (0, 0, 1), (0, 0, 2), (0, 0, 1)))[ALL]
    assert found.precision is None
    assert found.recall is not None


def test_draws_without_a_rare_label_do_not_count_as_zero() -> None:
    """Four of fifty articles have the label, half of it found: a draw that has none of them says nothing, and not 0."""
    some: list[Scores] = [{ALL: Counts(5, 1, 1)} for _ in range(50)]
    for scores in some[:4]:
        scores[RARE] = Counts(1, 1, 1)
    assert score_intervals(some)[RARE] == Intervals((0.5, 0.5), (0.5, 0.5), (0.5, 0.5))


def test_what_nobody_has_has_no_line() -> None:
    assert score_intervals([{RARE: Counts()}] * 5) == {}
    assert score_intervals([]) == {}
    assert change_intervals([], []) == {}


def test_seeds() -> None:
    some = [simulated(Random(place)) for place in range(20)]
    assert score_intervals(some) == score_intervals(some)
    assert score_intervals(some, seed=1) == score_intervals(some, seed=1) != score_intervals(some, seed=2)


@settings(max_examples=40)
@given(counts_of_articles, st.randoms(use_true_random=False))
def test_the_order_of_articles_does_not_matter(some: list[tuple[int, int, int]], random: Random) -> None:
    turned = random.sample(some, len(some))
    assert score_intervals(articles(*turned), resamples=50) == score_intervals(articles(*some), resamples=50)


@settings(max_examples=40)
@given(counts_of_articles)
def test_intervals_are_in_order_and_within_what_articles_say(some: list[tuple[int, int, int]]) -> None:
    for found in score_intervals(articles(*some), resamples=60).values():
        for score, interval in zip(
            ("precision", "recall", "f1"), (found.precision, found.recall, found.f1), strict=True
        ):
            if interval is None:
                continue
            each = [getattr(Counts(*figures), score) for figures in some if sum(figures)]
            assert 0 <= interval[0] <= interval[1] <= 1
            assert min(each) - 1e-12 <= interval[0]
            assert interval[1] <= max(each) + 1e-12


@settings(max_examples=40)
@given(st.integers(0, 10**6), st.integers(8, 40))
def test_the_interval_holds_the_score_itself(seed: int, count: int) -> None:
    random = Random(seed)
    some = [simulated(random) for _ in range(count)]
    whole = Counts()
    for scores in some:
        whole += scores[ALL]
    found = score_intervals(some, resamples=300)[ALL]
    assert found.f1 is not None
    assert found.f1[0] <= whole.f1 <= found.f1[1]


@settings(max_examples=25)
@given(counts_of_articles)
def test_more_articles_of_the_same_kind_narrow_it(some: list[tuple[int, int, int]]) -> None:
    few, many = score_intervals(articles(*some)).get(ALL), score_intervals(articles(*some * 9)).get(ALL)
    assume(few is not None and few.f1 is not None)
    assert few is not None
    assert few.f1 is not None
    assert many is not None
    assert many.f1 is not None
    assert many.f1[1] - many.f1[0] <= few.f1[1] - few.f1[0] + 1e-9


def test_counts_of_any_size_add_up() -> None:
    """The counts of an article are digits of one number: none may run over into its neighbour."""
    for size in (1, 60, 70, 20_000, 10**9, 10**12):
        some: list[Scores] = [{ALL: Counts(size, 0, size), RARE: Counts(0, size, 0)} for _ in range(4)]
        found = score_intervals(some, resamples=20)
        assert found[ALL] == Intervals(None, (0.5, 0.5), (2 / 3, 2 / 3))
        assert found[RARE] == Intervals()


def test_a_change_is_paired() -> None:
    """The second finds one more in every article, so the change is sure, however unequal the articles are."""
    first = articles((0, 0, 10), (9, 0, 1), (2, 0, 8), (5, 0, 5), (7, 0, 3))
    second = articles((1, 0, 9), (10, 0, 0), (3, 0, 7), (6, 0, 4), (8, 0, 2))
    found = change_intervals(first, second)[ALL]
    assert found is not None
    low, high = found
    # Together 23 of 50 before and 28 of 50 after: F1 46/73 = .630 and 56/78 = .718, so +.088.
    assert 0 < low <= 56 / 78 - 46 / 73 <= high < 0.2
    alone = score_intervals(first)[ALL].f1
    assert alone is not None
    assert high - low < (alone[1] - alone[0]) / 3


def test_no_change_is_none_whatever_is_drawn() -> None:
    some = [simulated(Random(place)) for place in range(12)]
    assert change_intervals(some, some)[ALL] == (0, 0)


def test_swapping_the_versions_turns_the_change_round() -> None:
    first = [simulated(Random(place)) for place in range(42)]
    second = [simulated(Random(place + 1)) for place in range(42)]
    there, back = change_intervals(first, second)[ALL], change_intervals(second, first)[ALL]
    assert there is not None
    assert back is not None
    # The draws are not the same ones, so this holds as far as a thousand of them tell.
    assert (-back[1], -back[0]) == pytest.approx(there, abs=0.02)


def test_a_version_that_is_silent_where_nothing_is_does_not_change() -> None:
    """Nor is there an interval to say it with: no article has the label."""
    silent, loud = articles(*[(0, 0, 0)] * 5), articles(*[(0, 2, 0)] * 5)
    assert change_intervals(silent, loud)[ALL] is None
    assert change_intervals(silent, silent) == {}


@pytest.mark.slow
@pytest.mark.parametrize(("count", "least"), [(4, 0.80), (5, 0.85), (10, 0.88), (20, 0.90), (42, 0.90)])
def test_ninety_five_of_a_hundred_hold_the_true_value(count: int, least: float) -> None:
    """The true F1 is that of very many articles. See core.bootstrap for the figures of longer trials."""
    many = [simulated(Random(seed))[ALL] for seed in range(40_000)]
    tp, fp, fn = (sum(counts) for counts in zip(*((c.tp, c.fp, c.fn) for c in many), strict=True))
    truth = Counts(tp, fp, fn).f1
    random = Random(11)
    trials, held = 400, 0
    for _ in range(trials):
        interval = score_intervals([simulated(random) for _ in range(count)], resamples=500)[ALL].f1
        assert interval is not None
        held += interval[0] <= truth <= interval[1]
    assert least <= held / trials <= 0.99
    assert math.isclose(truth, 0.72, abs_tol=0.02)


# how often chance alone gives such a change ---------------------------------------------------------------------------


def test_two_that_are_the_same_differ_by_nothing() -> None:
    same = articles((3, 1, 2), (1, 0, 0), (2, 2, 1), (5, 0, 1))
    assert change_chances(same, same)[ALL] == 1.0


def test_six_articles_that_all_gain_worked_by_hand() -> None:
    """Of the 64 ways to swap six articles that are all alike, only two are as far from 0 as none and all swapped."""
    p = change_chances(articles(*[(1, 0, 1)] * 6), articles(*[(2, 0, 0)] * 6), resamples=4000)[ALL]
    assert p == pytest.approx(2 / 64, abs=0.01)


def test_too_few_articles_have_no_p_either() -> None:
    few = FEWEST - 1
    assert change_chances(articles(*[(1, 0, 1)] * few), articles(*[(2, 0, 0)] * few))[ALL] is None


def test_chance_alone_is_called_unlikely_as_often_as_it_says() -> None:
    """Two that are alike: p below .05 comes in about one of twenty trials."""
    random = Random(11)
    trials, unlikely = 80, 0
    for _ in range(trials):
        first = [simulated(random) for _ in range(15)]
        second = [one if random.random() < 0.3 else simulated(random) for one in first]
        p = change_chances(first, second, resamples=100)[ALL]
        unlikely += p is not None and p < 0.05
    assert unlikely / trials <= 0.12


@settings(max_examples=20)
@given(counts_of_articles, st.integers(0, 99))
def test_the_order_of_articles_decides_no_chance(counts: list[tuple[int, int, int]], seed: int) -> None:
    random = Random(seed)
    first = articles(*counts)
    second = [simulated(random) for _ in first]
    together = list(zip(first, second, strict=True))
    random.shuffle(together)
    turned = change_chances([a for a, _ in together], [b for _, b in together], resamples=20)
    straight = change_chances(first, second, resamples=20)
    assert straight == turned
    assert all(p is None or 0 < p <= 1 for p in straight.values())
