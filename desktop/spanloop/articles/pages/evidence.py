"""What the elements of a page say of the text in them, once it is known how much of the page each holds.

Names lie: the body of a page may be of class "has-sidebar", a form may hold the whole page. So an element is not
believed to be furniture when it holds the headline, or much of the running text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from spanloop.articles.pages.lines import Line, Place
from spanloop.articles.pages.vocabulary import (
    BODY,
    COMMENTS,
    CREDIT,
    FURNITURE,
    HEAD,
    HEADLINE,
    KEEP,
    META,
    STANDFIRST,
    is_credit,
    meaning_of,
    meaning_of_names,
)
from spanloop.articles.zones.blocks import Block

#: This part of a page's running text, and it is no furniture whatever it is called.
_MUCH = 0.35
#: What says who and when is short.
_LONGEST_META, _LONGEST_STANDFIRST = 250, 900
#: This part of the running text that is no furniture, and elements called the body hold the article.
_BODY_SHARE = 0.4
#: This part of it stands in the smallest element that is taken for the body where none says so.
_CORE = 0.75
#: The number of a footnote, or the sign.
_LONGEST_MARK, _MARK = 5, re.compile(r"[\d*\u2020\u2021]")
_PICTURES = frozenset({"figure", "figcaption"})


def weigh(lines: Sequence[Line], places: Sequence[Place], blocks: Sequence[Block]) -> None:
    """Set size, linked, prose and end of each place, what stands in it included."""
    for line, block in zip(lines, blocks, strict=True):
        linked = sum(end - start for start, end, place in line.runs if places[place].link)
        running = block.prose and linked * 2 < len(line.text)
        for start, end, index in line.runs:
            place = places[index]
            place.size += end - start
            place.linked += (end - start) if place.link else 0
            place.prose += (end - start) if running else 0
    for place in reversed(places):
        place.end = max(place.end, place.index + 1)
        if place.parent >= 0:
            above = places[place.parent]
            above.end = max(above.end, place.end)
            above.size += place.size
            above.linked += place.linked
            above.prose += place.prose


def meanings_of(places: Sequence[Place], said: Sequence[str], *, headline: Line | None) -> list[str]:
    """What each place is, by what it and the elements around it say (see vocabulary); "" where nothing does."""
    holding = ancestors_of(headline.runs[0][2], places) if headline is not None else frozenset[int]()
    total = places[0].prose if places else 0
    own_place = max(holding, default=-1)
    notes = _notes(places)
    found: list[str] = []
    own_prose = own_prose_of(places)
    read = 0
    for place in places:
        above = found[place.parent] if place.parent >= 0 else ""
        own = _own(place, said[place.index], total, holds_headline=place.index in holding)
        if own == HEAD:
            # The head of the page, or one of an item below the headline, whose parts speak for themselves.
            own = FURNITURE if not holding or place.index < own_place else ""
        if place.element.get("id") in notes:
            own = KEEP
        if own == COMMENTS and not read:
            own = ""  # nothing to comment on so far: the site calls its opinions so
        read += own_prose[place.index]
        found.append(_inherit(place, places, above, own))
    return found


def _notes(places: Sequence[Place]) -> frozenset[str]:
    """The ids that numbers in the text lead to: those of footnotes."""
    found: set[str] = set()
    for place in places:
        target = place.element.get("href") or "" if place.tag == "a" and 0 < place.size <= _LONGEST_MARK else ""
        if target.startswith("#") and len(target) > 1 and _MARK.search("".join(place.element.itertext())):
            found.add(target[1:])
    return frozenset(found)


def said_by(places: Sequence[Place]) -> list[str]:
    """What each place says of itself alone; "" for the page, whose classes are about something else."""
    return [
        ""
        if place.tag in ("html", "body")
        else meaning_of(place.tag, names=place.names, role=place.role, itemprop=place.itemprop)
        for place in places
    ]


def outside_of(places: Sequence[Place], said: Sequence[str]) -> list[bool]:
    """Whether each place stands in furniture, comments or the like that holds little of the page's running text."""
    found: list[bool] = []
    for place, own in zip(places, said, strict=True):
        little = place.prose * 3 < places[0].prose
        above = place.parent >= 0 and found[place.parent]
        found.append(above or (little and own in (FURNITURE, COMMENTS, META)))
    return found


def _own(place: Place, own: str, total: int, *, holds_headline: bool) -> str:
    much = place.prose > _MUCH * total
    if own == HEAD:
        return "" if holds_headline or much else HEAD
    if own == FURNITURE:
        if holds_headline or much:
            return ""
    elif own == META:
        if holds_headline or much or place.size > _LONGEST_META:
            return ""
    elif own == COMMENTS:
        if holds_headline:
            return ""
    elif own == STANDFIRST:
        if holds_headline or place.size > _LONGEST_STANDFIRST:
            return ""
    elif own == HEADLINE and place.size > _LONGEST_META:
        return ""
    return own


def _inherit(place: Place, places: Sequence[Place], above: str, own: str) -> str:
    if above == COMMENTS or own == COMMENTS:
        return COMMENTS
    if above == FURNITURE:
        return FURNITURE
    if own in (FURNITURE, KEEP):
        return own
    if _in_picture(place, places):
        return CREDIT if is_credit(place.names) or place.tag in ("small", "cite") or above == CREDIT else above
    if above in (META, KEEP, CREDIT):
        return above
    if own in (META, BODY):
        return own
    if above == STANDFIRST:
        return STANDFIRST
    if own in (HEADLINE, STANDFIRST):
        return own
    return BODY if above == BODY else (above if above == HEADLINE else "")


def _in_picture(place: Place, places: Sequence[Place]) -> bool:
    """Whether a place belongs to a picture: its words are the article's, who took it is not."""
    index = place.index
    for _ in range(4):
        if index < 0:
            return False
        one = places[index]
        if one.tag in _PICTURES or any("caption" in name.lower() for name in one.names):
            return True
        index = one.parent
    return False


def is_picture(index: int, places: Sequence[Place]) -> bool:
    """Whether this place belongs to a picture."""
    return _in_picture(places[index], places)


def ancestors_of(index: int, places: Sequence[Place]) -> frozenset[int]:
    """The place and all that it stands in."""
    found: set[int] = set()
    while index >= 0:
        found.add(index)
        index = places[index].parent
    return frozenset(found)


def bodies_of(places: Sequence[Place], meanings: Sequence[str], *, headline: int) -> frozenset[int]:
    """The outermost elements that hold the article: those that say so, else the smallest that holds most text."""
    sums = _loose_prose(places, meanings)
    total = sums[0] if sums else 0
    said = [
        place.index
        for place in places
        if meanings[place.index] == BODY and (place.parent < 0 or meanings[place.parent] != BODY) and place.prose
    ]
    if said and sum(sums[index] for index in said) >= _BODY_SHARE * total:
        return frozenset(said)
    if not total:
        return frozenset()
    best = narrowest = _article_of(places, sums, headline)
    for place in places[best : places[best].end]:  # in document order, so that the last that fits is the deepest
        if sums[place.index] >= _CORE * sums[best]:
            narrowest = place.index
    return frozenset({narrowest})


def _article_of(places: Sequence[Place], sums: Sequence[int], headline: int) -> int:
    """The <article> around the headline where it holds the text too, else the page."""
    best = 0
    for index in ancestors_of(headline, places) if headline >= 0 else ():
        place = places[index]
        if (place.tag == "article" or place.role == "article") and sums[index] >= _BODY_SHARE * sums[0]:
            best = max(best, index)
    return best


def own_prose_of(places: Sequence[Place]) -> list[int]:
    """Running text in each place itself, without that of the places in it."""
    own = [place.prose for place in places]
    for place in places:
        if place.parent >= 0:
            own[place.parent] -= place.prose
    return own


def _loose_prose(places: Sequence[Place], meanings: Sequence[str]) -> list[int]:
    """Running text in each place that is in no furniture, comments or the like."""
    own = own_prose_of(places)
    sums = [
        own[place.index] if meanings[place.index] not in (FURNITURE, COMMENTS, META, CREDIT) else 0 for place in places
    ]
    for place in reversed(places):
        if place.parent >= 0:
            sums[place.parent] += sums[place.index]
    return sums


def says_headline(place: Place) -> bool:
    """Whether an element calls itself a headline, by name or tag."""
    return place.itemprop.lower() == "headline" or place.tag == "h1" or meaning_of_names(place.names) == HEADLINE
