"""Pages as they are read: every character that is seen, and what of it is the article."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from spanloop.articles.pages import READER
from spanloop.articles.zones import propose_zones
from spanloop.core.article import Zone
from tests.unit.articles.five_pages import FIVE_PAGES, judged_shared_page
from tests.unit.articles.pages.marked_pages import LATER, PAGES, MarkedPage, marked_pages, side_by_side, squeeze
from tests.unit.articles.pages.page_scores import PageScore, pooled, read_marked, score_page
from tests.unit.articles.pages.saved_seeds import HABITS, saved_page
from tests.unit.articles.zone_scores import ARTICLE

OURS = marked_pages(PAGES)
AFTERWARDS = marked_pages(LATER)


@cache
def scores() -> tuple[PageScore, ...]:
    return tuple(score_page(page) for page in (*OURS, *AFTERWARDS))


def test_there_are_pages_of_many_habits_and_languages() -> None:
    assert len(OURS) >= 30
    languages = {read_marked(page).language for page in OURS}
    assert languages >= {"en", "ar", "fa", "he", "tr", "ru", "uk", "zh"}


@pytest.mark.parametrize("page", [*OURS, *AFTERWARDS], ids=lambda page: page.name)
def test_every_character_that_is_seen_is_read_in_its_order(page: MarkedPage) -> None:
    draft = read_marked(page)
    shown = "".join(character for character, _ in page.characters)
    assert squeeze(draft.text) == shown
    assert (draft.kind, draft.reader, draft.raw, draft.path) == ("html", READER, page.raw, f"{page.name}.html")


def test_article_text_is_found_with_precision_and_recall_of_98_percent() -> None:
    counts = pooled(score.counts for score in scores())[ARTICLE]
    assert counts.precision >= 0.98
    assert counts.recall >= 0.98


@pytest.mark.parametrize("kind", ["headline", "standfirst", "comment", "boilerplate", "article_break"])
def test_kinds_of_zones_are_found(kind: str) -> None:
    counts = pooled(score.counts for score in scores())[kind]
    assert counts.precision >= 0.95
    # A bold first paragraph is a standfirst on some sites and none on others, and nothing tells which.
    assert counts.recall >= (0.9 if kind == "standfirst" else 0.95)


def test_no_page_loses_much_of_its_article() -> None:
    poor = {score.name: score.counts[ARTICLE].recall for score in scores() if score.counts[ARTICLE].recall < 0.9}
    assert poor == {}


def test_items_of_a_digest_have_their_dates() -> None:
    for page in (*OURS, *AFTERWARDS):
        zones = read_marked(page).zones
        assert [zone.date for zone in zones if zone.kind == "article_break"] == list(page.dates)


@pytest.mark.parametrize("habit", sorted(HABITS))
@pytest.mark.parametrize("name", sorted(FIVE_PAGES))
def test_a_saved_page_is_read_like_its_text(shared_dir: Path, name: str, habit: str) -> None:
    page = saved_page(shared_dir, name, habit=habit)
    draft = read_marked(page)
    text = judged_shared_page(shared_dir, name).text
    assert visible_lines(draft.text) == visible_lines(text)
    of_text = wrong(page, text, propose_zones(text))
    assert wrong(page, draft.text, draft.zones) <= of_text


def visible_lines(text: str) -> list[str]:
    """The lines of a text; runs of spaces are one on a page."""
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]


def wrong(page: MarkedPage, text: str, zones: tuple[Zone, ...]) -> int:
    return sum(true != found for true, found in side_by_side(page, text, zones))
