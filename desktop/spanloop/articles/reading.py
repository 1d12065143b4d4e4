"""One file, or one member of an archive, to the reader of its kind."""

from __future__ import annotations

from collections.abc import Iterator

from spanloop.articles.archives import archive_kind, read_archive
from spanloop.articles.delimited import read_delimited
from spanloop.articles.draft import Draft, Found, Refusal
from spanloop.articles.item import MAX_PAGE_BYTES, MAX_PDF_BYTES, Item
from spanloop.articles.jsonrows import read_json, read_json_lines
from spanloop.articles.kinds import UNREADABLE, kind_of
from spanloop.articles.markdown import READER as MARKDOWN_READER
from spanloop.articles.markdown import read_markdown
from spanloop.articles.pagereader import newest_page_reader, page_draft
from spanloop.articles.pdf import READER as PDF_READER
from spanloop.articles.pdf import read_pdf
from spanloop.articles.plain import READER as PLAIN_READER
from spanloop.articles.plain import read_plain
from spanloop.articles.tables import newest_row_reader, reread_row
from spanloop.articles.textfile import says_something
from spanloop.articles.workbook import read_workbook
from spanloop.core.errors import SpanloopError
from spanloop.core.verbatim import MAX_TEXT_BYTES, text_too_long

#: Kinds that are one article, and how many bytes of one are read.
_ONE = {"text": MAX_TEXT_BYTES, "markdown": MAX_TEXT_BYTES, "html": MAX_PAGE_BYTES, "pdf": MAX_PDF_BYTES}
#: What is said where a reader fails in a way that nobody foresaw; fuzzing looks for it.
NO_SENSE = "no reader makes sense of it"
_TABLES = {"csv": read_delimited, "xlsx": read_workbook, "jsonl": read_json_lines, "json": read_json}


def read_item(item: Item, inner: bool | None = None) -> Iterator[Found]:
    """What a file holds: articles one by one, and what is refused of it; raises nothing that is about the file.

    inner: None for a file of the disk, False for a member of an archive, True for one of an archive in an archive.
    """
    try:
        kind = kind_of(item.head(), item.name)
        if kind == "zip":
            kind = archive_kind(item)
        if kind in UNREADABLE:
            yield Refusal(item.name, *UNREADABLE[kind], skipped=not item.wanted)
        elif not item.wanted and kind not in ("html", "pdf"):
            yield Refusal(item.name, "it is no page by its name and beginning", "Name it itself.", skipped=True)
        elif kind in _ONE:
            yield read_one(item.whole(_ONE[kind]), kind=kind, name=item.name)
        elif kind in _TABLES:
            yield from _TABLES[kind](item)
        elif inner:
            yield Refusal(item.name, "it is an archive in an archive in an archive", "Take it out, and import it.")
        else:
            yield from read_archive(item, inner=inner is not None, read=read_item)
    except SpanloopError as error:
        yield item.refusal(error)
    except Exception as error:  # noqa: BLE001 - hostile files find the holes in libraries; the other files are not at fault
        yield Refusal(item.name, f"{NO_SENSE} ({type(error).__name__})", "Save it as plain text, and import that.")


def read_one(raw: bytes, *, kind: str, name: str) -> Draft:
    """The bytes of a file that is one article, or the JSON of a row, by kind as Draft has it; raises SpanloopError."""
    if kind == "row":
        return reread_row(raw, path=name)
    reader = {"markdown": read_markdown, "html": page_draft, "pdf": read_pdf}.get(kind, read_plain)
    draft = reader(raw, name=name)
    if not says_something(draft.text):
        raise SpanloopError("there are no words in it", where=name, way_out="Choose a file with text in it.")
    if text_too_long(draft.text):
        what = f"its text is over {MAX_TEXT_BYTES // 1_000_000} MB"
        raise SpanloopError(what, where=name, way_out="Split it into the articles that it is made of.")
    return draft


def newest_reader(kind: str) -> str:
    """Who reads raw bytes of this kind now, as it is stored beside them; "" for a kind that nobody reads."""
    known = {"text": PLAIN_READER, "markdown": MARKDOWN_READER, "pdf": PDF_READER}
    if kind == "html":
        return newest_page_reader()
    return newest_row_reader() if kind == "row" else known.get(kind, "")
