"""The headline of a page and its standfirst."""

from __future__ import annotations

from spanloop.articles.pages.evidence import is_picture, says_headline
from spanloop.articles.pages.judgement import Judgement
from spanloop.articles.pages.metadata import longest_part, same_words
from spanloop.articles.pages.vocabulary import COMMENTS, CREDIT, FURNITURE, META, STANDFIRST

_LONGEST_HEADLINE = 320
_LEAST_STANDFIRST, _LONGEST_STANDFIRST = 20, 900
#: So many lines that are neither of the two may stand between a headline and its standfirst.
_MOST_BETWEEN = 12
_SEPARATE = frozenset({"h2", "h3", "strong", "b", "em", "li"})


def find_headline(state: Judgement) -> None:
    """Choose the line that is the headline: by what it is called, and by what the page calls itself."""
    titles = [same_words(title) for title in state.titles]
    parts = frozenset(same_words(longest_part(title)) for title in state.titles) - {""}
    best, points = -1, 0.9
    for index, block in enumerate(state.blocks):
        if len(block.text) > _LONGEST_HEADLINE:
            continue
        found = _headline_points(state, index, titles, parts)
        if found > points + 0.01:
            best, points = index, found
    if best < 0:
        ruled = [index for index, rule in enumerate(state.rules) if rule == "headline"]
        best = next((i for i in ruled if not _is_outside(state, i) and not _is_picture(state, i)), -1)
    if best < 0:
        best = _only_heading(state)
    if best >= 0:
        last = _last_part(state, best)
        for index in range(best, last + 1):
            state.settle(index, "headline")
        state.headline = last


def _only_heading(state: Judgement) -> int:
    """The first line of the one heading of the first level that stands in the page's own part, if it is no link; else
    -1. Nothing else speaks for it, so it must have running text below it."""
    headings: dict[int, int] = {}
    for index, block in enumerate(state.blocks):
        place = state.page.lines[index].runs[0][2]
        while place >= 0 and state.page.places[place].tag != "h1":
            place = state.page.places[place].parent
        if place >= 0 and not _is_outside(state, index) and len(block.text) <= _LONGEST_HEADLINE:
            headings.setdefault(place, index)
    if len(headings) != 1:
        return -1
    index = next(iter(headings.values()))
    below = any(block.prose for block in state.blocks[index + 1 :])
    return index if below and not state.blocks[index].prose and state.linked(index) <= 0.5 else -1


def _last_part(state: Judgement, index: int) -> int:
    """The last line of the heading that a line begins: headings are broken where it looks good."""
    place = state.page.lines[index].runs[0][2]
    while place >= 0 and state.page.places[place].tag not in ("h1", "h2"):
        place = state.page.places[place].parent
    if place < 0 or state.page.places[place].size > _LONGEST_HEADLINE:
        return index
    within = range(place, state.page.places[place].end)
    while index + 1 < len(state.blocks) and state.page.lines[index + 1].runs[0][2] in within:
        index += 1
    return index


def _headline_points(state: Judgement, index: int, titles: list[str], parts: frozenset[str]) -> float:
    line = state.page.lines[index]
    words = same_words(line.text)
    points = 0.0
    for rank, title in enumerate(titles):
        if words and words == title:
            points = max(points, 2.0 - 0.05 * rank)
        elif len(words) > 12 and (words in title or (len(title) > 12 and title in words)):
            points = max(points, _partly(state, index, words, title, last=rank + 1 == len(titles)) - 0.05 * rank)
    places = [state.page.places[place] for _, _, place in line.runs]
    tags = _tags_around(state, index)
    if words in parts and not tags.isdisjoint(("h1", "h2")):
        points = max(points, 1.2)
    if any(says_headline(place) for place in places) or "h1" in tags:
        points += 0.8 if "h1" in tags else 0.6
    elif "h2" in tags or "h3" in tags:
        points += 0.3
    if state.rules[index] == "headline":
        points += 0.4
    if state.linked(index) > 0.8:
        points -= 0.7
    if _is_outside(state, index):
        points -= 1.0
    return points


def _partly(state: Judgement, index: int, words: str, title: str, *, last: bool) -> float:
    """What it says for a line that it is part of a title; of the window's, the last one, the site's name is too."""
    if last and (len(words) * 3 < len(title) * 2 or state.rules[index] == "boilerplate"):
        return 0.8
    return 1.2


def _is_outside(state: Judgement, index: int) -> bool:
    return any(state.outside[place] for _, _, place in state.page.lines[index].runs)


def _is_picture(state: Judgement, index: int) -> bool:
    return any(is_picture(place, state.page.places) for _, _, place in state.page.lines[index].runs)


def _tags_around(state: Judgement, index: int) -> set[str]:
    """Tags of the innermost elements of a line, three levels up."""
    found: set[str] = set()
    for _, _, place in state.page.lines[index].runs:
        for _ in range(3):
            if place < 0:
                break
            found.add(state.page.places[place].tag)
            place = state.page.places[place].parent
    return found


def find_standfirst(state: Judgement, *, description: str) -> None:
    """Find the lines between the headline and the text that sum it up."""
    if state.headline < 0:
        return
    said = same_words(description)
    last = min(len(state.blocks), max(state.first + 1, state.headline + 2), state.headline + 1 + _MOST_BETWEEN)
    found: list[int] = []
    for index in range(state.headline + 1, last):
        if state.settled[index] or not _LEAST_STANDFIRST <= len(state.blocks[index].text) <= _LONGEST_STANDFIRST:
            continue
        if _is_standfirst(state, index, said):
            found.append(index)
        elif found:
            break
    for index in found:
        state.settle(index, "standfirst")
    if found and state.first in found:
        state.first = next((i for i in range(found[-1] + 1, len(state.blocks)) if state.blocks[i].prose), state.first)


def _is_standfirst(state: Judgement, index: int, said: str) -> bool:
    place = state.place_of(index)
    meaning = state.meanings[place]
    if meaning in (FURNITURE, COMMENTS, META, CREDIT):
        return False
    if meaning == STANDFIRST:
        return True
    if _is_like_text(state, index):
        return False
    words = same_words(state.blocks[index].text)
    if said and len(words) > 20 and (words == said or said.startswith(words)):
        return True
    if state.rules[index] == "standfirst":
        return True
    separate = not state.body[index] or bool(_tags_around(state, index) & _SEPARATE)
    directly = index == state.headline + 1 and state.blocks[index].size >= 8
    return directly and separate and index < state.first and state.rules[index] in ("", "headline")


def _is_like_text(state: Judgement, index: int) -> bool:
    """Whether a line is marked up as the paragraph of text below it is."""
    below = next((i for i in range(index + 1, len(state.blocks)) if state.body[i] and state.blocks[i].prose), None)
    if below is None:
        return True
    one, other = state.page.places[state.place_of(index)], state.page.places[state.place_of(below)]
    return (one.tag, one.names, one.parent) == (other.tag, other.names, other.parent) or one.index == other.index
