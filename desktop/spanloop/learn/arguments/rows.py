"""Pairs as rows that the model reads: hints, what the language model makes of the words, and where it looks."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from spacy.tokens import Doc
from thinc.api import Model

from spanloop.learn.arguments.crowd import CROWD, by_sentence, crowd
from spanloop.learn.arguments.hints import NAMES, NUMBERS, gap, hints
from spanloop.learn.arguments.pairs import Scene
from spanloop.learn.embedding.attention import MAPS, Looks
from spanloop.learn.embedding.features import FEATURES
from spanloop.learn.embedding.layer import find_features, read_attention, read_features
from spanloop.learn.row_model import project

#: Tokens [start, end).
Range = tuple[int, int]
#: Ranges whose words are read with the language model: trigger, filler, what is between; looks between two of them.
READ, LOOKS = 3, 3
#: Attention is near 0 mostly: its root is spread better.
_LOOK_SCALE = 2.0


#: How much more than any other mention of the sentence: the trigger looks at the filler, the filler at the trigger.
RIVALS = 2


def width(model: Model[Any, Any]) -> int:
    """Plain numbers of a row."""
    layer = find_features(model)
    return _first_width(model) + CROWD + (RIVALS * MAPS if layer is not None else 0)


def parts_of(model: Model[Any, Any]) -> list[tuple[slice, float]]:
    """The parts of a row's numbers, and how much each counts where rows are compared (see likeness)."""
    layer = find_features(model)
    read = layer.get_dim("nO") if layer is not None else 0
    sizes = [(NUMBERS, 0.5)]
    if layer is not None:
        sizes += [*((MAPS, share) for share in (0.3, 0.3, 0.2)), *((read, share) for share in (0.6, 0.3, 0.3))]
    sizes += [(CROWD, 0.5), *(((MAPS, 0.3),) * RIVALS if layer is not None else ())]
    ends = np.cumsum([size for size, _ in sizes]).tolist()
    return [(slice(end - size, end), share) for end, (size, share) in zip(ends, sizes, strict=True)]


def _first_width(model: Model[Any, Any]) -> int:
    """Plain numbers of a row as versions read them that knew nothing of other mentions; the others come after them."""
    layer = find_features(model)
    return NUMBERS + (LOOKS * MAPS + READ * layer.get_dim("nO") if layer is not None else 0)


def _read_width(model: Model[Any, Any]) -> int:
    """Plain numbers of a row that a model reads: an older one takes the first of them."""
    table, scorer = model.layers[:2]
    read = next((layer.get_dim("nI") for layer in scorer.walk() if layer.has_dim("nI")), None)
    older = read == table.get_dim("nO") + _first_width(model)
    return _first_width(model) if older else width(model)


def make_rows(model: Model[Any, Any], docs: Sequence[Doc], scenes: Sequence[Scene]) -> list[tuple[Any, Any]]:
    """For each document its pairs as (names, numbers), (pairs, NAMES) and (pairs, width)."""
    layer = find_features(model)
    made = [hints(scene) for scene in scenes]
    others = [crowd(scene) for scene in scenes]
    kept = _read_width(model)
    if layer is None:
        return [
            (names, np.concatenate([numbers, more], axis=1)[:, :kept])
            for (names, numbers), more in zip(made, others, strict=True)
        ]
    full = [number for number, scene in enumerate(scenes) if scene.pairs]
    features = read_features(layer, [docs[number] for number in full])
    wanted = [(scenes[number].tokens, sorted({place.start for place in scenes[number].triggers})) for number in full]
    looks = read_attention(layer, wanted)
    empty = np.zeros((0, kept), dtype=np.float32)
    rows = [(np.zeros((0, NAMES), dtype=np.uint32), empty) for _ in scenes]
    for number, words, seen in zip(full, features, looks, strict=True):
        names, numbers = made[number]
        read = _read(layer, scenes[number], words)
        looks_at, more = _looks(scenes[number], seen)
        parts = [numbers, looks_at, read, others[number], more]
        rows[number] = names, np.concatenate(parts, axis=1)[:, :kept]
    return rows


def _looks(scene: Scene, seen: Sequence[Looks]) -> tuple[Any, Any]:
    """How trigger and filler look at each other, and how the word before the filler (a preposition) at the trigger.

    Also how much more they look at each other than the trigger and any other mention do, (pairs, RIVALS * MAPS).
    """
    places: list[list[tuple[Range, Range]]] = [[], [], []]
    for number, other in scene.pairs:
        trigger, filler = scene.triggers[number], scene.fillers[other]
        there, here = (trigger.start, trigger.end), (filler.start, filler.end)
        before = (filler.start - 1, filler.start) if filler.start else (0, 0)
        for kept, pair in zip(places, ((there, here), (here, there), (before, there)), strict=True):
            kept.append(pair)
    said = [_spread(seen, pairs) for pairs in places]
    mentions = by_sentence(scene, [place for place in scene.fillers if place.event < 0])
    rivals = [
        sorted({(place.start, place.end) for place in mentions.get(scene.sentence[scene.triggers[number].start], ())})
        for number, _ in scene.pairs
    ]
    more = [said[column] - _most(seen, places[0], rivals, back=bool(column)) for column in range(RIVALS)]
    return np.concatenate(said, axis=1), np.concatenate(more, axis=1)


def _spread(seen: Sequence[Looks], pairs: Sequence[tuple[Range, Range]]) -> Any:
    said = np.zeros((len(pairs), MAPS), dtype=np.float32)
    for looks in seen:
        said += looks.between(pairs)
    return np.sqrt(np.maximum(said, 0)) * _LOOK_SCALE


def _most(
    seen: Sequence[Looks], pairs: Sequence[tuple[Range, Range]], rivals: Sequence[Sequence[Range]], *, back: bool
) -> Any:
    """Of each trigger and filler the most that the trigger looks at a rival of the filler; back: the rival at it."""
    wanted = {(there, rival): None for (there, _), others in zip(pairs, rivals, strict=True) for rival in others}
    order = {pair: row for row, pair in enumerate(wanted)}
    said = _spread(seen, [(rival, there) if back else (there, rival) for there, rival in order])
    most = np.zeros((len(pairs), MAPS), dtype=np.float32)
    for row, ((there, here), others) in enumerate(zip(pairs, rivals, strict=True)):
        mine = [order[there, rival] for rival in others if rival != here]
        if mine:
            most[row] = said[mine].max(axis=0)
    return most


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
