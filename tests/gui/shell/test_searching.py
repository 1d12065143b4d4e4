"""Finding an article by its words, and where the open one stands in the queue."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.gui.shell.conftest import Person, suggest

_LEFT = Qt.MouseButton.LeftButton


def found(person: Person) -> list[str]:
    model = person.window.page.queue.model
    return [str(model.data(model.index(row))) for row in range(model.rowCount())]


def searches(person: Person, query: str, qtbot: Any) -> None:
    person.press("Ctrl+F")
    person.types(query)
    qtbot.waitUntil(lambda: person.window.page.queue.model.view.query != "")


def test_typing_shows_hits_and_leaves_the_keyboard_where_it_is(person: Person, qtbot: Any) -> None:
    searches(person, "lorries", qtbot)
    queue = person.window.page.queue
    assert found(person) == ["Convoy report"]
    assert queue.search.hasFocus()
    assert person.desk.article.title == "Army shells report"


def test_enter_opens_the_first_hit_before_the_pause_is_over(person: Person) -> None:
    person.press("Ctrl+F")
    person.types("lorries")
    person.press("Enter")
    assert person.desk.article.title == "Convoy report"
    assert person.canvas.hasFocus()
    # The search stays: the next hits are one key away.
    assert person.window.page.queue.search.text() == "lorries"


def test_enter_that_opens_a_hit_accepts_no_suggestion(person: Person, project_file: Path) -> None:
    suggest(project_file, ("ARM", "Army"))
    person.window.page.load_queue()
    person.press("Ctrl+F")
    person.types("brigade")
    person.press("Enter")
    assert person.desk.article.title == "Army shells report"
    assert person.canvas.hasFocus()
    assert person.mentions() == set()


def test_enter_on_nothing_found_or_nothing_asked_stays_in_the_field(person: Person) -> None:
    person.press("Ctrl+F", "Enter")
    queue = person.window.page.queue
    assert queue.search.hasFocus()
    person.types("zeppelin")
    person.press("Enter")
    assert queue.search.hasFocus()
    assert queue.list.empty_text[0] == "Nothing matches “zeppelin”."
    person.press("Down")
    assert queue.search.hasFocus()
    assert person.desk.article.title == "Army shells report"


def test_down_goes_to_the_first_hit_and_esc_clears_then_leaves(person: Person, qtbot: Any) -> None:
    searches(person, "on", qtbot)
    queue = person.window.page.queue
    person.press("Down")
    assert queue.list.hasFocus()
    assert queue.list.currentIndex().row() == 0
    person.press("Ctrl+F", "Esc")
    assert queue.search.text() == ""
    assert queue.search.hasFocus()
    assert queue.model.rowCount() == 3
    person.press("Esc")
    assert person.canvas.hasFocus()


def test_hits_that_the_part_hides_are_not_called_missing(person: Person, qtbot: Any) -> None:
    queue = person.window.page.queue
    person.clicks(queue.parts.segment("done"))
    searches(person, "lorries", qtbot)
    assert queue.list.empty_text == ("Nothing shown here matches “lorries”.", "1 elsewhere: choose All.")


def test_the_article_bar_counts_as_the_queue_shows(person: Person, qtbot: Any) -> None:
    bar, queue = person.window.page.article_bar, person.window.page.queue
    assert bar.meta().endswith(" · 1 of 3")
    menu = queue.order.menu()
    menu.popup(queue.order.mapToGlobal(queue.order.rect().bottomLeft()))
    newest = next(action for action in menu.actions() if action.text() == "Newest first")
    QTest.mouseClick(menu, _LEFT, pos=menu.actionGeometry(newest).center())
    assert bar.meta().endswith(" · 2 of 3")
    searches(person, "lorries", qtbot)
    assert " of " not in bar.meta()
    person.press("Enter")
    assert bar.meta().endswith(" · 1 of 1 found")
    person.press("Ctrl+F", "Esc")
    assert bar.meta().endswith(" · 1 of 3")
    person.clicks(queue.parts.segment("todo"))
    assert bar.meta().endswith(" · 1 of 3 shown")


def test_the_article_bar_follows_what_comes_and_goes(person: Person, tmp_path: Path) -> None:
    bar = person.window.page.article_bar
    more = tmp_path / "more.txt"
    more.write_text("Fuel runs short\n\nNo lorry came to Qasra on Monday.\n", encoding="utf-8")
    person.imports(more)
    assert bar.meta().endswith(" · 1 of 4")
    person.canvas.setFocus()
    person.press("Ctrl+Z")
    assert bar.meta().endswith(" · 1 of 3")


def test_the_words_that_are_searched_are_shown_in_the_article_that_is_opened(person: Person) -> None:
    person.press("Ctrl+F")
    person.types("lorries")
    person.press("Enter")
    canvas, text = person.canvas, person.desk.article.text
    assert [text[start:end] for start, end in canvas.found.ranges] == ["lorries"]
    # The article was not open before: its first hit is where to begin.
    assert [text[start:end] for start, end in canvas.selection()] == ["lorries"]
    person.press("Ctrl+F")
    person.types("valley")
    person.press("Enter")
    assert [text[start:end] for start, end in canvas.found.ranges] == ["valley"]
    assert [text[start:end] for start, end in canvas.selection()] == ["lorries"]
    person.press("Ctrl+F", "Esc")
    assert not canvas.found.ranges
