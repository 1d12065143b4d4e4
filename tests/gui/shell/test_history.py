"""The history panel: days, runs of undo, going to a place, going back and forward."""

from __future__ import annotations

from datetime import date

from spanloop.gui.desk.history_rows import history_rows
from spanloop.gui.inspector.inspector import HISTORY
from spanloop.operations.history import HistoryAct
from tests.gui.shell.conftest import Person


def act(label: str, at: str, *, kind: str = "do", who: str = "Noor") -> HistoryAct:
    return HistoryAct(label + at, who, who, label, at, kind, "done", True, "a1", "Army shells report", 1)  # pyright: ignore[reportArgumentType]


def shown(person: Person) -> list[str]:
    model = person.window.aids.history.page.model
    return [model.data(model.index(row)) for row in range(model.rowCount())]


def standing(person: Person) -> str:
    row = person.window.aids.history.page.row()
    return row.what if row is not None else ""


def test_days_stand_above_their_acts_and_runs_of_undo_are_one_row() -> None:
    acts = [
        act("mark GPE", "2024-03-12T12:03:00.000Z", kind="undo"),
        act("mark FAC", "2024-03-12T12:02:59.000Z", kind="undo"),
        act("mark FAC", "2024-03-12T12:02:00.000Z", who="Ilya"),
        act("mark ARM", "2024-03-11T12:00:00.000Z"),
    ]
    rows = history_rows(acts, today=date(2024, 3, 12))
    assert [row.what for row in rows] == ["Today", "Undid 2 acts", "Mark FAC", "Yesterday", "Mark ARM"]
    assert (rows[2].who, rows[2].where) == ("Ilya", "Army shells report")


def test_marks_come_to_the_front_again_when_the_person_goes_on(person: Person) -> None:
    tabs = person.window.page.inspector.tabs

    def front() -> str:
        return tabs.tabText(tabs.currentIndex()).split()[0]

    person.stands_on("depot")
    person.press("f", "r", "Esc")
    assert (front(), person.canvas.hasFocus()) == ("Mentions", True)
    person.press("r")
    person.canvas.setFocus()
    person.press("Ctrl+Z")
    assert front() == "History", "what is taken back is seen there"
    person.press("f")
    assert front() == "Mentions"
    person.press("r")
    person.canvas.setFocus()
    person.press("Esc")
    assert front() == "Mentions"
    person.press("r")
    person.canvas.setFocus()
    person.stands_on("killing")
    person.press("3")
    assert front() == "Events"
    event = person.window.page.forms.event
    person.press("Left", "t", "1")
    assert len(person.mentions()) == 2
    assert person.covered() == "Tuesday"
    assert person.window.page.forms.event == event
    assert front() == "Events", "the card of what is put together"


def test_r_leads_back_to_a_point_and_the_history_forward_again(person: Person) -> None:
    for word, key in (("Artillery", "a"), ("depot", "f"), ("Tuesday", "t")):
        person.stands_on(word)
        person.press(key)
    everything = person.mentions()
    assert len(everything) == 3
    person.press("r")
    page = person.window.aids.history.page
    assert page.list.hasFocus()
    assert standing(person) == "Mark TIME  “\u2068Tuesday\u2069”"
    person.press("Down", "Down", "r")
    sheet = person.dialog("returnSheet")
    assert [line.split()[-3:] for line in sheet.lines.toPlainText().splitlines()] != []
    assert "mark TIME" in sheet.lines.toPlainText()
    assert "mark FAC" in sheet.lines.toPlainText()
    person.press("Enter")
    assert person.mentions() == {("ARM", "Artillery")}
    assert person.window.status.saved_text() == "2 acts undone"
    rows = shown(person)
    assert any(row.startswith("Undid 2 acts") for row in rows)
    # Forward: the latest of what was undone stands below the run of undo steps.
    page.choose(next(a.uid for a in page.model._acts if a.kind == "do" and a.label == "mark TIME"))
    assert page.back_button.text() == "Go forward to here"
    person.clicks(page.back_button)
    person.dialog("returnSheet")
    person.press("Enter")
    assert person.mentions() == everything


def test_cancelling_and_points_after_which_nothing_is_ones_own(person: Person) -> None:
    person.stands_on("depot")
    person.press("f", "r", "r")
    assert person.window.status.saved_text() == "Nothing of yours was done after this point."
    person.press("Down", "r")
    person.dialog("returnSheet").reject()
    assert len(person.mentions()) == 1


def test_enter_in_the_list_leads_to_the_mark_in_its_article(person: Person) -> None:
    person.stands_on("depot")
    person.press("f")
    person.canvas.setFocus()
    person.window.commands.run("article.next")
    assert "lorries" in person.desk.article.text
    person.press("r", "Enter")
    assert person.covered() == "depot"
    assert person.canvas.hasFocus()


def test_the_history_is_read_only_while_it_is_looked_at(person: Person) -> None:
    person.stands_on("depot")
    person.press("f")
    assert shown(person) == []
    person.window.page.inspector.tabs.setCurrentIndex(HISTORY)
    assert shown(person)[1].startswith("Mark FAC  “depot”, ")
    person.press("a")
    person.canvas.setFocus()
    assert shown(person)[0] == "Today"
