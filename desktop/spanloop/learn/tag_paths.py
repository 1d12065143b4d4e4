"""Sequences of BILUO tags: the most probable one, and the probability of a span over all of them.

Columns of a document's log-probabilities: "O", then "B", "I", "L" and "U" of each label. A sequence fits when it can be
read as entities: after B or I of a label comes I or L of the same, else a new beginning or O. Documents are worked on
side by side, one step for each token of the longest; everything is in log-probabilities.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

#: Place of a kind of tag among the four of its label.
BEGIN, INSIDE, LAST, UNIT = range(4)
NEVER = -1e9
#: Documents side by side: more would pad short ones to the length of a few long ones.
_TOGETHER = 32

Found = tuple[int, int, int]


def best_paths(documents: Sequence[Any]) -> list[list[Found]]:
    """(start, end, number of the label) of the entities in the most probable sequence of each document, in order."""
    found: list[list[Found]] = [[] for _ in documents]
    for numbers in _groups(documents):
        for number, spans in zip(numbers, _best([documents[number] for number in numbers]), strict=True):
            found[number] = spans
    return found


def span_chances(documents: Sequence[Any], spans: Sequence[Sequence[Found]]) -> list[list[float]]:
    """For each span of each document the probability, among all sequences that fit, that exactly it is an entity."""
    chances: list[list[float]] = [[] for _ in documents]
    for numbers in _groups([logs if spans[n] else logs[:0] for n, logs in enumerate(documents)]):
        group = [documents[number] for number in numbers]
        before, after, total = _sums(group)
        for place, number in enumerate(numbers):
            logs = group[place]
            inside = np.cumsum(logs[:, 1 + INSIDE :: 4], axis=0)
            for start, end, label in spans[number]:
                first = 1 + 4 * label
                if end - start == 1:
                    own = logs[start, first + UNIT]
                else:
                    own = logs[start, first + BEGIN] + logs[end - 1, first + LAST]
                    own += inside[end - 2, label] - inside[start, label]
                chance = before[start, place] + own + after[end, place] - total[place]
                chances[number].append(float(np.exp(min(0.0, chance))))
    return chances


def _groups(documents: Sequence[Any]) -> list[list[int]]:
    """Numbers of the documents that are not empty, those of like length together."""
    order = sorted((number for number, logs in enumerate(documents) if len(logs)), key=lambda n: (len(documents[n]), n))
    return [order[first : first + _TOGETHER] for first in range(0, len(order), _TOGETHER)]


def _stack(group: Sequence[Any]) -> tuple[Any, Any]:
    """(tokens, documents, columns), where a document that has ended goes on with O for nothing; and the lengths."""
    lengths = np.asarray([len(logs) for logs in group])
    stacked = np.full((lengths.max(), len(group), group[0].shape[1]), NEVER, dtype=np.float64)
    stacked[:, :, 0] = 0.0
    for place, logs in enumerate(group):
        stacked[: len(logs), place] = logs
    return stacked, lengths


def _best(group: Sequence[Any]) -> list[list[Found]]:
    stacked, lengths = _stack(group)
    tokens, documents, _ = stacked.shape
    outside, kinds = stacked[:, :, 0], [stacked[:, :, 1 + kind :: 4] for kind in range(4)]
    labels = kinds[BEGIN].shape[2]
    if not labels:
        return [[] for _ in group]
    closed = np.zeros(documents)
    opened = np.full((documents, labels), NEVER)
    came_closed = np.zeros((tokens, documents), dtype="i")  # 0: by O; 1 + label: by U; -1 - label: by L
    came_opened = np.zeros((tokens, documents, labels), dtype=bool)  # whether by I
    rows = np.arange(documents)
    for token in range(tokens):
        unit, last = kinds[UNIT][token], opened + kinds[LAST][token]
        best_unit, best_last = unit.argmax(axis=1), last.argmax(axis=1)
        ways = np.stack([closed + outside[token], closed + unit[rows, best_unit], last[rows, best_last]])
        chosen = ways.argmax(axis=0)
        came_closed[token] = np.select([chosen == 1, chosen == 2], [1 + best_unit, -1 - best_last], 0)
        begun, gone_on = closed[:, None] + kinds[BEGIN][token], opened + kinds[INSIDE][token]
        came_opened[token] = gone_on > begun
        opened = np.maximum(begun, gone_on)
        closed = ways[chosen, rows]
    return [_read_back(came_closed[:, place], came_opened[:, place], int(lengths[place])) for place in range(documents)]


def _read_back(came_closed: Any, came_opened: Any, length: int) -> list[Found]:
    spans: list[Found] = []
    token = length - 1
    while token >= 0:
        way = int(came_closed[token])
        if way > 0:
            spans.append((token, token + 1, way - 1))
        elif way < 0:
            end, label = token + 1, -way - 1
            token -= 1
            while came_opened[token, label]:
                token -= 1
            spans.append((token, end, label))
        token -= 1
    return spans[::-1]


def _sums(group: Sequence[Any]) -> tuple[Any, Any, Any]:
    """Sums over sequences that fit: of those up to before a token, with nothing open; from a token on; of all."""
    stacked, _ = _stack(group)
    tokens, documents, _ = stacked.shape
    outside, kinds = stacked[:, :, 0], [stacked[:, :, 1 + kind :: 4] for kind in range(4)]
    labels = kinds[BEGIN].shape[2]
    before, after = np.zeros((tokens + 1, documents)), np.zeros((tokens + 1, documents))
    opened = np.full((documents, labels), NEVER)
    alone = _add(np.concatenate([outside[:, :, None], kinds[UNIT]], axis=2))
    for token in range(tokens):
        closing = np.concatenate([(before[token] + alone[token])[:, None], opened + kinds[LAST][token]], axis=1)
        opened = np.logaddexp(before[token][:, None] + kinds[BEGIN][token], opened + kinds[INSIDE][token])
        before[token + 1] = _add(closing)
    opened = np.full((documents, labels), NEVER)  # from here on, with the label open
    for token in reversed(range(tokens)):
        beginning = np.concatenate([(after[token + 1] + alone[token])[:, None], opened + kinds[BEGIN][token]], axis=1)
        opened = np.logaddexp(after[token + 1][:, None] + kinds[LAST][token], opened + kinds[INSIDE][token])
        after[token] = _add(beginning)
    return before, after, before[-1]


def _add(logs: Any) -> Any:
    """The logarithm of the sum along the last axis."""
    highest = logs.max(axis=-1)
    return highest + np.log(np.exp(logs - highest[..., None]).sum(axis=-1))
