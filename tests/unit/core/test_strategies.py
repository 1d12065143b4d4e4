"""Names of ways of choosing."""

from __future__ import annotations

from spanloop.core import strategies
from spanloop.core.queue_view import RANKED
from spanloop.core.strategies import (
    ASKED,
    FIRST,
    FIRST_SENTENCES,
    LATER,
    STRATEGIES,
    WORDS,
    answers,
    best_next,
    setting_of,
    stored_name,
    strategy_of,
)


def test_every_way_has_its_words_and_the_queue_has_every_order_that_is_ranked() -> None:
    assert set(WORDS) == set(ASKED) == {"best", *STRATEGIES}
    assert set(RANKED) == set(ASKED) - {"newest"}


def test_what_is_best_changes_after_the_first_sentences() -> None:
    assert best_next(0) == best_next(FIRST_SENTENCES - 1) == FIRST
    assert best_next(FIRST_SENTENCES) == LATER


def test_an_order_that_was_best_answers_to_both_names() -> None:
    stored = stored_name("best", "diverse")
    assert strategy_of(stored) == strategy_of(stored_name("diverse", "diverse")) == "diverse"
    assert stored in answers("best")
    assert stored in answers("diverse")
    assert stored_name("diverse", "diverse") not in answers("best")
    assert answers("title") == ()


def test_a_setting_of_a_later_program_is_taken_for_best() -> None:
    assert [setting_of(value) for value in ("rare", "sideways", None, {"name": "rare"})] == ["rare", *["best"] * 3]


def test_why_best_is_by_chance_is_said() -> None:
    assert "at random here: 40 sentences are annotated" in strategies.why_best(strategies.best_next(40), 40)
    assert strategies.why_first("rare", 0.3, [("ARM", 0.9), ("GPE", None)]) == "May hold ARM, GPE"
