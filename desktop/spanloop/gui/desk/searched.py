"""The words that the queue searches, shown in the article that is open."""

from __future__ import annotations

from spanloop.core.highlights import find_words
from spanloop.gui.canvas import Canvas
from spanloop.gui.desk.findbar import FindBar
from spanloop.gui.queue.panel import QueuePanel

#: In longer texts the words are shown only so far: an article is opened at once, whatever was searched.
_CHARACTERS = 500_000


class SearchedWords:
    """Paints them when an article is opened and when another search is shown; the find bar has precedence."""

    def __init__(self, canvas: Canvas, *, queue: QueuePanel, find_bar: FindBar) -> None:
        self._canvas, self._queue, self._find_bar = canvas, queue, find_bar
        self._shown = ("", "")
        queue.arranged.connect(self._look)

    def article_shown(self, *, new: bool) -> None:
        """Another article is on the canvas. new: it was not open before, so one begins at the first hit."""
        self._shown = ("", "")
        first = self._look()
        if new and first is not None:
            self._canvas.go_to_offset(first)

    def _look(self) -> int | None:
        """Paint what is searched now, if it is not painted already; where the first of it stands."""
        article, query = self._canvas.view.article, self._queue.model.view.query
        if (article.uid, query) == self._shown or not self._find_bar.isHidden():
            return None
        had, self._shown = self._shown[1], (article.uid, query)
        if not query:
            if had:
                self._canvas.set_hits(())
            return None
        places = find_words(article.text[:_CHARACTERS], query)
        self._canvas.set_hits(places)
        return places[0][0] if places else None
