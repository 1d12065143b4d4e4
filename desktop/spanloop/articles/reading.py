"""One file, or one member of an archive, to the reader of its kind."""

from __future__ import annotations

from collections.abc import Iterator

from spanloop.articles.draft import Draft, Found, Refusal
from spanloop.articles.item import Item
from spanloop.articles.kinds import UNREADABLE, kind_of
from spanloop.articles.markdown import READER as MARKDOWN_READER
from spanloop.articles.markdown import read_markdown
from spanloop.articles.plain import READER as PLAIN_READER
from spanloop.articles.plain import read_plain
from spanloop.core.errors import SpanloopError
from spanloop.core.verbatim import MAX_TEXT_BYTES


def read_item(item: Item) -> Iterator[Found]:
    """What a file holds: articles one by one, and what is refused of it; raises nothing that is about the file."""
    try:
        kind = kind_of(item.head(), item.name)
        if kind in UNREADABLE:
            yield Refusal(item.name, *UNREADABLE[kind], skipped=not item.wanted)
        elif not item.wanted and kind not in ("html", "pdf"):
            yield Refusal(item.name, "it is no page by its name and beginning", "Name it itself.", skipped=True)
        else:
            yield read_page_or_text(item.whole(MAX_TEXT_BYTES), kind=kind, name=item.name)
    except SpanloopError as error:
        yield item.refusal(error)


def read_page_or_text(raw: bytes, *, kind: str, name: str) -> Draft:
    """The bytes of a file that is one article; raises SpanloopError."""
    if kind == "markdown":
        return read_markdown(raw, name=name)
    return read_plain(raw, name=name)


def newest_reader(kind: str) -> str:
    """Who reads raw bytes of this kind now, as it is stored beside them; "" for a kind that nobody reads."""
    return {"text": PLAIN_READER, "markdown": MARKDOWN_READER}.get(kind, "")
