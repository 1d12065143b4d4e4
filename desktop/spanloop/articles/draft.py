"""What the readers of raw material hand on: an article before anything is written, or why there is none.

Readers never fetch, never run and never write anything; what they find is looked at by a person before it is imported.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from spanloop.core.article import Zone


@dataclass(frozen=True, slots=True)
class Draft:
    """One article as a reader found it.

    path: for people and as what the raw bytes are called: "page.html", "news.zip/a/b.html", "links.csv, row 12".
    text: verbatim as it will be stored, clean (see core.verbatim). kind: what raw is: "text", "markdown", "html",
    "pdf" or "row". reader: who read it, with its version: "html-1". raw: the bytes; of a table's row its JSON
    {column: value}. external_id: what tells the article again at the next import; None where nothing does.
    date: ISO 8601 or "". source: the name of the site or outlet. language: ISO 639-1 or "".
    zones: proposed, in code points of text. notes: what was changed or left out, as (code, sentence), for the ledger.
    """

    path: str
    text: str
    kind: str
    reader: str
    raw: bytes
    external_id: str | None = None
    title: str = ""
    date: str = ""
    byline: str = ""
    source: str = ""
    url: str = ""
    language: str = ""
    zones: tuple[Zone, ...] = ()
    notes: tuple[tuple[str, str], ...] = ()


class Refusal(NamedTuple):
    """Something that gave no article.

    path: as in Draft, with the place where one is known. what: one plain sentence. way_out: what to do now.
    skipped: of no interest (a picture in a saved page's folder), not an error.
    """

    path: str
    what: str
    way_out: str
    skipped: bool = False


class MarkedFile(NamedTuple):
    """A file of records with marks, which `formats` reads. name: as people see it. format: as `formats` names it.
    archive: out of which it was taken for as long as it is read, None for a file of the disk."""

    path: Path
    name: str
    format: str
    archive: Path | None = None


Found = Draft | Refusal | MarkedFile
