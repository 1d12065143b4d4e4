"""The command on times: what each means, who says so, and from which date it is counted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import typer

from spanloop.cli.console import Session, opened, opened_to_read, session_of
from spanloop.cli.project_commands import AUTHOR, JSON, PROJECT
from spanloop.core.changes import Changes
from spanloop.core.errors import SpanloopError
from spanloop.core.wording import one_line
from spanloop.operations import projects, timing, zoning

_RULES = "rules"


def register(app: typer.Typer) -> None:
    """Add the command of this page to the application."""
    app.command("times", help="List what times mean and who says so; say it yourself with --set.")(times)


def times(
    context: typer.Context,
    project: Path = PROJECT,
    article: str | None = typer.Argument(
        None, help="Id, uid or title of one article; default: all.", show_default=False
    ),
    set_value: str | None = typer.Option(
        None,
        "--set",
        help="UID=VALUE: what your mention with this uid means, as 2024-10-23, 2024-W43, P3M or 2024/2025; "
        "UID= for nothing in the calendar; UID=rules leaves it to the rules again.",
        show_default=False,
    ),
    author: str | None = AUTHOR,
    as_json: bool = JSON,
) -> None:
    session = session_of(context)
    changes: Changes | None = None
    with opened(project) if set_value is not None else opened_to_read(project) as held:
        if set_value is not None:
            uid, value = _said(set_value)
            who = projects.sign_in(held, name=session.author_name(author))
            changes = timing.set_time_value(held, author=who, mention=uid, value=value)
        chosen = None if article is None else [zoning.find_article(held, article)]
        rows = list(timing.time_rows(held, articles=chosen))
    if as_json:
        done = {} if changes is None else {"act": changes.act}
        session.print_json({**done, "times": [row.as_json() for row in rows]})
        return
    if changes is not None:
        session.say(f"{changes.act[:1].upper()}{changes.act[1:]}." if changes else "It is so already.")
    _print(session, rows)


def _said(words: str) -> tuple[str, str | None]:
    uid, sign, value = words.partition("=")
    if not sign or not uid.strip():
        raise SpanloopError(
            f"{words} says no value", way_out="Write it as UID=2024-10-23; without --set uids are listed."
        )
    return uid.strip().lower(), None if value.strip().lower() == _RULES else value


def _print(session: Session, rows: Sequence[timing.TimeRow]) -> None:
    """One line for each time: its uid, value, who says so, the words, and the date they are counted from."""
    if not rows:
        session.say("No times are marked.")
        return
    shown = ""
    width = max(len(row.value) for row in rows)
    for row in rows:
        if row.article != shown:
            shown = row.article
            session.say(f"{one_line(row.title or row.article, most=80)} ({row.article})")
        who = (
            row.author if row.by == "person" else f"{_RULES}, from {row.anchor}" if row.anchor else f"{_RULES}, no date"
        )
        words = one_line(row.words, most=60)
        session.say(f"  {row.mention}  {row.value or '-':<{max(width, 1)}}  {words}  ({who})")
