"""The Judge page in the window: two people are compared by the real child process, and an error leads to its place."""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from spanloop.core.errors import SpanloopError
from spanloop.gui.judge import comparing
from spanloop.gui.judge.page import JudgePage
from spanloop.operations import projects
from spanloop.operations.evaluating import evaluate
from spanloop.operations.judging import write_tables
from spanloop.store.project import Project
from tests.gui.judge.conftest import TEXTS
from tests.gui.shell.conftest import Person

_WAIT = 60_000
#: Says how far it is, and waits for the word to stop.
_WAITING = """
import json, sys
print(json.dumps({"event": "progress", "step": 1, "max_steps": 3}), flush=True)
sys.stdin.readline()
print(json.dumps({"event": "cancelled", "message": "Cancelled."}), flush=True)
sys.exit(1)
"""


@pytest.fixture
def noor(make_window: Callable[..., Person], two_people: Path) -> Person:
    """Noor, with the project open."""
    person = make_window()
    person.window.ways_in.begin(two_people)
    return person


@pytest.fixture
def quick(two_people: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The child prints what was found before: for tests that are not about the comparison itself."""
    with Project.open(two_people) as project:
        found = evaluate(project, data_dir=tmp_path, author="Ilya", against="Noor", on="all")
    line = tmp_path / "done.json"
    line.write_text(json.dumps({"event": "done", **found.to_dict()}) + "\n", encoding="utf-8")
    says = [sys.executable, "-c", f"print(open({str(line)!r}, encoding='utf-8').read())"]
    monkeypatch.setattr(comparing, "evaluate_command", lambda path, **chosen: says)


def page_of(person: Person) -> JudgePage:
    page = person.window.judging.page
    assert page is not None
    return page


def turn(person: Person, qtbot: Any) -> JudgePage:
    """Go to the page and wait for what it compares by itself."""
    person.press("Ctrl+3")
    page = page_of(person)
    qtbot.waitUntil(lambda: page.comparing.result(page.choice) is not None, timeout=_WAIT)
    qtbot.waitUntil(lambda: not page.comparing.run.running, timeout=_WAIT)
    return page


def test_two_people_are_compared_and_an_error_opens_its_place(noor: Person, qtbot: Any) -> None:
    page = turn(noor, qtbot)
    assert (page.who.words(), page.against.words(), page.on.words()) == ("Ilya", "Noor", "all 3 complete articles")
    total = page.results.headline.accessibleName()
    assert "4 events in 3 articles" in total
    quotes = [error["quote"] for error in page.results.list.errors.errors]
    assert sorted(quotes) == sorted(["killing", "fired", "قصفت"])
    assert noor.window.status.parts()[0].startswith("3 articles, compared at ")
    view = page.results.list
    qtbot.waitUntil(view.hasFocus)
    view.setCurrentIndex(view.errors.index(quotes.index("fired")))
    noor.press("Enter")
    assert noor.window.pages.current == "annotate"
    assert noor.desk.article.text == TEXTS[1]
    assert noor.covered() == "fired"
    assert noor.canvas.focused_event is not None
    assert noor.canvas.hasFocus()
    # The desk shows the mark of one side only; what the other said stands in the status line, until one moves on.
    assert noor.window.status.place() == "Ilya: ATTACK; Noor: STRIKE"
    noor.press("Right")
    assert noor.window.status.place().startswith("rockets, ")
    noor.press("Left")
    assert noor.window.status.place().startswith("fired, ")


def test_what_only_the_other_marked_is_selected_in_the_text(noor: Person, quick: None, qtbot: Any) -> None:
    page = turn(noor, qtbot)
    QTest.mouseClick(page.parts.segment("mentions"), Qt.MouseButton.LeftButton)
    error = next(error for error in page.results.list.errors.errors if error["quote"] in ("depot", "the depot"))
    noor.window.judging.show_place(error["article"], error["start"] + 4, error["end"], "")
    assert noor.covered() == "depot"
    assert noor.canvas.has_selection()


def test_a_mark_makes_it_old_and_f5_compares_again(noor: Person, quick: None, qtbot: Any) -> None:
    page = turn(noor, qtbot)
    noor.window.judging.show_place(noor.project.article_uids()[0], 0, 9, "")
    noor.press("w")
    noor.press("Ctrl+3")
    assert page.notice.text() == "Marks have changed since: F5 compares again."
    before = page.comparing.result(page.choice)
    noor.window.activateWindow()
    QTest.keyClick(noor.window, Qt.Key.Key_F5)
    assert page.notice.button.text() == "Cancel"
    qtbot.waitUntil(lambda: page.comparing.result(page.choice) is not before, timeout=_WAIT)
    assert "Marks have changed" not in page.notice.text()


def test_cancel_stops_the_comparison(noor: Person, monkeypatch: pytest.MonkeyPatch, qtbot: Any) -> None:
    waits = [sys.executable, "-c", _WAITING]
    monkeypatch.setattr(comparing, "evaluate_command", lambda path, **chosen: waits)
    noor.press("Ctrl+3")
    page = page_of(noor)
    qtbot.waitUntil(lambda: page.comparing.run.step == 1, timeout=_WAIT)
    assert page.empty.title() == "Comparing Ilya with Noor, 1 of 3 articles"
    assert noor.window.status.parts()[0] == "Comparing, 33%"
    noor.clicks(page.empty.button)
    qtbot.waitUntil(lambda: page.empty.title() == "The comparison was cancelled.", timeout=_WAIT)
    assert page.empty.button.text() == "Compare"


def test_leaving_while_it_compares_leaves_no_child(noor: Person, monkeypatch: pytest.MonkeyPatch, qtbot: Any) -> None:
    monkeypatch.setattr(comparing, "evaluate_command", lambda path, **chosen: [sys.executable, "-c", _WAITING])
    noor.press("Ctrl+3")
    page = page_of(noor)
    qtbot.waitUntil(lambda: page.comparing.run.step == 1, timeout=_WAIT)
    noor.window.leave_project()
    assert not page.comparing.run.running


def test_another_choice_stops_the_one_that_runs(noor: Person, monkeypatch: pytest.MonkeyPatch, qtbot: Any) -> None:
    asked: list[dict[str, Any]] = []
    error = '{"event": "error", "what": "No article of the test split is complete", "way_out": "Complete more."}'

    def command(path: Path, **chosen: Any) -> list[str]:
        asked.append(chosen)
        return [sys.executable, "-c", _WAITING if len(asked) == 1 else f"import sys; print('{error}'); sys.exit(1)"]

    monkeypatch.setattr(comparing, "evaluate_command", command)
    noor.press("Ctrl+3")
    page = page_of(noor)
    qtbot.waitUntil(lambda: page.comparing.run.step == 1, timeout=_WAIT)
    page.on.menu().actions()[0].trigger()
    qtbot.waitUntil(lambda: page.comparing.result(page.choice) is not None, timeout=_WAIT)
    assert [chosen["on"] for chosen in asked] == ["all", "test"]
    assert (page.empty.title(), page.empty.text()) == ("No article of the test split is complete.", "Complete more.")
    assert page.empty.button.text() == "Compare again"


def test_one_person_alone_has_nothing_to_compare(
    make_window: Callable[..., Person], tmp_path: Path, qtbot: Any
) -> None:
    path = tmp_path / "alone.spanloop"
    projects.create_project(path, name="Alone").close()
    person = make_window()
    person.window.ways_in.begin(path)
    person.press("Ctrl+3")
    page = page_of(person)
    assert page.empty.title() == "Nothing to compare."
    assert page.empty.text() == (
        "Choose two authors who marked the same articles. So far only Noor is here, and no version is trained."
    )
    assert not page.comparing.run.running
    person.press("F5")
    assert not page.comparing.run.running


def test_the_tables_are_exported(noor: Person, quick: None, qtbot: Any, tmp_path: Path) -> None:
    page = turn(noor, qtbot)
    noor.window.commands.run("judge.export")
    dialog = next(widget for widget in noor.window.findChildren(QFileDialog) if widget.isVisible())
    dialog.reject()
    noor.window.judging._export(tmp_path / "scores.csv")
    noor.dialog("report").accept()
    with (tmp_path / "scores.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    found = {(row["part"], row["label"], row["mode"]): row for row in rows}
    assert (found["triggers", "", "exact"]["n"], found["triggers", "", "exact"]["tp"]) == ("4", "1")
    assert (tmp_path / "scores-confusion.csv").exists()
    evaluation = page.evaluation()
    assert evaluation is not None
    with pytest.raises(SpanloopError, match="cannot be written"):
        write_tables(evaluation, dest=tmp_path / "no" / "scores.csv")
