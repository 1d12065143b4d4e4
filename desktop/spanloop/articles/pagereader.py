"""Where this room's readers meet the reader of web pages, which alone loads the libraries that parse HTML."""

from __future__ import annotations

import re

from spanloop.articles.draft import Draft

_PAGE = re.compile(r"\s*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_TAG = re.compile(
    r"</(?:p|div|span|a|b|i|em|strong|h[1-6]|ul|ol|li|table|td|article|section|blockquote|figure|script|style)\s*>"
    r"|<br\s*/?>|<p>|<img\s[^<>]{1,2000}>",
    re.IGNORECASE,
)


def looks_like_page(cell: str) -> bool:
    """Whether a table's cell holds HTML: it begins like a page, or has tags that belong together."""
    if _PAGE.match(cell):
        return True
    tags = _TAG.finditer(cell)
    return next(tags, None) is not None and (cell.lstrip().startswith("<") or next(tags, None) is not None)


def page_draft(raw: bytes, *, name: str) -> Draft:
    """A page's bytes as an article; raises SpanloopError."""
    from spanloop.articles.pages import read_page

    return read_page(raw, name=name)


def newest_page_reader() -> str:
    """Who reads pages now."""
    from spanloop.articles.pages import READER

    return READER
