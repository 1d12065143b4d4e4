"""Counting characters of pages: what was read, and what another extractor took, against what a reader says."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from spanloop.articles.draft import Draft
from spanloop.articles.pages import read_page
from spanloop.core.article import SILENT_ZONES, ZONE_KINDS
from tests.unit.articles.pages.marked_pages import MarkedPage, side_by_side, squeeze
from tests.unit.articles.zone_scores import ARTICLE, CharacterCounts

#: Shorter runs of equal characters are chance.
_LEAST_RUN = 4
Pairs = Sequence[tuple[str | None, str | None]]


@dataclass(frozen=True)
class PageScore:
    """One page: its counts by zone kind and for ARTICLE (headline, standfirst and date lines of items included)."""

    name: str
    counts: dict[str, CharacterCounts]


def read_marked(page: MarkedPage) -> Draft:
    return read_page(page.raw, name=f"{page.name}.html")


def score_page(page: MarkedPage) -> PageScore:
    """Read a page and count; visible text that was lost counts as missed, text that is none as wrong."""
    draft = read_marked(page)
    return PageScore(page.name, count_pairs(side_by_side(page, draft.text, draft.zones)))


def count_pairs(pairs: Pairs) -> dict[str, CharacterCounts]:
    counts = {row: CharacterCounts() for row in (ARTICLE, *ZONE_KINDS)}
    for true, found in pairs:
        for kind in ZONE_KINDS:
            _count(counts[kind], true == kind, found == kind)
        _count(counts[ARTICLE], _of_article(true), _of_article(found))
    return counts


def score_trafilatura(page: MarkedPage) -> CharacterCounts:
    """What trafilatura alone takes for the article, laid along the page character by character."""
    import trafilatura

    text = trafilatura.extract(page.raw, include_comments=False, include_tables=True) or ""
    taken = squeeze(text.replace("|", "").replace("---", ""))
    true = page.characters
    kept = bytearray(len(true))
    matcher = SequenceMatcher(None, "".join(character for character, _ in true), taken, autojunk=False)
    for start, _, size in matcher.get_matching_blocks():
        if size >= _LEAST_RUN:
            kept[start : start + size] = b"\x01" * size
    counts = CharacterCounts()
    for (_, kind), got in zip(true, kept, strict=True):
        _count(counts, _of_article(kind), bool(got))
    return counts


def pooled(scores: Iterable[dict[str, CharacterCounts]]) -> dict[str, CharacterCounts]:
    """The sum over pages."""
    total = {row: CharacterCounts() for row in (ARTICLE, *ZONE_KINDS)}
    for counts in scores:
        for row, one in counts.items():
            total[row].both += one.both
            total[row].proposed += one.proposed
            total[row].missed += one.missed
    return total


def _of_article(kind: str | None) -> bool:
    return kind is not None and kind not in SILENT_ZONES


def _count(counts: CharacterCounts, wanted: bool, got: bool) -> None:
    counts.both += wanted and got
    counts.proposed += got and not wanted
    counts.missed += wanted and not got
