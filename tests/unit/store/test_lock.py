"""One window at a time."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.store.lock import WindowLock

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


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SpanloopError):
        WindowLock(tmp_path / "none" / "x.spanloop").acquire()
