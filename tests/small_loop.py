"""A project small enough to train in a second: made-up reports in which the same kinds of words are always marked."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

PLACES = ("Marra", "Tel Sabo", "Ardin", "Qorma", "Belask", "Dorun", "Nahr Zeit", "Kaftan", "Umm Sal", "Vesna")
ACTORS = ("rebels", "soldiers", "militiamen", "gunmen", "border guards", "volunteers")
DAYS = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")


def make_report(number: int, *, sentences: int = 3) -> dict[str, Any]:
    """The numbered report with its marks, as `text`, `spans` and `events` of a record; the same at each call."""
    source = random.Random(number)
    text, spans, events = f"Report {number} on the road\n\n", list[dict[str, Any]](), list[dict[str, Any]]()
    for _ in range(sentences):
        parts = [
            (f"On {source.choice(DAYS)} ", ""),
            (source.choice(ACTORS), "ARM"),
            (" ", ""),
            ("attacked", "ATTACK"),
            (f" post {source.randrange(90)} near ", ""),
            (source.choice(PLACES), "GPE"),
            (". Then the ", ""),
            (source.choice(ACTORS), "ARM"),
            (" ", ""),
            ("pulled out", "MOVE"),
            (" of ", ""),
            (source.choice(PLACES), "GPE"),
            (
                f" with {source.randrange(2, 60)} lorries. Nobody in the town market spoke of the weather \U0001f327. ",
                "",
            ),
        ]
        for part, label in parts:
            place = {"start": len(text), "end": len(text) + len(part)}
            if label in {"ATTACK", "MOVE"}:
                events.append({"id": f"e{len(events)}", "type": label, "trigger": place})
            elif label:
                spans.append({"id": f"s{len(spans)}", **place, "label": label})
            text += part
    return {"text": text.rstrip() + "\n", "spans": spans, "events": events}


def write_reports(path: Path, *, numbers: Sequence[int], marked: bool = True, author: str = "Noor") -> Path:
    """A JSONL file of these reports, with marks that are complete or with none."""
    lines: list[dict[str, Any]] = []
    for number in numbers:
        report = make_report(number)
        line = {"id": f"r{number}", "title": f"Report {number}", "language": "en", "text": report["text"]}
        if marked:
            line |= report | {"author": {"name": author, "kind": "human"}, "complete": ["entities", "events"]}
        lines.append(line)
    path.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines), encoding="utf-8")
    return path
