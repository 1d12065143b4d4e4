"""Words and copies come in from a child while somebody works."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from spanloop.core.article import Article
from spanloop.core.ids import new_uid
from spanloop.operations import pasting, preparing, projects
from spanloop.settings import Settings
from tests.gui.shell.conftest import Person

# The plain rules and spaCy's tokenizer do not agree on "U.N.-backed" and "8pm".
LONG = "Truce talks\n\nThe U.N.-backed envoy left at 8pm on Sunday.\n\n" + "".join(
    f"Paragraph {number} says that nothing was seen on the road to Qasra that night, nor on the day after.\n\n"
    for number in range(60)
)
COPY = LONG.replace("Truce talks", "Talks on a truce").replace("Paragraph 7 says that", "")


@pytest.fixture
def long_project(tmp_path: Path) -> Path:
    path = tmp_path / "talks.spanloop"
    with projects.create_project(path) as project:
        noor = projects.sign_in(project, name="Noor")
        with project.act(noor, "import") as act:
            for text, source in ((LONG, "Meridian Wire"), (COPY, "Levant Daily")):
                act.add_article(Article(new_uid(), text, title=text.split("\n")[0], source=source, language="en"))
    return path


@pytest.fixture
def noor(make_window: Callable[..., Person], home: Settings, long_project: Path) -> Iterator[Person]:
    """Somebody whose window prepares by itself."""
    someone = make_window(replace(home, prepare=True))
    someone.window.ways_in.begin(long_project)
    yield someone
    someone.window.preparing.stop_now()


def words_of(person: Person) -> set[str]:
    text = person.desk.article.text
    return {text[start:end] for start, end in person.desk.article.words or ()}


def test_words_come_in_while_somebody_reads_and_nothing_jumps(noor: Person, qtbot: Any) -> None:
    canvas = noor.canvas
    assert noor.desk.article.words is None
    noor.stands_on("U.N.")
    noor.press("Right")
    assert noor.covered() == "backed"
    bar = canvas.verticalScrollBar()
    bar.setValue(240)
    top = bar.value()
    assert top

    qtbot.waitUntil(lambda: noor.desk.article.words is not None, timeout=60_000)
    qtbot.waitUntil(lambda: not noor.window.preparing.run.running, timeout=60_000)
    assert {"U.N.-backed", "pm"} <= words_of(noor)
    assert noor.covered() == "U.N.-backed"
    assert bar.value() == top
    noor.press("Right", "Right")
    assert noor.covered() == "left"
    qtbot.waitUntil(lambda: not noor.window.preparing.waiting, timeout=20_000)
    assert not preparing.due(noor.project)

    # Copies show in the queue, and what comes in later is prepared too.
    assert [row.copies for row in noor.window.page.queue.model.rows] == [2, 2]
    assert not noor.window.preparing.waiting
    changes, _ = pasting.paste_article(noor.project, author=noor.desk.marks.author, text="Envoy flies home")
    session = noor.window.projects.session
    assert session is not None
    session.take(changes)
    assert noor.window.preparing.waiting
    assert noor.project.undo_label(noor.desk.marks.author) == "paste article"


def test_a_word_is_taken_whole_and_letters_with_alt(noor: Person, qtbot: Any) -> None:
    noor.window.preparing.stop_now()
    preparing.prepare(noor.project)
    session = noor.window.projects.session
    assert session is not None
    session.reload()
    canvas = noor.canvas
    text = noor.desk.article.text
    start = text.index("backed")
    canvas.go_to_offset(start)
    assert noor.covered() == "U.N.-backed"
    first, last = (canvas.rect_of(offset).center().toPoint() for offset in (start + 1, start + 4))
    drag(canvas.viewport(), first, last, Qt.KeyboardModifier.NoModifier)
    assert noor.covered() == "U.N.-backed"
    drag(canvas.viewport(), first, last, Qt.KeyboardModifier.AltModifier)
    assert "U.N.-backed".find(noor.covered()) > 0

    noor.press("a")
    assert [problem.code for problem in noor.desk.problems] == ["off_words"]
    assert "U.N.-backed" in noor.desk.problems[0].message
    noor.press("F9")
    assert noor.mentions() == {("ARM", "U.N.-backed")}
    assert not noor.desk.problems
    assert noor.covered() == "U.N.-backed"
    noor.press("Ctrl+Z")
    assert [problem.code for problem in noor.desk.problems] == ["off_words"]


def test_a_window_that_closes_takes_the_child_along(noor: Person, qtbot: Any) -> None:
    run = noor.window.preparing.run
    qtbot.waitUntil(lambda: run.running, timeout=20_000)
    noor.window.close()
    assert not run.running


def test_nothing_runs_where_everything_is_prepared(
    make_window: Callable[..., Person], home: Settings, long_project: Path, qtbot: Any
) -> None:
    with projects.open_project(long_project) as project:
        preparing.prepare(project)
    person = make_window(replace(home, prepare=True))
    started: list[bool] = []
    person.window.preparing.run.changed.connect(lambda: started.append(True))
    person.window.ways_in.begin(long_project)
    qtbot.waitUntil(lambda: not person.window.preparing.waiting, timeout=20_000)
    assert not started


def test_a_child_that_fails_is_said_once_in_the_status_line(
    make_window: Callable[..., Person], home: Settings, long_project: Path, qtbot: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = json.dumps({"event": "error", "what": "spaCy is not here", "where": "", "way_out": "Install it again."})
    fails = [sys.executable, "-c", f"import sys; print({said!r}); sys.exit(1)"]
    monkeypatch.setattr("spanloop.gui.preparing.prepare_command", lambda path: fails)
    person = make_window(replace(home, prepare=True))
    window = person.window
    told: list[str] = []
    window.preparing.failed.connect(lambda error: told.append(error.what))
    window.ways_in.begin(long_project)
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)
    assert window.status.saved_text() == "Words not found: spaCy is not here"
    assert not person.sees_dialog("errorSheet")

    # What comes in next is tried, and fails for the same reason: nobody is told twice.
    qtbot.waitUntil(lambda: not window.preparing.waiting, timeout=20_000)
    person.stands_on("Truce")
    person.press("e", "Esc")
    assert window.status.saved_text().startswith("Saved")
    changes, _ = pasting.paste_article(person.project, author=person.desk.marks.author, text="Envoy flies home")
    session = window.projects.session
    assert session is not None
    session.take(changes)
    with qtbot.waitSignal(window.preparing.run.failed, timeout=20_000):
        pass
    assert told == ["Words not found: spaCy is not here"]
    assert window.status.saved_text().startswith("Saved")


def drag(widget: Any, start: QPoint, end: QPoint, keys: Qt.KeyboardModifier) -> None:
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, keys, start)
    for step in range(1, 6):
        QTest.mouseMove(widget, start + (end - start) * step / 5)
        QTest.qWait(5)
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, keys, end)
