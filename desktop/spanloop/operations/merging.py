"""Bringing one author's marks on one article together with what the project already has of theirs."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from spanloop.core.ids import new_uid
from spanloop.core.marks import Argument, Author, Completion, Event, Fragments, Link, Marks, Mention, Verdict


@dataclass
class MergePlan:
    """What has to be written so that nothing of either side is lost and nothing stands twice.

    conflicts: sentences about marks that both sides changed; ours stays as it is and theirs is added beside it.
    replaced_verdicts: ours that give way to later ones among `verdicts`.
    """

    mentions: list[Mention] = field(default_factory=list[Mention])
    changed_mentions: list[Mention] = field(default_factory=list[Mention])
    events: list[Event] = field(default_factory=list[Event])
    changed_events: list[Event] = field(default_factory=list[Event])
    links: list[Link] = field(default_factory=list[Link])
    verdicts: list[Verdict] = field(default_factory=list[Verdict])
    replaced_verdicts: list[Verdict] = field(default_factory=list[Verdict])
    completions: list[Completion] = field(default_factory=list[Completion])
    conflicts: list[tuple[str, Fragments]] = field(default_factory=list[tuple[str, Fragments]])

    def __bool__(self) -> bool:
        return bool(
            self.mentions
            or self.changed_mentions
            or self.events
            or self.changed_events
            or self.links
            or self.verdicts
            or self.completions
        )


def merge_marks(held: Marks, incoming: Marks, *, author: Author, keep_provenance: bool = True) -> MergePlan:
    """Plan how `incoming` joins `held`, both one author's marks on one article.

    A mark is the same by uid; else a mention by (label, fragments) and an event by (type, trigger). keep_provenance:
    False when the marks are taken over in another author's name: they then get uids of their own and no verdicts.
    """
    return _Merge(held, incoming, author, keep_provenance).plan()


class _Merge:
    def __init__(self, held: Marks, incoming: Marks, author: Author, keep: bool) -> None:
        self._held = held
        self._incoming = incoming
        self._author = author
        self._keep = keep
        self._plan = MergePlan()
        self._here: dict[str, str] = {}  # incoming uid -> uid in the project

    def plan(self) -> MergePlan:
        self._mentions()
        self._events()
        self._links()
        if self._keep:
            self._verdicts()
        self._completions()
        return self._plan

    def _mentions(self) -> None:
        by_uid = {m.uid: m for m in self._held.mentions}
        by_place = {(m.label, m.fragments): m.uid for m in self._held.mentions}
        for mention in self._incoming.mentions:
            place = (mention.label, mention.fragments)
            same = by_uid.get(mention.uid) if self._keep else None
            if same is not None and (same.label, same.fragments) == place:
                self._here[mention.uid] = mention.uid
                self._join_notes(same, mention)
                continue
            if same is not None:
                self._plan.conflicts.append((f"{mention.label} here differs from {same.label} there", same.fragments))
            if place in by_place:
                self._here[mention.uid] = by_place[place]
                if by_place[place] in by_uid:
                    self._join_notes(by_uid[by_place[place]], mention)
                continue
            uid = mention.uid if self._keep and same is None else new_uid()
            self._here[mention.uid] = by_place[place] = uid
            self._plan.mentions.append(replace(mention, uid=uid, origin=mention.origin if self._keep else None))

    def _join_notes(self, ours: Mention, theirs: Mention) -> None:
        notes = join_notes(ours.notes, theirs.notes)
        if notes != ours.notes:
            self._plan.changed_mentions.append(replace(ours, notes=notes))

    def _events(self) -> None:
        by_uid = {e.uid: e for e in self._held.events}
        twins: list[tuple[Event, Event]] = []
        others: list[Event] = []
        for event in self._incoming.events:
            same = by_uid.get(event.uid) if self._keep else None
            if same is not None and _place(same) == _place(event):
                twins.append((same, event))
            else:
                others.append(event)
        # Each event of ours is the twin of one of theirs at most: two events may have one type and one trigger.
        taken = {ours.uid for ours, _ in twins}
        free: dict[tuple[str, Fragments], list[Event]] = {}
        for event in self._held.events:
            if event.uid not in taken:
                free.setdefault(_place(event), []).append(event)
        fresh: list[Event] = []
        for event in others:
            same = by_uid.get(event.uid) if self._keep else None
            if same is not None:
                self._plan.conflicts.append((f"{same.type} here differs from {event.type} there", same.trigger))
            if free.get(_place(event)):
                twins.append((free[_place(event)].pop(0), event))
            else:
                self._here[event.uid] = event.uid if self._keep and same is None else new_uid()
                fresh.append(event)
        self._here.update({theirs.uid: ours.uid for ours, theirs in twins})
        for event in fresh:
            self._plan.events.append(
                replace(
                    event,
                    uid=self._here[event.uid],
                    arguments=self._arguments(event),
                    origin=event.origin if self._keep else None,
                )
            )
        for twin, event in twins:
            self._join(twin, event)

    def _join(self, ours: Event, theirs: Event) -> None:
        """Both sides' arguments, attributes and notes; where an attribute differs, ours stays and it is said."""
        arguments = ours.arguments + tuple(a for a in self._arguments(theirs) if a not in ours.arguments)
        attributes = {**theirs.attributes, **ours.attributes}
        for name, value in theirs.attributes.items():
            if attributes[name] != value:
                self._plan.conflicts.append(
                    (f"{name} of {ours.type} is {attributes[name]} here, {value} there", ours.trigger)
                )
        notes = join_notes(ours.notes, theirs.notes)
        joined = replace(ours, arguments=arguments, attributes=attributes, notes=notes)
        if joined != ours:
            self._plan.changed_events.append(joined)

    def _arguments(self, event: Event) -> tuple[Argument, ...]:
        return tuple(dict.fromkeys(replace(a, filler=self._here[a.filler]) for a in event.arguments))

    def _links(self) -> None:
        held = {(k.type, k.source, k.target) for k in self._held.links}
        uids = {k.uid for k in self._held.links}
        for link in self._incoming.links:
            ends = (link.type, self._here[link.source], self._here[link.target])
            if ends not in held:
                held.add(ends)
                uid = link.uid if self._keep and link.uid not in uids else new_uid()
                self._plan.links.append(replace(link, uid=uid, source=ends[1], target=ends[2]))

    def _verdicts(self) -> None:
        """One on each suggestion: the one that was given last, so that both sides come to the same."""
        held = {verdict.suggestion: verdict for verdict in self._held.verdicts}
        for verdict in self._incoming.verdicts:
            theirs = replace(verdict, result=self._here.get(verdict.result, verdict.result) if verdict.result else None)
            ours = held.get(verdict.suggestion)
            if ours is None:
                self._plan.verdicts.append(theirs)
            elif (ours.outcome, ours.result) != (theirs.outcome, theirs.result):
                self._plan.conflicts.append((f"a suggestion is {ours.outcome} here, {theirs.outcome} there", ()))
                if (theirs.at, theirs.uid) > (ours.at, ours.uid):
                    self._plan.replaced_verdicts.append(ours)
                    self._plan.verdicts.append(theirs)

    def _completions(self) -> None:
        held = {(c.layer, c.start, c.end, c.schema_version) for c in self._held.completions}
        uids = {c.uid for c in self._held.completions}
        for completion in self._incoming.completions:
            what = (completion.layer, completion.start, completion.end, completion.schema_version)
            if what not in held:
                held.add(what)
                uid = completion.uid if self._keep and completion.uid not in uids else new_uid()
                self._plan.completions.append(replace(completion, uid=uid))


def _place(event: Event) -> tuple[str, Fragments]:
    return event.type, event.trigger


def join_notes(ours: str, theirs: str) -> str:
    """Both notes on one mark. Both sides come to the same, and merging again adds nothing."""
    if theirs in ours:
        return ours
    return theirs if ours in theirs else "\n".join(sorted((ours, theirs)))
