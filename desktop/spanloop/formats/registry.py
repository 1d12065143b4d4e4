"""All formats in one table, for the command line and the dialogs alike.

What a file is, is told from its content by `articles.kinds`; this says what there is to choose from.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from spanloop.core.errors import SpanloopError
from spanloop.formats.jsonl import read_jsonl, write_jsonl
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import Record


class RecordReader(Protocol):
    """Reads the records of a file one by one and notes in the ledger what it does not carry over."""

    def __call__(self, path: Path, *, ledger: Ledger | None = None) -> Iterator[Record]: ...


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    name: as on the command line. title: as in dialogs. suffixes: of its files, lower case. carries: what of a project
    it holds, in words. reads, writes: whether Spanloop does.
    read: the reader of annotated files; None for what has no marks and is read by `articles`.
    write: the writer of records; None for DocBin, which is made of truths (`docbin.write_docbin`).
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    carries: str
    reads: bool
    writes: bool
    read: RecordReader | None = None
    write: Callable[[Iterable[Record], Path], int] | None = None


_ARTICLES = "articles without marks"

FORMATS: tuple[Format, ...] = (
    Format("page", "Web pages", (".html", ".htm", ".xhtml"), _ARTICLES, reads=True, writes=False),
    Format("text", "Text files", (".txt", ".text", ".md", ".markdown"), _ARTICLES, reads=True, writes=False),
    Format("table", "Tables of articles", (".csv", ".tsv", ".xlsx", ".xlsm"), _ARTICLES, reads=True, writes=False),
    Format("pdf", "PDF documents", (".pdf",), _ARTICLES, reads=True, writes=False),
    Format("zip", "ZIP archives", (".zip",), _ARTICLES, reads=True, writes=False),
    Format(
        "jsonl",
        "Spanloop JSONL",
        (".jsonl", ".ndjson", ".json"),
        "everything",
        reads=True,
        writes=True,
        read=read_jsonl,
        write=write_jsonl,
    ),
    Format(
        "spacy",
        "spaCy training data",
        (".spacy",),
        "mentions, events and completions of the truth, by segment and split",
        reads=False,
        writes=True,
    ),
)


def find_format(name: str) -> Format:
    """The format of that name; raises SpanloopError that lists the known ones."""
    for known in FORMATS:
        if known.name == name:
            return known
    names = ", ".join(known.name for known in FORMATS)
    raise SpanloopError(f"There is no format {name!r}", way_out=f"Known formats: {names}.")
