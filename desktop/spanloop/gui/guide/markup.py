"""The little Markdown that the guide is written in (CommonMark with GitHub's tables, in part), read.

Headings, paragraphs, lists of one level, tables, fenced code and pictures; in a line **strong**, *emphasis*, `code`,
links, `<kbd>` for a key that never changes, {act.id} for the keys that an act has now and {name act.id} for its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from spanloop.core.errors import SpanloopError


@dataclass(frozen=True, slots=True)
class Words:
    """Letters of a line. kind: "", "strong", "emphasis" or "code"."""

    text: str
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the keyboard that nobody can change, such as an arrow."""

    text: str


@dataclass(frozen=True, slots=True)
class Act:
    """An act of the window. named: its name is meant; else the key that it has now."""

    id: str
    named: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """To a page of the guide ("zones.md", "keys.md#change"), or to an address outside, which is only shown."""

    text: str
    target: str

    @property
    def outside(self) -> bool:
        return ":" in self.target


Inline = Words | Key | Act | Link
Line = tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """level: 1 for the title of the page, 2 and 3 below it."""

    level: int
    line: Line


@dataclass(frozen=True, slots=True)
class Paragraph:
    line: Line


@dataclass(frozen=True, slots=True)
class Listing:
    """A list; numbered: its items are steps."""

    items: tuple[Line, ...]
    numbered: bool


@dataclass(frozen=True, slots=True)
class Table:
    head: tuple[Line, ...]
    rows: tuple[tuple[Line, ...], ...]


@dataclass(frozen=True, slots=True)
class Code:
    """Lines to be typed or read as they are. language: what stands behind the fence, such as "sh"."""

    text: str
    language: str


@dataclass(frozen=True, slots=True)
class Picture:
    """file: its path below the folder of the guide. words: what it shows, for all and for who cannot see it."""

    file: str
    words: str


Block = Heading | Paragraph | Listing | Table | Code | Picture

_FENCE = re.compile(r"```(\w*)$")
_HEADING = re.compile(r"(#{1,3}) (.+)$")
_ITEM = re.compile(r"(-|\d+\.) (.+)$")
_PICTURE = re.compile(r"!\[([^\]]*)\]\(([^)\s]+)\)$")
_INLINE = re.compile(
    r"`(?P<code>[^`]+)`|\*\*(?P<strong>[^*]+)\*\*|\*(?P<emphasis>[^*\s][^*]*)\*|<kbd>(?P<key>[^<]+)</kbd>"
    r"|\{(?P<named>name )?(?P<act>[a-z_]+\.[a-z_-]+|(?:label|type|link):\w+)\}"
    r"|\[(?P<text>[^\]]+)\]\((?P<target>[^)\s]+)\)"
)
#: What would stay of a mistyped sign.
_STRAY = re.compile(r"[{}`]|\*\*|\]\(|</?\w+>|!\[")


def read(source: str, *, where: str = "") -> tuple[Block, ...]:
    """The blocks of a page. where: its file, for the message.

    Raises SpanloopError with file and line where something stands that is none of the above.
    """
    return tuple(_blocks(_Lines(source.splitlines(), where)))


def line(text: str, *, where: str = "") -> Line:
    """The parts of one line; raises SpanloopError where a sign is not closed."""
    found: list[Inline] = []
    at = 0
    for match in _INLINE.finditer(text):
        found += _plain(text[at : match.start()], where)
        found.append(_inline(match))
        at = match.end()
    return (*found, *_plain(text[at:], where))


def _inline(match: re.Match[str]) -> Inline:
    groups = match.groupdict()
    if groups["act"]:
        return Act(groups["act"], named=bool(groups["named"]))
    if groups["key"]:
        return Key(groups["key"])
    if groups["target"]:
        return Link(groups["text"], groups["target"])
    kind = next(kind for kind in ("code", "strong", "emphasis") if groups[kind])
    return Words(groups[kind], kind)


def _plain(text: str, where: str) -> list[Inline]:
    if (stray := _STRAY.search(text)) is not None:
        raise SpanloopError(
            f"The guide has a sign that means nothing: {stray[0]}", where=where, way_out="Close it, or take it out."
        )
    return [Words(text)] if text else []


class _Lines:
    """The lines of a page, looked at one by one."""

    def __init__(self, lines: Sequence[str], file: str) -> None:
        self._lines, self._file = lines, file
        self._at = 0

    @property
    def where(self) -> str:
        return f"{self._file}, line {self._at + 1}"

    def now(self) -> str | None:
        """The line that is next, None at the end."""
        return self._lines[self._at].rstrip() if self._at < len(self._lines) else None

    def take(self) -> str:
        taken = self._lines[self._at].rstrip()
        self._at += 1
        return taken


def _blocks(lines: _Lines) -> Iterator[Block]:
    while (now := lines.now()) is not None:
        if not now:
            lines.take()
        elif (fence := _FENCE.match(now)) is not None:
            yield _code(lines, fence[1])
        elif (heading := _HEADING.match(now)) is not None:
            yield Heading(len(heading[1]), line(heading[2], where=lines.where))
            lines.take()
        elif (picture := _PICTURE.match(now)) is not None:
            yield Picture(picture[2], picture[1])
            lines.take()
        elif _ITEM.match(now):
            yield _listing(lines)
        elif now.startswith("|"):
            yield _table(lines)
        else:
            where = lines.where
            yield Paragraph(line(_joined(lines), where=where))


def _joined(lines: _Lines) -> str:
    """The lines of one paragraph in one."""
    taken = [lines.take()]
    while (now := lines.now()) and not (_FENCE.match(now) or _HEADING.match(now) or _ITEM.match(now) or now[0] == "|"):
        taken.append(lines.take().strip())
    return " ".join(taken)


def _code(lines: _Lines, language: str) -> Code:
    where = lines.where
    lines.take()
    taken: list[str] = []
    while (now := lines.now()) is not None and now != "```":
        taken.append(lines.take())
    if lines.now() is None:
        raise SpanloopError("A fence in the guide is not closed", where=where, way_out="Close it with ```.")
    lines.take()
    return Code("\n".join(taken), language)


def _listing(lines: _Lines) -> Listing:
    items: list[Line] = []
    numbered = False
    while (item := _ITEM.match(lines.now() or "")) is not None:
        where = lines.where
        numbered = item[1] != "-"
        lines.take()
        text = item[2]
        while (lines.now() or "").startswith("  "):
            text += f" {lines.take().strip()}"
        items.append(line(text, where=where))
    return Listing(tuple(items), numbered)


def _table(lines: _Lines) -> Table:
    where = lines.where
    rows: list[tuple[Line, ...]] = []
    while (lines.now() or "").startswith("|"):
        where = lines.where
        cells = lines.take().strip().strip("|").split(" | ")
        if not all(set(cell.strip()) <= set("-|: ") for cell in cells):
            rows.append(tuple(line(cell.strip(), where=where) for cell in cells))
    if len({len(row) for row in rows}) != 1:
        raise SpanloopError("The rows of a table in the guide differ in length", where=where)
    return Table(rows[0], tuple(rows[1:]))
