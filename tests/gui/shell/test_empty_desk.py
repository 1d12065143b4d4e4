"""The centre of the desk while no article is open."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtTest import QTest

from spanloop.operations import projects
from tests.gui.shell.conftest import Person


@pytest.fixture
def newcomer(make_window: Callable[..., Person], tmp_path: Path) -> Person:
    """Somebody in front of a project without articles, at a narrow window whose queue is a closed drawer."""
    path = tmp_path / "empty.spanloop"
    projects.create_project(path, name="Empty").close()
    person = make_window()
    person.window.resize(1024, 700)
    person.window.ways_in.begin(path)
    QTest.qWait(20)
    return person


def test_an_empty_project_says_what_to_do_beside_the_closed_drawer(newcomer: Person) -> None:
    page = newcomer.window.page
    assert not page.queue.isVisible()
    assert page.empty.isVisible()
    assert page.empty.words() == "No articles yet. Drop files or folders here, import some, or open the sample project."
    assert page.canvas.viewport().rect().contains(page.empty.geometry())
    newcomer.clicks(page.empty.buttons["project.sample"])
    assert newcomer.project.name == "Sample reports"
    assert not page.empty.isVisible()


def test_it_goes_when_articles_come_and_comes_back_with_the_undo(newcomer: Person, tmp_path: Path) -> None:
    page = newcomer.window.page
    report = tmp_path / "fuel.txt"
    report.write_text("Fuel runs short\n\nNo lorry came to Qasra on Monday.\n", encoding="utf-8")
    newcomer.imports(report)
    assert newcomer.desk.article.title
    assert not page.empty.isVisible()
    newcomer.canvas.setFocus()
    newcomer.press("Ctrl+Z")
    assert page.empty.words().startswith("No articles yet.")


def test_a_desk_without_an_open_article_points_to_the_queue(person: Person) -> None:
    session = person.window.projects.session
    assert session is not None
    session.close_article()
    assert person.window.page.empty.words() == "No article is open. Choose one in the queue; Ctrl+F goes there."
    assert not any(button.isVisible() for button in person.window.page.empty.buttons.values())
