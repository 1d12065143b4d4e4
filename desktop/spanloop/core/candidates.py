"""Which marks could fill a role of an event, best first.

The order is a cost in "words of distance", so that its parts can be weighed against each other: how far the mark stands
from the trigger, how many sentences lie between, on which side of the trigger past fillers of that role stood and which
labels they had, how sure an extractor was of a suggestion, whether an extractor itself let it fill this role, whether
the mark is already used by the event, and whether a wider mark that could fill the role as well contains it.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from operator import itemgetter

from spanloop.core.marks import Event, Fragments, Marks, Mention
from spanloop.core.schema import Role

#: Rough length of a word with its space, to turn code points into words.
_WORD = 6.0
_OTHER_SENTENCE = 12.0
_EACH_FURTHER_SENTENCE = 4.0
#: More than another sentence, so that whoever is free in the next one goes first; not without end, for a source is
#: often the attacker too, and a target the place.
_USED_IN_ANOTHER_ROLE = 15.0
_INSIDE_A_WIDER_ONE = 6.0
_AROUND_THE_TRIGGER = 8.0
_UNSURE = 6.0
_UNSCORED = 0.5
#: What an extractor that gave this filler to an event of the same trigger, surely, takes off the cost.
_NAMED = 24.0
_SIDE_WEIGHT = 2.5
_LABEL_WEIGHT = 1.5
#: With fewer marks than this all are looked at. Else those that begin within so many code points, one after the other,
#: until none farther away could be better; a mark that begins before them may reach so many words into them.
_MANY = 600
_REACHES = (1_500, 6_000, 24_000)
_LONGEST = 50.0


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
        needed = {argument.filler for event in marks.events for argument in event.arguments}
        known: dict[str, tuple[int, str]] = {m.uid: (m.start, m.label) for m in marks.mentions if m.uid in needed}
        known |= {e.uid: (e.start, e.type) for e in marks.events if e.uid in needed}
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


def marks_near(marks: Marks, span: Fragments, *, reach: int) -> Marks:
    """Mentions and events that begin no farther from a span than this; the same marks where there are not many.

    marks: in the order of their starts, as a project gives them. reach: code points.
    """
    if len(marks.mentions) + len(marks.events) < _MANY:
        return marks
    low, high = span[0][0] - reach, span[-1][1] + reach
    first, last = bisect_left(marks.mentions, low, key=_start_of), bisect_right(marks.mentions, high, key=_start_of)
    begin, end = bisect_left(marks.events, low, key=_start_of), bisect_right(marks.events, high, key=_start_of)
    return replace(marks, mentions=marks.mentions[first:last], events=marks.events[begin:end])


def _start_of(mark: Mention | Event) -> int:
    return mark.start


def rank_near(
    event: Event,
    *,
    role: Role,
    marks: Marks,
    suggestions: Sequence[Marks] = (),
    sentences: Sequence[tuple[int, int]] = (),
    habits: Habits | None = None,
    limit: int,
) -> tuple[Candidate, ...]:
    """The same as rank_candidates, at a cost that follows the neighbourhood of the trigger and not the article."""
    for reach in _REACHES:
        near = rank_candidates(
            event,
            role=role,
            marks=marks_near(marks, event.trigger, reach=reach),
            suggestions=[marks_near(layer, event.trigger, reach=reach) for layer in suggestions],
            sentences=sentences,
            habits=habits,
            limit=limit,
        )
        # What begins beyond the reach costs at least its distance.
        if len(near) == limit and near[-1].cost <= reach / _WORD - _LONGEST:
            return near
    return rank_candidates(
        event, role=role, marks=marks, suggestions=suggestions, sentences=sentences, habits=habits, limit=limit
    )


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
    ranking = _Ranking(event, role, habits or Habits(), [start for start, _ in sentences])
    ranking.named = _named(event, role, marks, suggestions)
    # Own marks before suggestions that equal them, which _distinct relies on.
    near = sorted(ranking.pool(marks, suggestions), key=itemgetter(0, 1))
    if limit is not None and len(near) > limit:
        # But for being named, every other cost adds to the distance. So whatever stands farther away than the worst
        # that the nearest ones can come to is no better than these, and need not be looked at: an article may hold
        # 20,000 marks.
        nearest = islice(_distinct(_candidate(found) for found in near), limit)
        worst = max((ranking.cost(c) for c in nearest), default=0.0) + _INSIDE_A_WIDER_ONE
        near = [found for found in near if found[0] / _WORD <= worst or found[2].uid in ranking.named]
    pool = [_candidate(found) for found in near]
    inner = _contained(pool)
    ranked = [
        replace(c, cost=ranking.cost(c) + (_INSIDE_A_WIDER_ONE if c.uid in inner else 0.0)) for c in _distinct(pool)
    ]
    ranked.sort(key=lambda c: (c.cost, c.start, c.end, c.uid))
    return tuple(ranked[:limit])


#: (code points from the trigger, whether it is a suggestion, the mark)
_Found = tuple[int, bool, Mention | Event]


def _candidate(found: _Found) -> Candidate:
    _, suggested, mark = found
    if isinstance(mark, Event):
        return Candidate(mark.uid, mark.type, mark.trigger, True, suggested, mark.score)
    return Candidate(mark.uid, mark.label, mark.fragments, False, suggested, mark.score)


class _Ranking:
    """The costs of candidates for one role of one event."""

    def __init__(self, event: Event, role: Role, habits: Habits, sentence_starts: Sequence[int]) -> None:
        self.event = event
        self.role = role
        self.habits = habits
        self.sentence_starts = sentence_starts
        self.taken = {argument.filler for argument in event.arguments if argument.role == role.name}
        self.used = {argument.filler for argument in event.arguments} - self.taken
        #: How sure an extractor was that a mark fills the role, by uid.
        self.named: dict[str, float] = {}

    def pool(self, marks: Marks, suggestions: Sequence[Marks]) -> Iterator[_Found]:
        """Everything that the schema lets fill the role, with its distance from the trigger in code points."""
        event, role = self.event, self.role
        start, end = event.trigger[0][0], event.trigger[-1][1]
        whole = len(event.trigger) == 1
        for layer in (marks, *suggestions):
            suggested = layer is not marks
            labels = {label for label in {m.label for m in layer.mentions} if role.takes_label(label)}
            for m in layer.mentions:
                if m.label in labels and m.uid not in self.taken:
                    fragments = m.fragments
                    if whole and len(fragments) == 1:
                        # The usual case without a call: this line runs for every mention of the article.
                        first, last = fragments[0]
                        gap = start - last if last < start else first - end if first > end else 0
                    else:
                        gap = _gap(event.trigger, fragments)
                    yield gap, suggested, m
            for e in layer.events:
                if e.uid == event.uid or e.uid in self.taken or not role.takes_event(e.type):
                    continue
                if any(argument.filler == event.uid for argument in e.arguments):
                    continue
                yield _gap(event.trigger, e.trigger), suggested, e

    def cost(self, candidate: Candidate) -> float:
        """The cost of one candidate, but for lying inside a wider one."""
        event, role, habits = self.event, self.role, self.habits
        cost = _distance(event, candidate) + _sentence_cost(event, candidate, self.sentence_starts)
        cost += habits.side_cost(event.type, role.name, before=candidate.start < event.start)
        cost += habits.label_cost(event.type, role.name, candidate.label)
        if candidate.uid in self.named:
            cost -= _NAMED * self.named[candidate.uid]
        if candidate.uid in self.used:
            cost += _USED_IN_ANOTHER_ROLE
        if candidate.suggested:
            cost += _UNSURE * (1.0 - (candidate.score if candidate.score is not None else _UNSCORED))
        return cost


def _named(event: Event, role: Role, marks: Marks, suggestions: Sequence[Marks]) -> dict[str, float]:
    """What extractors let fill this role of an event with the same trigger, and how sure they were, by uid.

    A suggestion that was accepted meanwhile stands for the mark that came of it.
    """
    named: dict[str, float] = {}
    for layer in suggestions:
        for other in layer.events:
            if any(a < d and c < b for a, b in event.trigger for c, d in other.trigger):
                score = _UNSCORED if other.score is None else other.score
                named |= {a.filler: score for a in other.arguments if a.role == role.name}
    if named:
        own = (*marks.mentions, *marks.events)
        named |= {mark.uid: named[mark.origin] for mark in own if mark.origin is not None and mark.origin in named}
    return named


def _distinct(pool: Iterable[Candidate]) -> Iterator[Candidate]:
    """Leave out a suggestion that a mark before it equals in label and place."""
    seen: set[tuple[str, Fragments]] = set()
    for candidate in pool:
        if not candidate.suggested or (candidate.label, candidate.fragments) not in seen:
            yield candidate
        seen.add((candidate.label, candidate.fragments))


def _gap(trigger: Fragments, fragments: Fragments) -> int:
    """Code points between the nearest fragments; 0 where they overlap."""
    return min(max(0, a - d, c - b) for a, b in trigger for c, d in fragments)


def _distance(event: Event, candidate: Candidate) -> float:
    """Words between the nearest fragments of the two; a mark around the trigger is rarely its filler."""
    around = any(a < d and c < b for a, b in event.trigger for c, d in candidate.fragments)
    return _AROUND_THE_TRIGGER if around else _gap(event.trigger, candidate.fragments) / _WORD


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
