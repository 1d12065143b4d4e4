"""Finding words in the article on the desk."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import Protocol

from spanloop.core.folding import Folded
from spanloop.core.marks import Fragment
from spanloop.gui.canvas import Canvas
from spanloop.gui.canvas.cursor import Cursor
from spanloop.gui.canvas.found import Found
from spanloop.gui.commands import Commands
from spanloop.gui.desk.findbar import FindBar
from spanloop.gui.desk.session import DeskSession

#: Longer selections are not taken over into the field.
_LONGEST = 80


class FindPlace(Protocol):
    """The parts of the desk that finding is about."""

    @property
    def canvas(self) -> Canvas: ...

    @property
    def find_bar(self) -> FindBar: ...


class Finder:
    """What `/`, F3 and Shift+F3 do. Letters are alike in any case and with or without their marks (core.folding)."""

    def __init__(self, page: FindPlace, *, commands: Commands) -> None:
        self._canvas, self._bar, self._tell = page.canvas, page.find_bar, commands.say
        self._session: DeskSession | None = None
        self._folded: Folded | None = None
        self._words = ""
        self._hits: Sequence[Fragment] = ()
        self._current: int | None = None
        #: The place from which one looks while typing, and what was shown before the bar was opened.
        self._origin = 0
        self._before = Found()
        commands.bind("find.open", self.open)
        commands.bind("find.next", lambda: self.step(1))
        commands.bind("find.previous", lambda: self.step(-1))
        self._bar.typed.connect(self._search)
        self._bar.stepped.connect(self.step)
        self._bar.left.connect(self.close)

    @property
    def session(self) -> DeskSession | None:
        return self._session

    @session.setter
    def session(self, session: DeskSession | None) -> None:
        self._session = session
        self._another_article()
        if session is not None:
            session.opened.connect(self._another_article)

    @property
    def is_open(self) -> bool:
        return not self._bar.isHidden()

    def open(self) -> None:
        """Show the bar; what was selected is looked for, else what was looked for last."""
        if self._text() is None:
            return
        if not self.is_open:
            self._before = self._canvas.found
        span = self._canvas.selection()
        self._origin = span[0][0] if span else 0
        words = self._words
        if self._canvas.has_selection() and len(span) == 1 and span[0][1] - span[0][0] <= _LONGEST:
            words = " ".join(str(self._text())[slice(*span[0])].split())
        self._bar.open(words)

    def close(self) -> None:
        """Back to the text, with the cursor on the place that was found."""
        hit = self._hit()
        self.hide()
        if hit is not None:
            self._canvas.steer(lambda cursor: cursor.cover(*hit))
        self._canvas.setFocus()

    def hide(self) -> bool:
        """Take the bar away and leave the cursor where it is; False when there was none."""
        if not self.is_open:
            return False
        had_keyboard = self._bar.isAncestorOf(self._bar.window().focusWidget() or self._bar)
        self._bar.hide()
        self._canvas.set_hits(self._before.ranges, self._before.current)
        self._before = Found()
        if had_keyboard:
            self._canvas.setFocus()
        return True

    def step(self, direction: int) -> None:
        """To the next place (1) or the one before (-1), round the ends; with nothing to look for, open the bar."""
        if not self._words.strip() or self._text() is None:
            self.open()
        elif self.is_open:
            self._take(self._beside(direction), direction)
        else:
            self._go_on(direction)

    def _go_on(self, direction: int) -> None:
        """The bar is closed: move the cursor itself, from where it stands."""
        self._find()
        if not self._hits:
            self._tell(f"“{self._words}” is not in this article.")
            return
        ahead = self._canvas.steer(lambda cursor: self._cover_next(cursor, direction))
        self._tell(f"“{self._words}”: {self._place()}{'' if ahead else _round(direction)}.")

    def _cover_next(self, cursor: Cursor, direction: int) -> bool:
        """Cover the next of several places from where the cursor stands, not from what is kept; False round an end."""
        at = cursor.span()[0]
        if direction > 0:
            number = bisect_right(self._hits, at, key=_start)
        else:
            number = bisect_left(self._hits, at, key=_start) - 1
        ahead = 0 <= number < len(self._hits)
        self._current = number % len(self._hits)
        cursor.cover(*self._hits[self._current])
        return ahead

    def _beside(self, direction: int) -> int | None:
        if not self._hits:
            return None
        return ((self._current if self._current is not None else -1) + direction) % len(self._hits)

    def _search(self, words: str) -> None:
        """Look for what stands in the field by now: at the first place from where one began on."""
        self._words = words
        self._find()
        first = bisect_left(self._hits, self._origin, key=_start)
        self._take(first % len(self._hits) if self._hits else None, 0)

    def _find(self) -> None:
        text = self._text()
        if text is None:
            self._hits = ()
        else:
            if self._folded is None or self._folded.original is not text:
                self._folded = Folded(text, "reading")
            self._hits = self._folded.find(self._words)
        self._current = None

    def _take(self, number: int | None, direction: int) -> None:
        """Make one of the places the current one, and say which it is."""
        before, self._current = self._current, number
        self._canvas.set_hits(self._hits, number)
        hit = self._hit()
        if hit is None:
            self._bar.say("Not in this article" if self._words.strip() else "", found=False)
            self._canvas.show_offset(self._origin)
            return
        self._origin = hit[0]
        self._canvas.show_offset(hit[0])
        went_round = before is not None and number is not None and direction * (number - before) < 0
        self._bar.say(self._place() + (_round(direction) if went_round else ""))

    def _hit(self) -> Fragment | None:
        return None if self._current is None else self._hits[self._current]

    def _place(self) -> str:
        return f"{(self._current or 0) + 1:,} of {len(self._hits):,}"

    def _text(self) -> str | None:
        desk = self._session.desk if self._session else None
        return None if desk is None else desk.article.text

    def _another_article(self) -> None:
        """What was found is of the article before; a bar that is open looks in the new one, from its start."""
        self._folded, self._hits, self._current, self._origin = None, (), None, 0
        self._before = Found()
        if not self.is_open:
            return
        if self._text() is None:
            self.hide()
        else:
            self._search(self._words)


def _start(place: Fragment) -> int:
    return place[0]


def _round(direction: int) -> str:
    return ", from the start again" if direction > 0 else ", from the end again"
