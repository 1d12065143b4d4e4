"""A page of the web, as it was saved or scraped, as an article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from spanloop.articles.draft import Draft
from spanloop.articles.guess import guess_date
from spanloop.articles.pages.extraction import extract
from spanloop.articles.pages.judge import judge
from spanloop.articles.pages.lines import PageText, lines_of
from spanloop.articles.pages.linked import Linked, read_linked
from spanloop.articles.pages.markup import Markup, read_markup
from spanloop.articles.pages.metadata import (
    best_title,
    first_language,
    iso_date,
    read_metadata,
    said_language,
    site_beside,
)
from spanloop.articles.zones import language_of, title_of
from spanloop.core.article import Zone
from spanloop.core.errors import SpanloopError
from spanloop.core.verbatim import text_too_long

if TYPE_CHECKING:
    from lxml.html import HtmlElement

READER = "html-1"
#: A page that shows less running text than this, in characters, may show its article by a script.
_LEAST_TEXT = 200
#: Lines with a date are shorter; these say when the article was changed.
_LONGEST_DATED = 120
_CHANGED = re.compile(r"updat|modif|g\u00fcncel|обнов|оновл|تحديث|aktualis|mis \u00e0 jour|actualiz", re.I)
#: Lines of this length, in characters, tell the language.
_LONG = 30


def read_page(raw: bytes, *, name: str) -> Draft:
    """A saved or scraped page as an article: its whole visible text, and zones that say which of it is the article.

    raw: the bytes of the file. name: what to call it in errors, and its path and external_id. Fetches nothing and runs
    nothing. Raises SpanloopError where the page is too large or too deep, or shows no text.
    """
    markup = read_markup(raw, name=name)
    linked = read_linked(markup.tree)
    metadata = read_metadata(markup.tree, linked, raw=raw)
    page, notes = _text_of(markup, linked)
    if not page.lines:
        raise SpanloopError("the page shows no text", name, "Open it in a browser, and save what you see as text.")
    if text_too_long(page.text):
        raise SpanloopError("the text of the page is too long for one article", name, "Split it.")
    # Menus are short lines, and often in another language than what they lead to.
    long = "\n".join(line.text for line in page.lines if len(line.text) >= _LONG)
    said = said_language(markup.tree, linked)
    first = first_language(said, text=long or page.text)
    zones, more = _zones_of(markup, page, linked, titles=metadata.titles, language=first)
    headline = next((page.text[zone.start : zone.end] for zone in zones if zone.kind == "headline"), "")
    return Draft(
        path=name,
        text=page.text,
        kind="html",
        reader=READER,
        raw=raw,
        external_id=name,
        title=best_title(metadata, " ".join(headline.split())) or title_of(page.text, zones),
        date=metadata.date or _date_in(markup.tree, linked, page, zones),
        byline=metadata.byline,
        source=metadata.site or site_beside(metadata.titles, headline) or metadata.host,
        url=metadata.url,
        language=language_of(page.text, zones, said=said),
        zones=zones,
        notes=(*markup.notes, *notes, *more),
    )


def _text_of(markup: Markup, linked: Linked) -> tuple[PageText, tuple[tuple[str, str], ...]]:
    """The text of a page; where that is next to nothing, what a script would show."""
    page = lines_of(markup.tree)
    if len(page.text) - sum(_linked(page)) >= _LEAST_TEXT:
        return page, ()
    if len(linked.body) > len(page.text):
        _show(markup.tree, linked)
        return lines_of(markup.tree), (
            ("page.from_data", "the page shows its article by a script; its text was taken from its data"),
        )
    whole = lines_of(markup.tree, hidden=True)
    if len(whole.text) > 2 * len(page.text) + _LEAST_TEXT:
        return whole, (("page.hidden", "a script shows the article; hidden text was taken too"),)
    return page, ()


def _linked(page: PageText) -> list[int]:
    return [end - start for line in page.lines for start, end, place in line.runs if page.places[place].link]


def _show(tree: HtmlElement, linked: Linked) -> None:
    """Put the article that a page only tells to machines where a script would put it."""
    from lxml.html.builder import ARTICLE, DIV, H1, P

    body = tree.find("body")
    paragraphs = [P(row) for row in linked.body.split("\n") if row]
    article = ARTICLE(H1(linked.headline), DIV(*paragraphs, {"class": "article-body"}))
    (body if body is not None else tree).append(article)


def _zones_of(
    markup: Markup, page: PageText, linked: Linked, *, titles: tuple[str, ...], language: str
) -> tuple[tuple[Zone, ...], tuple[tuple[str, str], ...]]:
    extraction, notes = extract(markup.tree, size=markup.size, steps=page.steps)
    description = linked.metas.get("og:description") or linked.metas.get("description") or ""
    zones = judge(page, extraction, titles=titles, told=linked.body, description=description, language=language)
    return zones, notes


def _date_above(page: PageText, top: int) -> str:
    """The date that stands nearest above the text: what is further off may be when a member of a forum joined."""
    found = ""
    for line in page.lines:
        if line.start < top:
            continue
        if len(line.text) > _LONGEST_DATED and line.start > top:
            break
        if not _CHANGED.search(line.text) and (date := guess_date(line.text)):
            found = date
    return found


def _date_in(tree: HtmlElement, linked: Linked, page: PageText, zones: tuple[Zone, ...]) -> str:
    """A date that the visible page gives: of a digest the newest item's, else one near the headline, else any."""
    dates = [zone.date for zone in zones if zone.kind == "article_break" and zone.date]
    if dates:
        return max(dates)
    top = next((zone.start for zone in zones if zone.kind == "headline"), 0)
    if found := _date_above(page, top):
        return found
    if found := guess_date(page.text[max(0, page.text.rfind("\n", 0, max(0, top - 200))) :][:3000]):
        return found
    import logging

    import htmldate

    logging.getLogger("htmldate").setLevel(logging.CRITICAL + 1)
    try:
        found = htmldate.find_date(tree, extensive_search=False, original_date=True) or ""
    except ValueError:  # it builds elements of what it reads, and a control character in the page is none that XML has
        return ""
    changed = {iso_date(said) for key, said in linked.metas.items() if "modif" in key or "updat" in key}
    return "" if found in changed else found
