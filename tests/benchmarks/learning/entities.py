"""Entities of re3d: the recipes alone and three seeds as a vote, how sure they are, and what it costs.

Five sources, split by document with near-duplicates together (see data). Settings were chosen on the development
documents and on sentences of training documents that others were held out for; the test documents are scored here and
nowhere else. Exact place and label; of nested mentions the longest counts. Confidence: fitted on the development
documents, measured on the test documents: how well scores rank (AUROC), and the mean distance between the
precision that a class shows and the one that it has (error).
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Any

from spanloop.learn.embedding.weights import is_here
from tests.benchmarks.learning.data import Record, docs_of, read_re3d, schema_of, shared, split_records
from tests.benchmarks.learning.training import ENTITIES, score_mentions, spread, trained
from tests.benchmarks.timing import table

if TYPE_CHECKING:
    from spacy.language import Language

RECIPES = ("blank", "embeddings")


def measure(quick: bool, seeds: int) -> dict[str, Any]:
    """F of each recipe, seed by seed, and of their votes, with seconds of training, words a second and confidence."""
    if shared("re3d") is None or not is_here():
        return {"missing": "no re3d in the shared data" if shared("re3d") is None else "the weights are not here"}
    from spanloop.learn.extractors import load_folder
    from spanloop.learn.voting import vote

    splits = split_records(read_re3d())
    result: dict[str, Any] = {"documents": {split: len(held) for split, held in splits.items()}}
    with tempfile.TemporaryDirectory(prefix="spanloop-bench-") as name:
        for recipe in RECIPES:
            singles: list[dict[str, Any]] = []
            for seed in range(seeds):
                folder = Path(name) / f"{recipe}-{seed}"
                nlp, seconds = trained(splits, folder, recipe=recipe, seed=seed, quick=quick)
                singles.append(_row(nlp, splits) | {"train": round(seconds, 1), "bytes": _size(folder / "model")})
            result[recipe] = singles
            if seeds > 1:
                folders = [Path(name) / f"{recipe}-{seed}" / "model" for seed in range(seeds)]
                vote([load_folder(folder) for folder in folders]).to_disk(Path(name) / "vote")
                price = {"train": sum(row["train"] for row in singles), "bytes": _size(Path(name) / "vote")}
                result[f"{recipe}, vote of {seeds}"] = [_row(load_folder(Path(name) / "vote"), splits) | price]
    return result


def _row(nlp: Language, splits: dict[str, list[Record]]) -> dict[str, Any]:
    scores = score_mentions(nlp, splits["test"])
    sure = confidence(nlp, splits)
    before = time.process_time()
    words = sum(len(doc) for doc in nlp.pipe(record.text for record in splits["test"]))
    speed = round(words / (time.process_time() - before))  # the features of these sentences are at hand
    return {**scores, "words_per_second": speed, **sure}


def confidence(nlp: Language, splits: Mapping[str, Sequence[Record]]) -> dict[str, Any]:
    """What was fitted on development records says of test records: ranking and error of the classes, of mentions.

    As in the app the pipeline gets the component that scores mentions; "own": how the scores without it rank.
    """
    from spanloop.core.reliability import auroc
    from spanloop.learn.calibrating import judge, judge_fitting
    from spanloop.learn.calibration import fit, shown_error

    schema = schema_of([*splits["dev"], *splits["test"]])
    train, dev, test = (docs_of(splits[name], schema=schema, layers=ENTITIES) for name in ("train", "dev", "test"))
    own = judge(nlp, test)["mentions"]
    calibration = fit(judge_fitting(nlp, dev, train=train)["mentions"])
    held = judge(nlp, test)["mentions"]
    if calibration.why_not or not held:
        return {}
    return {
        "own": auroc((each.score, each.right) for each in own),
        "auroc": auroc((each.score, each.right) for each in held),
        "error": shown_error(calibration, held),
        "error_on_dev": calibration.ece,
    }


def _size(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())


def rows(result: dict[str, Any]) -> list[str]:
    """The result for people."""
    head = ("re3d, test", "F", "P", "R", "over blank", "training s", "words/s", "MB", "own AUROC", "AUROC", "error")
    lines: list[tuple[str, ...]] = [head]
    blank = mean(row["f"] for row in result["blank"])
    for name, found in result.items():
        if name in ("documents", "cpu"):
            continue

        def average(key: str, found: list[dict[str, Any]] = found) -> float | None:
            values = [row[key] for row in found if row.get(key) is not None]
            return mean(values) if values else None

        def shown(key: str, form: str, average: Any = average) -> str:
            value = average(key)
            return "" if value is None else format(value, form)

        lines.append(
            (
                name,
                spread([row["f"] for row in found]),
                shown("p", ".1f"),
                shown("r", ".1f"),
                f"{(average('f') or 0) - blank:+.1f}",
                shown("train", ".1f"),
                shown("words_per_second", ",.0f"),
                f"{(average('bytes') or 0) / 1e6:.1f}",
                shown("own", ".3f"),
                shown("auroc", ".3f"),
                shown("error", ".3f"),
            )
        )
    documents = ", ".join(f"{split} {number}" for split, number in result["documents"].items())
    return [f"documents: {documents}; reach: +11, as a vote +14 over blank; AUROC .85, error .05", table(lines)]
