"""Lines that hold several items side by side: menus, breadcrumbs, rows of buttons."""

from __future__ import annotations

import re
from collections.abc import Sequence

from spanloop.articles.zones.blocks import Block, words_of
from spanloop.articles.zones.phrases import PHRASES

#: A line of items that none of our phrases names: furniture only at the head of a page or beside furniture, because
#: tables are written so too.
ROW = "row"
_BETWEEN = re.compile(r"\s{2,}|\t|\s*[|\uff5c]\s*|\s+[\u00b7\u2022\u00bb\u203a>/]\s+")
_ENDS = re.compile("[.!?\u2026\u3002\uff01\uff1f\u061f\u06d4:;,]$")
_LEAST_ITEMS, _LONGEST_ITEM, _LONGEST_ROW = 3, 4, 300
#: Roles that the items of a table, or headings, may have by chance.
_SAY_NOTHING = frozenset({"", "section", "caption", "meta"})


def row_role(block: Block) -> str:
    """The role of a line of short items: that of the first one known, `ROW` where none is; "" for any other line."""
    if block.terminal or len(block.text) > _LONGEST_ROW:
        return ""
    items = _items(block)
    if len(items) < 2 or any(_ENDS.search(item) or len(item.split()) > _LONGEST_ITEM for item in items):
        return ""
    roles = [PHRASES.whole(words_of(item)) for item in items]
    known = [role for role in roles if role not in _SAY_NOTHING]
    if len(items) < _LEAST_ITEMS:
        return "nav" if roles[0] == "nav" else ""
    if known and len(known) * 3 >= len(items):
        return known[0]
    return ROW


def tables_of(blocks: Sequence[Block], roles: Sequence[str]) -> list[int]:
    """The lines of tables: `ROW` lines one below the other, as many items in each.

    Most of them have numbers, or running text stands above and below.
    """
    found: list[int] = []
    prose = [index for index, block in enumerate(blocks) if block.prose and roles[index] == ""] if ROW in roles else []
    index = 0
    while index < len(blocks):
        end = index
        while end < len(blocks) and roles[end] == ROW and len(_items(blocks[end])) == len(_items(blocks[index])):
            end += 1
        numbered = sum(any(word[0].isdecimal() for word in block.words) for block in blocks[index:end])
        within = bool(prose) and prose[0] < index < end <= prose[-1] and end - index > 2
        if end - index > 1 and (within or numbered * 2 >= end - index):
            found.extend(range(index, end))
        index = max(end, index + 1)
    return found


def _items(block: Block) -> list[str]:
    return [item for item in _BETWEEN.split(block.text) if item]
