"""Charts of calibration and of the learning curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QColor, QFontMetricsF
from PySide6.QtWidgets import QWidget

from spanloop.core.reliability import Reliability
from spanloop.core.wording import score_text
from spanloop.gui.still_chart import StillChart, figure_pen
from spanloop.gui.theme import Theme

_LEFT, _RIGHT, _TOP, _BOTTOM = 40, 16, 12, 28
#: A share that is so small that no number fits between its point and the axis.
_NEAR = 0.12
_LEVELS = (0.0, 0.25, 0.5, 0.75, 1.0)
_DASHES: tuple[Sequence[float] | None, ...] = (None, (7, 3), (2, 3))


@dataclass(frozen=True, slots=True)
class Line:
    """One curve. points: (articles, F1, low, high), bounds None where there is no interval."""

    name: str
    points: tuple[tuple[int, float, float | None, float | None], ...]


class _Shares(StillChart):
    """A chart whose vertical axis goes from 0 to 1."""

    def _axes(self, across: float) -> None:
        theme = self._theme
        for level in _LEVELS:
            self._line(0, level, across, level, figure_pen(theme.colour("grid"), 1))
            shown = "0" if not level else "1" if level == 1 else score_text(level)
            self._words(shown, 0, level, anchor=(1, 0.5), tone="text_3")

    def _words(
        self,
        text: str,
        x: float,
        y: float,
        *,
        anchor: tuple[float, float],
        tone: str = "",
        ink: QColor | None = None,
        chip: bool = False,
    ) -> None:
        theme = self._theme
        ground = theme.colour("raised") if chip else None
        ink = ink or theme.colour(tone)
        self._write(text, x, y, anchor=anchor, font=theme.font("ui.meta"), ink=ink, chip=ground)


def point_size(n: int) -> float:
    """Diameter in pixels of the point of so many suggestions: its area grows with them, from 4 to 11 pixels."""
    return min(11.0, 4.0 + 1.2 * (max(1, n) - 1) ** 0.5)


class CalibrationChart(_Shares):
    """For scores of suggestions, bin by bin, the share that was right; on the dashed line they keep their word, and
    a stroke goes from there to the point."""

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name="Calibration", theme=theme, least=(200, 140), parent=parent)
        self._found: Reliability | None = None

    def draw(self, found: Reliability | None) -> None:
        """Show other figures."""
        self._found = found
        self._draw()
        bins = found["bins"] if found else []
        told = [
            f"score {score_text(one['score'])}: {score_text(one['right'])} of {one['n']} right"
            for one in bins
            if one["score"] is not None and one["right"] is not None
        ]
        self.setAccessibleDescription("; ".join(told) or "nothing to draw")

    def _draw(self) -> None:
        self._clear()
        if self._fit(1.0, 1.0, left=_LEFT, right=_RIGHT, top=_TOP + 16, bottom=_BOTTOM) is None:
            return
        theme = self._theme
        self._axes(1.0)
        for level in _LEVELS:
            shown = "0" if not level else "1" if level == 1 else score_text(level)
            self._words(shown, level, 0, anchor=(0.5, 0), tone="text_3")
        self._line(0, 0, 1, 1, figure_pen(theme.colour("border_control"), 1, (4, 3)))
        bins = self._found["bins"] if self._found else []
        placed = [(b["score"], b["right"], b["n"]) for b in bins if b["score"] is not None and b["right"] is not None]
        if not placed:
            return
        ink = theme.plot_colour(0)
        xs, ys = [float(x) for x, _, _ in placed], [float(y) for _, y, _ in placed]
        for x, y in zip(xs, ys, strict=True):
            # A stroke for how far it is off. A curve through points of one suggestion each would be of no meaning.
            self._line(x, x, x, y, figure_pen(ink, 1.75))
        for x, y, n in placed:
            self._words(f"{n:,}", x, y, anchor=_beside(x, y), tone="text_2", chip=True)
        # Last, for the ground of a number would cut into a large dot.
        self._dots(xs, ys, [point_size(n) for _, _, n in placed], ink)


def _beside(x: float, y: float) -> tuple[float, float]:
    """Where the number of a point stands: beyond it as the stroke goes; at its right where the axis is near."""
    if y >= x:
        return 0.5, 1.25
    return (-0.25, 0.5) if y < _NEAR else (0.5, -0.25)


class CurveChart(_Shares):
    """F1 on the test articles by how many articles were learned from, with 95% intervals."""

    def __init__(self, *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(name="Learning curve", theme=theme, least=(200, 140), parent=parent)
        self._lines: tuple[Line, ...] = ()

    def draw(self, lines: Sequence[Line]) -> None:
        """Show other curves; the first is drawn through, the others dashed."""
        self._lines = tuple(lines)
        self._draw()
        told = [
            f"{line.name}: " + ", ".join(f"{score_text(f1)} from {n} articles" for n, f1, _, _ in line.points)
            for line in lines
        ]
        self.setAccessibleDescription("; ".join(told) or "nothing to draw")

    def _draw(self) -> None:
        self._clear()
        across = max((n for line in self._lines for n, *_ in line.points), default=1)
        metrics = QFontMetricsF(self._theme.font("ui.meta"))
        right = max((metrics.horizontalAdvance(line.name) for line in self._lines), default=0.0) + 20
        units = self._fit(across, 1.0, left=_LEFT, right=max(_RIGHT, right), top=_TOP, bottom=_BOTTOM)
        if units is None:
            return
        unit_x, unit_y = units
        self._axes(across)
        for n in sorted({n for line in self._lines for n, *_ in line.points}):
            self._words(f"{n:,}", n, 0, anchor=(0.5, 0), tone="text_3")
        ends: list[float] = []
        for place, line in enumerate(self._lines):
            if not line.points:
                continue
            ink = self._theme.plot_colour(place)
            xs, ys = [float(n) for n, *_ in line.points], [f1 for _, f1, _, _ in line.points]
            shift = place * 4 / unit_x  # so that whiskers of two curves do not lie on one another
            for (_, _, low, high), x in zip(line.points, xs, strict=True):
                if low is not None and high is not None:
                    self._line(x + shift, low, x + shift, high, figure_pen(ink, 1))
            self._curve(xs, ys, figure_pen(ink, 1.75, _DASHES[place % len(_DASHES)]))
            self._dots([x + shift for x in xs], ys, [6.0] * len(xs), ink)
            height = ys[-1]
            while any(abs(height - other) * unit_y < 14 for other in ends):
                height -= 14 / unit_y
            ends.append(height)
            self._words(line.name, across + 8 / unit_x, height, anchor=(0, 0.5), ink=ink)
