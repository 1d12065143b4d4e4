"""Marked articles by the thousand, the same at every run: 500 invented English words each, with 20 marks among them.

Fifteen mentions of one to three words and five events with two arguments each, by the schema that comes with the
program, by one author who says that every article is complete. The words are those of exchange_texts, in sentences
with commas, quotation marks, numbers, abbreviations and contractions, because these are what a tokenizer works at.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import numpy as np

from spanloop.core.schema import Schema
from tests.benchmarks.exchange_texts import LANGUAGES, Tongue

WORDS, MENTIONS, EVENTS = 500, 15, 5
_AUTHOR = {"uid": "00000000-0000-4000-8000-000000000001", "name": "Anna", "kind": "human"}
Json = dict[str, Any]


def write_marked(path: Path, number: int, *, schema: Schema) -> Path:
    """A JSONL file of so many marked articles."""
    with path.open("w", encoding="utf-8") as file:
        for line in marked_lines(number, schema=schema):
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
    return path


def marked_lines(number: int, *, schema: Schema, seed: int = 7) -> Iterator[Json]:
    """So many records as the lines of a JSONL file have them."""
    chance = np.random.Generator(np.random.PCG64(seed))
    code, _, syllables = LANGUAGES[0]
    tongue = Tongue(code, syllables.split(), chance)
    places = _Places(schema)
    for count in range(number):
        text, words = _text(tongue, chance)
        line: Json = {"id": f"m{count:07}", "title": f"Article {count}", "text": text, "date": _day(count)}
        line |= {"language": code, "schema": schema.version, "author": _AUTHOR, **places.marks(text, words, chance)}
        line["completions"] = [
            {"uid": _uid(chance), "layer": layer, "start": 0, "end": len(text), "schema": schema.version}
            for layer in ("entities", "events")
        ]
        yield line


def _day(count: int) -> str:
    return f"2024-{1 + count % 12:02}-{1 + count % 28:02}"


def _uid(chance: np.random.Generator) -> str:
    return str(UUID(bytes=chance.bytes(16), version=4))


def _text(tongue: Tongue, chance: np.random.Generator) -> tuple[str, list[tuple[int, int]]]:
    """An article, and where its words stand that may be marked."""
    said: list[str] = []
    places: list[tuple[int, int]] = []
    at = left = 0
    kinds = chance.random(WORDS)
    for word, kind in zip(tongue.pick(WORDS, chance).tolist(), kinds.tolist(), strict=True):
        if not left:
            left = int(chance.integers(8, 28))
            word = word.capitalize()
        left -= 1
        before, after = "", "" if left else "."
        if kind < 0.02:
            word = f"{int(kind * 1e6)}"
        elif kind < 0.03:
            word, after = f"{word}n", f"'t{after}"
        elif kind < 0.04:
            before, after = "\u201c", f"\u201d{after}"
        elif kind < 0.09 and left:
            after = ","
        elif kind < 0.10:
            after = f"'s{after}"
        elif kind < 0.18:
            word = word.capitalize()
        piece = f"{before}{word}{after}" + ("\n\n" if not left and kind > 0.8 else " ")
        places.append((at + len(before), at + len(before) + len(word)))
        said.append(piece)
        at += len(piece)
    return "".join(said).rstrip(), places


class _Places:
    """Marks that a schema allows."""

    def __init__(self, schema: Schema) -> None:
        labels = [entity.label for entity in schema.entities]
        self._labels = labels
        # Each event type with its roles that some label may fill, and the labels that may.
        self._events: list[tuple[str, list[tuple[str, list[str]]]]] = []
        for event in schema.events:
            filled = [(role.name, [label for label in labels if role.takes_label(label)]) for role in event.roles]
            if roles := [(role, fills) for role, fills in filled if fills]:
                self._events.append((event.type, roles))

    def marks(self, text: str, words: list[tuple[int, int]], chance: np.random.Generator) -> Json:
        """Spans and events on words of a text, none of them on the same words."""
        part = len(words) // (MENTIONS + EVENTS)
        starts = [slot * part + int(chance.integers(part - 3)) for slot in range(MENTIONS + EVENTS)]
        chosen = [words[at : at + int(chance.integers(1, 4))] for at in starts]
        order = chance.permutation(MENTIONS + EVENTS).tolist()
        spans = [self._span(text, chosen[slot], number, chance) for number, slot in enumerate(order[:MENTIONS], 1)]
        events = [
            self._event(text, chosen[slot][:1], number, spans, chance)
            for number, slot in enumerate(order[MENTIONS:], 1)
        ]
        return {"spans": spans, "events": events}

    def _span(self, text: str, words: list[tuple[int, int]], number: int, chance: np.random.Generator) -> Json:
        label = self._labels[int(chance.integers(len(self._labels)))]
        return {"id": f"s{number}", "uid": _uid(chance), **_place(text, words), "label": label}

    def _event(
        self, text: str, words: list[tuple[int, int]], number: int, spans: list[Json], chance: np.random.Generator
    ) -> Json:
        kind, roles = self._events[int(chance.integers(len(self._events)))]
        arguments: list[Json] = []
        for role, fills in roles:
            fitting = [span for span in spans if span["label"] in fills]
            if fitting and len(arguments) < 2:
                arguments.append({"role": role, "span": fitting[int(chance.integers(len(fitting)))]["id"]})
        made: Json = {"id": f"e{number}", "uid": _uid(chance), "type": kind, "trigger": _place(text, words)}
        return {**made, "arguments": arguments}


def _place(text: str, words: list[tuple[int, int]]) -> Json:
    start, end = words[0][0], words[-1][1]
    return {"start": start, "end": end, "text": text[start:end]}
