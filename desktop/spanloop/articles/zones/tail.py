"""What stands below the running text, and boxes of links within it."""

from __future__ import annotations

import re
from bisect import bisect_right

from spanloop.articles.zones.blocks import SHORTEST_WRAPPED, words_of
from spanloop.articles.zones.page import Page
from spanloop.articles.zones.roles import CAPTION
from spanloop.articles.zones.vocabulary import SELF_WORDS

#: Furniture after which a page does not come back to its article.
_CLOSING = frozenset({"related", "form", "comments", "rights", "about"})
#: So much running text below a closing line, as a part of that above it, may still be furniture.
_MOST_BELOW = 0.3
#: Titles under the head of a box within the article.
_MOST_LINKS = 8
#: A row of titles at the end that no head announces: at least so many, of so many words each on average.
_LEAST_TITLES, _TITLE_WORDS = 3, 5
#: Notes on the author stand below so many blocks of text, among the last ones.
_LEAST_TEXTS, _MOST_NOTES = 2, 3
_LONGEST_NAME = 4
_NAMES_APART = re.compile(r"\s*[,&/;|:]\s*|\s(?:and|und|et|y|и|та|ve|و)\s")
_BY = frozenset({"by", "von", "par", "por", "автор", "بقلم", "מאת"})
_LONGEST_NOTE, _LONGEST_BOXED = 45, 15
#: Lines below the last block of the article that are headings, tags or names: so many, of so many words at most.
_MOST_TAGS, _LONGEST_TAG = 6, 3
#: More blocks of running text than this are no furniture.
_MOST_TEXTS_BELOW = 40


def settle_tail(page: Page) -> None:
    """Make boilerplate of link lists, forms and notes below the article, and of boxes of links within it."""
    lengths = page.prose_lengths()
    texts = [index for index in page.indices() if page.prose(index) and not page.title(index)]
    for index, role in enumerate(page.roles):
        if not lengths[index]:
            continue
        if role == "more" and page.blocks[index].size <= 3 and index + 2 < len(page) and page.title(index + 2):
            _settle_box(page, index)
        if role not in _CLOSING:
            continue
        short = lengths[-1] - lengths[index] <= _MOST_BELOW * lengths[index]
        if short and _closes(page, index, texts[bisect_right(texts, index) :]):
            page.silence(index, len(page))
            break
        if role == "related":
            _settle_box(page, index)
    _settle_author(page)
    _settle_notes(page)
    _settle_end(page)


def _closes(page: Page, index: int, texts: list[int]) -> bool:
    """Whether nothing of the article follows this line, although these blocks of running text do."""
    role = page.roles[index]
    if not texts or role in ("rights", "about"):
        return True
    if all(_is_boxed(page, other) for other in texts) and _has_ended(page, index, role):
        return True
    if len(texts) > _MOST_TEXTS_BELOW:
        return False
    if role == "related":
        # Titles with a line of summary each; the article itself would go on with one block after the other, and boxes
        # of links within it have heads of their own.
        heads = any(page.roles[other] in ("related", "more") for other in range(index + 1, texts[-1]))
        short = all(page.blocks[other].size <= _LONGEST_NOTE for other in texts)
        return len(texts) > 1 and short and not heads and all(page.title(other - 1) for other in texts)
    return all(_is_note(page, other) for other in texts)


def _is_boxed(page: Page, index: int) -> bool:
    """Whether a short line stands between lines of furniture, or a note under a form."""
    short = page.blocks[index].size <= _LONGEST_BOXED
    return short and page.furniture(index - 1) and (index + 1 == len(page) or page.furniture(index + 1))


def _has_ended(page: Page, index: int, role: str) -> bool:
    """Whether the article is over where this line stands: comments came before it, or it heads a list of links."""
    if role == "form":
        return any(page.kinds[other] == "comment" for other in range(max(0, index - 2), index))
    return role == "related" and page.title(index + 1) if index + 1 < len(page) else False


def _settle_box(page: Page, index: int) -> None:
    """Titles below the head of a box, up to where the article goes on."""
    last = index + 1
    while last < len(page) and page.title(last) and last - index <= _MOST_LINKS:
        last += 1
    # A box ends in a title too, so a last short line may be the heading of what follows.
    if last - index > 2 and last < len(page) and page.blocks[last - 1].size <= 3 < page.blocks[index + 1].size:
        last -= 1
    page.silence(index, last)


def _settle_author(page: Page) -> None:
    """What the foot of a page says of the author whom its head names, and the last notes below that."""
    names = _names_in_byline(page)
    texts = [index for index in page.indices() if page.prose(index)]
    if not names or len(texts) <= _LEAST_TEXTS:
        return
    ended = any(page.furniture(other) for other in page.indices(texts[-1] + 1))
    for index in page.indices(texts[_LEAST_TEXTS - 1] + 1):
        if not page.open(index) or not any(page.blocks[index].words[: len(name)] == name for name in names):
            continue
        below = texts[bisect_right(texts, index) :]
        short = len(below) < _MOST_NOTES and all(page.blocks[i].size <= _LONGEST_BOXED for i in below)
        note = page.prose(index) and page.blocks[index].size <= _LONGEST_NOTE and ended
        signature = not page.prose(index) and page.blocks[index].size <= _LONGEST_NAME + 2
        if short and (note or signature):
            page.silence(index, len(page))
            return


def _names_in_byline(page: Page) -> set[tuple[str, ...]]:
    """The names in the furniture between the headline and the running text."""
    names: set[tuple[str, ...]] = set()
    headline = next((index for index, kind in enumerate(page.kinds) if kind == "headline"), len(page))
    for index in page.indices(headline + 1):
        if page.prose(index):
            break
        if page.kinds[index] == "boilerplate" and page.roles[index] in ("", "meta"):
            for part in _NAMES_APART.split(page.blocks[index].text):
                words = words_of(part)
                if len(words) > 1 and words[0] in _BY:
                    words = words[1:]
                if 2 <= len(words) <= _LONGEST_NAME and not any(word[0].isdecimal() for word in words):
                    names.add(words)
    return names


def _settle_notes(page: Page) -> None:
    """What the publisher says about itself, beside furniture below the last block of the article."""
    texts = [index for index in page.indices() if page.prose(index)]
    while len(texts) > 1 and _is_note(page, texts[-1]):
        last = texts.pop()
        if not (page.furniture(last - 1) or page.furniture(last + 1)):
            return
        page.kinds[last] = "boilerplate"


def _is_note(page: Page, index: int) -> bool:
    block = page.blocks[index]
    return block.size <= _LONGEST_NOTE and len(SELF_WORDS.intersection(block.words)) >= 2


def _settle_end(page: Page) -> None:
    """Fragments below the last block of the article, once there was furniture, and titles in a row at the very end."""
    last = max((index for index in page.indices() if _is_text(page, index)), default=-1)
    if last < 0:
        return
    first = next((index for index in page.indices(last + 1) if page.furniture(index)), len(page))
    page.silence(first, len(page))
    _settle_tags(page, last, first)
    for index in range(last + 1, first):
        before = page.blocks[index - 1]
        cut = before.end - before.start >= SHORTEST_WRAPPED and not before.terminal and page.blocks[index].gap == 0
        if page.roles[index] == "stamp" and not cut:
            page.silence(index, index + 1)
    row = [index for index in range(last + 1, first) if page.fragment(index)]
    sizes = [page.blocks[index].size for index in row]
    listed = page.blocks[last].text[-1] == ":" or any(page.blocks[i].bullet or page.blocks[i].terminal for i in row)
    if len(row) >= _LEAST_TITLES and sum(sizes) >= _TITLE_WORDS * len(row) and not listed:
        page.silence(last + 1, first)


def _settle_tags(page: Page, last: int, first: int) -> None:
    """A few short lines between the last block, if that is whole, and furniture: its heading, tags, or who signs."""
    lines = range(last + 1, first)
    if first == len(page) or len(lines) > _MOST_TAGS or not page.blocks[last].terminal:
        return
    blocks = [page.blocks[index] for index in lines]
    short = all(block.size <= _LONGEST_TAG and not (block.bullet or block.terminal) for block in blocks)
    if short and not any(block.text[-1] in ":,;" for block in blocks):
        page.silence(last + 1, first)


def _is_text(page: Page, index: int) -> bool:
    """Whether a line belongs to what stands above the foot of the page."""
    if page.kinds[index] == "comment":
        return True
    if page.kinds[index] is not None or page.roles[index] == CAPTION:
        return False  # a caption below the last block is the article's only while no furniture stands between
    block = page.blocks[index]
    return not page.title(index) or (
        page.roles[index] == "" and block.terminal and block.size > 1 and not block.question
    )
