"""What types, places and a few words say about a pair: hashed names, distances, hints at grammar without a parser.

The words themselves are left out: on 93 documents with a thousand arguments they were learned by heart, and cost 5 F.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any
from zlib import crc32

import numpy as np

from spanloop.learn.arguments.pairs import Place, Scene

#: Hashed names of each pair; 0 is none of them.
NAMES = 7
#: Plain numbers of each pair.
NUMBERS = 20
_PASSIVE = frozenset(("was", "were", "been", "being", "be", "is", "are"))
_WHO = frozenset(("who", "which", "that", "where", "whose"))
_SAID = frozenset(('"', "\u201c", "\u201d", "said", "says", "told"))
_STOPS = frozenset((",", ";", ":", "-", "\u2013", "\u2014", "(", ")"))


def hints(scene: Scene) -> tuple[Any, Any]:
    """Of each pair the hashed names that are true of it, (pairs, NAMES) as uint32, and NUMBERS as float32."""
    names = np.zeros((len(scene.pairs), NAMES), dtype=np.uint32)
    numbers = np.zeros((len(scene.pairs), NUMBERS), dtype=np.float32)
    if not scene.pairs:
        return names, numbers
    words = [token.lower() for token in scene.tokens]
    for row, (number, other) in enumerate(scene.pairs):
        trigger, filler = scene.triggers[number], scene.fillers[other]
        said = list(_names(scene, trigger, filler))
        names[row, : len(said)] = [hash_name(name) for name in said]
        numbers[row] = list(_numbers(scene, words, trigger, filler))
    return names, numbers


@lru_cache(maxsize=1 << 16)
def hash_name(name: str) -> int:
    """A number of a name, never 0. The hash of Python itself is another one in each process."""
    return crc32(name.encode()) or 1


def gap(trigger: Place, filler: Place) -> tuple[int, int]:
    """The tokens between them; empty where they touch or share some."""
    start, end = (filler.end, trigger.start) if filler.start < trigger.start else (trigger.end, filler.start)
    return start, max(start, end)


def _bucket(count: int) -> int:
    return min(5, int(np.log2(count + 1)))


def _names(scene: Scene, trigger: Place, filler: Place) -> Iterator[str]:
    kind, label = trigger.label, filler.label
    start, end = gap(trigger, filler)
    order = "in" if filler.overlaps(trigger) else "<" if filler.start < trigger.start else ">"
    far = _bucket(end - start)
    yield f"T {kind}"
    yield f"L {label}"
    yield f"TL {kind} {label}"
    yield f"TLO {kind} {label} {order}"
    yield f"O {order}{far}"
    yield f"LO {label} {order}{far}"
    yield f"TN {kind} {label} {_rank(scene, trigger, filler)}"


def _rank(scene: Scene, trigger: Place, filler: Place) -> int:
    """How many fillers of the same label and sentence are nearer, up to 3."""
    mine = scene.sentence[filler.start]
    far = _distance(trigger, filler)
    near = sum(
        other.label == filler.label and scene.sentence[other.start] == mine and _distance(trigger, other) < far
        for other in scene.fillers
    )
    return min(3, near)


def _distance(trigger: Place, filler: Place) -> int:
    start, end = gap(trigger, filler)
    return end - start


def _numbers(scene: Scene, words: Sequence[str], trigger: Place, filler: Place) -> Iterator[float]:
    start, end = gap(trigger, filler)
    left = filler.start < trigger.start
    inside = words[start:end]
    apart = scene.sentence[filler.start] - scene.sentence[trigger.start]
    between = [each for each in scene.fillers if each.start >= start and each.end <= end]
    mentions = [each for each in between if each.event < 0]
    rank = _rank(scene, trigger, filler)
    yield from (float(left), float(not left), float(filler.overlaps(trigger)))
    yield min(end - start, 40) / 20
    yield float(np.log1p(end - start)) / 2
    yield float(end == start)
    yield len(mentions) / 3
    yield sum(each.label == filler.label for each in mentions) / 2
    yield (len(between) - len(mentions)) / 2
    yield rank / 2
    yield float(rank == 0)
    yield min(filler.end - filler.start, 5) / 3
    yield sum(word in _STOPS for word in inside) / 2
    yield float(not _PASSIVE.isdisjoint(words[max(0, trigger.start - 3) : trigger.start]))
    yield float("by" in inside)
    yield float(not _WHO.isdisjoint(inside))
    yield float(not _SAID.isdisjoint(inside))
    yield float("and" in inside)
    yield float(apart < 0)
    yield float(apart > 0)
