"""Pages that hold several articles: the dated items of a digest, and what follows when one scrolls on."""

from __future__ import annotations

from spanloop.articles.guess import guess_date
from spanloop.articles.pages.evidence import ancestors_of
from spanloop.articles.pages.judgement import Judgement
from spanloop.articles.pages.metadata import iso_date, same_words
from spanloop.articles.pages.vocabulary import COMMENTS, FURNITURE, META, meaning_of_names

_LONGEST_DATE = 60
#: Running text in another article on the page, at least; less is a teaser.
_LEAST_ARTICLE = 100
_LONGEST_TITLE = 300
#: So many elements into another article its heading has come.
_NEAR = 40


def find_breaks(state: Judgement) -> None:
    """Find the date lines of a digest, and the headline of each item.

    A digest has two items at least with a date of their own and running text between one date and the next. Where all
    items are of one day the dates say nothing.
    """
    dated = [(index, date) for index in range(len(state.blocks)) if (date := _date_of(state, index))]
    items: list[tuple[int, str]] = []
    for number, (index, date) in enumerate(dated):
        end = dated[number + 1][0] if number + 1 < len(dated) else len(state.blocks)
        if any(_is_text(state, other) for other in range(index + 1, end)):
            items.append((index, date))
    if len(items) < 2 or len({date for _, date in items}) < 2 or not _repeated(state, items):
        return
    for number, (index, date) in enumerate(items):
        state.settle(index, "article_break")
        state.breaks[index] = date
        end = items[number + 1][0] if number + 1 < len(items) else len(state.blocks)
        for other in range(index + 1, end):
            if not state.settled[other] and _is_heading(state, other):
                state.settle(other, "headline")
                break
            if state.blocks[other].prose:
                break
    state.first = min(state.first, items[0][0])


def _date_of(state: Judgement, index: int) -> str:
    block = state.blocks[index]
    if len(block.text) > _LONGEST_DATE or block.prose or state.settled[index]:
        return ""
    if any(state.meanings[place] in (FURNITURE, COMMENTS) for _, _, place in state.page.lines[index].runs):
        return ""
    if state.rules[index] == "article_break" or state.roles[index] == "stamp":
        return state.dates[index]
    for _, _, place in state.page.lines[index].runs:
        one = state.page.places[place]
        if one.tag == "time" and (date := iso_date(one.element.get("datetime") or "")):
            return date
        if meaning_of_names(one.names) == META and (date := guess_date(block.text)):
            return date
    return ""


def _is_text(state: Judgement, index: int) -> bool:
    meaning = state.meanings[state.place_of(index)]
    return state.blocks[index].prose and meaning not in (FURNITURE, COMMENTS) and state.linked(index) < 0.5


def _repeated(state: Judgement, items: list[tuple[int, str]]) -> bool:
    """Whether the dates stand in elements of one make, and not in front of most of the page's text."""
    makes = [(state.page.places[state.place_of(i)].tag, state.page.places[state.place_of(i)].names) for i, _ in items]
    before = sum(len(b.text) for i, b in enumerate(state.blocks[: items[0][0]]) if _is_text(state, i))
    behind = sum(len(b.text) for i, b in enumerate(state.blocks) if i > items[0][0] and _is_text(state, i))
    return len(set(makes)) == 1 and before <= behind


def _is_heading(state: Judgement, index: int) -> bool:
    place = state.place_of(index)
    for _ in range(3):
        if place < 0:
            return False
        one = state.page.places[place]
        if one.tag in ("h1", "h2", "h3", "h4"):
            return True
        place = one.parent
    return state.rules[index] == "headline"


def find_other_articles(state: Judgement) -> None:
    """Silence further articles of the same make as that of the headline, which pages load as one scrolls on."""
    if state.headline < 0 or not _is_titled(state):
        return
    places = state.page.places
    around = ancestors_of(state.page.lines[state.headline].runs[0][2], places)
    mine = max((i for i in around if places[i].tag in ("article", "section", "main", "div") and _is_whole(state, i)),
               default=-1)  # fmt: skip
    if mine < 0:
        return
    make = (places[mine].tag, places[mine].names[:1])
    if not make[1] and make[0] != "article":
        return
    others = [
        place for place in places[places[mine].end :]
        if (place.tag, place.names[:1]) == make and place.prose >= _LEAST_ARTICLE and _has_headline(state, place.index)
    ]  # fmt: skip
    inside = bytearray(len(places))
    for place in others:
        inside[place.index : place.end] = b"\x01" * (place.end - place.index)
    for index in range(len(state.blocks)):
        if not state.settled[index] and inside[state.place_of(index)]:
            state.settle(index, "boilerplate")


def _is_titled(state: Judgement) -> bool:
    words = same_words(state.blocks[state.headline].text)
    return any(words and (words in same_words(title) or same_words(title) in words) for title in state.titles)


def _is_whole(state: Judgement, index: int) -> bool:
    """Whether a place around the headline holds an article, and not only its head."""
    return state.page.places[index].prose >= _LEAST_ARTICLE


def _has_headline(state: Judgement, index: int) -> bool:
    """Whether a place holds a heading like that of the page, near its beginning."""
    places = state.page.places
    tag = places[state.page.lines[state.headline].runs[0][2]].tag
    within = places[index + 1 : min(places[index].end, index + _NEAR)]
    return any(place.tag == tag and 0 < place.size <= _LONGEST_TITLE for place in within)
