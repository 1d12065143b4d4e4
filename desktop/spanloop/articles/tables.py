"""Tables of articles, whatever file they stand in: which column is what, and each row as an article.

A table of links alone gives no articles: nothing is fetched here, the pages have to be saved first.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, time
from itertools import chain, islice
from typing import Any, NamedTuple

from spanloop.articles.columns import is_link, iso_date, language_code, ranked_roles
from spanloop.articles.draft import Draft, Found, Refusal
from spanloop.articles.guess import guess_date, shorten_title
from spanloop.articles.pagereader import looks_like_page, newest_page_reader, page_draft
from spanloop.articles.zones import read_zones, title_of
from spanloop.core.errors import SpanloopError
from spanloop.core.verbatim import MAX_TEXT_BYTES, clean_text, text_too_long

#: The cells of a row by column, each as its file gave it: text, number, date, or what JSON has.
Cells = Mapping[str, Any]

#: So many rows are looked at to learn what the columns are.
_SAMPLE = 40
#: A column without a telling name is the text where its cells have so many characters on average.
_LONG = 200
#: Under this name what was learned of the columns is kept with a row.
_LEARNED = "@columns"
_SHOWN_COLUMNS = 12
_SHOWN_NAME = 30
_LONGEST_ROW = 2 * MAX_TEXT_BYTES
_SAVE_PAGES = "Save the pages as HTML, and import those."
_NUMBERS = re.compile(r"(\d\d?)[/.-](\d\d?)[/.-]((?:19|20)\d\d)\b")


class Row(NamedTuple):
    """One row. place: "row 12"; cells: by column, in their order."""

    place: str
    cells: Cells


class _Columns(NamedTuple):
    """Which columns can play a role, the best first; day_first: how 3/4/2021 is meant, None where nothing says.

    learned: whether other rows told so; then what was learned is kept with each row, which could not tell it alone.
    """

    of: Mapping[str, Sequence[str]]
    day_first: bool | None = None
    learned: bool = False


def read_rows(rows: Iterable[Row], *, table: str) -> Iterator[Found]:
    """Each row as an article or a refusal, in order; rows without anything in them are passed over.

    table: what the table is called: "links.csv". A table in whose first rows no text is found is refused as a whole.
    """
    stream = iter(rows)
    sample = list(islice(stream, _SAMPLE))
    if not any(_filled(row) for row in sample):
        yield Refusal(table, "the table is empty", "Choose a table with a row for each article.")
        return
    columns = _columns([row.cells for row in sample])
    if not columns.of.get("text"):
        yield _no_text(sample, columns, table)
        return
    for row in chain(sample, stream):
        if not _filled(row):
            continue
        try:
            yield _draft(row, columns, table)
        except SpanloopError as error:
            yield Refusal(f"{table}, {row.place}", error.what, error.way_out)


def reread_row(raw: bytes, *, path: str) -> Draft:
    """The stored JSON of a row as an article anew; path as its Draft had it. Raises SpanloopError."""
    try:
        cells = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise SpanloopError("the stored row is damaged", where=path, way_out="Import its table again.") from error
    if not isinstance(cells, dict):
        raise SpanloopError("the stored row is damaged", where=path, way_out="Import its table again.")
    table, _, place = path.rpartition(", ")
    kept = cells.pop(_LEARNED, None)
    columns = _kept(kept) if isinstance(kept, dict) else _Columns(ranked_roles(cells))
    return replace(_draft(Row(place, cells), columns, table), raw=raw)


def _kept(kept: dict[str, Any]) -> _Columns:
    of = {
        role: [name for name in names if isinstance(name, str)]
        for role, names in kept.items()
        if isinstance(names, list)
    }
    return _Columns(of, kept.get("day_first"), learned=True)


def newest_row_reader() -> str:
    """Who reads rows, and the pages that stand in their cells."""
    return f"row-1/{newest_page_reader()}"


def said(value: Any, *, depth: int = 0) -> str:
    """A cell as text: dates in ISO 8601, whole numbers without a fraction, lists with commas, things by their name.

    depth: of lists and things around it; what lies deeper than a few says nothing.
    """
    if value is None or isinstance(value, bool):
        return ""
    if isinstance(value, str):
        return clean_text(value)[0]
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, list | dict) and depth > 3:
        return ""
    if isinstance(value, list):
        return ", ".join(part for one in value[:50] if (part := said(one, depth=depth + 1)))
    if isinstance(value, dict):
        return said(value.get("name") or value.get("title") or value.get("rendered") or "", depth=depth + 1)
    # Whole numbers of thousands of digits cannot be written, and are none of ours.
    return "" if isinstance(value, int) and value.bit_length() > 200 else str(value)


def _filled(row: Row) -> bool:
    return any(said(value).strip() for value in row.cells.values())


def _columns(sample: Sequence[Cells]) -> _Columns:
    """By the names of the columns, and where those say nothing by what stands in them."""
    names = list(dict.fromkeys(name for cells in sample for name in cells))
    held = {name: [text for cells in sample if (text := said(cells.get(name)).strip())] for name in names}
    of = ranked_roles(names)
    # A column is what its name says only where something in it can be that.
    of["text"] = [name for name in of.get("text", []) if any(not is_link(text) for text in held[name])]
    of["url"] = [name for name in of.get("url", []) if any(is_link(text) for text in held[name])]
    taken = {name for some in of.values() for name in some}
    free = [name for name in names if name not in taken and held[name]]
    if not of["text"]:
        long = max(free, key=lambda name: _average(held[name]), default=None)
        if long is not None and _average(held[long]) >= _LONG and not is_link(held[long][0]):
            of["text"] = [long]
    if not of["url"]:
        of["url"] = [name for name in free if sum(map(is_link, held[name])) * 2 > len(held[name])][:1]
    if not of.get("date"):
        of["date"] = [name for name in free if all(len(text) < 40 and iso_date(text) for text in held[name])][:1]
    day_first = _day_first([text for name in of["date"] for text in held[name]])
    return _Columns(of, day_first, learned=day_first is not None or of != ranked_roles(names))


def _average(texts: Sequence[str]) -> float:
    return sum(map(len, texts)) / max(1, len(texts))


def _day_first(dates: Sequence[str]) -> bool | None:
    """Of dates like 13/4/2021 in one column, any with a number above 12 tells for all."""
    firsts = [(int(match[1]), int(match[2])) for text in dates if (match := _NUMBERS.match(text))]
    day = any(first > 12 for first, _ in firsts)
    month = any(second > 12 for _, second in firsts)
    return day if day != month else None


def _no_text(sample: Sequence[Row], columns: _Columns, table: str) -> Refusal:
    names = list(dict.fromkeys(name for row in sample for name in row.cells))
    shown = ", ".join(_short(name) for name in names[:_SHOWN_COLUMNS])
    more = f" and {len(names) - _SHOWN_COLUMNS} more" if len(names) > _SHOWN_COLUMNS else ""
    what = f"the table has no column with the text of articles; it has {shown}{more}"
    if columns.of.get("url"):
        return Refusal(table, what, f"Links are not followed. {_SAVE_PAGES}")
    return Refusal(table, what, 'Head the column that holds the text with "text".')


def _short(name: str) -> str:
    name = " ".join(clean_text(name)[0].split())
    return name if len(name) <= _SHOWN_NAME else name[:_SHOWN_NAME] + "…"


def _draft(row: Row, columns: _Columns, table: str) -> Draft:
    path = f"{table}, {row.place}"
    cells = {role: _first(row.cells, names) for role, names in columns.of.items()}
    body, url = cells.get("text", ""), cells.get("url", "").strip()
    if not any(character.isalnum() for character in body) or is_link(body):
        if url or is_link(body):
            what = f"{row.place} has a link and no text"
            raise SpanloopError(what, where=path, way_out="Save the page and import that; links are not followed.")
        raise SpanloopError(f"{row.place} has no text", where=path, way_out="Fill in its text, or leave it out.")
    if text_too_long(body):
        what = f"the text is over {MAX_TEXT_BYTES // 1_000_000} MB"
        raise SpanloopError(what, where=path, way_out="Split it into the articles that it is made of.")
    notes: tuple[tuple[str, str], ...] = ()
    found_date = _date(cells.get("date", "").strip(), columns.day_first)
    if cells.get("date", "").strip() and not found_date:
        notes = (("row.date", f"the date {cells['date'].strip()[:40]!r} does not say which day is meant; left out"),)
    page = page_draft(body.encode(), name=path) if looks_like_page(body) else _plain(body, cells, path)
    title = " ".join(cells.get("title", "").split())
    return Draft(
        path=path,
        text=page.text,
        kind="row",
        reader=newest_row_reader(),
        raw=_raw(row, columns, path),
        external_id=_external_id(cells.get("id", "").strip(), url, table),
        title=shorten_title(title) or page.title,
        date=found_date or page.date,
        byline=" ".join(cells.get("byline", "").split()) or page.byline,
        source=" ".join(cells.get("source", "").split()) or page.source,
        url=url or page.url,
        language=language_code(cells.get("language", "")) or page.language,
        zones=page.zones,
        notes=notes + page.notes,
    )


def _first(cells: Cells, names: Sequence[str]) -> str:
    """The first of these cells that holds something."""
    return next((text for name in names if (text := said(cells.get(name))).strip()), "")


def _plain(body: str, cells: Mapping[str, str], path: str) -> Draft:
    language, zones = read_zones(body, said=language_code(cells.get("language", "")))
    title = "" if cells.get("title", "").strip() else title_of(body, zones)
    found = "" if cells.get("date", "").strip() else guess_date(body)
    return Draft(path, body, "text", "", b"", None, title=title, date=found, language=language, zones=zones)


def _date(text: str, day_first: bool | None) -> str:
    found = iso_date(text)
    if found or day_first is None or not (match := _NUMBERS.match(text)):
        return found
    day, month = (match[1], match[2]) if day_first else (match[2], match[1])
    return iso_date(f"{match[3]}-{int(month):02}-{int(day):02}")


def _external_id(identity: str, url: str, table: str) -> str | None:
    """A table's own id, else its address. Counted ids ("12") are alike in every table, so the table stands before."""
    if identity and len(identity) <= 200:
        return f"{table}#{identity}" if len(identity) < 8 and identity.isalnum() else identity
    return url[:2000] or None


def _raw(row: Row, columns: _Columns, path: str) -> bytes:
    def plain(value: Any) -> str:
        return said(value)

    held = dict(row.cells)
    if columns.learned:
        held[_LEARNED] = {**columns.of, "day_first": columns.day_first}
    try:
        text = json.dumps(held, ensure_ascii=False, default=plain)
    except (ValueError, TypeError, RecursionError) as error:
        raise SpanloopError("the row is nested too deep", where=path, way_out="Leave it out.") from error
    raw = clean_text(text)[0].encode()
    if len(raw) > _LONGEST_ROW:
        what = f"the row is over {_LONGEST_ROW // 1_000_000} MB"
        raise SpanloopError(what, where=path, way_out="Leave out the columns that are not needed.")
    return raw
