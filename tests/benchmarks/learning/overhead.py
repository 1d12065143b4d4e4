"""What training through Spanloop costs beside plain spaCy, with the same config, data and steps.

The data are the Voice of America articles of m2e2 with entities and events, brought into a project by its own JSONL
import and declared complete. The recipe is `embeddings` with the steps that it has, `blank` where its weights are not
here. Both programs run as child processes, one after the other, as often as there are repeats; the order changes each
time. The app keeps features of sentences from one training to the next, which plain spaCy does not: the first pair
trains without any kept, later ones with those of the first, and each pair's ratio stands for itself. All figures are
seconds of processor time, all threads together. Rows:

loop       spaCy's training loop alone: the same function in both, so what differs is what listens to it
operation  the one function that trains: ours also exports, scores the test split and records the version
command    the whole process, from its start to its end
fixed      the command without its loop: what a training costs however many steps it has

What suggesting costs is in `suggesting`.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
from hashlib import sha256
from pathlib import Path
from statistics import median
from typing import Any

from spanloop.learn.embedding.weights import is_here
from spanloop.operations import projects
from spanloop.operations.recipes import recipe_path
from spanloop.operations.training import export_spacy
from tests.benchmarks.learning.data import read_m2e2, shared
from tests.benchmarks.learning.project import NAME, make_project
from tests.benchmarks.timing import percentile, table

ROWS = ("loop", "operation", "command", "fixed")
QUICK_STEPS, QUICK_REPEATS = 100, 1


class Bench:
    """One project, its export, and the two programs that train on it."""

    def __init__(self, folder: Path, *, recipe: str, steps: int | None = None) -> None:
        config = recipe_path(recipe).read_text(encoding="utf-8")
        self._folder = folder
        self._recipe = recipe
        self.steps = steps or _number(config, "max_steps")
        self._home = folder / "home"
        self._project = make_project(folder, read_m2e2())
        self._corpus = folder / "corpus"
        with projects.open_project(self._project) as project:
            self.docs = export_spacy(project, dest=self._corpus, recipe=recipe).docs
        # Ours scores at the last step at the latest, so plain spaCy is told to as well.
        self._frequency = min(_number(config, "eval_frequency"), self.steps)
        self._run = 0

    def app(self) -> dict[str, float]:
        """Processor seconds of `spanloop train`, as the window starts it."""
        words = ["train", str(self._project), "--author", NAME, "--recipe", self._recipe]
        words += ["--max-steps", str(self.steps), "--seed", "0"]
        return self._measure("app", [*words, "--progress", "jsonl", "--watch-input"])

    def plain(self) -> dict[str, float]:
        """Processor seconds of `spacy train` on the export."""
        self._run += 1
        words = ["train", str(self._corpus / "config.cfg"), "--output", str(self._folder / f"plain-{self._run}")]
        for split in ("train", "dev"):
            words += [f"--paths.{split}", str(self._corpus / f"{split}.spacy")]
        words += ["--system.seed", "0", "--training.max_steps", str(self.steps)]
        return self._measure("plain", [*words, "--training.eval_frequency", str(self._frequency)])

    def _measure(self, which: str, words: list[str]) -> dict[str, float]:
        report = self._folder / "report.json"
        command = [sys.executable, "-m", "tests.benchmarks.learning.overhead_child", str(report), which, *words]
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

    def _trained(self) -> Path:
        return max((self._home / "extractors").iterdir(), key=lambda path: path.name)

    def same_weights(self) -> bool:
        """Whether the last two trainings made the same files, but for those that only describe them and for what the
        app adds once the training is over."""
        ours, plain = _hashes(self._trained()), _hashes(self._folder / f"plain-{self._run}" / "model-best")
        return {name: ours.get(name) for name in plain} == plain


def _number(config: str, name: str) -> int:
    return next(int(line.split("=")[1]) for line in config.splitlines() if line.startswith(name))


def _hashes(folder: Path) -> dict[str, str]:
    described = {"config.cfg", "meta.json"}  # they name folders, and labels in no fixed order
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in described)
    return {path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest() for path in files}


def measure(quick: bool, seeds: int) -> dict[str, Any]:
    """All rows: medians of both, and of their ratio pair by pair the median, the 95th percentile and the mean.

    seeds: pairs of trainings.
    """
    here = shared("m2e2/give.jsonl") is not None
    if not here or not hasattr(os, "wait4"):
        return {"missing": "this system does not tell what is used" if here else "no m2e2 in the shared data"}
    recipe = "embeddings" if is_here() else "blank"
    repeats = min(seeds, QUICK_REPEATS) if quick else seeds
    pairs: list[tuple[dict[str, float], dict[str, float]]] = []
    with tempfile.TemporaryDirectory(prefix="spanloop-bench-") as name:
        bench = Bench(Path(name), recipe=recipe, steps=QUICK_STEPS if quick else None)
        for number in range(repeats):
            if number % 2:
                ours, plain = bench.app(), bench.plain()
            else:
                plain, ours = bench.plain(), bench.app()
            pairs.append((ours, plain))
            print(f"pair {number + 1} of {repeats}: {ours['command']:.1f} s, {plain['command']:.1f} s", file=sys.stderr)
        same, docs = bench.same_weights(), bench.docs
    found: dict[str, Any] = {}
    for row in ROWS:
        found[row] = _row([ours[row] for ours, _ in pairs], [plain[row] for _, plain in pairs])
    ratios = [{row: round(ours[row] / plain[row], 3) for row in ROWS} for ours, plain in pairs]
    told = {"recipe": recipe, "steps": bench.steps, "repeats": repeats, "docs": docs, "same_weights": same}
    return {**told, "rows": found, "pairs": ratios}


def _row(ours: list[float], plain: list[float]) -> dict[str, float]:
    ratios = [mine / theirs for mine, theirs in zip(ours, plain, strict=True)]
    return {
        "ours": round(median(ours), 2),
        "plain": round(median(plain), 2),
        "ratio": round(median(ratios), 4),
        "ratio_p95": round(percentile(ratios, 0.95), 4),
        "ratio_of_sums": round(sum(ours) / sum(plain), 4),
    }


def rows(result: dict[str, Any]) -> list[str]:
    """The result for people."""
    docs = ", ".join(f"{split} {count}" for split, count in result["docs"].items())
    size = f"{result['recipe']}, {result['steps']} steps, {result['repeats']} pairs, docs: {docs}"
    head = ("processor seconds", "spanloop", "spaCy", "ratio, median", "p95", "of the sums")
    cells = ("ours", "plain", "ratio", "ratio_p95", "ratio_of_sums")
    return [
        f"{platform.platform()}, Python {platform.python_version()}",
        f"{size}; allowed: 1.03",
        f"the same weights: {'yes' if result['same_weights'] else 'NO'}",
        table([head, *((name, *(str(row[cell]) for cell in cells)) for name, row in result["rows"].items())]),
        "ratios pair by pair, the first without kept features: " + "; ".join(str(pair) for pair in result["pairs"]),
    ]
