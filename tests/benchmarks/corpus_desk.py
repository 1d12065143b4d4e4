"""How quick the window is in a project of 100,000 articles: to start, to search, and how much memory it takes.

`measure_corpus(folder)` gives the numbers to `tests.benchmarks.desk`; `python -m tests.benchmarks.corpus_desk` prints
them alone. Rows:

start_s           the program's process, from its start to the painted first article with the keyboard in it, warm
start_growth_ms   what that takes longer than with 1,000 articles: the median of the differences of alternating pairs
search_ms         from the key that asks to painted hits, the slower of a rare word and a word in every article
memory_mb         resident memory of the window's process, once everything was read that is read after the start
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from tests.benchmarks.corpus import make_text

NAME = "Noor"
RARE, EVERYWHERE = "zebrafinch", "corpus"
LARGE, SMALL = 100_000, 1_000
#: Alternating starts of either project.
RUNS = 11
_TEXTS = 400
_WORDS = 60
#: Every so many articles are complete, with marks.
_COMPLETE = 10
_CHILD = Path(__file__).with_name("corpus_child.py")


def write_corpus(path: Path, *, articles: int) -> Path:
    """A JSONL file of short reports: every tenth is complete, all hold EVERYWHERE, and eight hold RARE."""
    texts = [make_text(_WORDS, seed=seed) for seed in range(_TEXTS)]
    with path.open("w", encoding="utf-8") as file:
        for number in range(articles):
            rare = f" A {RARE} sang." if number % (articles // 8) == 0 else ""
            line: dict[str, Any] = {
                "id": f"a{number}",
                "title": f"Report {number:,} of the day",
                "source": f"Wire {number % 50}",
                "date": f"2024-{number % 12 + 1:02}-{number % 28 + 1:02}",
                "language": "en",
                "text": f"{texts[number % _TEXTS]}\nNumber {number} of the {EVERYWHERE}.{rare}\n",
            }
            if number % _COMPLETE == 0:
                line["author"] = {"name": NAME, "kind": "human"}
                line["spans"] = [{"id": f"s{number}", "start": 0, "end": 8, "label": "ARM"}]
                line["complete"] = ["entities", "events"]
            file.write(json.dumps(line) + "\n")
    return path


def make_project(folder: Path, *, articles: int) -> Path:
    """A project of so many articles, imported as a person would."""
    from spanloop.operations import importing, projects

    path = folder / f"articles-{articles}.spanloop"
    source = write_corpus(folder / f"articles-{articles}.jsonl", articles=articles)
    with projects.create_project(path) as project:
        author = projects.sign_in(project, name=NAME)
        importing.import_paths(project, author=author, paths=[source])
    source.unlink()
    return path


def start(path: Path, home: Path, *, search: bool = False) -> dict[str, float]:
    """Start the program on a project, in a process of its own, and let it say what it measured.

    start_s and start_cpu_s (processor time of all its threads); with `search` also the searches and the memory.
    """
    command = [sys.executable, str(_CHILD), str(path), NAME, "search" if search else ""]
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "SPANLOOP_HOME": str(home)}
    # Warm means with compiled modules, as every installed program has them, also where none may be written beside.
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    environment["PYTHONPYCACHEPREFIX"] = str(home / "compiled")
    root = str(Path(__file__).parents[2])
    environment["PYTHONPATH"] = os.pathsep.join(part for part in (root, environment.get("PYTHONPATH", "")) if part)
    began = time.time()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(done.stderr)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    found["start_s"] = found.pop("usable_at") - began
    return found


def measure_corpus(folder: Path, *, articles: int = LARGE, few: int = SMALL, runs: int = RUNS) -> dict[str, float]:
    """All rows, with processor times beside; `folder` is filled."""
    home = folder / "home"
    home.mkdir(exist_ok=True)
    large, small = make_project(folder, articles=articles), make_project(folder, articles=few)
    for path in (small, large):
        start(path, home)  # the first time fills caches of the system
    pairs = [(start(large, home), start(small, home)) for _ in range(runs)]
    once = start(large, home, search=True)
    found = {
        "articles": articles,
        "start_s": round(median(mine["start_s"] for mine, _ in pairs), 3),
        "start_cpu_s": round(median(mine["start_cpu_s"] for mine, _ in pairs), 3),
        "start_growth_ms": _growth(pairs, "start_s"),
        "start_growth_cpu_ms": _growth(pairs, "start_cpu_s"),
        "search_ms": max(once["rare_ms"], once["everywhere_ms"]),
        "search_cpu_ms": max(once["rare_cpu_ms"], once["everywhere_cpu_ms"]),
    }
    return found | {name: value for name, value in once.items() if not name.startswith("start")}


def _growth(pairs: list[tuple[dict[str, float], dict[str, float]]], name: str) -> float:
    return round(median((mine[name] - theirs[name]) * 1e3 for mine, theirs in pairs), 1)


def main() -> int:
    """Measure and print; the exit code."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks.corpus_desk", description=__doc__)
    parser.add_argument("--articles", type=int, default=LARGE)
    parser.add_argument("--runs", type=int, default=RUNS)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="spanloop-corpus-") as name:
        os.environ["SPANLOOP_HOME"] = name
        few = min(SMALL, max(8, chosen.articles // 100))
        print(json.dumps(measure_corpus(Path(name), articles=chosen.articles, few=few, runs=chosen.runs), indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
