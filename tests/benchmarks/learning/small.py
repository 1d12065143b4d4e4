"""Entities of re3d from few sentences: 80 and 180 drawn from the training documents, each seed another draw.

Nothing else is labelled: no development articles choose the state that is kept. The same draw for every recipe.
Settings were chosen on sentences of two thirds of the training documents, scored on the others and on the development
documents. The test documents are scored here.
"""

from __future__ import annotations

import random
import tempfile
from pathlib import Path
from statistics import mean
from typing import Any

from spanloop.learn.embedding.weights import is_here
from tests.benchmarks.learning.data import read_re3d, sentences, shared, split_records
from tests.benchmarks.learning.training import score_mentions, spread, trained
from tests.benchmarks.timing import table

SIZES = (80, 180)
RECIPES = ("blank", "embeddings")
_FEWEST_WORDS = 4


def measure(quick: bool, seeds: int) -> dict[str, Any]:
    """F on the test documents and processor seconds, by recipe and number of sentences, seed by seed."""
    if shared("re3d") is None or not is_here():
        return {"missing": "no re3d in the shared data" if shared("re3d") is None else "the weights are not here"}
    records = read_re3d()
    splits = split_records(records)
    pool = [record for record in sentences(splits["train"]) if len(record.text.split()) >= _FEWEST_WORDS]
    result: dict[str, Any] = {"pool": len(pool)}
    with tempfile.TemporaryDirectory(prefix="spanloop-bench-") as name:
        for recipe in RECIPES:
            for size in SIZES:
                found: list[dict[str, float]] = []
                for seed in range(seeds):
                    drawn = random.Random(seed).sample(pool, size)
                    nlp, seconds = trained(
                        {"train": drawn},
                        Path(name) / "run",
                        recipe=recipe,
                        seed=seed,
                        quick=quick,
                        schema_from=records,
                    )
                    found.append({**score_mentions(nlp, splits["test"]), "train": round(seconds, 1)})
                result[f"{recipe}, {size}"] = found
    return result


def rows(result: dict[str, Any]) -> list[str]:
    """The result for people."""
    lines: list[tuple[str, ...]] = [("re3d, sentences", "F", "P", "R", "training s")]
    for name, found in result.items():
        if isinstance(found, list):
            averages = [f"{mean(row[key] for row in found):.1f}" for key in ("p", "r", "train")]
            lines.append((name, spread([row["f"] for row in found]), *averages))
    return ["reach: 56 at 80, 60 at 180, in at most 30 processor seconds", table(lines)]
