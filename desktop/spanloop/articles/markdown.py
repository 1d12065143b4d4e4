"""Markdown as an article: kept as written, without the front matter, whose fields are read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import PurePosixPath

from spanloop.articles.columns import iso_date, language_code
from spanloop.articles.draft import Draft
from spanloop.articles.guess import guess_date, shorten_title
from spanloop.articles.textfile import decode_text
from spanloop.articles.zones import read_zones, title_of
from spanloop.core.article import Zone, ZoneKind
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid

READER = "markdown-1"

_FENCE = re.compile(
    r"\ufeff?(---|\+\+\+)[ \t]*\r?\n(.*?)(?:\r?\n)?^(\1|\.\.\.)[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE
)
_LONGEST_FRONT = 20_000
_FIELD = re.compile(r"[ \t]*([\w -]{1,40}?)[ \t]*[:=][ \t]*(.*)")
_ITEM = re.compile(r"[ \t]*-[ \t]+(.+)")
_HEADING = re.compile(r"#[ \t]+(.+?)[ \t]*#*[ \t]*$")
_UNDERLINE = re.compile(r"=+[ \t]*$")
#: Lines that show or lead somewhere and say nothing: pictures, rules, link definitions, comments.
_NO_TEXT = re.compile(
    r"^(?:!\[[^\]\n]{0,500}\]\([^)\n]{0,3000}\)|\[!\[[^\]\n]{0,500}\]\([^)\n]{0,3000}\)\]\([^)\n]{0,3000}\)|"
    r"\[[^\]\n]{1,200}\]:[ \t]*\S{1,3000}[^\n]{0,200}|<!--[^\n]{0,3000}?-->|(?:[-*_][ \t]*){3,})[ \t]*\r?$",
    re.MULTILINE,
)
_NAMES: dict[str, tuple[str, ...]] = {
    "title": ("title", "headline"),
    "date": ("date", "published", "publish_date", "publishdate", "date_published", "pubdate", "created"),
    "byline": ("author", "authors", "byline", "by"),
    "url": ("url", "link", "permalink", "canonical", "canonical_url", "source_url", "original_url"),
    "source": ("source", "site", "site_name", "sitename", "publisher", "outlet", "publication"),
    "language": ("language", "lang", "locale"),
}


def read_markdown(raw: bytes, *, name: str) -> Draft:
    """A Markdown file's bytes as an article.

    The text leaves out the front matter (which stays in raw) and keeps the rest as written, marks of Markdown too.
    Raises SpanloopError as textfile.decode_text does, and where there is nothing beside the front matter.
    """
    file = decode_text(raw, where=name)
    front, text = split_front(file.text)
    if not text.strip():
        raise SpanloopError("there is nothing below the front matter", where=name, way_out="Choose a file with text.")
    said = {role: _said(front, names) for role, names in _NAMES.items()}
    if not said["url"] and re.match(r"https?://", said["source"]):
        said["url"], said["source"] = said["source"], _said(front, _NAMES["source"][1:])
    language, proposed = read_zones(text, said=language_code(said["language"]))
    zones = _zones(text, proposed)
    notes = file.notes
    if front:
        notes += (("text.front_matter", "the front matter was read and left out of the text"),)
    date = iso_date(said["date"])
    if said["date"] and not date:
        notes += (("text.date", f"the date {said['date'][:40]!r} does not say which day is meant; left out"),)
    return Draft(
        path=name,
        text=text,
        kind="markdown",
        reader=READER,
        raw=raw,
        external_id=name,
        title=shorten_title(said["title"]) or title_of(text, zones),
        date=date or guess_date(text, name=PurePosixPath(name).name),
        byline=said["byline"],
        source=said["source"],
        url=said["url"],
        language=language,
        zones=zones,
        notes=notes,
    )


def split_front(text: str) -> tuple[dict[str, str], str]:
    """The fields of the front matter, names in lower case, and the text below it; none where the text has none."""
    match = _FENCE.match(text[:_LONGEST_FRONT])
    if match is None:
        return {}, text
    fields: dict[str, str] = {}
    last = ""
    for line in match[2].splitlines():
        if (item := _ITEM.match(line)) and last:
            fields[last] = ", ".join(part for part in (fields[last], _bare(item[1])) if part)
        elif field := _FIELD.match(line):
            last = field[1].strip().lower().replace(" ", "_").replace("-", "_")
            fields.setdefault(last, _bare(field[2]))
    # Two rules around a paragraph are no front matter.
    return (fields, text[match.end() :].lstrip("\r\n")) if fields else ({}, text)


def _bare(value: str) -> str:
    """A value without its quotes or the brackets of a list."""
    value = value.strip()
    if len(value) > 1 and value[0] == "[" and value[-1] == "]":
        return ", ".join(_bare(part) for part in value[1:-1].split(","))
    if len(value) > 1 and value[0] == value[-1] and value[0] in "\"'":
        value = value[1:-1]
    return "" if value in (">", "|", ">-", "|-", "null", "~") else " ".join(value.split())


def _said(front: dict[str, str], names: tuple[str, ...]) -> str:
    return next((front[name] for name in names if front.get(name)), "")


def _zones(text: str, proposed: Sequence[Zone]) -> tuple[Zone, ...]:
    """What the rules propose, with the `#` title for the headline and lines without words as boilerplate."""
    sure: list[tuple[int, int, ZoneKind]] = [
        (match.start(), match.start() + len(match[0].rstrip()), "boilerplate") for match in _NO_TEXT.finditer(text)
    ]
    headline = _headline(text)
    if headline is not None:
        sure = [one for one in sure if one[1] <= headline[0] or one[0] >= headline[1]]
        sure.append((*headline, "headline"))
    sure.sort()
    kept = [
        zone
        for zone in proposed
        if not any(start < zone.end and end > zone.start for start, end, _ in sure)
        and not (zone.kind == "headline" and headline is not None and zone.start < headline[0])
    ]
    made = [Zone(new_uid(), start, end, kind) for start, end, kind in sure]
    return tuple(sorted([*kept, *made], key=lambda zone: zone.start))


def _headline(text: str) -> tuple[int, int] | None:
    """Where the words of the first heading of the first level stand, if it is among the first lines."""
    place = 0
    before: tuple[int, int] | None = None
    for number, line in enumerate(text[:20_000].splitlines(keepends=True)):
        bare = line.rstrip()
        if match := _HEADING.match(bare):
            return place + match.start(1), place + match.end(1)
        if before is not None and _UNDERLINE.match(bare):
            return before
        before = (place, place + len(bare)) if bare.strip() else None
        place += len(line)
        if number > 40:
            return None
    return None
