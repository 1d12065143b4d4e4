"""Cells of a WebAnno TSV file: stacked pieces, ids that tell them apart, escapes; and what the header declares.

See "WebAnno TSV 3.3 file format" in the WebAnno user guide.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

ColumnKind = Literal["feature", "empty", "role", "target", "base"]
_ESCAPED = re.compile(r"\\(->|.)", re.DOTALL)
_CONTROLS = {"t": "\t", "n": "\n", "r": "\r", "b": "\b", "f": "\f"}
_ID = re.compile(r"\[(\d{1,9})(?:_(\d{1,9}))?\]$")
_REFERENCE = re.compile(r"(\d{1,9}-\d{1,9}(?:\.\d{1,9})?)(?:\[(\d{1,9})(?:_(\d{1,9}))?\])?")


class Piece(NamedTuple):
    """One of the stacked values of a cell. raw: still escaped, without its id. id: 0 where it has none."""

    raw: str
    id: int

    @property
    def value(self) -> str:
        """What it says, "" for nothing."""
        return "" if self.raw in ("_", "*") else unescaped(self.raw)

    @property
    def is_there(self) -> bool:
        """Whether an annotation stands here, though its feature may say nothing."""
        return self.raw != "_" or self.id > 0


class Reference(NamedTuple):
    """Where an annotation begins that a slot or a relation names. own: the id of the relation's other end."""

    unit: str
    id: int
    own: int


@dataclass(slots=True)
class Column:
    """A column behind the first three. name: the feature, or the target's layer of "target" and "base"."""

    kind: ColumnKind
    name: str


@dataclass(slots=True)
class Layer:
    """A layer that the header declares. kind: "SP" span, "RL" relation, "CH" chain. first: its first column."""

    kind: str
    name: str
    first: int
    columns: list[Column] = field(default_factory=list[Column])

    @property
    def declared(self) -> tuple[str, ...]:
        """Its plain features in their order."""
        return tuple(column.name for column in self.columns if column.kind == "feature")

    @property
    def has_slots(self) -> bool:
        """Whether its annotations have roles that others fill."""
        return any(column.kind == "role" for column in self.columns)

    @property
    def base(self) -> str:
        """The layer that a relation joins, "" for other layers."""
        return next((column.name for column in self.columns if column.kind == "base"), "")


def layer_of(kind: str, declaration: str, first: int) -> Layer:
    """The layer that a header line declares: `webanno.custom.Span|value`, each part but the first a column."""
    name, *parts = declaration.split("|")
    layer = Layer(kind, name.strip(), first)
    for part in parts:
        said = part.strip()
        before = layer.columns[-1].kind if layer.columns else ""
        if before == "role":
            layer.columns.append(Column("target", said))
        elif said.startswith("ROLE_"):
            layer.columns.append(Column("role", said.partition(":")[2].partition("_")[0] or said))
        elif said.startswith("BT_"):
            layer.columns.append(Column("base", said[3:]))
        else:
            layer.columns.append(Column("feature" if said else "empty", said))
    return layer


def pieces(cell: str, kind: ColumnKind) -> list[Piece]:
    """The stacked values of a cell. In a column that names others, an id is theirs and stays where it is."""
    if kind in ("target", "base"):
        return [Piece(part, 0) for part in split(cell, "|")]
    return [_piece(part) for part in split(cell, "|")]


def split(cell: str, sign: str) -> list[str]:
    """A cell cut at a sign where that is not escaped; the escapes stay."""
    if sign not in cell:
        return [cell]
    parts: list[str] = [""]
    at = 0
    while at < len(cell):
        if cell[at] == "\\":
            parts[-1] += cell[at : at + 2]
            at += 2
        elif cell[at] == sign:
            parts.append("")
            at += 1
        else:
            parts[-1] += cell[at]
            at += 1
    return parts


def unescaped(text: str) -> str:
    """A value without its escapes."""
    if "\\" not in text:
        return text
    return _ESCAPED.sub(lambda found: _CONTROLS.get(found[1], found[1]), text)


def reference(said: str) -> Reference | None:
    """`1-3`, `1-3[1]` or `1-3[1_2]`; None for anything else."""
    found = _REFERENCE.fullmatch(said)
    return Reference(found[1], int(found[2] or 0), int(found[3] or 0)) if found else None


def _piece(part: str) -> Piece:
    found = _ID.search(part)
    if found is None:
        return Piece(part, 0)
    before = part[: found.start()]
    if (len(before) - len(before.rstrip("\\"))) % 2:
        return Piece(part, 0)  # its bracket is escaped, so it belongs to the value
    return Piece(before, int(found[1]))
