"""The command that vouches for an extractor from elsewhere: trust."""

from __future__ import annotations

from pathlib import Path

import typer

from spanloop.cli.console import opened_to_read, session_of
from spanloop.cli.project_commands import JSON, PROJECT
from spanloop.core.wording import size_text


def register(app: typer.Typer) -> None:
    """Add the commands of this page to the application."""
    app.command("trust", help="Let this computer run an extractor that was made elsewhere.")(trust)


def trust(
    context: typer.Context,
    project: Path = PROJECT,
    version: str = typer.Argument(help="Name, number or uid of a version.", show_default=False),
    folder: Path | None = typer.Option(None, "--from", help="Folder of its files, to copy them from."),
    yes: bool = typer.Option(False, "--yes", help="Do not ask."),
    as_json: bool = JSON,
) -> None:
    from spanloop.operations import trusting

    session = session_of(context)
    data_dir = session.settings.data_dir
    with opened_to_read(project) as held:
        known = trusting.trust_of(held, data_dir=data_dir, extractor=version, folder=folder)
        asked = known.words() if known is not None else trusting.WARNING
        settled = known is not None and known.trusted and known.as_recorded
        if yes and known is not None and not known.as_recorded:
            session.err.print(asked, markup=False, highlight=False, soft_wrap=True)
        if not yes and not settled:
            session.err.print(asked, markup=False, highlight=False, soft_wrap=True)
            typer.confirm("Trust these files?", abort=True, err=True)
        seen = known.files_hash if known is not None else ""
        made = trusting.trust(held, data_dir=data_dir, extractor=version, folder=folder, seen=seen)
    if as_json:
        session.print_json({"extractor": made.name, "as_recorded": made.as_recorded, "bytes": made.size})
    else:
        session.say(f"This computer trusts the files of {made.name} now ({size_text(made.size)}).")
