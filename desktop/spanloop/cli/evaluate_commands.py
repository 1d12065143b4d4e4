"""Commands of judging: how well an extractor or a person agrees with the truth."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import typer
from rich.table import Table

from spanloop.cli.console import Session, opened, session_of
from spanloop.cli.project_commands import JSON, PROJECT


def register(app: typer.Typer) -> None:
    """Add the commands of this page to the application."""
    app.command("evaluate", help="Score an extractor or an author against the truth or another author.")(evaluate)


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
        print_scores(session, result.to_dict(), by_label=by_label)


def print_scores(session: Session, scores: dict[str, Any] | None, *, by_label: bool = False) -> None:
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
