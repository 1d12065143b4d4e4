"""The command on copies: list the stories, say what differs, bring marks, follow or ignore a copy."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer

from spanloop.cli.console import Session, opened_as, session_of
from spanloop.cli.project_commands import AUTHOR, JSON, PROJECT
from spanloop.core.article import Article
from spanloop.core.article_alignment import silent_ranges
from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Author
from spanloop.core.wording import count, one_line
from spanloop.operations import copying, preparing, zoning

_LONGEST_TITLE = 48
_SIGNS = {"missing": "-", "added": "+", "changed": "~", "moved": ">"}


def register(app: typer.Typer) -> None:
    """Add the command of this page to the application."""
    app.command("copies", help="List copies of one story; mark it once: bring marks, follow or ignore copies.")(copies)


def copies(
    context: typer.Context,
    project: Path = PROJECT,
    article: str | None = typer.Argument(
        None, help="Id, uid or title of one article; default: all stories.", show_default=False
    ),
    bring: bool = typer.Option(False, "--bring", help="Bring the article's marks to its copies, as suggestions."),
    accept: bool = typer.Option(False, "--accept", help="With --bring: as marks of your own, complete where it is."),
    to: list[str] = typer.Option(
        [], "--to", help="With --bring: only to this copy; may be given again.", show_default=False
    ),
    follow: str | None = typer.Option(
        None,
        "--follow",
        help="Let the article take the marks of this copy each time it is completed.",
        show_default=False,
    ),
    ignore: bool = typer.Option(False, "--ignore", help="Leave the article alone: skipped, and not trained on."),
    decide_again: bool = typer.Option(False, "--decide-again", help="Take back --follow or --ignore."),
    author: str | None = AUTHOR,
    as_json: bool = JSON,
) -> None:
    session = session_of(context)
    acts = sum((bring, follow is not None, ignore, decide_again))
    if acts > 1:
        raise SpanloopError(
            "Only one thing at a time", way_out="Give one of --bring, --follow, --ignore and --decide-again."
        )
    if (accept or to) and not bring:
        raise SpanloopError("--accept and --to go with --bring", way_out="Add --bring, or leave them out.")
    if acts and article is None:
        raise SpanloopError("No article is named", way_out="Name one behind the project, by id, uid or title.")
    with opened_as(session, project, author) as (held, who):
        preparing.cluster_articles(held)
        if article is None:
            _list(session, held, as_json=as_json)
            return
        uid = zoning.find_article(held, article)
        if bring:
            _bring(session, held, who, uid, to=to, accept=accept, as_json=as_json)
        elif follow is not None:
            leader = zoning.find_article(held, follow)
            _told(session, copying.follow(held, author=who, articles=[uid], leader=leader), as_json=as_json)
        elif ignore or decide_again:
            decide = copying.ignore if ignore else copying.decide_again
            _told(session, copying.BringReport(decide(held, author=who, articles=[uid])), as_json=as_json)
        else:
            _show(session, held, who, uid, as_json=as_json)


def _list(session: Session, held: Any, *, as_json: bool) -> None:
    """Every story with its copies."""
    clusters = copying.list_clusters(held)
    if as_json:
        session.print_json(
            [
                {"cluster": line.uid, "articles": [dict(zip(("uid", "id", "title", "source"), one, strict=True))
                                                   for one in line.articles]}
                for line in clusters
            ]
        )  # fmt: skip
        return
    for line in clusters:
        first, *others = line.articles
        session.say(f"{_name(first[1], first[2], first[0])}: {count(len(others), 'copy', 'copies')}")
        for uid, external, title, source in others:
            session.say(f"  {_name(external, title, uid)}{f' ({source})' if source else ''}")
    if not clusters:
        session.say("No two articles are copies of one story.")


def _show(session: Session, held: Any, who: Author, uid: str, *, as_json: bool) -> None:
    """The copies of one article: what each has, would get, and how it differs from the leader."""
    view = copying.view_copies(held, author=who, article=uid)
    if as_json:
        session.print_json({"leader": view.leader, "copies": [asdict(row) for row in view.rows]})
        return
    if len(view.rows) < 2:
        session.say("It has no copies here.")
        return
    for row in view.rows:
        name = _name(row.id, row.title, row.uid)
        if row.uid == view.leader:
            session.say(f"{name}: {_marks(row)}; {row.state}; the others are compared with it")
            continue
        decided = "".join((f"; {row.choice}s it" if row.choice == "follow" else "; ignored") if row.choice else "")
        coming = f"; {count(row.to_bring, 'mark')} to bring" if row.to_bring else ""
        left = f"; {count(row.left, 'mark')} without a place" if row.left else ""
        here = f"; {count(row.decided_here, 'mark')} removed or changed here" if row.decided_here else ""
        session.say(f"{name}: {row.share:.0%} in common; {_marks(row)}; {row.state}{coming}{left}{here}{decided}")
        for line in _differences(held, view.leader, row.uid, room=session.out.width - 4):
            session.say(f"  {line}")


def _differences(held: Any, leader: str, copy: str, *, room: int) -> list[str]:
    diff = copying.compare_copies(held, leader, copy)
    lines: list[str] = []
    for part in diff.stretches:
        if part.kind == "same":
            continue
        ours, theirs = diff.one.text[part.start : part.end], diff.other.text[part.other_start : part.other_end]
        if part.kind == "changed":
            half = max((room - 6) // 2, 12)
            lines.append(f"~ {one_line(ours, most=half)} -> {one_line(theirs, most=half)}")
        else:
            lines.append(f"{_SIGNS[part.kind]} {one_line(ours or theirs, most=max(room - 2, 12))}")
    folded = [
        f"{count(number, 'line')} {where}"
        for number, where in ((_silent_lines(diff.one), "of the leader"), (_silent_lines(diff.other), "of this copy"))
        if number
    ]
    if folded:
        lines.append(f"Left out as boilerplate or comments: {' and '.join(folded)}.")
    return lines


def _silent_lines(article: Article) -> int:
    """How many lines of an article are boilerplate or comments."""
    silent = [article.text[start:end] for start, end in silent_ranges(article.zones)]
    return sum(bool(line.strip()) for text in silent for line in text.splitlines())


def _bring(session: Session, held: Any, who: Author, uid: str, *, to: list[str], accept: bool, as_json: bool) -> None:
    """Bring to the copies named, else to all that are neither ignored nor completed by hand."""
    own: list[copying.CopyRow] = []
    if to:
        targets = [zoning.find_article(held, name) for name in to]
    else:
        view = copying.view_copies(held, author=who, article=uid, leader=uid)
        others = [row for row in view.rows if row.uid != uid and row.choice != "ignore"]
        own = [row for row in others if row.by_hand and row.choice is None]
        targets = [row.uid for row in others if row not in own]
    report = copying.bring_marks(held, author=who, source=uid, targets=targets, accept=accept)
    _told(session, report, as_json=as_json, suggested=not accept)
    if own and not as_json:
        were = f"{count(len(own), 'copy', 'copies')} that you completed by hand"
        session.say(f"Nothing is brought to {were}; name {'it' if len(own) == 1 else 'them'} with --to to do so.")


def _told(session: Session, report: copying.BringReport, *, as_json: bool, suggested: bool = False) -> None:
    if as_json:
        brought = [asdict(one) for one in report.brought]
        session.print_json({"act": report.changes.act, "marks": report.marks, "brought": brought})
        return
    done = f"{report.changes.act[:1].upper()}{report.changes.act[1:]}"
    stop = "" if done.endswith("\u2026") else "."
    session.say(f"{done}{stop}" if report.changes else "It is so already.")
    for one in report.brought:
        what = "suggestion" if suggested else "mark"
        parts = [
            count(number, f"{word} {what}")
            for number, word in ((one.added, "new"), (one.changed, "changed"), (one.removed, "removed"))
            if number
        ]
        whole = [f"{' and '.join(one.complete)} complete"] if one.complete else []
        name = _name(one.id, one.title, one.copy)
        session.say(f"{name}: {', '.join((*parts, *whole)) or 'nothing new'}")
        for left in one.left:
            quote = f" \u201c{left.quote}\u201d" if left.quote else ""
            session.say(f"  left: {left.name}{quote}: {left.why}")
        seen: dict[str, list[str]] = {}
        for unseen in one.unseen:
            seen.setdefault(unseen.words, []).append(unseen.layer)
        for words, layers in seen.items():
            session.say(f"  nobody looked for {' and '.join(layers)} in: {one_line(words, most=80)}")


def _marks(row: copying.CopyRow) -> str:
    return f"{count(row.mentions, 'mention')}, {count(row.events, 'event')}"


def _name(external: str | None, title: str, uid: str) -> str:
    """ "a.txt: Depot hit", or what there is of it."""
    return ": ".join(part for part in (external or "", one_line(title, most=_LONGEST_TITLE)) if part) or uid
