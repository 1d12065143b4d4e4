"""The command on zones: list them, propose, set, clear, confirm."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from enum import StrEnum
from pathlib import Path
from typing import Any

import typer

from spanloop.cli.console import Session, opened, session_of
from spanloop.cli.project_commands import AUTHOR, JSON, PROJECT
from spanloop.core.article import ZONE_KINDS
from spanloop.core.changes import Changes
from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Author
from spanloop.core.wording import count, one_line
from spanloop.operations import projects, zoning


class Kind(StrEnum):
    headline = "headline"
    standfirst = "standfirst"
    boilerplate = "boilerplate"
    comment = "comment"
    article_break = "article_break"


def register(app: typer.Typer) -> None:
    """Add the command of this page to the application."""
    app.command("zones", help="List the zones of articles; propose, set, clear or confirm them.")(zones)


def zones(
    context: typer.Context,
    project: Path = PROJECT,
    article: str | None = typer.Argument(
        None, help="Id, uid or title of one article; default: all.", show_default=False
    ),
    propose: bool = typer.Option(
        False,
        "--propose",
        help="Propose zones, by the page where one is kept, else by rules: of this article, else of all without zones"
        " and marks.",
    ),
    set_kind: Kind | None = typer.Option(None, "--set", help="Make the lines a zone of this kind.", show_default=False),
    clear: bool = typer.Option(False, "--clear", help="Make the lines text of the article."),
    lines: str | None = typer.Option(None, "--lines", help="Which lines, as 3 or 3-7.", show_default=False),
    date: str | None = typer.Option(
        None, "--date", help="The date of an article_break; default: what its line says.", show_default=False
    ),
    confirm: bool = typer.Option(False, "--confirm", help="Say that the article's zones are right."),
    everywhere: bool = typer.Option(False, "--all", help="With --confirm: the zones of all articles."),
    author: str | None = AUTHOR,
    as_json: bool = JSON,
) -> None:
    session = session_of(context)
    if sum((propose, set_kind is not None, clear, confirm)) > 1:
        raise SpanloopError("Only one thing at a time", way_out="Give one of --propose, --set, --clear and --confirm.")
    if everywhere and (not confirm or article is not None):
        raise SpanloopError("--all goes with --confirm and without an article", way_out="Leave one of them out.")
    report: zoning.ZoneReport | None = None
    with opened(project) as held:
        uid = zoning.find_article(held, article) if article is not None else None
        chosen = None if uid is None else [uid]
        if propose or set_kind or clear or confirm:
            who = projects.sign_in(held, name=session.author_name(author))
            if propose:
                report = zoning.propose(held, author=who, articles=chosen)
            else:
                if confirm and (uid or everywhere):
                    changes = zoning.confirm_zones(held, author=who, article=uid)
                else:
                    changes = _change(held, who, uid, kind=set_kind, lines=lines, date=date, confirm=confirm)
                report = zoning.ZoneReport(changes)
                if uid is not None:
                    report = zoning.ZoneReport(changes, ledger=zoning.caught(held, article=uid))
        rows = zoning.zone_rows(held, articles=chosen)
    if as_json:
        session.print_json(_as_document(report, rows))
        return
    if report is not None and propose:
        session.say(f"Proposed {count(report.zones, 'zone')} in {count(report.articles, 'article')}.")
    elif report is not None:
        told = _confirmed(rows, article) if confirm else _told(rows, article or "", kind=set_kind, lines=lines or "")
        session.say(told if report.changes else "It is so already.")
    if uid is not None:
        _print_zones(session, rows)
    elif not propose:
        _print_articles(session, rows)
    for line in report.ledger.summary() if report is not None else ():
        session.say(line)


def _as_document(report: zoning.ZoneReport | None, rows: list[zoning.ZoneRow]) -> dict[str, Any]:
    done: dict[str, Any] = {}
    if report is not None:
        noted = [asdict(entry) for entry in report.ledger.entries]
        done = {"act": report.changes.act, "proposed": report.zones, "articles": report.articles, "ledger": noted}
    return {**done, "zones": [asdict(row) for row in rows]}


def _change(
    held: Any,
    who: Author,
    article: str | None,
    *,
    kind: Kind | None,
    lines: str | None,
    date: str | None,
    confirm: bool,
) -> Changes:
    """Set, or clear (no kind). confirm: only for the way out where no article is named."""
    if article is None:
        more = "; --all confirms the zones of all articles" if confirm else ""
        raise SpanloopError("No article is named", way_out=f"Name one behind the project, by id, uid or title{more}.")
    if lines is None:
        raise SpanloopError("Which lines", way_out="Give --lines 3 or --lines 3-7.")
    first, last = _numbers(lines)
    start, end = zoning.line_range(held, article=article, first=first, last=last)
    named = kind.value if kind is not None else None
    return zoning.set_zone(held, author=who, article=article, start=start, end=end, kind=named, date=date)


def _confirmed(rows: Sequence[zoning.ZoneRow], article: str | None) -> str:
    """ "3 zones of page.txt are confirmed." article: as it was named, None for all of them."""
    where = article or count(len({row.article for row in rows}), "article")
    return f"{count(len(rows), 'zone')} of {where} {'is' if len(rows) == 1 else 'are'} confirmed."


def _told(rows: Sequence[zoning.ZoneRow], article: str, *, kind: Kind | None, lines: str) -> str:
    """What the lines are now. article: as it was named."""
    first, last = _numbers(lines)
    where, now = (f"Line {first}", "is now") if first == last else (f"Lines {first} to {last}", "are now")
    if kind is None:
        return f"{where} of {article} {now} text of the article."
    if kind is not Kind.article_break:
        return f"{where} of {article} {now} a {kind.value} zone."
    date = next((row.date for row in rows if row.kind == kind.value and row.first <= first <= row.last), None)
    return f"{where} of {article} {now} an article break, {f'dated {date}' if date else 'without a date'}."


def _numbers(lines: str) -> tuple[int, int]:
    found = re.fullmatch(r"\s*(\d+)(?:\s*-\s*(\d+))?\s*", lines)
    if not found:
        raise SpanloopError(f"{lines} says no lines", way_out="Write them as 3 or 3-7.")
    return int(found[1]), int(found[2] or found[1])


def _print_zones(session: Session, rows: list[zoning.ZoneRow]) -> None:
    """One line for each zone of an article, with what its text begins with."""
    if not rows:
        session.say("No zones: all of it is text of the article.")
        return
    lines = [("lines", "kind", "state", "date", "text")]
    for row in rows:
        where = str(row.first) if row.first == row.last else f"{row.first}-{row.last}"
        lines.append((where, row.kind, row.state, row.date or "", row.text))
    widths = [max(len(line[column]) for line in lines) for column in range(4)]
    room = session.out.width - sum(widths) - 2 * len(widths)
    for where, kind, state, date, text in lines:
        words = one_line(text, most=max(room, 1))
        fixed = f"{where:>{widths[0]}}  {kind:<{widths[1]}}  {state:<{widths[2]}}  {date:<{widths[3]}}"
        session.say(f"{fixed}  {words}")


def _print_articles(session: Session, rows: list[zoning.ZoneRow]) -> None:
    """One line for each article that has zones: how many of each kind, and how many nobody looked at yet."""
    by_article: dict[str, list[zoning.ZoneRow]] = {}
    for row in rows:
        by_article.setdefault(row.article, []).append(row)
    for some in by_article.values():
        kinds = [(kind, sum(row.kind == kind for row in some)) for kind in ZONE_KINDS]
        counts = ", ".join(f"{number} {kind}" for kind, number in kinds if number)
        left = sum(row.state == "proposed" for row in some)
        session.say(f"{some[0].id or some[0].title or some[0].article}: {counts}; {left} proposed")
    if not rows:
        session.say("No article has zones. --propose asks the rules for them.")
