"""What past marks teach: counted in idle moments of the window, and after acts without counting all again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from spanloop.core.marks import Event
from spanloop.operations import events, marking, projects, suggestions
from spanloop.operations.learning import learn_experience
from spanloop.store.project import Project
from tests.gui.shell.conftest import TEXT, Person, suggest


def at(words: str) -> tuple[tuple[int, int], ...]:
    start = TEXT.index(words)
    return ((start, start + len(words)),)


def test_past_marks_are_counted_and_kept_up_to_date(
    qtbot: QtBot, make_window: Callable[..., Person], project_file: Path
) -> None:
    with projects.open_project(project_file) as project:
        author = projects.sign_in(project, name="Ilya")
        article = project.article_uids()[0]
        events.add_event(project, author=author, article=article, trigger=at("fired"), type="STRIKE")
    suggest(project_file, ("ARM", "9th Division"), ("HARM", "killing"))
    person = make_window()
    person.window.ways_in.begin(project_file)
    experience = person.window.page.experience
    qtbot.waitUntil(lambda: experience.complete)
    assert experience.now().triggers.known("firing") == {"STRIKE": 1}, "others' marks teach, suggestions do not"
    session = person.window.projects.session
    assert session is not None

    def in_the_file() -> object:
        with Project.open(project_file) as again:
            return learn_experience(again).snapshot()

    session.act(suggestions.accept, suggestions=session.suggestions())
    assert experience.now().snapshot() == in_the_file()
    made = next(m for m in person.desk.marks.events if isinstance(m, Event))
    session.act(events.retype, event=made.uid, type="MOVE")
    session.act(marking.mark, article=session.article, fragments=at("brigade"), label="ARM")
    assert experience.now().snapshot() == in_the_file()
    session.undo()
    session.undo()
    assert experience.now().snapshot() == in_the_file()
    other = person.project.article_uids()[1]
    session.act(marking.mark, article=other, fragments=((0, 6),), label="VEH")
    qtbot.waitUntil(lambda: experience.complete)
    assert experience.now().snapshot() == in_the_file(), "after acts elsewhere all is counted again"
