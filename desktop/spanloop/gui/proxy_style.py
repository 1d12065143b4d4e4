"""What Fusion paints too faintly: check boxes, radio buttons, combo boxes, and the focus ring around them."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QComboBox, QProxyStyle, QStyle, QStyleOption, QStyleOptionComplex, QWidget

_BOX = 16


class SpanloopStyle(QProxyStyle):
    """Fusion with 16 px check boxes, radio buttons and combo boxes that can be seen in every theme.

    colours: the theme's colours by token.
    """

    def __init__(self, colours: Mapping[str, QColor]) -> None:
        super().__init__("Fusion")
        self._colours = {token: QColor(colour) for token, colour in colours.items()}

    def pixelMetric(
        self, metric: QStyle.PixelMetric, option: QStyleOption | None = None, widget: QWidget | None = None
    ) -> int:
        """Qt: sizes of the indicators, and the gap to their words."""
        metrics = QStyle.PixelMetric
        if metric in (
            metrics.PM_IndicatorWidth,
            metrics.PM_IndicatorHeight,
            metrics.PM_ExclusiveIndicatorWidth,
            metrics.PM_ExclusiveIndicatorHeight,
        ):
            return _BOX
        if metric in (metrics.PM_CheckBoxLabelSpacing, metrics.PM_RadioButtonLabelSpacing):
            return 6
        return super().pixelMetric(metric, option, widget)

    def drawPrimitive(
        self,
        element: QStyle.PrimitiveElement,
        option: QStyleOption,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Qt: paints check boxes, radio buttons and focus rings itself, the rest by Fusion."""
        elements = QStyle.PrimitiveElement
        if element in (elements.PE_IndicatorCheckBox, elements.PE_IndicatorItemViewItemCheck):
            self._box(option, painter, radio=False)
        elif element == elements.PE_IndicatorRadioButton:
            self._box(option, painter, radio=True)
        elif element == elements.PE_FrameFocusRect:
            self._ring(QRectF(option.rect), painter)
        else:
            super().drawPrimitive(element, option, painter, widget)

    def drawComplexControl(
        self,
        control: QStyle.ComplexControl,
        option: QStyleOptionComplex,
        painter: QPainter,
        widget: QWidget | None = None,
    ) -> None:
        """Qt: paints closed combo boxes itself, the rest by Fusion."""
        if control == QStyle.ComplexControl.CC_ComboBox and not (isinstance(widget, QComboBox) and widget.isEditable()):
            self._combo(option, painter)
        else:
            super().drawComplexControl(control, option, painter, widget)

    def _combo(self, option: QStyleOption, painter: QPainter) -> None:
        enabled = bool(option.state & QStyle.StateFlag.State_Enabled)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        hovered = enabled and bool(option.state & QStyle.StateFlag.State_MouseOver)
        line = "focus" if focused else "border_control" if enabled else "border"
        width = 2.0 if focused else 1.0
        area = QRectF(option.rect).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._colours[line], width))
        painter.setBrush(self._colours["hover" if hovered else "raised"])
        painter.drawRoundedRect(area, 6 - width / 2, 6 - width / 2)
        rtl = option.direction == Qt.LayoutDirection.RightToLeft
        middle = QPointF(area.left() + 12 if rtl else area.right() - 12, area.center().y())
        pen = QPen(self._colours["text_2" if enabled else "disabled"], 1.5)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPolyline(QPolygonF([middle + QPointF(x, y) for x, y in ((-3.5, -1.75), (0, 1.75), (3.5, -1.75))]))
        painter.restore()

    def _box(self, option: QStyleOption, painter: QPainter, *, radio: bool) -> None:
        state = option.state
        enabled = bool(state & QStyle.StateFlag.State_Enabled)
        on = bool(state & (QStyle.StateFlag.State_On | QStyle.StateFlag.State_NoChange))
        line = self._colours["accent" if on else "border_control"] if enabled else self._colours["disabled"]
        fill = (line if enabled else self._colours["disabled"]) if on else self._colours["raised"]
        area = QRectF(option.rect)
        box = QRectF(0, 0, _BOX, _BOX)
        box.moveCenter(area.center())
        box.moveTopLeft(QPointF(round(box.x()), round(box.y())))
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(line, 1.5))
        painter.setBrush(fill)
        inner = box.adjusted(0.75, 0.75, -0.75, -0.75)
        radius = inner.width() / 2 if radio else 3.5
        painter.drawRoundedRect(inner, radius, radius)
        if on:
            self._tick(box, painter, partly=bool(state & QStyle.StateFlag.State_NoChange), radio=radio)
        painter.restore()

    def _tick(self, box: QRectF, painter: QPainter, *, partly: bool, radio: bool) -> None:
        colour = self._colours["on_accent"]
        if radio:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(box.center(), 3, 3)
            return
        pen = QPen(colour, 1.75, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        points = [(4.5, 8.0), (11.5, 8.0)] if partly else [(4.2, 8.4), (6.9, 11.0), (11.8, 5.3)]
        painter.drawPolyline(QPolygonF([box.topLeft() + QPointF(x, y) for x, y in points]))

    def _ring(self, area: QRectF, painter: QPainter) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._colours["focus"], 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(area.adjusted(1, 1, -1, -1), 5, 5)
        painter.restore()
