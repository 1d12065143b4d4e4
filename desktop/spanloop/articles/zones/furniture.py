"""Furniture that shows in one line, or in what stands beside it."""

from __future__ import annotations

import re
from collections import Counter

from spanloop.articles.zones.blocks import words_of
from spanloop.articles.zones.page import Page
from spanloop.articles.zones.phrases import PHRASES
from spanloop.articles.zones.roles import CAPTION, WEAK

#: A line between two lines of furniture is furniture up to this many words; so are several, if each has at most three.
_LONGEST_BETWEEN = 14
_SHORT = 3
#: Text of an image's `alt`, or a tag, in words.
_LONGEST_ALT = 10
#: A quotation pulled out of the text: words, and how many blocks away its original may be.
_LONGEST_PULLED, _NEAR = 40, 8
_QUOTES, _CLOSING_QUOTES = "\"'\u201c\u2018\u00ab\u201e", "\"'\u201d\u2019\u00bb\u201c"
#: What may hang behind the last sentence of a block ("FORUM", "Read more »"): words and characters.
_LONGEST_TAIL = 4
_TAIL = re.compile(r"[.!?\u2026\u061f\u06d4][\"'\u2019\u201d\u00bb)\]]*\s+(\[?[^.!?\u2026\u061f\u06d4]{2,40})$")
_TAIL_REACH = 60


def settle_furniture(page: Page) -> None:
    """Make boilerplate of every line that says so by itself."""
    for index, role in enumerate(page.roles):
        if role not in ("", CAPTION, *WEAK):
            page.kinds[index] = "boilerplate"


def settle_neighbours(page: Page) -> None:
    """Make boilerplate of lines that are furniture only because of what stands beside them."""
    for index in page.indices():
        if _is_alt_text(page, index) or _is_appeal(page, index) or _is_pull_quote(page, index):
            page.kinds[index] = "boilerplate"
    index = 0
    while index < len(page):
        end = index
        while end < len(page) and page.fragment(end):
            end += 1
        if end > index:
            _settle_run(page, index, end)
        index = end + 1


def _settle_run(page: Page, first: int, end: int) -> None:
    """Decide about the lines `[first, end)`, all of them fragments, by what stands before and behind them."""
    before, behind = page.furniture(first - 1), page.furniture(end)
    while first < end and before and page.roles[first] in WEAK:
        page.silence(first, first + 1)
        first += 1
    while first < end and behind and page.roles[end - 1] in WEAK:
        page.silence(end - 1, end)
        end -= 1
    if first == end or not before or not (behind or end == len(page)):
        return
    run = page.blocks[first:end]
    if any(block.terminal and block.size > 1 for block in run):
        return
    few = len(run) <= 2 and all(block.size <= _LONGEST_BETWEEN for block in run)
    if few or all(block.size <= _SHORT for block in run):
        page.silence(first, end)


def _is_alt_text(page: Page, index: int) -> bool:
    """A few words without a capital between whole blocks: the `alt` text of an image, or a tag.

    Headings have a capital, and a cut sentence has its other half beside it. Says nothing in scripts without capitals.
    """
    block = page.blocks[index]
    if not page.fragment(index) or block.size > _LONGEST_ALT or not block.lower or block.text != block.text.lower():
        return False
    if block.terminal or block.bullet or block.text[-1] in ":,;-\u2013\u2014" or not 0 < index < len(page) - 1:
        return False
    before, behind = page.blocks[index - 1], page.blocks[index + 1]
    whole = before.terminal or page.kinds[index - 1] is not None
    return whole and not behind.lower and not behind.bullet


def _is_appeal(page: Page, index: int) -> bool:
    """The second line of a box that asks to subscribe."""
    block = page.blocks[index]
    return index > 0 and page.roles[index - 1] == "news" and page.fragment(index) and 4 <= block.size <= 20


def _is_pull_quote(page: Page, index: int) -> bool:
    """A quotation in a line of its own that a block near it has word for word."""
    block = page.blocks[index]
    if not page.open(index) or block.text[0] not in _QUOTES or not _SHORT < block.size <= _LONGEST_PULLED:
        return False
    if block.text.rstrip(" .!?,")[-1:] not in _CLOSING_QUOTES:
        return False
    near = [*range(max(0, index - _NEAR), index), *range(index + 1, min(len(page), index + 1 + _NEAR))]
    sought = " ".join(block.words)
    return any(page.prose(i) and f" {sought} " in f" {' '.join(page.blocks[i].words)} " for i in near)


def settle_inside(page: Page) -> None:
    """Find link words behind the last sentence of a block: known ones, and such as the page repeats."""
    found: dict[int, tuple[int, tuple[str, ...]]] = {}
    for index in page.indices():
        if page.kinds[index] is not None or not page.blocks[index].prose:
            continue
        if index + 1 < len(page) and page.kinds[index + 1] is None and page.blocks[index + 1].gap == 0:
            continue  # the line may be cut, and its sentence go on
        block = page.blocks[index]
        reach = max(0, len(block.text) - _TAIL_REACH)
        match = _TAIL.search(block.text, reach)
        if match and 0 < len(words := words_of(match[1])) <= _LONGEST_TAIL:
            found[index] = (block.start + match.start(1), words)
    repeated = Counter(words for _, words in found.values())
    for index, (start, words) in found.items():
        if repeated[words] > 1 or PHRASES.whole(words):
            page.inside.append((index, start))
