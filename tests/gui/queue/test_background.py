"""Reading beside the window: answers in order, none after it was dropped, and no fault lost in the thread."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.gui.queue.background import Background
from spanloop.operations.queueing import ProjectReader
from tests.gui.queue.conftest import ARTICLES
from tests.gui.queue.test_queue import Make


@pytest.fixture
def background(make: Make, qapp: Any) -> Iterator[Background]:
    made = Background(make(ARTICLES))
    yield made
    made.stop()


def test_answers_come_in_the_thread_of_the_window(background: Background, qtbot: Any) -> None:
    got: list[tuple[int, str]] = []

    def read(reader: ProjectReader) -> int:
        assert threading.current_thread() is not threading.main_thread()
        return len(reader.article_uids())

    background.ask("number", read, lambda number: got.append((number, threading.current_thread().name)))
    qtbot.waitUntil(lambda: not background.busy)
    assert got == [(5, threading.main_thread().name)]


def test_what_is_asked_anew_or_dropped_is_not_answered(background: Background, qtbot: Any) -> None:
    got: list[str] = []
    go = threading.Event()
    background.ask("wait", lambda _: go.wait(10), lambda _: got.append("waited"))
    for number in range(3):
        background.ask("one", lambda _, number=number: f"one {number}", got.append)
    background.ask("two", lambda _: "two", got.append)
    background.drop("two")
    go.set()
    qtbot.waitUntil(lambda: not background.busy)
    assert got == ["waited", "one 2"]


def test_a_long_reading_is_stopped(background: Background) -> None:
    began = threading.Event()

    def read(reader: ProjectReader) -> None:
        began.set()
        endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n"
        reader._connection.exec_driver_sql(endless)

    background.ask("endless", read, lambda _: None)
    assert began.wait(10)
    background.stop()
    assert not background.busy
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("queue")]


def test_refusals_are_told_and_faults_are_raised(background: Background, qtbot: Any) -> None:
    told: list[str] = []
    background.refused.connect(lambda error: told.append(error.what))

    def refuse(_: ProjectReader) -> None:
        raise SpanloopError("The disk is gone")

    def fail(_: ProjectReader) -> None:
        raise ZeroDivisionError

    background.ask("refuse", refuse, lambda _: None)
    qtbot.waitUntil(lambda: told == ["The disk is gone"])
    with qtbot.captureExceptions() as faults:
        background.ask("fail", fail, lambda _: None)
        qtbot.waitUntil(lambda: bool(faults))
    assert faults[0][0] is ZeroDivisionError
    assert not background.busy
