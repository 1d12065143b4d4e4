"""What stands above the running text: menus, headline, standfirst, bylines."""

from __future__ import annotations

import re

from spanloop.articles.guess import guess_date
from spanloop.articles.zones.blocks import Block, words_of
from spanloop.articles.zones.headline import LEAST_HEADLINE, body_words, choose_headline, shared
from spanloop.articles.zones.page import Page
from spanloop.articles.zones.roles import CAPTION, PHOTO

_LONGEST_HEADLINE = 40
_LEAST_STANDFIRST, _LONGEST_STANDFIRST = 8, 60
_LONGEST_BYLINE, _LONGEST_BUTTON = 10, 3
#: A dateline and what announces a list end so.
_DASHES = "-\u2013\u2014"
_GOES_ON = ":,;" + _DASHES
#: This part of a standfirst's longer words, at least, comes back in the paragraph that repeats it.
_REPEATED = 0.7
#: What stands between a headline and its text, beside furniture that says what it is in itself.
_APART = frozenset({"stamp", "meta", CAPTION, PHOTO})
#: A day with its year, in figures or with the name of a month, which need not be known.
_DATED = re.compile(
    r"(?<!\d)\d{1,2}(?:st|nd|rd|th|\.)?\s(?:de\s|of\s)?[^\W\d_]{3,12}\.?,?\s(?:de\s)?(?:19|20)\d\d(?!\d)"
    r"|(?<![\d.])\d{1,2}[./-]\d{1,2}[./-](?:\d\d|\d{4})(?![\d.])"
    r"|[^\W\d_]{3,12}\.?\s\d{1,2},?\s(?:19|20)\d\d(?!\d)"
)
#: How long something takes to read, with an abbreviation of the unit.
_MINUTES = re.compile(r"\b\d{1,3}\s[^\W\d_]{1,4}\.?$")
#: What follows a date that is no part of a sentence.
_DATE_ENDS = re.compile(r"$|\s*[,;|/\u00b7\u2022)(\-\u2013\u2014]|\s{2,}|\s\d")
_LONGEST_DATED = 120
#: Mottos and notices above a headline, in words, and how many of them.
_LONGEST_NOTICE, _MOST_NOTICES = 25, 3
#: A headline that is a sentence, in words; what stands between a caption and the text, in lines.
_LONGEST_SENTENCE, _MOST_SIGNED = 20, 8
_SIGNED = frozenset({"stamp", "meta"})
_BYLINE = re.compile(r"[Bb][Yy]:?\s+[A-Z\u00c0-\u024f]|BY\s|Von\s+[A-Z]|Par\s+[A-Z]|Por\s+[A-Z]")


def settle_head(page: Page, items: list[int]) -> None:
    """Find the headline and standfirst of a page, or of each item of a digest, and the furniture around them."""
    if not items:
        _settle(page, 0, len(page))
        return
    if any(page.prose(index) for index in range(items[0])):
        _settle(page, 0, items[0])
    else:
        _settle_page_title(page, items)
        page.silence(0, items[0])
    for start, end in zip(items, [*items[1:], len(page)], strict=True):
        _settle_item(page, start, end)


def _settle_page_title(page: Page, items: list[int]) -> None:
    """The title right above the first date of a digest, where it is longer than the name of a site."""
    last = items[0] - 1
    if last >= 0 and page.open(last) and LEAST_HEADLINE <= page.blocks[last].size <= _LONGEST_HEADLINE:
        page.kinds[last] = "headline"


def _settle_item(page: Page, start: int, end: int) -> None:
    """The first line below the date, if it is no running text, is the item's headline."""
    if start + 1 < end and page.kinds[start + 1] == "article_break":
        return
    for index in range(start + 1, end):
        if page.kinds[index] is None and page.roles[index] == "":
            block = page.blocks[index]
            if (page.fragment(index) or block.question) and 2 <= block.size <= _LONGEST_HEADLINE:
                page.kinds[index] = "headline"
            return


def _settle(page: Page, first: int, end: int) -> None:
    body = _body(page, first, end)
    body = _below_motto(page, first, body, end)
    titles = [index for index in range(first, body) if _may_be_title(page, index)]
    headline = choose_headline(page, titles, body)
    if _is_sentence_headline(page, headline, body, end):
        headline, body = body, _next_text(page, body, end)
    if headline is None:
        if body < end:
            _settle_between(page, first, body, first)
        return
    if body == end and not any(page.open(index) for index in range(headline + 1, end)):
        return
    page.kinds[headline] = "headline"
    for index in range(first, headline):
        if page.roles[index] != CAPTION:
            page.silence(index, index + 1)
    body = _settle_standfirst(page, headline, body, end)
    _settle_between(page, headline + 1, _below_picture(page, body, end), headline)


def _may_be_title(page: Page, index: int) -> bool:
    block = page.blocks[index]
    if not page.open(index) or block.size > _LONGEST_HEADLINE or block.text[-1] == ":":
        return False
    return not is_byline(block) and (not block.prose or block.question)


def _next_text(page: Page, index: int, end: int) -> int:
    """The next block of running text below this one, `end` where there is none."""
    return next((other for other in range(index + 1, end) if page.prose(other)), end)


def _below_motto(page: Page, first: int, body: int, end: int) -> int:
    """Where the running text begins when its first sentences are a motto or notice: the headline stands below them."""
    notice = body
    for _ in range(_MOST_NOTICES):
        if notice == end or page.blocks[notice].size > _LONGEST_NOTICE:
            return body
        text = _next_text(page, notice, end)
        if text == end:
            return body
        about = body_words(page, text)
        if any(shared(page.blocks[i], about)[0] > 1 for i in range(first, notice + 1) if page.open(i)):
            return body
        for index in range(notice + 1, text):
            if _may_be_title(page, index) and page.blocks[index].size >= LEAST_HEADLINE:
                if shared(page.blocks[index], about)[0] > 1:
                    return text
        notice = text
    return body


def _is_sentence_headline(page: Page, headline: int | None, body: int, end: int) -> bool:
    """Whether the first sentence is the headline: it has a byline or date below it, and what is above says nothing."""
    if body == end or page.blocks[body].size > _LONGEST_SENTENCE or page.blocks[body].sentences > 1:
        return False
    text = _next_text(page, body, end)
    about = body_words(page, text) if text < end else frozenset[str]()
    if headline is not None and (
        page.blocks[headline].size >= LEAST_HEADLINE or shared(page.blocks[headline], about)[0]
    ):
        return False
    signed = any(_signs(page, index) for index in range(body + 1, text))
    above = any(_signs(page, index) for index in range(headline or 0, body))
    return signed and not above and shared(page.blocks[body], about)[0] > 1


def _below_picture(page: Page, body: int, end: int) -> int:
    """Where the running text goes on when its first block is a caption: bylines and dates stand between the two."""
    if body == end or page.blocks[body].size > _LONGEST_HEADLINE or page.blocks[body].sentences > 2:
        return body
    text = _next_text(page, body, end)
    signs = sum(_signs(page, index) for index in range(body + 1, text))
    return text if text < end and signs and text - body <= _MOST_SIGNED else body


def _signs(page: Page, index: int) -> bool:
    """Whether a line says who wrote the article, or when."""
    block = page.blocks[index]
    return page.roles[index] in _SIGNED or is_byline(block) or (page.open(index) and is_dated(block))


def _body(page: Page, first: int, end: int) -> int:
    """The first block of running text; a question above it is a headline."""
    asked = False
    for index in range(first, end):
        if not page.open(index):
            continue
        if not asked and page.blocks[index].question:
            asked = True
        elif page.blocks[index].prose:
            return index
        elif page.blocks[index].size >= LEAST_HEADLINE:
            asked = True
    return end


def _settle_standfirst(page: Page, headline: int, body: int, end: int) -> int:
    """Mark the standfirst, if there is one; return where the running text begins then."""
    for index in range(headline + 1, body):
        block = page.blocks[index]
        if (
            page.open(index)
            and block.text[-1] != ":"
            and not is_byline(block)
            and not is_dated(block)
            and not _is_caption(page, headline, index)
            and _LEAST_STANDFIRST <= block.size <= _LONGEST_STANDFIRST
        ):
            page.kinds[index] = "standfirst"
            return body
    if body < end and not _is_caption(page, headline, body) and _is_whole_standfirst(page, headline, body, end):
        page.kinds[body] = "standfirst"
        return next((index for index in range(body + 1, end) if page.prose(index)), body + 1)
    return body


def _is_caption(page: Page, headline: int, index: int) -> bool:
    """Whether a line below the headline and its furniture is what a picture shows: who took it stands right below."""
    below = index + 1 < len(page) and page.roles[index + 1] == PHOTO
    return below and any(_signs(page, other) for other in range(headline + 1, index))


def _is_whole_standfirst(page: Page, headline: int, index: int, end: int) -> bool:
    """Whether the first sentence stands apart: by an image or byline below it, or because the next block repeats it.

    So do two sentences between the headline and its byline.
    """
    block = page.blocks[index]
    if not _LEAST_STANDFIRST <= block.size <= _LONGEST_STANDFIRST or block.sentences > 2:
        return False
    below = next((other for other in range(index + 1, end) if page.prose(other)), end)
    if below == end:
        return False
    between = range(index + 1, below)
    signed = any(_signs(page, other) for other in between)
    apart = signed or any(page.roles[other] in _APART for other in between)
    image = len(between) == 1 and page.fragment(between[0]) and page.blocks[between[0]].text.islower()
    if apart or image:
        return block.sentences == 1 or (signed and not any(_signs(page, i) for i in range(headline + 1, index)))
    telling = {word for word in block.words if len(word) > 3}
    repeated = telling.intersection(page.blocks[below].words)
    longer = page.blocks[below].size >= 2 * block.size
    return longer and bool(telling) and len(repeated) >= _REPEATED * len(telling)


def _settle_between(page: Page, first: int, body: int, headline: int) -> None:
    """Dates, bylines, credits and buttons between the headline and the running text."""
    for index in range(first, body):
        if page.kinds[index] is not None:
            continue
        block = page.blocks[index]
        beside = [other for other in (index - 1, index + 1) if headline < other < body]
        signed = any(page.roles[other] in _APART or _signs(page, other) for other in beside)
        if (
            page.roles[index] not in ("", CAPTION)
            or is_byline(block)
            or is_dated(block)
            or (signed and block.size <= _LONGEST_BYLINE and not block.terminal and block.text[-1] not in _DASHES)
        ):
            page.kinds[index] = "boilerplate"
    for run in (range(first, body), range(body - 1, first - 1, -1)):
        for index in run:
            beside = [other for other in (index - 1, index + 1) if headline < other < body]
            if _is_button(page, index) and any(page.furniture(other) for other in beside):
                page.kinds[index] = "boilerplate"


def _is_button(page: Page, index: int) -> bool:
    """Whether a line is as short as buttons, names and tags are, and no dateline or announcement."""
    block = page.blocks[index]
    if not page.open(index) or block.prose or block.bullet or block.text[-1] in _GOES_ON:
        return False
    if block.size <= 2 * _LONGEST_BUTTON and _MINUTES.search(block.text):
        return True
    return block.size <= _LONGEST_BUTTON and not block.terminal


def is_dated(block: Block) -> bool:
    """Whether a short line says who or where, and on which day, in whatever language."""
    if block.prose or len(block.text) > _LONGEST_DATED:
        return False
    found = _DATED.search(block.text)
    if found is None:
        return block.size <= _LONGEST_BYLINE and bool(guess_date(block.text))
    others = [word for word in words_of(_DATED.sub(" ", block.text)) if not word[0].isdecimal()]
    whole = _DATE_ENDS.match(block.text, found.end()) is not None
    return len(others) <= (_LONGEST_BYLINE if whole else _LONGEST_BUTTON)


def is_byline(block: Block) -> bool:
    """Whether a short line begins with the word for "by" and a name."""
    return block.size <= _LONGEST_BYLINE + 4 and not block.terminal and _BYLINE.match(block.text) is not None
