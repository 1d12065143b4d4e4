"""What the commands say in words about scores and trainings."""

from __future__ import annotations

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from spanloop.cli.console import Session
from spanloop.cli.score_tables import print_changes, print_errors, print_scores, used_text
from spanloop.core.bootstrap import change_intervals, score_intervals
from spanloop.core.comparison import Comparison, Counts, Scores, pool
from spanloop.core.evaluation import Evaluation, VersionComparison, change_rows
from spanloop.operations.material import TrainedOn
from spanloop.settings import Settings

GAPS = "No interval where fewer than 4 articles have the label, or where all is right or all wrong."


def article(*, per: tuple[int, int, int], doc: tuple[int, int, int] = (0, 0, 0)) -> Scores:
    """The exact scores of an article: what both have, only the other, only the reference."""
    one, two = Counts(*per), Counts(*doc)
    return {
        ("mentions", None, "exact"): one + two,
        ("mentions", "PER", "exact"): one,
        ("mentions", "DOC", "exact"): two,
    }


def summed(articles: list[Scores]) -> Scores:
    return {key: counts for key, counts in pool(Comparison((), (), s) for s in articles).items() if key[2] == "exact"}


def session() -> Session:
    out = Console(file=StringIO(), width=100, color_system=None)
    return Session(Settings(Path(), Path()), lambda _: 0, out, out)


def printed(using: Session) -> str:
    assert isinstance(using.out.file, StringIO)
    return using.out.file.getvalue()


def scored(articles: list[Scores]) -> dict[str, Any]:
    intervals = score_intervals(articles)
    return Evaluation("truth", "Extractor v1", "test", len(articles), summed(articles), intervals=intervals).to_dict()


def test_a_label_of_two_articles_gets_no_interval_and_a_note_says_so_once() -> None:
    # Two articles have a DOC, and it is marked falsely in the four others: .00, and nobody knows how sure that is.
    some = [article(per=(3, 1, 1), doc=(0, 0, 1))] * 2 + [article(per=(1, 0, 1), doc=(0, 1, 0))] * 4
    using = session()
    print_scores(using, scored(some), by_label=True)
    lines = [line.split() for line in printed(using).splitlines()]
    assert ["mentions", "DOC", "exact", "2", ".00", ".00", ".00"] in lines
    assert printed(using).count(" to ") == 2
    assert "F1 (95%)" in printed(using)
    assert printed(using).count(GAPS) == 1
    using = session()
    print_scores(using, scored(some))
    assert GAPS not in printed(using), "no line that is shown lacks one"


def test_without_any_interval_no_heading_promises_one() -> None:
    some = [article(per=(3, 1, 1))] * 2
    using = session()
    print_scores(using, scored(some), by_label=True)
    assert "95%" not in printed(using)
    assert "F1" in printed(using)
    assert GAPS not in printed(using)


def test_what_a_change_means_is_said_in_words() -> None:
    first = [article(per=(3, 1, 2), doc=(0, 0, 1))] * 3 + [article(per=(1, 2, 1))] * 3
    second = [article(per=(5, 1, 0), doc=(1, 0, 0))] * 3 + [article(per=(2, 1, 0))] * 3
    using = session()
    rows = tuple(change_rows(summed(first), summed(second), change_intervals(first, second)))
    print_changes(using, VersionComparison("v1", "v2", "test", 6, rows).to_dict(), by_label=True)
    lines = [line.split() for line in printed(using).splitlines()]
    assert "verdict" in printed(using)
    assert "points (95%)" in printed(using)
    assert next(line for line in lines if line[1:2] == ["PER"])[-1] == "better"
    assert next(line for line in lines if line[1:2] == ["DOC"])[-2:] == ["too", "few"]
    assert GAPS in printed(using)


def test_a_far_fall_over_few_articles_is_said_as_the_gate_says_it() -> None:
    first, second = [article(per=(15, 0, 0))] * 2, [article(per=(3, 0, 12))] * 2
    rows = tuple(change_rows(summed(first), summed(second), change_intervals(first, second)))
    using = session()
    print_changes(using, VersionComparison("v1", "v2", "test", 2, rows).to_dict())
    assert "-66.7" in printed(using)
    assert "too few, far worse" in printed(using)
    assert "The gate would hold v2 back" in printed(using)


@pytest.mark.parametrize(
    ("used", "words", "more"),
    [
        (
            TrainedOn(12, partly=2, watched=2, tested=3),
            "It learned from 12 articles; 2 articles watched it, 3 articles were kept for the test.",
            ["2 of the 12 were not complete: of these only the single marks trained it."],
        ),
        (
            TrainedOn(1, partly=1, watched=0, tested=0),
            "It learned from 1 article; none was left to watch it, none tests it.",
            ["It was not complete: of it only the single marks trained it."],
        ),
        (
            TrainedOn(4, partly=4, watched=1, tested=1),
            "It learned from 4 articles; 1 article watched it, 1 article was kept for the test.",
            ["None of the 4 was complete: of these only the single marks trained it."],
        ),
        (
            TrainedOn(4, partly=0, watched=1, tested=1),
            "It learned from 4 articles; 1 article watched it, 1 article was kept for the test.",
            [],
        ),
    ],
)
def test_what_became_of_the_articles_is_said(used: TrainedOn, words: str, more: list[str]) -> None:
    assert used_text(used).splitlines() == [words, *more]


def test_an_error_names_the_event_of_an_argument_and_the_words_of_the_other_side() -> None:
    error = {
        "article": "a", "title": "Two held", "part": "arguments", "kind": "boundary", "start": 0, "end": 6,
        "reference_label": "DETAIN.captor", "other_label": "DETAIN.captor",
        "before": "", "quote": "Rebels", "after": " kidnapped two.", "reference": "m",
        "other": None, "other_quote": "Rebels kidnapped", "of": "kidnapped",
    }  # fmt: skip
    using = session()
    print_errors(using, {"errors": [error]})
    assert "DETAIN.captor of “kidnapped”  0-6" in printed(using)
    assert "marked instead: [Rebels kidnapped]" in printed(using)
