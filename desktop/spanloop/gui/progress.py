"""How far somebody has come: what is complete by layer and by day, what is marked by label, and how long it took."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta

from PySide6.QtWidgets import QGridLayout, QWidget

from spanloop.core.dates import long_date, today
from spanloop.core.wording import count
from spanloop.gui.commands import Commands
from spanloop.gui.dialogs.base import Sheet
from spanloop.gui.fields import Segments, ThinProgress
from spanloop.gui.plain import PlainLabel
from spanloop.gui.progress_chart import DayBars
from spanloop.gui.queue.filters import LAYER_NAMES
from spanloop.gui.queue.panel import QueuePanel
from spanloop.gui.theme import Theme
from spanloop.operations.activity import time_words
from spanloop.operations.queueing import Progress

#: Days that are drawn, by what is chosen.
SPANS: dict[str, tuple[str, int]] = {"month": ("30 days", 30), "quarter": ("90 days", 90), "year": ("A year", 365)}
_BAR = 240
#: Labels stand in so many columns; more than fit in these rows are counted in words.
_COLUMNS, _ROWS = 4, 6
_LABEL_BAR = 36
#: A pace is told from so many days.
_PACE_DAYS = 14


class ProgressActs:
    """Opens the progress of the person at the window."""

    def __init__(self, queue: QueuePanel, *, window: QWidget, commands: Commands, theme: Callable[[], Theme]) -> None:
        self._queue, self._window, self._theme = queue, window, theme
        commands.bind("queue.progress", self.ask)
        queue.progress_asked.connect(lambda: commands.run("queue.progress"))

    def ask(self) -> None:
        """Read it and show it."""
        self._queue.read_progress(self._show)

    def _show(self, progress: Progress) -> None:
        ProgressSheet(progress, theme=self._theme(), parent=self._window).open()


class ProgressSheet(Sheet):
    """Shares by layer and marks by label as bars, articles and time by day as charts, and what follows from them."""

    def __init__(self, progress: Progress, *, theme: Theme, parent: QWidget | None) -> None:
        super().__init__("Progress", theme=theme, parent=parent, width=640)
        self.setObjectName("progress")
        self._progress = progress
        self.add_text(summary(progress, day=today()), tone="")
        self._add_layers()
        self._add_labels()
        self.spans = Segments({name: title for name, (title, _) in SPANS.items()}, theme=theme, wide=True)
        self.spans.chosen.connect(self._draw)
        self.body.addWidget(self.spans)
        self._add_heading("Articles completed a day")
        self.articles = DayBars(name="Articles completed a day", token="saved", theme=theme)
        self.body.addWidget(self.articles, 1)
        self.minutes: DayBars | None = None
        if progress.seconds:
            self._add_heading("Active minutes a day")
            self.minutes = DayBars(name="Active minutes a day", token="accent", theme=theme)
            self.body.addWidget(self.minutes, 1)
        done = self.add_button("Close", primary=True)
        done.clicked.connect(self.accept)
        self._draw("month")

    def _add_heading(self, text: str) -> None:
        label = PlainLabel(text, tone="quiet")
        label.setFont(self.theme.font("ui.small"))
        self.body.addWidget(label)

    def _add_layers(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(6)
        whole = self._progress.articles
        rows = [(LAYER_NAMES[layer], number) for layer, number in self._progress.layers.items()]
        for line, (name, number) in enumerate([*rows, ("Whole articles", self._progress.complete)]):
            bar = ThinProgress(theme=self.theme, width=_BAR)
            bar.set_share(number / whole if whole else 0.0)
            bar.setAccessibleName(f"{name}: {number} of {whole} complete")
            _put(grid, line, 0, name, bar, share_words(number, whole))
        grid.setColumnStretch(2, 1)
        self.body.addLayout(grid)

    def _add_labels(self) -> None:
        """Marks by label, down the columns; each bar is as long as its share of the most frequent one."""
        shown = list(self._progress.labels.items())[: _COLUMNS * _ROWS]
        if not shown:
            return
        self._add_heading("Marks by label")
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        rows = -(-len(shown) // _COLUMNS)
        for place, (label, number) in enumerate(shown):
            column, line = divmod(place, rows)
            bar = ThinProgress(theme=self.theme, token="accent", width=_LABEL_BAR)
            bar.set_share(number / shown[0][1])
            bar.setAccessibleName(f"{label}: {count(number, 'mark')}")
            _put(grid, line, 4 * column, label, bar, f"{number:,}")
            grid.setColumnStretch(4 * column + 3, 1)
        self.body.addLayout(grid)
        others = len(self._progress.labels) - len(shown)
        if others:
            self._add_heading(f"and {count(others, 'other label')}")

    def _draw(self, name: str) -> None:
        days = SPANS[name][1]
        last = today()
        first = last - timedelta(days - 1)
        self.articles.draw(first, by_day(self._progress.completed, first=first, days=days))
        if self.minutes is not None:
            seconds = by_day(self._progress.seconds, first=first, days=days)
            self.minutes.draw(first, [round(value / 60, 1) for value in seconds])


def _put(grid: QGridLayout, line: int, column: int, name: str, bar: ThinProgress, words: str) -> None:
    grid.addWidget(PlainLabel(name), line, column)
    grid.addWidget(bar, line, column + 1)
    grid.addWidget(PlainLabel(words, tone="quiet"), line, column + 2)


def by_day(values: Mapping[str, int], *, first: date, days: int) -> list[float]:
    """One value for each day from the first on; 0 where there is none."""
    return [float(values.get((first + timedelta(number)).isoformat(), 0)) for number in range(days)]


def share_words(number: int, whole: int) -> str:
    """ "12 of 318 articles, 4%"; under one percent is said as such, and only all are 100%."""
    if not whole:
        return "no articles yet"
    share = 100 * number / whole
    percent = "less than 1%" if 0 < share < 1 else f"{int(share)}%"
    return f"{number:,} of {count(whole, 'article')}, {percent}"


def summary(progress: Progress, *, day: date) -> str:
    """What is done, how fast, and how long the rest takes at that pace."""
    left = progress.articles - progress.complete - progress.skipped
    parts = [f"{count(progress.complete, 'article')} complete, {progress.skipped:,} skipped, {left:,} left."]
    first = day - timedelta(_PACE_DAYS - 1)
    lately = by_day(progress.completed, first=first, days=_PACE_DAYS)
    worked = [value for value in lately if value]
    if worked:
        pace = sum(worked) / len(worked)
        parts.append(f"{pace:.1f} a day on the {count(len(worked), 'day')} with any in the last two weeks.")
        if left:
            parts.append(f"At that pace the rest takes {count(-(-left // max(1, round(pace))), 'such day')}.")
    if progress.completed:
        best = max(progress.completed, key=lambda each: (progress.completed[each], each))
        parts.append(f"Most on {long_date(best)}: {progress.completed[best]:,}.")
    if progress.seconds:
        parts.append(f"Active: {time_words(sum(progress.seconds.values()))}.")
    return " ".join(parts)
