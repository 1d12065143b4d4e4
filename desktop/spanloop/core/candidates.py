"""Which marks could fill a role of an event, best first.

The order is a cost in "words of distance", so that its parts can be weighed against each other: how far the mark stands
from the trigger, how many sentences lie between, on which side of the trigger past fillers of that role stood and which
labels they had, how sure an extractor was of a suggestion, whether the mark is already used by the event, and whether a
wider mark that could fill the role as well contains it.
"""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from spanloop.core.marks import Event, Fragments, Marks, Mention
from spanloop.core.schema import Role

#: Rough length of a word with its space, to turn code points into words.
_WORD = 6.0
_OTHER_SENTENCE = 12.0
_EACH_FURTHER_SENTENCE = 4.0
_USED_IN_ANOTHER_ROLE = 9.0
_INSIDE_A_WIDER_ONE = 6.0
_AROUND_THE_TRIGGER = 8.0
_UNSURE = 6.0
_UNSCORED = 0.5
_SIDE_WEIGHT = 2.5
_LABEL_WEIGHT = 1.5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A mark that may fill a role.

    label: its entity label or event type. fragments: where it stands, in code points of the article.
    suggested: it is not the person's own mark yet, taking it accepts it. score: an extractor's, 0..1, or None.
    cost: what the order was made from, in words of distance; lower is better.
    """

    uid: str
    label: str
    fragments: Fragments
    is_event: bool = False
    suggested: bool = False
    score: float | None = None
    cost: float = 0.0

    @property
    def start(self) -> int:
        return self.fragments[0][0]

    @property
    def end(self) -> int:
        return self.fragments[-1][1]


@dataclass(frozen=True, slots=True)
class Habits:
    """What past events did: counts of fillers by (event type, role).

    sides: how many stood before and after the trigger. labels: how often each label filled the role.
    """

    sides: Mapping[tuple[str, str], tuple[int, int]] = field(default_factory=dict[tuple[str, str], tuple[int, int]])
    labels: Mapping[tuple[str, str], Mapping[str, int]] = field(
        default_factory=dict[tuple[str, str], Mapping[str, int]]
    )

    def side_cost(self, event_type: str, role: str, *, before: bool) -> float:
        """Words of distance that standing on this side costs; 0 on the more usual one and where nothing is known."""
        counts = self.sides.get((event_type, role), (0, 0))
        here, there = counts if before else counts[::-1]
        return _SIDE_WEIGHT * max(0.0, math.log((there + 1) / (here + 1)))

    def label_cost(self, event_type: str, role: str, label: str) -> float:
        """Words of distance that this label costs; 0 for the most usual one and where nothing is known."""
        counts = self.labels.get((event_type, role), {})
        most = max(counts.values(), default=0)
        return _LABEL_WEIGHT * math.log((most + 1) / (counts.get(label, 0) + 1))


def learn_habits(past: Iterable[Marks]) -> Habits:
    """Count sides and labels over events whose fillers are marks of the same author; others are passed over."""
    sides: dict[tuple[str, str], list[int]] = {}
    labels: dict[tuple[str, str], dict[str, int]] = {}
    for marks in past:
        known: dict[str, tuple[int, str]] = {m.uid: (m.start, m.label) for m in marks.mentions}
        known |= {e.uid: (e.start, e.type) for e in marks.events}
        for event in marks.events:
            for argument in event.arguments:
                if argument.filler not in known:
                    continue
                start, label = known[argument.filler]
                key = (event.type, argument.role)
                sides.setdefault(key, [0, 0])[0 if start < event.start else 1] += 1
                counted = labels.setdefault(key, {})
                counted[label] = counted.get(label, 0) + 1
    return Habits({key: (pair[0], pair[1]) for key, pair in sides.items()}, labels)


def rank_candidates(
    event: Event,
    *,
    role: Role,
    marks: Marks,
    suggestions: Sequence[Marks] = (),
    sentences: Sequence[tuple[int, int]] = (),
    habits: Habits | None = None,
    limit: int | None = None,
) -> tuple[Candidate, ...]:
    """Marks that the schema lets fill this role of the event, best first.

    marks: the author's own. suggestions: what others offer; one that the author marked alike is left out.
    sentences: `(start, end)` in code points, sorted (see core.words); without them only distance counts.
    habits: from learn_habits. limit: keep no more than this many.
    What fills this role already, the event itself, and events that it fills are left out. Ties go by place.
    """
    habits = habits or Habits()
    taken = {argument.filler for argument in event.arguments if argument.role == role.name}
    used = {argument.filler for argument in event.arguments} - taken
    pool = [c for c in _pool(event, role, marks, suggestions) if c.uid not in taken]
    starts = [start for start, _ in sentences]
    inner = _contained(pool)
    ranked: list[Candidate] = []
    for candidate in pool:
        cost = _distance(event, candidate) + _sentence_cost(event, candidate, starts)
        cost += habits.side_cost(event.type, role.name, before=candidate.start < event.start)
        cost += habits.label_cost(event.type, role.name, candidate.label)
        if candidate.uid in used:
            cost += _USED_IN_ANOTHER_ROLE
        if candidate.uid in inner:
            cost += _INSIDE_A_WIDER_ONE
        if candidate.suggested:
            cost += _UNSURE * (1.0 - (candidate.score if candidate.score is not None else _UNSCORED))
        ranked.append(replace(candidate, cost=cost))
    ranked.sort(key=lambda c: (c.cost, c.start, c.end, c.uid))
    return tuple(ranked[:limit])


def _pool(event: Event, role: Role, marks: Marks, suggestions: Sequence[Marks]) -> Iterator[Candidate]:
    seen: set[tuple[str, Fragments]] = set()
    for layer in (marks, *suggestions):
        suggested = layer is not marks
        for mention in layer.mentions:
            if role.takes_label(mention.label) and (mention.label, mention.fragments) not in seen:
                seen.add((mention.label, mention.fragments))
                yield _of_mention(mention, suggested=suggested)
        for other in layer.events:
            if other.uid == event.uid or not role.takes_event(other.type) or (other.type, other.trigger) in seen:
                continue
            if any(argument.filler == event.uid for argument in other.arguments):
                continue
            seen.add((other.type, other.trigger))
            yield Candidate(other.uid, other.type, other.trigger, True, suggested, other.score)


def _of_mention(mention: Mention, *, suggested: bool) -> Candidate:
    return Candidate(mention.uid, mention.label, mention.fragments, False, suggested, mention.score)


def _distance(event: Event, candidate: Candidate) -> float:
    """Words between the nearest fragments of the two; a mark around the trigger is rarely its filler."""
    gaps: list[int] = []
    for start, end in candidate.fragments:
        for trigger_start, trigger_end in event.trigger:
            if start < trigger_end and trigger_start < end:
                return _AROUND_THE_TRIGGER
            gaps.append(trigger_start - end if end <= trigger_start else start - trigger_end)
    return min(gaps) / _WORD


def _sentence_cost(event: Event, candidate: Candidate, starts: Sequence[int]) -> float:
    if not starts:
        return 0.0
    apart = abs(bisect_right(starts, candidate.start) - bisect_right(starts, event.start))
    return _OTHER_SENTENCE + _EACH_FURTHER_SENTENCE * (apart - 1) if apart else 0.0


def _contained(pool: Sequence[Candidate]) -> frozenset[str]:
    """Uids of those that lie within a wider mention of the pool. One sweep: an article may hold 20,000 marks."""
    inner: set[str] = set()
    reach = -1
    widest = (-1, -1)
    for candidate in sorted(pool, key=lambda c: (c.start, -c.end)):
        if reach >= candidate.end and (candidate.start, candidate.end) != widest:
            inner.add(candidate.uid)
        # A mention in several pieces, or an event, does not hold what lies between its ends.
        if not candidate.is_event and len(candidate.fragments) == 1 and candidate.end > reach:
            reach = candidate.end
            widest = (candidate.start, candidate.end)
    return frozenset(inner)
