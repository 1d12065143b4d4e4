"""What nobody expected while a window is open: it stays open and tells once, and whoever else listens hears it too."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QFileOpenEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from spanloop.core.errors import SpanloopError
from spanloop.gui import run
from spanloop.gui.crash.watch import CrashWatch
from spanloop.gui.program.application import program_icon
from spanloop.operations.crash_reports import crash_files
from spanloop.settings import Settings
from tests.gui.shell.conftest import Person


class Watching(CrashWatch):
    """As while the program runs. heard: the kinds of what the tests' own ear heard behind it."""

    heard: list[type[BaseException]]


@pytest.fixture
def watch(home: Settings, qtbot: Any) -> Iterator[Watching]:
    """Somebody who listens; a test that leaves something unexpected in `heard` fails."""
    with qtbot.captureExceptions() as caught:
        watching = Watching(home)
        watching.begin()
        watching.heard = []
        yield watching
        watching.end()
        watching.deleteLater()
    assert [kind for kind, *_ in caught] == watching.heard


def breaks() -> None:
    raise LookupError("shelled " * 2)


def log_of(home: Settings) -> str:
    return (home.log_dir / "spanloop.log").read_text(encoding="utf-8")


def test_the_window_stays_open_and_tells_once(person: Person, watch: Watching, home: Settings, qtbot: Any) -> None:
    watch.follow(person.window)
    person.stands_on("Army")
    person.press("p")
    person.window.commands.bind("mark.next", breaks)
    watch.heard = [LookupError] * 10
    # From the event loop, as in the program: a key that a test presses hands what breaks back to the test.
    for _ in range(10):
        QTimer.singleShot(0, lambda: person.window.commands.run("mark.next"))
    qtbot.waitUntil(lambda: person.sees_dialog("crash"))
    QTest.qWait(20)
    sheet = person.dialog("crash")
    (report,) = crash_files(home.log_dir)
    assert "LookupError in spanloop/gui/commands.py, line" in sheet.what.text()
    assert f"A report is in {report}; nothing was sent." in sheet.where.text()
    person.clicks(sheet.copy_button)
    assert "in breaks" in QGuiApplication.clipboard().text()
    person.press("Esc")
    QApplication.processEvents()
    assert not person.sees_dialog("crash")
    person.stands_on("shells")
    person.press("w")
    assert person.mentions() == {("PER", "Army"), ("WPN", "shells")}
    watch.reports.finish()
    text = report.read_text(encoding="utf-8")
    assert "Happened 10 times" in text
    assert "s before: mark.next" in text
    assert "s before: label\n" in text  # and not which one
    assert "Artillery" not in text + log_of(home)
    assert f"project {person.project.uid} is open" in log_of(home)


def test_threads_clearing_away_and_words_for_people(
    person: Person, watch: Watching, home: Settings, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Bad:
        def __del__(self) -> None:
            breaks()

    def refuses() -> None:
        raise SpanloopError("The mark is gone", way_out="Mark it again.")

    watch.follow(person.window)
    heard: list[Any] = []
    monkeypatch.setattr(watch, "_hooks", (watch._hooks[0], heard.append, heard.append))
    watch.heard = [ValueError, ValueError, SpanloopError]
    Bad()  # written down; nothing that the person asked for was stopped
    QApplication.processEvents()
    assert not person.sees_dialog("crash")
    (report,) = crash_files(home.log_dir)
    assert "clearing away" in report.read_text(encoding="utf-8")
    thread = threading.Thread(target=breaks)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: person.sees_dialog("crash"))
    sheet = person.dialog("crash")
    QTimer.singleShot(0, lambda: int("x"))  # another one while the sheet stands
    qtbot.waitUntil(lambda: "2 errors so far" in sheet.what.text())
    assert f"The reports are in {home.log_dir}" in sheet.where.text()
    assert [told.exc_type for told in heard] == [LookupError] * 2
    sheet.deleteLater()  # as a sheet does that closes behind it
    qtbot.waitUntil(lambda: not person.sees_dialog("crash"))
    QTimer.singleShot(0, lambda: int("y"))
    qtbot.waitUntil(lambda: person.sees_dialog("crash"))
    person.dialog("crash").close()
    QTimer.singleShot(0, refuses)
    qtbot.waitUntil(lambda: person.sees_dialog("errorSheet"))
    assert len(crash_files(home.log_dir)) == 4
    person.dialog("errorSheet").close()


def test_a_hard_end_is_told_at_the_next_start(make_window: Callable[..., Person], home: Settings) -> None:
    home.log_dir.mkdir()
    code = (
        "from PySide6.QtCore import qFatal\n"
        "from spanloop.gui.crash.watch import CrashWatch\n"
        "from spanloop.settings import load_settings\n"
        "watch = CrashWatch(load_settings()); watch.begin(); qFatal('it broke')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], env=_as(home), capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "[A qFatal() call was made" in done.stderr  # the terminal still has Qt's words
    watch = CrashWatch(home)
    watch.begin()
    person = make_window()
    watch.follow(person.window)
    sheet = person.dialog("hardEnd")
    (report,) = crash_files(home.log_dir)
    assert str(report) in sheet.where.text()
    person.clicks(sheet.copy_button)
    copied = QGuiApplication.clipboard().text()
    assert "Fatal Python error: Aborted" in copied
    assert "Qt: [A qFatal() call was made" in copied
    person.press("Esc")
    assert not person.sees_dialog("hardEnd")
    watch.end()
    watch.deleteLater()
    assert not list(home.log_dir.glob("running-*"))


def _as(home: Settings) -> dict[str, str]:
    return {**os.environ, "SPANLOOP_HOME": str(home.data_dir)}


def test_a_window_that_cannot_be_made_is_said_and_ends_the_program(
    qapp: QApplication, home: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def cannot(*_: object) -> None:
        raise LookupError("no window")

    seen: list[str] = []

    def close() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        seen.append(box.text())
        box.reject()

    monkeypatch.setattr(run, "open_window", cannot)
    QTimer.singleShot(50, close)
    assert run.run_window(home, None) == 1
    (report,) = crash_files(home.log_dir)
    assert str(report) in seen[0]
    assert capsys.readouterr().err == f"{seen[0]}\n"


# what the system asks for ---------------------------------------------------------------------------------------------


def test_a_file_that_macos_asks_for_is_opened(
    qapp: QApplication, home: Settings, project_file: Path, qtbot: Any
) -> None:
    window = run.open_window(home, None)
    qtbot.waitExposed(window)
    QApplication.sendEvent(qapp, QFileOpenEvent(QUrl.fromLocalFile(str(project_file))))
    session = window.projects.session
    assert session is not None
    assert session.project.path == project_file
    window.close()
    window.deleteLater()
    QTest.qWait(1)


def test_the_window_has_the_icon_of_the_program(qapp: QApplication) -> None:
    icon = program_icon()
    assert {size.width() for size in icon.availableSizes()} >= {16, 32, 256}
    assert icon.pixmap(64).toImage().pixelColor(32, 8).name() == "#2158c7"


def test_a_project_in_the_folder_of_the_program_is_warned_of(
    make_window: Callable[..., Person], project_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", str(project_file.with_name("spanloop")))
    person = make_window()
    said: list[str] = []
    person.window.projects.warned.connect(said.append)
    person.window.ways_in.begin(project_file)
    assert [text for text in said if "move it" in text and str(project_file) in text] == said
    assert len(said) == 1
    person.dialog("report").close()


def test_who_are_you_says_what_follows(make_window: Callable[..., Person], home: Settings, project_file: Path) -> None:
    home.author_name = ""
    person = make_window()
    person.window.ways_in.begin(project_file)
    sheet = person.dialog("whoAreYou")
    assert sheet.done_button.text() == "Open the project"
    sheet.close()
    person.window.commands.run("project.sample")
    sheet = person.dialog("whoAreYou")
    assert sheet.done_button.text() == "Open the sample"
    sheet.close()
