"""What two pages have in common as articles, whatever stands around these."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.alignment import align
from spanloop.core.article import Article, Zone
from spanloop.core.article_alignment import ArticleAlignment, article_words
from spanloop.core.ranges import shared

STORY = (
    "Shells hit the mill at Karsun on Monday.\n\nThree millers were hurt, the council said.\n\n"
    "The road to Edra is closed until Friday, and nobody crosses the ford."
)


def page(head: str, story: str, foot: str, *, kind: str = "boilerplate") -> Article:
    """A story between two silent zones."""
    text = f"{head}\n\n{story}\n\n{foot}"
    tail = len(text) - len(foot)
    zones = (
        Zone("1", 0, len(head), "boilerplate"),
        Zone("2", tail, len(text), "comment" if kind == "comment" else "boilerplate"),
    )
    return Article("", text, zones=zones)


def aligned(one: Article, other: Article) -> ArticleAlignment:
    return ArticleAlignment.of(align(one.text, other.text), one, other)


def said(alignment: ArticleAlignment) -> list[tuple[str, str]]:
    return [
        (alignment.one[a:b], alignment.other[c:d]) for a, b, c, d in alignment.differences
    ]  # fmt: skip


def test_menus_and_comments_neither_differ_nor_count() -> None:
    one = page("World\nFarm\nWeather", STORY, "Read also: ten sheep found")
    other = page("Coast\nFish\nTide tables\nVideo", STORY, "Ann wrote: thanks", kind="comment")
    found = aligned(one, other)
    assert found.differences == ()
    assert found.share_of_other == 1.0
    assert article_words(one) == article_words(other) == len(STORY.split())


def test_a_difference_of_the_articles_stays_one_among_other_menus() -> None:
    found = aligned(page("World\nFarm", STORY, "Imprint"), page("Fish", STORY.replace("Three", "Four"), "Contact us"))
    assert said(found) == [("Three", "Four")]
    assert 0.9 < found.share_of_other < 1.0


def test_the_same_menu_makes_no_articles_alike() -> None:
    menu = "\n".join(f"Section {number} of the paper" for number in range(30))
    stranger = "Rain flooded lower Ostrey. Shopkeepers carried sandbags all night."
    assert aligned(page(menu, STORY, menu), page(menu, stranger, menu)).share_of_other < 0.3


def test_words_that_are_article_here_and_boilerplate_there_differ() -> None:
    line = "The road to Edra is closed until Friday, and nobody crosses the ford."
    one, other = page("World", STORY, "Imprint"), page("World", STORY, "Imprint")
    start = other.text.index(line)
    zones = (other.zones[0], Zone("3", start, start + len(line), "boilerplate"), other.zones[1])
    other = Article("", other.text, zones=zones)
    assert said(aligned(one, other)) == [(line, "")]
    assert said(aligned(other, one)) == [("", line)]
    assert aligned(other, one).share_of_other < 0.9


_PARTS = st.lists(
    st.tuples(st.sampled_from(["Edra fell.", "Two fled.", "Menu", "Rain came.", "Ads"]), st.booleans()), max_size=9
)


def _made(parts: list[tuple[str, bool]]) -> Article:
    text, zones = "", list[Zone]()
    for words, silent in parts:
        if silent:
            zones.append(Zone(str(len(text)), len(text), len(text) + len(words), "boilerplate"))
        text += f"{words}\n\n"
    return Article("", text, zones=tuple(zones))


@given(_PARTS, _PARTS)
def test_every_visible_character_is_the_same_or_differs_or_is_silent(
    ours: list[tuple[str, bool]], theirs: list[tuple[str, bool]]
) -> None:
    one, other = _made(ours), _made(theirs)
    found = aligned(one, other)
    blocks = (*found.blocks, *found.moved)
    for side, article in ((0, one), (1, other)):
        same = tuple(sorted((block[side], block[side] + block[2]) for block in blocks))
        gaps = tuple(sorted((gap[2 * side], gap[2 * side + 1]) for gap in found.differences))
        silent = tuple((zone.start, zone.end) for zone in article.zones)
        for number, character in enumerate(article.text):
            if not character.isspace():
                here = ((number, number + 1),)
                assert sum(shared(here, ranges) for ranges in (same, gaps, silent)) == 1
    assert 0.0 <= found.share_of_other <= 1.0
