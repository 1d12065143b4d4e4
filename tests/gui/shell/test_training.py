"""Training in a child process: progress, Cancel, failure, and closing meanwhile. The child here is a small stand-in."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QProcess
from PySide6.QtTest import QTest

from spanloop.core.errors import SpanloopError
from spanloop.gui import loop as loop_module
from spanloop.gui.child_run import ChildRun
from spanloop.gui.theme import Theme
from spanloop.gui.training import TrainingPart
from spanloop.operations.children import export_command
from spanloop.settings import Settings
from tests.gui.shell.conftest import Person, give_keyboard, suggest

#: Says that it is under way, and then waits for the word to stop.
_WAITING = """
import json, sys
print("a library talks", flush=True)
print(json.dumps({"event": "progress", "step": 30, "max_steps": 120, "seconds": 60.0}), flush=True)
sys.stdin.readline()
print(json.dumps({"event": "cancelled", "message": "Training was cancelled."}), flush=True)
sys.exit(1)
"""


def child(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def says(*messages: dict[str, Any], code: int = 0) -> list[str]:
    lines = "\n".join(json.dumps(message) for message in messages)
    return child(f"import sys; print({lines!r}); sys.exit({code})")


@pytest.fixture
def run(qapp: Any, home: Settings) -> Iterator[ChildRun]:
    made = ChildRun(home)
    yield made
    made.stop_now()


def test_commands_run_one_after_the_other(run: ChildRun, qtbot: Any) -> None:
    phases: list[str] = []
    run.changed.connect(lambda: phases.append(run.phase))
    done = {"event": "done", "extractor": "Extractor v1"}
    with qtbot.waitSignal(run.done, timeout=20_000) as told:
        run.start([("training", says(done)), ("suggesting", says({"event": "done", "suggestions": 5}))])
    assert told.args == [[done, {"event": "done", "suggestions": 5}]]
    assert phases.index("training") < phases.index("suggesting")
    assert not run.running


def test_progress_is_shown_with_the_time_left(run: ChildRun, qtbot: Any) -> None:
    part = TrainingPart(run, theme=Theme.named("light"))
    qtbot.addWidget(part)
    part.set_extractor("Extractor v1", 1)
    part.show()
    assert part.button.text() == "Retrain"
    run.start([("training", child(_WAITING))])
    assert (part.cancel.isVisible(), part.share.isVisible()) == (True, False)
    qtbot.waitUntil(lambda: run.step == 30, timeout=20_000)
    assert run.share == 0.25
    assert (part.share.isVisible(), part.share.text()) == (True, "25%")
    assert part.words() == "Training version 2, 25%"
    assert part.time_left() == "About 3 min left"
    assert not part.button.isVisible()
    assert part.cancel.isVisible()
    with qtbot.waitSignal(run.cancelled, timeout=20_000):
        run.cancel()
    assert part.button.isVisible()
    assert part.words() == ""


def test_a_cancelled_training_starts_no_suggesting(run: ChildRun, qtbot: Any, tmp_path: Path) -> None:
    trace = tmp_path / "suggested"
    run.start([("training", child(_WAITING)), ("suggesting", child(f"open({str(trace)!r}, 'w')"))])
    qtbot.waitUntil(lambda: run.step == 30, timeout=20_000)
    with qtbot.waitSignal(run.cancelled, timeout=20_000):
        run.cancel()
    QTest.qWait(50)
    assert not trace.exists()


def test_a_child_that_writes_nothing_is_ended_without_being_asked(qapp: Any, home: Settings, qtbot: Any) -> None:
    """One that imports spaCy hears nothing for seconds; this one never does."""
    deaf = child('import time; print(\'{"event": "progress", "step": 1}\', flush=True); time.sleep(600)')
    run = ChildRun(home, killable=True)
    run.start([("evaluating", deaf)])
    qtbot.waitUntil(lambda: run.step == 1, timeout=20_000)
    with qtbot.waitSignal(run.cancelled, timeout=5_000):
        run.cancel()
    assert not run.running
    run.start([("comparing", deaf)])
    qtbot.waitUntil(lambda: run.step == 1, timeout=20_000)
    process = run.findChild(QProcess)
    assert isinstance(process, QProcess)
    run.stop_now()
    assert not run.running
    assert process.exitStatus() is QProcess.ExitStatus.CrashExit


def test_what_the_child_says_went_wrong_is_said(run: ChildRun, qtbot: Any) -> None:
    error = {"event": "error", "what": "No article is marked", "way_out": "Mark some."}
    with qtbot.waitSignal(run.failed, timeout=20_000) as told:
        run.start([("training", says(error, code=1))])
    assert (told.args[0].what, told.args[0].way_out) == ("No article is marked", "Mark some.")


def test_a_child_that_crashes_is_said_with_its_last_line(run: ChildRun, qtbot: Any) -> None:
    with qtbot.waitSignal(run.failed, timeout=20_000) as told:
        run.start([("training", child("raise ValueError('the reason')"))])
    assert isinstance(told.args[0], SpanloopError)
    assert told.args[0].where == "ValueError: the reason"
    assert "The version before stays" in told.args[0].way_out


def test_a_program_that_is_not_there_is_said(run: ChildRun, qtbot: Any, tmp_path: Path) -> None:
    with qtbot.waitSignal(run.failed, timeout=20_000):
        run.start([("training", [str(tmp_path / "nothing")])])
    assert not run.running


def test_a_deaf_child_is_killed(run: ChildRun, qtbot: Any) -> None:
    run._killer.setInterval(50)
    begun = json.dumps({"event": "progress", "step": 1, "max_steps": 2})
    deaf = f"import time; print({begun!r}, flush=True); time.sleep(60)"
    run.start([("training", child(deaf))])
    qtbot.waitUntil(lambda: run.step == 1, timeout=20_000)
    with qtbot.waitSignal(run.cancelled, timeout=20_000):
        run.cancel()


def test_a_printed_document_is_handed_on(run: ChildRun, qtbot: Any) -> None:
    with qtbot.waitSignal(run.done, timeout=20_000) as told:
        run.start([("exporting", child('print(\'{\\n "dest": "x",\\n "docs": {}}\')'))])
    assert told.args == [[{"dest": "x", "docs": {}}]]


def test_what_a_child_tells_keeps_its_order(run: ChildRun, qtbot: Any) -> None:
    """Qt's own maps are sorted by key: splits have to come as train, dev, test."""
    with qtbot.waitSignal(run.done, timeout=20_000) as told:
        run.start([("exporting", says({"event": "done", "docs": {"train": 7, "dev": 2, "test": 1}}))])
    assert list(told.args[0][0]["docs"]) == ["train", "dev", "test"]


def test_the_export_command_names_the_project(tmp_path: Path) -> None:
    command = export_command(tmp_path / "a.spanloop", dest=tmp_path / "out", file_format="brat", author="Noor")
    named = [str(tmp_path / "a.spanloop"), str(tmp_path / "out"), "--format", "brat"]
    assert command[-9:] == [*named, "--progress", "jsonl", "--watch-input", "--author", "Noor"]


def marks_a_place(person: Person) -> None:
    """Something to learn from: without any mark no training begins."""
    person.stands_on("Residents")
    person.press("g")


@pytest.fixture
def slow_training(monkeypatch: pytest.MonkeyPatch) -> None:
    """The window's children wait until they are told to stop."""
    monkeypatch.setattr(loop_module, "train_command", lambda path, *, author, max_steps: child(_WAITING))
    monkeypatch.setattr(loop_module, "suggest_command", lambda path, *, author: says({"event": "done"}))


def test_the_button_trains_and_cancel_leaves_everything(person: Person, slow_training: None, qtbot: Any) -> None:
    window = person.window
    assert window.training_part.button.text() == "Train"
    assert not window.training_part.button.isEnabled()
    assert "Nothing is marked yet" in window.training_part.button.toolTip()
    marks_a_place(person)
    person.clicks(window.training_part.button)
    assert person.canvas.hasFocus()
    qtbot.waitUntil(lambda: window.training.step == 30, timeout=20_000)
    person.stands_on("Qasra")
    person.press("g")
    assert person.mentions() == {("GPE", "Residents"), ("GPE", "Qasra")}
    assert "About 3 min left" in window.status.parts()
    with qtbot.waitSignal(window.training.cancelled, timeout=20_000):
        person.clicks(window.training_part.cancel)
    assert window.status.saved_text() == "Training cancelled; there is no version before it"
    assert not person.sees_dialog("errorSheet")


def test_closing_while_training_asks(person: Person, slow_training: None, qtbot: Any) -> None:
    window = person.window
    marks_a_place(person)
    person.press("Ctrl+R")
    qtbot.waitUntil(lambda: window.training.step == 30, timeout=20_000)
    window.close()
    question = person.dialog("question")
    assert window.isVisible()
    person.clicks(question.stay_button)
    assert window.isVisible()
    assert window.training.running
    give_keyboard(window)
    window.close()
    person.clicks(person.dialog("question").act_button)
    assert not window.isVisible()
    assert not window.training.running
    assert window.projects.session is None


def test_after_training_the_suggestions_are_there(
    person: Person, monkeypatch: pytest.MonkeyPatch, project_file: Path, qtbot: Any
) -> None:
    monkeypatch.setattr(loop_module, "train_command", lambda path, *, author, max_steps: says({"event": "done"}))
    done = {"event": "done", "extractor": "Extractor v1", "articles": 1, "suggestions": 2}
    monkeypatch.setattr(loop_module, "suggest_command", lambda path, *, author: says(done))
    suggest(project_file, ("ARM", "9th Division"), ("STRIKE", "shelled"))
    marks_a_place(person)
    person.window.commands.run("train.start")
    with qtbot.waitSignal(person.window.training.done, timeout=20_000):
        pass
    assert person.window.training_part.name.text() == "Extractor v1"
    assert person.window.status.parts()[1] == "2 suggestions left"
    row = person.window.page.queue.model.row_of(person.desk.article.uid)
    assert row is not None
    assert row.suggestions == 2
    assert person.window.status.saved_text() == "Extractor v1: 2 suggestions in 1 article"
