"""The queue: what is shown, in which order, and how it is walked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QFont
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QMenu

from spanloop.core.auditing import AuditSetting
from spanloop.core.marks import Mention
from spanloop.core.queue_view import QueueView
from spanloop.gui.queue.arranging import meta_line
from spanloop.gui.queue.asking import Days, PickOne
from spanloop.gui.queue.delegate import two_lines
from spanloop.gui.queue.filters import chips_of
from spanloop.gui.queue.model import ROW_ROLE, SNIPPET_ROLE
from spanloop.gui.queue.panel import QueuePanel
from spanloop.gui.theme import Theme
from spanloop.operations import schema_changing, undoing
from spanloop.store.project import Project
from tests.gui.queue.conftest import ARTICLES, COPIES, NOOR, Made, uids

DAY = date(2024, 5, 1)
_LEFT = Qt.MouseButton.LeftButton
Make = Callable[[Sequence[Made]], Project]


def test_a_row_without_a_date_names_its_source(make: Make) -> None:
    assert meta_line(make(ARTICLES).queue(NOOR)[4], today=DAY) == "\u2068Meridian Wire\u2069"


@pytest.mark.usefixtures("qapp")
@given(st.text(max_size=200), st.integers(20, 400))
def test_a_title_takes_two_lines_at_most_and_loses_no_letter_of_the_first(title: str, width: int) -> None:
    lines = two_lines(title, QFont(), width)
    assert len(lines) <= 2
    if lines:
        assert " ".join(title.split()).startswith(lines[0])


def choose(panel: QueuePanel, menu: QMenu, title: str) -> None:
    """Click an entry of a menu."""
    menu.popup(panel.mapToGlobal(QPoint(20, 20)))
    action = next(action for action in menu.actions() if action.text() == title)
    QTest.mouseClick(menu, _LEFT, pos=menu.actionGeometry(action).center())


def test_the_model_is_sound_and_keeps_its_view(make: Make, panel: QueuePanel) -> None:
    project, model = make(ARTICLES), panel.model
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    panel.open(project, author=NOOR)
    assert uids(panel) == ["1", "2", "3", "4", "5"]
    QTest.mouseClick(panel.parts.segment("todo"), _LEFT)
    assert uids(panel) == ["1", "2", "5"]
    row = model.row_of("2")
    assert row is not None
    panel.set_row(row._replace(state="complete"))
    # A row that no longer belongs stays until the view is arranged anew: nothing jumps away under the pointer.
    assert model.index_of("2").row() == 1
    assert model.neighbour("1", 1) == "2"
    assert model.next_to_do("2") == "5"
    assert model.next_to_do("5") == "1"
    assert model.place_words("5") == "3 of 3 shown"
    assert model.place_words("3") == ""
    assert panel.parts.segment("done").accessibleName() == "Done, 3"
    with project.act(NOOR, "skip") as act:
        act.set_state("1", NOOR, "skipped")
    panel.reload()
    assert uids(panel) == ["1", "2", "5"]
    assert panel.parts.segment("done").accessibleName() == "Done, 3"
    assert tester is not None


def test_the_next_to_do_never_stays_and_leaves_the_view_where_it_has_none(make: Make, panel: QueuePanel) -> None:
    panel.open(make(ARTICLES), author=NOOR)
    assert panel.model.first_to_do() == "1"
    QTest.mouseClick(panel.parts.segment("done"), _LEFT)
    assert uids(panel) == ["3", "4"]
    assert panel.model.next_to_do("3") == "5"


def test_markup_in_a_title_is_shown_as_text(make: Make, panel: QueuePanel) -> None:
    panel.open(make([Made("1", "<img src=x> & <b>bold</b>")]), author=NOOR)
    tip = panel.model.data(panel.model.index(0), Qt.ItemDataRole.ToolTipRole)
    assert "&lt;img src=x&gt; &amp; &lt;b&gt;bold&lt;/b&gt;" in tip


def test_the_panel_is_used_with_the_mouse_and_the_keys(make: Make, panel: QueuePanel, qtbot: Any) -> None:
    panel.open(make(ARTICLES), author=NOOR)
    opened: list[str] = []
    panel.chosen.connect(opened.append)
    list_ = panel.list
    QTest.mouseClick(list_.viewport(), _LEFT, pos=list_.visualRect(panel.model.index_of("2")).center())
    assert opened == ["2"]
    QTest.keyClick(list_, Qt.Key.Key_Down)
    QTest.keyClick(list_, Qt.Key.Key_Return)
    assert opened == ["2", "3"]
    QTest.keyClick(list_, Qt.Key.Key_End)
    QTest.keyClick(list_, Qt.Key.Key_Up)
    QTest.keyClick(list_, Qt.Key.Key_Return)
    QTest.keyClick(list_, Qt.Key.Key_Home)
    QTest.keyClick(list_, Qt.Key.Key_Enter)
    assert opened == ["2", "3", "4", "1"]
    panel.search.setFocus()
    QTest.keyClicks(panel.search, "fuel")
    qtbot.waitUntil(lambda: uids(panel) == ["4"])
    QTest.keyClicks(panel.search, "s")
    qtbot.waitUntil(lambda: panel.list.empty_text[0] == "Nothing matches “fuels”.")
    QTest.keyClick(panel.search, Qt.Key.Key_Escape)
    assert panel.model.rowCount() == 5


def test_an_empty_queue_says_what_to_do(make: Make, panel: QueuePanel) -> None:
    assert panel.list.empty_text[0] == "No articles yet."
    panel.open(make([]), author=NOOR)
    assert panel.list.empty_text[0] == "No articles yet."
    panel.grab()


def test_orders_are_chosen_from_the_menu(make: Make, panel: QueuePanel) -> None:
    panel.open(make(ARTICLES), author=NOOR)
    wanted = {
        "Newest first": "24135",
        "Oldest first": "31425",
        "Most suggestions first": "51234",
        "Unsure first": "51234",
        "By title": "52143",
        "By source": "32514",
        "As imported": "12345",
    }
    for title, order in wanted.items():
        choose(panel, panel.order.menu(), title)
        assert "".join(uids(panel)) == order, title
        assert panel.order.text() == title


def test_filters_are_put_together_and_taken_off_as_chips(make: Make, panel: QueuePanel) -> None:
    panel.open(make(ARTICLES), author=NOOR)
    choose(panel, panel.filters.menu, "With suggestions")
    assert uids(panel) == ["1", "5"]
    choose(panel, panel.filters.menu, "Question")
    assert uids(panel) == ["5"]
    assert panel.filter.text() == "Filter 2"
    assert [chip.text() for chip in panel.chips.chips] == ["Question", "With suggestions"]
    QTest.mouseClick(panel.chips.chips[1], _LEFT)
    assert uids(panel) == ["5"]
    panel.chips.chips[0].setFocus()
    QTest.keyClick(panel.chips.chips[0], Qt.Key.Key_Delete)
    assert uids(panel) == ["1", "2", "3", "4", "5"]
    assert panel.chips.isHidden()
    assert panel.filter.text() == "Filter"


def test_esc_takes_all_filters_off_from_a_chip_the_search_field_and_an_empty_list(
    make: Make, panel: QueuePanel
) -> None:
    panel.open(make(ARTICLES), author=NOOR)
    left: list[bool] = []
    panel.left.connect(lambda: left.append(True))
    for start in ("chip", "field", "list"):
        choose(panel, panel.filters.menu, "Skipped")
        choose(panel, panel.filters.menu, "With suggestions")
        assert panel.list.empty_text == ("Nothing passes the filter.", "Esc clears it.")
        place = {"chip": panel.chips.chips[0], "field": panel.search, "list": panel.list}[start]
        place.setFocus()
        QTest.keyClick(place, Qt.Key.Key_Escape)
        assert panel.model.rowCount() == 5, start
        assert not left
    QTest.keyClick(panel.list, Qt.Key.Key_Escape)
    assert left


def test_a_label_is_picked_by_a_part_of_its_name(make: Make, panel: QueuePanel) -> None:
    project = make(ARTICLES)
    with project.act(NOOR, "mark") as act:
        act.add_mentions("2", NOOR, [Mention("m", ((0, 3),), "ARM")])
    panel.open(project, author=NOOR)
    choose(panel, panel.filters.menu, "With a label…")
    sheet = panel.findChild(PickOne)
    assert sheet is not None
    QTest.keyClicks(sheet.field, "arm  ")
    QTest.keyClick(sheet.field, Qt.Key.Key_Return)
    assert uids(panel) == ["2"]
    assert [chip.text() for chip in panel.chips.chips] == ["With ARM"]


def test_a_source_and_days_are_asked_for(make: Make, panel: QueuePanel) -> None:
    panel.open(make(ARTICLES), author=NOOR)
    choose(panel, panel.filters.menu, "By date…")
    days = panel.findChild(Days)
    assert days is not None
    QTest.keyClicks(days.since, "2024-3")
    assert not days.done_button.isEnabled()
    days.since.clear()
    QTest.keyClicks(days.since, "2024-03-11")
    QTest.keyClicks(days.until, "2024-03-12")
    QTest.mouseClick(days.done_button, _LEFT)
    assert uids(panel) == ["2", "4"]
    choose(panel, panel.filters.menu, "From a source…")
    sheet = panel.findChild(PickOne)
    assert sheet is not None
    QTest.keyClick(sheet.field, Qt.Key.Key_Return)
    assert uids(panel) == ["4"]
    assert "Without a source" in [chip.text() for chip in panel.chips.chips]


def test_every_filter_has_a_chip_that_takes_off_that_one_alone() -> None:
    view = QueueView(
        states=frozenset({"new", "question"}), layers=frozenset({("entities", True)}), label=("events", "MOVE"),
        source="", since="2024-01-01", suggested=True, problems=True, cluster="c", query="fuel", part="todo",
        undecided=True,
    )  # fmt: skip
    chips = chips_of(view)
    assert len({name for name, _ in chips}) == len(chips) == 10
    for name, rest in chips:
        assert [other for other, _ in chips_of(rest)] == [other for other, _ in chips if other != name]
        assert (rest.query, rest.part) == ("fuel", "todo")
    assert chips_of(view.without_filter()) == []
    assert not replace(view.without_filter(), order="title").filtered


def test_what_was_found_is_shown_in_the_rows(make: Make, panel: QueuePanel) -> None:
    long = "A calm day. " * 40 + "Then a dröne fell\non the depot by the river."
    panel.open(make([Made("1", "Nothing here", text=long), Made("2", "A drone", text="No more.")]), author=NOOR)
    bare = panel.list.grab().toImage()
    panel.search.setFocus()
    QTest.keyClicks(panel.search, "drone")
    QTest.keyClick(panel.search, Qt.Key.Key_Return)
    model = panel.model
    line, places = model.data(model.index(0), SNIPPET_ROLE)
    assert line == "…day. Then a dröne fell on the depot by the river."
    assert [line[start:end] for start, end in places] == ["dröne"]
    assert model.data(model.index(1), SNIPPET_ROLE) == ("", [])
    assert panel.list.grab().toImage() != bare


def test_copies_stand_together_below_the_first_of_them(make: Make, panel: QueuePanel) -> None:
    panel.open(make(COPIES), author=NOOR)
    choose(panel, panel.order.menu(), "Copies together")
    assert uids(panel) == ["1", "2", "4", "6", "3", "5", "7"]
    QTest.mouseClick(panel.parts.segment("todo"), _LEFT)
    assert uids(panel) == ["1", "2", "4", "3", "5", "7"]
    panel.toggle_copies()
    assert panel.order.text() == "As imported"


def test_a_copy_says_of_what_it_is_one_and_how_many_there_are(make: Make, panel: QueuePanel) -> None:
    panel.open(make(COPIES), author=NOOR)
    model = panel.model

    def tip(row: int) -> str:
        return str(model.data(model.index(row), Qt.ItemDataRole.ToolTipRole))

    assert "1 of 3 copies of Nine policemen free" in tip(1)
    assert "2 of 3 copies of Brigade frees nine" in tip(3)
    assert "2 of 2 copies of an untitled article" in tip(6)
    assert "copies" not in tip(0)
    assert str(model.data(model.index(3), Qt.ItemDataRole.AccessibleTextRole)).endswith("5 suggestions, 3 copies")
    panel.set_current("4")
    choose(panel, panel.filters.menu, "Copies of the open article")
    assert uids(panel) == ["2", "4", "6"]


def test_the_mark_of_copies_is_painted_and_leaves_room_for_source_and_date(make: Make, qtbot: Any) -> None:
    alone, together = make([made._replace(cluster=None) for made in COPIES]), make(COPIES)
    for name in ("light", "dark"):
        panel = QueuePanel(Theme.named(name))
        qtbot.addWidget(panel)
        panel.resize(264, 800)
        panel.show()
        qtbot.waitExposed(panel)
        pictures: list[Any] = []
        for project in (alone, together):
            panel.open(project, author=NOOR)
            pictures.append(panel.list.grab().toImage())
        boxes = [panel.list.visualRect(panel.model.index(row)) for row in range(len(COPIES))]
        differs = [pictures[0].copy(box) != pictures[1].copy(box) for box in boxes]
        assert differs == [made.cluster is not None for made in COPIES]
        assert panel.model.data(panel.model.index(1), ROW_ROLE).copies == 3
        panel.open(None)


def test_what_others_write_does_not_move_the_list(make: Make, panel: QueuePanel) -> None:
    project = make([Made(str(number), f"T{number}") for number in range(30)])
    panel.open(project, author=NOOR)
    panel.set_current("1")
    bar = panel.list.verticalScrollBar()
    bar.setValue(bar.maximum())
    with project.act(NOOR, "skip") as act:
        act.set_state("29", NOOR, "skipped")
    panel.reload()
    assert bar.value() == bar.maximum()
    assert panel.model.data(panel.model.index_of("29"), ROW_ROLE).state == "skipped"
    with project.act(NOOR, "remove") as act:
        act.remove_article("0")
    panel.reload()
    assert uids(panel)[:2] == ["1", "2"]
    assert panel.list.currentIndex().row() == 0


def test_a_label_that_is_asked_for_follows_its_name_and_goes_with_it(make: Make, panel: QueuePanel) -> None:
    project = make(ARTICLES)
    with project.act(NOOR, "mark") as act:
        act.add_mentions("2", NOOR, [Mention("m", ((0, 3),), "ARM")])
        act.add_mentions("3", NOOR, [Mention("n", ((0, 3),), "CIV")])
    panel.open(project, author=NOOR)
    choose(panel, panel.filters.menu, "With a label…")
    sheet = panel.findChild(PickOne)
    assert sheet is not None
    QTest.keyClicks(sheet.field, "arm  ")
    QTest.keyClick(sheet.field, Qt.Key.Key_Return)

    def seen() -> tuple[list[str], list[str]]:
        return [chip.text() for chip in panel.chips.chips], uids(panel)

    def changes(*edits: tuple[str, ...]) -> None:
        editing = schema_changing.edit_schema(project)
        for verb, *names in edits:
            getattr(editing, verb)(*names)
        schema, mapping = schema_changing.edited(project, editing)
        schema_changing.change_schema(project, author=NOOR, schema=schema, mapping=mapping)

    assert seen() == (["With ARM"], ["2"])
    changes(("rename", "ARM", "FORCE"))
    panel.reload()
    assert seen() == (["With FORCE"], ["2"])
    undoing.undo(project, author=NOOR)
    panel.reload()
    assert seen() == (["With ARM"], ["2"])
    undoing.redo(project, author=NOOR)
    changes(("rename", "FORCE", "BODY"))  # two changes at once, as when another program made them
    panel.reload()
    assert seen() == (["With BODY"], ["2"])
    changes(("merge", "BODY", "CIV"))
    panel.reload()
    assert seen() == (["With CIV"], ["2", "3"])
    changes(("delete", "CIV"))
    panel.reload()
    assert seen() == ([], ["1", "2", "3", "4", "5"])


def test_the_list_of_labels_is_as_roomy_as_other_lists(make: Make, panel: QueuePanel) -> None:
    panel.open(make(ARTICLES), author=NOOR)
    choose(panel, panel.filters.menu, "With a label…")
    sheet = panel.findChild(PickOne)
    assert sheet is not None
    assert sheet.list.sizeHintForRow(0) >= sheet.list.fontMetrics().height() + 10
    sheet.reject()


def test_a_row_says_that_nothing_is_suggested_on_purpose(make: Make, panel: QueuePanel) -> None:
    project = make(COPIES)
    panel.open(project, author=NOOR)
    model = panel.model
    before = panel.list.viewport().grab().toImage()

    def told(row: int) -> tuple[str, str]:
        index = model.index(row)
        return str(index.data(Qt.ItemDataRole.ToolTipRole)), str(index.data(Qt.ItemDataRole.AccessibleTextRole))

    assert not any("uggestions" in told(row)[0] for row in range(7))
    with project.act(NOOR, "audit all") as act:
        act.set_setting("audit", AuditSetting(True, 1.0, exempt=("1",)).to_dict())
    model.forget_audited()
    assert "uggestions" not in told(0)[0]
    assert "Annotated without suggestions" in told(1)[0]
    assert told(2)[1].endswith("New, without suggestions")
    assert told(1)[1].endswith("New, without suggestions, 3 copies")
    assert panel.list.viewport().grab().toImage() != before
