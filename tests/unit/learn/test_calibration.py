"""Scores become shares that hold on other articles, and where nothing can be known, nothing is shown."""

from __future__ import annotations

import json

import numpy as np
import pytest

from spanloop.learn.calibration import Judged, auroc, calibration_from, fit, shown_error


def judged(articles: int, *, marks: int = 40, seed: int = 0) -> list[Judged]:
    """Marks of an extractor that is too sure: its logits are twice what they should be."""
    draw = np.random.default_rng(seed)
    made = []
    for number in range(articles):
        for logit in draw.normal(1, 1.5, marks):
            right = draw.random() < 1 / (1 + np.exp(-logit))
            made.append(Judged(f"a{seed}-{number}", float(1 / (1 + np.exp(-2 * logit))), bool(right)))
    return made


def test_an_extractor_that_is_too_sure_is_set_right_on_articles_that_nobody_saw() -> None:
    calibration = fit(judged(20))
    assert calibration.slope == pytest.approx(0.5, abs=0.1)
    error = shown_error(calibration, judged(40, seed=1))
    assert error is not None
    assert error < 0.05
    assert calibration.ece is not None
    assert calibration.ece < 0.06
    shown = [each.precision for each in calibration.classes]
    assert shown == sorted(shown, reverse=True)


def test_the_order_of_scores_stays_and_so_does_how_well_they_rank() -> None:
    marks = judged(6)
    calibration = fit(marks)
    scores = sorted(each.score for each in marks)
    applied = [calibration.apply(score) for score in scores]
    assert applied == sorted(applied)
    assert calibration.auroc == auroc([each.score for each in marks], [each.right for each in marks])
    assert calibration_from(json.loads(json.dumps(calibration.to_json()))) == calibration


def test_scores_without_any_order_do_not_turn_the_scale_around() -> None:
    marks = [Judged(f"a{n % 9}", 0.9 if n % 3 else 0.2, n % 3 == 0) for n in range(300)]
    calibration = fit(marks)
    assert calibration.slope > 0
    assert calibration.apply(0.9) >= calibration.apply(0.2)


@pytest.mark.parametrize(("articles", "marks"), [(0, 0), (1, 200), (5, 2)])
def test_few_marks_give_no_classes_and_say_why(articles: int, marks: int) -> None:
    calibration = fit(judged(articles, marks=marks))
    assert calibration.classes == ()
    assert calibration.why_not
    assert calibration.apply(0.8) == 0.8
    assert calibration_from(calibration.to_json()).why_not == calibration.why_not


def test_a_version_of_before_has_no_calibration() -> None:
    assert calibration_from(None).why_not == calibration_from({}).why_not != ""


def test_ties_count_half() -> None:
    assert auroc([0.5, 0.5], [True, False]) == 0.5
    assert auroc([0.9, 0.1], [True, False]) == 1.0
    assert auroc([0.9], [True]) is None
