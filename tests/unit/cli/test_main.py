"""Every command is found by its name, whether or not the others are loaded with it."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

import pytest
import typer

import spanloop.cli
from spanloop.cli.main import COMMANDS, make_app


def names(app: typer.Typer) -> list[str]:
    return [command.name or "" for command in app.registered_commands]


@pytest.mark.parametrize("module", COMMANDS)
def test_a_module_has_the_commands_that_are_told_of_it(module: str) -> None:
    app = typer.Typer()
    import_module(f"spanloop.cli.{module}").register(app)
    assert tuple(names(app)) == COMMANDS[module]
    for name in COMMANDS[module]:
        assert names(make_app(name)) == list(COMMANDS[module])


def test_no_module_with_commands_is_forgotten() -> None:
    folder = Path(spanloop.cli.__file__).parent
    assert {path.stem for path in folder.glob("*_commands.py")} == set(COMMANDS)


def test_help_and_what_is_misspelt_know_all_commands() -> None:
    every = [name for known in COMMANDS.values() for name in known]
    assert names(make_app()) == names(make_app("--help")) == names(make_app("trian")) == every
