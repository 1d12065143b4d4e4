"""Pairs of a trigger and what may fill a role of its event."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from spanloop.learn.embedding.windows import sentence_ends


@dataclass(frozen=True)
class Place:
    """Tokens [start, end) with a label; event: the number of the event whose trigger this is, -1 for a mention."""

    start: int
    end: int
    label: str
    event: int = -1

    def overlaps(self, other: Place) -> bool:
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True)
class Scene:
    """What stands in one text. tokens: their texts. sentence: of each token, the number of its sentence.

    triggers: in the order of the events. fillers: the mentions, then the triggers again, each with the number of its
    event. pairs: numbers of a trigger and a filler.
    """

    tokens: tuple[str, ...]
    sentence: tuple[int, ...]
    triggers: tuple[Place, ...]
    fillers: tuple[Place, ...]
    pairs: tuple[tuple[int, int], ...]


def make_scene(
    tokens: Sequence[str],
    *,
    triggers: Sequence[Place],
    mentions: Sequence[Place],
    window: int,
    may_fill: Callable[[str, str], bool],
) -> Scene:
    """All pairs that are worth a look: their sentences are no more than `window` apart, and a role takes such a filler.

    may_fill: whether an event type has a role for this entity label or event type. An event does not fill a role of its
    own. triggers: with the number of their event, which is their place in the sequence.
    """
    sentence = tuple(_sentences(tokens))
    fillers = (*mentions, *triggers)
    by_sentence: dict[int, list[int]] = {}
    for number, filler in enumerate(fillers):
        by_sentence.setdefault(sentence[filler.start], []).append(number)
    pairs = tuple(
        (number, other)
        for number, trigger in enumerate(triggers)
        for near in range(sentence[trigger.start] - window, sentence[trigger.start] + window + 1)
        for other in by_sentence.get(near, ())
        if fillers[other].event != number and may_fill(trigger.label, fillers[other].label)
    )
    return Scene(tuple(tokens), sentence, tuple(triggers), fillers, pairs)


def _sentences(tokens: Sequence[str]) -> Iterator[int]:
    start = 0
    for number, end in enumerate(sentence_ends(tokens)):
        for _ in range(start, end):
            yield number
        start = end
