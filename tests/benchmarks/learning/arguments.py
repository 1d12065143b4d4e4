"""How well roles are filled: five folds of M2E2 by document, strict, every gold argument counts.

Each fold is tested on by a pipeline of the whole recipe that learned from the others; of those, one document in eight
chooses the best step. An argument is right where the event's type and trigger, the role and the filler's place are.

given       triggers and mentions are those of the gold: what the component for arguments does by itself
alone       the pipeline finds triggers, mentions and arguments: what an annotator would get
bounds      of the gold arguments, how many have a trigger and a filler that the pipeline found at all

The component's features and settings were chosen with three folds to learn from and a fourth to judge by, so that no
fold was trained on for its own choice; the gold misses real events and arguments, so precision reads too low.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Any

from spanloop.learn.embedding.layer import keep_features
from spanloop.learn.embedding.weights import is_here
from tests.benchmarks.learning.data import (
    Record,
    docs_of,
    folds,
    prf,
    read_m2e2,
    schema_of,
    shared,
    write_corpus,
)
from tests.benchmarks.timing import table

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

FOLDS = 5
QUICK_STEPS = 60
#: One training document in so many is for choosing the best step.
DEV = 8
KNOWN = {"given": 54.1, "alone": 25.6}
REACH = {"given": 58.0, "alone": 30.0}


def measure(quick: bool, seeds: int) -> dict[str, Any]:
    """All rows as one document; what is not here is left out."""
    if shared("m2e2/give.jsonl") is None:
        return {"missing": "the shared data are not here"}
    recipes = ["embeddings"] if is_here() else []
    records = read_m2e2()
    result: dict[str, Any] = {"documents": len(records)}
    with tempfile.TemporaryDirectory(prefix="spanloop-bench-") as name:
        for recipe in [*recipes, "blank"]:
            result[recipe] = [
                over_folds(records, recipe=recipe, seed=seed, quick=quick, keep=Path(name))
                # The recipe without a language model is there to compare with, once.
                for seed in range(seeds if recipe == "embeddings" and not quick else 1)
            ]
    return result


def over_folds(
    records: Sequence[Record], *, recipe: str, seed: int, quick: bool, keep: Path, tested: int = FOLDS
) -> dict[str, Any]:
    """One seed: P, R and F of each row over all folds, and CPU seconds of a training.

    tested: of so many folds alone, the first; the others train all the same. quick: of one, after a few steps.
    """
    import spacy

    from spanloop.learn.arguments.scores import arguments_of
    from spanloop.learn.train import train

    parts = folds(records, FOLDS)
    said: dict[str, list[Any]] = {"given": [], "alone": []}
    gold: list[Any] = []
    reachable: list[Any] = []
    spent: list[float] = []
    for number, part in enumerate(parts[: 1 if quick else tested]):
        rest = [record for other, each in enumerate(parts) if other != number for record in each]
        dev = rest[number::DEV]
        learned = [record for record in rest if record not in dev]
        # What may fill which role is read off what trains: a schema of all would tell what is in the test.
        schema = schema_of(records, fills_of=rest)
        with tempfile.TemporaryDirectory(prefix="spanloop-bench-") as name:
            splits = {"train": learned, "dev": dev, "test": []}
            corpus = write_corpus(splits, Path(name, "corpus"), schema=schema, recipe=recipe)
            began = time.process_time()
            result = train(
                corpus,
                config_path=corpus / "config.cfg",
                output=Path(name, "model"),
                seed=seed,
                overrides={"training.max_steps": QUICK_STEPS} if quick else {},
                keep=keep,
            )
            spent.append(time.process_time() - began)
            nlp = spacy.load(result.path)
        keep_features(nlp, keep)
        references = docs_of(part, schema=schema_of(records), nlp=nlp)
        gold += [arguments_of(reference) for reference in references]
        alone = list(nlp.pipe(nlp.make_doc(reference.text) for reference in references))
        said["alone"] += [arguments_of(doc) for doc in alone]
        said["given"] += [arguments_of(doc) for doc in given(nlp, references)]
        reachable += [
            _reachable(doc, arguments_of(reference)) for doc, reference in zip(alone, references, strict=True)
        ]
    scores: dict[str, Any] = {row: prf(gold, found) for row, found in said.items()}
    return {**scores, "bounds": prf(gold, reachable), "cpu": round(mean(spent), 1)}


def given(nlp: Language, references: Sequence[Doc]) -> list[Doc]:
    """The gold triggers and mentions of Docs on new ones, with the arguments that a pipeline then finds."""
    from spacy.tokens import Span

    docs: list[Doc] = []
    for reference in references:
        doc = nlp.make_doc(reference.text)
        for key in ("entities", "events"):
            spans = [Span(doc, span.start, span.end, label=span.label_) for span in reference.spans[key]]
            doc.spans[key] = spans
        docs.append(doc)
    component: Any = nlp.get_pipe("event_arguments")
    return list(component.pipe(docs))


def _reachable(doc: Doc, gold: Any) -> set[Any]:
    """The gold arguments whose trigger and filler a pipeline has marked."""
    triggers = {(span.label_, (span.start_char, span.end_char)) for span in doc.spans.get("events", ())}
    mentions = {(span.start_char, span.end_char) for span in doc.spans.get("entities", doc.ents)}
    return {argument for argument in gold if argument[:2] in triggers and argument[3] in mentions}


def rows(result: dict[str, Any]) -> list[str]:
    """For people: mean and range of the seeds."""
    said: list[tuple[str, ...]] = [("M2E2, 5 folds", "F", "range", "P", "R", "known", "reach")]
    for recipe in ("embeddings", "blank"):
        runs = result.get(recipe, [])
        for row in ("given", "alone", "bounds"):
            if runs:
                fs = [run[row]["f"] for run in runs]
                shares = [f"{mean(run[row][share] for run in runs):.1f}" for share in ("p", "r")]
                known, reach = (f"{table_of[row]:.1f}" if row in table_of else "" for table_of in (KNOWN, REACH))
                spread = f"{min(fs):.1f} to {max(fs):.1f}" if len(fs) > 1 else ""
                said.append((f"{recipe}, {row}", f"{mean(fs):.1f}", spread, *shares, known, reach))
        if runs:
            said.append((f"{recipe}, CPU seconds", f"{mean(run['cpu'] for run in runs):.1f}", "", "", "", "", ""))
    return table(said).splitlines()
