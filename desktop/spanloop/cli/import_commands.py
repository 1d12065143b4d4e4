"""Commands that bring material in: look, import, reimport."""

from __future__ import annotations

import re
from collections import Counter
from contextlib import nullcontext
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import typer

from spanloop.cli.console import Session, opened_as, opened_to_read, session_of
from spanloop.cli.look_tables import look_document, look_names, print_look
from spanloop.cli.project_commands import AUTHOR, JSON, PROJECT
from spanloop.cli.reporting import PROGRESS, WATCH, ProgressStyle, Report, StopSign, reporting
from spanloop.core.errors import SpanloopError
from spanloop.core.wording import count
from spanloop.operations import importing, looking, marked_files

_PATHS = typer.Argument(None, help="Pages, texts, tables, PDFs, archives, files of marks, and folders of them.")
_SKIP_BAD = typer.Option(False, "--skip-bad", help="Leave out what is bad, and list it; else one bad file refuses all.")
_REVISE = typer.Option(
    False, "--revise", help="A page whose content changed comes in as a new revision that takes the marks over."
)
_FORMAT = typer.Option("auto", "--format", help="How to read the files; `spanloop formats` lists them.")
_NAMES = typer.Option(None, "--names", help="A table that says what names of the files become.")

#: What came of reading an article again, in words.
_AGAIN = {"same": "as before", "renewed": "renewed", "revised": "with another text", "failed": "left as they are"}
#: Of what was left out or left over, each case is told: somebody has to look after it.
_EACH = frozenset({"file.skipped", "mark.left", "article.revised", "article.apart", "reimport.failed"})


def register(app: typer.Typer) -> None:
    """Add the commands of this page to the application."""
    app.command("look", help="Show what an import would bring in, and what it would refuse; writes nothing.")(look)
    app.command("import", help="Bring articles and marks into a project, all of them or none.")(import_)
    app.command("reimport", help="Read stored pages again with a newer reader; marks go to the new text.")(reimport)


class AuthorSource(StrEnum):
    """What says whose the marks are, of files that name nobody."""

    file = "file"
    folder = "folder"


_AUTHOR_FROM = typer.Option(
    None, "--author-from", help="Whose marks are that name nobody: called as their file is, or the folder it lies in."
)


@dataclass(frozen=True)
class _Reading:
    """How files are read, as the options say."""

    file_format: str
    revise: bool
    names: Path | None
    author_from: AuthorSource | None

    def arguments(self) -> dict[str, Any]:
        """For operations that read them."""
        return {
            "revise": self.revise,
            "names": marked_files.names_from(self.names),
            "author_from": "" if self.author_from is None else self.author_from.value,
        }


def look(
    context: typer.Context,
    paths: list[Path] = _PATHS,
    into: Path | None = typer.Option(None, "--into", help="Keep what was found in this file, for `import --look`."),
    project: Path | None = typer.Option(None, "--project", help="Say what this project has already."),
    file_format: str = _FORMAT,
    names: Path | None = _NAMES,
    author_from: AuthorSource | None = _AUTHOR_FROM,
    skipped: bool = typer.Option(False, "--skipped", help="List the files of no interest too, with why."),
    progress: ProgressStyle = PROGRESS,
    as_json: bool = JSON,
    watch_input: bool = WATCH,
) -> None:
    session = session_of(context)
    _need(paths)
    stop = StopSign(watch_input)
    reading = _Reading(file_format, False, names, author_from)
    with reporting(session, progress, "Looking") as shown:
        _look(
            session, shown, paths, reading=reading, into=into, project=project, stop=stop, as_json=as_json,
            skipped=skipped,
        )  # fmt: skip


def _look(
    session: Session,
    shown: Report,
    paths: list[Path],
    *,
    reading: _Reading,
    into: Path | None,
    project: Path | None,
    stop: StopSign,
    as_json: bool,
    skipped: bool = False,
    write_names: Path | None = None,
) -> None:
    """Look, and say what was found; into a file that is removed again where nobody wants to keep it."""
    with (
        looking.passing_stage() as passing,
        nullcontext() if project is None else opened_to_read(project) as held,
    ):
        found = looking.look(
            paths, into=into or passing, project=held, file_format=reading.file_format,
            on_progress=shown.count, cancelled=stop.is_set, **reading.arguments(),
        )  # fmt: skip
        if write_names is not None:
            marked_files.write_name_table(look_names(found), write_names)
        kept = {"stage": None if into is None else str(into)}
        if shown.as_lines:
            shown.answers(session, {**kept, "totals": asdict(found.totals)}, as_json=as_json)
        elif as_json:
            session.print_json({**kept, **look_document(found)})
        else:
            print_look(session, found, skipped=skipped)


def import_(
    context: typer.Context,
    project: Path = PROJECT,
    paths: list[Path] = _PATHS,
    file_format: str = _FORMAT,
    author: str | None = AUTHOR,
    no_prepare: bool = typer.Option(
        False, "--no-prepare", help="Leave words and near-duplicates to `spanloop prepare`; saves loading spaCy."
    ),
    skip_bad: bool = _SKIP_BAD,
    revise: bool = _REVISE,
    dry_run: bool = typer.Option(False, "--dry-run", help="Only show what would come in."),
    create_labels: bool = typer.Option(False, "--create-labels", help="Add names that the schema has not to it."),
    names: Path | None = _NAMES,
    write_names: Path | None = typer.Option(
        None, "--write-names", help="With --dry-run: write that table here, with a line for each name to be decided."
    ),
    author_from: AuthorSource | None = _AUTHOR_FROM,
    stage: Path | None = typer.Option(None, "--look", help="Import what `look --into` kept in this file."),
    leave_out: str = typer.Option("", "--leave-out", help='With --look: numbers of rows that stay out, as "3,7-9".'),
    choices: Path | None = typer.Option(None, "--choices", help="With --look: what was chosen in a preview, as JSON."),
    progress: ProgressStyle = PROGRESS,
    as_json: bool = JSON,
    watch_input: bool = WATCH,
) -> None:
    session = session_of(context)
    if stage is None:
        _need(paths)
    elif paths or dry_run or file_format != "auto":
        raise typer.BadParameter("--look takes what was looked at; it goes with no other files, --dry-run or --format")
    formats = ["auto", "text", *(known.name for known in importing.marks_formats())]
    if file_format not in formats:
        raise typer.BadParameter(f"{file_format!r} cannot be asked for; what can: {', '.join(formats)}")
    if write_names is not None and not dry_run:
        raise typer.BadParameter("--write-names goes with --dry-run: it lists what is to be decided before an import")
    left_out = _numbers(leave_out)
    stop = StopSign(watch_input)
    reading = _Reading(file_format, revise, names, author_from)
    if dry_run:
        with reporting(session, progress, "Looking") as shown:
            _look(
                session, shown, paths, reading=reading, into=None, project=project, stop=stop, as_json=as_json,
                write_names=write_names,
            )  # fmt: skip
        return
    with reporting(session, progress, "Importing") as shown, opened_as(session, project, author) as (held, who):
        asked = {"author": who, "on_progress": shown.count, "cancelled": stop.is_set}
        if stage is None:
            report = importing.import_paths(
                held, paths=paths, file_format=file_format, skip_bad=skip_bad, create_labels=create_labels,
                **asked, **reading.arguments(),
            )  # fmt: skip
        else:
            chosen = _chosen(choices, reading, left_out=left_out, create_labels=create_labels)
            report = looking.import_look(held, look=looking.Look.open(stage), revise=revise, **asked, **chosen)
        done = _finish(session, held, report, project, prepare=not no_prepare)
    if not shown.answers(session, done, as_json=as_json):
        _say_imported(session, report, done)


def _chosen(
    choices: Path | None, reading: _Reading, *, left_out: frozenset[int], create_labels: bool
) -> dict[str, Any]:
    """What was chosen in a preview, and by options beside it; what an option says holds."""
    chosen = looking.Choices() if choices is None else looking.Choices.read(choices)
    asked = reading.arguments()
    return {
        "leave_out": chosen.leave_out | left_out,
        "zones": chosen.zones,
        "details": chosen.details,
        "names": chosen.names if reading.names is None else asked["names"],
        "create_labels": create_labels or chosen.create_labels,
        "author_from": asked["author_from"] or chosen.author_from,
    }


def _finish(
    session: Session, project: Any, report: importing.ImportReport, path: Path, *, prepare: bool
) -> dict[str, Any]:
    """What is done after an import, and all of it for scripts."""
    prepared = _prepare(session, project) if prepare and report.added + report.revised else None
    kept = _keep_ledger(session, report, path)
    return {**_document(report), "prepared": prepared, "ledger_file": None if kept is None else str(kept)}


def _need(paths: list[Path] | None) -> None:
    if not paths:
        raise typer.BadParameter("name a file or a folder")


def _numbers(given: str) -> frozenset[int]:
    """The numbers of "3,7-9"; raises BadParameter for what is none."""
    found: set[int] = set()
    for part in filter(None, (part.strip() for part in given.split(","))):
        match = re.fullmatch(r"(\d{1,9})(?:-(\d{1,9}))?", part)
        if match is None:
            raise typer.BadParameter(f'"{part}" is no number or range of numbers, as in "3,7-9"')
        first = int(match[1])
        found.update(range(first, int(match[2] or first) + 1))
    return frozenset(found)


def _document(report: importing.ImportReport) -> dict[str, Any]:
    return {
        "articles": report.added,
        "known": report.known,
        "marks": report.marks,
        "revised": report.revised,
        "refused": report.refused,
        "skipped": report.skipped,
        "ledger": [asdict(entry) for entry in report.ledger.entries],
    }


def _say_imported(session: Session, report: importing.ImportReport, done: dict[str, Any]) -> None:
    there = f"; {count(report.known, 'article')} already there" if report.known else ""
    revised = f"; {count(report.revised, 'article')} revised" if report.revised else ""
    session.say(f"Imported {count(report.added, 'article')} and {count(report.marks, 'mark')}{there}{revised}.")
    if done["prepared"] and done["prepared"]["clusters"]:
        session.say(f"{count(done['prepared']['clusters'], 'cluster')} of copies in the project.")
    lines = report.ledger.summary(each=_EACH)
    for line in lines:
        session.say(line)
    if done["ledger_file"] is not None and len(report.ledger) > len(lines):
        session.say(f"The ledger, {count(len(report.ledger), 'entry', 'entries')}: {done['ledger_file']}.")


def _prepare(session: Session, project: Any) -> dict[str, int] | None:
    """The job after import. What came in is in: when this cannot be done now, it is said and done later."""
    from spanloop.operations import preparing

    try:
        made = preparing.prepare(project)
    except SpanloopError as error:
        session.err.print(f"Imported, but not prepared: {error}", markup=False, highlight=False, soft_wrap=True)
        return None
    return {"articles": made.articles, "clusters": made.clusters}


def _keep_ledger(session: Session, report: importing.ImportReport, project: Path) -> Path | None:
    """The file with the whole ledger. What came in is in: where there is no room for it, that is said."""
    try:
        return marked_files.keep_ledger(report.ledger, project)
    except SpanloopError as error:
        said = f"Imported, but the ledger was not written: {error}"
        session.err.print(said, markup=False, highlight=False, soft_wrap=True)
        return None


def reimport(
    context: typer.Context,
    project: Path = PROJECT,
    articles: list[str] = typer.Argument(None, help="Ids, uids or titles; default: what an older reader read."),
    every: bool = typer.Option(False, "--all", help="All articles whose bytes were kept, whoever read them."),
    dry_run: bool = typer.Option(False, "--dry-run", help="Only show what would come of it."),
    author: str | None = AUTHOR,
    no_prepare: bool = typer.Option(False, "--no-prepare", help="Leave words and near-duplicates to `prepare`."),
    progress: ProgressStyle = PROGRESS,
    as_json: bool = JSON,
    watch_input: bool = WATCH,
) -> None:
    from spanloop.operations import reimporting
    from spanloop.operations.zoning import find_article

    session = session_of(context)
    if articles and every:
        raise typer.BadParameter("name articles, or --all")
    stop = StopSign(watch_input)
    with reporting(session, progress, "Reading again") as shown, opened_as(session, project, author) as (held, who):
        chosen = [find_article(held, name) for name in articles] if articles else None
        report = reimporting.reimport(
            held, author=who, articles=reimporting.readable(held) if every else chosen, dry_run=dry_run,
            on_progress=shown.count, cancelled=stop.is_set,
        )  # fmt: skip
        prepared = _prepare(session, held) if report.count("revised") and not (no_prepare or dry_run) else None
        done = {
            "articles": [row._asdict() for row in report.rows],
            "written": not dry_run,
            "prepared": prepared,
            "ledger": [asdict(entry) for entry in report.ledger.entries],
        }
    if shown.answers(session, done, as_json=as_json):
        return
    for row in report.rows:
        if row.outcome != "same":
            session.say(f"{row.path}: {_AGAIN[row.outcome]}{_what_is_new(row)}")
    outcomes = Counter(row.outcome for row in report.rows)
    counts = ", ".join(f"{outcomes[outcome]:,} {words}" for outcome, words in _AGAIN.items() if outcomes[outcome])
    said = f"{'Would read' if dry_run else 'Read'} {count(len(report.rows), 'article')} again"
    session.say(f"{said}: {counts}." if counts else f"{said}.")
    for line in report.ledger.summary(each=_EACH):
        session.say(line)


def _what_is_new(row: Any) -> str:
    new = [*([count(row.zones, "zone")] if row.zones else []), *row.details]
    return f" ({', '.join(new)})" if new else ""
