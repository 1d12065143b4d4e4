"""What a long command tells, and how it hears that it is to stop."""

from __future__ import annotations

import io
import json
import os
import re
import signal
import sys
import time
from types import SimpleNamespace
from typing import Any

import pytest
from rich.console import Console

from spanloop.cli import reporting
from spanloop.cli.reporting import ProgressStyle, Report, StopSign


@pytest.fixture(autouse=True)
def _handlers() -> Any:
    """Signals as they were before."""
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_ten_lines_a_second_and_all_that_is_notable(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred steps of ten milliseconds, scored every twenty-five."""
    now = 0.0
    monkeypatch.setattr(reporting, "time", SimpleNamespace(monotonic=lambda: now))
    report = Report(as_lines=True, on_step=lambda at, total: None)
    made: list[int] = []

    def details(step: int) -> dict[str, Any]:
        made.append(step)
        return {"step": step}

    for step in range(101):
        report.step(step, 100, lambda step=step: details(step), notable=step % 25 == 0)
        now += 0.01
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [line["step"] for line in lines] == made
    assert {0, 25, 50, 75, 100} <= set(made)
    assert 10 <= len(made) <= 15
    report.step(100, 100, {"step": "last"})
    assert json.loads(capsys.readouterr().out) == {"event": "progress", "step": "last"}


@pytest.mark.parametrize(("said", "stops"), [(b"cancel\n", True), (b"x\ncan", False), (b"", True)])
def test_a_line_or_the_end_of_standard_input_stops(said: bytes, stops: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    read, write = os.pipe()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(fileno=lambda: read))
    sign = StopSign(watch_input=True)
    if said:
        os.write(write, said)
    else:
        os.close(write)
    until = time.monotonic() + (10 if stops else 0.2)
    while not sign.is_set() and time.monotonic() < until:
        time.sleep(0.01)
    assert sign.is_set() == stops
    if said == b"x\ncan":
        os.write(write, b"cel\n")  # in two pieces
        while not sign.is_set():
            time.sleep(0.01)
    if said:
        os.close(write)


def test_the_first_interruption_asks_and_the_second_insists() -> None:
    sign = StopSign(watch_input=False)
    signal.raise_signal(signal.SIGINT)
    assert sign.is_set()
    with pytest.raises(KeyboardInterrupt):
        signal.raise_signal(signal.SIGINT)


def test_a_termination_asks() -> None:
    sign = StopSign(watch_input=False)
    signal.raise_signal(signal.SIGTERM)
    assert sign.is_set()


def test_a_bar_says_nothing_that_it_does_not_know() -> None:
    err = Console(file=io.StringIO(), force_terminal=True, width=80)
    session: Any = SimpleNamespace(err=err)
    shown = reporting.reporting(session, ProgressStyle.auto, "Scoring")
    task = shown._bar.tasks

    def drawn() -> str:
        with err.capture() as caught:
            err.print(shown._bar.make_tasks_table(task))
        return caught.get()

    with shown as report:
        task = shown._bar.tasks
        assert "None" not in drawn()
        assert "left" not in drawn()
        for step in range(1, 4):
            report.step(step, 8, {}, notable=True)
            time.sleep(0.01)
        assert "3/8" in drawn()
        assert re.search(r"\d:\d\d:\d\d left", drawn())
