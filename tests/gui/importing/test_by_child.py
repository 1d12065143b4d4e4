"""Pages go through a child process: it looks, the window shows, and what is chosen comes in as one act."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from spanloop.operations import at_once
from tests.gui.shell.conftest import Person

Write = Callable[..., Path]


def test_a_child_looks_and_imports_and_the_act_is_undone_like_any_other(
    person: Person, write: Write, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_once, "AT_ONCE_BYTES", 0)
    window = person.window
    window.exchange.take([write(pages=True)])
    assert window.exchange.words().startswith("Looking")
    person.clicks(person.dialog("looking").aside_button)
    person.stands_on("Qasra")
    person.press("g")
    assert person.mentions() == {("GPE", "Qasra")}, "one goes on marking meanwhile"
    qtbot.waitUntil(lambda: not window.exchange.running, timeout=60_000)
    assert not person.sees_dialog("importPreview"), "nothing opens under the fingers of who is marking"
    said = window.status.found_button
    assert said.text() == "5 items found: Ctrl+I shows them"
    person.press("Ctrl+Z", "g")
    assert said.isVisible(), "what is saved meanwhile does not take its place"
    person.clicks(said)
    assert not said.isVisible()
    person.looks_through()
    assert window.status.saved_text() == "4 articles imported"
    assert any("Convoy" in row.title for row in window.page.queue.model.rows)
    assert list((window.settings.data_dir / "looks").iterdir()) == []
    person.press("Ctrl+Z")
    qtbot.waitUntil(lambda: window.page.queue.model.rowCount() == 3)


@pytest.mark.parametrize("key", ["Esc", "Enter"])
def test_cancel_ends_the_look_and_leaves_nothing(person: Person, write: Write, qtbot: Any, key: str) -> None:
    window = person.window
    window.exchange.take([write(pages=True)])
    assert person.dialog("looking").cancel_button.hasFocus()
    qtbot.waitUntil(lambda: "%" in window.exchange.words(), timeout=60_000)
    said: list[str] = []
    window.exchange.changed.connect(lambda: said.append(window.exchange.words()))
    person.press(key)
    assert "Cancelling" in said, "and how far it came is of no interest any more"
    qtbot.waitUntil(lambda: not window.exchange.running, timeout=30_000)
    assert not person.sees_dialog("importPreview")
    assert window.page.queue.model.rowCount() == 3
    assert list((window.settings.data_dir / "looks").iterdir()) == []
    assert not window.commands.situation.exchanging
