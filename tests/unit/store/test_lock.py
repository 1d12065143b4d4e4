"""One window at a time."""

from __future__ import annotations

import platform
import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path

import pytest
from filelock import FileLock

from spanloop.core.errors import SpanloopError
from spanloop.store.lock import Holder, ProjectHeldError, WindowLock

CHILD = """
import sys, time
from spanloop.store.lock import WindowLock
with WindowLock(sys.argv[1], holder="Bob"):
    print("held", flush=True)
    time.sleep(60)
"""


def test_the_second_window_is_told_who_has_it(tmp_path: Path) -> None:
    path = tmp_path / "x.spanloop"
    with WindowLock(path, holder="Ann") as lock:
        assert lock.held
        with pytest.raises(SpanloopError, match=r"another window \(Ann on .*process \d+") as caught:
            WindowLock(path).acquire()
        assert str(path) in str(caught.value)
    assert not lock.held
    lock.release()
    with WindowLock(path):
        pass


def test_a_window_that_dies_lets_go(tmp_path: Path) -> None:
    path = tmp_path / "x.spanloop"
    child = subprocess.Popen([sys.executable, "-c", CHILD, str(path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    child.stdout.readline()
    with pytest.raises(SpanloopError, match=r"Bob on .*process " + str(child.pid)):
        WindowLock(path).acquire()
    child.send_signal(getattr(signal, "SIGKILL", signal.SIGTERM))
    child.wait()
    child.stdout.close()
    with WindowLock(path) as lock:
        assert lock.held


def test_a_damaged_note_does_not_matter(tmp_path: Path) -> None:
    path = tmp_path / "x.spanloop"
    with WindowLock(path):
        (tmp_path / ".x.spanloop.holder").write_text("[]")
        with pytest.raises(SpanloopError, match="does not say whose"):
            WindowLock(path).acquire()


def test_what_a_person_is_told(tmp_path: Path) -> None:
    at = datetime.fromisoformat("2025-03-03T12:00:00+01:00")
    today = Holder("Noor", "desk-3", 4711, "2025-03-03T08:20:00.000Z")
    assert today.words(at=at) == "Noor on desk-3, process 4711, since 09:20"
    assert Holder("Noor", "desk-3", 4711, "2025-03-01T08:20:00.000Z").words(at=at).endswith("since 2025-03-01 09:20")
    assert Holder("Noor", "desk-3", 4711, "?").words(at=at) == "Noor on desk-3, process 4711"
    path = tmp_path / "x.spanloop"
    assert ".x.spanloop.lock" in ProjectHeldError(path, today).way_out
    here = Holder("Noor", platform.node(), 4711, "2025-03-03T08:20:00.000Z")
    assert ProjectHeldError(path, here).way_out == "Close it there first, or open a copy."


def test_a_drive_without_locks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Some drives know no locks at all; a file stands for one then."""

    def refuse(_: FileLock) -> None:
        error = NotImplementedError("no flock here")
        raise error

    monkeypatch.setattr(FileLock, "_acquire", refuse)
    path = tmp_path / "x.spanloop"
    with WindowLock(path, holder="Ann"), pytest.raises(ProjectHeldError, match="Ann"):
        WindowLock(path).acquire()
    with WindowLock(path) as lock:
        assert lock.held


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SpanloopError):
        WindowLock(tmp_path / "none" / "x.spanloop").acquire()
