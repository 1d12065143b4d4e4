"""Nested entities: how many levels of tags, or spaCy's `spancat`, on sentences of Wojood (Arabic) and articles of re3d.

Wojood nests often, and is learned by the recipe that needs no language model; its sentences go by the hash of their
name (below 25 test, below 37 dev, else train). In re3d one mention of fifty stands within another; the recipe is
"embeddings". All gold mentions count, nested ones too, also for one level, which cannot hold them. Kinds:

ner          spaCy's, one level (Wojood alone: the recipe's own component where nothing nests)
N levels     our tagger; `chosen` marks how many the app reads off the training data (formats.docbin_nesting)
spancat      spaCy's, as it ships it, over all spans of up to so many words as cover 98% of the training mentions; as
             many steps as take the processor time of the levels that the app chooses
"""

from __future__ import annotations

import re
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Any

from spanloop.formats.docbin_nesting import nesting_of
from spanloop.learn.embedding.weights import is_here
from spanloop.resources import resource_path
from tests.benchmarks.learning.data import (
    Record,
    docs_of,
    flat_spans,
    read_re3d,
    read_wojood,
    schema_of,
    split_records,
)
from tests.benchmarks.learning.training import ENTITIES, QUICK_STEPS, score_mentions, spread, trained
from tests.benchmarks.timing import table

if TYPE_CHECKING:
    from spacy.language import Language

NER, SPANCAT = "ner, one level", "spancat"
#: Spans of so many words as hold this share of the training mentions are looked at by spancat.
COVERED = 0.98
#: Steps of the two trainings by which the price of a step of spancat is known beside ours.
_TRIED = 40
_OLD = ("components.ner", "components.span_tagger")
_SPANCAT = """[components.spancat]
factory = "spancat"
spans_key = "entities"
threshold = 0.5
max_positive = null
scorer = {{"@scorers":"spacy.spancat_scorer.v1"}}

[components.spancat.suggester]
@misc = "spacy.ngram_suggester.v1"
sizes = {sizes}

[components.spancat.model]
@architectures = "spacy.SpanCategorizer.v1"

[components.spancat.model.reducer]
@layers = "spacy.mean_max_reducer.v1"
hidden_size = 128

[components.spancat.model.scorer]
@layers = "spacy.LinearLogistic.v1"
nO = null
nI = null

"""


@dataclass(frozen=True)
class _Case:
    """A data set. levels: those that are tried. chosen: what the app would take."""

    splits: Mapping[str, Sequence[Record]]
    recipe: str
    levels: tuple[int, ...]
    chosen: int
    words: str
    sizes: tuple[int, ...]

    @property
    def records(self) -> list[Record]:
        return [record for held in self.splits.values() for record in held]


def measure(quick: bool, seeds: int) -> dict[str, Any]:
    """F of all mentions by kind, seed by seed, for each data set."""
    wojood, re3d = read_wojood(), read_re3d()
    if not wojood or not re3d:
        return {"missing": "no Wojood or no re3d in the shared data"}
    cases = {"Wojood": _case(wojood, "blank", (2, 3))}
    if is_here():
        cases["re3d"] = _case(re3d, "embeddings", (1, 2))
    result: dict[str, Any] = {}
    for title, case in cases.items():
        with tempfile.TemporaryDirectory(prefix="spanloop-bench-") as name:
            runs = _runs(case, Path(name), quick=quick, seeds=seeds)
        result[title] = {"words": case.words, "longest": max(case.sizes), "runs": runs}
    return {"data": result}


def _case(records: Sequence[Record], recipe: str, levels: tuple[int, ...]) -> _Case:
    splits = split_records(records)
    docs = docs_of(splits["train"], schema=schema_of(records), layers=ENTITIES)
    nesting = nesting_of(docs)
    lengths = Counter(len(span) for doc in docs for span in doc.spans.get("entities", ()))
    longest = next(
        size
        for size in sorted(lengths)
        if sum(number for length, number in lengths.items() if length <= size) >= COVERED * lengths.total()
    )
    return _Case(splits, recipe, levels, nesting.levels, nesting.words, tuple(range(1, longest + 1)))


def _runs(case: _Case, folder: Path, *, quick: bool, seeds: int) -> dict[str, list[dict[str, float]]]:
    spancat = _spancat_recipe(case, folder / "spancat.cfg")
    steps = QUICK_STEPS if quick else _steps(case, folder, spancat)
    runs: dict[str, list[dict[str, float]]] = {}
    for seed in range(seeds):
        if case.recipe == "blank":
            flat = {split: [_flattened(record) for record in held] for split, held in case.splits.items()}
            _keep(runs, NER, case, _train(case, folder, seed, quick=quick, given=flat))
        for levels in case.levels:
            name = f"{levels} levels" if levels > 1 else "1 level"
            chosen = ", chosen" if levels == case.chosen else ""
            override = {"components.span_tagger.levels": levels}
            _keep(runs, f"{name}{chosen}", case, _train(case, folder, seed, quick=quick, override=override))
        override = {"training.max_steps": steps}
        _keep(runs, SPANCAT, case, _train(case, folder, seed, recipe=spancat, override=override), steps=steps)
    return runs


def _train(
    case: _Case,
    folder: Path,
    seed: int,
    *,
    quick: bool = False,
    given: Mapping[str, Sequence[Record]] | None = None,
    recipe: Path | None = None,
    override: Mapping[str, Any] | None = None,
) -> tuple[Language, float]:
    overrides = {"training.max_steps": QUICK_STEPS, **(override or {})} if quick else override
    return trained(
        given or case.splits,
        folder / "run",
        recipe=recipe or case.recipe,
        seed=seed,
        schema_from=case.records,
        overrides=overrides,
    )


def _steps(case: _Case, folder: Path, spancat: Path) -> int:
    """So many steps of spancat take the time of the chosen levels' training, by what a few steps of both take."""
    few = {"training.max_steps": _TRIED}
    _train(case, folder, 0, override=few)  # whoever comes first computes features and reads libraries for all
    _, ours = _train(case, folder, 0, override=few)
    _, theirs = _train(case, folder, 0, recipe=spancat, override=few)
    full = int(re.findall(r"(?m)^max_steps\s*=\s*(\d+)", _recipe_text(case))[0])
    return round(full * min(1.0, ours / theirs))


def _keep(
    runs: dict[str, list[dict[str, float]]],
    kind: str,
    case: _Case,
    made: tuple[Language, float],
    *,
    steps: int | None = None,
) -> None:
    nlp, seconds = made
    test = case.splits["test"]
    found = score_mentions(nlp, test, flat=nlp.has_pipe("ner"), of_all=True)
    row = {**found, "train": round(seconds, 1)}
    runs.setdefault(kind, []).append(row if steps is None else {**row, "steps": steps})


def _recipe_text(case: _Case) -> str:
    return (resource_path("recipes") / f"{case.recipe}.cfg").read_text(encoding="utf-8")


def _spancat_recipe(case: _Case, path: Path) -> Path:
    """The recipe with spaCy's spancat in the place of what marks mentions."""
    sections = re.split(r"(?m)^(?=\[)", _recipe_text(case))
    made: list[str] = []
    for section in sections:
        name = section.partition("]")[0].removeprefix("[")
        if name in _OLD:
            made.append(_SPANCAT.format(sizes=list(case.sizes)))
        elif name.startswith(_OLD):
            if name.endswith(".tok2vec"):
                made.append(re.sub(r"^\[components\.\w+\.", "[components.spancat.", section))
        else:
            made.append(section)
    text = re.sub(r'(?m)^(pipeline\s*=.*)"(?:ner|span_tagger)"', r'\1"spancat"', "".join(made))
    text = re.sub(r"(?m)^ents_(per_type|[fpr])", r"spans_entities_\1", text)
    path.write_text(text, encoding="utf-8")
    return path


def _flattened(record: Record) -> Record:
    return Record(record.name, record.text, tuple(flat_spans(record.entities)), (), record.language)


def rows(result: dict[str, Any]) -> list[str]:
    """The result for people."""
    said: list[str] = []
    for title, found in result["data"].items():
        lines: list[tuple[str, ...]] = [(f"{title}, test", "F", "P", "R", "training s", "steps")]
        for kind, runs in found["runs"].items():
            averages = [f"{mean(run[key] for run in runs):.1f}" for key in ("p", "r", "train")]
            steps = f"{runs[0]['steps']}" if "steps" in runs[0] else "all"
            lines.append((kind, spread([run["f"] for run in runs]), *averages, steps))
        said += [found["words"], f"spancat: spans of up to {found['longest']} words", table(lines), ""]
    return said[:-1]
