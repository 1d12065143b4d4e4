"""Trainings that are really made, from the Train page; minutes long, so outside the test command."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from spanloop.gui.train.compare import ChangeLine
from spanloop.settings import Settings
from tests.gui.shell.conftest import Person
from tests.gui.train.conftest import train_page


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_two_versions_are_trained_and_compared_from_the_page(
    make_window: Callable[..., Person], home: Settings, tmp_path: Path, qtbot: Any
) -> None:
    home.train_steps = 100
    person = make_window()
    person.window.projects.open_sample()
    qtbot.waitUntil(lambda: not person.window.preparing.run.running, timeout=120_000)
    page = train_page(person)
    assert "articles are complete" in page.empty.sentence.text()
    for number in (1, 2):
        button = page.empty.start if number == 1 else page.head.start
        assert button.text() == f"Train version {number}"
        person.clicks(button)
        qtbot.waitUntil(lambda: person.window.training.step > 0, timeout=120_000)
        assert page.head.headline.text() == f"Training version {number}"
        with qtbot.waitSignal(person.window.training.done, timeout=240_000):
            pass
        qtbot.waitUntil(lambda number=number: page.table.versions.rowCount() == number, timeout=10_000)
        assert page.head.headline.text() == f"Version {number} suggests"
        assert [step for step, _ in page.score.drawn.curves["mentions"]][-1] == 100  # it is scored each hundred steps
        home.train_steps = 120  # the gate would hold back one that learned much less
    newest = page.table.versions.lines[0].cells
    assert newest["state"] == "suggests now"
    assert newest["mentions"].startswith(".")
    assert page.side.compare_button.text() == "Compare with version 1"
    with qtbot.waitSignal(page.side.comparing.done, timeout=240_000):
        person.clicks(page.side.compare_button)
    said = [line.accessibleName() for line in page.side.findChildren(ChangeLine)]
    assert any(line.startswith("Mentions: ") for line in said), said
