"""A dataset for the Hugging Face library `datasets`: JSONL and Parquet for each split, and a card that describes them.

A row is what one author says about one article. Offsets are code points of `text`, ends exclusive. What the card says
follows "Dataset cards" and "Create a dataset card" in the documentation of the Hugging Face hub.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from spanloop.core.marks import Event, Fragments, Mention
from spanloop.core.schema import Schema
from spanloop.core.wording import count, one_line
from spanloop.formats.features import EVERYTHING, Features, lessened
from spanloop.formats.folders import writing_folder
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import UNNAMED, Record
from spanloop.formats.record_json import quote

CARRIES: Features = EVERYTHING - {"suggestions", "verdicts", "history"}
CARD = "README.md"
#: Splits of a project by the names that the library knows; what has none is in the last.
SPLITS: Mapping[str, str] = {"train": "train", "dev": "validation", "test": "test", "": "rest"}
_BATCH = 200

#: A feature: the name of a plain type, a list of structs, or a struct.
_Features = list[tuple[str, Any]]
_FRAGMENTS: _Features = [("start", "int64"), ("end", "int64")]
_ASIDE: _Features = [("score", "float64"), ("notes", "string")]
_PLACE: _Features = [("start", "int64"), ("end", "int64"), ("text", "string"), ("fragments", _FRAGMENTS)]
FEATURES: _Features = [
    *((name, "string") for name in ("id", "text", "title", "source", "date", "language", "meta", "author", "kind")),
    *((name, "string") for name in ("state", "reason", "note")),
    ("entities", [("id", "string"), *_PLACE, ("label", "string"), ("value", "string"), *_ASIDE]),
    (
        "events",
        [
            ("id", "string"), ("type", "string"), *_PLACE,
            ("arguments", [
                ("role", "string"), ("filler", "string"), ("is_event", "bool"), *_PLACE, ("score", "float64"),
            ]),
            ("attributes", [("name", "string"), ("value", "string")]), *_ASIDE,
        ],
    ),
    ("links", [("type", "string"), ("between_events", "bool"), ("from", "string"), ("to", "string")]),
    ("complete", [("layer", "string"), ("start", "int64"), ("end", "int64")]),
    ("zones", [("kind", "string"), ("start", "int64"), ("end", "int64"), ("date", "string"), ("state", "string")]),
]  # fmt: skip


def write_hugging_face(
    records: Iterable[Record],
    dest: Path,
    *,
    schema: Schema,
    ledger: Ledger,
    splits: Mapping[str, str] | None = None,
) -> int:
    """Write the folder `dest` and return how many articles it has.

    splits: uid of an article to "train", "dev" or "test"; an article that it lacks is in the split "rest". Without it
    all are in "train". Parquet is written where pyarrow is installed. Raises SpanloopError where the folder holds other
    files.
    """
    seen: set[str] = set()
    with writing_folder(dest, marker=CARD) as folder:
        parts: dict[str, _Split] = {}
        try:
            for record in records:
                held = lessened(record, carries=CARRIES, ledger=ledger)
                split = "train" if splits is None else splits.get(held.article.uid, "")
                name = split if split in SPLITS else ""
                if name not in parts:
                    parts[name] = _Split(folder, name or SPLITS[""])
                parts[name].add(row_of(held))
                seen.add(held.article.uid)
            if not parts:
                parts["train"] = _Split(folder, "train")
        finally:
            for part in parts.values():
                part.close()
        made = [parts[name] for name in SPLITS if name in parts]
        names = [SPLITS[name] for name in SPLITS if name in parts]
        (folder / CARD).write_bytes(_card(folder, list(zip(names, made, strict=True)), schema).encode())
    return len(seen)


def row_of(record: Record) -> dict[str, Any]:
    """A record as a row, with every feature there."""
    article, marks = record.article, record.marks
    author = marks.author if marks is not None else UNNAMED
    row: dict[str, Any] = {
        "id": article.external_id or article.uid, "text": article.text, "title": article.title,
        "source": article.source, "date": article.date, "language": article.language,
        "meta": json.dumps(article.meta, ensure_ascii=False, sort_keys=True) if article.meta else "",
        "author": author.name, "kind": author.kind if marks is not None else "",
        "state": record.state or "", "reason": record.reason, "note": record.note.text if record.note else "",
        "entities": [], "events": [], "links": [], "complete": [],
        "zones": [
            {"kind": zone.kind, "start": zone.start, "end": zone.end, "date": zone.date or "", "state": zone.state}
            for zone in article.zones
        ],
    }  # fmt: skip
    if marks is not None:
        ids = {mention.uid: f"s{number}" for number, mention in enumerate(marks.mentions, 1)}
        ids |= {event.uid: f"e{number}" for number, event in enumerate(marks.events, 1)}
        places = {m.uid: _place(article.text, m.fragments) for m in marks.mentions}
        places |= {e.uid: _place(article.text, e.trigger) for e in marks.events}
        row["entities"] = [
            {"id": ids[m.uid], **places[m.uid], "label": m.label, "value": m.value, **_aside(m)} for m in marks.mentions
        ]
        row["events"] = [_event(event, ids, places) for event in marks.events]
        row["links"] = [
            {"type": link.type, "between_events": link.between_events, "from": ids[link.source], "to": ids[link.target]}
            for link in marks.links
        ]
        row["complete"] = [{"layer": c.layer, "start": c.start, "end": c.end} for c in marks.completions]
    return row


def _event(event: Event, ids: Mapping[str, str], places: Mapping[str, dict[str, Any]]) -> dict[str, Any]:
    return {
        "id": ids[event.uid], "type": event.type, **places[event.uid],
        "arguments": [
            {
                "role": a.role, "filler": ids[a.filler], "is_event": a.filler_is_event, **places[a.filler],
                "score": a.score,
            }
            for a in event.arguments
        ],
        "attributes": [{"name": name, "value": value} for name, value in sorted(event.attributes.items())],
        **_aside(event),
    }  # fmt: skip


def _place(text: str, fragments: Fragments) -> dict[str, Any]:
    start, end = fragments[0][0], fragments[-1][1]
    pieces = [{"start": a, "end": b} for a, b in fragments]
    return {"start": start, "end": end, "text": quote(text, fragments), "fragments": pieces}


def _aside(mark: Mention | Event) -> dict[str, Any]:
    return {"score": mark.score, "notes": mark.notes}


@dataclass(slots=True)
class _Size:
    rows: int = 0
    memory: int = 0


class _Split:
    """The files of one split while they are written."""

    def __init__(self, folder: Path, name: str) -> None:
        self.name = name
        self.size = _Size()
        self._file = (folder / f"{name}.jsonl").open("wb")
        self._arrow: Any = import_module("pyarrow") if find_spec("pyarrow") is not None else None
        self._waiting: list[dict[str, Any]] = []
        self._parquet: Any = None
        if self._arrow is not None:
            schema = self._arrow.schema([(feature, _arrow_type(self._arrow, kind)) for feature, kind in FEATURES])
            parquet: Any = import_module("pyarrow.parquet")
            self._parquet = parquet.ParquetWriter(str(folder / f"{name}.parquet"), schema, compression="zstd")

    def add(self, row: dict[str, Any]) -> None:
        """Write a row; Parquet gets several at once."""
        line = json.dumps(row, ensure_ascii=False, allow_nan=False).encode() + b"\n"
        self._file.write(line)
        self.size.rows += 1
        if self._parquet is None:
            self.size.memory += len(line)
            return
        self._waiting.append(row)
        if len(self._waiting) >= _BATCH:
            self._write_waiting()

    def close(self) -> None:
        """Write what waits, and end the files."""
        try:
            if self._parquet is not None:
                self._write_waiting()
                self._parquet.close()
        finally:
            self._file.close()

    def _write_waiting(self) -> None:
        if self._waiting:
            table = self._arrow.Table.from_pylist(self._waiting, schema=self._parquet.schema)
            self.size.memory += table.nbytes
            self._parquet.write_table(table)
            self._waiting = []


def _arrow_type(arrow: Any, kind: Any) -> Any:
    if isinstance(kind, str):
        return {"string": arrow.string(), "int64": arrow.int64(), "float64": arrow.float64(), "bool": arrow.bool_()}[
            kind
        ]
    return arrow.list_(arrow.struct([(name, _arrow_type(arrow, inner)) for name, inner in kind]))


# the card


def _card(folder: Path, parts: list[tuple[str, _Split]], schema: Schema) -> str:
    """The card: what programs read, in YAML, and a few words for people."""
    suffix = "parquet" if any(folder.glob("*.parquet")) else "jsonl"
    sizes = {name: (folder / f"{part.name}.{suffix}").stat().st_size for name, part in parts}
    lines = ["---", "configs:", "- config_name: default", "  data_files:"]
    for name, part in parts:
        lines += [f"  - split: {name}", f"    path: {part.name}.{suffix}"]
    lines += ["dataset_info:", "  features:", *_feature_lines(FEATURES, "  "), "  splits:"]
    for name, part in parts:
        lines += [f"  - name: {name}", f"    num_bytes: {part.size.memory}", f"    num_examples: {part.size.rows}"]
    lines += [f"  download_size: {sum(sizes.values())}"]
    lines += [f"  dataset_size: {sum(part.size.memory for _, part in parts)}", "---", ""]
    lines += [f"# {_plain(schema.name)}", "", "Articles with entities and events, exported from Spanloop.", ""]
    lines += [f"- {name}: {count(part.size.rows, 'row')}" for name, part in parts]
    lines += ["- A row is what one author says about one article. Offsets are code points of `text`, ends exclusive."]
    lines += ["- `complete` names the ranges in which all of a layer is marked; elsewhere unmarked text says nothing."]
    for what, names in (
        ("Entity labels", [entity.label for entity in schema.entities]),
        ("Event types", [kind.type for kind in schema.events]),
    ):
        if names:
            lines += [f"- {what}: {', '.join(map(_plain, names))}."]
    return "\n".join(lines) + "\n"


def _feature_lines(features: _Features, indent: str) -> list[str]:
    lines: list[str] = []
    for name, kind in features:
        lines.append(f"{indent}- name: {name}")
        if isinstance(kind, str):
            lines.append(f"{indent}  dtype: {kind}")
        else:
            lines += [f"{indent}  list:", *_feature_lines(kind, f"{indent}  ")]
    return lines


def _plain(name: str) -> str:
    """A name on one line, with nothing that Markdown or HTML would take for its own."""
    return "".join(f"\\{char}" if char in "\\`*_{}[]()<>#|!~&$" else char for char in one_line(name, most=200))
