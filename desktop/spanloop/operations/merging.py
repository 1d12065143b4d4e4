"""Bringing one author's marks on one article together with what the project already has of theirs.

The rule, so that two copies of a project which take over each other's marks come to say the same:

- A mark is the same by uid; else a mention by (label, fragments) and an event by (type, trigger). Two marks that turn
  out to be the same go on as one: the one that both sides know, else the older uid.
- Which version of a mark holds is said in spanloop.operations.joining.
- A mark that one side removed goes from the other, with its uses, unless it was changed after that; then it comes back.
  A link has no changes, so it goes.
- Where a file does not say when marks were changed, versions that differ are both kept.

Whatever is not as both sides had it, beyond what only one of them did, is said in the ledger.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from spanloop.core.ids import new_uid
from spanloop.core.marks import (
    Argument,
    Author,
    Completion,
    Event,
    Fragments,
    Link,
    Marks,
    Mention,
    Removal,
    Verdict,
)
from spanloop.operations.joining import (
    Mark,
    join_events,
    join_mentions,
    join_notes,
    join_values,
    stamped,
    standing,
    versions,
    with_scores_of,
)

Place = tuple[str, Fragments]


@dataclass
class MergePlan:
    """What has to be written so that nothing of either side is lost and nothing stands twice, in this order.

    renamed: uids of ours that become the uids of their twins. gone: marks that are taken away without a word, because
    `removals` says what there is to say. revived: removals of ours that no longer hold. parked: mentions that have to
    make room for another changed one. replaced_verdicts: ours that give way to later ones among `verdicts`.
    conflicts: sentences about marks on which the sides disagree. alike: marks that are not written because another one,
    made apart from them, says the same.
    """

    renamed: dict[str, str] = field(default_factory=dict[str, str])
    gone: list[str] = field(default_factory=list[str])
    removals: list[Removal] = field(default_factory=list[Removal])
    revived: list[str] = field(default_factory=list[str])
    parked: list[str] = field(default_factory=list[str])
    changed_mentions: list[Mention] = field(default_factory=list[Mention])
    mentions: list[Mention] = field(default_factory=list[Mention])
    events: list[Event] = field(default_factory=list[Event])
    changed_events: list[Event] = field(default_factory=list[Event])
    links: list[Link] = field(default_factory=list[Link])
    replaced_verdicts: list[Verdict] = field(default_factory=list[Verdict])
    verdicts: list[Verdict] = field(default_factory=list[Verdict])
    completions: list[Completion] = field(default_factory=list[Completion])
    conflicts: list[tuple[str, Fragments]] = field(default_factory=list[tuple[str, Fragments]])
    alike: int = 0

    def __bool__(self) -> bool:
        return any(getattr(self, name) for name in self.__dataclass_fields__ if name not in ("conflicts", "alike"))


def merge_marks(held: Marks, incoming: Marks, *, author: Author, keep_provenance: bool = True) -> MergePlan:
    """Plan how `incoming` joins `held`, both one author's marks on one article.

    keep_provenance: False when the marks are taken over in another author's name: they then get uids of their own, no
    times and no verdicts, and nothing is removed.
    """
    if not keep_provenance:
        incoming = _as_new(incoming)
    alone = None if held or held.removed else _plan_alone(incoming)
    return alone or _Merge(held, incoming, author, keep_provenance).plan()


def _as_new(incoming: Marks) -> Marks:
    """The marks under new uids, as if they were made now."""
    uids = {mark.uid: new_uid() for mark in (*incoming.mentions, *incoming.events)}
    fresh = {"origin": None, "changed": "", "earlier": ()}
    return Marks(
        incoming.author,
        tuple(replace(m, uid=uids[m.uid], **fresh) for m in incoming.mentions),
        tuple(
            replace(
                e, uid=uids[e.uid], arguments=tuple(replace(a, filler=uids[a.filler]) for a in e.arguments), **fresh
            )
            for e in incoming.events
        ),
        tuple(replace(k, uid=new_uid(), source=uids[k.source], target=uids[k.target]) for k in incoming.links),
        (),
        tuple(replace(c, uid=new_uid()) for c in incoming.completions),
    )


def _plan_alone(incoming: Marks) -> MergePlan | None:
    """The plan where nothing is held, as `_Merge` makes it; None where any two of the marks could have to do with each
    other. Nearly all that comes in is of this kind, and of a large file every step counts."""
    mentions, events, completions = incoming.mentions, incoming.events, incoming.completions
    if incoming.links or incoming.verdicts or incoming.removed:
        return None
    uids = {mark.uid for mark in (*mentions, *events)}
    if len(uids) < len(mentions) + len(events) or len({(m.label, m.fragments) for m in mentions}) < len(mentions):
        return None
    for event in events:
        fillers = {(a.role, a.filler, a.filler_is_event) for a in event.arguments}
        if len(fillers) < len(event.arguments) or not all(a.filler in uids for a in event.arguments):
            return None
    if len({(c.layer, c.start, c.end, c.schema_version) for c in completions}) < len(completions):
        return None
    in_order = sorted(events, key=lambda event: event.uid)
    return MergePlan(mentions=list(mentions), events=in_order, completions=list(completions))


class _Merge:
    """First which mark becomes which, on either side; then what they say."""

    def __init__(self, held: Marks, incoming: Marks, author: Author, keep: bool) -> None:
        self._held = held
        self._incoming = incoming
        self._keep = keep
        # Verdicts and origins point to suggestions by uid, so those keep theirs.
        self._may_rename = keep and author.kind in {"human", "gold"}
        self._plan = MergePlan()
        self._removed_here, self._removed_there = _removed(held), _removed(incoming)
        self._ours_to: dict[str, str] = {}  # uid of ours -> uid in the end; nothing when it is removed
        self._theirs_to: dict[str, str] = {}
        self._absorbed: dict[str, str] = {}  # uid that both sides knew and that gave way -> when
        self._alive: set[str] = set()

    def plan(self) -> MergePlan:
        self._mentions()
        self._events()
        self._links()
        self._removals()
        if self._keep:
            self._verdicts()
        self._completions()
        return self._plan

    def _say(self, said: str, where: Fragments) -> None:
        self._plan.conflicts.append((said, where))

    # which marks there are

    def _stays(self, mark: Mention | Event, removed: Mapping[str, str], *, ours: bool) -> bool:
        """Whether a mark of one side only stays, given what the other side removed."""
        at = removed.get(mark.uid)
        if at is None:
            return True
        if mark.changed <= at:
            if ours:
                self._plan.gone.append(mark.uid)
            return False
        name, where = (mark.label, mark.fragments) if isinstance(mark, Mention) else (mark.type, mark.trigger)
        here, there = ("there", "here") if ours else ("here", "there")
        self._say(f"{name} was removed {here} and changed {there} since; it is kept", where)
        return True

    def _mentions(self) -> None:
        ours, theirs = _by_uid(self._held.mentions), _by_uid(self._incoming.mentions)
        left: dict[str, Mention] = {}
        copies: dict[str, str] = {}  # new uid -> uid of theirs
        for uid, mention in ours.items():
            if uid not in theirs:
                if self._stays(mention, self._removed_there, ours=True):
                    left[uid] = mention
                continue
            joined = join_mentions(mention, theirs[uid], self._say)
            left[uid] = joined or mention
            if joined is None:
                copy = replace(theirs[uid], uid=new_uid())
                left[copy.uid], copies[copy.uid] = copy, uid
        for uid, mention in theirs.items():
            if uid not in ours and self._stays(mention, self._removed_here, ours=False):
                left[uid] = mention
        common = ours.keys() & theirs.keys()
        places: dict[Place, list[str]] = {}
        for uid, mention in left.items():
            places.setdefault((mention.label, mention.fragments), []).append(uid)
        for uids in places.values():
            self._unite([left[uid] for uid in uids], ours, common, copies)
        taken = {(mention.label, mention.fragments) for mention in self._plan.changed_mentions}
        for mention in self._plan.changed_mentions:
            before = ours.get(mention.uid)
            if before is not None and _moved(before, mention) and (before.label, before.fragments) in taken:
                self._plan.parked.append(mention.uid)

    def _unite(
        self, alike: list[Mention], ours: Mapping[str, Mention], common: Iterable[str], copies: Mapping[str, str]
    ) -> None:
        """Mentions of one label and place go on as one."""
        known = all(mention.changed for mention in alike)

        def order(mention: Mention) -> tuple[bool, bool, str]:
            older_first = self._may_rename and known and mention.uid not in copies
            return (mention.uid not in common, mention.uid not in ours and not older_first, mention.uid)

        # Nearly always there is one; of a large file every step counts.
        first, *others = sorted(alike, key=order) if len(alike) > 1 else alike
        self._plan.alike += len(others)
        merged = first
        before = ours.get(first.uid)
        for other in others:
            value = join_values(merged, other, self._say)
            merged = stamped(replace(merged, notes=join_notes(merged.notes, other.notes), value=value), versions(other))
            if other.uid in common and known:
                self._absorbed[other.uid] = max(first.changed, other.changed)
            if other.uid in ours and before is None and other.uid not in common:
                self._plan.renamed[other.uid] = first.uid
                before = ours[other.uid]
            elif other.uid in ours:
                self._plan.gone.append(other.uid)
        for mention in alike:
            self._note(mention.uid, first.uid, ours, copies)
        self._alive.add(first.uid)
        if before is None:
            self._plan.mentions.append(merged)
        elif replace(before, uid=merged.uid) != merged or _times(before) != _times(merged):
            self._plan.changed_mentions.append(merged)

    def _note(self, uid: str, becomes: str, ours: Mapping[str, object], copies: Mapping[str, str]) -> None:
        """A copy of theirs stands for theirs; a uid that both sides have stands for both, unless there is a copy."""
        if uid in copies:
            self._theirs_to[copies[uid]] = becomes
            return
        if uid in ours:
            self._ours_to[uid] = becomes
        self._theirs_to.setdefault(uid, becomes)

    # events

    def _events(self) -> None:
        ours, theirs = _by_uid(self._held.events), _by_uid(self._incoming.events)
        pairs: list[tuple[Event, Event]] = []
        free_ours = [e for e in ours.values() if e.uid not in theirs and self._stays(e, self._removed_there, ours=True)]
        free_theirs = [
            e for e in theirs.values() if e.uid not in ours and self._stays(e, self._removed_here, ours=False)
        ]
        for uid in ours.keys() & theirs.keys():
            if join_events(ours[uid], theirs[uid], _silent) is not None:
                pairs.append((ours[uid], theirs[uid]))
            else:
                self._say(
                    f"{ours[uid].type} here differs from {theirs[uid].type} there; both are kept", ours[uid].trigger
                )
                free_ours.append(ours[uid])
                free_theirs.append(theirs[uid])
        # Each event of ours is the twin of one of theirs at most: two events may have one type and one trigger.
        twins: dict[Place, list[Event]] = {}
        for event in sorted(free_ours, key=lambda event: event.uid, reverse=True):
            twins.setdefault((event.type, event.trigger), []).append(event)
        fresh: list[Event] = []
        for event in sorted(free_theirs, key=lambda event: event.uid):
            alike = twins.get((event.type, event.trigger))
            if alike:
                pairs.append((alike.pop(), event))
                self._plan.alike += 1
            else:
                fresh.append(event)
        single = [event for some in twins.values() for event in some]
        self._name_events(pairs, single, fresh, ours)
        self._write_events(pairs, single, fresh)

    def _name_events(
        self, pairs: list[tuple[Event, Event]], single: list[Event], fresh: list[Event], ours: Mapping[str, Event]
    ) -> None:
        theirs = _by_uid(self._incoming.events)
        for mine, other in pairs:
            uid = mine.uid
            apart = mine.uid not in theirs and other.uid not in ours
            if apart and self._may_rename and mine.changed and other.changed and other.uid < mine.uid:
                uid = self._plan.renamed[mine.uid] = other.uid
            self._ours_to[mine.uid] = self._theirs_to[other.uid] = uid
        for event in single:
            self._ours_to[event.uid] = event.uid
        for event in fresh:
            self._theirs_to[event.uid] = new_uid() if event.uid in ours else event.uid
        self._alive.update(self._ours_to[event.uid] for event in (*single, *(mine for mine, _ in pairs)))
        self._alive.update(self._theirs_to[event.uid] for event in fresh)

    def _write_events(self, pairs: list[tuple[Event, Event]], single: list[Event], fresh: list[Event]) -> None:
        for mine, other in pairs:
            self._change_event(mine, self._joined(mine, other))
        for event in single:
            self._change_event(event, self._rewired(event, self._ours_to))
        self._plan.events += [self._rewired(event, self._theirs_to) for event in fresh]

    def _joined(self, mine: Event, other: Event) -> Event:
        # Where one version holds whole, what the other one would lose is not spoken of.
        which = standing(mine, other)
        if which == "ours":
            return self._rewired(mine, self._ours_to)
        there = replace(self._rewired(other, self._theirs_to), score=mine.score, origin=mine.origin)
        if which == "theirs":
            becomes = self._ours_to
            held = [replace(a, filler=becomes.get(a.filler, a.filler)) for a in mine.arguments]
            return replace(there, arguments=with_scores_of(held, there.arguments))
        merged = join_events(self._rewired(mine, self._ours_to), there, self._say)
        assert merged is not None  # they were paired because they can be one
        return merged

    def _change_event(self, before: Event, after: Event) -> None:
        same = replace(before, uid=after.uid, arguments=self._renamed_arguments(before))
        if same != after or _times(before) != _times(after):
            self._plan.changed_events.append(after)

    def _renamed_arguments(self, event: Event) -> tuple[Argument, ...]:
        renamed = self._plan.renamed
        return tuple(replace(a, filler=renamed.get(a.filler, a.filler)) for a in event.arguments)

    def _rewired(self, event: Event, becomes: Mapping[str, str]) -> Event:
        """The event under its uid in the end, less fillers that are gone. What it loses is a change at that time."""
        times: list[str] = []
        kept: dict[Argument, None] = {}
        for argument in event.arguments:
            filler = becomes.get(argument.filler)
            if filler is not None:
                kept[argument if filler == argument.filler else replace(argument, filler=filler)] = None
                if argument.filler in self._absorbed:
                    times.append(self._absorbed[argument.filler])
                continue
            gone = (self._removed_here.get(argument.filler, ""), self._removed_there.get(argument.filler, ""))
            times.append(max(gone))
            if max(gone) not in versions(event):
                self._say(f"{argument.role} of {event.type} is emptied, what filled it was removed", event.trigger)
        arguments = tuple(kept)
        if not times and becomes[event.uid] == event.uid and arguments == event.arguments:
            return event
        return stamped(replace(event, uid=becomes[event.uid], arguments=arguments), times)

    # links, removals, verdicts, completions

    def _links(self) -> None:
        ours = {link.uid: link for link in self._held.links}
        there = {link.uid for link in self._incoming.links}
        ends: dict[tuple[str, str, str], list[Link]] = {}
        for links, becomes, removed in (
            (self._held.links, self._ours_to, self._removed_there),
            (self._incoming.links, self._theirs_to, self._removed_here),
        ):
            for link in links:
                source, target = becomes.get(link.source), becomes.get(link.target)
                if link.uid not in removed and source is not None and target is not None and source != target:
                    ends.setdefault((link.type, source, target), []).append(replace(link, source=source, target=target))
        kept: dict[str, Link] = {}
        for alike in ends.values():
            link = min(alike, key=lambda k: (k.uid not in ours or k.uid not in there, self._foreign(k, ours), k.uid))
            if link.uid in kept:
                link = replace(link, uid=new_uid())
            kept[link.uid] = link
        for uid, link in ours.items():
            renamed = self._plan.renamed
            same = replace(
                link, source=renamed.get(link.source, link.source), target=renamed.get(link.target, link.target)
            )
            if kept.get(uid) == same:
                self._alive.add(kept.pop(uid).uid)
            else:
                self._plan.gone.append(uid)
        self._plan.links += kept.values()
        self._alive.update(kept)

    def _foreign(self, link: Link, ours: Mapping[str, Link]) -> bool:
        return not self._may_rename and link.uid not in ours

    def _removals(self) -> None:
        absorbed = [Removal(uid, at) for uid, at in self._absorbed.items()]
        for removal in (*(Removal(uid, at) for uid, at in self._removed_there.items()), *absorbed):
            known = self._removed_here.get(removal.uid, "")
            if self._keep and removal.uid not in self._alive and known < removal.at:
                self._plan.removals.append(removal)
        self._plan.revived = sorted(self._removed_here.keys() & self._alive)

    def _verdicts(self) -> None:
        """One on each suggestion: the one that was given last, so that both sides come to the same."""
        held = {verdict.suggestion: verdict for verdict in self._held.verdicts}
        renamed = self._plan.renamed
        for verdict in self._incoming.verdicts:
            result = verdict.result and self._theirs_to.get(verdict.result, verdict.result)
            theirs, ours = replace(verdict, result=result), held.get(verdict.suggestion)
            if ours is None:
                self._plan.verdicts.append(theirs)
            elif ours.uid != theirs.uid and (ours.outcome, renamed.get(ours.result or "", ours.result)) != (
                theirs.outcome,
                theirs.result,
            ):
                self._say(f"a suggestion is {ours.outcome} here, {theirs.outcome} there", ())
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
                uid = new_uid() if completion.uid in uids else completion.uid
                self._plan.completions.append(replace(completion, uid=uid))


def _removed(marks: Marks) -> dict[str, str]:
    """When marks were removed that are not there."""
    alive = {mark.uid for mark in (*marks.mentions, *marks.events, *marks.links)}
    return {removal.uid: removal.at for removal in marks.removed if removal.uid not in alive}


def _by_uid(marks: Iterable[Mark]) -> dict[str, Mark]:
    return {mark.uid: mark for mark in marks}


def _times(mark: Mention | Event) -> tuple[str, tuple[str, ...]]:
    return mark.changed, mark.earlier


def _moved(before: Mention, after: Mention) -> bool:
    return (before.label, before.fragments) != (after.label, after.fragments)


def _silent(said: str, where: Fragments) -> None:
    """Nothing is said yet."""
