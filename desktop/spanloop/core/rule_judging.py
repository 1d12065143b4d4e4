"""Whether what a rule matches is right, as far as people said so."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from spanloop.core.marks import LAYERS, Fragments, Layer, Marks
from spanloop.core.ranges import covers, merge_ranges

Place = tuple[Layer, str, Fragments]
_PEOPLE = ("human", "gold")


@dataclass(frozen=True, slots=True)
class PersonsWord:
    """What one person, or gold, says of an article. complete: by layer, where unmarked text is said to be nothing."""

    gold: bool
    marked: frozenset[Place]
    rejected: frozenset[Place]
    complete: dict[Layer, Fragments] = field(default_factory=dict[Layer, Fragments])

    def says(self, place: Place) -> bool | None:
        """Whether a match is right; None where the person said nothing of it."""
        if place in self.marked:
            return True
        if place in self.rejected or covers(self.complete.get(place[0], ()), place[2]):
            return False
        return None


def words_on(
    everyone: Sequence[Marks],
    *,
    rejected: Callable[[Marks], Collection[Place]],
    holding: Callable[[str, Layer], bool],
) -> list[PersonsWord]:
    """What people say of an article. rejected: places of what a person rejected there. holding: whether a completion
    under a version of the schema holds for a layer."""
    found: list[PersonsWord] = []
    for marks in everyone:
        if marks.author.kind not in _PEOPLE or not marks:
            continue
        refused = any(verdict.outcome == "rejected" for verdict in marks.verdicts)
        complete: dict[Layer, Fragments] = {
            layer: merge_ranges(
                (c.start, c.end) for c in marks.completions if c.layer == layer and holding(c.schema_version, layer)
            )
            for layer in LAYERS
        }
        found.append(
            PersonsWord(
                marks.author.kind == "gold",
                frozenset(places_of(marks)),
                frozenset(rejected(marks)) if refused else frozenset(),
                complete,
            )
        )
    return found


def places_of(marks: Marks) -> Iterable[Place]:
    """Layer, name and place of every mention and event."""
    for mention in marks.mentions:
        yield "entities", mention.label, mention.fragments
    for event in marks.events:
        yield "events", event.type, event.trigger


def judge(place: Place, words: Sequence[PersonsWord]) -> bool | None:
    """Whether a match is right: by gold where gold says anything, else if any person marked it; None for no word."""
    said = [(word.gold, verdict) for word in words if (verdict := word.says(place)) is not None]
    golden = [verdict for gold, verdict in said if gold]
    verdicts = golden or [verdict for _, verdict in said]
    return any(verdicts) if verdicts else None


def is_settled(place: Place, words: Sequence[PersonsWord]) -> bool:
    """Whether everybody who worked on the article marked or rejected just this, so that nobody needs it suggested."""
    return bool(words) and all(place in word.marked or place in word.rejected for word in words)


def covered_by_longer(places: Sequence[tuple[Place, bool]]) -> list[bool]:
    """Of matches in one article, each with whether its rule suggests: whether a longer one that suggests shares
    characters with it in its layer, so that it would never be suggested itself."""
    covered = [False] * len(places)
    order = sorted(range(len(places)), key=lambda at: places[at][0][2][0])
    for layer in LAYERS:
        mine = [at for at in order if places[at][0][0] == layer]
        for place, at in enumerate(mine):
            start, end = places[at][0][2][0]
            for other in mine[place + 1 :]:
                first, last = places[other][0][2][0]
                if first >= end:
                    break
                if last - first > end - start:
                    covered[at] |= places[other][1]
                elif last - first < end - start:
                    covered[other] |= places[at][1]
    return covered
