"""From an extractor's own scores to how often it is right: fitted on development articles, shown in three classes.

A score s becomes the probability sigmoid(slope * logit(s) + intercept) (Platt 1999), which keeps the order of scores.
Few marks pull slope and intercept towards what every extractor showed (TYPICAL), so that a handful of articles cannot
turn the scale over. The classes that people see ("sure", "likely", "unsure") are ranges of the probability, each with
the precision that was measured in it, drawn towards the mean probability where few marks lie in it. How well the shown
figures hold is measured on each half of the articles by what the other half shows (`ece`).

Pure NumPy: whoever shows or applies a calibration needs no spaCy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import log, tanh
from typing import Any, TypeVar

import numpy as np

from spanloop.core.marks import Argument, Event, Marks, Mention
from spanloop.core.reliability import CLASSES, auroc, count_classes
from spanloop.learn.logistic import fit_drawn, logistic

#: Fewer marks, or marks of fewer articles, than this say nothing about the next article.
FEWEST_MARKS, FEWEST_ARTICLES = 30, 3
#: Slope and intercept where nothing is known: extractors trained on few articles are surer than they should be.
TYPICAL = (0.6, -0.2)
#: What is to be expected of scores that were fitted already.
_FITTED = (1.0, 0.0)
#: How many marks the typical values weigh; how many the mean probability of a class weighs beside what was measured.
_PULL, _PULL_OF_CLASS = 20.0, 10.0
#: The same of scores that were fitted: what marks show went into them already. On held-out articles of re3d and M2E2
#: the classes shown err by .042 so, by .045 with the numbers above.
_PULL_FITTED, _PULL_OF_CLASS_FITTED = 60.0, 100.0
_PARTS = 2
_EDGE = 1e-6
_Mark = TypeVar("_Mark", Mention, Event, Argument)


@dataclass(frozen=True, slots=True)
class Judged:
    """A mark that an extractor made in a development article. score: its own, 0..1. right: exact in place and label.

    fitted: whether the score is a probability already, fitted on marks like these. numbers: what else is known of it
    (learn.sureness).
    """

    article: str
    score: float
    right: bool
    fitted: bool = False
    numbers: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True)
class Class:
    """Marks whose probability is at least `least` (and below the next class's). precision: what is shown, 0..1.

    marks, right: what was counted on the development articles.
    """

    name: str
    least: float
    precision: float
    marks: int
    right: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """What scores of one kind of mark mean. why_not: why there is none, "" where there is.

    auroc: how well scores tell right from wrong (0.5 is chance). ece: mean distance of a class's shown precision from
    the one on articles that the fit did not see, weighted by marks.
    """

    slope: float = 1.0
    intercept: float = 0.0
    classes: tuple[Class, ...] = ()
    auroc: float | None = None
    ece: float | None = None
    marks: int = 0
    articles: int = 0
    why_not: str = ""

    def apply(self, score: float) -> float:
        """The probability that a mark of this score is right; the score itself where nothing was fitted."""
        if self.why_not:
            return score
        # As _probability, in plain numbers: an array for each of ten thousand suggestions costs more than writing them.
        held = min(max(score, _EDGE), 1 - _EDGE)
        return round(0.5 * (1 + tanh((self.slope * log(held / (1 - held)) + self.intercept) / 2)), 4)

    def class_of(self, probability: float) -> Class | None:
        """The class of a calibrated score; None where there are none."""
        return next((each for each in self.classes if probability >= each.least), None)

    def to_json(self) -> dict[str, Any]:
        """As it stands in a version's metrics."""
        if self.why_not:
            return {"why_not": self.why_not, "marks": self.marks, "articles": self.articles}
        return {
            "slope": self.slope,
            "intercept": self.intercept,
            "classes": {
                each.name: {
                    "least": each.least,
                    "precision": each.precision,
                    "marks": each.marks,
                    "right": each.right,
                }
                for each in self.classes
            },
            "auroc": self.auroc,
            "ece": self.ece,
            "marks": self.marks,
            "articles": self.articles,
        }


def calibration_from(found: object) -> Calibration:
    """The calibration of one kind of mark in a version's metrics; one that changes nothing where none is there."""
    if not isinstance(found, Mapping) or not found.get("classes"):
        why = str(found.get("why_not") or "") if isinstance(found, Mapping) else ""
        return Calibration(why_not=why or "this version was not calibrated")
    classes = tuple(
        Class(name, float(each["least"]), float(each["precision"]), int(each["marks"]), int(each["right"]))
        for name in CLASSES
        if (each := found["classes"].get(name)) is not None
    )
    return Calibration(
        slope=float(found["slope"]),
        intercept=float(found["intercept"]),
        classes=classes,
        auroc=found.get("auroc"),
        ece=found.get("ece"),
        marks=int(found.get("marks", 0)),
        articles=int(found.get("articles", 0)),
    )


def calibrated(marks: Marks, calibrations: Mapping[str, object]) -> Marks:
    """The same marks with the probabilities that a version's metrics["calibration"] gives for the scores of mentions,
    events and arguments; a score of a kind of mark that was not calibrated stays."""
    mentions, triggers, arguments = (
        calibration_from(calibrations.get(part)) for part in ("mentions", "triggers", "arguments")
    )
    return replace(
        marks,
        mentions=tuple(_with_score(mention, mentions) for mention in marks.mentions),
        events=tuple(_with_arguments(_with_score(event, triggers), arguments) for event in marks.events),
    )


def _with_arguments(event: Event, calibration: Calibration) -> Event:
    if not event.arguments:
        return event
    return replace(event, arguments=tuple(_with_score(argument, calibration) for argument in event.arguments))


def _with_score(mark: _Mark, calibration: Calibration) -> _Mark:
    return mark if mark.score is None else replace(mark, score=calibration.apply(mark.score))


def fit(judged: Sequence[Judged]) -> Calibration:
    """The calibration that judged marks show; one without classes, saying why, where they are too few."""
    marks, articles = len(judged), len({each.article for each in judged})
    if not marks:
        return Calibration(why_not="nothing with a score was marked in the development articles")
    if marks < FEWEST_MARKS or articles < FEWEST_ARTICLES:
        why = (
            f"{marks} marks in {articles} development articles are too few "
            f"(at least {FEWEST_MARKS} in {FEWEST_ARTICLES})"
        )
        return Calibration(why_not=why, marks=marks, articles=articles)
    fitted = _fitted(judged)
    return replace(
        fitted,
        auroc=auroc((each.score, each.right) for each in judged),
        ece=_held_out_error(judged),
        marks=marks,
        articles=articles,
    )


def shown_error(calibration: Calibration, judged: Sequence[Judged]) -> float | None:
    """Mean distance of what is shown (a class's precision) from what is true of these marks, weighted by marks, 0..1.

    None where there is nothing to compare.
    """
    if not judged or not calibration.classes:
        return None
    return _distance(_in_classes(calibration, judged)) / len(judged)


@dataclass
class _Tally:
    """Marks of one class: what was shown for each, and how many were right."""

    shown: float = 0.0
    right: int = 0


def _in_classes(calibration: Calibration, judged: Sequence[Judged]) -> dict[str, _Tally]:
    tallies: dict[str, _Tally] = {}
    for each in judged:
        found = calibration.class_of(calibration.apply(each.score))
        if found is not None:
            tally = tallies.setdefault(found.name, _Tally())
            tally.shown += found.precision
            tally.right += each.right
    return tallies


def _distance(tallies: Mapping[str, _Tally]) -> float:
    return sum(abs(tally.shown - tally.right) for tally in tallies.values())


def _held_out_error(judged: Sequence[Judged]) -> float:
    """The error of the shown classes on articles that were left out: of each half by what the other one shows.

    The halves are not added up before they are compared: what one has too much the other has too little of, by how the
    classes are made, and nothing would be left.
    """
    articles = sorted({each.article for each in judged})
    parts = {article: number % _PARTS for number, article in enumerate(articles)}
    distance = 0.0
    for part in range(_PARTS):
        seen = [each for each in judged if parts[each.article] != part]
        held = [each for each in judged if parts[each.article] == part]
        distance += _distance(_in_classes(_fitted(seen), held)) if seen else 0.0
    return round(distance / len(judged), 4)


def _fitted(judged: Sequence[Judged]) -> Calibration:
    """Slope and intercept drawn to what is typical (see learn.logistic), and classes."""
    scores, right = _arrays(judged)
    inputs = np.stack([_logit(scores), np.ones(len(scores))], axis=1)
    before = all(each.fitted for each in judged)
    typical = np.asarray(_FITTED if before else TYPICAL)
    pull, pull_of_class = (_PULL_FITTED, _PULL_OF_CLASS_FITTED) if before else (_PULL, _PULL_OF_CLASS)
    values = fit_drawn(inputs, right, typical=typical, pull=np.diag([pull, pull * 0.25]))
    # A slope at or below nothing would turn the order of the scores around.
    made = Calibration(slope=round(max(float(values[0]), 0.05), 4), intercept=round(float(values[1]), 4))
    probabilities = _probability(scores, made.slope, made.intercept)
    return replace(made, classes=tuple(_classes(probabilities, right, pull=pull_of_class)))


def _classes(probabilities: Any, right: Any, *, pull: float) -> list[Class]:
    classes: list[Class] = []
    top = 1.0
    scored = zip(probabilities.tolist(), (right > 0).tolist(), strict=True)
    for each in count_classes(scored):
        # An empty class shows the middle of its range.
        mean = each.score / each.n if each.n else (each.low + top) / 2
        precision = (each.right + pull * mean) / (each.n + pull)
        classes.append(Class(each.name, each.low, round(precision, 4), each.n, each.right))
        top = each.low
    return classes


def _arrays(judged: Sequence[Judged]) -> tuple[Any, Any]:
    return np.asarray([each.score for each in judged]), np.asarray([float(each.right) for each in judged])


def _logit(scores: Any) -> Any:
    held = np.clip(scores, _EDGE, 1 - _EDGE)
    return np.log(held / (1 - held))


def _probability(scores: Any, slope: float, intercept: float) -> Any:
    return logistic(slope * _logit(scores) + intercept)
