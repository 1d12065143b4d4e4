"""The command of the job after import: words as the extractor sees them, and clusters of near-duplicates."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from spanloop.cli.console import Session, opened, session_of
from spanloop.cli.project_commands import JSON, PROJECT
from spanloop.cli.reporting import PROGRESS, WATCH, ProgressStyle, StopSign, reporting
from spanloop.core.wording import count


def register(app: typer.Typer) -> None:
    """Add the commands of this page to the application."""
    app.command("prepare", help="Find the words and the near-duplicates of new articles; an import does it by itself.")(
        prepare
    )


def prepare(
    context: typer.Context,
    project: Path = PROJECT,
    progress: ProgressStyle = PROGRESS,
    as_json: bool = JSON,
    watch_input: bool = WATCH,
) -> None:
    from spanloop.operations import preparing

    session = session_of(context)
    stop = StopSign(watch_input)
    with reporting(session, progress, "Preparing") as report, opened(project) as held:
        made = preparing.prepare(
            held,
            on_progress=report.count,
            cancelled=stop.is_set,
        )
        done: dict[str, Any] = {
            "articles": made.articles,
            "clusters": made.clusters,
            "ledger": [asdict(entry) for entry in made.ledger.entries],
        }
    if not report.answers(session, done, as_json=as_json):
        say_prepared(session, made.articles, made.clusters)
        for line in made.ledger.summary():
            session.say(line)


def say_prepared(session: Session, articles: int, clusters: int) -> None:
    """What a preparation found, in one line."""
    there = f"; {count(clusters, 'cluster')} of copies" if clusters else ""
    found = f"Found the words of {count(articles, 'article')}" if articles else "Everything is prepared"
    session.say(f"{found}{there}.")
