"""Nested entities: Arabic sentences of Wojood, by the recipe that needs no language model.

Sentences go by the hash of their name (below 25 test, below 37 dev, else train). The levels of mentions are read off
the training sentences, as the app does on export. All gold mentions count, nested ones too; beside it what one level,
as spaCy's `ner` has it, finds of them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Any

from spanloop.formats.docbin_nesting import nesting_of
from tests.benchmarks.learning.data import Record, docs_of, flat_spans, read_wojood, schema_of, split_records
from tests.benchmarks.learning.training import ENTITIES, score_mentions, spread, trained
from tests.benchmarks.timing import table

if TYPE_CHECKING:
    from spacy.language import Language


def measure(quick: bool, seeds: int) -> dict[str, Any]:
    """F of all mentions with levels, and of one level alone, seed by seed."""
    records = read_wojood()
    if not records:
        return {"missing": "no Wojood in the shared data"}
    splits = split_records(records)
    nesting = nesting_of(docs_of(splits["train"], schema=schema_of(records), layers=ENTITIES))
    result: dict[str, Any] = {"words": nesting.words, "levels": nesting.levels, "runs": {}}
    flat = {split: [_flattened(record) for record in held] for split, held in splits.items()}
    with tempfile.TemporaryDirectory(prefix="spanloop-bench-") as name:
        for kind, given in (("ner, one level", flat), ("levels", splits)):
            runs: list[dict[str, float]] = []
            for seed in range(seeds):
                nlp, seconds = trained(
                    given, Path(name) / "run", recipe="blank", seed=seed, quick=quick, schema_from=records
                )
                runs.append({**_scores(nlp, splits), "train": round(seconds, 1)})
            result["runs"][kind] = runs
    return result


def _scores(nlp: Language, splits: Mapping[str, Sequence[Record]]) -> dict[str, float]:
    return score_mentions(nlp, splits["test"], flat=nlp.has_pipe("ner"), of_all=True)


def _flattened(record: Record) -> Record:
    return Record(record.name, record.text, tuple(flat_spans(record.entities)), (), record.language)


def rows(result: dict[str, Any]) -> list[str]:
    """The result for people."""
    lines: list[tuple[str, ...]] = [("Wojood, test", "F", "P", "R", "training s")]
    for kind, runs in result["runs"].items():
        averages = [f"{mean(run[key] for run in runs):.1f}" for key in ("p", "r", "train")]
        lines.append((kind, spread([run["f"] for run in runs]), *averages))
    return [result["words"], table(lines)]
