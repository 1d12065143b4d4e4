"""Charts of the Train page: curves over the steps of a training; every line and letter comes from the design tokens."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QWidget

from spanloop.gui.plain import PlainLabel
from spanloop.gui.still_chart import StillChart, figure_pen
from spanloop.gui.theme import Theme
from spanloop.gui.train.curves import SERIES, Point, Series, round_steps
from spanloop.gui.train.words import thousands

#: Room around the figures for the marks of the axes and, at the right, for the names; pixels.
_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 96, 12, 28
_NAME_GAP, _NAME_HEIGHT = 8, 15
_DASHES: tuple[Sequence[float] | None, ...] = (None, (7, 3), (2, 3))


@dataclass(frozen=True)
class Drawn:
    """What a chart shows. steps: where the horizontal axis ends. now: where the run is, None when it is over.

    curves: points by series. names: what stands at the right end of each. dashed: heights of thin lines, to compare.
    """

    steps: int
    curves: Mapping[Series, Sequence[Point]]
    names: Mapping[Series, str]
    now: int | None = None
    dashed: Mapping[Series, float] | None = None


class Chart(StillChart):
    """Curves over steps."""

    def __init__(
        self, *, name: str, theme: Theme, highest: float, decimals: str, fixed: bool, parent: QWidget | None = None
    ) -> None:
        """highest: the least height of the vertical axis. fixed: it ends there always. decimals: "1.0" or ".00"."""
        super().__init__(name=name, theme=theme, least=(200, 120), parent=parent)
        self._highest = highest
        self._fixed = fixed
        self._decimals = decimals
        self._drawn = Drawn(600, {}, {})
        self._empty = PlainLabel("", tone="faint", wrap=True, parent=self)
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.set_theme(theme)

    def set_theme(self, theme: Theme) -> None:
        """Paint in other colours from now on."""
        self._empty.setFont(theme.font("ui.small"))
        super().set_theme(theme)

    def show_empty(self, text: str) -> None:
        """Words in the place of the curves; "" takes them away."""
        self._empty.setText(text)
        self._empty.setVisible(bool(text))

    @property
    def drawn(self) -> Drawn:
        """What is shown."""
        return self._drawn

    def draw(self, drawn: Drawn) -> None:
        """Show other figures."""
        before, self._drawn = self._drawn, drawn
        if replace(before, now=drawn.now) == drawn and None not in (before.now, drawn.now):
            # The run tells of its steps many times a second; between two scorings only this line moves.
            self.update()
        elif drawn != before:
            self._draw()
            self.setAccessibleDescription(self._spoken())

    # drawing

    def _draw(self) -> None:
        theme, drawn = self._theme, self._drawn
        self._clear()
        right = self._names_width()
        tall = self._tall()
        across = max(1, drawn.steps)
        units = self._fit(across, tall, left=_LEFT, right=right, top=_TOP, bottom=_BOTTOM)
        if units is None:
            return
        unit_x, unit_y = units
        inner = max(0, self.width() - _LEFT - round(right) - 32), self.height() - _TOP - _BOTTOM
        steps = len(list(round_steps(tall))) - 1
        # Between two lines of the grid: where their number is even, one goes through the middle.
        raised = round(inner[1] / steps / 2) if steps > 0 and steps % 2 == 0 else 0
        self._empty.setGeometry(_LEFT + 16, _TOP - raised, *inner)
        self._draw_axes(across, tall)
        for series, level in (drawn.dashed or {}).items():
            pen = figure_pen(theme.plot_colour(SERIES.index(series)), 1, (4, 3))
            colour = pen.color()
            colour.setAlphaF(1 if theme.name == "high-contrast" else 0.6)
            pen.setColor(colour)
            self._line(0, level, across, level, pen)
        self._draw_now(tall)
        line = 1.75 * theme.metric("border.hair")
        for series, points in drawn.curves.items():
            if not points:
                continue
            index = SERIES.index(series)
            colour = theme.plot_colour(index)
            xs, ys = [float(x) for x, _ in points], [y for _, y in points]
            self._curve(xs, ys, figure_pen(colour, line, _DASHES[index]))
            self._dots(xs[-1:], ys[-1:], [6], colour)
        self._draw_names(across, unit_x, unit_y)

    def _draw_now(self, tall: float) -> None:
        """An upright line at the step of the run; where that is, is asked with each painting."""
        pen = figure_pen(self._theme.colour("border_control"), 1, (2, 3))

        def paint(painter: QPainter) -> None:
            now = self._drawn.now
            if now is not None:
                painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
                painter.setPen(pen)
                x = min(now, self._drawn.steps)
                painter.drawLine(self._at(x, 0), self._at(x, tall))

        self._parts.append(paint)

    def _draw_axes(self, across: int, tall: float) -> None:
        theme = self._theme
        small, faint = theme.font("ui.meta"), theme.colour("text_3")
        grid = figure_pen(theme.colour("grid"), 1)
        for level in round_steps(tall):
            self._line(0, level, across, level, grid)
            self._write(self._level(level), 0, level, anchor=(1, 0.5), font=small, ink=faint)
        for step in round_steps(across):
            self._write(thousands(round(step)), step, 0, anchor=(0.5, 0), font=small, ink=faint)

    def _draw_names(self, across: int, unit_x: float, unit_y: float) -> None:
        """The names beside the last point of each curve, or its dashed line; moved apart where they would touch."""
        drawn = self._drawn
        heights: dict[Series, float] = {name: points[-1][1] for name, points in drawn.curves.items() if points}
        for series, level in (drawn.dashed or {}).items():
            heights.setdefault(series, level)
        order: list[Series] = sorted(
            (series for series in heights if drawn.names.get(series)), key=lambda s: -heights[s]
        )
        pixels = apart([-heights[series] * unit_y for series in order], _NAME_HEIGHT, limit=-6)
        font = self._theme.font("ui.meta")
        font.setWeight(font.Weight.DemiBold)
        for series, y in zip(order, pixels, strict=True):
            colour = self._theme.plot_colour(SERIES.index(series))
            x = across + (_NAME_GAP - 4) / unit_x
            self._write(drawn.names[series], x, -y / unit_y, anchor=(0, 0.5), font=font, ink=colour)

    def _names_width(self) -> float:
        font = self._theme.font("ui.meta")
        font.setWeight(font.Weight.DemiBold)
        metrics = QFontMetricsF(font)
        widest = max((metrics.horizontalAdvance(name) for name in self._drawn.names.values()), default=0.0)
        return max(widest + _NAME_GAP + 8, _RIGHT if self.width() >= 400 else 32.0)

    def _tall(self) -> float:
        if self._fixed:
            return self._highest
        top = max((y for points in self._drawn.curves.values() for _, y in points), default=0.0)
        if top <= self._highest:
            return self._highest
        marks = round_steps(top)
        return marks[-1] if marks[-1] >= top else marks[-1] + marks[1]

    def _level(self, level: float) -> str:
        return f"{level:.1f}" if self._decimals == "1.0" else f"{level:.2f}".replace("0.", ".", 1)

    def _spoken(self) -> str:
        ends = [f"{series} {points[-1][1]:.2f}" for series, points in self._drawn.curves.items() if points]
        if not ends:
            return self._empty.text()
        step = max(points[-1][0] for points in self._drawn.curves.values() if points)
        return f"At step {thousands(step)}: {', '.join(ends)}"


def apart(places: Sequence[float], least: float, *, limit: float) -> list[float]:
    """The same places in rising order, moved to be this far from one another and not beyond a limit."""
    moved = list(places)
    for _ in range(len(moved)):
        for index in range(1, len(moved)):
            short = least - (moved[index] - moved[index - 1])
            if short > 0:
                moved[index - 1] -= short / 2
                moved[index] += short / 2
    for index in reversed(range(len(moved))):
        moved[index] = min(moved[index], limit)
        limit = moved[index] - least
    return moved
