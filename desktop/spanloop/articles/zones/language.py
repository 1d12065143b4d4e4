"""The language of an article, which its page's menus and readers may not share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spanloop.articles.guess import guess_language, is_of_two_scripts
from spanloop.articles.zones.blocks import blocks_of
from spanloop.articles.zones.propose import propose_zones
from spanloop.core.article import SILENT_ZONES, Zone

#: So much article text, in letters, tells its language; with less, all that is written says more.
_ENOUGH = 24
#: More than the guess looks at.
_MOST = 10_000
#: In a text of two scripts so many paragraphs of running text tell which is the article's.
_PARAGRAPHS = 2


def read_zones(text: str, *, said: str = "") -> tuple[str, tuple[Zone, ...]]:
    """The language of a text, ISO 639-1 or "", and the zones proposed for it.

    said: the language where a table or a person says it, which stands then. The rules need a language before there are
    zones, so all that is written gives it to them; the article's text alone may give another, by which they read again.
    """
    first = said or guess_language(text)
    zones = propose_zones(text, language=first)
    language = said or language_of(text, zones)
    return language, zones if language == first else propose_zones(text, language=language)


def language_of(text: str, zones: Sequence[Zone], *, said: str = "") -> str:
    """The language of what is no boilerplate and no comment; of all that is written where that is next to nothing.

    said: what the page says of itself, which is evidence and no more (see guess_language).
    """
    article = article_text(text, zones, most=_MOST)
    if sum(character.isalpha() for character in article) < _ENOUGH:
        article = text
    if is_of_two_scripts(article):
        article = _beginning(text, zones) or article
    return guess_language(article, said=said)


def _beginning(text: str, zones: Sequence[Zone]) -> str:
    """The headline and the first paragraphs below it: what nobody took for comments or foot stands further down."""
    headline = next((zone for zone in zones if zone.kind == "headline"), None)
    start = headline.start if headline is not None else 0
    below = [replace(zone, start=zone.start - start, end=zone.end - start) for zone in zones if zone.start >= start]
    blocks = blocks_of(article_text(text[start:], below, most=_MOST))
    paragraphs = [block.text for block in blocks if block.prose][:_PARAGRAPHS]
    title = text[headline.start : headline.end] if headline is not None else ""
    return "\n".join([title, *paragraphs]) if paragraphs else ""


def article_text(text: str, zones: Sequence[Zone], *, most: int) -> str:
    """The first pieces of a text outside its silent zones, of `most` code points and the rest of a piece at most."""
    pieces: list[str] = []
    size = at = 0
    for zone in zones:
        if zone.kind not in SILENT_ZONES:
            continue
        pieces.append(text[at : zone.start])
        size += zone.start - at
        at = zone.end
        if size > most:
            return "\n".join(pieces)
    return "\n".join([*pieces, text[at:]])
