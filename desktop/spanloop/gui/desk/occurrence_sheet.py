"""The preview of the same words in all articles: what is found is ticked or not, then marked as one act."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import monotonic
from typing import NamedTuple

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from spanloop.core.article import Article
from spanloop.core.dates import long_date
from spanloop.core.errors import SpanloopError
from spanloop.core.excerpt import article_excerpt
from spanloop.core.folding import Strength
from spanloop.core.wording import count, one_line
from spanloop.gui.desk.occurrence_rows import Place, PlaceList, PlaceModel
from spanloop.gui.dialogs.base import Sheet
from spanloop.gui.fields import QuietButton
from spanloop.gui.theme import LabelInk, Theme
from spanloop.operations.occurrences import Places

#: Seconds of looking before the window may do something else.
_SLICE = 0.012
#: More are not listed: nobody looks through them, and what is found first can be marked first.
MOST = 5_000
_QUOTE = 48


class Look(NamedTuple):
    """What is looked for. words: for the title. label: what the places become; ink: its colours; trigger: of an event.

    articles: how many are looked into. begin(strength): looks into one after the other.
    """

    words: str
    label: str
    ink: LabelInk
    trigger: bool
    articles: int
    begin: Callable[[Strength], Iterator[tuple[Article, Places]]]


class OccurrenceSheet(Sheet):
    """Looks in slices while it is open. wanted(places by uid of the article): the person wants these marked."""

    wanted = Signal(object)

    def __init__(self, look: Look, *, theme: Theme, parent: QWidget | None) -> None:
        shown = one_line(look.words, most=_QUOTE)
        super().__init__(f"Mark “{shown}” as {look.label} in all articles", theme=theme, parent=parent, width=720)
        self.setObjectName("occurrenceSheet")
        self._look = look
        self._rest: Iterator[tuple[Article, Places]] | None = None
        self._looked = self._within = self._marked = self._otherwise = self._silent = 0
        self.model = PlaceModel()
        self.list = PlaceList(self.model, theme=theme, ink=look.ink, trigger=look.trigger)
        self.list.setMinimumHeight(360)
        self.found = self.add_text("")
        self.body.addWidget(self.list, 1)
        self.body.addLayout(self._choices(theme))
        self.add_cancel()
        self.mark_button = self.add_button("Mark", primary=True)
        self.mark_button.clicked.connect(self._finish)
        self.model.ticked.connect(self._count)
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._go_on)
        self._begin()
        self.list.setFocus()

    def _choices(self, theme: Theme) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self.other_case = QCheckBox("Also in other case")
        self.other_case.toggled.connect(self._begin)
        self.all_button = QuietButton("Tick all", theme=theme)
        self.none_button = QuietButton("Tick none", theme=theme)
        self.all_button.clicked.connect(lambda: self.model.tick(range(len(self.model.places)), on=True))
        self.none_button.clicked.connect(lambda: self.model.tick(range(len(self.model.places)), on=False))
        row.addWidget(self.other_case)
        row.addStretch(1)
        row.addWidget(self.all_button)
        row.addWidget(self.none_button)
        return row

    # looking

    def _begin(self) -> None:
        self.model.clear()
        self._looked = self._within = self._marked = self._otherwise = self._silent = 0
        self._rest = self._look.begin("case" if self.other_case.isChecked() else "exact")
        self._timer.start()
        self._count()

    @property
    def looking(self) -> bool:
        """Whether there are articles left to look into."""
        return self._timer.isActive()

    def _go_on(self) -> None:
        until = monotonic() + _SLICE
        fresh: list[Place] = []
        while self._rest is not None and monotonic() < until:
            try:
                found = next(self._rest, None)
            except SpanloopError as error:
                self._stop()
                self._count()
                self.found.setText(str(error))
                return
            if found is None or len(self.model.places) + len(fresh) >= MOST:
                self._stop()
                break
            self._take(*found, fresh)
        self.model.add(fresh)
        if self.model.places and not self.list.currentIndex().isValid():
            self.list.setCurrentIndex(self.model.index(0))
        self._count()

    def _take(self, article: Article, places: Places, fresh: list[Place]) -> None:
        self._looked += 1
        self._within += bool(places.fresh)
        self._marked += places.marked
        self._otherwise += places.otherwise
        self._silent += places.silent
        # Isolated, so that Arabic titles do not turn the line around.
        names = [f"\u2068{part}\u2069" for part in (article.title or "Untitled", article.source) if part]
        head = " · ".join([*names, *([long_date(article.date)] if article.date else [])])
        for spot in places.fresh:
            words = article_excerpt(article, spot.fragments[0][0], spot.fragments[-1][1])
            fresh.append(Place(article.uid, head, spot, words))

    def _stop(self) -> None:
        self._timer.stop()
        self._rest = None

    def _count(self) -> None:
        """What was found so far, and what the button would mark."""
        number = self.model.count()
        # Before every article was looked into, one does not know what "all" is.
        self.mark_button.setEnabled(number > 0 and not self.looking)
        self.mark_button.setText(f"Mark {count(number, 'place')}" if number else "Mark")
        found = len(self.model.places)
        parts = [f"{count(found, 'place')} in {count(self._within, 'article')}" if found else "No place to mark"]
        if found >= MOST:
            parts.append("more are not listed")
        parts += left_out(self._marked, self._otherwise, self._silent)
        if self.looking:
            parts.append(f"looked into {self._looked:,} of {count(self._look.articles, 'article')}")
        self.found.setText("; ".join(parts) + ("…" if self.looking else "."))

    def _finish(self) -> None:
        chosen = self.model.chosen()
        self._stop()
        self.accept()
        self.wanted.emit(chosen)

    def done(self, result: int) -> None:
        """Qt: the dialog ends, whichever way."""
        self._stop()
        super().done(result)


def left_out(marked: int, otherwise: int, silent: int) -> list[str]:
    """What stands at the places that are not marked anew: "2 were marked already"."""
    parts: list[str] = []
    if marked:
        parts.append(f"{marked:,} {'was' if marked == 1 else 'were'} marked already")
    if otherwise:
        parts.append(f"{otherwise:,} {'has' if otherwise == 1 else 'have'} another label")
    if silent:
        parts.append(f"{silent:,} in boilerplate or comments")
    return parts
