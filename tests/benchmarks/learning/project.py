"""A project made of records of the shared corpora, through the app's own import."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Any

from spanloop.operations import importing, preparing, projects
from tests.benchmarks.learning.data import Record, schema_of

NAME = "Noor"


def make_project(folder: Path, records: Sequence[Record], *, bare: Collection[str] = ()) -> Path:
    """All records as articles of a project, complete in both layers; those whose names are `bare` without any mark.

    Words are stored and copies sought, as the window does after each import. Returns the project's path.
    """
    schema = schema_of(records, fills_of=records)
    (folder / "schema.json").write_text(json.dumps(schema.document), encoding="utf-8")
    lines = folder / "records.jsonl"
    told = (_line(record, marked=record.name not in bare) for record in records)
    lines.write_text("".join(json.dumps(line) + "\n" for line in told), encoding="utf-8")
    path = folder / "corpus.spanloop"
    with projects.create_project(path, schema_path=folder / "schema.json") as project:
        author = projects.sign_in(project, name=NAME)
        importing.import_paths(project, author=author, paths=[lines])
        preparing.prepare(project)
    return path


def _line(record: Record, *, marked: bool) -> dict[str, Any]:
    line = {"id": record.name, "title": record.name, "language": record.language, "text": record.text}
    if not marked:
        return line
    places = {(start, end): f"s{number}" for number, (start, end, _) in reversed([*enumerate(record.entities)])}
    spans = [
        {"id": f"s{number}", "start": start, "end": end, "label": label}
        for number, (start, end, label) in enumerate(record.entities)
    ]
    events = [
        {
            "id": f"e{number}",
            "type": event.type,
            "trigger": {"start": event.start, "end": event.end},
            "arguments": [
                {"role": role, "span": places[start, end]}
                for role, start, end in event.arguments
                if (start, end) in places
            ],
        }
        for number, event in enumerate(record.events)
    ]
    author = {"name": NAME, "kind": "human"}
    return {**line, "author": author, "complete": ["entities", "events"], "spans": spans, "events": events}
