"""A version that was held back: what the panel says, the way to its errors, and the override with its reason."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from spanloop.core.evaluation import ChangeRow
from spanloop.core.gate import Sides, judge
from spanloop.gui.train.compare import ChangeLine
from spanloop.gui.train.gate import AnywayQuestion
from spanloop.gui.train.page import TrainPage
from spanloop.operations import projects
from spanloop.operations.versions import current_extractor, find_extractor
from spanloop.operations.viewing import history as acts
from tests.gui.shell.conftest import Person
from tests.gui.train.conftest import History, train_page


def change(label: str | None, by: float, low: float, high: float, *, part: str = "triggers") -> ChangeRow:
    row: Any = {"part": part, "label": label, "mode": "exact", "n": 80, "f1_first": 0.66, "f1_second": 0.66 + by}
    return row | {"change": by, "low": low, "high": high, "p": 0.004}


CHANGES = (
    change(None, 0.033, 0.008, 0.057),
    change(None, 0.009, -0.004, 0.021, part="mentions"),
    change("DETAIN", -0.091, -0.16, -0.022),
)


@pytest.fixture
def held_back(history: History, two_versions: tuple[str, str]) -> str:
    """The uid of version 2, which the gate held back; version 1 suggests."""
    first, second = two_versions
    told = Sides("Extractor v2", "Extractor v1", errors={("triggers", "DETAIN"): 20})
    with projects.open_project(history.path) as project:
        record = find_extractor(project, second)
        with project.act(record.author, "train Extractor v2") as act:
            act.set_extractor_metrics(
                second, record.metrics, details={**record.details, "gate": judge(CHANGES, sides=told).to_dict()}
            )
            act.set_extractor_state(second, "candidate")
            act.set_extractor_state(first, "current")
    return second


def choose_held_back(person: Person) -> TrainPage:
    page = train_page(person)
    person.press("Up")
    assert page.table.chosen_uid()
    return page


def words(page: TrainPage) -> str:
    return " | ".join(label.text() for label in page.side.findChildren(QLabel) if label.isVisible() and label.text())


def test_it_is_said_why_a_version_is_held_back(person: Person, held_back: str) -> None:
    page = choose_held_back(person)
    assert page.table.chosen_uid() == held_back
    assert page.side.headline.text() == "Held back"
    said = words(page)
    assert "Promotion gate, version 2 against version 1" in said
    assert "Version 2 is better overall, but it is worse at DETAIN triggers. Version 1 goes on suggesting." in said
    assert [line.accessibleName() for line in page.side.findChildren(ChangeLine)] == [
        "Triggers: Better; hardly chance (p\xa0.004), +3.3, from +0.8 to +5.7",
        "Mentions: Not worse; hardly chance (p\xa0.004), +0.9, from −0.4 to +2.1",
        "DETAIN triggers: No label may fall by more than 5 points; hardly chance (p\xa0.004), −9.1, from −16.0 to −2.2",
    ]
    assert page.side.errors_button.text() == "See the 20 DETAIN errors"
    assert page.side.anyway_button.isVisible()
    assert not page.side.promote_button.isVisible()
    spoken = page.table.versions.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken.endswith("held back")


def test_its_errors_open_the_page_judge_filtered(
    person: Person, held_back: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = choose_held_back(person)
    judging = person.window.judging
    person.clicks(page.side.errors_button)
    assert person.window.pages.current == "judge"
    assert judging.page is not None
    assert judging.page.choice.extractor == held_back
    assert judging.page.results.part == "triggers"
    judging.page.stop_now()


def test_it_is_promoted_with_a_reason_and_that_is_kept(
    person: Person, held_back: str, history: History, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(person.window.loop, "suggest", lambda: None)
    page = choose_held_back(person)
    person.clicks(page.side.anyway_button)
    question = person.dialog("promoteAnyway")
    assert isinstance(question, AnywayQuestion)
    assert not question.act_button.isEnabled()
    QTest.keyClicks(question.reason, "DETAIN is rare here")
    QTest.keyClick(question.reason, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert not person.sees_dialog("promoteAnyway")
    with projects.open_project(history.path) as project:
        current = current_extractor(project)
        assert current is not None
        assert current.uid == held_back
        assert current.details["override"]["reason"] == "DETAIN is rare here"
        assert acts(project, limit=1)[0].label == "promote Extractor v2 anyway: DETAIN is rare here"
    page.refresh()
    assert page.side.headline.text() == "Version 2"
    assert "anyway, by Noor" in words(page)
