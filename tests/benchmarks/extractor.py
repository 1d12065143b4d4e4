"""What the extractor learns, how sure it is, and what it costs.

`python -m tests.benchmarks.extractor [--quick] [--json] [--only NAME ...] [--seeds N]` (or `dev.py bench extractor`).
Each thing measured is a module of tests.benchmarks.learning with `measure(quick, seeds)`, which gives one JSON
document, and `rows(result)`, which says it to people; it runs in a child process of its own with one thread for each
matrix product. What needs data or weights that are not here says so with "missing". Nothing is tuned on what is scored
here: settings come from development articles or folds of the training articles.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = "tests.benchmarks.learning"
NAMES = (
    "entities", "small", "nested", "confidence", "triggers", "arguments", "rules", "selection", "warm", "overhead",
    "suggesting",
)  # fmt: skip
SEEDS, QUICK_SEEDS = 3, 1


def names() -> list[str]:
    """What can be measured, in the order in which it is."""
    return [name for name in NAMES if find_spec(f"{PACKAGE}.{name}") is not None]


def measure(name: str, *, quick: bool, seeds: int) -> dict[str, Any]:
    """What a child process measured, with its processor seconds; "failed" where it did not come to an end."""
    with tempfile.TemporaryDirectory(prefix="spanloop-bench-") as folder:
        report = Path(folder) / "report.json"
        words = ["--child", str(report), "--only", name, "--seeds", str(seeds), *(["--quick"] if quick else [])]
        # One thread for each matrix product, as in the window's children: threads of BLAS would fight with ours.
        env = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        command = [sys.executable, "-m", "tests.benchmarks.extractor", *words]
        ended = subprocess.run(command, env=env, cwd=ROOT, check=False)
        if ended.returncode != 0:
            return {"failed": f"exit code {ended.returncode}"}
        return json.loads(report.read_text(encoding="utf-8"))


def lines(name: str, result: dict[str, Any]) -> list[str]:
    """A result for people."""
    for why in ("missing", "failed"):
        if why in result:
            return [f"{name}: nothing measured, {result[why]}"]
    return [f"{name} ({result['cpu']:.0f} processor seconds)", *import_module(f"{PACKAGE}.{name}").rows(result)]


def main() -> int:
    """Measure and print; returns the exit code, 1 where a measure failed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--quick", action="store_true", help="short trainings: shows that it works, not how well")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    parser.add_argument("--only", nargs="+", choices=names(), metavar="NAME", help=f"of {', '.join(names())}")
    parser.add_argument("--seeds", type=int, help=f"trainings of each kind, {SEEDS} if not said")
    parser.add_argument("--child", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    seeds = options.seeds or (QUICK_SEEDS if options.quick else SEEDS)
    chosen: list[str] = options.only or names()
    if options.child is not None:
        before = time.process_time()
        result = import_module(f"{PACKAGE}.{chosen[0]}").measure(options.quick, seeds)
        options.child.write_text(json.dumps({**result, "cpu": time.process_time() - before}), encoding="utf-8")
        return 0
    results: dict[str, dict[str, Any]] = {}
    for name in chosen:
        results[name] = measure(name, quick=options.quick, seeds=seeds)
        if not options.json:
            print("\n".join(lines(name, results[name])) + "\n", flush=True)
    if options.json:
        print(json.dumps(results, indent=1))
    return int(any("failed" in result for result in results.values()))


if __name__ == "__main__":
    sys.exit(main())
