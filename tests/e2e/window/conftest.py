"""A window of a fresh installation, closed at the end whatever happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from tests.e2e.window.desk import Desk

OpenDesk = Callable[..., Desk]


@pytest.fixture
def open_desk(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[OpenDesk]:
    """Starts the program; every window is closed at the end."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("SPANLOOP_HOME", str(home))
    opened: list[Desk] = []

    def start(project: Path | None = None) -> Desk:
        opened.append(Desk(home, project))
        return opened[-1]

    yield start
    while (sheet := QApplication.activeModalWidget()) is not None:
        sheet.close()
        QApplication.processEvents()
    for widget in QApplication.topLevelWidgets():
        if widget.metaObject().className() == "Window":
            widget.close()
            widget.deleteLater()
    QApplication.sendPostedEvents()
    QApplication.processEvents()


@pytest.fixture
def desk(open_desk: OpenDesk) -> Desk:
    """Noor's first start: she says who she is, and the sample is there."""
    started = open_desk()
    started.introduce("Noor")
    return started
