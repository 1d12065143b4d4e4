"""A place of an article with the words around it, for lists that people read."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from spanloop.core.article import SILENT_ZONES, Article

#: Code points on either side.
WIDTH = 60
_BREAK = re.compile(r"\s*[\n\v\f\r\x1c-\x1e\x85\u2028\u2029]\s*")
_JOINER = "\u200d"


class Excerpt(NamedTuple):
    """One line of reading: `before + quote + after`."""

    before: str
    quote: str
    after: str


def article_excerpt(article: Article, start: int, end: int, *, width: int = WIDTH) -> Excerpt:
    """As `excerpt`, with no word from boilerplate, comments or another digest item on either side."""
    first, last = 0, len(article.text)
    for zone in article.zones:
        silent = zone.kind in SILENT_ZONES
        if not silent and zone.kind != "article_break":
            continue
        # A break's own text belongs to the item that it opens.
        before = zone.end if silent else zone.start
        if before <= start:
            first = max(first, before)
        if zone.start >= end:
            last = min(last, zone.start)
    return excerpt(article.text, start, end, width=width, within=(first, last))


def excerpt(text: str, start: int, end: int, *, width: int = WIDTH, within: tuple[int, int] | None = None) -> Excerpt:
    """What stands at `[start, end)` of a text, and at most `width` code points on either side.

    The sides are cut between words; where no word ends within `width` (scripts without spaces), between characters.
    Line breaks, with the white space around them, become one space, so the lengths need not be those of the offsets.
    within: the stretch of the text, in code points, that the sides do not leave; None for all of it.
    """
    lowest, highest = (0, len(text)) if within is None else within
    first, last = max(lowest, start - width), min(highest, end + width)
    before, after = text[first:start], text[end:last]
    if first > lowest and not text[first - 1].isspace():
        before = _without_first_piece(before)
    if last < highest and not text[last].isspace():
        after = _without_last_piece(after, text[last])
    return Excerpt(_one_line(before).lstrip(), _one_line(text[start:end]), _one_line(after).rstrip())


def _one_line(text: str) -> str:
    return _BREAK.sub(" ", text)


def _without_first_piece(text: str) -> str:
    """Less the word that the cut went through, or less the marks that belong to a character before it."""
    space = re.search(r"\s", text)
    if space is not None:
        return text[space.start() :]
    while text and _leans(text[0]):
        text = text[1:]
    return text


def _without_last_piece(text: str, following: str) -> str:
    spaces = list(re.finditer(r"\s", text))
    if spaces:
        return text[: spaces[-1].start()]
    while text and _leans(following):
        text, following = text[:-1], text[-1]
    return text


def _leans(character: str) -> bool:
    """Whether a character is drawn on the one before it."""
    return character == _JOINER or unicodedata.category(character).startswith("M")
