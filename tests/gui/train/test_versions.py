"""The versions on the Train page: choosing, rolling back, deleting, comparing; and the panel as a drawer."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from threading import current_thread, main_thread
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from spanloop.gui import loop as loop_module
from spanloop.gui.train import side as side_module
from spanloop.gui.train.compare import ChangeLine
from spanloop.gui.train.page import TrainPage
from spanloop.gui.train.panel import ScoreLine
from spanloop.learn import extractors
from spanloop.operations.versions import current_extractor
from tests.gui.shell.conftest import Person
from tests.gui.train.conftest import WAITS, History, child, train_page


def words(page: TrainPage) -> str:
    """Everything that the right panel says."""
    return " | ".join(label.text() for label in page.side.findChildren(QLabel) if label.isVisible() and label.text())


def row_of(page: TrainPage, version: int) -> Any:
    """The place of a version in the table, for the mouse."""
    model = page.table.versions
    names = [model.lines[row].cells["version"] for row in range(model.rowCount())]
    return page.table.visualRect(model.index(names.index(f"Version {version}"), 0)).center()


def choose(person: Person, page: TrainPage, version: int) -> None:
    person.clicks(page.table.viewport(), row_of(page, version))


def test_the_version_that_suggests_is_chosen_at_first(person: Person, two_versions: tuple[str, str]) -> None:
    page = train_page(person)
    assert page.table.chosen_uid() == two_versions[1]
    said = words(page)
    assert "Version 2" in said
    assert "Suggests now" in said
    assert "blank, seed 0" in said
    assert "3.2 MB" in said
    assert "spacy 3.8.7" in said
    lines = [line.accessibleName() for line in page.side.findChildren(ScoreLine)]
    assert lines == [
        "Mentions: F1 .78 of 120", "Triggers: F1 .61 of 120", "ARM: F1 .82 of 40", "STRIKE: F1 .70 of 40",
    ]  # fmt: skip
    assert not page.side.promote_button.isVisible(), "it suggests already"
    assert not page.side.delete_button.isVisible()


def test_what_was_not_scored_is_said_once(person: Person, history: History) -> None:
    history.add(1, f1={"mentions": 0.71, "triggers": 0.52}, left_out={"arguments": 14})
    page = train_page(person)
    assert words(page).count("suggests no arguments") == 1
    assert page.side.foot.sizeHint().height() == 0, "no room is kept for buttons that are not there"


def test_arrow_keys_choose_a_version(person: Person, two_versions: tuple[str, str]) -> None:
    page = train_page(person)
    person.press("Down")
    assert page.table.chosen_uid() == two_versions[0]
    assert page.side.headline.text() == "Version 1"
    assert page.side.promote_button.text() == "Roll back to version 1"
    assert page.side.delete_button.text() == "Delete version… (frees 3.2 MB)"
    assert page.side.foot.sizeHint().height() > 28
    person.press("Up")
    assert page.side.headline.text() == "Version 2"


def test_home_end_and_delete_reach_every_version(person: Person, two_versions: tuple[str, str]) -> None:
    page = train_page(person)
    QTest.keyClick(page.table, Qt.Key.Key_End)
    assert page.side.headline.text() == "Version 1"
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    assert person.dialog("question").windowTitle() == "Delete version 1?"
    person.press("Esc")
    QTest.keyClick(page.table, Qt.Key.Key_Home)
    assert page.side.headline.text() == "Version 2"
    QTest.keyClick(page.table, Qt.Key.Key_Delete)
    assert not person.sees_dialog("question"), "the one that suggests stays"


def test_the_keyboard_stays_in_the_panel_when_its_button_goes(
    person: Person, two_versions: tuple[str, str], monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    monkeypatch.setattr(person.window.loop, "suggest", lambda: None)
    page = train_page(person)
    QTest.keyClick(page.table, Qt.Key.Key_End)
    page.side.promote_button.setFocus()
    person.press("Enter")
    qtbot.waitUntil(page.side.promote_button.isHidden, timeout=5_000)
    assert page.side.isAncestorOf(person.window.focusWidget())
    page.side.compare_button.setFocus()
    page.side.show_version(None, [])
    assert page.side.isAncestorOf(person.window.focusWidget())
    person.window.training.stop_now()


def test_what_refreshes_made_is_the_last_to_be_compared_with(person: Person, two_versions: tuple[str, str]) -> None:
    page = train_page(person)
    newest, oldest = page.side._rows
    live = replace(oldest, record=replace(oldest.record, uid="live", number=-1), state="live")
    page.side.show_version(newest, [newest, live, oldest])
    assert page.side.compare_button.text() == "Compare with version 1"
    page.side.show_version(newest, [newest, live])
    assert page.side.compare_button.text() == "Compare with version 1 live"
    page.side.show_version(live, [newest, live, oldest])
    assert page.side.compare_button.text() == "Compare with version 2"


def test_a_row_is_read_out_whole(person: Person, two_versions: tuple[str, str]) -> None:
    page = train_page(person)
    said = page.table.versions.index(0, 3).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said.startswith("Version 2, Made 3 Mar, Articles 120, Events 1,920, Mentions F .78")
    assert said.endswith("suggests now")


def test_rolling_back_makes_the_older_version_suggest(
    person: Person, two_versions: tuple[str, str], monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    read: list[str] = []
    monkeypatch.setattr(person.window.loop, "suggest", lambda: read.append("read"))
    page = train_page(person)
    page.side.reading_asked.connect(lambda: read.append("asked"))
    choose(person, page, 1)
    person.clicks(page.side.promote_button)
    assert person.window.status.saved_text() == "Extractor v1 suggests from now on"
    record = current_extractor(person.project)
    assert record is not None
    assert record.number == 1
    assert "asked" in read
    assert person.window.training_part.name.text() == "Extractor v1"
    qtbot.waitUntil(lambda: page.table.versions.lines[1].cells["state"] == "suggests now", timeout=5_000)
    assert page.head.headline.text() == "Version 1 suggests"
    person.window.training.stop_now()


def test_deleting_asks_and_frees_the_files_which_are_read_beside_the_window(
    person: Person, two_versions: tuple[str, str], history: History, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = train_page(person)
    choose(person, page, 1)
    person.clicks(page.side.delete_button)
    assert person.dialog("question").stay_button.text() == "Keep"
    person.press("Enter")
    assert not person.sees_dialog("question"), "Enter keeps it"
    assert (history.data_dir / "extractors" / two_versions[0]).is_dir()
    person.clicks(page.side.delete_button)
    read: list[tuple[str, bool]] = []

    def hash_files(path: Path) -> str:
        read.append((path.name, current_thread() is main_thread()))
        return "0" * 64

    monkeypatch.setattr(extractors, "hash_files", hash_files)
    with qtbot.waitSignal(page.side.said, timeout=20_000) as told:
        person.clicks(person.dialog("question").act_button)
    assert told.args == ["Version 1 deleted, 3.2 MB freed"]
    assert [in_window for name, in_window in read if name != two_versions[1]] == [False], "once, and not here"
    assert not (history.data_dir / "extractors" / two_versions[0]).exists()
    qtbot.waitUntil(lambda: page.table.versions.lines[1].cells["state"] == "deleted", timeout=5_000)
    assert not page.side.promote_button.isVisible()
    assert not page.side.compare_button.isVisible()
    assert "deleted" in words(page)


def test_a_version_whose_files_are_elsewhere_offers_no_acts(
    person: Person, history: History, two_versions: tuple[str, str], qtbot: Any
) -> None:
    page = train_page(person)
    history.add(3, f1={"mentions": 0.8, "triggers": 0.7}, files=None)
    qtbot.waitUntil(lambda: page.table.versions.rowCount() == 3, timeout=5_000)
    assert page.table.versions.lines[0].cells["state"] == "suggests, files not here"
    choose(person, page, 3)
    assert not page.side.compare_button.isVisible()
    qtbot.waitUntil(lambda: "files are not on this computer" in page.head.headline.text(), timeout=5_000)
    assert page.head.headline.text() == "Version 3 suggests, but its files are not on this computer"
    assert page.head.sentence.text() == (
        "Its suggestions stay, but it reads nothing new here. Train version 4, or roll back to version 2, whose "
        "files are here."
    )
    assert page.status_place() == "Extractor v3, files not here"


def test_what_is_not_undone_is_said(person: Person, two_versions: tuple[str, str]) -> None:
    train_page(person)
    person.press("Ctrl+Z")
    assert person.window.status.saved_text().startswith("Promoting and deleting are not undone: promote the version")


def test_after_rolling_back_with_nothing_to_read_that_is_said(
    person: Person, two_versions: tuple[str, str], monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    done = {"event": "done", "extractor": "Extractor v1", "articles": 0, "suggestions": 0}
    reads = [{"event": "progress", "step": step, "max_steps": 3} for step in (1, 3)]
    page = train_page(person)
    for version, lines, told in (
        (1, [done], "Extractor v1 suggests now; nothing new to read"),
        (2, [*reads, done], "Extractor v1 read 3 articles and suggests nothing there"),
    ):
        monkeypatch.setattr(loop_module, "suggest_command", lambda path, *, author, lines=lines: child(lines))
        choose(person, page, version)
        with qtbot.waitSignal(person.window.training.done, timeout=20_000):
            person.clicks(page.side.promote_button)
        assert person.window.status.saved_text() == told
        qtbot.waitUntil(page.side.promote_button.isHidden, timeout=5_000)


def change(part: str, change: float, low: float | None, high: float | None, label: str | None = None) -> dict[str, Any]:
    return {
        "part": part, "label": label, "mode": "exact", "n": 40, "f1_first": 0.6, "f1_second": 0.6 + change,
        "change": change, "low": low, "high": high,
    }  # fmt: skip


@pytest.fixture
def compared(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The comparing child is a stand-in; gives what it was asked to compare."""
    asked: list[tuple[str, str]] = []
    done = {
        "event": "done", "first": "Extractor v1", "second": "Extractor v2", "on": "test", "articles": 42,
        "notes": ["12 articles were left out."],
        "rows": [
            change("mentions", 0.009, -0.004, 0.021), change("triggers", 0.033, 0.008, 0.057),
            change("triggers", -0.09, -0.16, -0.022, "STRIKE"), change("mentions", 0.01, -0.2, 0.2, "ARM"),
        ],
    }  # fmt: skip

    def command(project: Path, *, first: str, second: str) -> list[str]:
        asked.append((first, second))
        return child([{"event": "progress", "step": 1, "max_steps": 2}, done])

    monkeypatch.setattr(side_module, "compare_command", command)
    return asked


def test_two_versions_are_compared_and_the_words_are_honest(
    person: Person, two_versions: tuple[str, str], compared: list[tuple[str, str]], qtbot: Any
) -> None:
    page = train_page(person)
    choose(person, page, 1)
    with qtbot.waitSignal(page.side.comparing.done, timeout=20_000):
        person.clicks(page.side.compare_button)
    assert compared == [two_versions], "the older first, whichever was chosen"
    assert page.side.headline.text() == "Version 2 against version 1"
    lines = [line.accessibleName() for line in page.side.findChildren(ChangeLine)]
    assert lines == [
        "Mentions: Not worse, +0.9, from −0.4 to +2.1",
        "Triggers: Better, +3.3, from +0.8 to +5.7",
        "STRIKE triggers: Worse, −9.0, from −16.0 to −2.2",
    ]
    assert "on 42 articles from which neither version learned" in words(page)
    assert "12 articles were left out." in words(page)
    assert person.window.focusWidget() is page.side.back_button
    person.press("Esc")
    assert page.side.headline.text() == "Version 1"
    assert person.window.focusWidget() is page.side.compare_button


def test_too_few_articles_allow_no_word_about_labels(
    person: Person, two_versions: tuple[str, str], monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    rows = [change("mentions", -0.01, None, None), change("mentions", 0.2, None, None, "ARM")]
    done = {
        "event": "done", "first": "Extractor v1", "second": "Extractor v2", "on": "test", "articles": 2,
        "notes": ["Only 2 articles were scored."], "rows": rows,
    }  # fmt: skip
    monkeypatch.setattr(side_module, "compare_command", lambda project, *, first, second: child([done]))
    page = train_page(person)
    with qtbot.waitSignal(page.side.comparing.done, timeout=20_000):
        person.clicks(page.side.compare_button)
    said = words(page)
    assert "Too few articles to tell" in said
    for unknown in ("by more than chance", "Not worse", "interval"):
        assert unknown not in said
    assert "Change in F1, in points, on 2 articles from which neither version learned. Only 2" in said


def test_scores_on_different_articles_are_not_left_to_be_compared(person: Person, history: History) -> None:
    history.add(1, f1={"mentions": 0.71, "triggers": 0.52}, tested=2)
    history.add(2, f1={"mentions": 0.70, "triggers": 0.52}, tested=3)
    page = train_page(person)
    assert page._note.text().startswith(
        "Scores are from each version's own test set (2 and 3 articles); Compare puts two on the same articles.\n"
    )
    model = page.table.versions
    tip = model.index(0, model.columns.index("mentions")).data(Qt.ItemDataRole.ToolTipRole)
    assert "F1 on 3 test articles" in tip
    assert "120 to learn, 12 to watch, 3 to test" in words(page)


def test_of_few_decisions_the_table_shows_the_count(
    person: Person, two_versions: tuple[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    decided = {two_versions[1]: {"accepted": 2, "rejected": 1}, two_versions[0]: {"corrected": 8, "rejected": 4}}
    monkeypatch.setattr(type(person.project), "decisions", lambda self: decided)
    page = train_page(person)
    lines = page.table.versions.lines
    assert [line.cells["accepted"] for line in lines] == ["2 of 3", "67%"]
    assert lines[1].tips["accepted"].startswith("People kept 8 of the 12 suggestions that they decided")
    assert "People kept 2 of the 3 suggestions that they decided." in words(page)
    assert "Scores are from" not in page._note.text()


def test_choosing_another_version_leaves_the_comparison(
    person: Person, two_versions: tuple[str, str], compared: list[tuple[str, str]], qtbot: Any
) -> None:
    page = train_page(person)
    with qtbot.waitSignal(page.side.comparing.done, timeout=20_000):
        person.clicks(page.side.compare_button)
    choose(person, page, 1)
    assert page.side.headline.text() == "Version 1"


def test_a_comparison_can_be_cancelled_and_goes_with_the_window(
    person: Person, two_versions: tuple[str, str], monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    waits = child([{"event": "progress", "step": 1, "max_steps": 2}], then=WAITS)
    monkeypatch.setattr(side_module, "compare_command", lambda project, *, first, second: waits)
    page = train_page(person)
    person.clicks(page.side.compare_button)
    qtbot.waitUntil(lambda: page.side.comparing.step == 1, timeout=20_000)
    assert page.side.over.text() == "Comparing"
    with qtbot.waitSignal(page.side.comparing.cancelled, timeout=20_000):
        person.press("Enter")
    assert page.side.headline.text() == "Version 2"
    person.clicks(page.side.compare_button)
    qtbot.waitUntil(lambda: page.side.comparing.step == 1, timeout=20_000)
    person.window.close()
    assert not page.side.comparing.running


def test_in_a_narrow_window_the_panel_is_a_drawer(person: Person, two_versions: tuple[str, str]) -> None:
    page = train_page(person)
    person.press("F6")
    assert page.side.body.hasFocus()
    person.window.resize(1024, 700)
    QTest.qWait(20)
    assert page.table.hasFocus(), "the keyboard does not go with the panel"
    assert not page.side.isVisible()
    person.press("Down")
    assert not page.side.isVisible()
    person.press("Enter")
    assert page.side.isVisible()
    assert page.side.headline.text() == "Version 1"
    assert page.side.geometry().right() == page.width() - 1
    page.refresh()
    assert page.side.isVisible(), "what is read again does not close it"
    assert person.window.focusWidget() is page.side.body
    person.press("Esc")
    assert not page.side.isVisible()
    assert page.table.hasFocus()
    choose(person, page, 2)
    assert page.side.isVisible()
    person.clicks(page.side.close_button)
    choose(person, page, 1)
    assert person.window.focusWidget() is page.side.body, "not the button that would promote"
    person.press("Enter")
    assert page.head.headline.text() == "Version 2 suggests"
    person.press("Tab")
    assert page.side.promote_button.hasFocus()
    person.press("Esc")
    assert not page.side.isVisible()
    person.press("F6")
    assert page.side.isVisible()
    person.press("F6")
    assert not page.side.isVisible()
    person.window.resize(1440, 900)
    QTest.qWait(20)
    assert page.side.isVisible()
