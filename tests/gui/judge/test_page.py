"""The Judge page with a prepared evaluation, by real keys and clicks."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QWidget

from spanloop.core.auditing import AuditSetting
from spanloop.core.changes import Changes
from spanloop.core.schema import ThemeName
from spanloop.gui.desk.session import DeskSession
from spanloop.gui.judge.choices import Choice
from spanloop.gui.judge.page import JudgePage
from spanloop.gui.judge.score_table import F1, INTERVAL, LABEL
from spanloop.operations.completing import reopen
from tests.gui.judge.sample import evaluation

Make = Callable[..., JudgePage]
_LEFT = Qt.MouseButton.LeftButton


def quotes(page: JudgePage) -> list[str]:
    """The quotes of the errors that are listed."""
    return [error["quote"] for error in page.results.list.errors.errors]


def click_row(page: JudgePage, label: str) -> None:
    table = page.results.table
    index = table.scores.index(table.scores.row_of(label), LABEL)
    table.scrollTo(index)
    QTest.mouseClick(table.viewport(), _LEFT, pos=table.visualRect(index).center())


def click_error(page: JudgePage, row: int, *, double: bool = False) -> None:
    view = page.results.list
    place = view.visualRect(view.errors.index(row)).center()
    QTest.mouseClick(view.viewport(), _LEFT, pos=place)
    if double:
        QTest.mouseDClick(view.viewport(), _LEFT, pos=place)


def test_the_figures_stand_in_words_and_in_the_table(make_page: Make) -> None:
    page = make_page()
    headline = page.results.headline.accessibleName()
    assert headline.startswith("Precision .77 .75 to .80, Recall .72 .69 to .74, F1 .75 .72 to .77")
    assert "709 events in 42 articles, 95% intervals, resampled by article" in headline
    scores = page.results.table.scores
    row = scores.row_of("DETAIN")
    assert scores.index(row, F1).data() == ".57"
    assert scores.index(row, INTERVAL).data() == ".42 to .71"
    spoken = scores.index(row, LABEL).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("DETAIN, 27 in truth, precision .68, from")
    # The order is that of the schema, where ATTACK comes before STRIKE.
    assert [r.label for r in scores.rows][:2] == ["ATTACK", "STRIKE"]
    assert page.on.words() == "all 42 complete articles"
    assert page.status_parts()[0].startswith("42 articles, compared at ")


def test_choosing_a_row_filters_the_errors_and_again_lets_go(make_page: Make) -> None:
    page = make_page()
    everything = quotes(page)
    assert len(everything) == 9
    click_row(page, "DETAIN")
    assert quotes(page) == ["took", "exchanged", "held", "trapped", "go", "took away", "اعتقلوا"]
    assert page.status_place() == "7 DETAIN errors"
    assert page.results.chip.isVisible()
    click_row(page, "DETAIN")
    assert quotes(page) == everything
    assert not page.results.chip.isVisible()
    click_row(page, "STRIKE")
    QTest.mouseClick(page.results.chip, _LEFT)
    assert quotes(page) == everything


def test_errors_wait_where_one_annotates_without_suggestions(make_page: Make, session: DeskSession) -> None:
    found = evaluation()
    one = session.project.article_uids()[0]
    with session.project.act(session.author, "audit all") as act:
        act.set_setting("audit", AuditSetting(True, 1.0).to_dict())
    moved = replace(found, errors=tuple({**error, "article": one} for error in found.errors))
    page = make_page(moved)
    comparing, version = page.comparing, Choice.of_version("0196-v1")

    def listed(choice: Choice) -> tuple[int, str]:
        comparing.keep(choice, moved)
        result = comparing.result(choice)
        assert result is not None
        assert result.judgement is not None
        return len(result.judgement.evaluation.errors), " ".join(result.judgement.notes())

    everything, _ = listed(version)
    assert everything == len(found.errors), "Noor has completed it"
    reopen(session.project, author=session.author, article=one, layers=["events"])
    shown, note = listed(version)
    assert shown == 0
    assert "in 1 article that you annotate without suggestions are not listed until you have completed it." in note
    assert listed(page.choice)[0] == everything, "what a person marked is no suggestion"


def test_the_kinds_filter_with_their_counts(make_page: Make) -> None:
    page = make_page()
    click_row(page, "DETAIN")
    kinds = page.results.kinds
    names = ("all", "missed", "false", "boundary", "label")
    assert [kinds.segment(name).accessibleName() for name in names] == [
        "All, 7", "Missed, 3", "False, 1", "Wrong boundary, 1", "Wrong type, 2",
    ]  # fmt: skip
    QTest.mouseClick(kinds.segment("label"), _LEFT)
    assert quotes(page) == ["exchanged", "held"]
    click_row(page, "SAY")
    assert quotes(page) == []
    assert page.results.list.empty_text == "No errors of the kind “wrong type” here. All shows the others."
    QTest.mouseClick(kinds.segment("all"), _LEFT)
    assert quotes(page) == ["noted"]


def test_where_overlap_counts_another_boundary_is_no_error(make_page: Make) -> None:
    page = make_page()
    QTest.mouseClick(page.modes.segment("overlap"), _LEFT)
    assert "took away" not in quotes(page)
    assert not page.results.kinds.segment("boundary").isVisible()
    assert page.results.table.scores.index(page.results.table.scores.row_of("DETAIN"), F1).data() == ".61"


def test_up_and_down_choose_and_enter_opens_the_place(make_page: Make, qtbot: Any) -> None:
    page = make_page()
    page.take_keyboard()
    view = page.results.list
    assert view.hasFocus()
    assert view.current() == 0
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Down)
    QTest.keyClick(view, Qt.Key.Key_Up)
    with qtbot.waitSignal(page.open_asked) as asked:
        QTest.keyClick(view, Qt.Key.Key_Return)
    assert asked.args == ["article-0", 20, 29, "mark"]
    with qtbot.waitSignal(page.open_asked) as asked:
        click_error(page, 3, double=True)
    assert asked.args == ["article-0", 9, 16, ""]


def test_the_keyboard_alone_goes_round_and_filters(make_page: Make) -> None:
    page = make_page()
    page.take_keyboard()
    results = page.results
    page.next_panel()
    assert page.parts.segment("triggers").hasFocus(), "what is chosen is one of the panels"
    page.next_panel()
    assert results.table.hasFocus()
    QTest.keyClick(results.table, Qt.Key.Key_Down)
    assert results.table.chosen == "ATTACK"
    QTest.keyClick(results.table, Qt.Key.Key_Down)
    assert results.table.chosen == "STRIKE"
    assert quotes(page) == ["fired"]
    page.next_panel()
    assert results.matrix.hasFocus()
    page.next_panel()
    assert results.list.hasFocus()
    QTest.keyClick(results.list, Qt.Key.Key_Escape)
    assert results.table.chosen == ""
    page.next_panel()
    page.next_panel()
    QTest.keyClick(results.table, Qt.Key.Key_End)
    assert results.table.chosen == "PROTEST"
    QTest.keyClick(results.table, Qt.Key.Key_Space)
    assert results.table.chosen == ""


def test_the_confusion_says_what_was_taken_for_what(make_page: Make) -> None:
    matrix = make_page().results.matrix
    cells = matrix.cells
    labels = list(cells.confusion.labels)
    detain, control, last = labels.index("DETAIN"), labels.index("CONTROL"), len(labels)
    across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
    assert (cells.headerData(last, across), cells.headerData(last, down)) == ("missed", "false")
    assert cells.index(detain, control).data() == "4"
    assert cells.index(detain, last).data() == "7"
    assert cells.index(last, detain).data() == "3"
    assert cells.index(last, last).data() == ""
    spoken = Qt.ItemDataRole.AccessibleTextRole
    assert cells.index(detain, control).data(spoken) == "4 DETAIN of truth called CONTROL by Extractor v8"
    assert cells.index(detain, last).data(spoken) == "7 DETAIN missed by Extractor v8"
    # The deeper the fill, the larger the share: 6% at least, 42% at most.
    assert 0 < cells.confusion.share("STRIKE", "DAMAGE") < cells.confusion.share("DETAIN", "CONTROL") < 1


def test_the_confusion_says_where_it_counts_more_than_the_table(make_page: Make) -> None:
    page = make_page()
    matrix, note = page.results.matrix, page.results.confusion_note
    cells, spoken = matrix.cells, Qt.ItemDataRole.AccessibleTextRole
    detain = cells.confusion.labels.index("DETAIN")
    assert note.full() == "Overlaps count as found: 12 not exact"
    assert cells.index(detain, detain).data(spoken) == "14 DETAIN by both, 1 of them with another boundary"
    QTest.mouseClick(page.modes.segment("overlap"), _LEFT)
    assert not note.isVisible()
    assert cells.index(detain, detain).data(spoken) == "14 DETAIN by both"


@pytest.mark.parametrize("mode", ["exact", "overlap"])
def test_diagonal_and_table_add_up(make_page: Make, mode: str) -> None:
    page = make_page()
    QTest.mouseClick(page.modes.segment(mode), _LEFT)
    confusion = page.results.matrix.cells.confusion
    for row in page.results.table.scores.rows:
        label, found = row.label or "", round((row.recall.value or 0) * row.n)
        assert confusion.counts[label, label] - confusion.inexact.get(label, 0) == found
        assert sum(n for (reference, _), n in confusion.counts.items() if reference == label) == row.n


def test_parts_without_confusion_give_their_room_to_the_figures(make_page: Make) -> None:
    page = make_page()
    QTest.mouseClick(page.parts.segment("arguments"), _LEFT)
    assert not page.results.confusion.isVisible()
    assert page.results.figures.width() == page.results.width()
    assert [row.label for row in page.results.table.scores.rows][-1] == "DETAIN.agent"
    assert page.results.kinds.segment("label").text() == "Wrong role"
    click_row(page, "STRIKE.target")
    assert quotes(page) == ["the depot"]


def test_a_part_that_is_never_suggested_is_said_and_not_scored(make_page: Make) -> None:
    page = make_page()
    QTest.mouseClick(page.parts.segment("attributes"), _LEFT)
    note = page.results.note.text()
    assert note == "Extractor v8 marks no attributes, so they are not scored. There are 709 attributes of the truth."
    assert not page.results.errors.isVisible()
    assert not page.results.headline.isVisible()
    assert page.status_place() == ""


def test_the_keyboard_stays_on_the_page_when_what_had_it_goes(make_page: Make) -> None:
    page = make_page()
    page.take_keyboard()
    assert page.results.list.hasFocus()
    QTest.mouseClick(page.parts.segment("attributes"), _LEFT)
    assert page.parts.segment("attributes").hasFocus()
    page.next_panel()
    QTest.keyClick(page.parts.segment("attributes"), Qt.Key.Key_Left)
    assert page.results.part == "arguments"
    assert page.parts.segment("arguments").hasFocus()
    page.next_panel()
    assert page.results.table.hasFocus()


def test_tab_leads_to_what_is_chosen_however_it_was_chosen(make_page: Make) -> None:
    page = make_page()
    page.parts.segment("triggers").setFocus()
    QTest.mouseClick(page.parts.segment("arguments"), _LEFT)
    assert page.parts.segment("arguments").hasFocus(), "the ring goes with the choice"
    page.parts.choose("triggers")
    page.results.table.setFocus()
    for _ in range(2):
        QTest.keyClick(page.window().focusWidget(), Qt.Key.Key_Backtab)
    assert page.parts.segment("triggers").hasFocus()
    QTest.keyClick(page.parts.segment("triggers"), Qt.Key.Key_Left)
    assert page.parts.segment("mentions").isChecked(), "an arrow chooses at once"


def test_the_status_line_counts_no_errors_where_none_are_shown(make_page: Make, qtbot: Any) -> None:
    page = make_page()
    assert page.status_place() == "9 errors"
    with qtbot.waitSignal(page.status_changed):
        QTest.mouseClick(page.views.segment("trust"), _LEFT)
    assert page.status_place() == ""


def test_f6_goes_round_where_trust_is_shown(make_page: Make) -> None:
    page = make_page()
    QTest.mouseClick(page.views.segment("trust"), _LEFT)
    page.next_panel()
    page.next_panel()
    assert page.parts.segment("triggers").hasFocus()


def test_one_article_has_no_interval_and_says_so(make_page: Make) -> None:
    page = make_page(evaluation(articles=1, intervals=False))
    assert "709 events in 1 article, no interval from one article" in page.results.headline.accessibleName()
    scores = page.results.table.scores
    assert scores.index(0, INTERVAL).data() == ""


def test_errors_are_spoken_in_full(make_page: Make) -> None:
    model = make_page().results.list.errors
    spoken = model.index(1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.startswith("wrong type, truth: DETAIN, Extractor v8: AGREE, “exchanged” in: Nine policemen were")
    assert spoken.endswith("Brigade frees nine detained policemen")


def test_marks_that_change_make_the_figures_old(make_page: Make, session: DeskSession) -> None:
    page = make_page()
    assert not page.notice.isVisible()
    session.changed.emit(Changes("skip", frozenset({"a"}), frozenset({"states"})))
    assert not page.notice.isVisible()
    session.changed.emit(Changes("mark ARM", frozenset({"a"}), frozenset({"mentions"})))
    assert page.notice.isVisible()
    assert page.notice.text() == "Marks have changed since: F5 compares again."


def test_what_others_wrote_makes_the_figures_old_only_when_people_marked(make_page: Make, session: DeskSession) -> None:
    page = make_page()
    session.changed.emit(Changes("", frozenset({"a"}), frozenset({"articles", "mentions", "events", "states"})))
    assert not page.notice.isVisible()


def test_the_notes_of_the_evaluation_are_shown(make_page: Make) -> None:
    silent = "Extractor v8 suggests no attributes; the 709 of the reference are not scored."
    found = replace(evaluation(), notes=("Two copies were left out.", silent))
    assert make_page(found).notice.text() == "Two copies were left out."


@pytest.mark.parametrize("size", [(1440, 828), (1024, 628)])
def test_nothing_collides_or_leaves_the_page(make_page: Make, size: tuple[int, int]) -> None:
    page = make_page(size=size)
    click_row(page, "DETAIN")
    parts = [page.who, page.against, page.on, page.parts, page.modes]
    parts += [page.results.figures, page.results.errors, page.results.confusion]
    boxes = [_box(page, part) for part in parts]
    for number, box in enumerate(boxes):
        assert page.rect().contains(box), parts[number]
        for other in boxes[number + 1 :]:
            assert not box.intersects(other)
    for chooser in (page.who, page.against, page.on):
        assert chooser.width() >= chooser.sizeHint().width()
    head = [page.results.chip, page.results.kinds, *page.results.hints]
    heads = [_box(page, part) for part in head]
    assert all(first.right() < second.left() for first, second in pairwise(heads))


def _box(page: JudgePage, part: QWidget) -> Any:
    return part.rect().translated(part.mapTo(page, QPoint(0, 0)))


def test_many_errors_make_no_widgets_and_are_found_by_key(make_page: Make) -> None:
    page = make_page(evaluation(repeat=2300))
    view = page.results.list
    assert view.errors.rowCount() == 20_700
    before = len(page.findChildren(QWidget))
    page.take_keyboard()
    QTest.keyClick(view, Qt.Key.Key_End)
    assert view.current() == 20_699
    for _ in range(20):
        QTest.keyClick(view, Qt.Key.Key_PageUp)
    assert len(page.findChildren(QWidget)) == before
    assert page.status_place() == "20,700 errors"


def test_the_models_keep_to_the_rules_of_qt(make_page: Make) -> None:
    results = make_page().results
    for model in (results.table.scores, results.matrix.cells, results.list.errors):
        QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal, results)
    results.choose_part("mentions")
    results.choose_part("triggers")


@pytest.mark.parametrize("theme", ["light", "dark", "high-contrast"])
def test_it_paints_in_every_theme(make_page: Make, theme: ThemeName) -> None:
    page = make_page(theme=theme)
    click_row(page, "DETAIN")
    seen = page.grab().toImage()
    chosen = page.results.table.mapTo(page, QPoint(4, 0))
    row = page.results.table.scores.row_of("DETAIN")
    top = page.results.table.viewport().mapTo(page, QPoint(0, page.results.table.rowViewportPosition(row) + 8))
    colour = seen.pixelColor(chosen.x(), top.y())
    assert colour == page.results.table.delegate.theme.colour("selected")
