"""Marks: what one author says about one article."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

Fragment = tuple[int, int]
Fragments = tuple[Fragment, ...]
AuthorKind = Literal["human", "extractor", "rules", "gold"]
Layer = Literal["entities", "events"]
LAYERS: tuple[Layer, ...] = ("entities", "events")
Outcome = Literal["accepted", "corrected", "rejected"]


def make_fragments(pairs: Iterable[Iterable[int]]) -> Fragments:
    """Sort fragments and join those that touch; ValueError for none, an empty or a negative one, or an overlap."""
    ordered = sorted((int(start), int(end)) for start, end in pairs)
    if not ordered:
        raise ValueError("a span needs at least one fragment")
    joined: list[Fragment] = []
    for start, end in ordered:
        if start < 0 or end <= start:
            raise ValueError(f"start {start} and end {end} are no span")
        if joined and start < joined[-1][1]:
            raise ValueError(f"fragments {joined[-1]} and {(start, end)} overlap")
        if joined and start == joined[-1][1]:
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return tuple(joined)


@dataclass(frozen=True, slots=True)
class Author:
    """Whoever marks text: a human, an extractor version, a rule set, or the adjudicated `gold`."""

    uid: str
    name: str
    kind: AuthorKind = "human"


@dataclass(frozen=True, slots=True)
class Mention:
    """A span with an entity label.

    fragments: code points of the article, sorted, not touching (see make_fragments).
    score: 0..1 from an extractor, None from a human. origin: uid of the suggestion it was accepted from, or None.
    value: what a person said that a time means, as ISO 8601 ("2024-10-23", "2024-W43"), "" for nothing in the calendar;
        None where nobody did, and rules say what they can (see spanloop.articles.times).
    changed: time of the last act that made or changed it, "" when not known; earlier: times of those before it.
    """

    uid: str
    fragments: Fragments
    label: str
    score: float | None = None
    origin: str | None = None
    notes: str = ""
    changed: str = field(default="", compare=False)
    earlier: tuple[str, ...] = field(default=(), compare=False)
    value: str | None = None

    @property
    def start(self) -> int:
        return self.fragments[0][0]

    @property
    def end(self) -> int:
        return self.fragments[-1][1]


@dataclass(frozen=True, slots=True)
class Argument:
    """One filler of a role: a mention or an event of the same author in the same article, by uid.

    score: 0..1 from an extractor, None from a human. Two arguments that differ in it alone say the same.
    """

    role: str
    filler: str
    filler_is_event: bool = False
    score: float | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Event:
    """A type, a trigger, arguments and attributes.

    trigger: the fragments of the span that expresses it. arguments keep their order; a role may stand several times.
    attributes: only those that were set; an absent one means the schema's default.
    changed, earlier: as of a mention; what is done to arguments and attributes is a change of the event.
    """

    uid: str
    type: str
    trigger: Fragments
    arguments: tuple[Argument, ...] = ()
    attributes: Mapping[str, str] = field(default_factory=dict[str, str])
    score: float | None = None
    origin: str | None = None
    notes: str = ""
    changed: str = field(default="", compare=False)
    earlier: tuple[str, ...] = field(default=(), compare=False)

    @property
    def start(self) -> int:
        return self.trigger[0][0]

    @property
    def end(self) -> int:
        return self.trigger[-1][1]


def fragments_of(mark: Mention | Event) -> Fragments:
    """Where a mark stands: the fragments of a mention, or of an event's trigger."""
    return mark.trigger if isinstance(mark, Event) else mark.fragments


def name_of(mark: Mention | Event) -> str:
    """The label of a mention, or the type of an event."""
    return mark.type if isinstance(mark, Event) else mark.label


@dataclass(frozen=True, slots=True)
class Link:
    """A typed relation between two mentions (alias, member_of) or two events (purpose, cause, part_of, same)."""

    uid: str
    type: str
    source: str
    target: str
    between_events: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a human did with a suggestion. result: uid of the mark that came of it, None when rejected."""

    uid: str
    suggestion: str
    outcome: Outcome
    result: str | None
    at: str


@dataclass(frozen=True, slots=True)
class Completion:
    """A human's word that a layer of `[start, end)` is exhaustively marked under a schema version."""

    uid: str
    layer: Layer
    start: int
    end: int
    schema_version: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Removal:
    """A mention, event or link that its author removed, by uid, and when; so that no copy brings it back."""

    uid: str
    at: str


@dataclass(frozen=True, slots=True)
class Marks:
    """All that one author says about one article. removed: what they said once and took away; it counts as nothing."""

    author: Author
    mentions: tuple[Mention, ...] = ()
    events: tuple[Event, ...] = ()
    links: tuple[Link, ...] = ()
    verdicts: tuple[Verdict, ...] = ()
    completions: tuple[Completion, ...] = ()
    removed: tuple[Removal, ...] = field(default=(), compare=False)

    def __bool__(self) -> bool:
        return bool(self.mentions or self.events or self.links or self.verdicts or self.completions)

    def without(self, uids: frozenset[str]) -> Marks:
        """The same marks less the mentions and events named, and less the links and arguments that used them."""
        return replace(
            self,
            mentions=tuple(m for m in self.mentions if m.uid not in uids),
            events=tuple(
                replace(e, arguments=tuple(a for a in e.arguments if a.filler not in uids))
                for e in self.events
                if e.uid not in uids
            ),
            links=tuple(k for k in self.links if k.source not in uids and k.target not in uids),
        )
