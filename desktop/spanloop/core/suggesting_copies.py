"""Bringing marks to a copy as suggestions: which are new, which stand already, which are withdrawn."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from spanloop.core.marks import Argument, Event, Link, Marks, Mention
from spanloop.core.projection import Left, Projection
from spanloop.core.tracing import Mark, same_event, same_parts


@dataclass
class SuggestionPlan:
    """What is to be written of suggestions. withdrawn: those that nobody decided and that their source says no more.

    shown: how many of the new ones a person is asked about; others only fill roles of events.
    """

    mentions: list[Mention] = field(default_factory=list[Mention])
    events: list[Event] = field(default_factory=list[Event])
    links: list[Link] = field(default_factory=list[Link])
    withdrawn: list[str] = field(default_factory=list[str])
    left: list[Left] = field(default_factory=list[Left])
    shown: int = 0

    def __bool__(self) -> bool:
        return bool(self.mentions or self.events or self.links or self.withdrawn)


def plan_suggestions(
    source: Marks,
    projection: Projection,
    held: Marks,
    *,
    wanted: Sequence[str],
    fillers: Collection[str],
    decided: Collection[str],
) -> SuggestionPlan:
    """Plan suggestions on a copy. A suggestion is never changed: one that is outdated is withdrawn for a new one.

    wanted: uids of marks of the source to be suggested. fillers: of those that are the person's own on the copy
    already, and may fill roles. held: what was suggested before. decided: suggestions with a verdict, which stay.
    """
    return _Suggesting(source, projection, held, fillers, decided).run(wanted)


class _Suggesting:
    def __init__(
        self, source: Marks, projection: Projection, held: Marks, fillers: Collection[str], decided: Collection[str]
    ) -> None:
        self._source: dict[str, Mark] = {m.uid: m for m in (*source.mentions, *source.events)}
        self._removed = frozenset(removal.uid for removal in source.removed) - self._source.keys()
        self._placed: dict[str, Mark] = {m.uid: m for m in (*projection.mentions, *projection.events)}
        self._projection = projection
        self._held = held
        self._fillers = fillers
        self._decided = decided
        self._by_origin: dict[str, list[Mark]] = {}
        for mark in (*held.mentions, *held.events):
            if mark.origin is not None:
                self._by_origin.setdefault(mark.origin, []).append(mark)
        #: Mark of the source -> uid of the suggestion that stands for it.
        self._stands: dict[str, str] = {}
        self._plan = SuggestionPlan()

    def run(self, wanted: Sequence[str]) -> SuggestionPlan:
        asked = set(wanted)
        needed = self._with_fillers(wanted)
        mentions = [uid for uid in needed if isinstance(self._source[uid], Mention)]
        for uid in mentions:
            self._mention(uid)
        # An event that fills a role stands before the one that it fills, unless they fill each other.
        events = [uid for uid in needed if uid not in mentions]
        for uid in events:
            self._stands[uid] = self._placed[self._projection.uids[uid]].uid
        kept = self._keep_events(events)
        for uid in events:
            if uid not in kept:
                self._plan.events.append(self._event(uid))
        self._links(asked)
        self._withdraw()
        new = {mark.uid for mark in (*self._plan.mentions, *self._plan.events)}
        self._plan.shown = sum(self._stands.get(uid) in new for uid in asked)
        return self._plan

    def _with_fillers(self, wanted: Sequence[str]) -> list[str]:
        """What is wanted, and what fills the roles of events among it, in order, each once."""
        needed: dict[str, None] = {}
        ahead = list(reversed(wanted))
        while ahead:
            uid = ahead.pop()
            if uid in needed or uid not in self._projection.uids:
                continue
            needed[uid] = None
            mark = self._source[uid]
            if isinstance(mark, Event):
                ahead += [a.filler for a in reversed(mark.arguments) if a.filler in self._fillers or a.filler in wanted]
        return list(needed)

    def _mention(self, uid: str) -> None:
        there = self._placed[self._projection.uids[uid]]
        alike = next((s for s in self._by_origin.get(uid, ()) if same_parts(s, there)), None)
        if alike is not None:
            self._stands[uid] = alike.uid
        elif isinstance(there, Mention):
            self._stands[uid] = there.uid
            self._plan.mentions.append(replace(there, origin=uid, score=None))

    def _keep_events(self, events: Sequence[str]) -> set[str]:
        """Events for which a suggestion stands already; one that is replaced changes the events whose role it fills."""
        held: dict[str, list[Event]] = {
            uid: [s for s in self._by_origin.get(uid, ()) if isinstance(s, Event)] for uid in events
        }
        kept = {uid: some[-1] for uid, some in held.items() if some}
        more = True
        while more:
            self._stands.update((uid, event.uid) for uid, event in kept.items())
            gone = [uid for uid, event in kept.items() if not same_event(event, self._event(uid), self._arguments(uid))]
            for uid in gone:
                del kept[uid]
                self._stands[uid] = self._placed[self._projection.uids[uid]].uid
            more = bool(gone)
        return set(kept)

    def _event(self, uid: str) -> Event:
        there = self._placed[self._projection.uids[uid]]
        assert isinstance(there, Event)
        return replace(there, origin=uid, score=None, arguments=self._arguments(uid))

    def _arguments(self, uid: str) -> tuple[Argument, ...]:
        event = self._source[uid]
        assert isinstance(event, Event)
        stands = self._stands
        return tuple(replace(a, filler=stands[a.filler], score=None) for a in event.arguments if a.filler in stands)

    def _links(self, asked: set[str]) -> None:
        """Links between suggestions, where one end at least is new to the person."""
        there = {(link.type, link.source, link.target) for link in self._held.links}
        back = {made: uid for uid, made in self._projection.uids.items()}
        for link in self._projection.links:
            source, target = back[link.source], back[link.target]
            if source not in self._stands or target not in self._stands or asked.isdisjoint((source, target)):
                continue
            ends = (link.type, self._stands[source], self._stands[target])
            if ends not in there:
                self._plan.links.append(replace(link, source=ends[1], target=ends[2]))

    def _withdraw(self) -> None:
        """Open suggestions that came from this source and stand for nothing that it says."""
        standing = set(self._stands.values())
        outdated = [
            mark
            for origin, some in self._by_origin.items()
            if origin in self._source or origin in self._removed
            for mark in some
            if mark.uid not in standing and mark.uid not in self._decided
        ]
        going = {mark.uid for mark in outdated}
        # What fills a role of a suggestion that stays is needed there.
        used: set[str] = set()
        more = True
        while more:
            before = len(used)
            for event in self._held.events:
                if event.uid not in going - used:
                    used |= {a.filler for a in event.arguments} & going
            more = len(used) > before
        self._plan.withdrawn = sorted(going - used)
