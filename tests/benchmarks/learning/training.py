"""One training of a recipe on records, as the app exports and trains them, and what it says of other records."""

from __future__ import annotations

import shutil
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Any

from spanloop.core.marks import Layer
from tests.benchmarks.learning.data import Record, docs_of, gold_mentions, places_of, prf, schema_of, write_corpus

if TYPE_CHECKING:
    from spacy.language import Language

QUICK_STEPS = 60
ENTITIES: tuple[Layer, ...] = ("entities",)


def trained(
    splits: Mapping[str, Sequence[Record]],
    folder: Path,
    *,
    recipe: str | Path,
    seed: int,
    quick: bool = False,
    layers: tuple[Layer, ...] = ENTITIES,
    schema_from: Sequence[Record] = (),
    fills_of: Sequence[Record] | None = None,
    overrides: Mapping[str, Any] | None = None,
) -> tuple[Language, float]:
    """The pipeline that `spacy train` with a recipe gives, and the processor seconds that it took.

    Its files stay in `folder/model`, its data in `folder/corpus`. quick: a few steps only. overrides: of the recipe.
    The features of sentences that a process has computed before are not computed again.
    """
    from spanloop.learn.extractors import load_folder
    from spanloop.learn.train import train

    held = list(schema_from) or [record for records in splits.values() for record in records]
    shutil.rmtree(folder, ignore_errors=True)
    schema = schema_of(held, fills_of=fills_of)
    corpus = write_corpus(splits, folder / "corpus", schema=schema, recipe=recipe, layers=layers)
    before = time.process_time()
    result = train(
        corpus,
        config_path=corpus / "config.cfg",
        output=folder / "model",
        seed=seed,
        overrides={**({"training.max_steps": QUICK_STEPS} if quick else {}), **(overrides or {})},
    )
    return load_folder(result.path), time.process_time() - before


def score_mentions(
    nlp: Language, records: Sequence[Record], *, flat: bool = True, of_all: bool = False
) -> dict[str, float]:
    """Precision, recall and F of mentions, exact, every gold one counts.

    flat: of nested ones the longest alone is looked for, in `doc.ents`. of_all: all gold ones count nevertheless.
    """
    gold = docs_of(records, schema=schema_of(records), layers=ENTITIES)
    docs = list(nlp.pipe(doc.text for doc in gold))
    found = [places_of(doc.ents if flat else doc.spans["entities"]) for doc in docs]
    return prf([gold_mentions(doc, flat=flat and not of_all) for doc in gold], found)


def spread(values: Sequence[float]) -> str:
    """Mean and range."""
    return f"{mean(values):.1f} ({min(values):.1f} to {max(values):.1f})"
