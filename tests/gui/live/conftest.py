"""A project with a version, and a process that says what a refresh says without learning anything."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from spanloop.gui.live import worker as worker_module
from spanloop.settings import Settings
from tests.gui.shell.conftest import Person, make_window, person
from tests.gui.shell.conftest import home as quiet_home
from tests.gui.train.conftest import History, bare_file, history, project_file

__all__ = ["bare_file", "history", "make_window", "person", "project_file", "quiet_home"]

#: Speaks as the real one does. log: a line for each job and each answer. Waits before it ends where a file says so.
_WORKER = """
import json, os, pathlib, sys, time
log, hold, how = (pathlib.Path(part) for part in sys.argv[1:4])
def say(**told):
    print(json.dumps(told), flush=True)
def note(line):
    with log.open("a") as file:
        file.write(json.dumps(line) + "\\n")
say(event="ready")
for line in sys.stdin:
    if line.strip() == "cancel":
        say(event="cancelled", what="", where="", way_out="", kind="CancelledError")
        continue
    told = json.loads(line)
    note(told)
    if told.get("do") == "refresh":
        job = told["articles"]
        until = time.monotonic() + 20
        while hold.exists() and time.monotonic() < until:
            time.sleep(0.01)
        end = json.loads(how.read_text()) if how.exists() else {}
        if end.get("event") == "crash":
            sys.stderr.write("Segmentation fault\\n")
            os._exit(3)
        if end.get("event") == "error":
            say(**end)
        else:
            say(event="progress", step=30, max_steps=60)
            say(event="writing")
    else:
        say(**{"event": "done", "extractor": "Extractor v2", "articles": 23, "kept": True, "dropped": "",
               "unproven": False, "refreshes": 1, "suggestions": 4, "read": job, "left": [], "waiting": [],
               "score": 0.7, "before": 0.7, **(json.loads(how.read_text()) if how.exists() else {})})
"""


@dataclass
class Worker:
    """What the window asked of its process, and how that is to answer."""

    log: Path
    hold: Path
    how: Path

    def jobs(self) -> list[list[str]]:
        """The articles of each job."""
        return [line["articles"] for line in self._lines() if line.get("do") == "refresh"]

    def answers(self) -> list[list[str]]:
        """The articles in which nothing was to change, of each answer."""
        return [line["leave"] for line in self._lines() if "leave" in line]

    def ends(self, **how: Any) -> None:
        """How refreshes end from now on."""
        self.how.write_text(json.dumps(how), encoding="utf-8")

    def _lines(self) -> list[dict[str, Any]]:
        if not self.log.exists():
            return []
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines()]


@pytest.fixture
def home(quiet_home: Settings) -> Settings:
    """Where suggestions are refreshed."""
    quiet_home.live = True
    return quiet_home


@pytest.fixture
def worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Worker:
    """Put a process that learns nothing in the place of the real one."""
    found = Worker(tmp_path / "jobs.log", tmp_path / "hold", tmp_path / "how.json")
    command = [sys.executable, "-c", _WORKER, str(found.log), str(found.hold), str(found.how)]
    monkeypatch.setattr(worker_module, "refresh_worker_command", lambda path, *, author: command)
    monkeypatch.setattr("spanloop.gui.live.desk.on_battery", lambda: False)
    return found


@pytest.fixture
def someone(make_window: Callable[..., Person], history: History, worker: Worker) -> Person:
    """Somebody at the first of three articles of a project with a version. The process is not started yet."""
    history.add(1, f1={"mentions": 0.71, "triggers": 0.52})
    someone = make_window()
    someone.window.projects.open(history.path)
    assert not worker.jobs()
    return someone
