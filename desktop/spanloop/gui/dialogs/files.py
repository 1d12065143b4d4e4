"""Asking for a file to write or a folder to read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget


def ask_save(
    window: QWidget, title: str, proposed: Path, *, kinds: str, suffix: str, then: Callable[[Path], object]
) -> None:
    """Ask for a file to write and go on with it. kinds: "Tables (*.csv)". suffix: added where none was typed."""
    dialog = QFileDialog(window, title, str(proposed), kinds)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(suffix)
    dialog.selectFile(str(proposed))
    _open(dialog, then)


def ask_folder(window: QWidget, title: str, start: Path, *, then: Callable[[Path], object]) -> None:
    """Ask for a folder and go on with it; `start` is where the dialog begins."""
    dialog = QFileDialog(window, title, str(start))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly, True)
    _open(dialog, then)


def _open(dialog: QFileDialog, then: Callable[[Path], object]) -> None:
    dialog.fileSelected.connect(lambda path: then(Path(path)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
