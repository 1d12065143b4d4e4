"""What each line of a page is, by three votes.

Structure speaks first: what stands in a menu, a footer or a box of links is silent, what stands among comments is a
comment, for elements that say so are hardly ever wrong (evidence guards against those that are). What structure
leaves open is weighed: the rules over lines know the words of furniture in many languages but not where they stand;
trafilatura knows what running text looks like but drops headings, captions and short paragraphs; links and the place
before, in or behind the body say the rest. No single one of these votes can silence running text.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from itertools import islice

from spanloop.articles.pages.credits import is_bare_credit
from spanloop.articles.pages.evidence import (
    ancestors_of,
    bodies_of,
    is_picture,
    meanings_of,
    outside_of,
    said_by,
    weigh,
)
from spanloop.articles.pages.extraction import Extraction
from spanloop.articles.pages.heads import find_headline, find_standfirst
from spanloop.articles.pages.items import find_breaks, find_other_articles
from spanloop.articles.pages.judgement import Judgement
from spanloop.articles.pages.lines import Line, PageText
from spanloop.articles.pages.metadata import same_words
from spanloop.articles.pages.remarks import comment_kind
from spanloop.articles.pages.vocabulary import BODY, COMMENTS, CREDIT, FURNITURE, KEEP, META
from spanloop.articles.zones import propose_zones
from spanloop.articles.zones.blocks import Block
from spanloop.articles.zones.head import is_byline, is_dated
from spanloop.articles.zones.roles import PHOTO, WEAK, role_of
from spanloop.core.article import SILENT_ZONES, Zone, ZoneKind
from spanloop.core.ids import new_uid

_SILENT_PLACES = frozenset({FURNITURE, META, CREDIT})
_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6", "dt", "summary", "th", "caption"})
#: From this sum of votes up a line is silent.
_SILENT = 0.9
#: This part of the page's text, and its body is the page.
_FLAT = 0.9
#: Words before a link that make a label of them.
_LONGEST_LABEL = 4
#: Roles of lines that hold no words.
_BARE = frozenset({"number", "symbol"})
#: Kinds that a page may give in several lines, such as the points of a list.
_IN_PARTS = frozenset({"headline", "standfirst"})
#: Who wrote and who edited, as agencies sign: "(NA/DK)".
_INITIALS = re.compile(
    r"\(?[^\W\d_]{1,3}(?:\.[^\W\d_]{1,3}){0,2}\.?\s?[/|]\s?[^\W\d_]{1,3}(?:\.[^\W\d_]{1,3}){0,2}\.?\)?"
)
_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+\.\w")
_NUMBER = re.compile(r"\d+")
_LONGEST_SIGNATURE = 9
#: A caption, in characters, and how many elements up its picture is.
_LONGEST_CAPTION, _NEAR_PICTURE, _MOST_INSIDE = 300, 4, 200
#: A line with an address to write to, in characters.
_LONGEST_ADDRESS = 250
#: What a page says of its author below the article, in words.
_LONGEST_NOTE = 45


def judge(
    page: PageText, extraction: Extraction, *, titles: tuple[str, ...], told: str, description: str, language: str
) -> tuple[Zone, ...]:
    """The zones of a page. titles: what it may be called. told, description: the article's text and summary as the page
    tells them to machines, "" where it does not."""
    if not page.lines:
        return ()
    proposed = propose_zones(page.text, language=language)
    state = _begin(page, proposed, titles)
    said = said_by(page.places)
    state.outside = outside_of(page.places, said)
    find_headline(state)
    headline = page.lines[state.headline] if state.headline >= 0 else None
    state.meanings = meanings_of(page.places, said, headline=headline)
    _find_body(state)
    find_other_articles(state)
    find_breaks(state)
    _settle_by_structure(state)
    find_standfirst(state, description=description)
    _weigh_votes(state, extraction, told=frozenset(map(same_words, told.split("\n"))) if told else frozenset())
    return _zones(state, proposed)


def _begin(page: PageText, proposed: Sequence[Zone], titles: tuple[str, ...]) -> Judgement:
    blocks = [Block(line.start, line.end, line.text, 0) for line in page.lines]
    read = [role_of(block) for block in blocks]
    weigh(page.lines, page.places, blocks)
    count = len(blocks)
    return Judgement(
        page=page,
        blocks=blocks,
        roles=[role for role, _ in read],
        dates=[date for _, date in read],
        rules=_by_rules(page.lines, proposed),
        meanings=[],
        outside=[],
        body=[False] * count,
        kinds=[None] * count,
        settled=[False] * count,
        titles=titles,
    )


def _by_rules(lines: Sequence[Line], proposed: Sequence[Zone]) -> list[str]:
    """What the rules over lines say of the beginning of each line."""
    found: list[str] = []
    at = 0
    for line in lines:
        while at < len(proposed) and proposed[at].end <= line.start:
            at += 1
        within = at < len(proposed) and proposed[at].start <= line.start
        found.append(proposed[at].kind if within else "")
    return found


def _find_body(state: Judgement) -> None:
    places = state.page.places
    titled = state.page.lines[state.headline].runs[0][2] if state.headline >= 0 else -1
    bodies = bodies_of(places, state.meanings, headline=titled)
    inside = [False] * len(places)
    for place in places:
        inside[place.index] = place.index in bodies or (place.parent >= 0 and inside[place.parent])
    size = sum(places[index].size for index in bodies)
    said = any(state.meanings[index] == BODY for index in bodies)
    state.flat = not said and size > _FLAT * places[0].size
    state.body = [inside[state.place_of(index)] for index in range(len(state.blocks))]
    loose = [
        index
        for index, block in enumerate(state.blocks)
        if state.body[index] and block.prose and state.linked(index) < 0.5 and index != state.headline
        and state.meanings[state.place_of(index)] not in (FURNITURE, COMMENTS, META, CREDIT)
        and not (state.flat and state.rules[index] in SILENT_ZONES)
    ]  # fmt: skip
    state.first = loose[0] if loose else 0
    state.last = _last(state, loose[-1]) if loose else len(state.blocks) - 1


def _last(state: Judgement, index: int) -> int:
    """The last line of the body: short sentences behind the last long one, in elements of the same make."""
    places = state.page.places
    make = (places[state.place_of(index)].tag, places[state.place_of(index)].names)
    while index + 1 < len(state.blocks):
        place = places[state.place_of(index + 1)]
        if (place.tag, place.names) != make or not state.body[index + 1] or not state.blocks[index + 1].terminal:
            break
        if state.linked(index + 1) > 0.5 or state.rules[index + 1] in SILENT_ZONES or state.roles[index + 1]:
            break
        index += 1
    return index


def _settle_by_structure(state: Judgement) -> None:
    for index in range(len(state.blocks)):
        if state.settled[index]:
            continue
        meaning = state.meanings[state.place_of(index)]
        if meaning in _SILENT_PLACES:
            state.settle(index, "boilerplate")
        elif meaning == COMMENTS:
            state.settle(index, comment_kind(state, index))
        elif meaning == KEEP:
            state.settle(index, None)
        elif _is_caption(state, index):
            if is_bare_credit(state.blocks[index], state.roles[index]):
                state.settle(index, "boilerplate")
            elif state.blocks[index].size > 2:
                state.settle(index, None)


def _is_caption(state: Judgement, index: int) -> bool:
    """Whether a line belongs to a picture, as its element says, or because a picture and it have a box of their own."""
    if is_picture(state.place_of(index), state.page.places):
        return True
    if not state.headline < index <= state.last or state.linked(index):
        return False
    place = state.page.places[state.place_of(index)]
    for _ in range(_NEAR_PICTURE):
        if place.size > _LONGEST_CAPTION or place.tag in ("p", "body", "article", "li"):
            return False
        if any(inner.tag == "img" for inner in islice(place.element.iterdescendants(), _MOST_INSIDE)):
            return True
        if place.parent < 0:
            return False
        place = state.page.places[place.parent]
    return False


def _weigh_votes(state: Judgement, extraction: Extraction, *, told: frozenset[str]) -> None:
    for index, block in enumerate(state.blocks):
        if state.settled[index]:
            continue
        if state.rules[index] == "comment" and state.meanings[state.place_of(index)] != BODY:
            state.settle(index, "comment")
            continue
        held = extraction.holds(block.text) if extraction.known else None
        if told and same_words(block.text) in told:
            continue
        if _points(state, index, held) >= _SILENT or _is_about_author(state, index):
            state.kinds[index] = "boilerplate"


def _points(state: Judgement, index: int, held: bool | None) -> float:
    """The votes against a line: see the module."""
    block, role = state.blocks[index], state.roles[index]
    heading = any(state.page.places[run[2]].tag in _HEADINGS for run in state.page.lines[index].runs)
    pointer = not heading and _is_pointer(state, index)
    running = block.prose and state.linked(index) < 0.5 and not pointer
    points = 0.0
    if state.rules[index] in SILENT_ZONES:
        points += 2.0 if state.flat or (role and role not in WEAK) else 1.0
    if held is not None:
        points += 0.7 if not held else (-0.8 if running else -0.4)
    if pointer:
        points += 1.9
    if role in _BARE and not state.page.lines[index].row:
        points += 1.0
    if index >= state.last and len(block.text) <= _LONGEST_ADDRESS and _ADDRESS.search(block.text):
        points += 2.8  # whom to write to
    if running and index > state.last and not state.body[index] and _is_pointer(state, index - 1):
        points += 1.6  # the summary below the linked title of another article
    apart = state.headline < index < state.first or index > state.last
    if apart and not running and (_is_signature(block) or _INITIALS.fullmatch(block.text)):
        points += 1.5
    points += _by_position(state, index)
    if running:
        points -= 0.7
    elif heading and state.body[index]:
        points -= 0.3
    return points


def _is_pointer(state: Judgement, index: int) -> bool:
    """Whether a line is a link to something else, with a label of a few words before it at most."""
    line = state.page.lines[index]
    if line.row or state.blocks[index].size < 2:
        return False
    unlinked = "".join(line.text[a - line.start : b - line.start] for a, b, place in line.runs
                       if not state.page.places[place].link)  # fmt: skip
    if not unlinked.strip():
        return True
    last_is_link = state.page.places[line.runs[-1][2]].link
    label = Block(0, len(unlinked), unlinked.strip(), 0)
    return last_is_link and label.size <= _LONGEST_LABEL and len(unlinked) * 2 < len(line.text) and not label.prose


def _is_signature(block: Block) -> bool:
    """Whether a line between headline and text says who wrote it or when, in whatever calendar."""
    if is_byline(block) or is_dated(block):
        return True
    numbers = _NUMBER.findall(block.text)
    return block.size <= _LONGEST_SIGNATURE and len(numbers) > 1 and any(len(number) == 4 for number in numbers)


def _is_about_author(state: Judgement, index: int) -> bool:
    """Whether a paragraph at the very end says something about somebody whom the head of the article names."""
    block = state.blocks[index]
    if index < state.last or state.headline < 0 or not 4 < block.size <= _LONGEST_NOTE or index - state.first < 3:
        return False
    name = same_words(" ".join(block.text.split()[:2]))
    above = range(state.headline + 1, state.first)
    return len(name) > 5 and any(
        name in same_words(state.blocks[i].text) for i in above if state.kinds[i] == "boilerplate"
    )


def _by_position(state: Judgement, index: int) -> float:
    """What the place of a line says against it: before the headline, in the body, or behind its last sentence."""
    lines = state.page.lines
    if index < state.headline:
        return 1.5
    if index < state.first and not state.body[index]:
        return 0.3
    if index > state.last:
        ruled = 0.5 if lines[index].section > lines[state.last].section else 0.0
        return ruled + (0.3 if state.body[index] and state.meanings[state.place_of(index)] == BODY else 0.9)
    return -0.6 if state.body[index] else 0.9


def _zones(state: Judgement, proposed: Sequence[Zone]) -> tuple[Zone, ...]:
    """Zones of whole lines, neighbours made one, and of the silent pieces inside lines of the article."""
    found: list[tuple[int, int, ZoneKind, str | None]] = []
    joinable = False
    inner = _inner(state.page.lines, proposed)
    for index, line in enumerate(state.page.lines):
        kind = state.kinds[index]
        if kind is None:
            pieces = _pieces(state, index, inner.get(index))
            found.extend((start, end, "boilerplate", None) for start, end in pieces)
            joinable = bool(pieces) and pieces[-1][1] == line.end
            continue
        date = (state.breaks.get(index) or None) if kind == "article_break" else None
        whole = kind in SILENT_ZONES or kind == "article_break"
        parts = kind in _IN_PARTS and index and state.kinds[index - 1] == kind
        if found and (parts or (joinable and whole and found[-1][2:] == (kind, date))):
            found[-1] = (found[-1][0], line.end, kind, date)
        else:
            found.append((line.start, line.end, kind, date))
        joinable = whole
    return tuple(Zone(new_uid(), start, end, kind, date) for start, end, kind, date in found)


def _is_credit(text: str) -> bool:
    """Whether a piece of a caption says only who took the picture."""
    piece = text.strip()
    return bool(piece) and role_of(Block(0, len(piece), piece, 0))[0] == PHOTO


def _inner(lines: Sequence[Line], proposed: Sequence[Zone]) -> dict[int, Zone]:
    """The proposed silent zones that begin in the middle of a line and go on to its end, by line."""
    starts = [line.start for line in lines]
    found: dict[int, Zone] = {}
    for zone in proposed:
        index = bisect_right(starts, zone.start) - 1
        if zone.kind == "boilerplate" and lines[index].start < zone.start < lines[index].end <= zone.end:
            found[index] = zone
    return found


def _pieces(state: Judgement, index: int, proposed: Zone | None) -> list[tuple[int, int]]:
    """Silent stretches inside a line of the article: credits behind captions, link words behind sentences."""
    line = state.page.lines[index]
    block_place = state.place_of(index)
    around = ancestors_of(block_place, state.page.places)
    captioned = _is_caption(state, index)
    found: list[tuple[int, int]] = []
    for start, end, place in line.runs:
        silent = state.meanings[place] in (*_SILENT_PLACES, COMMENTS)
        if place not in around and (silent or (captioned and _is_credit(state.page.text[start:end]))):
            if found and not state.page.text[found[-1][1] : start].strip():
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
    if proposed is not None and line.start < proposed.start and not found:
        found.append((proposed.start, line.end))
    trimmed: list[tuple[int, int]] = []
    for start, end in found:
        text = state.page.text[start:end]
        start, end = start + len(text) - len(text.lstrip()), end - (len(text) - len(text.rstrip()))
        if end > start and (end - start) < 0.7 * len(line.text):
            trimmed.append((start, end))
    return trimmed
