"""The text is painted first, what stands around it right after."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

#: Milliseconds; where windows are painted in step with the screen, the text may wait for the screen.
_LATER = 5


class TextFirst(QObject):
    """Holds back the painting of some widgets for a moment, so that nobody waits for them to see what a key did.

    Qt paints all that changed in one go, and a panel with a list takes as long as the text. What the widgets hold is up
    to date all the while; only their pixels follow.
    """

    def __init__(self, parts: Sequence[QWidget], parent: QObject) -> None:
        super().__init__(parent)
        self._parts = tuple(parts)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_LATER)
        self._timer.timeout.connect(self._go_on)

    def hold(self) -> None:
        """Hold them back from now until the text was painted."""
        for part in self._parts:
            part.setUpdatesEnabled(False)
        self._timer.start()

    def paint(self, window: QWidget) -> None:
        """Paint what else of the window changed now, before it is worked out what the held parts are to show."""
        QCoreApplication.sendPostedEvents(None, QEvent.Type.LayoutRequest.value)
        QCoreApplication.sendEvent(window.window(), QEvent(QEvent.Type.UpdateRequest))

    def _go_on(self) -> None:
        for part in self._parts:
            part.setUpdatesEnabled(True)
