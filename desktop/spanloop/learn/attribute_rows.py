"""Events as rows that the model of their attributes reads: the words around the trigger, hashed and as features."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from spacy.tokens import Doc
from thinc.api import Model

from spanloop.learn.arguments.hints import hash_name
from spanloop.learn.arguments.pairs import Place
from spanloop.learn.embedding.features import FEATURES
from spanloop.learn.embedding.layer import find_features, read_features
from spanloop.learn.embedding.windows import sentence_ends
from spanloop.learn.row_model import project

#: Words before and after the trigger that are looked at.
BEFORE, AFTER = 8, 5
#: Hashed names of each event at most.
NAMES = 5 + BEFORE + AFTER
NUMBERS = 6
#: Ranges whose words are read with the language model: the trigger, the words before it, those after it, the sentence.
READ = 4
_QUOTES = frozenset(('"', "\u201c", "\u201d", "\u00ab", "\u00bb"))


def width(model: Model[Any, Any]) -> int:
    """Plain numbers of a row."""
    layer = find_features(model)
    return NUMBERS + (READ * layer.get_dim("nO") if layer is not None else 0)


def make_rows(
    model: Model[Any, Any], docs: Sequence[Doc], triggers: Sequence[Sequence[Place]]
) -> list[tuple[Any, Any]]:
    """For each document its events as (names, numbers): (events, NAMES) as uint32 and (events, width)."""
    layer = find_features(model)
    full = [number for number, places in enumerate(triggers) if places]
    features = read_features(layer, [docs[number] for number in full]) if layer is not None else [None] * len(full)
    empty = np.zeros((0, NAMES), dtype=np.uint32), np.zeros((0, width(model)), dtype=np.float32)
    rows = [empty for _ in docs]
    for number, words in zip(full, features, strict=True):
        tokens = [token.text for token in docs[number]]
        places = triggers[number]
        sentences = [_sentence(tokens, place) for place in places]
        names = np.zeros((len(places), NAMES), dtype=np.uint32)
        numbers = np.zeros((len(places), NUMBERS), dtype=np.float32)
        for row, (place, sentence) in enumerate(zip(places, sentences, strict=True)):
            said = [hash_name(name) for name in _names(tokens, place, sentence)]
            names[row, : len(said)] = said
            numbers[row] = list(_numbers(tokens, place, sentence))
        if layer is not None:
            numbers = np.concatenate([numbers, _read(layer, words, places, sentences)], axis=1)
        rows[number] = names, numbers
    return rows


def _sentence(tokens: Sequence[str], place: Place) -> tuple[int, int]:
    start = 0
    for end in sentence_ends(tokens):
        if place.start < end:
            return start, max(end, place.end)
        start = end
    return start, len(tokens)


def _names(tokens: Sequence[str], place: Place, sentence: tuple[int, int]) -> Iterator[str]:
    word = tokens[place.start].lower()
    before = [token.lower() for token in tokens[max(sentence[0], place.start - BEFORE) : place.start]][::-1]
    after = [token.lower() for token in tokens[place.end : min(sentence[1], place.end + AFTER)]]
    yield f"T {place.label}"
    yield f"V {word}"
    yield f"E {word[-3:]}"
    yield f"F {before[0] if before else ''} {word[-3:]}"
    yield f"G {' '.join(before[:2])}"
    for one in before:
        yield f"B {one}"
    for one in after:
        yield f"A {one}"


def _numbers(tokens: Sequence[str], place: Place, sentence: tuple[int, int]) -> Iterator[float]:
    start, end = sentence
    quotes = [token in _QUOTES for token in tokens[start:end]]
    yield 1.0
    yield min(end - start, 60) / 30
    yield (place.start - start) / max(1, end - start)
    yield float(any(quotes))
    yield float(sum(quotes[: place.start - start]) % 2 == 1)
    yield float("?" in tokens[start:end])


def _read(layer: Model[Any, Any], words: Any, places: Sequence[Place], sentences: Sequence[tuple[int, int]]) -> Any:
    pooled = np.zeros((READ * len(places), FEATURES), dtype=np.float32)
    for row, (place, (start, end)) in enumerate(zip(places, sentences, strict=True)):
        before, after = (max(start, place.start - 4), place.start), (place.end, min(end, place.end + 4))
        for column, (first, last) in enumerate(((place.start, place.end), before, after, (start, end))):
            if last > first:
                pooled[READ * row + column] = words[first:last].mean(axis=0, dtype=np.float32)
    return project(layer, pooled).reshape(len(places), -1)
