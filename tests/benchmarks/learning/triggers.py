"""How well triggers of events are found: five folds of M2E2, and two smaller looks at other data.

Each fold is trained on the others as the recipe says, with the entities left out, and every gold trigger counts, as it
stands: the gold is known to be incomplete (see surest_false_positives.md), so precision reads too low. Settings of the
component were chosen on inner folds of folds 1 to 4; fold 0 was never looked at while choosing, so it stands apart.

M2E2        F of each seed over all folds together, of the mean of the seeds, fold 0 alone, and AUROC of the scores
WikiEvents  the same over five folds of its 20 documents, 35 types
words       the commonest use of each word in the other folds: a list of words, no learning
"""

from __future__ import annotations

import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from statistics import mean
from typing import Any

import numpy as np

from spanloop.learn.embedding.layer import keep_features
from spanloop.learn.embedding.weights import is_here
from tests.benchmarks.learning.data import (
    Place,
    Record,
    docs_of,
    folds,
    gold_triggers,
    places_of,
    prf,
    read_m2e2,
    read_wikievents,
    schema_of,
    shared,
    write_corpus,
)
from tests.benchmarks.timing import table

FOLDS = 5
QUICK_STEPS = 60
#: Steps; more than any recipe has.
LONGEST = 1_000_000
SEEDS_OF_LOOKS = 1
#: How sure each found trigger is, and whether it is right.
Sure = tuple[float, bool]


def measure(quick: bool, seeds: int) -> dict[str, Any]:
    """All rows as one document; what is not here is left out."""
    if shared("m2e2/give.jsonl") is None:
        return {"missing": "the shared data are not here"}
    recipe = "embeddings" if is_here() else "blank"
    steps = QUICK_STEPS if quick else None
    result: dict[str, Any] = {"recipe": recipe}
    with tempfile.TemporaryDirectory(prefix="spanloop-bench-") as name:
        keep = Path(name)
        result["m2e2"] = over_folds(read_m2e2(), recipe=recipe, seeds=seeds, steps=steps, keep=keep)
        if wikievents := read_wikievents():
            result["wikievents"] = over_folds(wikievents, recipe=recipe, seeds=SEEDS_OF_LOOKS, steps=steps, keep=keep)
    return result


def over_folds(
    records: Sequence[Record],
    *,
    recipe: str | Path,
    seeds: int,
    keep: Path,
    steps: int | None,
    each: Callable[[Any, set[Place]], None] = lambda _doc, _gold: None,
) -> dict[str, Any]:
    """Train on all folds but one, and find the triggers of that one, for each of them and each seed.

    each: is shown the Docs of every fold with the triggers that the mean of all seeds finds, and the gold of each.
    """
    schema = schema_of(records)
    parts = folds(records, FOLDS)
    found: dict[str, list[set[Place]]] = {}
    by_fold: dict[str, list[float]] = {}
    gold: list[set[Place]] = []
    sure: list[Sure] = []
    by_words: list[set[Place]] = []
    seconds: list[float] = []
    for number, held in enumerate(parts):
        trained = [record for other, part in enumerate(parts) if other != number for record in part]
        wanted = docs_of(held, schema=schema)
        here = [gold_triggers(doc) for doc in wanted]
        gold += here
        by_words += words_alone(docs_of(trained, schema=schema), wanted)
        pipes: list[Any] = []
        for seed in range(seeds):
            before = time.process_time()
            pipes.append(train(trained, schema=schema, recipe=recipe, seed=seed, steps=steps, keep=keep))
            seconds.append(time.process_time() - before)
        said: dict[str, list[set[Place]]] = {}
        probabilities = [find(nlp, wanted) for nlp in pipes]
        for seed, nlp in enumerate(pipes):
            said[f"seed {seed}"] = [places_of(doc.spans["events"]) for doc in mark(nlp, wanted, probabilities[seed])]
        together = [np.mean(each_doc, axis=0) for each_doc in zip(*probabilities, strict=True)]
        marked = mark(pipes[0], wanted, together)
        said["mean of the seeds"] = [places_of(doc.spans["events"]) for doc in marked]
        for doc, right in zip(marked, here, strict=True):
            each(doc, right)
            group = doc.spans["events"]
            places = [(span.start_char, span.end_char, span.label_) for span in group]
            sure += [(score, place in right) for score, place in zip(group.attrs["scores"], places, strict=True)]
        for name, sets in said.items():
            found.setdefault(name, []).extend(sets)
            by_fold.setdefault(name, []).append(prf(here, sets)["f"])
    scores = {name: {**prf(gold, sets), "folds": by_fold[name]} for name, sets in found.items()}
    scores["words alone"] = prf(gold, by_words)
    return {"scores": scores, "auroc": round(auroc(sure), 3), "seconds": round(mean(seconds), 1)}


def train(
    records: Sequence[Record], *, schema: Any, recipe: str | Path, seed: int, steps: int | None, keep: Path
) -> Any:
    """The trigger component of a recipe, trained on records. keep: the folder of computed features."""
    import spacy

    from spanloop.learn.train import train as train_version

    # Scored once, at the end: no step is chosen, so no document is spent on choosing.
    splits = {"train": records, "dev": records[:1]}
    with tempfile.TemporaryDirectory(prefix="spanloop-bench-") as name:
        folder = write_corpus(splits, Path(name), schema=schema, recipe=recipe, layers=("events",))
        overrides = {"training.eval_frequency": LONGEST, **({"training.max_steps": steps} if steps else {})}
        output = Path(name) / "trained"
        train_version(
            folder, config_path=folder / "config.cfg", output=output, seed=seed, overrides=overrides, keep=keep
        )
        nlp = spacy.load(output)
    keep_features(nlp, keep)
    return nlp


def find(nlp: Any, docs: Iterable[Any]) -> list[Any]:
    """The probabilities that the trigger component gives for each text."""
    pipe = nlp.get_pipe("event_triggers")
    texts = [doc.text for doc in docs]
    with nlp.select_pipes(disable=["event_triggers"]):
        return [pipe.predict([doc])[0] for doc in nlp.pipe(texts)]


def mark(nlp: Any, docs: Iterable[Any], probabilities: Sequence[Any]) -> list[Any]:
    """Texts with the triggers that these probabilities mean."""
    made = [nlp.make_doc(doc.text) for doc in docs]
    nlp.get_pipe("event_triggers").set_annotations(made, probabilities)
    return made


def words_alone(trained: Sequence[Any], held: Sequence[Any]) -> list[set[Place]]:
    """Every word that more often than not was a trigger of one type, as a trigger of that type."""
    seen = Counter(token.lower_ for doc in trained for token in doc)
    marked = Counter(
        (span.text.lower(), span.label_) for doc in trained for span in doc.spans["events"] if len(span) == 1
    )
    chosen = {word: label for (word, label), count in marked.items() if count > seen[word] / 2}
    return [
        {(token.idx, token.idx + len(token), chosen[token.lower_]) for token in doc if token.lower_ in chosen}
        for doc in held
    ]


def auroc(sure: Sequence[Sure]) -> float:
    """How often a right one has a higher score than a wrong one, ties counted half."""
    right = np.array([score for score, is_right in sure if is_right])
    wrong = np.array([score for score, is_right in sure if not is_right])
    if not len(right) or not len(wrong):
        return 0.5
    above = (right[:, None] > wrong).mean() + (right[:, None] == wrong).mean() / 2
    return float(above)


def rows(result: Mapping[str, Any]) -> list[str]:
    """The result for people."""
    said = [f"recipe {result['recipe']}, without entities"]
    for name in ("m2e2", "wikievents"):
        if name not in result:
            continue
        scores = result[name]["scores"]
        seeds = [score["f"] for label, score in scores.items() if label.startswith("seed")]
        lines = [(name, "F", "P", "R", "F by fold")]
        for label, score in scores.items():
            by_fold = " ".join(f"{f:.1f}" for f in score.get("folds", ()))
            lines.append((label, f"{score['f']:.1f}", f"{score['p']:.1f}", f"{score['r']:.1f}", by_fold))
        said += ["", table(lines), f"mean of single seeds {mean(seeds):.1f}, {min(seeds):.1f} to {max(seeds):.1f}"]
        said.append(f"AUROC {result[name]['auroc']:.3f}; {result[name]['seconds']:.0f} processor seconds a training")
    return said
