"""Where the reader is: a word, a whole mark, or a selection."""

from __future__ import annotations

from dataclasses import dataclass

from spanloop.core.marks import Fragments, make_fragments
from spanloop.core.ranges import merge_ranges, shared
from spanloop.core.words import trim
from spanloop.gui.canvas.view import PaintedMark
from spanloop.gui.canvas.words import Span, Words


@dataclass(slots=True)
class Cursor:
    """The keyboard's place in one article. What it rings is what the next act is about.

    anchor, head: the units (words or single characters) between which a selection lies; the head is the end that moves.
    explicit: whether the user selected, rather than merely stands on a word. mark: the one it rests on as a whole.
    kept: fragments that were set aside for a mark of several; what the cursor covers is added to them.
    kept_from: uid of the mark that they are, "" where they are bare words. All offsets are code points of the article.
    """

    text: str
    words: Words
    anchor: Span = (0, 0)
    head: Span = (0, 0)
    explicit: bool = False
    mark: PaintedMark | None = None
    kept: Fragments = ()
    kept_from: str = ""

    @property
    def selecting(self) -> bool:
        """Whether something was selected on purpose: words, or fragments that are kept."""
        return self.explicit or bool(self.kept)

    def go(self, unit: Span | None) -> None:
        """Stand on a word, and keep no fragments any more."""
        self.drop()
        self.walk(unit)

    def walk(self, unit: Span | None) -> None:
        """Move on to a word; fragments that are kept stay."""
        if unit is not None:
            self.anchor = self.head = unit
            self.explicit = False
            self.mark = None

    def keep(self) -> bool:
        """Set aside what the cursor covers as fragments of a mark to be, and stand on the word at its moving end."""
        fragments = self.fragments()
        if not fragments:
            return False
        if self.mark is not None and not self.explicit and not self.kept:
            self.kept_from = self.mark.uid
        self.kept = fragments
        self.walk(self.words.at(max(self.head[0], self.head[1] - 1)) or self.head)
        return True

    def drop(self) -> None:
        """Keep no fragments any more."""
        self.kept, self.kept_from = (), ""

    def extend(self, unit: Span | None) -> None:
        """Select from where the selection began to this unit."""
        if unit is None:
            return
        self.head = unit
        self.explicit = True
        self.mark = None

    def begin(self, offset: int, *, by_characters: bool, add: bool = False) -> bool:
        """Begin a selection at an offset, with its whole word or with nothing yet; False where there is no word.

        add: what was selected before stays, as other fragments of the same mark to be.
        """
        if not add:
            self.drop()
        elif self.selecting:
            self.keep()
        unit = (offset, offset) if by_characters else self.words.at(offset)
        if unit is None:
            return False
        self.anchor = self.head = unit
        self.extend(unit)
        return True

    def reach(self, offset: int, *, by_characters: bool) -> None:
        """Extend the selection to the whole word at an offset, or to the character there."""
        if not by_characters:
            self.extend(self.words.at(offset))
        else:
            self.extend((offset, offset + 1) if offset >= self.anchor[0] else (offset, offset))

    def follow(self, other: Cursor) -> None:
        """Stand or select where another cursor did in the same text."""
        self.anchor, self.head, self.explicit = other.anchor, other.head, other.explicit
        self.kept, self.kept_from = other.kept, other.kept_from

    def rest_again(self, mark: PaintedMark | None, *, start: int) -> None:
        """Stand on a mark as it is now; where it is gone, on the word at which it began."""
        if mark is not None:
            self.rest_on(mark)
        else:
            self.go(self.words.at(start))

    def rest_on(self, mark: PaintedMark) -> None:
        """Stand on a whole mark."""
        self.drop()
        self.anchor = self.words.at(mark.start) or (mark.start, mark.end)
        self.head = self.words.at(max(mark.end - 1, mark.start)) or (mark.start, mark.end)
        self.explicit = False
        self.mark = mark

    def select(self, start: int, end: int) -> None:
        """Select exactly the characters between these offsets; the second one is the end that moves.

        Fragments that are kept stay.
        """
        self.anchor, self.head = (start, start), (end, end)
        self.explicit = True
        self.mark = None

    def recut(self, words: Words) -> Words:
        """Go by other words of the same text from now on: stand on the one that holds the letter it stood on.

        A selection stays as it is.
        """
        self.words = words
        if not self.explicit and self.mark is None:
            self.walk(words.at(self.anchor[0]))
        return words

    def cover(self, start: int, end: int) -> None:
        """Cover the words that a range touches: stand on one, select several. Fragments that are kept stay."""
        first, last = self.words.at(start), self.words.at(max(start, end - 1))
        self.walk(first)
        if first is not None and last is not None and last != first:
            self.extend(last)

    def span(self) -> Span:
        """Start and end of what the cursor covers."""
        if self.mark is not None and not self.explicit:
            return self.mark.start, self.mark.end
        return min(self.anchor[0], self.head[0]), max(self.anchor[1], self.head[1])

    def fragments(self) -> Fragments:
        """What the cursor covers, without white space at its edges; () where there is nothing to cover.

        With it what is kept, to which a word that one merely stands on adds nothing where part of it is kept already;
        pieces between which there is only white space are one.
        """
        if self.mark is not None and not self.explicit:
            return self.mark.fragments
        start, end = trim(self.text, *self.span())
        here = ((start, end),) if end > start else ()
        if not self.kept:
            return here
        if not self.explicit and shared(self.kept, here):
            return self.kept
        joined: list[Span] = []
        for start, end in merge_ranges((*self.kept, *here)):
            if joined and not self.text[joined[-1][1] : start].strip():
                joined[-1] = (joined[-1][0], end)
            else:
                joined.append((start, end))
        return make_fragments(joined)

    def left_edge(self) -> int:
        """The offset from which a step backward starts."""
        return self.head[0] if self.explicit else self.span()[0]

    def right_edge(self) -> int:
        """The offset from which a step forward starts."""
        return self.head[1] if self.explicit else self.span()[1]
