"""Starting the window."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from spanloop.core.collecting import uncollected
from spanloop.settings import Settings

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from spanloop.gui.window import Window

_NO_SCREEN = (
    "Spanloop cannot open its window: there is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set). "
    "Start it on a desktop, or use the commands: spanloop --help."
)

_SCREEN_REFUSED = (
    "Spanloop cannot open its window: the screen cannot be used ({why}). "
    "Check DISPLAY, or on Debian and Ubuntu install libxcb-cursor0; the commands work without: spanloop --help."
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
    app = make_application()
    from spanloop.gui.crash.watch import CrashWatch, tell_no_start

    watch = CrashWatch(settings)
    watch.begin()
    try:
        try:
            window = open_window(settings, path)
        except Exception as error:  # noqa: BLE001 - whatever it is, there is no window that could tell it
            tell_no_start(settings, error)
            return 1
        watch.follow(window)
        window.program.updates.begin()
        # What the start brought stays as long as the program: no later search for garbage goes through it.
        gc.freeze()
        window.resize(window.size().boundedTo(window.screen().availableSize()))
        code = app.exec()
        window.deleteLater()
        return code
    finally:
        watch.end()


def make_application() -> QApplication:
    """The one application object, made now or there already.

    Where a screen is named but cannot be reached, or a library of it is missing, Qt ends the program from inside the
    constructor, with a page of its own about plugins. Its last words pass through the message handler first, so there
    the person gets a sentence and the program its exit code.
    """
    from PySide6.QtCore import QMessageLogContext, QtMsgType, qInstallMessageHandler
    from PySide6.QtWidgets import QApplication

    from spanloop.gui.program.application import Application

    there = QApplication.instance()
    if isinstance(there, QApplication):
        return there
    told: list[str] = []

    def listen(kind: QtMsgType, _context: QMessageLogContext, message: str) -> None:
        told.append(message)
        if kind is QtMsgType.QtFatalMsg:
            why = next((line for line in told[0].splitlines() if line.strip()), "Qt did not say why")
            if sys.stderr is not None:  # a program for Windows without a console has none
                sys.stderr.write(_SCREEN_REFUSED.format(why=why) + "\n")
                sys.stderr.flush()
            os._exit(1)  # returning would let Qt abort; nothing is open yet that could be lost

    before = qInstallMessageHandler(listen)
    try:
        return Application(sys.argv[:1])
    finally:
        qInstallMessageHandler(before)


def open_window(settings: Settings, path: Path | None) -> Window:
    """Show the window and begin, in the application that is there."""
    from PySide6.QtWidgets import QApplication

    from spanloop import __version__
    from spanloop.gui.program.application import Application, program_icon

    QApplication.setApplicationName("Spanloop")
    QApplication.setApplicationVersion(__version__)
    QApplication.setDesktopFileName("spanloop")
    if sys.platform != "darwin":  # there the Dock shows the one of the bundle
        QApplication.setWindowIcon(program_icon())
    # Importing makes very many objects and hardly any garbage: looking for some took a sixth of the start.
    with uncollected():
        from spanloop.gui.window import Window

        window = Window(settings)
        window.show()
        window.ways_in.begin(path)
    app = QApplication.instance()
    if isinstance(app, Application):
        app.asked_for.connect(window.ways_in.take_files)
    return window
