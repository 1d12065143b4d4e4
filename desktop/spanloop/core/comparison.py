"""The one comparison of two authors' marks on the same text.

It serves evaluation (extractor against gold), agreement (human against human), adjudication (what differs) and the
comparison of extractor versions.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from spanloop.core.marks import LAYERS, Event, Fragment, Fragments, Layer, Marks
from spanloop.core.matching import Item, Pair, pair_up
from spanloop.core.ranges import covers, merge_ranges
from spanloop.core.schema import Schema

Part = Literal["mentions", "triggers", "arguments", "attributes", "links"]
Mode = Literal["exact", "overlap"]
DifferenceKind = Literal["missed", "false", "boundary", "label"]
PARTS: tuple[Part, ...] = ("mentions", "triggers", "arguments", "attributes", "links")
MODES: tuple[Mode, ...] = ("exact", "overlap")


@dataclass(frozen=True, slots=True)
class Counts:
    """tp: what both have. fp: what only the other has. fn: what only the reference has."""

    tp: int = 0
    fp: int = 0
    fn: int = 0

    def __add__(self, more: Counts) -> Counts:
        return Counts(self.tp + more.tp, self.fp + more.fp, self.fn + more.fn)

    @property
    def n(self) -> int:
        """How many items the reference has."""
        return self.tp + self.fn

    @property
    def precision(self) -> float:
        """0..1; 0 where the other has no items."""
        return self.tp / (self.tp + self.fp) if self.tp + self.fp else 0.0

    @property
    def recall(self) -> float:
        """0..1; 0 where the reference has no items."""
        return self.tp / (self.tp + self.fn) if self.tp + self.fn else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, 0..1; 0 where there are no items. The same for swapped sides."""
        total = 2 * self.tp + self.fp + self.fn
        return 2 * self.tp / total if total else 0.0


Scores = dict[tuple[Part, str | None, Mode], Counts]


@dataclass(frozen=True, slots=True)
class Match:
    """Two marks that say the same thing in overlapping places. exact: in the very same place.

    part: "mentions", "triggers" or "links". reference, other: uids of the two marks (of the events for triggers).
    """

    part: Part
    label: str
    reference: str
    other: str
    exact: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """One thing in which the two are not the same.

    kind: "missed" (only the reference has it), "false" (only the other), "boundary" (same label, overlapping places),
    "label" (another label in the same place or, failing that, in an overlapping one; for an attribute another value).
    reference, other: uid of the mention, event or link (arguments and attributes: of their event), None if it has none.
    reference_label, other_label: label, event type or link type; "ATTACK.target" for an argument; "realis=planned" for
    an attribute; "" on the side that has none. fragments: where to look, the reference's place if it has one. there:
    the other's place where both have one, of a boundary or another label. trigger: of an argument, its event's. The
    last two are for reading and make no difference another one.
    """

    kind: DifferenceKind
    part: Part
    reference: str | None
    other: str | None
    reference_label: str
    other_label: str
    fragments: Fragments
    there: Fragments = field(default=(), compare=False)
    trigger: Fragments = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What two authors have in common in one text and what not.

    scores: by (part, label, mode), label None for all labels together (there for every part and mode, even if 0).
    Labels are entity labels, event types, link types, "ATTACK.target" for arguments, attribute names for attributes.
    matches: marks with a counterpart of the same label, one to one. differences: everything else, in the order of the
    text. All of it rests on one pairing (core.matching.pair_up), so it adds up. For mode "exact", fn is the number of
    differences less the false ones and fp the number less the missed ones; "overlap" leaves out those of kind
    "boundary". Attributes are compared on pairs of events, so theirs add up for "overlap" only. See also `confusion`.
    """

    matches: tuple[Match, ...]
    differences: tuple[Difference, ...]
    scores: Scores


def compare(
    reference: Marks,
    other: Marks,
    *,
    ranges: Mapping[Layer, Sequence[Fragment]] | None = None,
    schema: Schema | None = None,
) -> Comparison:
    """Compare two authors' marks on the same text; swapping them swaps fp with fn and nothing else.

    ranges: count only marks that lie whole within these ranges of their layer, in code points (events by their trigger,
    with all their arguments, wherever the fillers are); a layer that is not named has none. None counts everything.
    schema: fills in the defaults of attributes that were not set.

    Exact means the same fragments and label. Overlap means the same label and a character in common, one to one: those
    that are exact are taken, of the others as many match as can. Arguments count as (event type, trigger, role,
    filler's span), all of them, whether their event matched or not; one whose filler is not among the author's marks is
    left out. Attributes count on matched events only: for "exact" on those with the same trigger, for "overlap" on
    those in `matches`.
    """
    merged: dict[Layer, tuple[Fragment, ...]] | None
    merged = None if ranges is None else {layer: merge_ranges(ranges.get(layer, ())) for layer in LAYERS}
    mine, theirs = _View(reference, merged), _View(other, merged)
    scores: Scores = {(part, None, mode): Counts() for part in PARTS for mode in MODES}
    matches: list[Match] = []
    differences: list[Difference] = []
    event_pairs: list[Pair] = []
    sides: tuple[tuple[Part, list[Item], list[Item]], ...] = (
        ("mentions", mine.mentions, theirs.mentions),
        ("triggers", mine.triggers, theirs.triggers),
        ("arguments", mine.arguments, theirs.arguments),
        ("links", mine.links, theirs.links),
    )
    for part, ours, others in sides:
        pairs = pair_up(ours, others)
        alike = [pair for pair in pairs if ours[pair.reference].label == others[pair.other].label]
        _count(scores, part, ours, others, alike)
        differences += _differences(part, ours, others, pairs)
        if part == "triggers":
            event_pairs = alike
        if part != "arguments":
            matches += [_match(part, ours[pair.reference], others[pair.other], pair) for pair in alike]
    for pair in event_pairs:
        differences += _compare_attributes(scores, mine.events[pair.reference], theirs.events[pair.other], pair, schema)
    differences.sort(key=lambda d: (d.fragments, PARTS.index(d.part), d.kind, d.reference_label, d.other_label))
    return Comparison(tuple(matches), tuple(differences), scores)


def pool(comparisons: Iterable[Comparison]) -> Scores:
    """Add up the counts of many comparisons (micro-average): scores over all of them as over one long text."""
    pooled: Scores = {(part, None, mode): Counts() for part in PARTS for mode in MODES}
    for comparison in comparisons:
        for key, counts in comparison.scores.items():
            pooled[key] = pooled.get(key, Counts()) + counts
    return pooled


def confusion(comparisons: Iterable[Comparison], part: Part) -> Counter[tuple[str, str]]:
    """How often (label of the reference, label of the other) met, "" where one side has nothing there.

    For "mentions", "triggers" and "links". Each item of either side is counted once, so that the rows of one label add
    up to its n in the pooled scores, its columns to tp + fp, and the diagonal is tp of mode "overlap".
    """
    met: Counter[tuple[str, str]] = Counter()
    for comparison in comparisons:
        met.update((match.label, match.label) for match in comparison.matches if match.part == part)
        for found in comparison.differences:
            if found.part == part and found.kind != "boundary":  # those are among the matches
                met[found.reference_label, found.other_label] += 1
    return met


class _View:
    """What one author has inside the ranges, as items that can be matched. `events` runs beside `triggers`."""

    def __init__(self, marks: Marks, ranges: Mapping[Layer, Sequence[Fragment]] | None) -> None:
        mention_spans = {mention.uid: mention.fragments for mention in marks.mentions}
        event_spans = {event.uid: event.trigger for event in marks.events}

        def inside(layer: Layer, *spans: Fragments) -> bool:
            return ranges is None or all(covers(ranges[layer], span) for span in spans)

        self.events = [event for event in marks.events if inside("events", event.trigger)]
        self.mentions = [
            Item(m.label, (m.fragments,), m.uid) for m in marks.mentions if inside("entities", m.fragments)
        ]
        self.triggers = [Item(event.type, (event.trigger,), event.uid) for event in self.events]
        self.arguments: list[Item] = []
        for event in self.events:
            for argument in event.arguments:
                filler = (event_spans if argument.filler_is_event else mention_spans).get(argument.filler)
                if filler is not None:
                    self.arguments.append(Item(f"{event.type}.{argument.role}", (event.trigger, filler), event.uid))
        self.links: list[Item] = []
        for link in marks.links:
            ends = event_spans if link.between_events else mention_spans
            source, target = ends.get(link.source), ends.get(link.target)
            layer: Layer = "events" if link.between_events else "entities"
            if source is not None and target is not None and inside(layer, source, target):
                self.links.append(Item(link.type, (source, target), link.uid))


def _count(scores: Scores, part: Part, reference: Sequence[Item], other: Sequence[Item], alike: Sequence[Pair]) -> None:
    found: dict[Mode, Counter[str]] = {
        "exact": Counter(reference[pair.reference].label for pair in alike if pair.exact),
        "overlap": Counter(reference[pair.reference].label for pair in alike),
    }
    wanted, given = Counter(item.label for item in reference), Counter(item.label for item in other)
    for mode, hits in found.items():
        for label in sorted(wanted.keys() | given.keys()):
            counts = Counts(hits[label], given[label] - hits[label], wanted[label] - hits[label])
            _add(scores, part, label, mode, counts)


def _add(scores: Scores, part: Part, label: str, mode: Mode, counts: Counts) -> None:
    keys: tuple[tuple[Part, str | None, Mode], ...] = ((part, None, mode), (part, label, mode))
    for key in keys:
        scores[key] = scores.get(key, Counts()) + counts


def _match(part: Part, reference: Item, other: Item, pair: Pair) -> Match:
    return Match(part, reference.label, reference.uid, other.uid, pair.exact)


def _differences(
    part: Part, reference: Sequence[Item], other: Sequence[Item], pairs: Sequence[Pair]
) -> Iterable[Difference]:
    for pair in pairs:
        mine, theirs = reference[pair.reference], other[pair.other]
        if mine.label != theirs.label:
            yield _difference("label", part, mine, theirs)
        elif not pair.exact:
            yield _difference("boundary", part, mine, theirs)
    paired = {pair.reference for pair in pairs}, {pair.other for pair in pairs}
    for place, item in enumerate(reference):
        if place not in paired[0]:
            yield _difference("missed", part, item, None)
    for place, item in enumerate(other):
        if place not in paired[1]:
            yield _difference("false", part, None, item)


def _difference(kind: DifferenceKind, part: Part, reference: Item | None, other: Item | None) -> Difference:
    place = reference or other
    return Difference(
        kind,
        part,
        reference.uid if reference else None,
        other.uid if other else None,
        reference.label if reference else "",
        other.label if other else "",
        # The last span is where the eye has to go: a mention's own, an argument's filler, a link's target.
        place.spans[-1] if place else (),
        other.spans[-1] if reference and other else (),
        place.spans[0] if place and part == "arguments" else (),
    )


def _compare_attributes(
    scores: Scores, reference: Event, other: Event, pair: Pair, schema: Schema | None
) -> Iterable[Difference]:
    mine, theirs = _attributes(reference, schema), _attributes(other, schema)
    differences: list[Difference] = []
    for name in sorted(mine.keys() | theirs.keys()):
        wanted, given = mine.get(name), theirs.get(name)
        same = wanted == given
        counts = Counts(int(same), int(not same and given is not None), int(not same and wanted is not None))
        for mode in MODES:
            if mode == "overlap" or pair.exact:
                _add(scores, "attributes", name, mode, counts)
        if not same:
            kind: DifferenceKind = "missed" if given is None else "false" if wanted is None else "label"
            labels = ("" if wanted is None else f"{name}={wanted}", "" if given is None else f"{name}={given}")
            differences.append(Difference(kind, "attributes", reference.uid, other.uid, *labels, reference.trigger))
    return differences


def _attributes(event: Event, schema: Schema | None) -> dict[str, str]:
    attributes = schema.attributes if schema else ()
    defaults = {a.name: a.default for a in attributes if a.default is not None}
    return defaults | dict(event.attributes)
