"""Words and sentences of the article, found paragraph by paragraph when they are needed."""

from __future__ import annotations

import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import takewhile

from spanloop.core.article import Article
from spanloop.core.words import sentence_boundaries, word_boundaries
from spanloop.gui.canvas.paragraphs import Paragraph

Span = tuple[int, int]


class Words:
    """The stored words of an article where there are any, else those of the plain rules. Offsets are the article's."""

    def __init__(self, article: Article, paragraphs: Sequence[Paragraph]) -> None:
        self._article = article
        self._paragraphs = paragraphs
        self._starts = [paragraph.start for paragraph in paragraphs]
        self._words: dict[int, list[Span]] = {}
        self._sentences: dict[int, list[Span]] = {}

    def in_paragraph(self, index: int) -> list[Span]:
        """The words of a paragraph."""
        if index not in self._words:
            self._words[index] = self._find(self._paragraphs[index])
        return self._words[index]

    def _find(self, paragraph: Paragraph) -> list[Span]:
        stored = self._article.words
        if stored is None:
            return [(paragraph.start + a, paragraph.start + b) for a, b in word_boundaries(paragraph.text)]
        first = bisect_left(stored, paragraph.start, key=lambda word: word[0])
        inside = takewhile(lambda word: word[0] < paragraph.end, stored[first : first + len(paragraph.text)])
        text = self._article.text
        return [(a, min(b, paragraph.end)) for a, b in inside if text[a:b].strip()]

    def sentences(self, index: int) -> list[Span]:
        """The sentences of a paragraph."""
        if index not in self._sentences:
            paragraph = self._paragraphs[index]
            found = sentence_boundaries(paragraph.text)
            self._sentences[index] = [(paragraph.start + a, paragraph.start + b) for a, b in found]
        return self._sentences[index]

    def _index(self, offset: int) -> int:
        return max(bisect_right(self._starts, offset) - 1, 0)

    # words

    def first(self) -> Span | None:
        """The first word that can be marked, else the first of all; None without words."""
        return self._first_in(speaking=True) or self._first_in()

    def last(self) -> Span | None:
        """The last word; None without words."""
        for index in reversed(range(len(self._paragraphs))):
            if self.in_paragraph(index):
                return self.in_paragraph(index)[-1]
        return None

    def _first_in(self, *, speaking: bool = False) -> Span | None:
        for index in range(len(self._paragraphs)):
            if speaking and self._paragraphs[index].silent:
                continue
            if self.in_paragraph(index):
                return self.in_paragraph(index)[0]
        return None

    def at(self, offset: int) -> Span | None:
        """The word that holds the character at an offset, else the nearest one in its paragraph, else the next."""
        if not self._paragraphs:
            return None
        index = self._index(offset)
        words = self.in_paragraph(index)
        if not words:
            return self.after(offset) or self.before(offset)
        at = bisect_right(words, offset, key=lambda word: word[0]) - 1
        if at < 0:
            return words[0]
        if offset < words[at][1] or at + 1 == len(words):
            return words[at]
        return words[at] if offset - words[at][1] < words[at + 1][0] - offset else words[at + 1]

    def after(self, offset: int) -> Span | None:
        """The first word that starts at or behind an offset."""
        for index in range(self._index(offset), len(self._paragraphs)):
            words = self.in_paragraph(index)
            at = bisect_left(words, offset, key=lambda word: word[0])
            if at < len(words):
                return words[at]
        return None

    def before(self, offset: int) -> Span | None:
        """The last word that ends at or before an offset."""
        for index in range(self._index(offset) if self._paragraphs else -1, -1, -1):
            words = self.in_paragraph(index)
            at = bisect_right(words, offset, key=lambda word: word[1])
            if at:
                return words[at - 1]
        return None

    def telling(self, word: Span | None, direction: int) -> Span | None:
        """This word, or the nearest one in a direction that is more than punctuation; the word itself at the end."""
        found = word
        while found is not None and all(unicodedata.category(c)[0] == "P" for c in self._article.text[slice(*found)]):
            found = self.after(found[1]) if direction > 0 else self.before(found[0])
        return found or word

    # sentences

    def sentence_after(self, offset: int) -> int | None:
        """Where the next sentence starts behind an offset."""
        for index in range(self._index(offset), len(self._paragraphs)):
            for start, _ in self.sentences(index):
                if start > offset:
                    return start
        return None

    def sentence_before(self, offset: int) -> int | None:
        """Where the sentence of an offset starts, or the one before it when the offset is there already."""
        for index in range(self._index(offset) if self._paragraphs else -1, -1, -1):
            for start, _ in reversed(self.sentences(index)):
                if start < offset:
                    return start
        return None
