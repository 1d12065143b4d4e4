"""Plain text as an article before anything is written."""

from __future__ import annotations

from pathlib import PurePosixPath

from spanloop.articles.draft import Draft
from spanloop.articles.guess import guess_date
from spanloop.articles.textfile import TextFile, decode_text
from spanloop.articles.zones import read_zones, title_of

READER = "text-1"


def read_plain(raw: bytes, *, name: str) -> Draft:
    """A text file's bytes as an article, verbatim; raises SpanloopError as textfile.read_text does."""
    return plain_draft(decode_text(raw, where=name), name=name)


def plain_draft(file: TextFile, *, name: str) -> Draft:
    """The same for a text that was read already."""
    language, zones = read_zones(file.text)
    return Draft(
        path=name,
        text=file.text,
        kind="text",
        reader=READER,
        raw=file.raw,
        external_id=name,
        title=title_of(file.text, zones),
        date=guess_date(file.text, name=PurePosixPath(name).name),
        language=language,
        zones=zones,
        notes=file.notes,
    )
