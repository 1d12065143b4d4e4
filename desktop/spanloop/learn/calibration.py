"""From an extractor's own scores to how often it is right: fitted on development articles, shown in three classes.

A score s of a label becomes the probability sigmoid(slope * logit(s) + intercept + offset of the label) (Platt 1999),
which keeps the order of a label's scores; labels that are often wrong come down as a whole. Few marks pull slope and
intercept towards what every extractor showed (TYPICAL), and offsets to nothing, so that a handful of articles cannot
turn the scale over. The classes that people see ("sure", "likely", "unsure") are ranges of the probability, each with
the precision that was measured in it, drawn towards the mean probability where few marks lie in it. How well the shown
figures hold is measured by leaving out one part of the articles after the other (`ece`).

Pure NumPy: whoever shows or applies a calibration needs no spaCy.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

import numpy as np

from spanloop.core.marks import Event, Marks, Mention, name_of
from spanloop.core.reliability import CLASSES

#: Fewer marks, or marks of fewer articles, than this say nothing about the next article.
FEWEST_MARKS, FEWEST_ARTICLES = 30, 3
#: Slope and intercept where nothing is known: extractors trained on few articles are surer than they should be.
TYPICAL = (0.6, -0.2)
#: How many marks the typical values weigh; how many the mean probability of a
#: class weighs beside what was measured; how strongly the offset of a label is held at nothing.
_PULL, _PULL_OF_CLASS, _PULL_OF_LABEL = 20.0, 10.0, 2.0
_BINS, _FOLDS = 10, 5
_EDGE = 1e-6
_Mark = TypeVar("_Mark", Mention, Event)


@dataclass(frozen=True, slots=True)
class Judged:
    """A mark that an extractor made in a development article. score: its own, 0..1. right: exact in place and label.

    label: of a mention, type of a trigger, role of an argument.
    """

    article: str
    score: float
    right: bool
    label: str = ""


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

    bins: for the plot, {"low", "high", "marks", "mean", "right"} by tenths of the probability. auroc: how well the
    probabilities tell right from wrong on articles that the fit did not see (0.5 is chance). ece: mean distance of a
    class's shown precision from the one on such articles, weighted by marks.
    """

    slope: float = 1.0
    intercept: float = 0.0
    offsets: Mapping[str, float] = field(default_factory=dict[str, float])
    classes: tuple[Class, ...] = ()
    bins: tuple[Mapping[str, float], ...] = ()
    auroc: float | None = None
    ece: float | None = None
    marks: int = 0
    articles: int = 0
    why_not: str = ""

    def apply(self, score: float, label: str = "") -> float:
        """The probability that a mark of this score and label is right; the score itself where nothing was fitted."""
        if self.why_not:
            return score
        shift = self.intercept + self.offsets.get(label, 0.0)
        return round(float(1 / (1 + np.exp(-(self.slope * _logit(score) + shift)))), 4)

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
            "offsets": dict(self.offsets),
            "classes": {
                each.name: {
                    "least": each.least,
                    "precision": each.precision,
                    "marks": each.marks,
                    "right": each.right,
                }
                for each in self.classes
            },
            "bins": [dict(each) for each in self.bins],
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
        offsets={str(label): float(value) for label, value in found.get("offsets", {}).items()},
        classes=classes,
        bins=tuple(found.get("bins", ())),
        auroc=found.get("auroc"),
        ece=found.get("ece"),
        marks=int(found.get("marks", 0)),
        articles=int(found.get("articles", 0)),
    )


def calibrated(marks: Marks, calibrations: Mapping[str, object]) -> Marks:
    """The same marks with the probabilities that a version's metrics["calibration"] gives for their scores."""
    mentions, triggers = (calibration_from(calibrations.get(part)) for part in ("mentions", "triggers"))
    return replace(
        marks,
        mentions=tuple(_with_score(mention, mentions) for mention in marks.mentions),
        events=tuple(_with_score(event, triggers) for event in marks.events),
    )


def _with_score(mark: _Mark, calibration: Calibration) -> _Mark:
    return mark if mark.score is None else replace(mark, score=calibration.apply(mark.score, name_of(mark)))


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
    probabilities, right = _arrays(fitted, judged)
    held_out, error = _held_out(judged)
    return replace(
        fitted,
        bins=tuple(_bins(probabilities, right)),
        auroc=auroc(*held_out),
        ece=error,
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


def auroc(scores: Any, right: Any) -> float | None:
    """How often a right mark has the higher score of a right and a wrong one (ties count half); None without either."""
    scores, right = np.asarray(scores, dtype=float), np.asarray(right, dtype=bool)
    good, bad = int(right.sum()), int((~right).sum())
    if not good or not bad:
        return None
    _, place, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(counts) - (counts - 1) / 2)[place]
    return round(float((ranks[right].sum() - good * (good + 1) / 2) / (good * bad)), 4)


@dataclass
class _Tally:
    """Marks of one class: what was shown for each, and how many were right."""

    shown: float = 0.0
    right: int = 0
    marks: int = field(default=0)


def _in_classes(calibration: Calibration, judged: Sequence[Judged]) -> dict[str, _Tally]:
    tallies: dict[str, _Tally] = {}
    for each in judged:
        found = calibration.class_of(calibration.apply(each.score, each.label))
        if found is not None:
            tally = tallies.setdefault(found.name, _Tally())
            tally.shown += found.precision
            tally.right += each.right
            tally.marks += 1
    return tallies


def _distance(tallies: Mapping[str, _Tally]) -> float:
    return sum(abs(tally.shown - tally.right) for tally in tallies.values())


def _held_out(judged: Sequence[Judged]) -> tuple[tuple[list[float], list[bool]], float]:
    """Of articles that were left out, part by part: probabilities with what is right, and the shown classes' error."""
    parts = {article: number % _FOLDS for number, article in enumerate(sorted({each.article for each in judged}))}
    together: dict[str, _Tally] = {}
    chances: list[float] = []
    right: list[bool] = []
    for part in range(_FOLDS):
        seen = [each for each in judged if parts[each.article] != part]
        held = [each for each in judged if parts[each.article] == part]
        if not seen or not held:
            continue
        fitted = _fitted(seen)
        chances += [fitted.apply(each.score, each.label) for each in held]
        right += [each.right for each in held]
        for name, tally in _in_classes(fitted, held).items():
            mine = together.setdefault(name, _Tally())
            mine.shown, mine.right, mine.marks = mine.shown + tally.shown, mine.right + tally.right, mine.marks + 1
    return (chances, right), round(_distance(together) / len(judged), 4)


def _fitted(judged: Sequence[Judged]) -> Calibration:
    """Slope, intercept, offsets and classes by Newton's steps on the log-likelihood, pulled to what is typical."""
    labels = sorted({each.label for each in judged})
    columns = {label: 2 + number for number, label in enumerate(labels)}
    inputs = np.zeros((len(judged), 2 + len(labels)))
    inputs[:, 0] = [_logit(each.score) for each in judged]
    inputs[:, 1] = 1
    inputs[np.arange(len(judged)), [columns[each.label] for each in judged]] = 1
    right = np.asarray([float(each.right) for each in judged])
    typical = np.asarray([*TYPICAL, *(0.0 for _ in labels)])
    pull = np.diag([_PULL, _PULL * 0.25, *(_PULL_OF_LABEL for _ in labels)])
    values = typical.copy()
    for _ in range(50):
        chances = 1 / (1 + np.exp(-inputs @ values))
        slope = inputs.T @ (right - chances) - pull @ (values - typical)
        curve = (inputs * (chances * (1 - chances))[:, None]).T @ inputs + pull
        step = np.linalg.solve(curve, slope)
        values = values + step
        if np.abs(step).max() < 1e-8:
            break
    # A slope at or below nothing would turn the order of the scores around.
    made = Calibration(
        slope=round(max(float(values[0]), 0.05), 4),
        intercept=round(float(values[1]), 4),
        offsets={label: round(float(values[column]), 4) for label, column in columns.items()},
    )
    return replace(made, classes=tuple(_classes(*_arrays(made, judged))))


def _classes(probabilities: Any, right: Any) -> list[Class]:
    classes: list[Class] = []
    top = 1.01
    for name, least in CLASSES.items():
        chosen = (probabilities >= least) & (probabilities < top)
        marks, hits = int(chosen.sum()), int(right[chosen].sum())
        # An empty class shows the middle of its range.
        mean = float(probabilities[chosen].mean()) if marks else (least + min(top, 1.0)) / 2
        precision = (hits + _PULL_OF_CLASS * mean) / (marks + _PULL_OF_CLASS)
        classes.append(Class(name, least, round(precision, 4), marks, hits))
        top = least
    return classes


def _bins(probabilities: Any, right: Any) -> list[dict[str, float]]:
    places = np.minimum((probabilities * _BINS).astype(int), _BINS - 1)
    found: list[dict[str, float]] = []
    for number in range(_BINS):
        chosen = places == number
        marks = int(chosen.sum())
        if marks:
            mean, share = float(probabilities[chosen].mean()), float(right[chosen].mean())
            edges = {"low": number / _BINS, "high": (number + 1) / _BINS}
            found.append({**edges, "marks": marks, "mean": round(mean, 4), "right": round(share, 4)})
    return found


def _arrays(calibration: Calibration, judged: Sequence[Judged]) -> tuple[Any, Any]:
    """Probabilities, and 1 for what is right."""
    chances = [calibration.apply(each.score, each.label) for each in judged]
    return np.asarray(chances), np.asarray([float(each.right) for each in judged])


def _logit(score: float) -> float:
    held = min(max(score, _EDGE), 1 - _EDGE)
    return float(np.log(held / (1 - held)))
