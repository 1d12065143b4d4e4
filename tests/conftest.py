"""What every test stands on: no real user folders, no screen, and silence as the standard.

A test fails on a warning, on a Qt message, on a log record of level WARNING or above, and on what it leaves running:
threads, timers, processes and top-level windows.
"""

from __future__ import annotations

import atexit
import gc
import logging
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_HOME = Path(tempfile.mkdtemp(prefix="spanloop-home-"))
atexit.register(shutil.rmtree, _HOME, ignore_errors=True)


def _leave_the_user_alone() -> None:
    """Point every folder that belongs to a person at an empty one, for this process and for those it starts."""
    folders = {
        "HOME": "",
        "USERPROFILE": "",
        "XDG_CONFIG_HOME": ".config",
        "XDG_DATA_HOME": ".local/share",
        "XDG_STATE_HOME": ".local/state",
        "XDG_CACHE_HOME": ".cache",
        "APPDATA": "AppData/Roaming",
        "LOCALAPPDATA": "AppData/Local",
        "WIN_PD_OVERRIDE_APPDATA": "AppData/Roaming",
        "WIN_PD_OVERRIDE_LOCAL_APPDATA": "AppData/Local",
        "WIN_PD_OVERRIDE_PERSONAL": "Documents",
    }
    for name, below in folders.items():
        folder = _HOME / below
        folder.mkdir(parents=True, exist_ok=True)
        os.environ[name] = str(folder)


_leave_the_user_alone()
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.fonts.warning=false")
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, "1")  # as the app has it; two workers with two threads each wait for each other
for _name in ("COLUMNS", "FORCE_COLOR", "NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE"):
    os.environ.pop(_name, None)  # what a terminal wishes must not change what a test reads

import pytest  # noqa: E402
from hypothesis import HealthCheck, settings  # noqa: E402

from tests.elsewhere import Elsewhere  # noqa: E402

settings.register_profile("ci", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("explore", deadline=None, max_examples=1000)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))

REPO = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def repo() -> Path:
    """The root of the checkout."""
    return REPO


@pytest.fixture(scope="session")
def shared_dir() -> Path:
    """The folder of shared corpora, which are too large or not ours to keep here; skips where it is absent.

    It is the one that SPANLOOP_SHARED names, else `shared` beside the checkout.
    """
    folder = Path(os.environ.get("SPANLOOP_SHARED") or REPO.parent / "shared")
    if not folder.is_dir():
        pytest.skip(f"no shared data at {folder}: set SPANLOOP_SHARED to the folder that holds it")
    return folder


@pytest.fixture(scope="session")
def elsewhere() -> Iterator[Elsewhere]:
    """Other processes that open projects."""
    other = Elsewhere()
    yield other
    other.close()


@pytest.fixture(scope="session")
def qapp_cls() -> Any:
    """The application object of the program, for every test that has one."""
    from spanloop.gui.program.application import Application

    return Application


class _LoudRecords(logging.Handler):
    """Collects what was logged at WARNING or above."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(f"{record.name}: {record.getMessage()}")


@pytest.fixture(autouse=True)
def _nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test that leaves a thread, timer, process or window, or logs a warning without asking for `caplog`."""
    threads = set(threading.enumerate())
    handler = _LoudRecords()
    logging.getLogger().addHandler(handler)
    windows = {id_ for id_, _ in _top_level_windows()}
    yield
    logging.getLogger().removeHandler(handler)
    left = _left_threads(threads)
    if "qapp" in request.fixturenames:
        left += _left_in_qt(windows)
    if handler.lines and "caplog" not in request.fixturenames:
        left += [f"log record {line}" for line in handler.lines]
    if left:
        pytest.fail("left behind: " + "; ".join(left), pytrace=False)


def _left_threads(before: set[threading.Thread]) -> list[str]:
    """Names of threads that are still running, after giving them two seconds to end."""
    until = time.monotonic() + 2
    while True:
        left = [thread for thread in threading.enumerate() if thread not in before and thread.is_alive()]
        if not left or time.monotonic() > until:
            return [f"thread {thread.name}" for thread in left]
        left[0].join(0.05)


def _application() -> Any:
    """The running QApplication, or None; imports no Qt for tests that do not."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    return widgets.QApplication.instance() if widgets else None


def _top_level_windows() -> list[tuple[int, Any]]:
    if _application() is None:
        return []
    import shiboken6
    from PySide6.QtWidgets import QApplication

    return [(shiboken6.getCppPointer(widget)[0], widget) for widget in QApplication.topLevelWidgets()]


def _left_in_qt(windows_before: set[int]) -> list[str]:
    """Windows, active timers, running threads and processes of Qt that outlived their test."""
    import shiboken6
    from PySide6.QtCore import QEvent, QObject, QProcess, QThread, QTimer
    from PySide6.QtWidgets import QApplication

    timers: list[QTimer] = []

    def look() -> list[str]:
        timers.clear()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        found = [
            f"window {type(widget).__name__} {widget.objectName() or widget.windowTitle()}".rstrip()
            for id_, widget in _top_level_windows()
            if id_ not in windows_before
        ]
        # Those of which Python knows and whose C++ half lives. To ask the collector for the same walks through all that
        # any module ever imported, which costs as much as many a test does.
        for thing in shiboken6.getAllValidWrappers():
            if not isinstance(thing, QObject):
                continue
            try:
                if isinstance(thing, QTimer) and thing.isActive():
                    timers.append(thing)
                    found.append(f"timer {thing.objectName() or 'of ' + type(thing.parent()).__name__}")
                elif isinstance(thing, QThread) and thing.isRunning() and thing != QThread.currentThread():
                    found.append(f"Qt thread {type(thing).__name__}")
                elif isinstance(thing, QProcess) and thing.state() != QProcess.ProcessState.NotRunning:
                    found.append(f"process {thing.program()}")
            except RuntimeError:
                continue  # its C++ half is gone already, which is what we want
        return found

    found = look()
    if found:
        gc.collect()  # a cycle is not a leak
        found = look()
    for timer in timers:
        timer.stop()  # so that only the test that left it is blamed
    return found
