"""Which line above the running text is its headline: the one that the text is about, by its words and its place."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spanloop.articles.zones.blocks import Block, words_of
from spanloop.articles.zones.page import Page

#: What stands between a headline and its text; other furniture there belongs to the head of the page above both.
_BELOW_HEADLINES = frozenset({"stamp", "meta", "share", "photo", "caption", "number"})
#: Shorter titles than this, in words, are menu entries or rubrics unless the text speaks for them.
LEAST_HEADLINE = 4
#: A title that shares no word with the text may still be a headline above a standfirst of at least so many words.
_LEAST_BELOW_ALLUSION = 12
#: A line of names, up to so many words, is rather the name of the site.
_LONGEST_SITE = 5
#: The site's name behind a page's title, or the rubrics before it, have so many words at most.
_LONGEST_ADDITION = 6
#: Weights: a place right above text, standfirst or byline; length; a place in a menu or a list of links.
_LEADS, _LONG, _LISTED = 0.35, 0.1, 0.3
#: One shared word may be chance.
_BY_CHANCE = 0.5
#: The first line with this part of the best line's points is the headline: a standfirst often has more of them.
_ENOUGH = 0.5
#: So much of the running text says what it is about.
_BODY_BLOCKS, _BODY_CHARACTERS = 8, 4000
_STEM = 5
#: Shorter words are written small in titles too, prepositions of five letters among them.
_LEAST_CAPITAL = 6
_SHORTEST_STEM = 4

#: Frequent words of four letters and more that say nothing about what a text is about.
_FREQUENT = frozenset(
    words_of(
        """
about after again also among been before being between could does down during each ever every from have here into
just like made make many more most much near never only other over said same says several should since some still
such than that their them then there these they this those through under until upon very were what when where which
while will with within would year years your nach über unter nicht sich auch eine einem einen einer noch oder wird
wurde aber dass sind para como desde entre sobre hasta según este esta pour dans avec plus sans sont était aussi что
это были было после также около между через перед более который которые того этого или если уже ещё після також через
біля було були який якої على إلى التي الذي بعد قبل عند كان هذا هذه خلال بين ilgili olarak sonra önce kadar gibi için
daha
"""
    )
)
_HAN = re.compile("[\u3040-\u30ff\u3400-\u9fff]")
_HAN_RUN = re.compile("[\u3040-\u30ff\u3400-\u9fff]{2,}")
_ARABIC, _HEBREW = re.compile("[\u0600-\u06ff]"), re.compile("[\u0590-\u05ff]")
#: Articles and prepositions that these scripts write together with their word.
_ARABIC_PREFIX = re.compile("^(?:[وفبكل]?ال|لل|[وف])(?=.{3})")
_HEBREW_PREFIX = re.compile("^(?:[ובלמשכ]?ה|[ובלמשכ])(?=.{3})")


def telling(blocks: Sequence[Block]) -> frozenset[str]:
    """What these blocks are about: the beginnings of their longer words, so that their endings do not matter.

    Pairs of signs in scripts without spaces.
    """
    found: set[str] = set()
    for block in blocks:
        for word in block.words:
            if not word.isascii() and _HAN.search(word):
                for run in _HAN_RUN.findall(word):
                    found.update(run[at : at + 2] for at in range(len(run) - 1))
            elif word not in _FREQUENT and not word[0].isdecimal():
                found.update(_stem(word))
    return frozenset(found)


def _stem(word: str) -> tuple[str, ...]:
    if not word.isascii():
        if _ARABIC.match(word):
            word = _ARABIC_PREFIX.sub("", word)
            return (word[:_SHORTEST_STEM],) if len(word) >= _SHORTEST_STEM - 1 else ()
        if _HEBREW.match(word):
            return (_HEBREW_PREFIX.sub("", word)[:_SHORTEST_STEM],) if len(word) >= _SHORTEST_STEM - 1 else ()
    return (word[:_STEM],) if len(word) >= _SHORTEST_STEM else ()


def body_words(page: Page, body: int) -> frozenset[str]:
    """What the running text that begins at this block is about, by its first blocks."""
    blocks: list[Block] = []
    length = 0
    for index in page.indices(body):
        if page.prose(index):
            blocks.append(page.blocks[index])
            length += page.blocks[index].end - page.blocks[index].start
            if len(blocks) == _BODY_BLOCKS or length > _BODY_CHARACTERS:
                break
    return telling(blocks)


def shared(block: Block, about: frozenset[str]) -> tuple[int, float]:
    """How many telling words a line shares with a text, and which part of its own they are."""
    words = telling([block])
    common = len(words & about)
    return common, common / len(words) if words else 0.0


def choose_headline(page: Page, titles: Sequence[int], body: int) -> int | None:
    """The headline among the titles above the running text, in their order; None where none can be one."""
    titles = [index for index in titles if page.blocks[index].size >= 2]
    about = body_words(page, body)
    common = {index: shared(page.blocks[index], about) for index in titles}
    titles = [i for i in titles if page.blocks[i].size >= LEAST_HEADLINE or common[i][0] > 1] or titles[-1:]
    if not titles:
        return None
    points = {index: _points(page, index, body, common[index]) for index in titles}
    best = max(titles, key=lambda index: (points[index], -index))
    able = [index for index in titles if index == best or _may_lead(page, index, best, common)]
    least = _ENOUGH * points[best] if common[best][0] else 0.0
    chosen = next((i for i in able if points[i] >= least or (common[best][0] > 1 and not common[i][0])), able[0])
    return _without_site(page, titles, chosen)


def _points(page: Page, index: int, body: int, common: tuple[int, float]) -> float:
    count, share = common
    points = share * (1 if count > 1 else _BY_CHANCE)
    if page.blocks[index].size >= LEAST_HEADLINE:
        points += _LONG
    if _leads(page, index, body):
        points += _LEADS
    return points - _LISTED * _listed(page, index)


def _leads(page: Page, index: int, body: int) -> bool:
    """Whether a standfirst, a byline's furniture or the text itself comes next."""
    below = index + 1
    if below >= body:
        return True
    if page.roles[below] in _BELOW_HEADLINES:
        return True
    return page.open(below) and page.blocks[below].size > max(page.blocks[index].size, 2 * LEAST_HEADLINE - 1)


def _listed(page: Page, index: int) -> bool:
    """Whether a line stands in a box of links, or right above a menu."""
    if index + 1 < len(page) and page.furniture(index + 1) and page.roles[index + 1] not in _BELOW_HEADLINES:
        return True
    above = index - 1
    while above >= 0 and page.open(above):
        above -= 1
    return above >= 0 and page.roles[above] in ("related", "more")


def _may_lead(page: Page, index: int, best: int, common: dict[int, tuple[int, float]]) -> bool:
    """Whether a line above the best one can be the headline rather than the site's name, motto or menu."""
    if common[best][0] < 2 or common[index][0]:
        return True
    if index + 1 != best or _listed(page, index):
        return False
    if page.blocks[best].size >= _LEAST_BELOW_ALLUSION and not _has_capitals(page.blocks[best]):
        return True
    site = page.blocks[index].size <= _LONGEST_SITE and _has_capitals(page.blocks[index])
    return index == 0 and not site


def _has_capitals(block: Block) -> bool:
    """Whether every longer word has a capital, as in the name of a site and in many a headline, never in sentences."""
    if block.text == block.text.swapcase():
        return False
    return not any(word[0].islower() for word in block.text.split() if len(word) >= _LEAST_CAPITAL)


def _without_site(page: Page, titles: Sequence[int], chosen: int) -> int:
    """The headline that repeats the page's title, or the end of a breadcrumb, without the site's words around it."""
    words = page.blocks[chosen].words
    for index in titles:
        short = page.blocks[index].words
        if index > chosen and short in (words[: len(short)], words[-len(short) :]):
            if len(words) - len(short) <= _LONGEST_ADDITION:
                return index
    return chosen
