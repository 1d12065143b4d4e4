"""Spanloop's own interchange file: JSONL, one line for each article and author, lossless both ways.

An unmarked article has one line. The reader merges nothing: what a line with a known id or uid means for a project is
decided where it is imported.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, Any

from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Author
from spanloop.formats.atomic import writing
from spanloop.formats.fields import Place
from spanloop.formats.json_documents import DECODER, cleaned
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import UNNAMED, Record
from spanloop.formats.record_json import record_to_json
from spanloop.formats.record_reader import Authors, Known, record_from_json

#: The longest line that is read: an article of the largest size, all of it escaped, with its marks.
MAX_LINE_BYTES = 64_000_000
#: The most values that a line may hold; far above 100,000 spans, far below what fills the memory.
MAX_LINE_VALUES = 4_000_000
_BOM = b"\xef\xbb\xbf"
_WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_ONE_A_LINE = "A JSONL file has one JSON object a line, in UTF-8."


def read_jsonl(
    path: Path, *, ledger: Ledger | None = None, unnamed: Author = UNNAMED, known: Known | None = None
) -> Iterator[Record]:
    """Read a file line by line, as it is asked for; empty lines are passed over.

    ledger: gets keys that are not read, characters that were replaced and offsets that were repaired, with their line.
    unnamed: the author of marks in lines that name nobody. known: gives the text of an article by its id or uid, for
    lines that bring marks alone; without it every line needs its text.
    Raises SpanloopError naming file and line: not UTF-8, not JSON, too long or nested too deep, a missing text, a span
    outside its text or empty, a filler that is not there.
    """
    place = Place(path.name, ledger=ledger)
    authors: Authors = {}
    empty = True
    try:
        with path.open("rb") as file:
            for line in _lines(file, place):
                empty = False
                yield record_from_json(_decoded(line, place), place, authors=authors, unnamed=unnamed, known=known)
    except OSError as error:
        what = f"it cannot be read ({error.strerror or error})"
        raise SpanloopError(what, where=str(path), way_out="Check that it is there and readable.") from error
    if empty:
        raise SpanloopError("the file is empty", where=str(path), way_out=_ONE_A_LINE)


def write_jsonl(records: Iterable[Record], path: Path) -> int:
    """Write records in their order, one line each; returns how many. The same records give the same bytes.

    The file appears whole or not at all: it is written beside its place and moved there at the end. Raises
    SpanloopError for a record that contradicts itself and for a file that cannot be written.
    """
    count = 0
    with writing(path) as file:
        for record in records:
            file.write(to_line(record))
            count += 1
    return count


def to_line(record: Record) -> bytes:
    """One record as one line of UTF-8 with its line feed."""
    try:
        text = json.dumps(record_to_json(record), ensure_ascii=False, allow_nan=False)
        return text.encode("utf-8") + b"\n"
    except (ValueError, TypeError, RecursionError) as error:
        # Only what came in past the readers can do this: a number that is not finite, a lone surrogate, endless meta.
        where = record.article.external_id or record.article.uid
        what = f"it holds something that JSON cannot carry ({error})"
        raise SpanloopError(what, where=where, way_out="Check the project, then export again.") from error


def _lines(file: IO[bytes], place: Place) -> Iterator[bytes]:
    """Each line that is not blank; counts them in `place`."""
    while line := file.readline(MAX_LINE_BYTES + 1):
        place.line += 1
        if place.line == 1:
            if line.startswith(_WIDE_BOMS):
                raise place.fail("the file is UTF-16 or UTF-32, not UTF-8", "Save it as UTF-8 and import it again.")
            line = line.removeprefix(_BOM)
        if len(line) > MAX_LINE_BYTES:
            raise place.fail(f"the line is over {MAX_LINE_BYTES // 1_000_000} MB", _ONE_A_LINE)
        # Counted before decoding, which makes an object of some hundred bytes out of two.
        if len(line) > MAX_LINE_VALUES < sum(line.count(sign) for sign in (b"{", b"[", b",")):
            raise place.fail(f"the line holds over {MAX_LINE_VALUES // 1_000_000} million values", _ONE_A_LINE)
        if line.strip():
            yield line


def _decoded(line: bytes, place: Place) -> Any:
    try:
        raw = DECODER.decode(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise place.fail(f"byte {error.start + 1} of the line is not UTF-8", "Save the file as UTF-8.") from None
    except RecursionError:
        raise place.fail("its JSON is nested too deep") from None
    except json.JSONDecodeError as error:
        raise place.fail(f"it is not JSON at character {error.pos + 1} ({error.msg})", _ONE_A_LINE) from None
    except ValueError as error:
        raise place.fail(f"it holds what cannot be read: {error}") from None
    # Only an escape can bring U+0000 or a surrogate, so most lines need no look.
    if b"\\u" in line and (b"\\u0000" in line or b"\\ud" in line or b"\\uD" in line):
        return _cleaned(raw, place)
    return raw


def _cleaned(raw: Any, place: Place) -> Any:
    counts: list[int] = []
    try:
        raw = cleaned(raw, counts.append)
    except RecursionError:
        raise place.fail("its JSON is nested too deep") from None
    if counts:
        place.note("text.replaced", f"{sum(counts)} characters that cannot be stored became U+FFFD")
    return raw
