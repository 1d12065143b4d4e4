"""Commands of the loop: train, suggest."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import typer

from spanloop.cli.console import opened_as, session_of
from spanloop.cli.project_commands import AUTHOR, JSON, PROJECT
from spanloop.cli.reporting import PROGRESS, WATCH, ProgressStyle, StopSign, reporting
from spanloop.cli.score_tables import print_scores, used_text
from spanloop.core.wording import count


def register(app: typer.Typer) -> None:
    """Add the commands of this page to the application."""
    app.command("train", help="Train a new version of the extractor from the marks.")(train)
    app.command("suggest", help="Let the extractor suggest over the articles that are not complete.")(suggest)


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
    from spanloop.operations import material, training

    session = session_of(context)
    stop = StopSign(watch_input)
    with reporting(session, progress, "Training") as report, opened_as(session, project, author) as (held, who):
        record = training.train(
            held,
            author=who,
            data_dir=session.settings.data_dir,
            recipe=recipe,
            seed=seed,
            max_steps=max_steps,
            truth_author=truth,
            on_progress=lambda at: report.step(at.step, at.max_steps, lambda: asdict(at), notable=at.scored),
            cancelled=stop.is_set,
        )
        used = material.trained_on(held, record)
        done = {"extractor": record.name, "uid": record.uid, "number": record.number, "metrics": record.metrics}
        done["articles"] = asdict(used)
    if not report.answers(session, done, as_json=as_json):
        session.say(f"Trained {record.name}; it suggests from now on.")
        session.say(used_text(used))
        print_scores(session, record.metrics.get("test"))


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
    stop = StopSign(watch_input)
    read = 0

    def told(at: int, total: int) -> None:
        nonlocal read
        read = at
        report.count(at, total)

    with reporting(session, progress, "Suggesting") as report, opened_as(session, project, author) as (held, _):
        made = training.suggest(
            held,
            data_dir=session.settings.data_dir,
            extractor=extractor,
            on_progress=told,
            cancelled=stop.is_set,
        )
        done = {"extractor": made.extractor, "articles": made.articles, "suggestions": made.suggestions}
    if not report.answers(session, done, as_json=as_json):
        if made.suggestions:
            where = f"in {count(made.articles, 'article')}"
            session.say(f"{made.extractor} made {count(made.suggestions, 'suggestion')} {where}.")
        elif read:
            session.say(f"{made.extractor} read {count(read, 'article')} and suggests nothing there.")
        else:
            session.say(f"There is nothing new for {made.extractor} to read.")
        for line in made.ledger.summary():
            session.say(line)
