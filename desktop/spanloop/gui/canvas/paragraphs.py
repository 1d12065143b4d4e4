"""Cutting an article into the pieces that are laid out one by one."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from spanloop.core.article import SILENT_ZONES, Article, Zone
from spanloop.core.offsets import Utf16Map

if TYPE_CHECKING:
    from PySide6.QtGui import QTextLayout

    from spanloop.gui.canvas.lines import Line

FaceName = Literal["reading", "headline", "standfirst", "boilerplate"]

#: A QTextLayout of a very long text takes minutes, so longer paragraphs are laid out in pieces of at most this many.
CHUNK = 1500

# A set first, which `re` seeks without trying at every character.
_BREAK = re.compile("[\n\r\x0b\x0c\x85\u2028\u2029]")
_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00010fff\U0001e800-\U0001efff]")
#: Full stops of several scripts with what follows them.
_SENTENCE_ENDS = (". ", "\u061f ", "\u06d4 ", "\u3002", "! ", "? ")
#: Zero-width joiners; with skin tones they hold emoji together.
_JOINING = "\u200c\u200d\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"
_FLAG_LETTERS = ("\U0001f1e6", "\U0001f1ff")
_FACES: dict[str, FaceName] = {
    "headline": "headline",
    "standfirst": "standfirst",
    "boilerplate": "boilerplate",
    "comment": "boilerplate",
}


@dataclass(slots=True, eq=False)
class Paragraph:
    """A paragraph, or a piece of a long one: `article.text[start:end]` without the line break that ended it.

    number: shown in the gutter, 0 for none. mixed: has right-to-left characters; rtl: starts from the right.
    hidden: how many paragraphs are folded away behind it, hidden_to: where the last of them ends (see folding).
    height is an estimate in pixels until `layout` is there; `lines` belong to that layout.
    """

    start: int
    end: int
    text: str
    zone: Zone | None
    number: int
    mixed: bool
    rtl: bool
    last_of_paragraph: bool
    first_of_zone: bool = True
    last_of_zone: bool = True
    hidden: int = 0
    hidden_to: int = 0
    height: float = 0.0
    layout: QTextLayout | None = None
    lines: list[Line] = field(default_factory=list)
    _units: Utf16Map | None = None

    @property
    def units(self) -> Utf16Map:
        """Between code points and UTF-16; made when it is first asked for, because most paragraphs are never seen."""
        if self._units is None:
            self._units = Utf16Map(self.text)
        return self._units

    @property
    def silent(self) -> bool:
        """Whether nothing can be marked here."""
        return self.zone is not None and self.zone.kind in SILENT_ZONES

    @property
    def face(self) -> FaceName:
        return _FACES.get(self.zone.kind, "reading") if self.zone else "reading"

    def to_units(self, offset: int) -> int:
        """UTF-16 offset in this paragraph of an article offset, which is first brought within it."""
        return self.units.to_utf16(min(max(offset - self.start, 0), len(self.text)))

    def to_offset(self, units: int) -> int:
        """Article offset of a UTF-16 offset in this paragraph."""
        return self.start + self.units.to_code_point(min(max(units, 0), self.units.units))


def split_article(article: Article) -> list[Paragraph]:
    """The paragraphs of an article in order, cut at line breaks, at zone edges and at CHUNK; blank ones left out."""
    text, zones = article.text, sorted(article.zones, key=lambda zone: zone.start)
    paragraphs: list[Paragraph] = []
    number = 0
    for start, end in _line_spans(text):
        fresh = True
        for piece_start, piece_end, zone in _zone_pieces(start, end, zones) if zones else ((start, end, None),):
            body = text[piece_start:piece_end]
            if not body or body.isspace():
                continue
            numbered = fresh and zone is None  # a zone has its name there
            if numbered:
                number += 1
                fresh = False
            paragraphs += _chunks(text, piece_start, body, zone, number if numbered else 0)
    if not zones:
        return paragraphs
    for before, after in pairwise(paragraphs):
        if before.zone is not None and before.zone is after.zone:
            before.last_of_zone = after.first_of_zone = False
    return paragraphs


def _line_spans(text: str) -> list[tuple[int, int]]:
    """The lines of a text without their breaks. Between "\r" and "\n" stands an empty one, which nobody sees."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _BREAK.finditer(text):
        end = match.start()
        if end > start:
            spans.append((start, end))
        start = end + 1
    spans.append((start, len(text)))
    return spans


def _zone_pieces(start: int, end: int, zones: list[Zone]) -> list[tuple[int, int, Zone | None]]:
    """A line cut where a zone begins or ends in it."""
    pieces: list[tuple[int, int, Zone | None]] = []
    at = start
    for zone in zones:
        if zone.end <= at or zone.start >= end:
            continue
        if zone.start > at:
            pieces.append((at, zone.start, None))
        pieces.append((max(at, zone.start), min(zone.end, end), zone))
        at = min(zone.end, end)
    if at < end:
        pieces.append((at, end, None))
    return pieces


def _chunks(text: str, start: int, body: str, zone: Zone | None, number: int) -> list[Paragraph]:
    """The piece `body` of the text, which begins at `start`: as it is, or cut where it is very long."""
    mixed = not body.isascii() and _RTL.search(body) is not None
    rtl = mixed and _starts_from_right(body)
    end = start + len(body)
    if len(body) <= CHUNK:
        return [Paragraph(start, end, body, zone, number, mixed, rtl, True)]
    made: list[Paragraph] = []
    at = start
    while at < end:
        cut = end if end - at <= CHUNK else _cut(text, at)
        made.append(Paragraph(at, cut, text[at:cut], zone, number, mixed, rtl, cut == end))
        at, number = cut, 0
    return made


def _cut(text: str, start: int) -> int:
    """Where to end a piece that starts at `start`: after a sentence, else after a space, else at CHUNK."""
    limit = start + CHUNK
    sentence = max((text.rfind(end, start + CHUNK // 2, limit) + len(end) for end in _SENTENCE_ENDS), default=0)
    if sentence > start + CHUNK // 2:
        return sentence
    space = text.rfind(" ", start + 1, limit)
    if space >= 0:
        return space + 1
    # Never within what a reader takes for one character.
    while limit > start + 1 and _goes_on(text[limit - 1], text[limit]):
        limit -= 1
    # Nothing but accents is no character; it is cut anywhere.
    return limit if limit > start + 1 else start + CHUNK


def _goes_on(before: str, after: str) -> bool:
    """Whether a character goes on with the next one: with an accent, a joiner, or the other half of a flag."""
    if unicodedata.category(after)[0] == "M" or after in _JOINING or before in _JOINING:
        return True
    return _FLAG_LETTERS[0] <= after <= _FLAG_LETTERS[1] and _FLAG_LETTERS[0] <= before <= _FLAG_LETTERS[1]


def _starts_from_right(text: str) -> bool:
    """The direction of the first strong character (rules P2 and P3 of the Unicode bidirectional algorithm)."""
    for char in text:
        direction = unicodedata.bidirectional(char)
        if direction in ("R", "AL"):
            return True
        if direction == "L":
            return False
    return False
