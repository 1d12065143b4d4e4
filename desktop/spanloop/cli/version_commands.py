"""Commands on the extractor versions of a project: versions, promote, delete-version."""

from __future__ import annotations

from pathlib import Path

import typer
from rich.table import Table

from spanloop.cli.console import Session, opened_as, opened_to_read, session_of
from spanloop.cli.project_commands import AUTHOR, JSON, PROJECT
from spanloop.core.wording import count, size_text
from spanloop.operations.versions import VersionRow

VERSION = typer.Argument(help="Name, number or uid of a version.", show_default=False)


def register(app: typer.Typer) -> None:
    """Add the commands of this page to the application."""
    app.command("versions", help="List the extractor versions, newest first, with their scores and their size.")(
        versions
    )
    app.command("promote", help="Make a version the one that suggests; an older one to roll back.")(promote)
    app.command("delete-version", help="Remove the files of a version from this computer.")(delete_version)


def versions(context: typer.Context, project: Path = PROJECT, as_json: bool = JSON) -> None:
    from spanloop.operations.versions import tests_differ, version_rows

    session = session_of(context)
    with opened_to_read(project) as held:
        rows = version_rows(held, data_dir=session.settings.data_dir)
    if as_json:
        session.print_json([row.to_dict() for row in rows])
        return
    if not rows:
        session.say("No version yet.")
        return
    print_versions(session, rows)
    for row in rows:
        if row.note:
            said = f"{row.note.rstrip('.')}."
            session.say(said if said.startswith(row.record.name) else f"{row.record.name}: {said}")
    if tests_differ(rows):
        session.say("F1 is from each version's own test articles; compare puts two on the same ones.")
    total = sum(row.size or 0 for row in rows)
    session.say(f"{count(len(rows), 'version')}, {size_text(total)} on this computer.")


def promote(
    context: typer.Context,
    project: Path = PROJECT,
    version: str = VERSION,
    anyway: bool = typer.Option(False, "--anyway", help="Although the gate held it back; needs --reason."),
    reason: str = typer.Option("", "--reason", help="Why; kept in the history and with the version."),
    author: str | None = AUTHOR,
    as_json: bool = JSON,
) -> None:
    from spanloop.operations import versions as operation

    session = session_of(context)
    with opened_as(session, project, author) as (held, who):
        changes = operation.promote(
            held,
            author=who,
            data_dir=session.settings.data_dir,
            extractor=version,
            anyway=reason if anyway else None,
        )
        name = operation.find_extractor(held, version).name
    if as_json:
        session.print_json({"extractor": name, "changed": bool(changes)})
    elif changes:
        session.say(f"{name} suggests from now on. Run suggest to let it read what it has not read yet.")
    else:
        session.say(f"{name} suggests already.")


def delete_version(
    context: typer.Context,
    project: Path = PROJECT,
    version: str = VERSION,
    author: str | None = AUTHOR,
    as_json: bool = JSON,
) -> None:
    from spanloop.operations import versions as operation

    session = session_of(context)
    with opened_as(session, project, author) as (held, who):
        freed = operation.delete_version(held, author=who, data_dir=session.settings.data_dir, extractor=version)
        name = operation.find_extractor(held, version).name
    if as_json:
        session.print_json({"extractor": name, "bytes": freed})
    else:
        session.say(f"Deleted the files of {name}: {size_text(freed)} freed.")


def print_versions(session: Session, rows: list[VersionRow]) -> None:
    """A line for each version."""
    # Eighty characters wide, which is what a script or a small terminal has; --json tells the rest.
    table = Table(box=None, padding=(0, 1, 0, 0))
    for name in ("version", "state", "made"):
        table.add_column(name, no_wrap=True)
    for name in ("articles", "F1 mentions", "F1 triggers", "test", "accepted", "size"):
        table.add_column(name, justify="right", no_wrap=name == "size")
    for row in rows:
        table.add_row(
            f"v{abs(row.record.number)}",  # of a live one the state says so
            "held back" if row.held_back else row.state,
            row.record.created_at[:10],
            str(row.articles),
            _share(row.f1["mentions"]),
            _share(row.f1["triggers"]),
            str(row.tested or ""),
            row.accepted_text(),
            "" if row.size is None else size_text(row.size),
        )
    session.out.print(table)


def _share(value: float | None) -> str:
    return "" if value is None else f"{value:.3f}".removeprefix("0")
