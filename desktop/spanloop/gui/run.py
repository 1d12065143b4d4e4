"""Starting the window."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from spanloop.settings import Settings

if TYPE_CHECKING:
    from spanloop.gui.window import Window

_NO_SCREEN = (
    "Spanloop cannot open its window: there is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set). "
    "Start it on a desktop, or use the commands: spanloop --help."
)


def has_screen() -> bool:
    """Whether Qt can be started: it ends the whole program where there is no screen, so it is looked at before."""
    if not sys.platform.startswith("linux"):
        return True
    return any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))


def run_window(settings: Settings, path: Path | None) -> int:
    """Open the window, on a project when one is named, and run until it is closed; returns the exit code."""
    if not has_screen():
        sys.stderr.write(_NO_SCREEN + "\n")
        return 1
    from PySide6.QtWidgets import QApplication

    app = QApplication.instance() or QApplication(sys.argv[:1])
    window = open_window(settings, path)
    code = app.exec()
    window.deleteLater()
    return code


def open_window(settings: Settings, path: Path | None) -> Window:
    """Show the window and begin, in the application that is there."""
    from PySide6.QtWidgets import QApplication

    from spanloop import __version__
    from spanloop.gui.window import Window

    QApplication.setApplicationName("Spanloop")
    QApplication.setApplicationVersion(__version__)
    QApplication.setDesktopFileName("spanloop")
    window = Window(settings)
    window.show()
    window.begin(path)
    return window
