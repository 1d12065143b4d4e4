"""The queue: what is shown, in which order, and how it is walked."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QAbstractItemModelTester, QTest

from spanloop.gui.queue.arranging import View, arrange, counts, long_date, meta_line, next_to_do, short_date
from spanloop.gui.queue.delegate import two_lines
from spanloop.gui.queue.model import QueueModel
from spanloop.gui.queue.panel import QueuePanel
from spanloop.gui.theme import Theme

DAY = date(2024, 5, 1)


class Row(NamedTuple):
    uid: str
    title: str = ""
    source: str = ""
    date: str = ""
    language: str = "en"
    state: str = "new"
    reason: str = ""
    suggestions: int = 0
    cluster: str | None = None
    copies: int = 0


ROWS = [
    Row("1", "Drone downed", "Northern Post", "2024-03-10", state="started", suggestions=9),
    Row("2", "Convoy crosses", "Levant Daily", "2024-03-12"),
    Row("3", "truce signed", "Harbour Press", "2024-03-09", state="complete"),
    Row("4", "Fuel runs short", "", "2024-03-11", state="skipped", reason="no event"),
    Row("5", "Brigade frees nine", "Meridian Wire", "", state="question", suggestions=31),
]


def shown(view: View) -> list[str]:
    return [ROWS[index].uid for index in arrange(ROWS, view)]


def test_parts_and_orders() -> None:
    assert shown(View()) == ["1", "2", "3", "4", "5"]
    assert shown(View(part="todo")) == ["1", "2", "5"]
    assert shown(View(part="done")) == ["3", "4"]
    assert shown(View(order="newest")) == ["2", "4", "1", "3", "5"]
    assert shown(View(order="suggestions")) == ["5", "1", "2", "3", "4"]
    assert shown(View(order="title")) == ["5", "2", "1", "4", "3"]
    assert shown(View(states=frozenset({"question", "skipped"}))) == ["4", "5"]
    assert shown(View(suggested_only=True)) == ["1", "5"]
    assert shown(View(hits=("4", "gone", "1"))) == ["4", "1"]
    assert counts(ROWS) == {"all": 5, "todo": 3, "done": 2, "complete": 1}


def test_the_next_to_do_goes_round_and_never_stays() -> None:
    order = list(range(5))
    assert next_to_do(ROWS, order, "2") == "5"
    assert next_to_do(ROWS, order, "5") == "1"
    assert next_to_do(ROWS[2:4], [0, 1], "3") is None
    assert next_to_do(ROWS[:1], [0], "1") is None


def test_dates_are_written_as_people_write_them() -> None:
    assert short_date("2024-03-12", today=DAY) == "12 Mar"
    assert short_date("2023-03-12", today=DAY) == "12 Mar 2023"
    assert short_date("spring", today=DAY) == "spring"
    assert long_date("2024-03-02T08:00") == "2 March 2024"
    assert long_date("") == ""
    assert meta_line(ROWS[4], today=DAY) == "\u2068Meridian Wire\u2069"


@pytest.mark.usefixtures("qapp")
@given(st.text(max_size=200), st.integers(20, 400))
def test_a_title_takes_two_lines_at_most_and_loses_no_letter_of_the_first(title: str, width: int) -> None:
    lines = two_lines(title, QFont(), width)
    assert len(lines) <= 2
    if lines:
        assert " ".join(title.split()).startswith(lines[0])


def test_the_model_is_sound_and_keeps_its_view(qapp: Any) -> None:
    model = QueueModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_rows(ROWS)
    model.set_view(View(part="todo"))
    assert [model.uid_at(model.index(row)) for row in range(model.rowCount())] == ["1", "2", "5"]
    model.set_row(ROWS[1]._replace(state="complete"))
    # A row that no longer belongs stays until the view is arranged anew: nothing jumps away under the pointer.
    assert model.index_of("2").row() == 1
    assert model.neighbour("1", 1) == "2"
    assert model.next_to_do("1") == "5"
    assert model.place_words("5") == "3 of 3 shown"
    assert model.place_words("3") == ""
    model.set_rows([*ROWS, Row("6", "New one")])
    assert model.rowCount() == 4
    assert tester is not None


def test_markup_in_a_title_is_shown_as_text(qapp: Any) -> None:
    model = QueueModel()
    model.set_rows([Row("1", "<img src=x> & <b>bold</b>")])
    tip = model.data(model.index(0), Qt.ItemDataRole.ToolTipRole)
    assert "&lt;img src=x&gt; &amp; &lt;b&gt;bold&lt;/b&gt;" in tip


def test_the_panel_is_used_with_the_mouse_and_the_keys(qtbot: Any) -> None:
    panel = QueuePanel(Theme.named("light"))
    qtbot.addWidget(panel)
    panel.resize(264, 600)
    panel.show()
    qtbot.waitExposed(panel)
    panel.set_rows(ROWS)
    opened: list[str] = []
    panel.chosen.connect(opened.append)
    list_ = panel.list
    QTest.mouseClick(
        list_.viewport(), Qt.MouseButton.LeftButton, pos=list_.visualRect(panel.model.index_of("2")).center()
    )
    assert opened == ["2"]
    QTest.keyClick(list_, Qt.Key.Key_Down)
    QTest.keyClick(list_, Qt.Key.Key_Return)
    assert opened == ["2", "3"]
    asked: list[str] = []
    panel.search_asked.connect(asked.append)
    panel.search.setFocus()
    QTest.keyClicks(panel.search, "fuel")
    qtbot.waitUntil(lambda: asked == ["fuel"])
    panel.set_hits(["4"])
    assert panel.model.rowCount() == 1
    panel.set_hits([])
    assert panel.list.empty_text[0] == "Nothing matches “fuel”."
    QTest.keyClick(panel.search, Qt.Key.Key_Escape)
    assert panel.model.rowCount() == 5


def test_an_empty_queue_says_what_to_do(qtbot: Any) -> None:
    panel = QueuePanel(Theme.named("dark"))
    qtbot.addWidget(panel)
    panel.set_rows([])
    assert panel.list.empty_text[0] == "No articles yet."
    panel.set_rows(ROWS)
    panel.grab()


COPIES = [
    Row("1", "Drone downed"),
    Row("2", "Brigade frees nine", cluster="c", copies=3),
    Row("3", "Convoy crosses"),
    Row("4", "Nine policemen free", "Levant Daily", "2024-03-11", cluster="c", copies=3, suggestions=31),
    Row("5", "", cluster="d", copies=2),
    Row("6", "Exchange brings nine home", state="complete", cluster="c", copies=3),
    Row("7", "Fuel", cluster="d", copies=2),
]


def test_copies_stand_together_below_the_first_of_them() -> None:
    order = arrange(COPIES, View(order="copies"))
    assert [COPIES[index].uid for index in order] == ["1", "2", "4", "6", "3", "5", "7"]
    left = arrange(COPIES, View(order="copies", part="todo"))
    assert [COPIES[index].uid for index in left] == ["1", "2", "4", "3", "5", "7"]


def test_a_copy_says_of_what_it_is_one_and_how_many_there_are(qapp: Any) -> None:
    model = QueueModel()
    model.set_rows(COPIES)

    def tip(row: int) -> str:
        return str(model.data(model.index(row), Qt.ItemDataRole.ToolTipRole))

    assert "1 of 3 copies of Nine policemen free" in tip(1)
    assert "2 of 3 copies of Brigade frees nine" in tip(3)
    assert "2 of 2 copies of an untitled article" in tip(6)
    assert "copies" not in tip(0)
    assert str(model.data(model.index(3), Qt.ItemDataRole.AccessibleTextRole)).endswith("31 suggestions, 3 copies")


def test_the_mark_of_copies_is_painted_and_leaves_room_for_source_and_date(qtbot: Any) -> None:
    for name in ("light", "dark"):
        panel = QueuePanel(Theme.named(name))
        qtbot.addWidget(panel)
        panel.resize(264, 800)
        panel.show()
        qtbot.waitExposed(panel)
        panel.set_rows([row._replace(cluster=None, copies=0) for row in COPIES])
        bare = panel.list.grab().toImage()
        panel.set_rows(COPIES)
        marked = panel.list.grab().toImage()
        boxes = [panel.list.visualRect(panel.model.index(row)) for row in range(len(COPIES))]
        differs = [bare.copy(box) != marked.copy(box) for box in boxes]
        assert differs == [bool(row.copies) for row in COPIES]


def test_the_order_of_copies_is_chosen_from_the_menu(qtbot: Any) -> None:
    panel = QueuePanel(Theme.named("light"))
    qtbot.addWidget(panel)
    panel.resize(264, 600)
    panel.show()
    qtbot.waitExposed(panel)
    panel.set_rows(COPIES)
    menu = panel.order.menu()
    menu.popup(panel.order.mapToGlobal(panel.order.rect().bottomLeft()))
    action = next(action for action in menu.actions() if action.text() == "Copies together")
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())
    assert panel.order.text() == "Copies together"
    assert [panel.model.uid_at(panel.model.index(row)) for row in range(4)] == ["1", "2", "4", "6"]
