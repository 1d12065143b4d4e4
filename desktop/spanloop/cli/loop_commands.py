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

GPU = typer.Option(None, "--gpu-id", min=-1, help="Number of a graphics processor; needs cupy.", show_default=False)


def register(app: typer.Typer) -> None:
    """Add the commands of this page to the application."""
    app.command("train", help="Train a new version of the extractor from the marks.")(train)
    app.command("suggest", help="Let the extractor suggest over the articles that are not complete.")(suggest)


def train(
    context: typer.Context,
    project: Path = PROJECT,
    recipe: str | None = typer.Option(
        None, "--recipe", help="Which training recipe (see recipes); default: the one chosen for the project."
    ),
    vote: int | None = typer.Option(
        None, "--vote", min=1, max=3, help="3: three seeds vote, for three times the time."
    ),
    vectors: str | None = typer.Option(None, "--vectors", help="spaCy package or folder with word vectors."),
    transformer: str | None = typer.Option(None, "--transformer", help="Folder of a language model to train along."),
    gpu: int | None = GPU,
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
    from spanloop.operations.recipes import choice_for
    from spanloop.operations.versions import verdict_of

    session = session_of(context)
    stop = StopSign(watch_input)
    with reporting(session, progress, "Training") as report, opened_as(session, project, author) as (held, who):
        choice = choice_for(held, name=recipe, vote=vote, gpu=gpu, vectors=vectors, transformer=transformer)
        record = training.train(
            held,
            author=who,
            data_dir=session.settings.data_dir,
            recipe=choice,
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
        gate = verdict_of(record)
        session.say(
            f"Trained {record.name}{'; it suggests from now on' if gate is None else f'. {gate.words}'}".rstrip(".")
            + "."
        )
        for sentence in gate.not_judged if gate else ():
            session.say(sentence)
        session.say(used_text(used))
        print_scores(session, record.metrics.get("test"))


def suggest(
    context: typer.Context,
    project: Path = PROJECT,
    extractor: str | None = typer.Option(
        None, "--extractor", help="Name or number of a version; default: the current."
    ),
    gpu: int | None = GPU,
    processes: int = typer.Option(1, "--n-process", min=1, max=64, help="So many processes read at once."),
    author: str | None = AUTHOR,
    progress: ProgressStyle = PROGRESS,
    as_json: bool = JSON,
    watch_input: bool = WATCH,
) -> None:
    from spanloop.operations import suggesting

    session = session_of(context)
    stop = StopSign(watch_input)
    read = 0

    def told(at: int, total: int) -> None:
        nonlocal read
        read = at
        report.count(at, total)

    with reporting(session, progress, "Suggesting") as report, opened_as(session, project, author) as (held, _):
        made = suggesting.suggest(
            held,
            data_dir=session.settings.data_dir,
            extractor=extractor,
            gpu=-1 if gpu is None else gpu,
            processes=processes,
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
