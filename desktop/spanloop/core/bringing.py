"""Bringing marks to a copy: what is new there, what follows its source, what the person changed and keeps.

Plain decisions over one person's marks on the source, their marks on the copy, and what was suggested there before. A
mark that came from the source bears its uid as origin, directly or by way of a suggestion that bears it, and carries
the times of its source: a time that the source never had is a change that somebody made on the copy.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field, replace

from spanloop.core.marks import Argument, Event, Fragments, Layer, Link, Marks, Mention, fragments_of, name_of
from spanloop.core.projection import LONGEST_QUOTE, Kind, Left, Projection
from spanloop.core.suggesting_copies import SuggestionPlan, plan_suggestions
from spanloop.core.tracing import Mark, Traces, derived_uid, same_event, same_mention, same_parts
from spanloop.core.wording import one_line

#: Layer, label or type, and place of what a person rejected on the copy.
Rejected = tuple[Layer, str, Fragments]


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy as it stands. own: the person's marks. suggested: what was brought as suggestions before. text: its text.

    edited: uids of own marks that an act of this project changed last (asked only where the source is gone).
    """

    own: Marks
    suggested: Marks
    rejected: Collection[Rejected] = ()
    edited: Collection[str] = ()
    text: str = ""


@dataclass
class BringPlan:
    """What is to be written on one copy. accepted: suggestion -> own mark, where a mark comes of an open suggestion.

    follow: own marks as their source is now, with its times. gone: own marks, and links, of which the source is gone.
    """

    mentions: list[Mention] = field(default_factory=list[Mention])
    events: list[Event] = field(default_factory=list[Event])
    links: list[Link] = field(default_factory=list[Link])
    follow_mentions: list[Mention] = field(default_factory=list[Mention])
    follow_events: list[Event] = field(default_factory=list[Event])
    gone: list[str] = field(default_factory=list[str])
    accepted: dict[str, str] = field(default_factory=dict[str, str])
    suggestions: SuggestionPlan = field(default_factory=SuggestionPlan)
    left: list[Left] = field(default_factory=list[Left])

    @property
    def added(self) -> int:
        """How many mentions, events and links are new, as marks or as suggestions."""
        return len(self.mentions) + len(self.events) + len(self.links) + self.suggestions.shown

    @property
    def changed(self) -> int:
        return len(self.follow_mentions) + len(self.follow_events)

    @property
    def removed(self) -> int:
        return len(self.gone)

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed or self.suggestions)


def plan_bring(source: Marks, projection: Projection, copy: Copy, *, article: str, accept: bool) -> BringPlan:
    """Decide what becomes of every mark of the source on one copy.

    projection: of these marks onto the copy. article: uid of the copy. accept: whether what is new comes as the
    person's own marks, else as suggestions. Own marks that came from the source and that nobody changed follow it
    either way. Planning again after writing plans nothing.
    """
    return _Bringing(source, projection, copy, article, accept).run()


class _Bringing:
    def __init__(self, source: Marks, projection: Projection, copy: Copy, article: str, accept: bool) -> None:
        self._source = source
        self._projection = projection
        self._copy = copy
        self._article = article
        self._accept = accept
        self._traces = Traces(source, copy.own, copy.suggested)
        self._placed = {m.uid: m for m in (*projection.mentions, *projection.events)}
        self._rejected = frozenset(copy.rejected)
        self._plan = BringPlan(left=list(projection.left))
        #: uid of a mark of the source -> uid of the person's mark on the copy.
        self._becomes: dict[str, str] = {}
        self._changed_here: set[str] = set()
        self._refused: set[str] = set()
        self._fresh: list[Mark] = []
        self._old: list[tuple[Mark, Mark]] = []
        #: Events on the copy that are written anew as their source is, whatever fills them now.
        self._pliable: set[str] = set()

    def run(self) -> BringPlan:
        self._find_homes()
        self._follow_mentions()
        self._drop()
        self._follow_events()
        if self._accept:
            self._add()
        self._links()
        plan = self._plan
        plan.suggestions = plan_suggestions(
            self._source,
            self._projection,
            self._copy.suggested,
            wanted=() if self._accept else [mark.uid for mark in self._fresh],
            fillers=self._becomes.keys() - self._changed_here,
            decided=self._decided(),
        )
        plan.left += plan.suggestions.left
        return plan

    def _decided(self) -> frozenset[str]:
        """Suggestions with a verdict, and those that get one now: these are never changed."""
        return frozenset((*(v.suggestion for v in self._copy.own.verdicts), *self._plan.accepted))

    # ---- where each mark of the source is on the copy

    def _find_homes(self) -> None:
        own = self._copy.own
        alike: dict[tuple[bool, str, Fragments], list[str]] = {}
        for mark in (*own.mentions, *own.events):
            if mark.uid not in self._traces.sources:
                alike.setdefault(_place(mark), []).append(mark.uid)
        for mark in (*self._source.mentions, *self._source.events):
            there = self._placed.get(self._projection.uids.get(mark.uid, ""))
            held = self._traces.own_of.get(mark.uid)
            if held is not None:
                self._becomes[mark.uid] = held.uid
                if there is not None:
                    self._old.append((mark, held))
                    if isinstance(held, Event) and self._traces.is_untouched(held, mark):
                        self._pliable.add(held.uid)
                continue
            if there is None:
                continue
            twins = alike.get(_place(there))
            if twins:
                # Two events may stand on one word: each of them is one of the two there.
                self._becomes[mark.uid] = twins.pop(0) if isinstance(mark, Event) else twins[0]
            elif self._is_rejected(there):
                self._refused.add(mark.uid)
                self._say(mark, there, "it was removed or rejected on the copy")
            else:
                self._fresh.append(mark)

    def _is_rejected(self, there: Mark) -> bool:
        layer: Layer = "events" if isinstance(there, Event) else "entities"
        return (layer, name_of(there), fragments_of(there)) in self._rejected

    def _there(self, mark: Mark) -> Mark:
        return self._placed[self._projection.uids[mark.uid]]

    # ---- what follows

    def _follow_mentions(self) -> None:
        places = {_place(mention): mention.uid for mention in self._copy.own.mentions}
        moving: dict[str, tuple[Mark, Mention]] = {}
        for mark, held in self._old:
            there = self._there(mark)
            if not isinstance(held, Mention) or not isinstance(there, Mention) or same_mention(held, there):
                continue
            if self._traces.is_untouched(held, mark):
                moving[held.uid] = (mark, replace(there, uid=held.uid, origin=held.origin, score=None))
            else:
                self._keep(mark, held)
        for uid, (mark, after) in moving.items():
            standing = places.get(_place(after), uid)
            if standing == uid or standing in moving:
                self._plan.follow_mentions.append(after)
            else:
                # The person marked the same there by hand: one of the two is enough.
                self._becomes[mark.uid] = standing
                self._plan.gone.append(uid)

    def _follow_events(self) -> None:
        for mark, held in self._old:
            there = self._there(mark)
            if not isinstance(held, Event) or not isinstance(mark, Event) or not isinstance(there, Event):
                continue
            arguments = self._arguments(mark)
            if same_event(held, there, arguments):
                continue
            if held.uid not in self._pliable:
                self._keep(mark, held)
                continue
            after = replace(there, uid=held.uid, origin=held.origin, score=None, arguments=arguments)
            self._plan.follow_events.append(after)

    def _keep(self, mark: Mark, held: Mark) -> None:
        self._changed_here.add(mark.uid)
        self._say(mark, held, "it was changed on the copy and stays as it is there")

    def _arguments(self, event: Event) -> tuple[Argument, ...]:
        """The arguments of a source's event as they are on the copy, less those without a filler there."""
        homes = self._becomes
        return tuple(replace(a, filler=homes[a.filler], score=None) for a in event.arguments if a.filler in homes)

    def _drop(self) -> None:
        """Own marks whose source was removed, or has no place here any more, go unless somebody did something there."""
        going: dict[str, str] = {}
        for uid, held in self._traces.own_of.items():
            mark = self._traces.source(uid)
            if mark is not None:
                if uid in self._projection.uids:
                    continue
                untouched = self._traces.is_untouched(held, mark)
            else:
                untouched = held.uid not in self._copy.edited and self._traces.is_as_brought(held)
            if untouched:
                going[held.uid] = uid
            elif mark is None:
                why = "its source is gone; it was changed on the copy and stays"
                self._plan.left.append(Left(_kind(held), uid, name_of(held), self._quote(held), why, placed=True))
        for uid in self._used(going):
            del going[uid]
        self._plan.gone += going
        for uid in going.values():
            self._becomes.pop(uid, None)

    def _used(self, going: Collection[str]) -> set[str]:
        """Of the marks that are to go, those that a mark which stays needs: an event or link of the person's own."""
        used: set[str] = set()
        brought = {derived_uid(uid, self._article) for uid in self._traces.removed}
        brought |= {derived_uid(link.uid, self._article) for link in self._source.links}
        more = True
        while more:
            leaving = set(going) - used
            before = len(used)
            for event in self._copy.own.events:
                if event.uid not in leaving and event.uid not in self._pliable:
                    used |= {a.filler for a in event.arguments} & leaving
            for link in self._copy.own.links:
                if link.uid not in brought:
                    used |= {link.source, link.target} & leaving
            more = len(used) > before
        return used

    # ---- what is new

    def _add(self) -> None:
        opened = self._traces.open_suggestions(self._decided_before())
        for mark in self._fresh:
            there = self._there(mark)
            self._becomes[mark.uid] = there.uid
        for mark in self._fresh:
            there = self._there(mark)
            suggested = opened.get(mark.uid)
            origin = mark.uid
            if suggested is not None and same_parts(suggested, there):
                origin = suggested.uid
                self._plan.accepted[suggested.uid] = there.uid
            if isinstance(there, Mention):
                self._plan.mentions.append(replace(there, origin=origin, score=None))
            elif isinstance(mark, Event):
                arguments = self._arguments(mark)
                self._plan.events.append(replace(there, origin=origin, score=None, arguments=arguments))
                self._say_fillers(mark)

    def _decided_before(self) -> frozenset[str]:
        return frozenset(verdict.suggestion for verdict in self._copy.own.verdicts)

    def _say_fillers(self, event: Event) -> None:
        for argument in event.arguments:
            if argument.filler in self._refused:
                why = "what fills it was removed or rejected on the copy"
                words = self._quote(self._placed[self._projection.uids[argument.filler]])
                self._plan.left.append(
                    Left("filler", event.uid, f"{argument.role} of {event.type}", words, why, placed=True)
                )

    def _links(self) -> None:
        own = {link.uid for link in self._copy.own.links}
        there = {(link.type, link.source, link.target) for link in self._copy.own.links}
        ends = {mark.uid for mark in (*self._copy.own.mentions, *self._copy.own.events)} - set(self._plan.gone)
        ends |= {mark.uid for mark in (*self._plan.mentions, *self._plan.events)}
        for link in self._source.links:
            source, target = self._becomes.get(link.source), self._becomes.get(link.target)
            uid = derived_uid(link.uid, self._article)
            if source is None or target is None or source not in ends or target not in ends:
                continue
            if not self._accept or uid in own or (link.type, source, target) in there or source == target:
                continue
            self._plan.links.append(replace(link, uid=uid, source=source, target=target))
        self._plan.gone += [uid for uid in (derived_uid(r, self._article) for r in self._traces.removed) if uid in own]

    def _say(self, mark: Mark, there: Mark, why: str) -> None:
        """List a mark of the source with what stands for it on the copy."""
        self._plan.left.append(Left(_kind(mark), mark.uid, name_of(mark), self._quote(there), why, placed=True))

    def _quote(self, there: Mark) -> str:
        words = " ".join(self._copy.text[start:end] for start, end in fragments_of(there))
        return one_line(words, most=LONGEST_QUOTE)


def _kind(mark: Mark) -> Kind:
    return "event" if isinstance(mark, Event) else "mention"


def _place(mark: Mark) -> tuple[bool, str, Fragments]:
    return isinstance(mark, Event), name_of(mark), fragments_of(mark)
