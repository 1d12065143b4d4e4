"""How sure the extractor is of triggers and arguments, and whether that holds: M2E2, end to end.

Five parts by document, near-duplicates together. For each seed another part is the test and the next one the
development articles, on which the calibration is fitted; the recipe `embeddings` learns from the other three. The gold
of M2E2 is incomplete (of forty false positives that people looked at 28 were real), so precision reads low on both
sides of the comparison. Mentions of re3d are in the rows of `entities`. Rows: how well scores rank (AUROC), and the
mean distance between the precision that a class shows and the one that it has (error), on the test part.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from statistics import mean
from typing import Any

from spanloop.learn.embedding.weights import is_here
from tests.benchmarks.learning.data import docs_of, folds, read_m2e2, schema_of
from tests.benchmarks.learning.training import trained
from tests.benchmarks.timing import table

PARTS = 5


def measure(quick: bool, seeds: int) -> dict[str, Any]:
    """Ranking and error by kind of mark, seed by seed."""
    records = read_m2e2()
    if not records or not is_here():
        return {"missing": "no m2e2 in the shared data" if not records else "the weights are not here"}
    from spanloop.core.reliability import auroc
    from spanloop.learn.calibrating import judge, judge_fitting
    from spanloop.learn.calibration import fit, shown_error

    schema, parts = schema_of(records), folds(records, PARTS)
    found: dict[str, list[dict[str, Any]]] = {}
    with tempfile.TemporaryDirectory(prefix="spanloop-bench-") as name:
        for seed in range(seeds):
            test, dev = parts[seed % PARTS], parts[(seed + 1) % PARTS]
            others = [part for number, part in enumerate(parts) if number not in (seed % PARTS, (seed + 1) % PARTS)]
            splits = {"train": [record for part in others for record in part], "dev": dev}
            nlp, _ = trained(
                splits,
                Path(name) / "run",
                recipe="embeddings",
                seed=seed,
                quick=quick,
                layers=("entities", "events"),
                schema_from=records,
            )
            learned, known, asked = (docs_of(some, schema=schema) for some in (splits["train"], dev, test))
            seen = judge_fitting(nlp, known, train=learned)
            held = judge(nlp, asked)
            for kind, judged in held.items():
                calibration = fit(seen[kind])
                if calibration.why_not or not judged:
                    continue
                right = [each.right for each in judged]
                found.setdefault(kind, []).append(
                    {
                        "marks": len(judged),
                        "right": sum(right) / len(right),
                        "auroc": auroc((each.score, each.right) for each in judged),
                        "error": shown_error(calibration, judged),
                    }
                )
    return {"kinds": found}


def rows(result: dict[str, Any]) -> list[str]:
    """The result for people."""
    columns = ("marks", "right", "auroc", "error")
    lines: list[tuple[str, ...]] = [("M2E2, test part", "marks", "right", "AUROC", "error of classes")]
    for kind, runs in result["kinds"].items():
        shown = [mean(run[column] for run in runs if run[column] is not None) for column in columns]
        lines.append((kind, f"{shown[0]:.0f}", *(f"{value:.3f}" for value in shown[1:])))
    return ["reach: AUROC .85, error .05", table(lines)]
