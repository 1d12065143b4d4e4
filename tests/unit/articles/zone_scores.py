"""Counting characters: what was proposed against what a reader says."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spanloop.articles.zones import propose_zones
from spanloop.core.article import SILENT_ZONES, ZONE_KINDS
from tests.unit.articles.judged import JudgedPage, by_character

#: The row that counts what is the article's, that is, everything that is not silent.
ARTICLE = "article text"


@dataclass
class CharacterCounts:
    """Visible characters that are of a kind and were proposed as it, that were only proposed, and that were missed."""

    both: int = 0
    proposed: int = 0
    missed: int = 0

    @property
    def precision(self) -> float:
        return self.both / (self.both + self.proposed) if self.both + self.proposed else 1.0

    @property
    def recall(self) -> float:
        return self.both / (self.both + self.missed) if self.both + self.missed else 1.0


def count_characters(pages: Iterable[JudgedPage]) -> dict[str, CharacterCounts]:
    """Counts by zone kind and for ARTICLE over some pages; white space counts nothing."""
    counts = {row: CharacterCounts() for row in (ARTICLE, *ZONE_KINDS)}
    for page in pages:
        true = by_character(len(page.text), page.truth)
        found = by_character(len(page.text), propose_zones(page.text))
        for character, wanted, got in zip(page.text, true, found, strict=True):
            if character.isspace():
                continue
            for kind in ZONE_KINDS:
                _count(counts[kind], wanted == kind, got == kind)
            _count(counts[ARTICLE], wanted not in SILENT_ZONES, got not in SILENT_ZONES)
    return counts


def headlines_right(pages: Iterable[JudgedPage]) -> int:
    """How many pages have exactly their headlines proposed as headlines."""
    right = 0
    for page in pages:
        wanted = [zone[:2] for zone in page.truth if zone[2] == "headline"]
        got = [(zone.start, zone.end) for zone in propose_zones(page.text) if zone.kind == "headline"]
        right += wanted == got
    return right


def _count(counts: CharacterCounts, wanted: bool, got: bool) -> None:
    counts.both += wanted and got
    counts.proposed += got and not wanted
    counts.missed += wanted and not got
