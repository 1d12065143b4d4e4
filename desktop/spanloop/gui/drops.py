"""Files that are dropped on the window."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QMimeData, QObject, QTimer
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget


def local_files(data: QMimeData | None) -> list[Path]:
    """The files and folders of this computer that are dragged, or lie on the clipboard; None holds none."""
    return [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()] if data is not None else []


class Drops(QObject):
    """Takes files of this computer that are dropped on a widget. dropped: is given their paths, never none."""

    def __init__(self, widget: QWidget, *, dropped: Callable[[list[Path]], object]) -> None:
        super().__init__(widget)
        self._dropped = dropped
        widget.setAcceptDrops(True)
        widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Qt: the drags among the events of the widget."""
        if isinstance(event, QDragEnterEvent):
            if local_files(event.mimeData()):
                event.acceptProposedAction()
            return True
        # A QDragEnterEvent is a kind of QDropEvent, so it was asked first; a move is one too.
        if isinstance(event, QDropEvent) and event.type() == QEvent.Type.Drop:
            paths = local_files(event.mimeData())
            event.acceptProposedAction()
            if paths:
                # After the drop is over: the source of the drag waits for us until then.
                QTimer.singleShot(0, self, lambda: self._dropped(paths))
            return True
        return False
