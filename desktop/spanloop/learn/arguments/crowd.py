"""What else stands in the sentence of a pair: which other mentions could fill the role, which other events want it.

Gold marks one of several mentions that could fill a role, mostly the nearest on its side or the head of an enumeration,
so a row that tells of its rivals is learned from better: on inner folds these numbers, and how much more than the
others a mention is looked at (see rows), brought 2 to 3 F.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from spanloop.learn.arguments.pairs import Place, Scene

#: Numbers of each pair.
CROWD = 22
#: Tokens that count as far away, where nothing is near.
_FAR = 20
_JOINS = frozenset(("and", "'s"))
_ENTERS = frozenset(("and", "'s", "of", "in"))


def crowd(scene: Scene) -> npt.NDArray[np.float32]:
    """The numbers of each pair, (pairs, CROWD)."""
    said = np.zeros((len(scene.pairs), CROWD), dtype=np.float32)
    if not scene.pairs:
        return said
    words = [token.lower() for token in scene.tokens]
    starts: dict[int, int] = {}
    for token, sentence in enumerate(scene.sentence):
        starts.setdefault(sentence, token)
    mentions = by_sentence(scene, [place for place in scene.fillers if place.event < 0])
    triggers = by_sentence(scene, scene.triggers)
    for row, (number, other) in enumerate(scene.pairs):
        trigger, filler = scene.triggers[number], scene.fillers[other]
        sentence = scene.sentence[filler.start]
        rivals = mentions.get(sentence, [])
        wanted = [place for place in triggers.get(sentence, ()) if place.event != trigger.event]
        said[row] = [
            *_rivals(trigger, filler, rivals),
            *_neighbours(words, filler, rivals),
            *_events(trigger, filler, wanted),
            (filler.start - starts[sentence]) / 20,
            (trigger.start - starts[scene.sentence[trigger.start]]) / 20,
            float(any(place != filler and _holds(place, filler) for place in rivals)),
        ]
    return said


def by_sentence(scene: Scene, places: Sequence[Place]) -> dict[int, list[Place]]:
    """Places by the number of their sentence."""
    found: dict[int, list[Place]] = {}
    for place in places:
        found.setdefault(scene.sentence[place.start], []).append(place)
    return found


def _rivals(trigger: Place, filler: Place, rivals: Sequence[Place]) -> Iterator[float]:
    """How many mentions there are, of this label, on this side and nearer."""
    far = _apart(filler, trigger)
    same = [place for place in rivals if place.label == filler.label]
    side = [place for place in same if (place.start < trigger.start) == (filler.start < trigger.start)]
    nearer = sum(_apart(place, trigger) < far for place in side)
    yield len(same) / 3
    yield len(rivals) / 5
    yield nearer / 2
    yield float(nearer == 0)
    yield sum(_apart(place, trigger) < far for place in rivals) / 3
    yield len(side) / 2
    yield float(len(side) == 1)
    yield float(len(same) == 1)


def _neighbours(words: Sequence[str], filler: Place, rivals: Sequence[Place]) -> Iterator[float]:
    """Whether the mention stands in a row of mentions ("Mosul, Iraq", "its army's chief"), before and after it."""
    before = max((place for place in rivals if place.end <= filler.start), key=lambda place: place.end, default=None)
    after = min((place for place in rivals if place.start >= filler.end), key=lambda place: place.start, default=None)
    gap = filler.start - before.end if before else _FAR
    yield float(gap == 0)
    yield float(gap == 1 and words[filler.start - 1] == ",")
    yield float(gap == 1 and words[filler.start - 1] in _JOINS)
    yield float(before is not None and gap <= 1 and before.label == filler.label)
    gap = after.start - filler.end if after else _FAR
    yield float(gap == 0)
    yield float(gap == 1 and words[filler.end] == ",")
    yield float(gap == 1 and words[filler.end] in _ENTERS)
    yield float(after is not None and gap <= 1 and after.label == filler.label)


def _events(trigger: Place, filler: Place, others: Sequence[Place]) -> Iterator[float]:
    """How many other events there are, whether one is nearer and whether one stands between."""
    first, last = min(trigger.end, filler.end), max(trigger.start, filler.start)
    yield (1 + len(others)) / 3
    yield float(min((_apart(filler, place) for place in others), default=_FAR) < _apart(filler, trigger))
    yield float(any(first <= place.start and place.end <= last for place in others))


def _apart(one: Place, other: Place) -> int:
    """Tokens between two places; 0 where they touch or share some."""
    return max(0, other.start - one.end if one.start < other.start else one.start - other.end)


def _holds(outer: Place, inner: Place) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end
