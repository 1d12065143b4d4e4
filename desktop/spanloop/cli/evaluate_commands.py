"""Commands of judging: how well an extractor or a person agrees with the truth, and which of two versions is better."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal

import typer

from spanloop.cli.console import opened_to_read, session_of
from spanloop.cli.gauge_tables import print_calibration
from spanloop.cli.project_commands import JSON, PROJECT
from spanloop.cli.reporting import PROGRESS, WATCH, ProgressStyle, StopSign, reporting
from spanloop.cli.score_tables import print_changes, print_confusion, print_errors, print_scores
from spanloop.core.errors import SpanloopError


def register(app: typer.Typer) -> None:
    """Add the commands of this page to the application."""
    app.command("evaluate", help="Score an extractor or an author against the truth or another author.")(evaluate)
    app.command("compare", help="Compare two versions of the extractor on articles that neither learned from.")(compare)


def evaluate(
    context: typer.Context,
    project: Path = PROJECT,
    extractor: str | None = typer.Option(
        None, "--extractor", help="Name or number of a version; default: the current."
    ),
    author: str | None = typer.Option(None, "--author", help="Score this author's marks instead of an extractor."),
    against: str | None = typer.Option(None, "--against", help="Whose marks are right; default: the truth."),
    on: Literal["test", "all", "unseen"] | None = typer.Option(
        None,
        "--on",
        help="Which complete articles: of the test split, all, or those that the version did not learn from.",
        show_default="test",
    ),
    everything: bool = typer.Option(False, "--all", help="The same as --on all."),
    by_label: bool = typer.Option(False, "--by-label", help="A line for each label as well."),
    errors: bool = typer.Option(False, "--errors", help="List every difference with the words around it."),
    confused: bool = typer.Option(False, "--confusion", help="Which labels were taken for which."),
    calibration: bool = typer.Option(False, "--calibration", help="What share of suggestions was right, by score."),
    progress: ProgressStyle = PROGRESS,
    as_json: bool = JSON,
    watch_input: bool = WATCH,
) -> None:
    from spanloop.operations.evaluating import evaluate as score

    session = session_of(context)
    if everything and on not in (None, "all"):
        raise SpanloopError(f"--on {on} and --all contradict each other", way_out="Give one of them.")
    stop = StopSign(watch_input)
    with reporting(session, progress, "Scoring") as report, opened_to_read(project) as held:
        result = score(
            held,
            data_dir=session.settings.data_dir,
            extractor=extractor,
            author=author,
            against=against,
            on="all" if everything else on or "test",
            on_progress=report.count,
            cancelled=stop.is_set,
        )
    told: dict[str, Any] = result.to_dict()
    if not report.answers(session, told, as_json=as_json):
        print_scores(session, told, by_label=by_label)
        if confused:
            print_confusion(session, told)
        if calibration:
            print_calibration(session, told)
        if errors:
            print_errors(session, told)


def compare(
    context: typer.Context,
    project: Path = PROJECT,
    first: str = typer.Argument(help="Name or number of the version to compare with."),
    second: str = typer.Argument(help="Name or number of the version to judge."),
    on: Literal["test", "unseen"] = typer.Option(
        "test", "--on", help="Which complete articles: of the test split, or all that neither learned from."
    ),
    by_label: bool = typer.Option(False, "--by-label", help="A line for each label as well."),
    progress: ProgressStyle = PROGRESS,
    as_json: bool = JSON,
    watch_input: bool = WATCH,
) -> None:
    from spanloop.operations.evaluating import compare_versions

    session = session_of(context)
    stop = StopSign(watch_input)
    with reporting(session, progress, "Comparing") as report, opened_to_read(project) as held:
        result = compare_versions(
            held,
            data_dir=session.settings.data_dir,
            first=first,
            second=second,
            on=on,
            on_progress=report.count,
            cancelled=stop.is_set,
        )
    told: dict[str, Any] = result.to_dict()
    if not report.answers(session, told, as_json=as_json):
        print_changes(session, told, by_label=by_label)
