"""Pages that are a list of dated items: each item's date line breaks the article."""

from __future__ import annotations

from spanloop.articles.zones.page import Page

#: Names have fewer words; so a date under a shorter line may be the date of a comment.
_SHORTEST_HEADLINE = 4


def find_items(page: Page) -> list[int]:
    """Mark the date lines of a digest and return where its items start, as block indices; [] on other pages.

    A digest has two items at least, each with a full date of its own and running text below it. The dates stand all
    above their headlines or all below them.
    """
    stamps = [index for index in page.indices() if page.kinds[index] is None and page.dates[index]]
    filled = [index for index in stamps if _has_text(page, index)]
    above = [index for index in filled if _begins(page, index)]
    if len(above) >= 2 and len(above) * 2 > len(filled):
        for index in above:
            page.kinds[index] = "article_break"
        return above
    below = [index for index in filled if _is_headline(page, index - 1) and _begins(page, index - 1)]
    if len(below) >= 2 and len(below) * 2 > len(filled):
        for index in below:
            page.kinds[index - 1] = page.kinds[index] = "article_break"
            page.dates[index - 1] = page.dates[index]
        return [index - 1 for index in below]
    return []


def _has_text(page: Page, index: int) -> bool:
    """Whether running text follows before the next date."""
    for other in page.indices(index + 1):
        if page.prose(other):
            return True
        if page.dates[other] or page.roles[other] == "related" or page.kinds[other] == "comment":
            return False
    return False


def _begins(page: Page, index: int) -> bool:
    """Whether what stands before a line is whole: nothing but furniture, or running text, or another heading's end."""
    for other in range(index - 1, -1, -1):
        if page.kinds[other] == "comment":
            return False
        if page.furniture(other) or page.roles[other] == "number":
            continue
        return page.prose(other) or page.blocks[other].terminal or _only_fragments_before(page, other)
    return True


def _only_fragments_before(page: Page, index: int) -> bool:
    """Whether the page has no running text up to here, so that the lines are its title and menu."""
    return index <= 12 and not any(page.prose(other) for other in range(index + 1))


def _is_headline(page: Page, index: int) -> bool:
    return (
        index >= 0
        and page.fragment(index)
        and page.roles[index] == ""
        and page.blocks[index].size >= _SHORTEST_HEADLINE
    )
