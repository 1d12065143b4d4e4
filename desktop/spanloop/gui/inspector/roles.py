"""The row of a role in an event's card."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from spanloop.core.schema import Schema
from spanloop.gui.inspector.controls import PaintedButton
from spanloop.gui.inspector.painting import paint_cap, paint_focus_ring, paint_line, paint_tag, tag_size, text_width
from spanloop.gui.inspector.sentence import is_rtl
from spanloop.gui.theme import Theme

_REMOVE = 20


class RoleRow(PaintedButton):
    """One filler of a role, or its absence: key cap, name of the role, text of the filler, how sure it is, its tag.

    Pressing it asks for the role; a click on the filler asks to see it; Delete, Backspace or the cross removes it.
    continued: a further filler of the role above, so key and name are not repeated.
    """

    asked = Signal(str)
    removed = Signal(str, str)
    chosen = Signal(str)

    def __init__(self, theme: Theme, schema: Schema, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._schema = schema
        self.role = self.key = self.filler = self.quote = self.label = self.sure = ""
        self.is_event = self.suggested = self.continued = self.rtl = self.locked = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMouseTracking(True)
        self.clicked.connect(lambda: self.asked.emit(self.role))

    def set_schema(self, schema: Schema) -> None:
        """Take the colours of labels from another schema from now on."""
        self._schema = schema

    def show_role(
        self,
        role: str,
        *,
        key: str,
        filler: str = "",
        quote: str = "",
        label: str = "",
        is_event: bool = False,
        suggested: bool = False,
        sure: str = "",
        continued: bool = False,
        rtl: bool = False,
        locked: bool = False,
    ) -> None:
        """Show another role or filler.

        sure: how sure a suggested event is of it (".84 likely"). locked: of a suggested event, which cannot be changed
        before it is accepted.
        """
        self.role, self.key, self.filler, self.quote, self.label = role, key, filler, quote, label
        self.is_event, self.suggested, self.continued, self.rtl = is_event, suggested, continued, rtl
        self.locked, self.sure = locked, sure
        self.setAccessibleName(f"{role}: {quote}, {label}{sure and ', '}{sure}" if filler else f"{role}: none")
        self.setAccessibleDescription(
            "" if locked else f"Press {key} to fill it" + (", Delete to remove" if filler else "")
        )
        self.setToolTip(f"{quote}\n{sure}" if sure else quote)
        self.update()

    def sizeHint(self) -> QSize:
        """Qt."""
        return QSize(240, 28)

    def minimumSizeHint(self) -> QSize:
        """Qt."""
        return QSize(160, 28)

    def _value_area(self) -> QRectF:
        return QRectF(116, 0, self.width() - 116 - 12, self.height())

    def _remove_area(self) -> QRectF:
        return QRectF(self.width() - 10 - _REMOVE, (self.height() - _REMOVE) / 2, _REMOVE, _REMOVE)

    @property
    def _shows_remove(self) -> bool:
        return bool(self.filler) and not self.locked and (self._hovered or self.hasFocus())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Delete and Backspace remove the filler."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace) and self.filler and not self.locked:
            self.removed.emit(self.role, self.filler)
            return
        super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Qt: what a click means depends on where it falls."""
        inside = self.isDown() and self.rect().contains(event.position().toPoint())
        at = event.position()
        if inside and event.button() == Qt.MouseButton.LeftButton and self.filler and self._value_area().contains(at):
            self.setDown(False)
            if self._shows_remove and self._remove_area().contains(at):
                self.removed.emit(self.role, self.filler)
            else:
                self.chosen.emit(self.filler)
            return
        super().mouseReleaseEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt."""
        theme, area = self._theme, QRectF(self.rect())
        painter = QPainter(self)
        if self._hovered:
            painter.fillRect(area, theme.colour("hover"))
        middle = area.center().y()
        if not self.continued:
            if self.key:
                paint_cap(painter, 12, middle, self.key, theme)
            name = QRectF(40, 0, 72, area.height())
            paint_line(painter, name, self.role, font=theme.font("ui.small"), colour=theme.colour("text_2"))
        self._paint_value(painter, middle)
        if self.hasFocus():
            paint_focus_ring(painter, area.adjusted(4, 0, -4, 0), theme)
        painter.end()

    def _paint_value(self, painter: QPainter, middle: float) -> None:
        theme, area = self._theme, self._value_area()
        if not self.filler:
            colour = theme.colour("text_3")
            paint_line(painter, area, "none", font=theme.font("ui.base"), colour=colour, align_right=self.rtl)
            return
        if self._shows_remove:
            area.setRight(self._remove_area().left() - 4)
            icon = theme.icon("cross", role="text_2", size=14)
            icon.paint(painter, self._remove_area().toRect().adjusted(3, 3, -3, -3))
        tag = f"{self.label}?" if self.suggested else self.label
        width = tag_size(tag, theme, trigger=self.is_event).width()
        paint_tag(
            painter, area.right() - width, middle, self.label, theme, self._schema, trigger=self.is_event,
            suggested=self.suggested, chip=self._hovered and not self.is_event,
        )  # fmt: skip
        area.setRight(area.right() - width - 6)
        if self.sure:
            # The class alone, or the score where there is none: the words of the filler need the room.
            sure, small = self.sure.rpartition(" ")[2], theme.font("ui.meta")
            paint_line(painter, area, sure, font=small, colour=theme.colour("suggestion"), align_right=True)
            area.setRight(area.right() - text_width(small, sure) - 6)
        font = theme.font("ui.base")
        if is_rtl(self.quote):
            font = theme.font("reading_rtl")
            font.setPixelSize(15)
        paint_line(painter, area, self.quote, font=font, colour=theme.colour("text"), align_right=self.rtl)
