"""What the commands say in words about scores and trainings."""

from __future__ import annotations

import pytest

from spanloop.cli.score_tables import used_text
from spanloop.operations.material import TrainedOn


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
