"""Segments: the stretches of article text that training and prediction see, with the map back to the article.

Export, training, suggestion and evaluation all go through `segments`, so that they see the same text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b

from spanloop.core.article import SILENT_ZONES, Article, Zone
from spanloop.core.marks import Fragment, Fragments
from spanloop.core.ranges import subtract_ranges

#: What stands in a segment where silent text was taken out.
JOINT = "\n\n"

Piece = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of an article without its boilerplate and comments.

    index: its place among the article's segments, from 0. text: the pieces joined by JOINT.
    pieces: (segment_start, article_start, length) in code points, sorted; JOINT between them belongs to no piece.
    date: ISO 8601 date of its digest item, else the article's, "" when unknown.
    """

    article_uid: str
    index: int
    text: str
    pieces: tuple[Piece, ...]
    date: str = ""

    def to_segment(self, fragments: Fragments) -> Fragments | None:
        """Article offsets as offsets into `text`; None unless each fragment lies whole in one piece."""
        return _mapped(fragments, self.pieces, 1, 0)

    def to_article(self, fragments: Fragments) -> Fragments | None:
        """Offsets into `text` as article offsets; None if a fragment touches a joint or leaves the text."""
        return _mapped(fragments, self.pieces, 0, 1)

    def clip(self, ranges: Iterable[Fragment]) -> tuple[Fragment, ...]:
        """The parts of article ranges that this segment holds, as offsets into `text`, sorted.

        For ranges that may be cut, such as completions; marks go through to_segment.
        """
        parts: list[Fragment] = []
        for start, end in sorted(ranges):
            for segment_start, article_start, length in self.pieces:
                first, last = max(start, article_start), min(end, article_start + length)
                if first < last:
                    shift = segment_start - article_start
                    parts.append((first + shift, last + shift))
        return tuple(sorted(parts))


def segments(article: Article) -> tuple[Segment, ...]:
    """Cut an article at its `article_break` zones and leave out its silent ones (see article.SILENT_ZONES).

    White space at the edges of what remains falls away, and so does a segment without anything else. A break's own text
    (its date line) opens its segment.
    """
    silent = [(zone.start, zone.end) for zone in article.zones if zone.kind in SILENT_ZONES]
    made: list[Segment] = []
    for start, end, date in _items(article):
        kept = [_strip(article.text, a, b) for a, b in subtract_ranges([(start, end)], silent)]
        pieces: list[Piece] = []
        texts: list[str] = []
        position = 0
        for a, b in kept:
            if a < b:
                pieces.append((position, a, b - a))
                texts.append(article.text[a:b])
                position += b - a + len(JOINT)
        if pieces:
            made.append(Segment(article.uid, len(made), JOINT.join(texts), tuple(pieces), date))
    return tuple(made)


def layout(zones: Iterable[Zone]) -> str:
    """A short name of how zones cut an article: equal where `segments` of it are cut at the same places.

    The text never changes, so whatever was computed over segments holds as long as this stays the same. A zone of a
    kind that cuts nothing (a headline), another silent kind, or another date of a digest item does not change it.
    """
    cuts = sorted(
        (zone.start, zone.end, "silent" if zone.kind in SILENT_ZONES else "break")
        for zone in zones
        if zone.kind in SILENT_ZONES or zone.kind == "article_break"
    )
    return blake2b(repr(cuts).encode(), digest_size=6).hexdigest() if cuts else "whole"


def date_at(article: Article, offset: int) -> str:
    """The date against which words at an offset are read: of the digest item that they stand in, else the article's."""
    return next((date for start, end, date in _items(article) if start <= offset < end), article.date)


def _items(article: Article) -> Iterator[tuple[int, int, str]]:
    """(start, end, date) of each digest item; the whole article where nothing breaks it."""
    start, date = 0, article.date
    for zone in sorted(article.zones, key=lambda zone: zone.start):
        if zone.kind == "article_break":
            yield start, zone.start, date
            start, date = zone.start, zone.date or article.date
    yield start, len(article.text), date


def _strip(text: str, start: int, end: int) -> Fragment:
    piece = text[start:end]
    return start + len(piece) - len(piece.lstrip()), start + len(piece.rstrip())


def _mapped(fragments: Fragments, pieces: tuple[Piece, ...], source: int, target: int) -> Fragments | None:
    mapped: list[Fragment] = []
    for start, end in fragments:
        index = bisect_right(pieces, start, key=lambda piece: piece[source]) - 1
        if index < 0:
            return None
        piece = pieces[index]
        if end > piece[source] + piece[2] or end <= start:
            return None
        shift = piece[target] - piece[source]
        mapped.append((start + shift, end + shift))
    return tuple(mapped)
