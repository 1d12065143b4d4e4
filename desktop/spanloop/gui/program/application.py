"""The one application object: its icon, and the files that macOS asks it to open."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFileOpenEvent, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from spanloop.resources import resource_path

_SIZES = (16, 24, 32, 48, 64, 128, 256)


class Application(QApplication):
    """asked_for([Path]): the system wants a file opened, as macOS does after a double click in the Finder.

    Only what is sent to the application itself passes through here; an event filter would see every event of all.
    """

    asked_for = Signal(object)

    def event(self, event: QEvent) -> bool:
        """Qt."""
        if isinstance(event, QFileOpenEvent):
            if event.file():
                self.asked_for.emit([Path(event.file())])
            return True
        return super().event(event)


def program_icon() -> QIcon:
    """The icon of the windows, for X11 and Windows; elsewhere the system takes it from how the program is installed."""
    drawn = QSvgRenderer(QByteArray(resource_path("emblem", "spanloop.svg").read_bytes()))
    icon = QIcon()
    for size in _SIZES:
        pixmap = QPixmap(size, size)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        drawn.render(painter, QRectF(0, 0, size, size))
        painter.end()
        icon.addPixmap(pixmap)
    return icon
