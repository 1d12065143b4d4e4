"""What a warm refresh costs and what it brings: 20 new sentences on top of 200, against a training from scratch on 220.

`python -m tests.benchmarks.learning.warm [--quick] [--seeds N]`. Entities of re3d and triggers of M2E2, the recipe
"embeddings" (else "blank"), by sentence; dev and test are those of tests.benchmarks.learning.data. Seconds are those of
the processor, all threads together: from the files of the corpus to scored and saved. The features of the 200 sentences
are on the disk, those of the 20 are not. What it costs to start a process is told apart.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import mean, stdev
from typing import Any

from spanloop.core.marks import Layer
from spanloop.learn.embedding.weights import is_here
from tests.benchmarks.learning.data import (
    Record,
    docs_of,
    gold_mentions,
    gold_triggers,
    places_of,
    prf,
    read_m2e2,
    read_re3d,
    schema_of,
    sentences,
    shared,
    split_records,
    write_corpus,
)
from tests.benchmarks.timing import table

OLD, NEW = 200, 20
#: Steps of the training from scratch, as the recipe has them, and of a quick look.
QUICK_STEPS = 100
CORPORA: dict[str, tuple[str, Callable[[], list[Record]], tuple[Layer, ...]]] = {
    "re3d entities": ("re3d", read_re3d, ("entities",)),
    "M2E2 triggers": ("m2e2/give.jsonl", read_m2e2, ("entities", "events")),
}


def measure(quick: bool = False, seeds: int = 3) -> dict[str, Any]:
    """All figures as one document."""
    recipe = "embeddings" if is_here() else "blank"
    result: dict[str, Any] = {"recipe": recipe, "start": _start_seconds(), "corpora": {}}
    for name, (needed, read, layers) in CORPORA.items():
        if shared(needed) is None:
            continue
        splits = split_records(read())
        runs: list[dict[str, Any]] = []
        for seed in range(1 if quick else seeds):
            with tempfile.TemporaryDirectory(prefix="spanloop-bench-") as folder:
                runs.append(_run(splits, layers, Path(folder), recipe=recipe, seed=seed, quick=quick))
            print(f"{name}, seed {seed}: {runs[-1]}", file=sys.stderr)
        result["corpora"][name] = runs
    return result


def rows(result: dict[str, Any]) -> list[str]:
    """The figures for people."""
    start = result["start"]
    said = [f"recipe {result['recipe']}; a process with spaCy starts in {start['cpu']:.1f} CPU s"]
    head = (f"{OLD} + {NEW} sentences", "before F", "warm F", "scratch F", "warm CPU s", "of it steps", "scratch CPU s")
    lines: list[tuple[str, ...]] = [head]
    for name, runs in result["corpora"].items():
        figures = [f"{mean(run[part]['f'] for run in runs):.1f}" for part in ("before", "warm", "scratch")]
        seconds = [f"{mean(run[key] for run in runs):.1f}" for key in ("warm_cpu", "steps_cpu", "scratch_cpu")]
        lines.append((name, *figures, *seconds))
        ranges = [
            f"{min(run[part]['f'] for run in runs):.1f} to {max(run[part]['f'] for run in runs):.1f}"
            for part in ("before", "warm", "scratch")
        ]
        lines.append(("  range", *ranges, "", "", ""))
        said.append(f"{name}: {_paired([run['warm']['f'] - run['scratch']['f'] for run in runs])}")
    return [*said, table(lines)]


def _paired(gains: Sequence[float]) -> str:
    """How far warm is from scratch, seed by seed: seeds differ by more than the two do."""
    error = f", standard error {stdev(gains) / len(gains) ** 0.5:.1f}" if len(gains) > 1 else ""
    return f"warm less scratch {mean(gains):+.1f} F{error} ({', '.join(f'{gain:+.1f}' for gain in gains)})"


def _run(
    splits: dict[str, list[Record]],
    layers: tuple[Layer, ...],
    folder: Path,
    *,
    recipe: str,
    seed: int,
    quick: bool,
) -> dict[str, Any]:
    from spanloop.learn.embedding.layer import keep_features
    from spanloop.learn.extractors import load_folder
    from spanloop.learn.train import train
    from spanloop.learn.warm import save, score_dev, warm_up

    pool = sentences(splits["train"])
    random.Random(seed).shuffle(pool)
    schema = schema_of([record for held in splits.values() for record in held], fills_of=pool[: OLD + NEW])
    corpora: dict[str, Path] = {}
    for name, part in (("old", pool[:OLD]), ("all", pool[: OLD + NEW])):
        parts = {"train": part, "dev": splits["dev"], "test": []}
        corpora[name] = write_corpus(parts, folder / name, schema=schema, recipe=recipe, layers=layers)
    overrides = {"training.max_steps": QUICK_STEPS} if quick else {}

    def scratch(name: str) -> tuple[Path, float]:
        corpus, began = corpora[name], time.process_time()
        model = folder / f"{name}-model"
        train(corpus, config_path=corpus / "config.cfg", output=model, seed=seed, overrides=overrides)
        return model, time.process_time() - began

    base, _ = scratch("old")
    test = docs_of(splits["test"], schema=schema, layers=layers)
    keep = folder / "features"
    before = load_folder(base)
    keep_features(before, keep)
    told = _score(before, test, layers)
    for record in (*pool[:OLD], *splits["dev"]):
        before(record.text)
    nlp = load_folder(base)
    began = time.process_time()
    warm_up(nlp, corpora["all"], seed=seed, known=[record.name for record in pool[:OLD]], keep=keep)
    steps_cpu = time.process_time() - began
    score_dev(nlp, corpora["all"], keep=keep)
    save(nlp, folder / "warm")
    warm_cpu = time.process_time() - began
    model, scratch_cpu = scratch("all")
    fresh = load_folder(model)
    return {
        "before": told,
        "warm": _score(nlp, test, layers),
        "scratch": _score(fresh, test, layers),
        "warm_cpu": round(warm_cpu, 2),
        "steps_cpu": round(steps_cpu, 2),
        "scratch_cpu": round(scratch_cpu, 2),
    }


def _score(nlp: Any, gold: Sequence[Any], layers: tuple[Layer, ...]) -> dict[str, float]:
    found = [nlp(nlp.make_doc(doc.text)) for doc in gold]
    if "events" in layers:
        return prf(map(gold_triggers, gold), [places_of(doc.spans.get("events", ())) for doc in found])
    return prf(map(gold_mentions, gold), [places_of(doc.ents) for doc in found])


def _start_seconds() -> dict[str, float]:
    """What a process costs before it can begin: spaCy and the rooms of learning."""
    code = "import time, spanloop.learn.warm; print(time.process_time())"
    env = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    ended = subprocess.run([sys.executable, "-c", code], env=env, capture_output=True, text=True, check=True)
    return {"cpu": round(float(ended.stdout), 2)}


def main() -> int:
    """Measure and print; returns the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help=f"one seed, {QUICK_STEPS} steps from scratch")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--seeds", type=int, default=3, help="trainings of each kind")
    options = parser.parse_args()
    result = measure(quick=options.quick, seeds=options.seeds)
    print(json.dumps(result, indent=1) if options.json else "\n".join(rows(result)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
