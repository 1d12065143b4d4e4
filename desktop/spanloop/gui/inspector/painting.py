"""Small painted things of the inspector and the composer: key caps, tags, frames and cut-off lines of text."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTextLayout, QTextOption

from spanloop.core.schema import Schema
from spanloop.gui.inspector.sentence import is_rtl
from spanloop.gui.keycaps import CAP_HEIGHT, paint_caps
from spanloop.gui.theme import LabelInk, Theme

TAG_HEIGHT = 16.0
ELLIPSIS = "…"


def ink_of(theme: Theme, schema: Schema, name: str) -> LabelInk:
    """The colours of an entity label or event type; grey for one that the schema does not have any more."""
    item = schema.entity(name) or schema.event(name)
    return theme.ink(item, schema=schema) if item is not None else theme.unknown_ink()


def paint_cap(painter: QPainter, left: float, middle: float, key: str, theme: Theme) -> float:
    """Paint a key cap from `left`, centred on the height `middle`; gives its width."""
    return paint_caps(painter, x=left, y=round(middle - CAP_HEIGHT / 2), keys=(key,), theme=theme) - left


def paint_cap_box(painter: QPainter, box: QRectF, theme: Theme) -> None:
    """The empty key cap: a raised box whose lower edge is darker."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("border"), 1))
    painter.setBrush(theme.colour("raised"))
    inner = box.adjusted(0.5, 0.5, -0.5, -0.5)
    painter.drawRoundedRect(inner, 4, 4)
    painter.setPen(QPen(theme.colour("border_control"), 1))
    painter.drawLine(QPointF(inner.left() + 2.5, inner.bottom()), QPointF(inner.right() - 2.5, inner.bottom()))
    painter.restore()


def tag_size(text: str, theme: Theme, *, trigger: bool) -> QSizeF:
    """The size of a label's tag; a trigger's has a field around it."""
    font = theme.font("tag_trigger" if trigger else "tag_entity")
    return QSizeF(_advance(font, text) + (10 if trigger else 0), TAG_HEIGHT)


def paint_tag(
    painter: QPainter,
    left: float,
    middle: float,
    name: str,
    theme: Theme,
    schema: Schema,
    *,
    trigger: bool,
    suggested: bool = False,
    chip: bool = False,
) -> float:
    """Paint a tag and give its width. chip: on a selected row a plain tag stands on a page-coloured chip."""
    text = f"{name}?" if suggested else name
    ink = ink_of(theme, schema, name)
    size = tag_size(text, theme, trigger=trigger)
    box = QRectF(left, round(middle - size.height() / 2), size.width(), size.height())
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setFont(theme.font("tag_trigger" if trigger else "tag_entity"))
    if trigger and not suggested:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink.ink)
        painter.drawRoundedRect(box, 3, 3)
        painter.setPen(ink.on_ink)
    elif trigger:
        painter.setPen(QPen(ink.ink, 1))
        painter.setBrush(theme.colour("page") if chip else Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    else:
        if chip:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("page"))
            painter.drawRoundedRect(box.adjusted(-3, 0, 3, 0), 3, 3)
        painter.setPen(ink.ink)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()
    return size.width()


def paint_focus_ring(painter: QPainter, area: QRectF, theme: Theme, *, radius: float = 6) -> None:
    """The 2 px ring of keyboard focus, just inside `area`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme.colour("focus"), 2))
    painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), radius, radius)
    painter.restore()


def text_width(font: QFont, text: str) -> float:
    """The advance of a single line of text."""
    return _advance(font, text)


def paint_line(
    painter: QPainter, area: QRectF, text: str, *, font: QFont, colour: QColor, align_right: bool | None = None
) -> None:
    """One line of text, cut with "…" where it is longer than the area, on the side where it begins.

    align_right: None follows the direction of the text.
    """
    rtl = is_rtl(text)
    right = rtl if align_right is None else align_right
    metrics = QFontMetricsF(font)
    # elidedText cuts the logical end, which is what both directions need; ElideLeft would cut the beginning.
    shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    draw_line(painter, area, shown, font=font, colour=colour, rtl=rtl, side=side)


def draw_line(
    painter: QPainter, area: QRectF, text: str, *, font: QFont, colour: QColor, rtl: bool, side: Qt.AlignmentFlag
) -> None:
    """One line of text that fits, at half the height of the area and at this side of it, whatever its direction."""
    option = QTextOption(side | Qt.AlignmentFlag.AlignAbsolute)
    option.setTextDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    layout = QTextLayout(text, font)
    layout.setTextOption(option)
    layout.beginLayout()
    line = layout.createLine()
    if line.isValid():
        line.setLineWidth(area.width())
    layout.endLayout()
    if line.isValid():
        painter.setPen(colour)
        layout.draw(painter, QPointF(area.left(), area.top() + (area.height() - line.height()) / 2))


def _advance(font: QFont, text: str) -> float:
    return QFontMetricsF(font).horizontalAdvance(text)
