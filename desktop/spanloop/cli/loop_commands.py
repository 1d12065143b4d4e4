"""Commands of the loop: train, suggest, evaluate."""

from __future__ import annotations

import json
import signal
import sys
import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeRemainingColumn
from rich.table import Table

from spanloop.cli.console import Session, count, opened, opened_as, session_of
from spanloop.cli.project_commands import AUTHOR, JSON, PROJECT
from spanloop.core.errors import CancelledError, SpanloopError

WATCH = typer.Option(
    False, "--watch-input", help="Stop at a line 'cancel', or at the end, of standard input.", hidden=True
)


class ProgressStyle(StrEnum):
    auto = "auto"
    jsonl = "jsonl"
    none = "none"


PROGRESS = typer.Option(ProgressStyle.auto, "--progress", help="jsonl: one JSON object a line on standard output.")


def register(app: typer.Typer) -> None:
    """Add the commands of this page to the application."""
    app.command("train", help="Train a new version of the extractor from the marks.")(train)
    app.command("suggest", help="Let the extractor suggest over the articles that are not complete.")(suggest)
    app.command("evaluate", help="Score an extractor or an author against the truth or another author.")(evaluate)


def train(
    context: typer.Context,
    project: Path = PROJECT,
    recipe: str = typer.Option("blank", "--recipe", help="Which training recipe."),
    seed: int = typer.Option(0, "--seed", help="The same seed gives the same scores."),
    max_steps: int | None = typer.Option(None, "--max-steps", min=1, help="Stop after so many steps."),
    truth: str | None = typer.Option(
        None, "--truth", help="Train from this author's marks instead of the rule's choice."
    ),
    author: str | None = AUTHOR,
    progress: ProgressStyle = PROGRESS,
    as_json: bool = JSON,
    watch_input: bool = WATCH,
) -> None:
    from spanloop.operations import training

    session = session_of(context)
    stop = _StopSign(watch_input)
    with _reporting(session, progress, "Training") as report, opened_as(session, project, author) as (held, who):
        record = training.train(
            held,
            author=who,
            data_dir=session.settings.data_dir,
            recipe=recipe,
            seed=seed,
            max_steps=max_steps,
            truth_author=truth,
            on_progress=lambda at: report.step(at.step, at.max_steps, asdict(at)),
            cancelled=stop.is_set,
        )
        done = {"extractor": record.name, "uid": record.uid, "number": record.number, "metrics": record.metrics}
        report.done(done)
    if as_json and not report.as_lines:
        session.print_json(done)
    elif not report.as_lines:
        session.say(f"Trained {record.name}; it suggests from now on.")
        _print_scores(session, record.metrics.get("test"))


def suggest(
    context: typer.Context,
    project: Path = PROJECT,
    extractor: str | None = typer.Option(
        None, "--extractor", help="Name or number of a version; default: the current."
    ),
    author: str | None = AUTHOR,
    progress: ProgressStyle = PROGRESS,
    as_json: bool = JSON,
    watch_input: bool = WATCH,
) -> None:
    from spanloop.operations import training

    session = session_of(context)
    stop = _StopSign(watch_input)
    with _reporting(session, progress, "Suggesting") as report, opened_as(session, project, author) as (held, _):
        made = training.suggest(
            held,
            data_dir=session.settings.data_dir,
            extractor=extractor,
            on_progress=lambda at, total: report.step(at, total, {"step": at, "max_steps": total}),
            cancelled=stop.is_set,
        )
        done = {"extractor": made.extractor, "articles": made.articles, "suggestions": made.suggestions}
        report.done(done)
    if as_json and not report.as_lines:
        session.print_json(done)
    elif not report.as_lines:
        where = f"in {count(made.articles, 'article')}"
        session.say(f"{made.extractor} made {count(made.suggestions, 'suggestion')} {where}.")
        for line in made.ledger.summary():
            session.say(line)


def evaluate(
    context: typer.Context,
    project: Path = PROJECT,
    extractor: str | None = typer.Option(
        None, "--extractor", help="Name or number of a version; default: the current."
    ),
    author: str | None = typer.Option(None, "--author", help="Score this author's marks instead of an extractor."),
    against: str | None = typer.Option(None, "--against", help="Whose marks are right; default: the truth."),
    everything: bool = typer.Option(False, "--all", help="Score all complete articles, not only the test split."),
    by_label: bool = typer.Option(False, "--by-label", help="A line for each label as well."),
    as_json: bool = JSON,
) -> None:
    from spanloop.operations.evaluating import evaluate as score

    session = session_of(context)
    with opened(project) as held:
        result = score(
            held,
            data_dir=session.settings.data_dir,
            extractor=extractor,
            author=author,
            against=against,
            on="all" if everything else "test",
        )
    if as_json:
        session.print_json(result.to_dict())
    else:
        _print_scores(session, result.to_dict(), by_label=by_label)


def _print_scores(session: Session, scores: dict[str, Any] | None, *, by_label: bool = False) -> None:
    """A table of scores; n is how many the reference has. by_label: a line for each label too, exact matches only."""
    if not scores:
        return
    count = scores["articles"]
    what = "complete article" if count == 1 else "complete articles"
    where = "" if scores["on"] == "all" else " of the test split"
    session.say(f"{scores['other']} against {scores['reference']}, {count} {what}{where}:")
    table = Table()
    for name in ("part", "label", "mode"):
        table.add_column(name)
    for name in ("n", "precision", "recall", "F1"):
        table.add_column(name, justify="right")
    shown = [row for row in scores["scores"] if row["label"] is None or (by_label and row["mode"] == "exact")]
    silent = {row["part"] for row in scores["scores"] if row["label"] is None and not row["tp"] + row["fp"]}
    for row in shown:
        if row["part"] in silent:
            continue
        figures = (f"{row[name]:.3f}".removeprefix("0") for name in ("precision", "recall", "f1"))
        table.add_row(row["part"], row["label"] or "all", row["mode"], str(row["n"]), *figures)
    session.out.print(table)
    for part in sorted(silent):
        session.say(f"{scores['other']} has no {part} here, so they are not scored.")


class _StopSign:
    """Set when the child is to stop: by a signal, or by whoever holds the other end of its standard input.

    Signals alone are not enough: Windows has no gentle one, and a window that was killed sends none, but its end of the
    pipe closes.
    """

    def __init__(self, watch_input: bool) -> None:
        self._stop = threading.Event()
        if threading.current_thread() is threading.main_thread():
            signal.signal(signal.SIGTERM, lambda *_: self._stop.set())
        if watch_input and sys.stdin is not None:
            threading.Thread(target=self._watch, name="watch-input", daemon=True).start()

    def is_set(self) -> bool:
        return self._stop.is_set()

    def _watch(self) -> None:
        for line in sys.stdin:
            if line.strip() == "cancel":
                break
        self._stop.set()


@dataclass
class _Report:
    """Where progress goes: JSON lines, a bar on the terminal, or nowhere."""

    as_lines: bool
    on_step: Callable[[int, int], None]

    def step(self, at: int, total: int, details: dict[str, Any]) -> None:
        if self.as_lines:
            _line({"event": "progress", **details})
        else:
            self.on_step(at, total)

    def done(self, result: dict[str, Any]) -> None:
        if self.as_lines:
            _line({"event": "done", **result})


def _line(document: dict[str, Any]) -> None:
    if sys.stdout is not None:  # a program without a console on Windows has none
        sys.stdout.write(json.dumps(document, ensure_ascii=False) + "\n")
        sys.stdout.flush()


class _reporting:  # noqa: N801 - reads as a verb in a with statement
    """Shows progress while a long command runs, and turns its error into a last line where lines are read."""

    def __init__(self, session: Session, style: ProgressStyle, what: str) -> None:
        self._lines = style is ProgressStyle.jsonl
        show = style is ProgressStyle.auto and session.err.is_terminal
        columns = (
            SpinnerColumn(),
            TextColumn(what),
            TextColumn("{task.completed}/{task.total}"),
            TimeRemainingColumn(),
        )
        self._bar = Progress(*columns, console=session.err, disable=not show, transient=True)

    def __enter__(self) -> _Report:
        self._bar.start()
        task = self._bar.add_task("work", total=None)
        return _Report(self._lines, lambda at, total: self._bar.update(task, completed=at, total=total))

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        self._bar.stop()
        if self._lines and isinstance(error, SpanloopError):
            event = "cancelled" if isinstance(error, CancelledError) else "error"
            _line({"event": event, "message": str(error), "what": error.what, "way_out": error.way_out})
