"""Where somebody was in each article of a session, and where they left a project."""

from __future__ import annotations

from math import isfinite
from typing import Any

from spanloop.core.errors import SpanloopError
from spanloop.gui.canvas.place import Place
from spanloop.settings import Settings


class Places:
    """Keeps the place of every article that was open while the project is, and the last one until the next time.

    The last one is this person's and of this computer: it is in the settings, not in the project file.
    """

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._project = ""
        self._places: dict[str, Place] = {}
        self._last = ""

    @property
    def article(self) -> str:
        """uid of the article that was left last, "" where none is known."""
        return self._last

    def begin(self, project: str) -> None:
        """A project was opened: remember what was kept of it."""
        self._project = project
        self._places, self._last = {}, ""
        kept = self._settings.last_place(project)
        place = _place(kept)
        if isinstance(kept.get("article"), str) and place is not None:
            self._last = kept["article"]
            self._places[self._last] = place

    def of(self, article: str) -> Place | None:
        """Where the reader was in an article, None for one that was not open yet."""
        return self._places.get(article)

    def leave(self, article: str, place: Place | None) -> None:
        """Another article comes onto the desk, or none."""
        if article and place is not None:
            self._places[article] = place
            self._last = article

    def end(self) -> None:
        """The project is closed: keep the last place for the next time."""
        place = self._places.get(self._last)
        if not self._project or place is None:
            return
        kept = {"cursor": place.cursor, "mark": place.mark, "line": place.line, "below": round(place.below, 1)}
        try:
            self._settings.keep_place(self._project, {"article": self._last, **kept})
        except SpanloopError:
            # The folder cannot be written: that was said when the project was opened, and no work is lost by it.
            return


def _place(kept: dict[str, Any]) -> Place | None:
    """The place in what the settings kept, None where they were written by hand or by another version."""
    cursor, mark, line, below = (kept.get(name) for name in ("cursor", "mark", "line", "below"))
    if not (isinstance(cursor, int) and isinstance(mark, str) and isinstance(line, int)):
        return None
    if not isinstance(below, int | float) or not isfinite(below) or min(cursor, line) < 0:
        return None
    return Place(cursor, mark, line, float(below))
