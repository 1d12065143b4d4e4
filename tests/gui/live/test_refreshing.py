"""Suggestions refreshed while one works: real keys, and a process that speaks as the real one does."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from spanloop.core.changes import Changes
from spanloop.gui.live.desk import LiveDesk
from spanloop.gui.live.line import LiveLine
from spanloop.gui.live.power import on_battery
from spanloop.operations.importing import import_paths
from spanloop.operations.live_setting import LiveSetting, live_setting
from tests.gui.live.conftest import Worker
from tests.gui.shell.conftest import Person
from tests.gui.train.conftest import History, train_page


def _live(someone: Person) -> LiveDesk:
    return someone.window.loop.live


def _complete(someone: Person) -> None:
    """Ctrl+Enter: the article is complete, the next one opens."""
    someone.canvas.setFocus()
    QTest.keyClick(someone.canvas, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def _said(someone: Person) -> str:
    return someone.window.status.saved_text()


def _settled(someone: Person, qtbot: Any) -> None:
    live = _live(someone)
    qtbot.waitUntil(lambda: not live.worker.busy and not live.waiting, timeout=20_000)


def test_a_completed_article_refreshes_the_ones_that_come_next(someone: Person, worker: Worker, qtbot: Any) -> None:
    order = someone.project.article_uids()
    _complete(someone)
    assert someone.session.article == order[1]
    qtbot.waitUntil(lambda: _said(someone).startswith("Suggestions refreshed"), timeout=20_000)
    assert _said(someone) == f"Suggestions refreshed from 23 articles, {datetime.now().astimezone():%H:%M}"
    assert worker.jobs() == [[order[1], order[2]]]
    assert worker.answers() == [[]]  # nobody has begun on the one that opened


def test_a_refresh_of_another_version_is_told_no_more(
    someone: Person, worker: Worker, history: History, qtbot: Any
) -> None:
    _complete(someone)
    qtbot.waitUntil(lambda: _live(someone).words().startswith("Suggestions refreshed from 23"), timeout=20_000)
    _live(someone).take(Changes("look", kinds=frozenset({"extractors"})))
    assert _live(someone).words().startswith("Suggestions refreshed from 23"), "of the version that suggests it is told"
    history.add(2, f1={"mentions": 0.8, "triggers": 0.6})
    _live(someone).take(Changes("promote", kinds=frozenset({"extractors"})))
    assert _live(someone).words() == "Suggestions are refreshed after each completed article"


def test_completions_during_a_refresh_make_one_more(someone: Person, worker: Worker, qtbot: Any) -> None:
    worker.hold.touch()
    _complete(someone)
    qtbot.waitUntil(lambda: len(worker.jobs()) == 1, timeout=20_000)
    assert any(part.startswith("Refreshing suggestions") for part in someone.window.status.parts())
    _complete(someone)
    _complete(someone)
    assert _live(someone).worker.busy
    worker.hold.unlink()
    qtbot.waitUntil(lambda: len(worker.jobs()) == 2, timeout=20_000)
    _settled(someone, qtbot)
    assert len(worker.jobs()) == 2
    assert not any(part.startswith("Refreshing") for part in someone.window.status.parts())


def test_the_article_on_which_one_has_begun_stays_as_it_is(someone: Person, worker: Worker, qtbot: Any) -> None:
    order = someone.project.article_uids()
    worker.hold.touch()
    _complete(someone)
    qtbot.waitUntil(lambda: len(worker.jobs()) == 1, timeout=20_000)
    assert order[1] in worker.jobs()[0]
    someone.press("Right")  # goes to the next word: somebody reads here
    worker.hold.unlink()
    qtbot.waitUntil(lambda: len(worker.answers()) == 1, timeout=20_000)
    assert worker.answers() == [[order[1]]]
    _settled(someone, qtbot)
    _live(someone).refresh_now()
    qtbot.waitUntil(lambda: len(worker.jobs()) == 2, timeout=20_000)
    assert order[1] not in worker.jobs()[1]
    _settled(someone, qtbot)


def test_what_goes_wrong_is_said_once(someone: Person, worker: Worker, qtbot: Any) -> None:
    worker.ends(event="error", what="The files are gone", where="here", way_out="Retrain it.", kind="SpanloopError")
    _complete(someone)
    qtbot.waitUntil(lambda: "not refreshed" in _said(someone), timeout=20_000)
    assert _said(someone) == "Suggestions not refreshed: the files are gone"
    someone.window.status.set_saved("")
    _complete(someone)
    qtbot.waitUntil(lambda: len(worker.jobs()) == 2, timeout=20_000)
    _settled(someone, qtbot)
    assert "not refreshed" not in _said(someone)


def test_a_process_that_dies_is_started_again(someone: Person, worker: Worker, qtbot: Any) -> None:
    worker.ends(event="crash")
    _complete(someone)
    qtbot.waitUntil(lambda: "process ended (exit code 3)" in _said(someone), timeout=20_000)
    assert _live(someone).worker.state == "none"
    worker.ends()
    _complete(someone)
    qtbot.waitUntil(lambda: _said(someone).startswith("Suggestions refreshed"), timeout=20_000)


def test_a_training_elsewhere_is_waited_for(someone: Person, worker: Worker, qtbot: Any) -> None:
    worker.ends(event="error", what="It is being trained", where="", way_out="", kind="TrainingRunningError")
    _complete(someone)
    qtbot.waitUntil(lambda: len(worker.jobs()) == 1 and not _live(someone).worker.busy, timeout=20_000)
    assert "not refreshed" not in _said(someone)
    assert _live(someone).waiting


def test_a_training_ends_the_refresh_under_way(
    someone: Person, worker: Worker, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[object] = []
    monkeypatch.setattr(someone.window.training, "start", begun.append)
    # The process hears the word to stop between two lines.
    worker.ends(kept=False, dropped="it scored 0.50 on the development articles, and 0.80 before")
    worker.hold.touch()
    _complete(someone)
    qtbot.waitUntil(lambda: len(worker.jobs()) == 1, timeout=20_000)
    someone.press("Ctrl+R")
    assert not begun
    worker.hold.unlink()
    qtbot.waitUntil(lambda: len(begun) == 1, timeout=20_000)
    assert not _live(someone).worker.busy


def test_worse_is_said_in_words(someone: Person, worker: Worker, qtbot: Any) -> None:
    worker.ends(kept=False, dropped="it scored 0.50 on the development articles, and 0.80 before")
    _complete(someone)
    qtbot.waitUntil(lambda: _said(someone).startswith("Suggestions stay as they were"), timeout=20_000)
    page = train_page(someone)
    assert page.live.text().endswith("it scored 0.50 on the development articles, and 0.80 before")


def test_from_scratch_when_the_setting_says_so(
    someone: Person, worker: Worker, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[object] = []
    monkeypatch.setattr(someone.window.training, "start", begun.append)
    worker.ends(refreshes=20)
    _complete(someone)
    qtbot.waitUntil(lambda: bool(begun), timeout=20_000)
    _complete(someone)
    _settled(someone, qtbot)
    assert len(begun) == 1  # once for this reason


def test_every_few_articles(someone: Person, worker: Worker, qtbot: Any) -> None:
    _live(someone).choose(LiveSetting(every=2))
    _complete(someone)
    assert not _live(someone).waiting
    _complete(someone)
    qtbot.waitUntil(lambda: len(worker.jobs()) == 1, timeout=20_000)
    _settled(someone, qtbot)


def test_paused_off_on_battery_and_without_a_version_nothing_runs(
    someone: Person, worker: Worker, monkeypatch: pytest.MonkeyPatch
) -> None:
    live = _live(someone)
    someone.window.commands.run("live.pause")
    assert _said(someone) == "Live suggestions paused"
    assert live.words() == "Live suggestions are paused on this computer"
    _complete(someone)
    someone.window.commands.run("live.pause")
    live.choose(LiveSetting(on=False))
    assert live.words() == "Live suggestions are off"
    _complete(someone)
    live.choose(LiveSetting())
    monkeypatch.setattr("spanloop.gui.live.desk.on_battery", lambda: True)
    assert live.words() == "Live suggestions wait: this computer runs on battery"
    _complete(someone)
    assert not live.waiting
    assert live.worker.state == "none"
    assert not worker.jobs()


def test_reopening_and_undo_start_nothing(someone: Person, worker: Worker, qtbot: Any) -> None:
    _complete(someone)
    qtbot.waitUntil(lambda: len(worker.jobs()) == 1, timeout=20_000)
    _settled(someone, qtbot)
    someone.press("Ctrl+Z")
    assert someone.session.article == someone.project.article_uids()[0]
    assert not _live(someone).waiting
    someone.press("Ctrl+Shift+Z")
    assert not _live(someone).waiting


def test_the_words_of_an_act_decide_nothing(someone: Person, worker: Worker) -> None:
    here = frozenset({someone.project.article_uids()[0]})
    _live(someone).take(Changes("call it incomplete", here, frozenset({"completions"})))
    assert not _live(someone).waiting
    _live(someone).take(Changes("finish", here, frozenset({"completions"}), completed=here))
    assert _live(someone).waiting
    assert not worker.jobs()


def test_closing_the_window_ends_the_process(someone: Person, worker: Worker, qtbot: Any) -> None:
    worker.hold.touch()
    _complete(someone)
    qtbot.waitUntil(lambda: len(worker.jobs()) == 1, timeout=20_000)
    worker.hold.unlink()
    someone.window.close()
    assert _live(someone).worker.state == "none"


def test_the_train_page_says_when_and_lets_it_be_changed(someone: Person, worker: Worker) -> None:
    page = train_page(someone)
    line: LiveLine = page.live
    assert line.text() == "Suggestions are refreshed after each completed article"
    assert line.button.text() == "Live suggestions: after each completed article"
    _choose(line.menu, "Every 3 completed articles")
    assert live_setting(someone.project) == LiveSetting(every=3)
    assert line.button.text() == "Live suggestions: every 3 completed articles"
    (scratch,) = [action.menu() for action in line.menu.actions() if action.text() == "Train from scratch"]
    assert isinstance(scratch, QMenu)
    _choose(scratch, "Only when asked", fill=False)
    assert live_setting(someone.project).scratch_every == 0
    _choose(line.menu, "Off")
    assert line.text() == "Live suggestions are off"
    someone.press("Ctrl+1")
    someone.press("Ctrl+Z")
    assert live_setting(someone.project).on
    assert not worker.jobs()


def _choose(menu: QMenu, words: str, *, fill: bool = True) -> None:
    if fill:
        menu.aboutToShow.emit()
    (action,) = [each for each in menu.actions() if each.text() == words]
    assert not action.isChecked()
    action.trigger()


def test_before_the_first_version_it_says_so(
    make_window: Callable[..., Person], history: History, worker: Worker
) -> None:
    someone = make_window()
    someone.window.projects.open(history.path)
    assert _live(someone).words() == "Live suggestions begin after the first training"
    _complete(someone)
    assert not _live(someone).waiting
    assert not worker.jobs()


def test_a_file_that_brings_completions_refreshes_nothing(
    someone: Person, worker: Worker, tmp_path: Path, qtbot: Any
) -> None:
    path = tmp_path / "done.jsonl"
    line = {"id": "new", "text": "One.", "completions": [{"layer": "entities", "start": 0, "end": 4}]}
    path.write_text(json.dumps(line), encoding="utf-8")
    report = import_paths(someone.project, author=someone.session.author, paths=[path])
    someone.session.take(report.changes)
    assert someone.project.marks(next(iter(report.changes.articles)), someone.session.author).completions
    assert not _live(someone).waiting
    assert not worker.jobs()


def test_the_first_version_by_itself(
    make_window: Callable[..., Person], history: History, worker: Worker, monkeypatch: pytest.MonkeyPatch, qtbot: Any
) -> None:
    monkeypatch.setattr("spanloop.gui.live.desk.FIRST_AT", 2)
    someone = make_window()
    someone.window.projects.open(history.path)
    begun: list[object] = []
    monkeypatch.setattr(someone.window.training, "start", begun.append)
    _live(someone).choose(LiveSetting(first=True))
    _complete(someone)
    _settled(someone, qtbot)
    assert not begun
    _complete(someone)
    qtbot.waitUntil(lambda: bool(begun), timeout=20_000)


def test_whether_a_computer_runs_on_battery(tmp_path: Any) -> None:
    assert not on_battery(tmp_path / "nowhere")
    for name, kind, online in (("AC", "Mains", "0"), ("BAT0", "Battery", "1")):
        (tmp_path / name).mkdir()
        (tmp_path / name / "type").write_text(f"{kind}\n", encoding="ascii")
        (tmp_path / name / "online").write_text(f"{online}\n", encoding="ascii")
    assert on_battery(tmp_path)
    (tmp_path / "AC" / "online").write_text("1\n", encoding="ascii")
    assert not on_battery(tmp_path)
