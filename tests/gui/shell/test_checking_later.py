"""A long article is shown before anybody looked for its problems, and what is not known yet is not counted."""

from __future__ import annotations

from typing import Any

import pytest

from spanloop.gui.desk import session
from spanloop.gui.desk.reading import counts_text
from spanloop.operations.viewing import view_article
from tests.gui.shell.conftest import Person


@pytest.fixture
def reader(person: Person, monkeypatch: pytest.MonkeyPatch) -> Person:
    """Somebody for whom every article is a long one; in the open one, one mark crosses another."""
    person.stands_on("Army")
    person.canvas.select_from(0)
    person.canvas.select_to(8)
    person.press("a")
    person.canvas.select_from(5)
    person.canvas.select_to(17)
    person.press("a")
    monkeypatch.setattr(session, "CHECKED_AT_ONCE", 0)
    monkeypatch.setattr(session, "_FIRST_SLICE", 60_000)  # nothing is checked until the test says so
    return person


def open_again(reader: Person) -> Any:
    """Open the article anew; the session."""
    found = reader.window.projects.session
    assert found is not None
    assert found.open(found.article)
    assert not reader.desk.checked
    assert "checking" in counts_text(found)
    return found


def as_read(reader: Person, found: Any) -> Any:
    """What reading and checking everything gives."""
    return view_article(found.project, author=found.author, article=found.article)


def test_problems_come_later(reader: Person, qtbot: Any) -> None:
    found = open_again(reader)
    with qtbot.waitSignal(found.checked):
        found._slices.start(0)
    assert reader.desk == as_read(reader, found)
    assert [problem.code for problem in reader.desk.problems] == ["crossing"]
    assert "1 problem" in counts_text(found)


def test_what_is_marked_meanwhile_is_checked_too(reader: Person) -> None:
    found = open_again(reader)
    reader.canvas.setFocus()
    reader.canvas.select_from(12)
    reader.canvas.select_to(26)
    reader.press("a")
    assert not reader.desk.checked
    found.finish_check()
    assert reader.desk.checked
    assert reader.desk == as_read(reader, found)
    assert len(reader.desk.problems) == 2


def test_asking_for_the_next_problem_finds_it(reader: Person) -> None:
    open_again(reader)
    reader.canvas.setFocus()
    reader.press("F8")
    assert reader.desk.checked
    assert reader.covered() == "shells depot"


def test_what_stands_around_is_painted_after_the_text(reader: Person, qtbot: Any) -> None:
    reader.stands_on("Residents")
    around = reader.window.page.inspector
    reader.press("c")
    qtbot.waitUntil(around.updatesEnabled)
    assert around.mentions.model.rowCount() == 3
    assert around.isEnabled()
