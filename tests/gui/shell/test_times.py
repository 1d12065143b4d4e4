"""What a time means, on its card: shown by rules, set by keys and mouse, and kept."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from spanloop.gui.inspector.inspector import GUIDELINE, MENTIONS
from spanloop.gui.inspector.time_row import NOTHING, TimeRow
from spanloop.operations import timing, zoning
from spanloop.operations.details import change_details
from tests.gui.shell.conftest import Person, suggest


def row_of(person: Person) -> TimeRow:
    return person.window.page.inspector.mention_card.time


def press_f4(person: Person) -> None:
    QTest.keyClick(person._with_keyboard(), Qt.Key.Key_F4)


def answered(person: Person) -> None:
    person._until(lambda: not person.window.aids.times.answers.busy)
    QTest.qWait(0)


def stored(person: Person) -> str | None:
    (time,) = (m for m in person.project.marks(person.desk.article.uid, person._author()).mentions if m.label == "TIME")
    return time.value


@pytest.fixture
def on_tuesday(person: Person) -> Person:
    """Somebody on a time that they just marked; the article is of Tuesday, 12 March 2024."""
    person.stands_on("Tuesday")
    person.press("t")
    answered(person)
    return person


def test_a_time_shows_what_rules_make_of_it(on_tuesday: Person) -> None:
    row = row_of(on_tuesday)
    assert row.isVisible()
    assert row.line.said() == ("2024-03-12", "Tuesday, 12 March 2024", "by rules, from Tue 12 March 2024")
    assert row.line.accessibleName().startswith("Time: 2024-03-12, Tuesday, 12 March 2024, by rules")
    assert "2024-03-12, Tuesday, 12 March 2024" in on_tuesday.window.page.place_text()
    on_tuesday.stands_on("depot")
    on_tuesday.press("f")
    assert not row.isVisible()
    assert "2024-03-12" not in on_tuesday.window.page.place_text()


def test_f4_sets_it_enter_keeps_and_undo_takes_back(on_tuesday: Person) -> None:
    person, row = on_tuesday, row_of(on_tuesday)
    person.window.page.inspector.tabs.setCurrentIndex(GUIDELINE)
    person.canvas.setFocus()
    press_f4(person)
    assert person.window.page.inspector.tabs.currentIndex() == MENTIONS
    assert person.window.focusWidget() is row.editor.field
    assert row.editor.field.text() == "2024-03-12"
    assert not row.editor.by_rules.isVisible()
    person.types("2024-03-05tmo")
    person.press("Enter")
    assert person.window.focusWidget() is person.canvas
    assert stored(person) == "2024-03-05TMO"
    assert row.line.said() == ("2024-03-05TMO", "Tuesday, 5 March 2024, morning")
    assert row.line.accessibleName().startswith("Time: 2024-03-05TMO, Tuesday, 5 March 2024, morning, set by a person")
    assert (person.mentions(), person.events()) == ({("TIME", "Tuesday")}, {}), "Enter and letters meant nothing else"
    person.press("Ctrl+Z")
    assert stored(person) is None
    assert row.line.said()[0] == "2024-03-12"


def test_esc_leaves_it_and_what_is_no_value_is_said_in_place(on_tuesday: Person) -> None:
    person, row = on_tuesday, row_of(on_tuesday)
    press_f4(person)
    person.types("soon")
    person.press("Enter")
    assert row.editing
    said = "\u201csoon\u201d is no time. 2024-10-23 is a day, 2024-W43 a week, 2024-10 a month, P3M a length"
    assert row.editor.note.text().startswith(said)
    assert row.editor.by_rules.isVisible(), "there is always a way back"
    assert row.editor.field.accessibleDescription() == row.editor.note.text()
    person.types("2")
    assert "Enter keeps it" in row.editor.note.text()
    person.types("024-w43")
    assert row.editor.note.text().startswith("Week 43 of 2024. Enter keeps it")
    person.press("Esc")
    assert not row.editing
    assert person.window.focusWidget() is person.canvas
    assert stored(person) is None


def test_empty_is_nothing_in_the_calendar_and_there_is_a_way_back(on_tuesday: Person) -> None:
    person, row = on_tuesday, row_of(on_tuesday)
    press_f4(person)
    person.press("Backspace", "Enter")
    assert stored(person) == ""
    assert row.line.said()[0] == NOTHING
    press_f4(person)
    assert row.editor.by_rules.isVisible()
    person.press("Tab", "Enter")
    assert stored(person) is None
    assert row.line.said() == ("2024-03-12", "Tuesday, 12 March 2024", "by rules, from Tue 12 March 2024")


def test_the_mouse_does_the_same(on_tuesday: Person) -> None:
    person, row = on_tuesday, row_of(on_tuesday)
    person.clicks(row.line)
    assert row.editing
    person.types("P2W")
    person.press("Enter")
    assert stored(person) == "P2W"
    person.clicks(row.line)
    person.clicks(row.editor.by_rules)
    assert stored(person) is None


def test_another_mark_closes_the_field(on_tuesday: Person) -> None:
    person, row = on_tuesday, row_of(on_tuesday)
    press_f4(person)
    person.types("2024")
    person.stands_on("dawn")
    person.press("t")
    answered(person)
    assert not row.editing
    assert stored_all(person) == {None}
    assert row.line.said()[0] == "2024-03-12TMO"


def stored_all(person: Person) -> set[str | None]:
    return {m.value for m in person.project.marks(person.desk.article.uid, person._author()).mentions}


def test_another_date_is_counted_from_at_once(on_tuesday: Person) -> None:
    person, row = on_tuesday, row_of(on_tuesday)
    session = person.session
    session.act(change_details, article=session.article, date="2023-10-25")
    answered(person)
    assert row.line.said() == ("2023-10-24", "Tuesday, 24 October 2023", "by rules, from Wed 25 October 2023")
    session.act(zoning.set_zone, article=session.article, kind="article_break", start=0, end=4, date="2022-05-16")
    answered(person)
    assert row.line.said() == ("2022-05-10", "Tuesday, 10 May 2022", "by rules, from Mon 16 May 2022")
    session.act(zoning.set_zone, article=session.article, kind=None, start=0, end=4)
    session.act(change_details, article=session.article, date="")
    answered(person)
    assert row.line.said() == (NOTHING, "by rules, no date to count from")


def test_a_suggested_time_shows_its_value_and_is_to_be_accepted_first(person: Person) -> None:
    suggest(person.project.path, ("TIME", "Tuesday"))
    person.window._look_outside()
    person.press("Tab")
    answered(person)
    row = row_of(person)
    assert row.line.said()[0] == "2024-03-12"
    assert not row.line.isEnabled()
    press_f4(person)
    assert not row.editing
    person.press("Enter")
    answered(person)
    press_f4(person)
    assert row.editing
    person.press("Esc")


def test_f4_elsewhere_says_why_not(person: Person) -> None:
    told: list[Any] = []
    person.window.commands.told.connect(told.append)
    person.stands_on("depot")
    person.press("f")
    press_f4(person)
    assert told == ["The mark under the cursor is no time; labels of times: TIME."]
    assert not row_of(person).editing


def test_a_fault_of_the_rules_is_not_lost_in_the_thread(
    person: Person, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> str:
        raise ZeroDivisionError("rules")

    monkeypatch.setattr(timing, "answer", broken)
    with qtbot.captureExceptions() as faults:
        person.stands_on("Tuesday")
        person.press("t")
        answered(person)
    assert [kind for kind, *_ in faults] == [ZeroDivisionError]
