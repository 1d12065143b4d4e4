"""A long report with many marks, the same at every run: words of our own, put together by a seeded generator."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

from spanloop.core.words import word_boundaries

_VOCABULARY = """
the a of in to and on that by with after before near over under its their two three several many brigade
battalion column garrison convoy patrol militia gunners drone rocket mortar shell tank truck pickup radio
village ridge valley bridge depot airfield hospital market school road crossing checkpoint river plain pass
port shelled struck held took left reached entered crossed withdrew advanced fired said denied confirmed
reported warned killed wounded detained freed displaced met signed agreed refused accused promised delayed
resumed halted began ended officials residents medics monitors envoys commanders villagers refugees
negotiators witnesses spokesmen ministers Dorvath Qasra Belmaya Ostrin Kharan Tel-Shahin Marvik Sofar Lindholm
Ardeshir Vasko Imre Noura Petrak Yusef Monday Tuesday overnight early late heavy light northern southern
eastern western quiet local armed missing
"""
_LABELS = ("PER", "ARM", "CIV", "ORG", "GPE", "LOC", "FAC", "TIME")
_PLACES = {"GPE", "LOC", "FAC"}
_TYPES = ("STRIKE", "MOVE", "HARM", "SAY", "CONTROL")
#: One span in so many is a trigger.
_TRIGGERS = 10


def make_text(words: int, *, seed: int = 7) -> str:
    """A report of about so many words in paragraphs of a few sentences."""
    source, vocabulary = random.Random(seed), _VOCABULARY.split()
    paragraphs: list[str] = ["Fighting along the northern ridge"]
    count = 5
    while count < words:
        sentences: list[str] = []
        for _ in range(source.randint(2, 6)):
            picked = [source.choice(vocabulary) for _ in range(source.randint(7, 22))]
            count += len(picked)
            sentences.append(" ".join(picked).capitalize() + ".")
        paragraphs.append(" ".join(sentences))
    return "\n\n".join(paragraphs) + "\n"


def make_marks(text: str, spans: int, *, seed: int = 11) -> dict[str, Any]:
    """So many different spans as the keys `spans` and `events` of a record: mentions of one to four words, some nested,
    and every tenth a trigger with an argument."""
    source = random.Random(seed)
    words = [word for word in word_boundaries(text) if text[word[0]].isalnum()]
    mentions: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    seen: set[tuple[int, int, str]] = set()
    while len(mentions) + len(events) < spans:
        first = source.randrange(len(words) - 4)
        trigger = len(events) * _TRIGGERS < len(mentions)
        last = first if trigger else first + source.choice((0, 0, 0, 1, 1, 2, 3))
        start, end = words[first][0], words[last][1]
        label = source.choice(_TYPES if trigger else _LABELS)
        if (start, end, label) in seen or "\n" in text[start:end]:
            continue
        seen.add((start, end, label))
        if trigger:
            near = mentions[-1] if mentions and mentions[-1]["label"] in _PLACES else None
            arguments = [{"role": "place", "span": near["id"]}] if near else []
            span = {"start": start, "end": end}
            events.append({"id": f"e{len(events)}", "type": label, "trigger": span, "arguments": arguments})
        else:
            mentions.append({"id": f"s{len(mentions)}", "start": start, "end": end, "label": label})
    return {"spans": mentions, "events": events}


def write_articles(path: Path, *, author: str, words: int, spans: int) -> Path:
    """A JSONL file with two long reports and one short one, all marked by this author."""
    lines: list[dict[str, Any]] = []
    for name, size, count, seed in (("long", words, spans, 7), ("again", words, spans, 8), ("short", 200, 40, 9)):
        text = make_text(size, seed=seed)
        marks = make_marks(text, count, seed=seed)
        who = {"name": author, "kind": "human"}
        lines.append({"id": name, "title": name, "language": "en", "text": text, "author": who, **marks})
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    return path


def write_suggestions(path: Path, *, suggestions: int) -> Path:
    """A JSONL file with one report in which a rule set suggests so many mentions."""
    text = make_text(suggestions * 2, seed=12)
    words = [word for word in word_boundaries(text) if text[word[0]].isalnum()][:suggestions]
    if len(words) < suggestions:
        raise ValueError(f"the report has {len(words)} words")
    spans = [{"id": f"s{n}", "start": a, "end": b, "label": "PER", "score": 0.8} for n, (a, b) in enumerate(words)]
    who = {"name": "gazetteer", "kind": "rules"}
    line = {"id": "many", "title": "many", "language": "en", "text": text, "author": who, "spans": spans}
    path.write_text(json.dumps(line) + "\n", encoding="utf-8")
    return path
