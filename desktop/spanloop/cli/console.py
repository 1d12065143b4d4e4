"""What every command shares: who is acting, how results and errors are printed."""

from __future__ import annotations

import getpass
import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import typer
from rich.console import Console

from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Author
from spanloop.operations import projects
from spanloop.settings import Settings

#: Opens the window on a project and returns the exit code when it closes.
WindowOpener = Callable[[Path], int]


@dataclass
class Session:
    """One run of the command line: the settings, how the window is opened, and where words go.

    Results go to out, all else to err. The window is handed in by the entry point, because this room knows no Qt.
    """

    settings: Settings
    open_window: WindowOpener
    out: Console
    err: Console

    def print_json(self, document: Any) -> None:
        """One JSON document on standard output, as scripts read it."""
        if sys.stdout is not None:  # a program without a console on Windows has none
            sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")

    def say(self, sentence: str) -> None:
        """A plain line for people. Markup is off: titles and quotes may hold brackets."""
        self.out.print(sentence, markup=False, highlight=False, soft_wrap=True)

    def author_name(self, given: str | None) -> str:
        """The name given, else the one set in the window, else the name of this computer's user."""
        return given or self.settings.author_name or getpass.getuser()


def make_session(settings: Settings, open_window: WindowOpener) -> Session:
    """A session that prints to this process's standard output and standard error."""
    return Session(settings, open_window, Console(), Console(stderr=True))


def session_of(context: typer.Context) -> Session:
    """The session that `run` put into the context."""
    session = context.find_object(Session)
    if session is None:  # Typer calls commands only through run
        raise RuntimeError("the command line was started without a session")
    return session


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """The project of a command, closed at its end whatever happens."""
    project = projects.open_project(path)
    try:
        yield project
    finally:
        project.close()


@contextmanager
def opened_to_read(path: Path) -> Iterator[Any]:
    """The project of a command that writes nothing into it: also one that may not be written."""
    project = projects.open_to_read(path)
    try:
        yield project
    finally:
        project.close()


@contextmanager
def opened_as(session: Session, path: Path, author: str | None) -> Iterator[tuple[Any, Author]]:
    """The project and the person who acts on it."""
    with opened(path) as project:
        yield project, projects.sign_in(project, name=session.author_name(author))


def print_error(session: Session, error: SpanloopError) -> None:
    """What is wrong, where, and the way out, on standard error.

    A file of the data folder is none that the person named: its path comes last.
    """
    said = str(error)
    if error.where.startswith(str(session.settings.data_dir)):
        said = f"{SpanloopError(error.what, way_out=error.way_out)} It is in {error.where}."
    session.err.print(said, markup=False, highlight=False, soft_wrap=True, style="red")
