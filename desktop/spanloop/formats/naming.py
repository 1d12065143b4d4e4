"""Names of another tool and what they become here: a table that a person fills in, kept as CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal, NamedTuple

from spanloop.core.errors import SpanloopError
from spanloop.formats.atomic import writing

#: What a name is in the file: a label of spans (entity label or event type), of relations (role or link), an attribute,
#: or a value of one.
NameKind = Literal["label", "relation", "attribute", "value"]
NAME_KINDS: tuple[NameKind, ...] = ("label", "relation", "attribute", "value")
#: What a name becomes.
Part = Literal["entity", "event", "role", "link", "attribute", "value", "out"]
#: What each kind of name may become.
PARTS_OF: Mapping[NameKind, tuple[Part, ...]] = {
    "label": ("entity", "event", "out"),
    "relation": ("role", "link", "out"),
    "attribute": ("attribute", "out"),
    "value": ("value", "out"),
}
#: How a table says that a name is not to come in.
LEAVE_OUT = "leave out"
_COLUMNS = ("kind", "of", "name", "times", "becomes")
_MOST_ROWS = 100_000


class Name(NamedTuple):
    """A name in a file. of: the attribute of a value, else ""."""

    kind: NameKind
    name: str
    of: str = ""


class Target(NamedTuple):
    """What a name becomes. part "out": it does not come in, and name is ""."""

    part: Part
    name: str = ""

    def words(self) -> str:
        """ "entity ORG", "leave out": as a table says it."""
        return LEAVE_OUT if self.part == "out" else f"{self.part} {self.name}"


class NameRow(NamedTuple):
    """A line of the table. times: how often the name stands in the file. becomes: None where nobody said yet."""

    name: Name
    times: int
    becomes: Target | None = None


@dataclass(frozen=True)
class NameMap:
    """What names become; a name that is not in it stays as it is."""

    targets: Mapping[Name, Target] = field(default_factory=dict[Name, Target])

    def find(self, kind: NameKind, name: str, of: str = "") -> Target | None:
        """What a name becomes, or None where nothing was said about it."""
        return self.targets.get(Name(kind, name, of))

    def __bool__(self) -> bool:
        return bool(self.targets)


def map_of(rows: Iterable[NameRow]) -> NameMap:
    """The answers of a table."""
    return NameMap({row.name: row.becomes for row in rows if row.becomes is not None})


def write_names(rows: Iterable[NameRow], path: Path) -> None:
    """Write a table for a person to fill in; what is not answered has an empty last cell."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    for row in rows:
        becomes = row.becomes.words() if row.becomes is not None else ""
        writer.writerow((row.name.kind, _safe(row.name.of), _safe(row.name.name), row.times, _safe(becomes)))
    with writing(path) as file:
        file.write(text.getvalue().encode("utf-8"))


def read_names(path: Path) -> NameMap:
    """Read a table that a person filled in. Raises SpanloopError naming the line of what cannot be understood."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        what = f"it cannot be read ({error.strerror or error})"
        raise SpanloopError(what, where=str(path), way_out="Check that it is there and readable.") from error
    except UnicodeDecodeError as error:
        raise SpanloopError("it is not UTF-8", where=str(path), way_out="Save it as CSV in UTF-8.") from error
    targets: dict[Name, Target] = {}
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = next(reader, list[str]())
        if tuple(cell.strip().lower() for cell in header) != _COLUMNS:
            raise _wrong(path, 1, f"its first line is not {','.join(_COLUMNS)}")
        for cells in reader:
            if len(targets) > _MOST_ROWS:
                raise _wrong(path, reader.line_num, f"it has more than {_MOST_ROWS:,} lines")
            if any(cell.strip() for cell in cells):
                _take(targets, cells, path, reader.line_num)
    except csv.Error as error:
        raise _wrong(path, reader.line_num, f"it is no CSV ({error})") from error
    return NameMap(targets)


def target_of(text: str, kind: NameKind) -> Target:
    """What a cell says: "entity ORG", "ORG" where only one thing can be meant, "leave out". ValueError for what cannot
    be."""
    words = " ".join(text.split())
    if words.casefold() == LEAVE_OUT:
        return Target("out")
    first, _, rest = words.partition(" ")
    parts: list[Part] = [part for part in PARTS_OF[kind] if part != "out"]
    for part in parts:
        if part == first.casefold() and rest:
            return Target(part, rest)
    if len(parts) == 1 and words:
        return Target(parts[0], words)
    raise ValueError(f"{words!r} does not say {' or '.join(parts)}, as in {parts[0]!r} and a name")


def _take(targets: dict[Name, Target], cells: list[str], path: Path, line: int) -> None:
    if len(cells) != len(_COLUMNS):
        raise _wrong(path, line, f"it has {len(cells)} cells, not {len(_COLUMNS)}")
    kind, of, name, _, becomes = (_plain(cell) for cell in cells)
    if kind not in NAME_KINDS:
        raise _wrong(path, line, f"{kind!r} is none of {', '.join(NAME_KINDS)}")
    if not becomes.strip():
        return
    try:
        targets[Name(kind, name, of)] = target_of(becomes, kind)
    except ValueError as error:
        raise _wrong(path, line, str(error)) from error


def _wrong(path: Path, line: int, what: str) -> SpanloopError:
    way_out = f'Its last column says "entity NAME", "event NAME", "role NAME", "link NAME" or "{LEAVE_OUT}".'
    return SpanloopError(what, where=f"{path}, line {line}", way_out=way_out)


def _safe(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r", "'") else cell


def _plain(cell: str) -> str:
    return cell[1:] if cell[:1] == "'" else cell
