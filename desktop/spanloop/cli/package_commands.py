"""The command that hands an extractor on: package."""

from __future__ import annotations

from pathlib import Path

import typer

from spanloop.cli.console import opened_to_read, session_of
from spanloop.cli.project_commands import JSON, PROJECT
from spanloop.core.wording import size_text


def register(app: typer.Typer) -> None:
    """Add the commands of this page to the application."""
    app.command("package", help="Make a version a wheel that spaCy loads without Spanloop.")(package)


def package(
    context: typer.Context,
    project: Path = PROJECT,
    out: Path = typer.Argument(help="Folder that the wheel is written into.", show_default=False),
    extractor: str | None = typer.Option(
        None, "--extractor", help="Name or number of a version; default: the current."
    ),
    name: str | None = typer.Option(None, "--name", help="What spacy.load takes; default: from the project's name."),
    version: str | None = typer.Option(None, "--version", help="Default: 0.7.0 of version 7."),
    author: str = typer.Option("", "--made-by", help="Who is named as its author."),
    licence: str = typer.Option("", "--licence", help="The licence of the extractor, such as CC-BY-4.0."),
    as_json: bool = JSON,
) -> None:
    from spanloop.operations import packaging

    session = session_of(context)
    with opened_to_read(project) as held:
        made = packaging.package(
            held,
            dest=out,
            data_dir=session.settings.data_dir,
            extractor=extractor,
            name=name,
            version=version,
            author=author,
            licence=licence,
        )
    if as_json:
        session.print_json({"path": str(made.path), "bytes": made.size, "name": made.name, "version": made.version})
    else:
        session.say(f"{made.path}, {size_text(made.size)}. Installed with pip, it loads by spacy.load({made.name!r}).")
