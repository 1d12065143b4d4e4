"""The command that asks for a newer version: updates. Nothing else of the command line opens a connection."""

from __future__ import annotations

import typer

from spanloop.cli.console import session_of
from spanloop.cli.project_commands import JSON
from spanloop.cli.reporting import PROGRESS, ProgressStyle, reporting


def register(app: typer.Typer) -> None:
    """Add the commands of this page to the application."""
    app.command("updates", help="Ask whether there is a newer version. Sends nothing about you; installs nothing.")(
        updates
    )


def updates(context: typer.Context, progress: ProgressStyle = PROGRESS, as_json: bool = JSON) -> None:
    from spanloop.operations.updates import ask_newest

    session = session_of(context)
    with reporting(session, progress, "Asking") as report:
        newest = ask_newest()
        if report.answers(session, newest.to_dict(), as_json=as_json):
            return
    session.say(newest.sentence())
    session.say(f"It is described at {newest.page}")
    for name, checksum in newest.checksums.items():
        session.say(f"SHA-256 of {name}: {checksum}")
