"""Folders of the program, shown by the file manager of the system, or else by their path."""

from __future__ import annotations

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from spanloop.core.errors import SpanloopError
from spanloop.gui.dialogs.base import Sheet
from spanloop.gui.dialogs.messages import ErrorSheet
from spanloop.gui.theme import Theme
from spanloop.operations.program_facts import is_built

_LIBRARIES = "LD_LIBRARY_PATH"


class PathSheet(Sheet):
    """Says where a folder is, because no file manager answered."""

    def __init__(self, folder: Path, *, theme: Theme, parent: QWidget | None) -> None:
        super().__init__("No file manager answered", theme=theme, parent=parent, width=520)
        self.setObjectName("folderPath")
        self.add_text("The folder is here:")
        self.path = self.add_text(str(folder), tone="", selectable=True)
        self.body.addStretch(1)
        self.copy_button = self.add_button("Copy the path")
        self.copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText(str(folder)))
        self.add_button("Close", primary=True).clicked.connect(self.accept)


def show_folder(folder: Path, *, theme: Theme, parent: QWidget | None) -> None:
    """Let the file manager show a folder, which is made where it is not there yet; else say where it is."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        what = f"The folder cannot be made ({error.strerror})"
        ErrorSheet(
            SpanloopError(what, where=str(folder), way_out="Make the folder above it writable."),
            theme=theme, parent=parent,
        ).open()  # fmt: skip
        return
    if not open_outside(QUrl.fromLocalFile(str(folder))):
        PathSheet(folder, theme=theme, parent=parent).open()


def open_outside(url: QUrl) -> bool:
    """Hand a folder or a web page to the system's own program for it; False where none takes it."""
    with _own_libraries_hidden():
        return QDesktopServices.openUrl(url)


@contextmanager
def _own_libraries_hidden() -> Generator[None]:
    """A built program on Linux runs with a path to its own libraries, which programs of the system must not load."""
    if not (is_built() and sys.platform.startswith("linux")):
        yield
        return
    ours, before = os.environ.pop(_LIBRARIES, None), os.environ.get(f"{_LIBRARIES}_ORIG")
    if before is not None:
        os.environ[_LIBRARIES] = before
    try:
        yield
    finally:
        os.environ.pop(_LIBRARIES, None)
        if ours is not None:
            os.environ[_LIBRARIES] = ours
