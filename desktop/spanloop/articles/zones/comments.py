"""Reader comments: below a heading that announces them, or told by names, dates and a voice that is not a report's."""

from __future__ import annotations

import re
from dataclasses import dataclass

from spanloop.articles.guess import guess_language
from spanloop.articles.zones.blocks import Block, words_of
from spanloop.articles.zones.page import Page
from spanloop.articles.zones.vocabulary import SAYS, VOICES

#: Furniture that ends a list of comments.
_ENDING = frozenset({"related", "rights", "about", "form", "news", "nav", "more", "caption", "photo", "meta"})
#: What may stand between that heading and the first comment, so many lines at most.
_BUTTONS = frozenset({"form", "reply", "share", "number", "comments", "section"})
_MOST_BUTTONS = 15
_LONGEST_NAME, _LONGEST_NAME_LETTERS = 5, 40
_LEAST_ARTICLE = 200
#: Comments that nothing announces: so much article above them, and this part of what they say in a reader's voice.
_LEAST_ARTICLE_ABOVE_VOICES = 400
_VOICED = 0.4
#: Where the article itself speaks like that, as columns do, a voice proves nothing.
_MOST_VOICED_ARTICLE = 0.3

_QUOTED = re.compile('["\u201c\u00ab\u201e][^"\u201d\u00bb\u201c]{0,600}["\u201d\u00bb\u201c]')
_LOUD = re.compile("[!?]{2}|\\.{4}|(?:^|\\s)@\\w|[\U0001f300-\U0001faff\u2764\u263a]|[:;]-?[)(D](?:\\s|$)|[我你您]")
_OPENERS = "+^<>*~"


@dataclass
class _Tally:
    """What stands between a line and the end of its stretch."""

    names: int = 0
    stamped: int = 0
    timed: int = 0
    said: int = 0
    voiced: int = 0


def find_comments(page: Page, text: str, language: str) -> None:
    """Mark comments with their names, dates and buttons."""
    if not any(page.prose(index) for index in page.indices()):
        return
    spoken = VOICES.get(language or guess_language(text), VOICES["en"]) | VOICES["en"]
    voiced = [_is_voiced(block, spoken) if page.open(i) else False for i, block in enumerate(page.blocks)]
    tallies, ends = _tallies(page, voiced)
    lengths = page.prose_lengths()
    start = _announced(page, tallies, lengths)
    if start is None:
        start = _unannounced(page, tallies, ends, voiced, lengths)
    if start is not None:
        for index in range(start, ends[start]):
            page.kinds[index] = "comment"


def _tallies(page: Page, voiced: list[bool]) -> tuple[list[_Tally], list[int]]:
    """For each line, what stands from it on up to the furniture that ends a list of comments, and where that is."""
    size = len(page)
    tallies = [_Tally() for _ in range(size + 1)]
    ends = [size] * (size + 1)
    end = size
    for index in range(size - 1, -1, -1):
        if page.roles[index] in _ENDING:
            end = index
            tallies[index] = _Tally()
            ends[index] = index
            continue
        ends[index] = end
        after = tallies[index + 1] if end > index + 1 else _Tally()
        tally = _Tally(after.names, after.stamped, after.timed, after.said, after.voiced)
        if page.open(index):
            if _is_name(page.blocks[index]):
                tally.names += 1
                tally.stamped += _is_stamped(page, index)
            else:
                tally.said += 1
                tally.voiced += voiced[index]
        elif page.roles[index] == "reply" or (page.roles[index] == "stamp" and _has_time(page, index)):
            tally.timed += 1
        tallies[index] = tally
    return tallies, ends


def _announced(page: Page, tallies: list[_Tally], lengths: list[int]) -> int | None:
    """The first line below a heading of comments that has comments below it."""
    for index in page.indices():
        if page.roles[index] != "comments" or lengths[index] < _LEAST_ARTICLE:
            continue
        first = index + 1
        last = min(len(page), first + _MOST_BUTTONS)
        while first < last and page.roles[first] in _BUTTONS:
            first += 1
        if first == last or not page.open(first):
            continue
        tally = tallies[first]
        if tally.said and tally.names and (tally.timed or tally.voiced >= _VOICED * tally.said):
            return first
    return None


def _unannounced(
    page: Page, tallies: list[_Tally], ends: list[int], voiced: list[bool], lengths: list[int]
) -> int | None:
    """The first name from which on, to the end of the page or its foot, readers speak."""
    texts = loud = 0
    for index in page.indices():
        above = lengths[index]
        if texts >= 2 and above >= _LEAST_ARTICLE_ABOVE_VOICES and page.open(index) and _is_name(page.blocks[index]):
            beyond = lengths[-1] - lengths[ends[index]]
            if beyond <= _MOST_VOICED_ARTICLE * above and _may_start(page, index, voiced):
                if _are_comments(tallies[index], loud / texts):
                    return index
        if page.prose(index):
            texts += 1
            loud += voiced[index]
    return None


def _may_start(page: Page, index: int, voiced: list[bool]) -> bool:
    """Whether the line under this name, or its date, is a comment's."""
    if _is_stamped(page, index):
        return True
    following = next((other for other in range(index + 1, min(index + 4, len(page))) if page.open(other)), None)
    return following is not None and voiced[following]


def _are_comments(tally: _Tally, article_voiced: float) -> bool:
    if tally.stamped and tally.timed and tally.stamped * 2 >= tally.names:
        return True
    if article_voiced > _MOST_VOICED_ARTICLE:
        return False
    return tally.names >= 2 and tally.voiced >= 2 and tally.voiced >= _VOICED * tally.said


def _is_name(block: Block) -> bool:
    """Whether a line can be the name of who speaks below it."""
    text = block.text
    if len(text) > _LONGEST_NAME_LETTERS or block.bullet:
        return False
    if text[-1] == ":":
        return 2 <= block.size <= _LONGEST_NAME + 1 and block.words[-1] in SAYS
    if block.terminal and not re.search(r"\s\w\.$", text):
        return False
    return block.size <= _LONGEST_NAME and text[-1] not in ",;-\u2013\u2014" and text[0] not in _OPENERS


def _is_stamped(page: Page, index: int) -> bool:
    """Whether a name is followed by a date, or says that it speaks."""
    return page.blocks[index].text[-1] == ":" or (index + 1 < len(page) and page.roles[index + 1] == "stamp")


def _has_time(page: Page, index: int) -> bool:
    """Whether a date line has a time of day, or counts back from now; dates of articles mostly have none."""
    return not page.dates[index] or ":" in page.blocks[index].text


def _is_voiced(block: Block, spoken: frozenset[str]) -> bool:
    """Whether a line sounds like a reader and not like a report; what is quoted does not count."""
    text = block.text
    if text[0] in '"\u201c\u00ab\u201e':
        return False
    if text[0] in _OPENERS or block.lower or _LOUD.search(text) or text[-1] in "!?\u061f":
        return True
    if text.isupper() and block.size >= 4:
        return True
    words = words_of(_QUOTED.sub(" ", text)) if _QUOTED.search(text) else block.words
    return not spoken.isdisjoint(words)
