"""What training through Spanloop costs beside plain `spacy train` of the same config, data and steps.

`python -m tests.benchmarks.extractor [--quick] [--json]` (or `dev.py bench extractor`). The data are the Voice
of America articles of m2e2, brought into a project by its own JSONL import and declared complete; the folder is the one
that SPANLOOP_SHARED names, else `shared` beside the checkout, and without it nothing is measured. Both programs run as
child processes, one after the other, as often as there are repeats; the order changes each time. All figures are
seconds of processor time, all threads together. Rows:

loop       spaCy's training loop alone: the same function in both, so what differs is what listens to it
operation  the one function that trains: ours also exports, scores the test split and records the version
command    the whole process, from its start to its end
fixed      the command without its loop: what a training costs however many steps it has
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import Any

from spanloop.operations import importing, preparing, projects
from spanloop.operations.training import export_spacy, recipe_path
from tests.benchmarks.timing import percentile, table

NAME = "Noor"
ROWS = ("loop", "operation", "command", "fixed")
STEPS, REPEATS = 600, 3
QUICK_STEPS, QUICK_REPEATS = 100, 2
#: What the record of this project allows.
ALLOWED = 1.03


def shared_file() -> Path | None:
    folder = Path(os.environ.get("SPANLOOP_SHARED") or Path(__file__).resolve().parents[3] / "shared")
    path = folder / "data" / "m2e2" / "give.jsonl"
    return path if path.is_file() else None


def make_project(folder: Path, shared: Path) -> Path:
    """A project with all articles of m2e2, entities and triggers complete."""
    records = [json.loads(line) for line in shared.read_text(encoding="utf-8").splitlines()]
    labels = Counter(span["label"] for record in records for span in record["entities"])
    types = Counter(event["type"] for record in records for event in record["events"])
    schema = {
        "name": "m2e2",
        "version": "1",
        "entities": [{"label": label} for label in sorted(labels)],
        "events": [{"type": kind, "roles": {}} for kind in sorted(types)],
    }
    (folder / "schema.json").write_text(json.dumps(schema), encoding="utf-8")
    lines = folder / "m2e2.jsonl"
    lines.write_text("".join(json.dumps(_record(record)) + "\n" for record in records), encoding="utf-8")
    path = folder / "m2e2.spanloop"
    with projects.create_project(path, schema_path=folder / "schema.json") as project:
        author = projects.sign_in(project, name=NAME)
        importing.import_paths(project, author=author, paths=[lines])
        preparing.prepare(project)  # as the window does after each import, whether or not anybody trains
    return path


def _record(record: dict[str, Any]) -> dict[str, Any]:
    """A record of m2e2 as one of ours; arguments stay behind, as no component learns them yet."""
    spans = [
        {"id": f"s{number}", **_place(span), "label": span["label"]} for number, span in _unique(record["entities"])
    ]
    events = [
        {"id": f"e{number}", "type": event["type"], "trigger": _place(event["trigger"])}
        for number, event in enumerate(record["events"])
    ]
    return {
        "id": record["id"],
        "title": record["id"],
        "language": "en",
        "text": record["text"],
        "author": {"name": NAME, "kind": "human"},
        "complete": ["entities", "events"],
        "spans": spans,
        "events": events,
    }


def _place(span: dict[str, Any]) -> dict[str, int]:
    return {"start": span["start"], "end": span["end"]}


def _unique(spans: Iterable[dict[str, Any]]) -> Iterable[tuple[int, dict[str, Any]]]:
    return enumerate({(span["start"], span["end"], span["label"]): span for span in spans}.values())


class Bench:
    """One project, its export, and the two programs that train on it."""

    def __init__(self, folder: Path, shared: Path, *, steps: int) -> None:
        self._folder = folder
        self._steps = steps
        self._home = folder / "home"
        self._project = make_project(folder, shared)
        self._corpus = folder / "corpus"
        with projects.open_project(self._project) as project:
            self.docs = export_spacy(project, dest=self._corpus).docs
        config = recipe_path("blank").read_text(encoding="utf-8")
        frequency = next(int(line.split("=")[1]) for line in config.splitlines() if line.startswith("eval_frequency"))
        # Ours scores at the last step at the latest, so plain spaCy is told to as well.
        self._frequency = min(frequency, steps)
        self._run = 0

    def app(self) -> dict[str, float]:
        """Processor seconds of `spanloop train`, as the window starts it."""
        words = ["train", str(self._project), "--author", NAME, "--max-steps", str(self._steps)]
        return self._measure("app", [*words, "--seed", "0", "--progress", "jsonl", "--watch-input"])

    def plain(self) -> dict[str, float]:
        """Processor seconds of `spacy train` on the export."""
        self._run += 1
        words = ["train", str(self._corpus / "config.cfg"), "--output", str(self._folder / f"plain-{self._run}")]
        for split in ("train", "dev"):
            words += [f"--paths.{split}", str(self._corpus / f"{split}.spacy")]
        words += ["--system.seed", "0", "--training.max_steps", str(self._steps)]
        return self._measure("plain", [*words, "--training.eval_frequency", str(self._frequency)])

    def _measure(self, which: str, words: list[str]) -> dict[str, float]:
        report = self._folder / "report.json"
        command = [sys.executable, "-m", "tests.benchmarks.extractor_child", str(report), which, *words]
        environment = {**os.environ, "SPANLOOP_HOME": str(self._home), "PYTHONUTF8": "1"}
        with (self._folder / f"{which}.txt").open("wb") as said:
            child = subprocess.Popen(
                command, stdin=subprocess.PIPE, stdout=said, stderr=subprocess.STDOUT, env=environment
            )
            _, status, used = os.wait4(child.pid, 0)  # the only way to learn what one child used
            child.returncode = os.waitstatus_to_exitcode(status)
            assert child.stdin is not None
            child.stdin.close()
        if child.returncode != 0:
            sys.exit(f"{which} failed:\n{(self._folder / f'{which}.txt').read_text(encoding='utf-8')[-2000:]}")
        seconds: dict[str, float] = json.loads(report.read_text(encoding="utf-8"))
        seconds["command"] = used.ru_utime + used.ru_stime
        seconds["fixed"] = seconds["command"] - seconds["loop"]
        return seconds

    def same_weights(self) -> bool:
        """Whether the last two trainings made the same files, but for those that only describe them."""
        (ours,) = sorted((self._home / "extractors").iterdir(), key=lambda path: path.name)[-1:]
        return _hashes(ours) == _hashes(self._folder / f"plain-{self._run}" / "model-best")


def _hashes(folder: Path) -> dict[str, str]:
    described = {"config.cfg", "meta.json"}  # they name folders, and labels in no fixed order
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in described)
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def measure(shared: Path, *, steps: int, repeats: int) -> dict[str, Any]:
    """All rows: medians of both, and of their ratio pair by pair the median, the 95th percentile and the mean."""
    pairs: list[tuple[dict[str, float], dict[str, float]]] = []
    with tempfile.TemporaryDirectory(prefix="spanloop-bench-") as name:
        bench = Bench(Path(name), shared, steps=steps)
        for number in range(repeats):
            if number % 2:
                ours, plain = bench.app(), bench.plain()
            else:
                plain, ours = bench.plain(), bench.app()
            pairs.append((ours, plain))
            print(f"pair {number + 1} of {repeats}: {ours['command']:.1f} s, {plain['command']:.1f} s", file=sys.stderr)
        same, docs = bench.same_weights(), bench.docs
    rows: dict[str, Any] = {}
    for row in ROWS:
        ratios = [ours[row] / plain[row] for ours, plain in pairs]
        rows[row] = {
            "ours": round(median(ours[row] for ours, _ in pairs), 2),
            "plain": round(median(plain[row] for _, plain in pairs), 2),
            "ratio": round(median(ratios), 4),
            "ratio_p95": round(percentile(ratios, 0.95), 4),
            "ratio_of_sums": round(sum(o[row] for o, _ in pairs) / sum(p[row] for _, p in pairs), 4),
        }
    return {"steps": steps, "repeats": repeats, "docs": docs, "same_weights": same, "rows": rows}


def main() -> int:
    """Measure and print; returns the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help=f"{QUICK_STEPS} steps, {QUICK_REPEATS} repeats")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--steps", type=int, help="of each training, instead of those")
    parser.add_argument("--repeats", type=int, help="pairs of trainings, instead of those")
    options = parser.parse_args()
    shared = shared_file()
    if shared is None or not hasattr(os, "wait4"):
        why = "no m2e2 in the shared data: set SPANLOOP_SHARED" if shared is None else "this system does not tell"
        print(f"nothing measured: {why}")
        return 0
    steps, repeats = (QUICK_STEPS, QUICK_REPEATS) if options.quick else (STEPS, REPEATS)
    result = measure(shared, steps=options.steps or steps, repeats=options.repeats or repeats)
    if options.json:
        print(json.dumps(result, indent=1))
        return 0
    print(f"{platform.platform()}, Python {platform.python_version()}")
    docs = ", ".join(f"{split} {count}" for split, count in result["docs"].items())
    print(f"{result['steps']} steps, {result['repeats']} pairs, docs: {docs}")
    print(f"the same weights: {'yes' if result['same_weights'] else 'NO'}\n")
    head = ("processor seconds", "spanloop", "spacy train", "ratio, median", "p95", "of the sums")
    cells = ("ours", "plain", "ratio", "ratio_p95", "ratio_of_sums")
    print(table([head, *((name, *(str(row[cell]) for cell in cells)) for name, row in result["rows"].items())]))
    return 0


if __name__ == "__main__":
    sys.exit(main())
