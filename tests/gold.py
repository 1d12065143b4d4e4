"""The hand-made gold of real pages, as lines of Spanloop's own JSONL. It lives outside the repository."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any


def gold_lines(shared: Path) -> list[dict[str, Any]]:
    """One JSON object a page, text and marks, by the author gold; call with the `shared_dir` of conftest.

    Its links are local to a sentence and cannot be told apart, so they are left out; its notes go to `meta`. Nothing is
    complete: the marks cover the first sentences only.
    """
    lines: list[dict[str, Any]] = []
    for raw in (shared / "gold" / "seeds_000-002.jsonl").read_text(encoding="utf-8").splitlines():
        page = json.loads(raw)
        text = (shared / "seeds" / page["id"]).read_bytes().decode("utf-8")
        events = [
            {**event, "arguments": [{"role": a["role"], "span": a["entity"]} for a in event["arguments"]]}
            for event in page["events"]
        ]
        lines.append(
            {
                "id": page["id"],
                "text": text,
                "language": "en",
                "meta": {"notes": page["notes"]},
                "author": {"name": "gold", "kind": "gold"},
                "spans": page["entities"],
                "events": events,
                "state": "started",
            }
        )
    return lines


def complete_gold_lines(shared: Path) -> list[dict[str, Any]]:
    """The gold lines, each complete as far as its marks reach: there, what is unmarked is nothing."""
    lines = gold_lines(shared)
    for line in lines:
        end = max([s["end"] for s in line["spans"]] + [e["trigger"]["end"] for e in line["events"]])
        layers = ("entities", "events")
        line["completions"] = [{"layer": layer, "start": 0, "end": end, "schema": "1"} for layer in layers]
    return lines


def write_gold(shared: Path, path: Path, *, complete: bool = False) -> Path:
    """Write the gold lines to a JSONL file and return its path. complete: as complete_gold_lines does."""
    lines = complete_gold_lines(shared) if complete else gold_lines(shared)
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path
