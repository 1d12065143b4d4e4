"""All formats in one table, for the command line and the dialogs alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from spanloop.core.errors import SpanloopError
from spanloop.formats.jsonl import read_jsonl, write_jsonl
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import Record

_HEAD_BYTES = 65_536


class RecordReader(Protocol):
    """Reads the records of a file one by one and notes in the ledger what it does not carry over."""

    def __call__(self, path: Path, *, ledger: Ledger | None = None) -> Iterator[Record]: ...


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    name: as on the command line. title: as in dialogs. suffixes: of its files, lower case. carries: what of a project
    it holds, in words. reads, writes: whether Spanloop does.
    read: the reader of annotated files; None for plain text, which has no marks and is read by `articles`.
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


FORMATS: tuple[Format, ...] = (
    Format("text", "Text files", (".txt", ".text", ".md"), "articles without marks", reads=True, writes=False),
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


def detect(path: Path) -> str:
    """The name of the format to read a file or folder with, by its content first and then by its suffix.

    Raises SpanloopError where it cannot be opened, or is of a format that Spanloop only writes.
    """
    if path.is_dir():
        return "text"
    found = _detect_file(path)
    if not found.reads:
        what = f"this is a file of the format {found.title!r}, which can be written but not read"
        raise SpanloopError(what, where=str(path), way_out="Import a JSONL export of the same marks instead.")
    return found.name


def _detect_file(path: Path) -> Format:
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError as error:
        what = f"it cannot be read ({error.strerror or error})"
        raise SpanloopError(what, where=str(path), way_out="Check that it is there and readable.") from error
    # A line of ours or Prodigy's, whatever the file is called.
    if re.match(rb'(\xef\xbb\xbf)?\s*\{.*"text"\s*:', head, re.DOTALL):
        return find_format("jsonl")
    suffix = path.suffix.lower()
    return next((known for known in FORMATS if suffix in known.suffixes), find_format("text"))
