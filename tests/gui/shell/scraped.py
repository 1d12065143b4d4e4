"""A scraped page with furniture before and behind its text, and somebody who reads it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from spanloop.operations import pasting, projects
from tests.gui.shell.conftest import Person

PAGE = (
    "Skip to content\n\n"
    "Army shells grain depot at Tel Shahin\n\n"
    "Gunners of the 9th Division shelled the depot at Tel Shahin on Tuesday, killing 14 people, residents said.\n\n"
    "12 March 2024 was the worst day\n\n"
    "The army said nothing about the attack, and the road to the town stayed closed for the whole of the day.\n\n"
    "Share\n\nBack to top\n"
)


@pytest.fixture
def reader(make_window: Callable[..., Person], tmp_path: Path) -> Person:
    """Somebody with that page open and the keyboard on the text."""
    path = tmp_path / "page.spanloop"
    with projects.create_project(path, name="Northern truce") as project:
        pasting.paste_article(project, author=projects.sign_in(project, name="Noor"), text=PAGE)
    someone = make_window()
    someone.window.ways_in.begin(path)
    return someone
