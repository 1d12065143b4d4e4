"""Where else the words of a mark stand: in its own article and in others."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from spanloop.core.article import Article
from spanloop.core.folding import Folded, Strength
from spanloop.core.marks import Fragment, Fragments
from spanloop.core.words import word_boundaries


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words to look for, as one mark has them.

    text: from its first character to its last. fragments: its pieces as offsets into that text, one for most marks.
    whole_start, whole_end: whether the mark begins and ends where a word does; only then other places have to.
    """

    text: str
    fragments: Fragments
    whole_start: bool = True
    whole_end: bool = True


def words_of(article: Article) -> Sequence[Fragment]:
    """The stored words of an article, or those of the plain rules until they are there."""
    return article.words if article.words is not None else word_boundaries(article.text)


def phrase_of(article: Article, fragments: Fragments) -> Phrase:
    """The words that a mark of this article covers."""
    words = words_of(article)
    start, end = fragments[0][0], fragments[-1][1]
    return Phrase(
        text=article.text[start:end],
        fragments=tuple((a - start, b - start) for a, b in fragments),
        whole_start=_starts_word(words, start),
        whole_end=_ends_word(words, end),
    )


def occurrences(article: Article, phrase: Phrase, *, strength: Strength = "exact") -> list[Fragments]:
    """Every place of an article where the words of a phrase stand, in order, none overlapping another.

    They are whole words by the article's stored boundaries (see Phrase). White space may be of another kind, so that a
    phrase is found across the end of a line; across a blank line it is not. strength: what counts as alike.
    """
    folded = Folded(article.text, strength)
    pattern = _pattern(phrase, strength)
    needle = Folded(phrase.text, strength).text
    if not needle.strip():
        return []
    words = words_of(article)
    one_line = not any(char.isspace() for char in phrase.text)
    any_gap = one_line or _has_blank_line(phrase.text)
    found: list[Fragments] = []
    at = 0
    while match := pattern.search(folded.text, at):
        at = match.start() + 1
        start, end = folded.range(*match.span())
        if phrase.whole_start and not _starts_word(words, start):
            continue
        if phrase.whole_end and not _ends_word(words, end):
            continue
        text = article.text[start:end]
        # The halves of a character that folds to two ("ß") are no words of their own.
        if strength != "exact" and Folded(text, strength).text != needle:
            continue
        if not any_gap and _has_blank_line(text):
            continue
        found.append(tuple(folded.range(*match.span(number + 1)) for number in range(len(phrase.fragments))))
        at = match.end()
    return found


def _pattern(phrase: Phrase, strength: Strength) -> re.Pattern[str]:
    """The folded phrase, with a group for each of its fragments."""
    parts: list[str] = []
    at = 0
    for start, end in phrase.fragments:
        before = re.escape(_fold_inside(phrase.text, at, start, strength))
        inside = re.escape(_fold_inside(phrase.text, start, end, strength))
        parts.append(f"{before}({inside})")
        at = end
    return re.compile("".join(parts))


def _fold_inside(text: str, start: int, end: int, strength: Strength) -> str:
    """A piece of a text, folded as it is within the whole: white space goes on from what stands before it."""
    return Folded(text[:end], strength).text[len(Folded(text[:start], strength).text) :]


def _has_blank_line(text: str) -> bool:
    return any(not line.strip() for line in text.splitlines()[1:-1])


def _starts_word(words: Sequence[Fragment], offset: int) -> bool:
    index = bisect_left(words, (offset,))
    return index < len(words) and words[index][0] == offset


def _ends_word(words: Sequence[Fragment], offset: int) -> bool:
    index = bisect_left(words, (offset,)) - 1
    return index >= 0 and words[index][1] == offset
