"""The commands by name. Exit code 0: done; 1: could not be done, and why; 2: the command was not understood."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

import typer

from spanloop import __version__
from spanloop.cli.console import WindowOpener, make_session, print_error
from spanloop.core.errors import SpanloopError
from spanloop.settings import Settings

#: Which module of this room has which commands.
COMMANDS: dict[str, tuple[str, ...]] = {
    "project_commands": ("open", "new", "sample", "undo", "redo", "check"),
    "export_commands": ("export", "formats"),
    "import_commands": ("look", "import", "reimport"),
    "zone_commands": ("zones",),
    "time_commands": ("times",),
    "prepare_commands": ("prepare",),
    "copy_commands": ("copies",),
    "schema_commands": ("schema",),
    "loop_commands": ("train", "suggest"),
    "recipe_commands": ("recipes",),
    "package_commands": ("package",),
    "trust_commands": ("trust",),
    "simulate_commands": ("rank", "simulate"),
    "live_commands": ("refresh", "refresh-worker"),
    "version_commands": ("versions", "promote", "delete-version"),
    "evaluate_commands": ("evaluate", "compare"),
    "gauge_commands": ("test-set", "learning-curve", "audit"),
    "rule_commands": ("rules",),
    "quality_commands": ("quality",),
    "update_commands": ("updates",),
    "safety_commands": ("backup", "backups", "restore", "recover", "delete-article"),
}


def make_app(asked: str = "") -> typer.Typer:
    """The Typer application with the command that is asked for, or with every command where that is none of them.

    A command needs few of the rooms below, and importing all of them costs a third of a second each time.
    """
    app = typer.Typer(
        name="spanloop",
        help="Mark who, where and what happened in news, and train an extractor from the marks. "
        "Without a command the window opens; --self-test [LOGFILE] tries out this installation.",
        no_args_is_help=False,
        add_completion=False,
        pretty_exceptions_enable=False,
    )
    app.callback()(_main)
    only = [module for module, names in COMMANDS.items() if asked in names]
    for module in only or COMMANDS:
        import_module(f"spanloop.cli.{module}").register(app)
    return app


def _print_version(asked: bool) -> None:
    if asked:
        typer.echo(f"spanloop {__version__}")
        raise typer.Exit


def _main(
    version: bool = typer.Option(
        False, "--version", help="Print the version and end.", is_eager=True, callback=_print_version
    ),
) -> None:
    """Holds the options that stand before any command."""


def run(arguments: Sequence[str], settings: Settings, *, open_window: WindowOpener) -> int:
    """Run one command; returns the exit code."""
    session = make_session(settings, open_window)
    try:
        result = make_app(next(iter(arguments), ""))(
            list(arguments), prog_name="spanloop", standalone_mode=False, obj=session
        )
    except SpanloopError as error:
        print_error(session, error)
        return 1
    except typer.Abort:
        session.err.print("Stopped.")
        return 1
    except Exception as error:  # click's own usage errors know how to show themselves
        show = getattr(error, "show", None)
        if show is None:
            raise
        show()
        return int(getattr(error, "exit_code", 2))
    return result if isinstance(result, int) else 0
