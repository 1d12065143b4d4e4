"""How much better the second version is than the first: trained on a quarter of the sample, then on half of it.

For each order of the reports: a quarter comes in complete, a version is trained, a second quarter comes in, another
version is trained. The other half comes in as bare texts, the second version suggests on it, then it gets its gold and
both versions are scored there. Neither learned from it, and near copies are never parted. Every step is a command that
a person could type; `--show` prints them.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shlex
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
SAMPLE = ROOT / "seeds" / "sample.jsonl"
#: An extractor has one language; the report in another would neither teach it anything nor be scored.
LANGUAGE = "en"
#: Who gives the second half its gold: named, so that the scores are over that half and nothing else.
REFEREE = "Referee"
#: Reports that share so much of their runs of four words are copies of each other.
COPIES = 0.3
#: What is printed: part of the scores and mode.
ROWS = (("mentions", "exact"), ("mentions", "overlap"), ("triggers", "exact"), ("triggers", "overlap"))
Report = dict[str, Any]
Scores = dict[tuple[str, str], dict[str, Any]]


@dataclass(frozen=True)
class Round:
    """One order of the reports. reports: a quarter, half and the rest, counted. suggestions: of the second version."""

    seed: int
    reports: tuple[int, int, int]
    scores: tuple[Scores, Scores]
    suggestions: int


class Steps:
    """Runs commands of the program in a folder of its own, with settings and extractors inside it too."""

    def __init__(self, program: list[str], folder: Path, *, show: bool) -> None:
        self._program = program
        self._folder = folder
        self._show = show
        # One thread each: two orders run beside each other.
        self._env = dict(os.environ, SPANLOOP_HOME=str(folder / "home"), OMP_NUM_THREADS="1", OPENBLAS_NUM_THREADS="1")

    def run(self, *words: str) -> dict[str, Any]:
        """What a command answers with --json; ends the program with what it said when it fails."""
        command = [*words, "--json"]
        if self._show:
            print(f"$ spanloop {shlex.join(command)}", flush=True)
        done = subprocess.run(
            [*self._program, *command], cwd=self._folder, env=self._env, capture_output=True, text=True, check=False
        )
        if done.returncode != 0:
            sys.exit(f"spanloop {shlex.join(command)} ended with {done.returncode}.\n{done.stderr or done.stdout}")
        return json.loads(done.stdout)

    def write(self, name: str, records: Iterable[Report]) -> str:
        """Write records as JSONL; the name of the file in the folder."""
        lines = [json.dumps(record, ensure_ascii=False) + "\n" for record in records]
        (self._folder / name).write_text("".join(lines), encoding="utf-8")
        return name


def main() -> int:
    """Run all orders, two at a time, and print the table."""
    parser = argparse.ArgumentParser(description="The rise of the scores on the sample, from a quarter to half of it.")
    parser.add_argument("--seeds", type=int, default=5, help="so many orders of the reports; default: 5")
    parser.add_argument("--program", default="", help="the Spanloop to run; default: this Python's")
    parser.add_argument("--show", action="store_true", help="print every command")
    parser.add_argument("--json", action="store_true", help="print the figures as JSON")
    options = parser.parse_args()
    program = shlex.split(options.program) if options.program else [sys.executable, "-m", "spanloop"]
    started = time.monotonic()

    def order(seed: int) -> Round:
        with tempfile.TemporaryDirectory(prefix="spanloop-rise-") as folder:
            found = play(Steps(program, Path(folder), show=options.show), seed)
        before, after = (scores[ROWS[0]]["f1"] for scores in found.scores)
        took = time.monotonic() - started
        print(f"Order {seed + 1}: mentions {before:.2f}, then {after:.2f} ({took:.0f} s)", file=sys.stderr, flush=True)
        return found

    with ThreadPoolExecutor(max_workers=min(2, os.cpu_count() or 1)) as pool:
        rounds = list(pool.map(order, range(options.seeds)))
    if options.json:
        print(json.dumps([as_dict(found) for found in rounds], indent=1))
    else:
        print_table(rounds)
        print(f"\n{len(rounds)} orders in {time.monotonic() - started:.0f} s.")
    return 0


def play(steps: Steps, seed: int) -> Round:
    """One order: quarter, version, half, version, suggestions on the rest, gold, scores."""
    first, second, rest = parts(seed)
    project = "rise.spanloop"
    steps.run("new", project)
    for number, reports in enumerate((first, second), start=1):
        steps.run("import", project, steps.write(f"part{number}.jsonl", reports))
        steps.run("prepare", project)  # finds copies, so that they do not part into train and dev either
        steps.run("train", project, "--seed", str(seed), "--progress", "none")
    steps.run("import", project, steps.write("rest.jsonl", (bare(report) for report in rest)))
    suggested = steps.run("suggest", project, "--progress", "none")
    steps.run("import", project, steps.write("gold.jsonl", (refereed(report) for report in rest)))
    scores: list[Scores] = []
    for number in ("1", "2"):
        told = steps.run("evaluate", project, "--extractor", number, "--against", REFEREE, "--on", "unseen")
        if told["articles"] != len(rest):
            sys.exit(f"{told['articles']} articles were scored, not the {len(rest)} of the rest.")
        scores.append({(row["part"], row["mode"]): row for row in told["scores"] if row["label"] is None})
    sizes = (len(first), len(first) + len(second), len(rest))
    return Round(seed, sizes, (scores[0], scores[1]), suggested["suggestions"])


def parts(seed: int) -> tuple[list[Report], list[Report], list[Report]]:
    """A quarter, another quarter and the rest of the sample in an order of its own, copies kept together."""
    lines = [json.loads(line) for line in SAMPLE.read_text(encoding="utf-8").splitlines()]
    reports = [report for report in lines if report["language"] == LANGUAGE]
    bundles = bundled(reports)
    random.Random(seed).shuffle(bundles)
    cut: tuple[list[Report], list[Report], list[Report]] = ([], [], [])
    for bundle in bundles:
        so_far = sum(map(len, cut))
        cut[0 if so_far < len(reports) // 4 else 1 if so_far < len(reports) // 2 else 2].extend(bundle)
    return cut


def bundled(reports: list[Report]) -> list[list[Report]]:
    """The reports, near copies of each other in one bundle."""
    bundles: list[list[Report]] = []
    for report in reports:
        mine = runs(report["text"])
        for bundle in bundles:
            if any(len(mine & runs(other["text"])) > COPIES * len(mine | runs(other["text"])) for other in bundle):
                bundle.append(report)
                break
        else:
            bundles.append([report])
    return bundles


def runs(text: str) -> set[tuple[str, ...]]:
    """The runs of four words in a text."""
    words = re.findall(r"\w+", text.lower())
    return set(zip(*(words[at:] for at in range(4)), strict=False))


def bare(report: Report) -> Report:
    """The report without its marks; the zones stay, as they are no mark of anybody."""
    return {key: report[key] for key in ("id", "uid", "title", "text", "source", "date", "language", "zones")}


def refereed(report: Report) -> Report:
    """The report with its gold in the referee's name."""
    return {**report, "author": {"name": REFEREE, "kind": "human"}}


def print_table(rounds: list[Round]) -> None:
    """Means and ranges over the orders, and what became of every single one."""
    quarter, half, rest = rounds[0].reports
    print(f"F1 on the {rest} reports that neither version learned from, {len(rounds)} orders: mean (lowest to highest)")
    print(f"{'':<19}{f'{quarter} reports':<21}{f'{half} reports':<21}{'rise':<24}{'right of what is suggested'}")
    for row in ROWS:
        one, two = ([found.scores[at][row]["f1"] for found in rounds] for at in (0, 1))
        rise = [after - before for before, after in zip(one, two, strict=True)]
        right = [found.scores[1][row]["precision"] for found in rounds]
        print(f"{' '.join(row):<19}{spread(one):<21}{spread(two):<21}{spread(rise, sign='+'):<24}{spread(right)}")
    for row in (ROWS[0], ROWS[2]):
        each = ", ".join(f"{found.scores[0][row]['f1']:.2f} > {found.scores[1][row]['f1']:.2f}" for found in rounds)
        print(f"{row[0]}, each order: {each}")
    counts = statistics.mean(found.suggestions for found in rounds)
    print(f"The second version suggested {counts:.0f} marks on the rest (mean).")
    print("Of the complete reports the program keeps some for dev and test; a version learns from the others.")
    print("Names of places and people recur across the reports of a sample; new material is harder than this.")


def spread(values: list[float], *, sign: str = "") -> str:
    """Mean and range."""
    low, high = (format(value, f"{sign}.2f") for value in (min(values), max(values)))
    return f"{statistics.mean(values):{sign}.2f} ({low} to {high})"


def as_dict(found: Round) -> dict[str, Any]:
    """One order for --json."""
    versions = [{f"{part} {mode}": scores[part, mode] for part, mode in ROWS} for scores in found.scores]
    return {"seed": found.seed, "reports": found.reports, "suggestions": found.suggestions, "versions": versions}


if __name__ == "__main__":
    sys.exit(main())
