"""How sure the extractor is of mentions, triggers and arguments, and whether that holds: M2E2, end to end.

Five parts by document, near-duplicates together. For each seed another part is the test and the next one the
development articles, on which the calibration is fitted; the recipe `embeddings` learns from the other three. What may
fill which role is read off the articles that train. Mentions of re3d are in the rows of `entities`. Rows:

own         how well the scores rank right before wrong as the components give them (AUROC)
AUROC       the same as they are shown, after learn.sureness
error       mean distance between the precision that a class shows and the one that it has, on the test part
by chance   the error to be expected of classes that show just what is true, on so many marks, each drawn by itself
judged      the same extractor where those of the surest false positives that a reader found to be right are taken as
            right (see verdicts): a side figure, as that list was made of what extractors were surest of

The gold of M2E2 is incomplete, so precision reads low on both sides of the comparison, and a score that knew what is an
event and what is none would not rank well: see sampled_false_positives.md. What goes into a score was chosen on parts 3
and 4, with extractors that learned from the parts 0 to 2; with three seeds or fewer those are not tested here.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from math import pi, sqrt
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Any

from spanloop.learn.embedding.weights import is_here
from tests.benchmarks.learning.data import Record, docs_of, folds, read_m2e2, schema_of
from tests.benchmarks.learning.training import trained
from tests.benchmarks.learning.verdicts import with_judged
from tests.benchmarks.timing import table

if TYPE_CHECKING:
    from spacy.language import Language

    from spanloop.learn.calibration import Calibration, Judged

PARTS = 5
COLUMNS = {
    "marks": "marks",
    "right": "right",
    "own": "own",
    "auroc": "AUROC",
    "error": "error of classes",
    "chance": "by chance",
}


def measure(quick: bool, seeds: int) -> dict[str, Any]:
    """Ranking and error by kind of mark, seed by seed."""
    records = read_m2e2()
    if not records or not is_here():
        return {"missing": "no m2e2 in the shared data" if not records else "the weights are not here"}
    parts = folds(records, PARTS)
    found: dict[str, list[dict[str, Any]]] = {}
    with tempfile.TemporaryDirectory(prefix="spanloop-bench-") as name:
        for seed in range(seeds):
            test, dev = parts[seed % PARTS], parts[(seed + 1) % PARTS]
            others = [part for number, part in enumerate(parts) if number not in (seed % PARTS, (seed + 1) % PARTS)]
            train = [record for part in others for record in part]
            nlp, _ = trained(
                {"train": train, "dev": dev},
                Path(name) / "run",
                recipe="embeddings",
                seed=seed,
                quick=quick,
                layers=("entities", "events"),
                schema_from=records,
                fills_of=train,
            )
            for kind, row in scored(nlp, train=train, dev=dev, test=test).items():
                found.setdefault(kind, []).append(row)
    return {"kinds": found}


def scored(
    nlp: Language, *, train: Sequence[Record], dev: Sequence[Record], test: Sequence[Record]
) -> dict[str, dict[str, Any]]:
    """What was fitted on development records says of test records, by kind of mark."""
    from spanloop.core.reliability import auroc
    from spanloop.learn.calibrating import judge, judge_fitting
    from spanloop.learn.calibration import fit

    schema = schema_of([*train, *dev, *test])
    learned, known, asked, mended = (docs_of(some, schema=schema) for some in (train, dev, test, with_judged(test)))
    own = judge(nlp, asked)
    seen = judge_fitting(nlp, known, train=learned)
    held, beside = judge(nlp, asked), judge(nlp, mended)
    found: dict[str, dict[str, Any]] = {}
    for kind, judged in held.items():
        calibration = fit(seen[kind])
        if judged and not calibration.why_not:
            before = auroc((each.score, each.right) for each in own[kind])
            found[kind] = _row(calibration, judged) | {"own": before}
    if "triggers" in found:
        before = auroc((one.score, other.right) for one, other in zip(own["triggers"], beside["triggers"], strict=True))
        found["triggers, judged"] = _row(fit(seen["triggers"]), beside["triggers"]) | {"own": before}
    return found


def _row(calibration: Calibration, judged: Sequence[Judged]) -> dict[str, Any]:
    from spanloop.core.reliability import auroc
    from spanloop.learn.calibration import shown_error

    right = [each.right for each in judged]
    return {
        "marks": len(judged),
        "right": sum(right) / len(right),
        "auroc": auroc((each.score, each.right) for each in judged),
        "error": shown_error(calibration, judged),
        "chance": by_chance(calibration, judged),
    }


def by_chance(calibration: Calibration, judged: Sequence[Judged]) -> float:
    """The error to be expected where each class shows the precision that it has: the mean distance of a binomial
    count from its mean, which is about the root of 2 / pi standard deviations, class by class."""
    distance = 0.0
    for each in calibration.classes:
        marks = [mark for mark in judged if calibration.class_of(calibration.apply(mark.score)) == each]
        if marks:
            share = sum(mark.right for mark in marks) / len(marks)
            distance += sqrt(2 / pi * len(marks) * share * (1 - share))
    return distance / len(judged)


def rows(result: dict[str, Any]) -> list[str]:
    """The result for people: means over the seeds."""
    lines: list[tuple[str, ...]] = [("M2E2, test part", *COLUMNS.values())]
    for kind, runs in result["kinds"].items():
        values = [[run[column] for run in runs if run[column] is not None] for column in COLUMNS]
        shown = [mean(each) if each else 0.0 for each in values]
        lines.append((kind, f"{shown[0]:.0f}", *(f"{value:.3f}" for value in shown[1:])))
    return ["reach: AUROC .85, error .05", table(lines)]
