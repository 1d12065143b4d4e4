"""The real process once: it learns, suggests in the next article, and is gone with the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from spanloop.operations import projects
from spanloop.operations.importing import import_paths
from spanloop.operations.suggesting import suggest
from spanloop.operations.training import train
from spanloop.settings import Settings
from tests.gui.shell.conftest import Person
from tests.small_loop import write_reports


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_a_completed_article_teaches_the_extractor(
    make_window: Callable[..., Person], home: Settings, tmp_path: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spanloop.gui.live.desk.on_battery", lambda: False)
    path = tmp_path / "north.spanloop"
    with projects.create_project(path) as project:
        noor = projects.sign_in(project, name="Noor")
        marked = write_reports(tmp_path / "marked.jsonl", numbers=range(12))
        bare = write_reports(tmp_path / "bare.jsonl", numbers=range(12, 16), marked=False)
        import_paths(project, author=noor, paths=[marked, bare])
        train(project, author=noor, data_dir=home.data_dir, recipe="blank", max_steps=40)
        suggest(project, data_dir=home.data_dir)
    someone = make_window()
    someone.window.projects.open(path)
    order = someone.project.article_uids()
    someone.session.open(order[12])
    someone.canvas.setFocus()
    someone.press("Ctrl+Shift+Enter")  # accepts all suggestions
    QTest.keyClick(someone.canvas, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert someone.session.article == order[13]
    assert [marks.author.name for marks in someone.desk.suggestions] == ["Extractor v1"]
    live = someone.window.loop.live
    qtbot.waitUntil(lambda: live.last != "", timeout=300_000)
    assert live.last.startswith("Suggestions refreshed from ")
    assert [marks.author.name for marks in someone.desk.suggestions] == ["Extractor v1 live"]
    assert someone.session.undo_label() == "entities and events complete"
    assert live.worker.state == "idle"
    someone.window.close()
    assert live.worker.state == "none"
    assert not list((home.data_dir / "extractors").glob(".work-*"))
