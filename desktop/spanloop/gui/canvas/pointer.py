"""The mouse on the canvas: clicks, selecting by dragging, and dragging from a trigger to what fills a role."""

from __future__ import annotations

from enum import Enum
from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QHelpEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QToolTip

from spanloop.gui.canvas.view import PaintedMark

if TYPE_CHECKING:
    from spanloop.gui.canvas.widget import Canvas


class _Doing(Enum):
    NOTHING = "nothing"
    PRESSED = "pressed"
    SELECTING = "selecting"
    CONNECTING = "connecting"


class Pointer(QObject):
    """Follows the mouse for one canvas. Positions are viewport pixels."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._doing = _Doing.NOTHING
        self._from = QPointF()
        self._at = QPointF()
        self._mark: PaintedMark | None = None
        self._by_characters = False
        #: Whether what is selected now is another fragment beside what was selected before.
        self._adding = False
        #: Whether a link is dragged from a mark of any kind, with Ctrl and Shift held.
        self._linking = False
        self._scroller = QTimer(self)
        self._scroller.setInterval(40)
        self._scroller.timeout.connect(self._scroll_on)

    @property
    def connecting_from(self) -> PaintedMark | None:
        """The trigger from which a line is being dragged."""
        return self._mark if self._doing is _Doing.CONNECTING else None

    @property
    def line(self) -> tuple[QPointF, QPointF] | None:
        """The line that is being dragged."""
        return (self._from, self._at) if self._doing is _Doing.CONNECTING else None

    def press(self, event: QMouseEvent) -> None:
        """The left button went down."""
        self._from = self._at = event.position()
        found = self._canvas.hit_at(self._from)
        if found is None:
            return
        self._by_characters = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        self._adding = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        self._linking = shift and self._adding and found.mark is not None
        if self._linking:
            self._adding = False
        elif shift:
            self._doing = _Doing.SELECTING
            self._canvas.select_to(found.offset, by_characters=self._by_characters)
            return
        self._doing = _Doing.PRESSED
        self._mark = found.mark

    def move(self, event: QMouseEvent) -> None:
        """The pointer moved, with or without the button."""
        self._at = event.position()
        if self._doing is _Doing.NOTHING:
            found = self._canvas.hit_at(self._at)
            self._canvas.set_hover(found.mark if found else None)
            return
        if self._doing is _Doing.PRESSED and self._moved():
            self._begin()
        if self._doing is _Doing.SELECTING:
            self._select()
        elif self._doing is _Doing.CONNECTING:
            found = self._canvas.hit_at(self._at)
            self._canvas.set_hover(found.mark if found else None)
            self._canvas.viewport().update()
        outside = not 0 <= self._at.y() <= self._canvas.viewport().height()
        if outside and self._doing in (_Doing.SELECTING, _Doing.CONNECTING):
            self._scroller.start()
        else:
            self._scroller.stop()

    def _moved(self) -> bool:
        return (self._at - self._from).manhattanLength() >= QApplication.startDragDistance()

    def _begin(self) -> None:
        plain = not self._by_characters and not self._adding
        if self._mark is not None and (self._linking or (self._mark.trigger and plain)):
            self._doing = _Doing.CONNECTING
            return
        start = self._canvas.hit_at(self._from)
        if start is not None:
            self._doing = _Doing.SELECTING
            self._canvas.select_from(start.offset, by_characters=self._by_characters, add=self._adding)

    def _select(self) -> None:
        found = self._canvas.hit_at(self._at)
        if found is not None:
            self._canvas.select_to(found.offset, by_characters=self._by_characters)

    def _scroll_on(self) -> None:
        height = self._canvas.viewport().height()
        beyond = self._at.y() if self._at.y() < 0 else self._at.y() - height
        bar = self._canvas.verticalScrollBar()
        bar.setValue(bar.value() + round(beyond / 2))
        if self._doing is _Doing.SELECTING:
            self._select()

    def release(self, event: QMouseEvent) -> None:
        """The left button came up."""
        doing, mark = self._doing, self._mark
        self._at = event.position()
        self.stop()
        found = self._canvas.hit_at(self._at)
        if doing is _Doing.PRESSED and found is not None and self._adding:
            self._canvas.select_from(found.offset, add=True)
            self._canvas.selection_made.emit()
        elif doing is _Doing.PRESSED and found is not None:
            if found.folded:
                self._canvas.open_fold(found.folded)
            self._canvas.stand_on(mark, found.offset)
            if mark is not None:
                self._canvas.mark_clicked.emit(mark.uid)
        elif doing is _Doing.SELECTING:
            self._canvas.selection_made.emit()
        elif doing is _Doing.CONNECTING and mark is not None and found is not None and found.mark is not None:
            if found.mark is not mark:
                told = self._canvas.linked if self._linking else self._canvas.connected
                told.emit(mark.uid, found.mark.uid)

    def press_twice(self, event: QMouseEvent) -> None:
        """A double click: on a mark, tell; on bare text, select the word."""
        self.stop()
        found = self._canvas.hit_at(event.position())
        if found is None:
            return
        if found.mark is not None:
            self._canvas.stand_on(found.mark, found.offset)
            self._canvas.mark_double_clicked.emit(found.mark.uid)
            return
        self._canvas.select_from(found.offset)
        self._canvas.selection_made.emit()

    def tell(self, event: QHelpEvent) -> None:
        """The pointer rests: say in words what the marks under it are."""
        words = self._canvas.words_at(event.pos())
        # Escaped, because a label or a quote of the article might otherwise be read as markup.
        shown = f"<p style='white-space:pre'>{escape(words)}</p>" if words else ""
        QToolTip.showText(event.globalPos(), shown, self._canvas)

    def leave(self) -> None:
        """The pointer left the canvas."""
        self._canvas.set_hover(None)

    def stop(self) -> None:
        """Forget a drag that was begun."""
        self._scroller.stop()
        self._doing = _Doing.NOTHING
        self._mark = None
        self._canvas.viewport().update()
