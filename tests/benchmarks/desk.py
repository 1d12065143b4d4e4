"""How quick the desk is: in a long article, with many suggestions, and in a project of 100,000 articles.

`python -m tests.benchmarks.desk [--quick] [--json] [--rows PART ...]` (or `python3 dev.py bench`). Without a screen.
One table, the most that each row may take beside it; ratios are to a plain QTextEdit that does the same in the same
run, because machines differ. Processor times (CPU) are less swayed by what else runs than times by the clock.
Parts: canvas (open_ms, open_ratio, scroll_p95_ms), window (open_total_ms, label_p95_ms, commit_p95_ms, leave_ms), many
(accept_s, undo_s), corpus (start_s, start_growth_ms, search_ms, memory_mb).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtWidgets import QApplication

from spanloop.operations import importing, projects
from tests.benchmarks.corpus import write_articles, write_suggestions
from tests.benchmarks.corpus_desk import measure_corpus
from tests.benchmarks.desk_canvas import measure_canvas, read_corpus
from tests.benchmarks.desk_parts import NAME
from tests.benchmarks.desk_window import measure_long, measure_many
from tests.benchmarks.timing import Row, held_against

PARTS = ("canvas", "window", "many", "corpus")


class Size(NamedTuple):
    """How much is measured. repeats: of opening; presses: of keys and pages; the last three: see measure_corpus."""

    words: int = 100_000
    spans: int = 20_000
    suggestions: int = 10_000
    repeats: int = 7
    presses: int = 60
    articles: int = 100_000
    few: int = 1_000
    runs: int = 11


QUICK = Size(repeats=3, presses=15, runs=3)


#: Beside each: its processor time, and that of a plain editor.
ROWS = (
    Row("open_ms", "canvas: show a long article from memory", 80, ("open_cpu_ms", "plain_open_ms")),
    Row("open_ratio", "the same, of QTextEdit's", 0.125),
    Row("open_total_ms", "click to paint, file read", 250, ("open_total_cpu_ms",)),
    Row("label_p95_ms", "key to painted mark, commit taken off", 16, ("label_cpu_p95_ms", "plain_label_p95_ms")),
    Row("label_all_p95_ms", "the same until all around it is painted", None, ("label_all_cpu_p95_ms",)),
    Row("commit_p95_ms", "that commit (synchronous=FULL)", None, ("commit_cpu_p95_ms",)),
    Row("canvas_label_p95_ms", "the canvas's part of a label", None, ("canvas_label_cpu_p95_ms",)),
    Row("scroll_p95_ms", "scroll one page", 16, ("scroll_cpu_p95_ms", "plain_scroll_p95_ms")),
    Row("leave_ms", "leave it for a short article", 50, ("leave_cpu_ms",)),
    Row("accept_s", "accept all suggestions as one act", 1, ("accept_cpu_s",)),
    Row("undo_s", "undo that", 1, ("undo_cpu_s",)),
    Row("start_s", "start to a usable window, warm", 1.5, ("start_cpu_s",)),
    Row("start_growth_ms", "more than with few articles", 150, ("start_growth_cpu_ms",)),
    Row("search_ms", "first page of hits, the slower word", 50),
    Row("memory_mb", "memory of the window", 300),
)


def measure(parts: Sequence[str], size: Size) -> dict[str, Any]:
    """Every number of these parts by its name; milliseconds, seconds, megabytes, and ratios of medians."""
    found: dict[str, Any] = dict(size._asdict())
    with _folder() as folder:
        if "canvas" in parts or "window" in parts:
            found |= _measure_long(folder, parts, size)
        if "many" in parts:
            source = write_suggestions(folder / "many.jsonl", suggestions=size.suggestions)
            path = _project(folder / "many.spanloop", source)
            found |= measure_many(folder, path, suggestions=size.suggestions)
        if "corpus" in parts:
            corpus = folder / "corpus"
            corpus.mkdir()
            found |= measure_corpus(corpus, articles=size.articles, few=size.few, runs=size.runs)
    return found


def _measure_long(folder: Path, parts: Sequence[str], size: Size) -> dict[str, Any]:
    source = write_articles(folder / "long.jsonl", author=NAME, words=size.words, spans=size.spans)
    path = _project(folder / "long.spanloop", source)
    found: dict[str, Any] = {}
    if "window" in parts:  # before the others fill this process with objects
        found |= measure_long(folder, path, repeats=size.repeats, presses=size.presses)
    if "canvas" in parts:
        with projects.open_project(path) as project:
            desks, schema = read_corpus(project, projects.sign_in(project, name=NAME)), project.schema
        found |= measure_canvas(desks, schema, repeats=size.repeats, pages=size.presses, presses=size.presses)
    return found


def _project(path: Path, source: Path) -> Path:
    with projects.create_project(path) as project:
        importing.import_paths(project, author=projects.sign_in(project, name=NAME), paths=[source])
    return path


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="spanloop-bench-") as name:
        os.environ["SPANLOOP_HOME"] = name
        yield Path(name)


def show(found: dict[str, Any]) -> str:
    """The numbers as a table; a row that was not measured is left out."""
    where = f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} processors"
    shown = held_against(ROWS, found, number=_number, heads=("CPU", "QTextEdit"))
    size = f"{found['words']:,} words with {found['spans']:,} spans, {found['presses']} keys and pages"
    return f"{size}; {found['suggestions']:,} suggestions; {found['articles']:,} articles; {where}\n\n{shown}"


def _number(value: float) -> str:
    return f"{value:.3f}" if abs(value) < 10 else f"{value:.1f}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print; the exit code."""
    parser = argparse.ArgumentParser(prog="tests.benchmarks.desk", description="How quick the desk is.")
    parser.add_argument("--quick", action="store_true", help="fewer repetitions")
    parser.add_argument("--json", action="store_true", help="one object, a key for each number")
    parser.add_argument("--rows", nargs="+", choices=PARTS, default=PARTS, metavar="PART", help=", ".join(PARTS))
    for name in ("words", "spans", "suggestions", "articles", "presses", "repeats"):
        parser.add_argument(f"--{name}", type=int, help="another size")
    chosen = parser.parse_args(arguments)
    size = QUICK if chosen.quick else Size()
    size = size._replace(**{name: value for name in size._fields if (value := getattr(chosen, name, None))})
    size = size._replace(few=min(size.few, max(8, size.articles // 100)))
    application = QApplication.instance() or QApplication(sys.argv[:1])
    found = measure(chosen.rows, size)
    del application
    print(json.dumps(found, indent=1) if chosen.json else show(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
