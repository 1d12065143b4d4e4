"""Commands that write marks for other tools, and say what each format carries."""

from __future__ import annotations

from collections.abc import Sized
from dataclasses import asdict
from pathlib import Path
from typing import Any

import typer
from rich.padding import Padding
from rich.text import Text

from spanloop.cli.console import Session, opened_to_read, session_of
from spanloop.cli.project_commands import JSON, PROJECT
from spanloop.cli.reporting import PROGRESS, WATCH, ProgressStyle, Report, StopSign, reporting
from spanloop.core.wording import count
from spanloop.operations import exporting

#: The format that is made of truths, segment by segment, for training.
_SPACY = "spacy"
#: Of the column in which the names of formats stand.
_NAME_WIDTH = 14
#: So many entries of the ledger go to the program that asked; the file has all of them.
_MOST_ENTRIES = 500


def register(app: typer.Typer) -> None:
    """Add the commands of this page to the application."""
    app.command("export", help="Write the marks for other tools, for training, or everything as JSONL.")(export)
    app.command("formats", help="List the formats, and what of a project each carries.")(formats)


def export(
    context: typer.Context,
    project: Path = PROJECT,
    dest: Path = typer.Argument(help="The file or folder to write.", show_default=False),
    file_format: str = typer.Option(..., "--format", help="What to write; `spanloop formats` lists them."),
    author: str | None = typer.Option(None, "--author", help="Only this author's marks."),
    progress: ProgressStyle = PROGRESS,
    as_json: bool = JSON,
    watch_input: bool = WATCH,
) -> None:
    session = session_of(context)
    names = [known.name for known in exporting.written_formats()]
    if file_format not in names:
        raise typer.BadParameter(f"{file_format!r} is not written; what is: {', '.join(names)}")
    stop = StopSign(watch_input)
    with reporting(session, progress, "Exporting") as shown, opened_to_read(project) as held:
        if file_format == _SPACY:
            result, words = _spacy(held, dest, author, shown, stop)
        else:
            result, words = _other(held, dest, file_format, author, shown, stop)
    if not shown.answers(session, result, as_json=as_json):
        for line in words:
            session.say(line)


def _spacy(
    held: Any, dest: Path, author: str | None, shown: Report, stop: StopSign
) -> tuple[dict[str, Any], list[str]]:
    # spaCy is imported by this branch alone: it costs seconds.
    from spanloop.operations import training

    written = training.export_spacy(held, dest=dest, author=author, on_progress=shown.count, cancelled=stop.is_set)
    entries = [asdict(entry) for entry in written.ledger.entries[:_MOST_ENTRIES]]
    ledger_at = dest / "ledger.json"
    counts = ", ".join(f"{split} {count}" for split, count in written.docs.items())
    words = [f"Wrote spaCy training data to {dest}: {counts}.", *written.ledger.summary()]
    if written.ledger:
        words.append(_all_entries(written.ledger, ledger_at))
    return {
        "dest": str(dest),
        "docs": written.docs,
        "lost": written.ledger.counts(),
        "summary": written.ledger.summary(),
        "ledger": entries,
        "ledger_at": str(ledger_at),
    }, words


def _other(
    held: Any, dest: Path, file_format: str, author: str | None, shown: Report, stop: StopSign
) -> tuple[dict[str, Any], list[str]]:
    written = exporting.export(
        held, dest=dest, file_format=file_format, author=author, on_progress=shown.count, cancelled=stop.is_set
    )
    result = {
        "dest": str(dest),
        "written": [str(path) for path in written.written],
        "articles": written.articles,
        "lost": written.ledger.counts(),
        "summary": written.ledger.summary(),
        "ledger": None if written.ledger_at is None else str(written.ledger_at),
    }
    where = ", ".join(str(path) for path in written.written[:3])
    more = f" and {len(written.written) - 3} more" if len(written.written) > 3 else ""
    words = [f"Wrote {count(written.articles, 'article')} to {where}{more}.", *written.ledger.summary()]
    if written.ledger_at is not None:
        words.append(_all_entries(written.ledger, written.ledger_at))
    return result, words


def _all_entries(ledger: Sized, path: Path) -> str:
    return f"The ledger, {count(len(ledger), 'entry', 'entries')}: {path}."


def formats(
    context: typer.Context,
    markdown: bool = typer.Option(False, "--markdown", help="As a table for the docs."),
    as_json: bool = JSON,
) -> None:
    from spanloop.operations import format_table

    session = session_of(context)
    rows = format_table.rows()
    if as_json:
        session.print_json({"formats": [asdict(row) for row in rows]})
    elif markdown:
        for line in format_table.markdown():
            session.say(line)
    else:
        for row in rows:
            _print_format(session, row)
        _explain(session)


def _print_format(session: Session, row: Any) -> None:
    """A line for the format, and below it, over the whole width, what it carries."""
    known = " and ".join(word for word, holds in (("read", row.reads), ("written", row.writes)) if holds)
    session.say(f"{row.name:<{_NAME_WIDTH}}{row.title}: {known}")
    carries = ", ".join(row.carries) if len(row.carries) < row.of else "everything"
    session.out.print(Padding(Text(carries), (0, 0, 0, _NAME_WIDTH), expand=False))


def _explain(session: Session) -> None:
    session.say("What a format does not carry is listed in the ledger of each export.")
