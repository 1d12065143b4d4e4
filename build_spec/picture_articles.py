"""Articles that are hard to paint, for pictures of the canvas: crowded lines and arcs that cross. Written for this."""

from __future__ import annotations

import json
from itertools import cycle
from pathlib import Path
from typing import Any

from spanloop.core.words import word_boundaries

DENSE = "Every word is marked"
ARCS = "Five events in one sentence"

_DENSE_TEXT = f"""{DENSE}

Gunners of the Second Corps shelled the flour mill in Wadi Sara before sunrise on Monday and wounded nine bakers, \
neighbours and a nurse at the clinic said by telephone.

The River Column launched two drones at an army depot on the coast road near Tall Marun, where both headquarters \
counted the dead, the missing and the trucks that had burned.

Officers of the northern command denied that the convoy had crossed the ford, although three drivers described the \
crossing to reporters in Marj and showed them pictures of it.
"""
_LABELS = ("ARM", "GPE", "PER", "FAC", "CIV", "LOC", "WPN", "TIME", "VEH", "ORG", "NUM", "DOC")
_TYPES = ("STRIKE", "HARM", "MOVE", "SAY", "DAMAGE", "CONTROL")

_ARCS_TEXT = f"""{ARCS}

The Second Corps shelled the mill, killing nine bakers and burning two silos, then withdrew from the ridge towards \
Marj on Monday, neighbours said.

Guns of the River Column answered that night from the ford.
"""
_ARCS_MENTIONS = {
    "ARM": ("The Second Corps",), "FAC": ("the mill", "two silos"), "NUM": ("nine",), "LOC": ("the ridge", "the ford"),
    "CIV": ("bakers", "neighbours"), "GPE": ("Marj",), "TIME": ("Monday", "that night"),
}  # fmt: skip
_ARCS_EVENTS: dict[str, tuple[str, dict[str, str]]] = {
    "shelled": ("STRIKE", {"attacker": "The Second Corps", "target": "the mill", "time": "Monday"}),
    "killing": ("HARM", {"agent": "The Second Corps", "victim": "bakers", "count": "nine", "place": "Marj"}),
    "burning": ("DAMAGE", {"agent": "The Second Corps", "object": "two silos"}),
    "withdrew": (
        "MOVE",
        {
            "force": "The Second Corps",
            "origin": "the ridge",
            "destination": "Marj",
            "time": "Monday",
            "place": "the ford",
        },
    ),
    "said": ("SAY", {"speaker": "neighbours", "about": "The Second Corps"}),
}


def write_articles(path: Path, *, author: str) -> Path:
    """A JSONL file with both, marked by this author."""
    who = {"name": author, "kind": "human"}
    records: list[dict[str, Any]] = [
        {"id": name, "title": name, "language": "en", "text": text, "author": who, **marks}
        for name, text, marks in ((DENSE, _DENSE_TEXT, _dense()), (ARCS, _ARCS_TEXT, _arcs()))
    ]
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def _dense() -> dict[str, Any]:
    """A mention on every word, on every two, four and seven; some that cross these; and triggers among them."""
    labels, types = cycle(_LABELS), cycle(_TYPES)
    words = [word for word in word_boundaries(_DENSE_TEXT) if _DENSE_TEXT[word[0]].isalnum()]
    spans = [word for number, word in enumerate(words) if number % 7 != 4]
    for size in (2, 4, 7):
        spans += [(words[at][0], words[at + size - 1][1]) for at in range(0, len(words) - size, size)]
    spans += [(words[at][0], words[at + 2][1]) for at in range(3, len(words) - 3, 11)]
    spans = [(start, end) for start, end in spans if "\n" not in _DENSE_TEXT[start:end]]
    mentions = [
        {"id": f"m{number}", "start": start, "end": end, "label": next(labels)}
        for number, (start, end) in enumerate(spans)
    ]
    events = [
        {"id": f"e{at}", "type": next(types), "trigger": {"start": words[at][0], "end": words[at][1]}, "arguments": []}
        for at in range(4, len(words), 7)
    ]
    return {"spans": mentions, "events": events}


def _arcs() -> dict[str, Any]:
    mentions = [
        {"id": words, **_place(words), "label": label} for label, every in _ARCS_MENTIONS.items() for words in every
    ]
    events: list[dict[str, Any]] = []
    for words, (kind, roles) in _ARCS_EVENTS.items():
        arguments = [
            {"role": role, "event" if filler in _ARCS_EVENTS else "span": filler} for role, filler in roles.items()
        ]
        events.append({"id": words, "type": kind, "trigger": _place(words), "arguments": arguments})
    return {"spans": mentions, "events": events}


def _place(words: str) -> dict[str, int]:
    start = _ARCS_TEXT.index(words, len(ARCS))
    return {"start": start, "end": start + len(words)}
