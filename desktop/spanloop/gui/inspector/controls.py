"""What the inspector and the composer paint themselves: key buttons, chips, tags and lines of words."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QEnterEvent, QFont, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from spanloop.core.schema import Schema
from spanloop.gui.inspector.painting import (
    paint_cap,
    paint_focus_ring,
    paint_line,
    paint_tag,
    tag_size,
    text_width,
)
from spanloop.gui.keycaps import cap_width
from spanloop.gui.theme import FontRole, Theme

ChipState = Literal["plain", "now", "set", "on", "quiet"]


class PaintedButton(QAbstractButton):
    """A button that paints itself from the theme. Enter presses it like Space; letters go on to its parent."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._hovered = False
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt: Enter presses; the rest as any button."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            self.click()
            return
        super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Qt."""
        self._hovered = True
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Qt."""
        self._hovered = False
        self.update()

    def minimumSizeHint(self) -> QSize:
        """Qt."""
        return self.sizeHint()


class KeyButton(PaintedButton):
    """ "Accept [Enter]": words and the key that does the same. primary: the main act."""

    def __init__(
        self, text: str, key: str, theme: Theme, *, primary: bool = False, parent: QWidget | None = None
    ) -> None:
        super().__init__(theme, parent)
        self._key = key
        self._primary = primary
        self.setText(text)
        self.set_key(key)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_key(self, key: str) -> None:
        """Show another key, "" for none."""
        self._key = key
        self.setAccessibleName(f"{self.text()}, {key}" if key else self.text())
        self.updateGeometry()
        self.update()

    def _font(self) -> QFont:
        return self._theme.font("ui.strong" if self._primary else "ui.base")

    def sizeHint(self) -> QSize:
        """Qt."""
        cap = cap_width(self._key, self._theme) + 6 if self._key else 0
        return QSize(round(text_width(self._font(), self.text()) + cap + 24), 28)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt."""
        theme = self._theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(self.rect())
        fill, line, words = ("accent", "accent", "on_accent") if self._primary else ("raised", "border_control", "text")
        if self._hovered or self.isDown():
            fill = "accent_hover" if self._primary else "hover"
        painter.setPen(QPen(theme.colour(line), 1))
        painter.setBrush(theme.colour(fill))
        painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        cap = cap_width(self._key, theme) + 6 if self._key else 0
        width = text_width(self._font(), self.text())
        left = (area.width() - width - cap) / 2
        painter.setFont(self._font())
        painter.setPen(theme.colour(words))
        painter.drawText(QRectF(left, 0, width + 2, area.height()), Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._key:
            paint_cap(painter, left + width + 6, area.center().y(), self._key, theme)
        if self.hasFocus():
            ring = area.adjusted(2, 2, -2, -2) if self._primary else area
            painter.setPen(
                QPen(theme.colour("on_accent" if self._primary else "focus"), 2 if not self._primary else 1.5)
            )
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(ring.adjusted(1, 1, -1, -1), 5, 5)
        painter.end()


class IconButton(PaintedButton):
    """A small button with an icon only. name: what a screen reader says."""

    def __init__(self, icon: str, name: str, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._icon = icon
        self.setAccessibleName(name)
        self.setToolTip(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def sizeHint(self) -> QSize:
        """Qt."""
        return QSize(24, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt."""
        theme, area = self._theme, QRectF(self.rect())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._hovered or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("hover"))
            painter.drawRoundedRect(area, 6, 6)
        box = QRect(round(area.center().x() - 8), round(area.center().y() - 8), 16, 16)
        theme.icon(self._icon, role="text_2", size=16).paint(painter, box)
        if self.hasFocus():
            paint_focus_ring(painter, area, theme)
        painter.end()


class Chip(PaintedButton):
    """A small box: key cap or number, words, a value or a label's tag, a tick.

    number: of a candidate, "" for none. key: of a role or attribute. value: what stands strong after the words.
    state: "now" is the one that would be taken, "on" the role being filled, "set" one that is filled, "quiet" has no
    frame (attributes).
    """

    LONGEST = 220

    def __init__(self, theme: Theme, schema: Schema, parent: QWidget | None = None) -> None:
        super().__init__(theme, parent)
        self._schema = schema
        self._size: QSize | None = None
        self.key = self.number = self.value = self.tag = ""
        self.tag_is_event = self.tag_suggested = self.ticked = False
        self.state: ChipState = "plain"

    def set_schema(self, schema: Schema) -> None:
        """Take the colours of labels from another schema from now on."""
        self._schema = schema

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._size = None
        super().set_theme(theme)

    def show_parts(
        self,
        text: str,
        *,
        key: str = "",
        number: str = "",
        value: str = "",
        tag: str = "",
        tag_is_event: bool = False,
        tag_suggested: bool = False,
        ticked: bool = False,
        state: ChipState = "plain",
        name: str = "",
    ) -> None:
        """Show other things. name: what a screen reader says, else the words and value."""
        before = self.sizeHint()
        self._size = None
        self.setText(text)
        self.key, self.number, self.value, self.tag = key, number, value, tag
        self.tag_is_event, self.tag_suggested, self.ticked, self.state = tag_is_event, tag_suggested, ticked, state
        self.setAccessibleName(name or " ".join(part for part in (text, value, tag) if part))
        if self.sizeHint() != before:
            self.updateGeometry()
        self.update()

    def _fonts(self) -> tuple[QFont, QFont]:
        font = self._theme.font("ui.small")
        if self.state == "now":
            font.setWeight(QFont.Weight.Medium)
        strong = self._theme.font("ui.small")
        strong.setWeight(QFont.Weight.Medium)
        return font, strong

    def _tag_text(self) -> str:
        return f"{self.tag}?" if self.tag_suggested else self.tag

    def sizeHint(self) -> QSize:
        """Qt: asked for many times over while the boxes around are laid out."""
        if self._size is None:
            self._size = self._measured()
        return self._size

    def _measured(self) -> QSize:
        font, strong = self._fonts()
        width = 4.0 if self.key else 8.0
        if self.key:
            width += cap_width(self.key, self._theme) + 6
        if self.number:
            width += text_width(strong, self.number) + 6
        width += min(self.LONGEST, text_width(font, self.text()))
        if self.value:
            width += text_width(strong, self.value) + 4
        if self.tag:
            width += tag_size(self._tag_text(), self._theme, trigger=self.tag_is_event).width() + 6
        if self.ticked:
            width += 18
        return QSize(round(width + 9), 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt."""
        theme, area = self._theme, QRectF(self.rect())
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_box(painter, area)
        font, strong = self._fonts()
        left, middle = (4.0 if self.key else 8.0), area.center().y()
        if self.key:
            left += paint_cap(painter, left, middle, self.key, theme) + 6
        if self.number:
            number_font = QFont(strong)
            number_font.setWeight(QFont.Weight.DemiBold)
            left = self._words(painter, left, self.number, number_font, "text_3") + 6
        words = min(self.LONGEST, text_width(font, self.text()))
        box = QRectF(left, 0, words + 1, area.height())
        tone = "text_3" if self.state == "quiet" else "text"
        paint_line(painter, box, self.text(), font=font, colour=theme.colour(tone), align_right=False)
        left += words
        if self.value:
            left = self._words(painter, left + 4, self.value, strong, "text")
        if self.tag:
            left += 6 + paint_tag(
                painter, left + 6, middle, self.tag, theme, self._schema, trigger=self.tag_is_event,
                suggested=self.tag_suggested, chip=self.state == "on",
            )  # fmt: skip
        if self.ticked:
            theme.icon("check", role="saved", size=12).paint(painter, QRect(round(left + 6), round(middle - 6), 12, 12))
        if self.hasFocus():
            paint_focus_ring(painter, area, theme, radius=5)
        painter.end()

    def _words(self, painter: QPainter, left: float, text: str, font: QFont, tone: str) -> float:
        width = text_width(font, text)
        area = QRectF(left, 0, width + 2, self.height())
        paint_line(painter, area, text, font=font, colour=self._theme.colour(tone), align_right=False)
        return left + width

    def _paint_box(self, painter: QPainter, area: QRectF) -> None:
        theme = self._theme
        fill = {"set": "panel", "on": "selected", "quiet": "panel"}.get(self.state, "raised")
        if self._hovered or self.isDown():
            fill = "hover"
        line = {"now": "focus", "on": "accent"}.get(self.state, "border")
        width = 2.0 if self.state == "now" else 1.0
        frame = self.state != "quiet" or theme.name == "high-contrast"
        painter.setPen(QPen(theme.colour(line), width) if frame else Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(fill))
        half = width / 2 if frame else 0
        painter.drawRoundedRect(area.adjusted(half, half, -half, -half), 6, 6)


class ValueChip(Chip):
    """A chip with a value that the left and right arrow turn. turned(1 or -1)."""

    turned = Signal(int)

    def __init__(self, theme: Theme, schema: Schema, parent: QWidget | None = None) -> None:
        super().__init__(theme, schema, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Qt."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right) and not event.modifiers():
            self.turned.emit(1 if event.key() == Qt.Key.Key_Right else -1)
        else:
            super().keyPressEvent(event)


class Words(QWidget):
    """One line of painted words, cut with "…" where it is too long. token: its colour."""

    def __init__(
        self,
        theme: Theme,
        *,
        role: FontRole = "ui.small",
        token: str = "text_2",
        strong: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._theme = theme
        self._role: FontRole = role
        self._token, self._text, self._strong = token, "", strong
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """What is shown."""
        return self._text

    def _font(self) -> QFont:
        font = self._theme.font(self._role)
        if self._strong:
            font.setWeight(QFont.Weight.DemiBold)
        return font

    def set_text(self, text: str, *, token: str | None = None) -> None:
        """Show other words."""
        self._text = text
        self._token = token or self._token
        self.setAccessibleName(text)
        self.updateGeometry()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Qt."""
        return QSize(round(text_width(self._font(), self._text)) + 2, 20)

    def minimumSizeHint(self) -> QSize:
        """Qt."""
        return QSize(0, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt."""
        painter = QPainter(self)
        area, colour = QRectF(self.rect()), self._theme.colour(self._token)
        paint_line(painter, area, self._text, font=self._font(), colour=colour, align_right=False)
        painter.end()


class Tag(QWidget):
    """The tag of a label or type, by itself."""

    def __init__(self, theme: Theme, schema: Schema, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._schema = theme, schema
        self._name, self._trigger, self._suggested = "", False, False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_name(self, name: str, *, schema: Schema, trigger: bool, suggested: bool = False) -> None:
        """Show the tag of another label."""
        self._name, self._schema, self._trigger, self._suggested = name, schema, trigger, suggested
        self.setAccessibleName(f"{name}, suggested" if suggested else name)
        self.updateGeometry()
        self.update()

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        """Qt."""
        text = f"{self._name}?" if self._suggested else self._name
        return QSize(round(tag_size(text, self._theme, trigger=self._trigger).width()) + 1, 20)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Qt."""
        painter = QPainter(self)
        middle = self.height() / 2
        paint_tag(
            painter, 0, middle, self._name, self._theme, self._schema, trigger=self._trigger, suggested=self._suggested
        )
        painter.end()
