"""Pairs as rows that the model reads: hints, what the language model makes of the words, and where it looks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from spacy.tokens import Doc
from thinc.api import Model

from spanloop.learn.arguments.hints import NAMES, NUMBERS, gap, hints
from spanloop.learn.arguments.pairs import Scene
from spanloop.learn.embedding.attention import MAPS, Looks
from spanloop.learn.embedding.features import FEATURES
from spanloop.learn.embedding.layer import find_features, read_attention, read_features
from spanloop.learn.row_model import project

#: Ranges whose words are read with the language model: trigger, filler, what is between; looks between two of them.
READ, LOOKS = 3, 3
#: Attention is near 0 mostly: its root is spread better.
_LOOK_SCALE = 2.0


def width(model: Model[Any, Any]) -> int:
    """Plain numbers of a row."""
    layer = find_features(model)
    return NUMBERS + (LOOKS * MAPS + READ * layer.get_dim("nO") if layer is not None else 0)


def make_rows(model: Model[Any, Any], docs: Sequence[Doc], scenes: Sequence[Scene]) -> list[tuple[Any, Any]]:
    """For each document its pairs as (names, numbers), (pairs, NAMES) and (pairs, width)."""
    layer = find_features(model)
    made = [hints(scene) for scene in scenes]
    if layer is None:
        return made
    full = [number for number, scene in enumerate(scenes) if scene.pairs]
    features = read_features(layer, [docs[number] for number in full])
    wanted = [(scenes[number].tokens, sorted({place.start for place in scenes[number].triggers})) for number in full]
    looks = read_attention(layer, wanted)
    empty = np.zeros((0, width(model)), dtype=np.float32)
    rows = [(np.zeros((0, NAMES), dtype=np.uint32), empty) for _ in scenes]
    for number, words, seen in zip(full, features, looks, strict=True):
        names, numbers = made[number]
        read = _read(layer, scenes[number], words)
        rows[number] = names, np.concatenate([numbers, _looks(scenes[number], seen), read], axis=1)
    return rows


def _looks(scene: Scene, seen: Sequence[Looks]) -> Any:
    """How trigger and filler look at each other, and how the word before the filler (a preposition) at the trigger."""
    said = np.zeros((len(scene.pairs), LOOKS * MAPS), dtype=np.float32)
    places: list[list[tuple[tuple[int, int], tuple[int, int]]]] = [[], [], []]
    for number, other in scene.pairs:
        trigger, filler = scene.triggers[number], scene.fillers[other]
        there, here = (trigger.start, trigger.end), (filler.start, filler.end)
        before = (filler.start - 1, filler.start) if filler.start else (0, 0)
        for kept, pair in zip(places, ((there, here), (here, there), (before, there)), strict=True):
            kept.append(pair)
    for looks in seen:
        for column, pairs in enumerate(places):
            said[:, column * MAPS : (column + 1) * MAPS] += looks.between(pairs)
    return np.sqrt(np.maximum(said, 0)) * _LOOK_SCALE


def _read(layer: Model[Any, Any], scene: Scene, words: Any) -> Any:
    """The words of the trigger, of the filler and between them."""
    ranges: dict[tuple[int, int], int] = {}
    columns: list[list[int]] = []
    for number, other in scene.pairs:
        trigger, filler = scene.triggers[number], scene.fillers[other]
        places = ((trigger.start, trigger.end), (filler.start, filler.end), gap(trigger, filler))
        columns.append([ranges.setdefault(place, len(ranges)) for place in places])
    pooled = np.zeros((len(ranges), FEATURES), dtype=np.float32)
    for (start, end), row in ranges.items():
        if end > start:
            pooled[row] = words[start:end].mean(axis=0, dtype=np.float32)
    said = project(layer, pooled)
    return said[np.array(columns)].reshape(len(columns), -1)
