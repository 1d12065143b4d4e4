"""Scores become shares that hold on other articles, and where nothing can be known, nothing is shown."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from spanloop.core.marks import Argument, Author, Event, Marks, Mention
from spanloop.core.reliability import auroc
from spanloop.learn.calibrating import calibrate, judge
from spanloop.learn.calibration import Judged, calibrated, calibration_from, fit, shown_error
from spanloop.learn.confidence import write_scored


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


def test_scores_that_were_fitted_are_believed_more_than_a_few_marks() -> None:
    own = [Judged(f"a{n % 4}", 0.7, n % 10 != 0) for n in range(40)]
    fitted = [replace(each, fitted=True) for each in own]
    (_, likely, _), (_, believed, _) = fit(own).classes, fit(fitted).classes
    assert likely.marks == believed.marks == 40
    assert likely.precision > 0.87
    assert 0.75 < believed.precision < 0.85, "nine in ten were right, seven were foretold"


def test_articles_that_differ_make_a_large_error_though_the_mean_is_right() -> None:
    draw = np.random.default_rng(0)
    marks = [Judged(f"a{n}", 0.7, bool(draw.random() < (0.9 if n % 2 else 0.5))) for n in range(20) for _ in range(40)]
    calibration = fit(marks)
    assert calibration.ece is not None
    assert calibration.ece > 0.2


def test_the_order_of_scores_stays_and_so_does_how_well_they_rank() -> None:
    marks = judged(6)
    calibration = fit(marks)
    scores = sorted(each.score for each in marks)
    applied = [calibration.apply(score) for score in scores]
    assert applied == sorted(applied)
    assert calibration.auroc == auroc((each.score, each.right) for each in marks)
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
    assert auroc([(0.5, True), (0.5, False)]) == 0.5
    assert auroc([(0.9, True), (0.1, False)]) == 1.0
    assert auroc([(0.9, True)]) is None


def test_a_pipeline_is_judged_where_everything_is_marked_and_where_it_is_right() -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("says_two", last=True)
    truth = nlp.make_doc("Rebels attacked Marra and Ardin fell")
    truth.set_ents([Span(truth, 2, 3, label="GPE")])
    triggers = SpanGroup(truth, name="events", spans=[Span(truth, 1, 2, label="ATTACK")])
    truth.spans["events"] = triggers
    event = {"id": "x", "type": "ATTACK", "trigger": {"start": 7, "end": 15}}
    arguments = [{"role": "Place", "start": 16, "end": 21}]
    truth.user_data["events"] = [{**event, "arguments": arguments}]
    truth.user_data["article"] = "one"
    for ranges, wanted in ((((0, 36),), [True, False]), (((0, 21),), [True]), ((), [True])):
        truth.user_data["complete"] = {"entities": ranges, "events": ranges}
        found = judge(nlp, [truth])
        assert [each.right for each in found["mentions"]] == wanted
        assert [each.right for each in found["triggers"]] == [True]
        assert found["arguments"] == [Judged("one", 0.7, True)]


@Language.component("says_two")
def says_two(doc: Doc) -> Doc:
    """Marks two places, and an attack with an argument."""
    write_scored(doc, [Span(doc, 2, 3, label="GPE"), Span(doc, 4, 5, label="GPE")], [0.9, 0.4])
    group = SpanGroup(doc, name="events", spans=[Span(doc, 1, 2, label="ATTACK")])
    group.attrs["scores"] = [0.8]
    doc.spans["events"] = group
    argument = {"role": "Place", "start": 16, "end": 21, "score": 0.7}
    trigger = {"start": 7, "end": 15}
    doc.user_data["events"] = [{"id": "e0", "type": "ATTACK", "trigger": trigger, "arguments": [argument]}]
    return doc


def test_suggestions_carry_what_their_scores_mean() -> None:
    calibration = fit(judged(20))
    author = Author("v1", "Extractor v1", "extractor")
    marks = Marks(author, mentions=(Mention("m", ((0, 4),), "GPE", score=0.95), Mention("n", ((5, 9),), "GPE")))
    turned = calibrated(marks, {"mentions": calibration.to_json()})
    assert [mention.score for mention in turned.mentions] == [calibration.apply(0.95), None]
    assert calibrated(marks, {}) == marks


def test_so_do_arguments_where_they_were_calibrated() -> None:
    calibration = fit(judged(20))
    arguments = (Argument("place", "m", score=0.95), Argument("place", "n"), Argument("cause", "f", True, 0.25))
    events = (Event("e", "STRIKE", ((5, 9),), arguments, score=0.75), Event("f", "STRIKE", ((12, 14),)))
    marks = Marks(Author("v1", "Extractor v1", "extractor"), (Mention("m", ((0, 4),), "GPE", 0.5),), events)

    def scores(calibrations: Mapping[str, object]) -> list[list[float | None]]:
        shown = calibrated(marks, calibrations)
        assert shown == marks
        return [[argument.score for argument in event.arguments] for event in shown.events]

    fitted = [calibration.apply(0.95), None, calibration.apply(0.25)]
    assert scores({"arguments": calibration.to_json()}) == [fitted, []]
    assert fitted[0] not in (0.95, None)
    for none in ({}, {"arguments": {"why_not": "too few"}}):
        assert scores(none) == [[0.95, None, 0.25], []]
    told = calibrated(marks, {"mentions": calibration.to_json(), "triggers": calibration.to_json()})
    assert (told.mentions[0].score, told.events[0].score) == (calibration.apply(0.5), calibration.apply(0.75))


def test_without_development_articles_it_is_said(tmp_path: Path) -> None:
    told = calibrate(spacy.blank("en"), tmp_path)
    assert {part["why_not"] for part in told.values()} == {"there are no development articles"}
