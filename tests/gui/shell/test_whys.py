"""Why a problem is one: at F8 in the status line, under the card, and in the lists. Examples under the guideline."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from spanloop.core.whys import WHY
from spanloop.gui.desk.trail import trail_line
from spanloop.operations.trail import Step
from tests.gui.shell.conftest import TEXT, Person, give_keyboard, suggest


def event_without_roles(person: Person) -> None:
    person.stands_on("shelled")
    person.press("e", "2", "Esc")
    assert person.desk.problems


def test_f8_says_what_is_wrong_and_why(person: Person) -> None:
    event_without_roles(person)
    person.stands_on("Artillery")
    person.press("F8")
    assert person.covered() == "shelled"
    said = person.window.status.place()
    assert said.startswith("shelled, characters ")
    assert f"Why: {WHY['missing_role'][0].lower()}{WHY['missing_role'][1:]}" in said
    events = person.window.page.inspector.events
    assert events.notes.why.isVisible()
    assert events.notes.why.text() == f"Why: {WHY['missing_role']}"


def test_the_lists_show_and_say_which_marks_have_a_problem(person: Person) -> None:
    event_without_roles(person)
    person.stands_on("Tuesday")
    person.press("t")
    events = person.window.page.inspector.events
    person.window.page.inspector.tabs.setCurrentIndex(0)
    model = events.model
    (row,) = [row for row in range(model.rowCount()) if "shelled" in model.data(model.index(row))]
    tip = model.data(model.index(row), Qt.ItemDataRole.ToolTipRole)
    assert WHY["missing_role"] in tip
    assert "no place" in model.data(model.index(row), Qt.ItemDataRole.AccessibleTextRole)


def test_h_shows_the_guideline_with_examples_that_lead_to_their_article(person: Person) -> None:
    person.stands_on("depot")
    person.press("f")
    person.window.commands.run("article.next")
    person.stands_on("valley")
    person.press("f", "h")
    QApplication.processEvents()
    guideline = person.window.page.inspector.guideline
    assert guideline.topic.name == "FAC"
    assert "In this project" in guideline.text()
    assert "Army shells depot at Tel Shahin" in guideline.text()
    example = person.project.article_uids()[0]
    guideline.example_chosen.emit(example, "", person.project.article(example).text.index("Qasra"))
    assert person.covered() == "Qasra"


def test_f7_shows_the_trail_and_the_card_its_line(person: Person) -> None:
    person.stands_on("depot")
    person.press("f", "m")
    person.types("or a camp?")
    person.press("Enter")
    person.window.aids.trail.show_line()
    line = person.window.page.inspector.mentions.notes.trail.text()
    assert line.startswith("Marked by Noor ")
    assert ", note written " in line
    give_keyboard(person.window)
    QTest.keyClick(person.canvas, Qt.Key.Key_F7)
    sheet = person.dialog("trailSheet")
    assert sheet.told == ["marked as FAC: “depot”", "note: “or a camp?”"]
    sheet.reject()


def test_a_long_trail_names_its_ends() -> None:
    steps = [Step("", "", "", "suggested by Extractor v3 at .81"), Step("", "Noor", "", "accepted")]
    steps += [Step("", "Noor", "", f"change {number}") for number in range(5)]
    assert trail_line(steps, today=date(2026, 1, 1)) == (
        "Suggested by Extractor v3 at .81, accepted by Noor, 3 more, change 3, change 4"
    )


def test_the_card_that_a_project_opens_with_has_its_trail_too(
    make_window: Callable[..., Person], project_file: Path, qtbot: Any
) -> None:
    suggest(project_file, ("ARM", TEXT.split()[0]))
    person = make_window()
    person.window.ways_in.begin(project_file)
    trail = person.window.page.inspector.mentions.notes.trail
    qtbot.waitUntil(lambda: trail.text().startswith("Suggested by Extractor v1"), timeout=10_000)
