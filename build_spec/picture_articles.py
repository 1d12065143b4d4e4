"""Articles that are hard to paint, for pictures: crowded lines, crossing arcs, copies of a story. Written for this."""

from __future__ import annotations

import json
from itertools import cycle
from pathlib import Path
from typing import Any

from spanloop.core.words import word_boundaries

DENSE = "Every word is marked"
ARCS = "Five events in one sentence"
COPIES = "Flood shuts the ford at Marj"

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


_STORY = f"""{COPIES}

The ford at Marj was closed on Monday after the river rose over both banks, the district council of Varna said.

Fighters of the River Column held the eastern bank and fired at two lorries, wounding at least three drivers.

The council asked people to stay away from the water until engineers have looked at the old bridge.

Schools in the lower town stayed shut, and the mill lent its boats.

Trains between Varna and Dolna ran as on any other day.

The council meets again on Friday to talk about the bridge.

Prices of bread did not change, two bakers in the upper town said.

A ferry from Tall Marun carries those who have to cross.

A doctor at the clinic in Lasva confirmed the injuries and said that two of the drivers were let go that night.
"""
#: Whose paper it is, and what stands otherwise there.
_PAPERS: tuple[tuple[str, str, tuple[tuple[str, str], ...]], ...] = (
    ("Meridian Wire", "2024-05-06", ()),
    ("Levant Daily", "2024-05-06", (
        ("on Monday", "early on Monday"), ("at least three drivers", "four drivers"),
        ("A ferry from", "Our reporter saw the queue at noon.\n\nA ferry from"),
    )),
    ("Harbour Press", "2024-05-07", (
        (COPIES, "River over both banks, ford closed"), (", the district council of Varna said", ""),
    )),
    ("Northern Post", "", ((" and said that two of the drivers were let go that night", ""),)),
)  # fmt: skip
_STORY_MENTIONS = {
    "FAC": ("The ford at Marj",), "TIME": ("Monday",), "ORG": ("the district council of Varna",),
    "ARM": ("Fighters of the River Column",), "LOC": ("the eastern bank",), "VEH": ("two lorries",),
    "CIV": ("at least three drivers",), "PER": ("A doctor",), "GPE": ("Lasva", "Tall Marun"),
}  # fmt: skip
_STORY_EVENTS = {"fired": "STRIKE", "wounding": "HARM", "confirmed": "SAY", "held": "CONTROL"}


def write_articles(path: Path, *, author: str) -> Path:
    """A JSONL file with all of them, marked by this author; of the copies only the first is."""
    who = {"name": author, "kind": "human"}
    records: list[dict[str, Any]] = [
        {"id": name, "title": name, "language": "en", "text": text, "author": who, **marks}
        for name, text, marks in ((DENSE, _DENSE_TEXT, _dense()), (ARCS, _ARCS_TEXT, _arcs()))
    ]
    for paper, date, changes in _PAPERS:
        text = _STORY
        for here, there in changes:
            text = text.replace(here, there)
        head = {
            "id": f"flood {paper}",
            "title": text.partition("\n")[0],
            "source": paper,
            "date": date,
            "language": "en",
        }
        records.append({**head, "text": text, **({} if changes else {"author": who, **_story()})})
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


def _story() -> dict[str, Any]:
    def place(words: str) -> dict[str, int]:
        return {"start": _STORY.index(words), "end": _STORY.index(words) + len(words)}

    mentions = [
        {"id": words, **place(words), "label": label} for label, every in _STORY_MENTIONS.items() for words in every
    ]
    events = [
        {"id": words, "type": kind, "trigger": place(words), "arguments": []} for words, kind in _STORY_EVENTS.items()
    ]
    return {"spans": mentions, "events": events}


def _place(words: str) -> dict[str, int]:
    start = _ARCS_TEXT.index(words, len(ARCS))
    return {"start": start, "end": start + len(words)}
