"""Commands that keep work safe: backup, backups, restore, recover, delete-article."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import typer
from rich.table import Table

from spanloop.cli.console import opened, opened_as, session_of
from spanloop.cli.project_commands import AUTHOR, JSON, PROJECT
from spanloop.cli.reporting import PROGRESS, ProgressStyle, reporting
from spanloop.core.errors import SpanloopError
from spanloop.core.wording import count, size_text
from spanloop.operations import backups, recovering
from spanloop.operations.windows import hold_project

_BESIDE = typer.Option(False, "--beside-window", help="The window that shows the project asked for it.", hidden=True)


def register(app: typer.Typer) -> None:
    """Add the commands of this page to the application."""
    app.command("backup", help="Make a backup of a project now, if anything was done since the last one.")(backup)
    app.command("backups", help="List the backups of a project, or of all, newest first.")(list_)
    app.command("restore", help="Put a backup in the place of a project; the present file is kept beside it.")(restore)
    app.command("recover", help="Write what can be read of a damaged project into a new one, with a ledger.")(recover)
    app.command("delete-article", help="Delete an article for good: text, marks, history, and in all backups.")(delete)


def backup(
    context: typer.Context, project: Path = PROJECT, progress: ProgressStyle = PROGRESS, as_json: bool = JSON
) -> None:
    session = session_of(context)
    with reporting(session, progress, "Copying") as shown:
        made = backups.back_up(project, data_dir=session.settings.data_dir)
    found = {"backup": None if made is None else _document(made)}
    if shown.answers(session, found, as_json=as_json):
        return
    if made is None:
        session.say("Nothing was done since the last backup.")
    else:
        session.say(f"Made {made.path}: {backups.content_text(made)}, {size_text(made.size)}.")


def list_(
    context: typer.Context,
    project: Path | None = typer.Argument(None, help="Of this project file; default: all.", show_default=False),
    as_json: bool = JSON,
) -> None:
    session = session_of(context)
    records = backups.list_backups(session.settings.data_dir, project=project)
    if as_json:
        session.print_json([_document(record) for record in records])
        return
    if not records:
        session.say("No backup yet. The window makes them while one works; `spanloop backup` makes one now.")
        return
    now = datetime.now().astimezone()
    table = Table(box=None, padding=(0, 1, 0, 0))
    for name in ("", "made", "content", "size"):
        table.add_column(name, no_wrap=True, justify="right" if name in ("", "size") else "left")
    if project is None:
        table.add_column("project")
    for number, record in enumerate(records, 1):
        cells = [
            str(number) if project is not None else "",
            backups.when_text(record, now=now),
            backups.content_text(record),
            size_text(record.size),
        ]
        table.add_row(*cells, *([record.source] if project is None else []))
    session.out.print(table)
    total = sum(record.size for record in records)
    session.say(f"{count(len(records), 'backup')}, {size_text(total)} in {records[0].path.parents[1]}.")


def restore(
    context: typer.Context,
    project: Path = PROJECT,
    chosen: str = typer.Option("1", "--from", help="Its number in `spanloop backups`, or a file; 1 is the newest."),
    as_json: bool = JSON,
) -> None:
    session = session_of(context)
    records = backups.list_backups(session.settings.data_dir, project=project)
    path = backups.find_backup(records, chosen)
    aside = backups.restore_backup(path, dest=project, holder=session.author_name(None))
    if as_json:
        session.print_json(
            {"project": str(project), "backup": str(path), "aside": None if aside is None else str(aside)}
        )
        return
    session.say(f"{project} is as it was in {path.name}.")
    if aside is not None:
        session.say(f"What stood there is kept as {aside.name}.")


def recover(
    context: typer.Context,
    project: Path = typer.Argument(help="The damaged file; it is left as it is.", show_default=False),
    dest: Path | None = typer.Argument(
        None, help="The new project; default: <name>.recovered.spanloop beside it.", show_default=False
    ),
    progress: ProgressStyle = PROGRESS,
    as_json: bool = JSON,
) -> None:
    session = session_of(context)
    with reporting(session, progress, "Recovering") as shown:
        done = recovering.recover(
            project, data_dir=session.settings.data_dir, dest=dest, on_step=lambda words: _tell(shown, words)
        )
    result: dict[str, Any] = {
        "project": str(done.path),
        "articles": done.articles,
        "marks": done.marks,
        "lost": done.lost,
        "from_backups": done.filled,
        "ledger": [asdict(entry) for entry in done.ledger.entries],
        "summary": done.ledger.summary(),
    }
    if shown.answers(session, result, as_json=as_json):
        return
    session.say(f"Made {done.path} with {count(done.articles, 'article')} and {count(done.marks, 'mark')}.")
    for line in done.ledger.summary():
        session.say(line)
    if not done.ledger:
        session.say("Nothing was lost.")


def _tell(shown: Any, words: str) -> None:
    shown.step(0, 1, {"words": words}, notable=True)


def delete(
    context: typer.Context,
    project: Path = PROJECT,
    article: str = typer.Argument(help="Id, uid or title of the article.", show_default=False),
    yes: bool = typer.Option(False, "--yes", help="Do it; without this, only what would be done is said."),
    author: str | None = AUTHOR,
    progress: ProgressStyle = PROGRESS,
    as_json: bool = JSON,
    beside: bool = _BESIDE,
) -> None:
    from spanloop.operations import deleting, zoning

    session = session_of(context)
    data_dir = session.settings.data_dir
    if not yes:
        with opened(project) as held:
            plan = deleting.plan_deletion(held, article=zoning.find_article(held, article), data_dir=data_dir)
        for sentence in plan.sentences():
            session.say(sentence)
        raise SpanloopError("Nothing was deleted", way_out="Add --yes to do it.")
    lock = None if beside else hold_project(project, holder=session.author_name(author))
    try:
        with reporting(session, progress, "Deleting") as shown, opened_as(session, project, author) as (held, who):
            uid = zoning.find_article(held, article)
            done = deleting.delete_article(held, author=who, article=uid, data_dir=data_dir)
    finally:
        if lock is not None:
            lock.release()
    result = {"title": done.title, "marks": done.marks, "cleared": done.cleared, "dropped": done.dropped}
    if not shown.answers(session, {**result, "sentence": done.sentence()}, as_json=as_json):
        session.say(done.sentence() + ".")


def _document(record: backups.BackupRecord) -> dict[str, Any]:
    return {name: str(value) if name == "path" else value for name, value in asdict(record).items()}
