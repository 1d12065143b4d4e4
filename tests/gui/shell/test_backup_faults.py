"""Backups that cannot be made."""

from __future__ import annotations

from typing import Any

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.operations import backups
from tests.gui.shell.conftest import Person


def test_what_fails_by_itself_is_said_once_and_what_was_asked_for_always(
    person: Person, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: Any, **__: Any) -> None:
        raise SpanloopError("There is no room on the disk")

    monkeypatch.setattr(backups, "back_up", full)
    keeper = person.window.safety.keeper
    said: list[str] = []
    keeper.failed.connect(lambda error: said.append(error.what))

    def happens(begin: Any) -> int:
        before = len(said)
        begin()
        qtbot.waitUntil(lambda: not keeper.running)
        return len(said) - before

    by_itself, asked = keeper._due, lambda: person.window.commands.run("backup.now")
    assert [happens(begin) for begin in (by_itself, by_itself, asked, asked, by_itself)] == [1, 0, 1, 1, 0]
    assert set(said) == {"No backup: There is no room on the disk"}
