"""Rules learned from marks as suggestions: how right they are on documents that taught them nothing.

For each part of 5 folds by document the rules are learned from the other four and matched in it, triggers (M2E2) and
entities (re3d, the train split) alike. Nothing is trained, so there are no seeds, and a quick run is a full one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from typing import Any

import spacy
from spacy.language import Language

from spanloop.core.common_words import COMMON_WORDS
from spanloop.core.marks import Layer
from spanloop.core.rule_learning import LearnedRule, MarkedTexts
from spanloop.core.rules import Tally
from spanloop.learn.rule_marks import PatternMatcher
from tests.benchmarks.learning.data import EventRecord, Record, folds, read_m2e2, read_re3d, split_records

Place = tuple[int, int, str]
#: Text and label.
Rule = tuple[str, str]


def measure(quick: bool, seeds: int) -> dict[str, Any]:
    """Precision, recall and F1 in percent of learned rules by corpus; {} without the shared data."""
    found: dict[str, Any] = {}
    events, texts = read_m2e2(), read_re3d()
    if events:
        found["M2E2 triggers, 5 folds"] = _crossed(events, "events")
    if texts:
        found["re3d entities, train split in 5 folds"] = _crossed(split_records(texts)["train"], "entities")
    return found


def rows(result: dict[str, Any]) -> list[str]:
    """Two lines for each corpus."""
    return [
        f"rules learned from marks, {name}, {kind}: {each['rules']} rules,"
        f" P {each['p']:.1f}, R {each['r']:.1f}, F {each['f']:.1f}"
        for name, both in result.items()
        for kind, each in both.items()
    ]


def _crossed(records: Sequence[Record] | Sequence[EventRecord], layer: Layer) -> dict[str, dict[str, float]]:
    nlp = spacy.blank("en")
    parts = folds(list(records))
    right, said, rules = Counter[str](), Counter[str](), Counter[str]()
    marked = 0
    for number, part in enumerate(parts):
        taught = [record for other, some in enumerate(parts) if other != number for record in some]
        learned = _learn(taught, layer)
        kept = _without_low(nlp, learned, taught, layer)
        marked += sum(len(set(_places(record, layer))) for record in part)
        for kind, some in (("all", list(learned)), ("less those that are surely low", kept)):
            rules[kind] += len(some)
            for found, gold in _matched(nlp, some, part, layer):
                right[kind] += len(found & gold)
                said[kind] += len(found)
    return {kind: _figures(right[kind], said[kind], marked, rules[kind] / len(parts)) for kind in rules}


def _figures(right: int, said: int, marked: int, rules: float) -> dict[str, float]:
    precision, recall = 100 * right / max(1, said), 100 * right / max(1, marked)
    whole = 2 * precision * recall / max(1e-9, precision + recall)
    return {"rules": round(rules), "p": precision, "r": recall, "f": whole}


def _matched(
    nlp: Language, rules: Sequence[Rule], records: Sequence[Record], layer: Layer
) -> Iterator[tuple[set[Place], set[Place]]]:
    """What the rules say of each record, and what is marked there."""
    matcher = PatternMatcher(nlp, [text for text, _ in rules])
    for record in records:
        doc = nlp.make_doc(record.text)
        spans = ((doc[match.start : match.end], rules[match.pattern][1]) for match in matcher.longest(doc))
        yield {(span.start_char, span.end_char, label) for span, label in spans}, set(_places(record, layer))


def _learn(records: Sequence[Record], layer: Layer) -> dict[Rule, LearnedRule]:
    texts = _count(records, layer)
    return {(rule.text, rule.label): rule for rule in texts.learn(common=COMMON_WORDS)}


def _without_low(
    nlp: Language, learned: dict[Rule, LearnedRule], records: Sequence[Record], layer: Layer
) -> list[Rule]:
    """The rules that the marks which taught them do not prove to be seldom right, each article left out in turn."""
    texts = _count(records, layer)
    tallies: defaultdict[Rule, Tally] = defaultdict(Tally)
    for record, (found, gold) in zip(records, _matched(nlp, list(learned), records, layer), strict=True):
        for start, end, label in found:
            said = (record.text[start:end], label)
            if said in learned and texts.holds_without(learned[said], record.name):
                tallies[said] |= Tally(int((start, end, label) in gold), 1, 1)
    return [rule for rule in learned if not tallies[rule].is_low]


def _count(records: Sequence[Record], layer: Layer) -> MarkedTexts:
    texts = MarkedTexts()
    for record in records:
        for start, end, label in _places(record, layer):
            texts.count(layer, record.text[start:end], label, record.name)
    return texts


def _places(record: Record, layer: Layer) -> list[Place]:
    if layer == "entities":
        return list(record.entities)
    return [(event.start, event.end, event.type) for event in record.events]
