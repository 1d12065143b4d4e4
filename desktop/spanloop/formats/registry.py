"""All formats in one table, for the command line, the dialogs and the docs alike.

What a file of marks is, is told from its content by `detecting`; what else a file is, by `articles.kinds`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from spanloop.core.errors import SpanloopError
from spanloop.core.schema import Schema
from spanloop.formats import doccano, event_table, hugging_face, prodigy
from spanloop.formats.brat import conf as brat_conf
from spanloop.formats.brat import reading as brat
from spanloop.formats.brat import writing as brat_writing
from spanloop.formats.cas import writing as cas_writing
from spanloop.formats.cas.reading import detect_cas, read_cas
from spanloop.formats.conll import reading as conll
from spanloop.formats.conll import writing as conll_writing
from spanloop.formats.docbin_reading import detect_spacy, read_spacy
from spanloop.formats.features import EVERYTHING, Features
from spanloop.formats.foreign import ForeignReader
from spanloop.formats.jsonl import write_jsonl
from spanloop.formats.label_studio import writing as label_studio_writing
from spanloop.formats.label_studio.reading import detect_label_studio, read_label_studio
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import Record
from spanloop.formats.webanno.reading import detect_webanno, read_webanno

#: So much of a file's beginning decides what it is.
DETECT_BYTES = 65_536


class RecordWriter(Protocol):
    """Writes records of articles, those of one article one after another, as a file or a folder of the format.

    dest: appears whole or not at all. A format that does not carry "authors" is given the records of one author, one
    that does not carry "suggestions" none of extractors and rule sets. What else is not carried goes into the ledger
    (see features.lessened). Returns the number of articles written. The same records give the same bytes.
    """

    def __call__(self, records: Iterable[Record], dest: Path, *, schema: Schema, ledger: Ledger) -> int: ...


class SplitWriter(Protocol):
    """A RecordWriter that keeps articles by their split. splits: uid of an article -> "train", "dev" or "test"; None
    where no split was made."""

    def __call__(
        self,
        records: Iterable[Record],
        dest: Path,
        *,
        schema: Schema,
        ledger: Ledger,
        splits: Mapping[str, str] | None = None,
    ) -> int: ...


@dataclass(frozen=True, slots=True)
class Format:
    """One format.

    name: as on the command line. title: as in dialogs. suffixes: of its files, lower case; the first is that of what is
    written, "" for a folder. carries: the features of a project that it holds (features.FEATURES). reads, writes:
    whether Spanloop does.
    read: the reader of another tool's file; None for what has no marks and is read by `articles`, and for Spanloop's
    own JSONL, which needs no interpreting. write: the writer of records; None for what is not written, and for DocBin,
    which is made of truths (`docbin.write_docbin`). write_splits: the same where it keeps articles by their split.
    detect: whether a file is one of this format, told from its path and the first DETECT_BYTES of its content.
    read_schema: the schema that the tool keeps beside a file of marks, as the document of a Schema; None where there is
    none.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    carries: Features
    reads: bool
    writes: bool
    read: ForeignReader | None = None
    write: RecordWriter | None = None
    write_splits: SplitWriter | None = None
    detect: Callable[[Path, bytes], bool] | None = None
    read_schema: Callable[[Path], Mapping[str, Any] | None] | None = None


def _write_jsonl(records: Iterable[Record], dest: Path, *, schema: Schema, ledger: Ledger) -> int:
    del schema, ledger  # nothing is lost
    seen: set[str] = set()

    def counted() -> Iterator[Record]:
        for record in records:
            seen.add(record.article.uid)
            yield record

    write_jsonl(counted(), dest)
    return len(seen)


_NO_MARKS: Features = frozenset({"details"})

FORMATS: tuple[Format, ...] = (
    Format("page", "Web pages", (".html", ".htm", ".xhtml"), _NO_MARKS, reads=True, writes=False),
    Format("text", "Text files", (".txt", ".text", ".md", ".markdown"), _NO_MARKS, reads=True, writes=False),
    Format("table", "Tables of articles", (".csv", ".tsv", ".xlsx", ".xlsm"), _NO_MARKS, reads=True, writes=False),
    Format("pdf", "PDF documents", (".pdf",), _NO_MARKS, reads=True, writes=False),
    Format("zip", "ZIP archives", (".zip",), _NO_MARKS, reads=True, writes=False),
    Format(
        "jsonl",
        "Spanloop JSONL",
        (".jsonl", ".ndjson", ".json"),
        EVERYTHING,
        reads=True,
        writes=True,
        write=_write_jsonl,
    ),
    Format(
        "prodigy",
        "Prodigy JSONL",
        (".jsonl", ".json"),
        prodigy.CARRIES,
        reads=True,
        writes=True,
        read=prodigy.read_prodigy,
        write=prodigy.write_prodigy,
        detect=prodigy.detect_prodigy,
    ),
    Format(
        "doccano",
        "doccano JSONL",
        (".jsonl", ".json"),
        doccano.CARRIES,
        reads=True,
        writes=True,
        read=doccano.read_doccano,
        write=doccano.write_doccano,
        detect=doccano.detect_doccano,
    ),
    Format(
        "label-studio",
        "Label Studio JSON",
        (".json",),
        label_studio_writing.CARRIES,
        reads=True,
        writes=True,
        read=read_label_studio,
        write=label_studio_writing.write_label_studio,
        detect=detect_label_studio,
    ),
    Format(
        "spacy",
        "spaCy training data",
        ("", ".spacy"),
        frozenset({"mentions", "nested", "fragments", "events", "arguments", "event_fillers", "attributes", "links"}),
        reads=True,
        writes=True,
        read=read_spacy,
        detect=detect_spacy,
    ),
    Format(
        "brat",
        "brat",
        ("", ".ann"),
        brat_writing.CARRIES,
        reads=True,
        writes=True,
        read=brat.read_brat,
        write=brat_writing.write_brat,
        detect=brat.detect_brat,
        read_schema=brat_conf.read_schema,
    ),
    Format(
        "conll",
        "CoNLL",
        conll.SUFFIXES,
        conll_writing.CARRIES,
        reads=True,
        writes=True,
        read=conll.read_conll,
        write=conll_writing.write_conll,
        detect=conll.detect_conll,
    ),
    Format(
        "webanno",
        "WebAnno TSV",
        (".tsv",),
        frozenset({"mentions", "nested", "events", "arguments", "event_fillers", "attributes", "links", "notes"}),
        reads=True,
        writes=False,
        read=read_webanno,
        detect=detect_webanno,
    ),
    Format(
        "cas",
        "UIMA CAS",
        ("", ".xmi", ".json", ".zip"),
        cas_writing.CARRIES,
        reads=True,
        writes=True,
        read=read_cas,
        write=cas_writing.write_cas,
        detect=detect_cas,
    ),
    Format(
        "hf",
        "Hugging Face dataset",
        ("",),
        hugging_face.CARRIES,
        reads=False,
        writes=True,
        write=hugging_face.write_hugging_face,
        write_splits=hugging_face.write_hugging_face,
    ),
    Format(
        "csv",
        "Table of events",
        (".csv", ".xlsx"),
        event_table.CARRIES,
        reads=False,
        writes=True,
        write=event_table.write_event_table,
    ),
)


def find_format(name: str) -> Format:
    """The format of that name; raises SpanloopError that lists the known ones."""
    for known in FORMATS:
        if known.name == name:
            return known
    names = ", ".join(known.name for known in FORMATS)
    raise SpanloopError(f"There is no format {name!r}", way_out=f"Known formats: {names}.")
