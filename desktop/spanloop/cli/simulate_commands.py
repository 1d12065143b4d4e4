"""Commands about which article next: rank them, and try out on annotated data which order teaches most."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, cast

import typer
from rich.table import Table

from spanloop.cli.console import Session, opened, session_of
from spanloop.cli.project_commands import JSON, PROJECT
from spanloop.cli.reporting import PROGRESS, WATCH, ProgressStyle, StopSign, reporting
from spanloop.core.errors import SpanloopError
from spanloop.core.strategies import STRATEGIES, WORDS, Strategy, why_best
from spanloop.core.wording import count, one_line

if TYPE_CHECKING:
    from spanloop.operations.ranking import RankReport
    from spanloop.operations.simulating import Simulation

#: Width of the chart in characters.
_CHART = 40
#: Code points of a title in a list.
_TITLE = 80


def register(app: typer.Typer) -> None:
    """Add the commands of this page to the application."""
    app.command("rank", help="Put the articles to do in the order in which they are best annotated.")(rank)
    app.command("simulate", help="Try out on annotated data which order of articles teaches the extractor most.")(
        simulate
    )


def rank(
    context: typer.Context,
    project: Path = PROJECT,
    strategy: str | None = typer.Option(
        None, "--strategy", help=f"{', '.join(WORDS)}; default: the order of the project, else best."
    ),
    progress: ProgressStyle = PROGRESS,
    as_json: bool = JSON,
    watch_input: bool = WATCH,
) -> None:
    from spanloop.operations import ranking

    session = session_of(context)
    asked = None if strategy is None else ranking.asked_for(strategy)
    stop = StopSign(watch_input)
    with reporting(session, progress, "Ranking") as report, opened(project) as held:
        made = ranking.rank(
            held,
            strategy=asked,
            data_dir=session.settings.data_dir,
            on_progress=report.count,
            cancelled=stop.is_set,
        )
    if not report.answers(session, made.to_dict(), as_json=as_json):
        _say_order(session, made)
        for line in made.ledger.summary():
            session.say(line)


def _say_order(session: Session, made: RankReport) -> None:
    """How it was ordered and why so, and the first articles."""
    if not made.articles:
        session.say("No article is to do.")
        return
    session.say(f"Ranked {count(made.articles, 'article')}: {WORDS[made.strategy].title.lower()}.")
    if made.asked == "best":
        session.say(why_best(made.strategy, made.sentences))
    reasons = {place.why for place in made.first}
    if len(reasons) == 1 and made.first[0].why:
        session.say(f"{made.first[0].why}:")
    for number, place in enumerate(made.first, 1):
        why = f": {place.why}" if place.why and len(reasons) > 1 else ""
        session.say(f"{number:>3}  {one_line(place.title, most=_TITLE)}{why}")
    if made.articles > len(made.first):
        session.say(f"     … and {made.articles - len(made.first):,} more")


def simulate(
    context: typer.Context,
    source: Path = typer.Argument(..., help="A project, or a JSONL file of annotated articles."),
    strategies: str = typer.Option(
        "diverse,unsure,rare,mixed", "--strategies", help=f"Apart by commas: {', '.join(STRATEGIES)}."
    ),
    seeds: int = typer.Option(3, "--seeds", min=1, max=50, help="Trainings of each; random is drawn anew for each."),
    budget: int | None = typer.Option(None, "--budget", min=1, help="Sentences to annotate at most."),
    by: Literal["sentence", "article"] = typer.Option("sentence", "--by", help="What is annotated at once."),
    recipe: str | None = typer.Option(None, "--recipe", help="Which training recipe."),
    steps: int | None = typer.Option(None, "--max-steps", min=1, help="Length of each training."),
    table: Path | None = typer.Option(None, "--csv", help="Write the curves as CSV into this file as well."),
    progress: ProgressStyle = PROGRESS,
    as_json: bool = JSON,
    watch_input: bool = WATCH,
) -> None:
    from spanloop.operations import simulating

    session = session_of(context)
    asked = _named(strategies)
    stop = StopSign(watch_input)
    with reporting(session, progress, "Simulating") as report, _annotated(session, source) as held:
        made = simulating.simulate(
            held,
            strategies=asked,
            seeds=seeds,
            budget=budget,
            by=by,
            recipe=recipe,
            steps=steps,
            data_dir=session.settings.data_dir,
            on_progress=report.count,
            cancelled=stop.is_set,
        )
        if table is not None:
            _write(table, made.to_csv())
    if not report.answers(session, made.to_dict(), as_json=as_json):
        _print(session, made)


def _named(strategies: str) -> list[Strategy]:
    named = [name.strip() for name in strategies.split(",") if name.strip()]
    for name in named:
        if name not in STRATEGIES:
            raise SpanloopError(f"There is no strategy {name}", way_out=f"Known: {', '.join(STRATEGIES)}.")
    return cast("list[Strategy]", named)


@contextmanager
def _annotated(session: Session, source: Path) -> Iterator[Any]:
    """A copy of the project, or a new one with the articles of a file: what is simulated leaves no trace in them."""
    from spanloop.operations import projects
    from spanloop.operations.importing import import_paths

    if not source.is_file():
        raise SpanloopError("There is no such file", where=str(source), way_out="Name a project or a JSONL file.")
    with tempfile.TemporaryDirectory(prefix="spanloop-simulate-") as name:
        copy = Path(name) / "copy.spanloop"
        if source.suffix == ".jsonl":
            with projects.create_project(copy) as project:
                who = projects.sign_in(project, name=session.author_name(None))
                import_paths(project, author=who, paths=[source])
                yield project
            return
        with projects.open_to_read(source) as project:
            project.backup(copy)
        with opened(copy) as project:
            yield project


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SpanloopError(
            f"The curves cannot be written ({error.strerror or error})", where=str(path), way_out="Name another file."
        ) from error


def _print(session: Session, made: Simulation) -> None:
    session.say(
        f"{count(made.pool_sentences, 'sentence')} of {count(made.pool_articles, 'article')} to choose from, "
        f"{count(made.test_articles, 'article')} to test on, recipe {made.recipe}, {count(made.steps, 'step')} each."
    )
    rows = Table(box=None, pad_edge=False)
    for title in ("order", "sentences", "words", "marks", "F", "range", "against random"):
        rows.add_column(title, justify="left" if title == "order" else "right")
    for point in made.points:
        gain = "" if point.gain is None else f"{100 * point.gain:+.1f}"
        spread = f"{100 * point.low:.1f} to {100 * point.high:.1f}"
        numbers = (f"{point.sentences:,}", f"{point.words:,}", f"{point.marks:,}", f"{100 * point.f:.1f}")
        rows.add_row(point.strategy, *numbers, spread, gain)
    session.out.print(rows)
    for line in chart(made):
        session.say(line)
    session.say(f"Ranges are of {count(made.points[0].seeds, 'seed')}: a difference within them may be chance.")


def chart(made: Simulation) -> list[str]:
    """A bar for each point, round by round, from 0 to the best F."""
    best = max((point.high for point in made.points), default=0.0) or 1.0
    width = max(len(point.strategy) for point in made.points)
    lines: list[str] = []
    rounds: dict[str, int] = {}
    placed: list[tuple[int, str]] = []
    for point in made.points:
        number = rounds[point.strategy] = rounds.get(point.strategy, -1) + 1
        bar = "\u2588" * round(_CHART * point.f / best)
        placed.append((number, f"{point.sentences:>6,}  {point.strategy:<{width}}  {bar} {100 * point.f:.1f}"))
    for number in range(max(rounds.values(), default=-1) + 1):
        lines += [line for at, line in placed if at == number] + [""]
    return lines[:-1]
