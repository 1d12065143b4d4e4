"""Zones proposed for a text by rules over its lines and blocks."""

from __future__ import annotations

from spanloop.articles.zones.comments import find_comments
from spanloop.articles.zones.digest import find_items
from spanloop.articles.zones.furniture import settle_furniture, settle_inside, settle_neighbours
from spanloop.articles.zones.head import settle_head
from spanloop.articles.zones.page import Page
from spanloop.articles.zones.tail import settle_tail
from spanloop.core.article import SILENT_ZONES, Zone, ZoneKind
from spanloop.core.ids import new_uid


def propose_zones(text: str, *, language: str = "") -> tuple[Zone, ...]:
    """The zones of a page as scraped: headline, standfirst, boilerplate, comments, and where each digest item begins.

    language: ISO 639-1 code or "" when unknown; it decides by which words comments are told from reports. Offsets are
    code points. The zones are sorted, do not overlap, begin and end in visible text, and have state "proposed".
    Neighbouring lines of boilerplate make one zone, and so do those of comments. An `article_break` has its item's date
    (ISO 8601); where a page puts its headlines above the dates it holds both, because what it opens is the item.
    """
    page = Page.read(text)
    settle_furniture(page)
    find_comments(page, text, language)
    items = find_items(page)
    settle_head(page, items)
    settle_tail(page)
    settle_neighbours(page)
    settle_inside(page)
    return tuple(Zone(new_uid(), start, end, kind, date) for start, end, kind, date in _zones(page))


def _zones(page: Page) -> list[tuple[int, int, ZoneKind, str | None]]:
    """What was decided line by line, lines that belong together made one."""
    inside = dict(page.inside)
    found: list[tuple[int, int, ZoneKind, str | None]] = []
    joinable = False
    for index, (block, kind) in enumerate(zip(page.blocks, page.kinds, strict=True)):
        if kind is None:
            joinable = False
            if index in inside:
                found.append((inside[index], block.end, "boilerplate", None))
                joinable = True
            continue
        date = (page.dates[index] or None) if kind == "article_break" else None
        whole = kind in SILENT_ZONES or kind == "article_break"
        if joinable and whole and found[-1][2:] == (kind, date):
            found[-1] = (found[-1][0], block.end, kind, date)
        else:
            found.append((block.start, block.end, kind, date))
        joinable = whole
    return found
