"""The plain figures and sentences of the Train page."""

from __future__ import annotations

import pytest

from spanloop.core.marks import Author
from spanloop.gui.train.charts import apart
from spanloop.gui.train.curves import RunCurves, round_steps
from spanloop.gui.train.words import (
    change_text,
    empty_text,
    estimate,
    fall_text,
    fall_words,
    idle_text,
    material_text,
    seconds_text,
    signed,
    step_text,
    verdict,
)
from spanloop.operations.material import Material
from spanloop.operations.versions import Fall
from spanloop.store.records import ExtractorRecord
from tests.gui.train.conftest import scorings


def grown(until: int) -> RunCurves:
    curves = RunCurves(3)
    for line in scorings(until):
        curves.take(line)
    return curves


def test_losses_are_shares_of_the_first_scoring_and_shared_layers_have_none() -> None:
    curves = grown(300)
    assert set(curves.losses) == {"mentions", "triggers"}
    assert [step for step, _ in curves.losses["mentions"]] == [100, 200, 300]
    assert [round(loss, 2) for _, loss in curves.losses["mentions"]] == [1.0, 0.56, 0.35]
    assert curves.scores["triggers"][-1] == (300, 0.414)


def test_the_loss_of_a_step_counts_and_not_how_many_steps_there_were() -> None:
    curves = RunCurves(1)
    for step, loss in ((0, 5.0), (100, 1000.0), (150, 250.0)):
        curves.take({"step": step, "max_steps": 150, "losses": {"ner": loss}, "scores": {}, "scored": True})
    assert curves.losses["mentions"] == [(100, 1.0), (150, 0.5)]


@pytest.mark.parametrize("component", ["ner", "scored_ner", "span_tagger", "spancat"])
def test_whatever_finds_mentions_has_its_loss_drawn(component: str) -> None:
    curves = RunCurves(1)
    for step, loss in ((100, 1000.0), (200, 500.0)):
        curves.take({"step": step, "max_steps": 200, "losses": {component: loss}, "scores": {}, "scored": True})
    assert curves.losses == {"mentions": [(100, 1.0), (200, 0.5)]}


def test_a_component_that_has_nothing_left_to_learn_from_is_not_drawn_as_perfect() -> None:
    curves = RunCurves(1)
    for step, loss in ((100, 40.0), (200, 20.0), (300, 0.0)):
        line = {"step": step, "max_steps": 300, "losses": {"event_arguments": loss}, "scores": {}, "scored": True}
        curves.take(line)
    assert curves.losses["arguments"] == [(100, 1.0), (200, 0.5)]


def test_steps_between_scorings_add_no_points() -> None:
    curves = grown(100)
    assert not curves.take({"step": 140, "max_steps": 600, "epoch": 8, "seconds": 60.0, "scored": False})
    assert (curves.step, len(curves.losses["mentions"])) == (140, 1)


def test_a_step_is_told_with_its_pass() -> None:
    curves = grown(300)
    assert step_text(curves) == "Step 300 of 600, pass 26 of about 51"
    curves.take({"step": 343, "max_steps": 600, "epoch": 25, "seconds": 170.0, "scored": False})
    assert step_text(curves) == "Step 343 of 600, pass 29 of about 51", "passes go on between two scorings"
    assert step_text(grown(600)) == "Step 600 of 600, scoring on the test articles"
    assert step_text(RunCurves(1)) == "Reading the articles"
    assert step_text(grown(0)) == "Step 0 of 600"


@pytest.mark.parametrize(
    ("highest", "marks"),
    [
        (600, [0, 200, 400, 600]),
        (1800, [0, 600, 1200, 1800]),
        (60, [0, 20, 40, 60]),
        (1.0, [0, 0.25, 0.5, 0.75, 1.0]),
        (1.2, [0, 0.4, 0.8, 1.2]),
        (7, [0, 2, 4, 6]),
        (1, [0, 0.25, 0.5, 0.75, 1]),
        (0, [0, 1]),
    ],
)
def test_axes_are_marked_at_round_figures(highest: float, marks: list[float]) -> None:
    assert round_steps(highest) == pytest.approx(marks)


def test_names_do_not_touch() -> None:
    assert apart([0, 4, 100], 15, limit=200) == pytest.approx([-5.5, 9.5, 100])
    assert apart([-12, -4], 15, limit=-6) == pytest.approx([-21, -6])
    assert apart([], 15, limit=0) == []


@pytest.mark.parametrize(
    ("low", "high", "word"),
    [
        (0.008, 0.057, "Better"),
        (-0.16, -0.022, "Worse"),
        (-0.004, 0.021, "Not worse"),
        (-0.03, 0.061, "Cannot be told apart"),
        (None, None, "Too few articles to tell"),
    ],
)
def test_words_follow_from_the_interval(low: float | None, high: float | None, word: str) -> None:
    assert verdict(low, high) == word


def test_changes_are_told_in_points() -> None:
    assert change_text(0.033, 0.008, 0.057) == "+3.3, from +0.8 to +5.7"
    assert change_text(-0.09, None, None) == "−9.0"
    assert signed(0.0004) == "0.0"


def test_estimates_come_from_the_version_before() -> None:
    assert estimate(20, steps=600, before=None) == "about a minute"
    assert estimate(20, steps=600, before={"steps": 600, "seconds": 150.0}) == "about 3 minutes"
    assert estimate(20, steps=60, before={"steps": 600, "seconds": 150.0}) == "about a minute"


def test_what_an_empty_page_says() -> None:
    def material(count: int, elsewhere: int = 0) -> Material:
        return Material(frozenset(map(str, range(count))), elsewhere=elsewhere, marked=True)

    assert empty_text(material(38), steps=1500) == "38 articles are complete. A first version takes about 2 minutes."
    assert empty_text(material(0), steps=600).startswith("No article is complete. Single marks teach a little")
    assert empty_text(Material(), steps=600).startswith("No article is complete and nothing is marked, so")
    assert empty_text(Material(frozenset("a")), steps=600).startswith("Nothing is marked in any article, so")
    assert empty_text(material(1), steps=600).startswith("1 article is complete.")
    assert empty_text(material(38, 1), steps=600).endswith("1 more is in another language and does not train it.")


def test_a_running_training_promises_no_article_that_is_kept_for_testing() -> None:
    many = Material(frozenset("abc"), events=228)
    ending = " Recipe: blank, runs on this computer."
    kept = "From 3 complete articles with 228 events; some are kept to watch it and to test it."
    assert material_text(many, recipe="blank") == kept + ending
    assert material_text(Material(frozenset("a")), recipe="blank") == "From 1 complete article with 0 events." + ending
    none = "No article is complete; it learns from single marks where they are."
    assert material_text(Material(), recipe="blank") == none + ending


def test_lower_scores_are_told_with_what_they_stand_on() -> None:
    def version(number: int) -> ExtractorRecord:
        return ExtractorRecord("", Author("", "", "extractor"), "", number, "blank", 0, "", "1")

    parts = (("mentions", 0.5, 0.49), ("triggers", 0.41, 0.3))
    fall = Fall(version(1), version(2), parts, (2, 2))
    assert fall_text(fall, way_back=True) == (
        "Version 2 scored .49 for mentions on 2 test articles, version 1 .50; for triggers .30, version 1 .41: too few "
        "to tell. Compare puts both on the same articles; Roll back to version 1 undoes it."
    )
    many = Fall(version(1), version(2), parts[:1], (40, 41))
    told = "Version 2 scored .49 for mentions on 41 test articles, version 1 .50 on 40 test articles."
    assert fall_text(many, way_back=False) == told
    assert fall_words(many) == "scored lower than version 1 on 41 test articles"


def test_what_has_come_since() -> None:
    assert idle_text(6, 20) == "6 articles were completed that it has not learned from."
    assert idle_text(1, 20) == "1 article was completed that it has not learned from."
    assert idle_text(0, 20).startswith("It has learned from every")
    assert idle_text(None, 1200) == "1,200 articles are complete."


def test_times() -> None:
    assert [seconds_text(seconds) for seconds in (38.4, 60, 125)] == ["38 s", "1 min", "2 min 5 s"]
