"""Finding words in the article: the bar, what it says, and where it leaves the cursor."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.gui.shell.conftest import Person


def _f3(person: Person, *, back: bool = False) -> None:
    shift = Qt.KeyboardModifier.ShiftModifier if back else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(person.canvas, Qt.Key.Key_F3, shift)


def test_the_bar_counts_as_one_types_and_esc_leaves_the_cursor_on_the_place(person: Person) -> None:
    bar, text = person.window.page.find_bar, person.desk.article.text
    person.press("/")
    assert bar.isVisible()
    person.types("THÉ")
    assert bar.count.text() == "1 of 3"
    person.press("Enter", "Enter")
    assert bar.count.text() == "3 of 3"
    person.press("Shift+Enter")
    assert bar.count.text() == "2 of 3"
    found = person.canvas.found
    assert found.current == 1
    assert [text[start:end] for start, end in found.ranges] == ["the", "the", "The"]
    person.press("Esc")
    assert not bar.isVisible()
    assert person.canvas.hasFocus()
    assert not person.canvas.found.ranges
    assert (person.covered(), person.canvas.selection()[0][0]) == ("the", text.index("the depot"))
    assert person.mentions() == set()


def test_f3_goes_on_without_the_bar_and_says_where(person: Person) -> None:
    person.press("/")
    person.types("tel sh")
    person.press("Esc")
    assert person.covered() == "Tel Shahin"
    person.press("g")
    assert person.mentions() == {("GPE", "Tel Shahin")}
    person.press("/")
    person.types("depo")
    person.press("Esc")
    assert person.covered() == "depot"
    _f3(person)
    assert person.canvas.selection()[0][0] == person.desk.article.text.index("depot")
    assert person.window.status.note() == "“depo”: 1 of 2, from the start again."
    _f3(person)
    assert person.window.status.note() == "“depo”: 2 of 2."
    _f3(person, back=True)
    _f3(person, back=True)
    assert person.window.status.note() == "“depo”: 2 of 2, from the end again."


def test_a_fragment_that_is_kept_stays_while_one_looks_for_the_next(person: Person) -> None:
    person.stands_on("killing")
    person.press("+", "/")
    person.types("the")
    person.press("Esc")
    assert person.covered() == "killing … The"
    _f3(person)
    assert person.covered() == "the … killing"
    _f3(person)
    assert person.canvas.selection()[0][0] == person.desk.article.text.index("the depot")
    person.press("f")
    assert person.mentions() == {("FAC", "the … killing")}
    person.press("/")
    person.types("qasra")
    person.press("Esc")
    assert person.covered() == "Qasra"


def test_what_is_not_there_is_said_and_leaves_everything_as_it_was(person: Person) -> None:
    bar = person.window.page.find_bar
    person.stands_on("Qasra")
    before = person.canvas.selection()
    person.press("/")
    person.types("zzz")
    assert bar.count.text() == "Not in this article"
    person.press("Enter", "Esc")
    assert person.canvas.selection() == before
    _f3(person)
    assert person.window.status.note() == "“zzz” is not in this article."


def test_a_selection_is_looked_for_and_the_bar_follows_to_another_article(person: Person) -> None:
    bar = person.window.page.find_bar
    person.stands_on("at")
    person.press("Shift+Right", "/")
    assert bar.field.text() == "at Tel"
    person.types("on")
    assert bar.count.text().endswith(" of 2")
    person.clicks(person.canvas.viewport())
    QTest.keyClick(person.canvas, Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert bar.count.text() == "1 of 3"
    person.canvas.setFocus()
    person.press("Esc")
    assert not bar.isVisible()
    assert not person.canvas.found.ranges
