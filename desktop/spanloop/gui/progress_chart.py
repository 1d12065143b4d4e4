"""Bars by day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from PySide6.QtWidgets import QWidget

from spanloop.core.dates import long_date
from spanloop.gui.still_chart import StillChart, figure_pen
from spanloop.gui.theme import Theme
from spanloop.gui.train.curves import round_steps

_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 12, 16, 26
#: A bar takes so much of the room of its day, and never more pixels than these.
_SHARE, _WIDEST = 0.7, 28
#: Room that the name of a day needs.
_DAY_WIDTH = 64


class DayBars(StillChart):
    """One bar for each day from the first to the last. It is looked at only."""

    def __init__(self, *, name: str, token: str, theme: Theme, parent: QWidget | None = None) -> None:
        """token: the colour of the bars."""
        super().__init__(name=name, theme=theme, least=(240, 112), parent=parent)
        self._token = token
        self._first = date.min
        self._heights: Sequence[float] = ()

    @property
    def heights(self) -> Sequence[float]:
        """What is drawn, from the first day on."""
        return self._heights

    def draw(self, first: date, heights: Sequence[float]) -> None:
        """Show these heights, one for each day from `first` on."""
        self._first, self._heights = first, heights
        self._draw()
        days = [(first + timedelta(number), height) for number, height in enumerate(heights) if height]
        spoken = [f"{long_date(day.isoformat())}: {height:g}" for day, height in days]
        self.setAccessibleDescription("; ".join(spoken) or "nothing yet")

    def _draw(self) -> None:
        self._clear()
        days = len(self._heights)
        if not days:
            return
        theme = self._theme
        steps = [step for step in round_steps(max(4.0, *self._heights)) if step == int(step)]
        tall = max(steps[-1], *self._heights)
        units = self._fit(days, tall, left=_LEFT, right=_RIGHT, top=_TOP, bottom=_BOTTOM)
        if units is None:
            return
        unit_x, _ = units
        grid = figure_pen(theme.colour("grid"), 1)
        for step in steps:
            self._line(0, step, days, step, grid)
            self._text(f"{step:g}", 0, step, anchor=(1, 0.5))
        wide = min(_SHARE, _WIDEST / unit_x)
        for number, value in enumerate(self._heights):
            if value:
                self._bar(number + (1 - wide) / 2, wide, value, theme.colour(self._token))
        every = max(1, -(-_DAY_WIDTH // max(1, int(unit_x))))
        for number in range(days - 1, -1, -every):
            if (number + 0.5) * unit_x > _DAY_WIDTH / 3:
                self._text(_short(self._first + timedelta(number)), number + 0.5, 0, anchor=(0.5, 0))

    def _text(self, text: str, x: float, y: float, *, anchor: tuple[float, float]) -> None:
        theme = self._theme
        self._write(text, x, y, anchor=anchor, font=theme.font("ui.meta"), ink=theme.colour("text_3"))


def _short(day: date) -> str:
    name, month, *_ = long_date(day.isoformat()).split()
    return f"{name} {month[:3]}"
