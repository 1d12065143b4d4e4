"""The command that refreshes, and the process that does so for a window, as they are called."""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from spanloop.cli import live_commands
from spanloop.cli.main import run
from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.operations import live, projects
from spanloop.operations.live import LiveReport
from spanloop.settings import Settings

MADE = LiveReport("Extractor v1", 23, refreshes=2, suggestions=7, read=("a", "b"), score=0.7, before=0.69)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "p.spanloop"
    projects.create_project(place).close()
    return place


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What a refresh was asked for; nothing is learned."""
    calls: list[dict[str, Any]] = []

    def refresh(project: Any, **how: Any) -> LiveReport:
        calls.append(how)
        return MADE

    monkeypatch.setattr(live, "refresh", refresh)
    return calls


@pytest.fixture(autouse=True)
def priority(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """That of the tests stays as it is; one entry each time that it would have been lowered."""
    lowered: list[str] = []
    monkeypatch.setattr(live_commands, "step_back", lambda: lowered.append("low"))
    return lowered


def _run(tmp_path: Path, *words: object) -> int:
    settings = Settings(path=tmp_path / "settings.json", data_dir=tmp_path, author_name="Noor")
    return run([str(word) for word in words], settings, open_window=lambda _: 0)


def test_the_command_says_what_was_done(
    tmp_path: Path, path: Path, asked: list[dict[str, Any]], priority: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run(tmp_path, "refresh", path, "--next", "5") == 0
    assert capsys.readouterr().out == ("Extractor v1 learned from 23 articles and made 7 suggestions in 2 articles.\n")
    assert (asked[0]["articles"], asked[0]["limit"], asked[0]["author"].name) == (None, 5, "Noor")
    assert _run(tmp_path, "refresh", path, "--articles", "a", "--articles", "b", "--json") == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["suggestions"], told["read"], told["kept"]) == (7, ["a", "b"], True)
    assert (asked[1]["articles"], asked[1]["limit"]) == (["a", "b"], 2)
    assert not priority  # whoever types it waits for it


def test_what_a_person_has_to_know_of_a_refresh() -> None:
    worse = LiveReport("Extractor v1", 23, kept=False, dropped="it scored 0.50, and 0.80 before")
    assert live_commands.told(worse) == ["Extractor v1 stays as it was: it scored 0.50, and 0.80 before."]
    unsure = LiveReport("Extractor v1", 1, unproven=True, waiting=("MEET",))
    assert live_commands.told(unsure)[1:] == [
        "Whether it is better is not known: no article is kept for development yet.",
        "MEET will be learned by the next training from scratch.",
    ]


def test_without_a_version_the_command_says_why(tmp_path: Path, path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run(tmp_path, "refresh", path) == 1
    assert "No version suggests yet" in capsys.readouterr().err


@pytest.fixture
def told_to(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[bytes], None]]:
    """Writes to the standard input of the process; b"" ends it."""
    read, write = os.pipe()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(fileno=lambda: read))
    monkeypatch.setattr(live.HeldPipeline, "get_ready", lambda _: None)
    monkeypatch.setattr(live_commands.threading, "Timer", lambda *_: SimpleNamespace(start=lambda: None))
    held = [write]

    def tell(line: bytes) -> None:
        if line:
            os.write(write, line)
        else:
            os.close(held.pop())

    yield tell
    for handle in held:
        os.close(handle)
    # While Timer is still the one above: the reader's own would end these tests some seconds later.
    for thread in threading.enumerate():
        if thread.name == "watch-input":
            thread.join(60)
    os.close(read)


def _lines(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_the_process_does_one_job_after_the_other_and_ends_with_its_input(
    tmp_path: Path,
    path: Path,
    asked: list[dict[str, Any]],
    priority: list[str],
    told_to: Callable[[bytes], None],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    outcomes: list[Exception | None] = [
        None, SpanloopError("No", where="here", way_out="Go"), CancelledError("Stop"), OSError(28, "No space left")
    ]  # fmt: skip

    def refresh(project: Any, **how: Any) -> LiveReport:
        asked.append(how)
        outcome = outcomes[len(asked) - 1]
        if len(asked) == len(outcomes):
            told_to(b"")
        if outcome is not None:
            raise outcome
        return MADE

    monkeypatch.setattr(live, "refresh", refresh)
    told_to(b"no json\n[1]\n" + b'{"do": "refresh", "articles": ["a"]}\n' * len(outcomes))
    assert _run(tmp_path, "refresh-worker", path, "--author", "Noor") == 0
    lines = _lines(capsys)
    assert [line["event"] for line in lines] == ["ready", "done", "error", "cancelled", "error"]
    assert (lines[2]["what"], lines[2]["where"], lines[2]["way_out"], lines[2]["kind"]) == (
        "No", "here", "Go", "SpanloopError",
    )  # fmt: skip
    assert "No space left" in lines[4]["what"]
    assert [how["articles"] for how in asked] == [["a"]] * len(outcomes)
    assert len({id(how["held"]) for how in asked}) == 1
    assert priority == ["low"]


def test_the_process_asks_before_it_writes(
    tmp_path: Path,
    path: Path,
    told_to: Callable[[bytes], None],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    left: list[Any] = []

    def refresh(project: Any, **how: Any) -> LiveReport:
        assert not how["cancelled"]()
        told_to(b'{"leave": ["a"]}\n')
        left.append(how["leave"]())
        told_to(b"")
        # The end of the input answers what is asked then, and stops the job.
        left.append(how["leave"]())
        assert how["cancelled"]()
        return MADE

    monkeypatch.setattr(live, "refresh", refresh)
    told_to(b'{"do": "refresh", "articles": ["a"]}\n')
    assert _run(tmp_path, "refresh-worker", path) == 0
    assert left == [["a"], []]
    assert [line["event"] for line in _lines(capsys)] == ["ready", "writing", "writing", "done"]


def test_with_nothing_to_do_it_ends_by_itself(
    tmp_path: Path,
    path: Path,
    told_to: Callable[[bytes], None],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(live_commands, "_IDLE_SECONDS", 0.01)
    assert _run(tmp_path, "refresh-worker", path) == 0
    assert [line["event"] for line in _lines(capsys)] == ["ready", "idle"]
    told_to(b"")
