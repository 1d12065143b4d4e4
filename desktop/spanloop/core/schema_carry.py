"""Marks under another schema: what one author's marks become when names are renamed, merged or deleted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol, TypeVar

from spanloop.core.marks import Argument, Event, Link, Marks, Mention
from spanloop.core.schema_change import Part, SchemaPlan


class Said(Protocol):
    """An event as far as it is compared with another on the same trigger."""

    @property
    def fillers(self) -> frozenset[tuple[str, object]]:
        """(role, filler) of each argument."""
        ...

    @property
    def attributes(self) -> Mapping[str, str]:
        """Those that were set."""
        ...


SaidEvent = TypeVar("SaidEvent", bound=Said)


@dataclass(frozen=True, slots=True)
class Carried:
    """Marks under the new schema. lost: how many mentions, events, arguments... went, by part and old name.

    folded: marks that said the same as another one after a merge, by the uid of the one that stands for both.
    """

    marks: Marks
    lost: Mapping[tuple[Part, str], int]
    folded: Mapping[str, str]


def says_no_more(one: Said, other: Said) -> bool:
    """Whether two events of one type on one trigger may go on as one: nothing of either would be lost or contradicted.

    One has all fillers of the other, and no attribute is set differently. Otherwise they may well be two events (five
    killed, ten wounded), and which is right is for a person to say.
    """
    shared = one.attributes.keys() & other.attributes.keys()
    if any(one.attributes[name] != other.attributes[name] for name in shared):
        return False
    return one.fillers <= other.fillers or other.fillers <= one.fillers


def fold(events: Sequence[SaidEvent]) -> list[list[SaidEvent]]:
    """Events of one type on one trigger, in groups that go on as the first of each. The order given decides."""
    groups: list[list[SaidEvent]] = []
    for event in events:
        home = next((group for group in groups if all(says_no_more(one, event) for one in group)), None)
        if home is None:
            groups.append([event])
        else:
            home.append(event)
    return groups


def join_notes(notes: Iterable[str]) -> str:
    """Notes of marks that go on as one, each once."""
    return "\n".join(dict.fromkeys(note for note in notes if note))


def first_value(values: Iterable[str | None]) -> str | None:
    """The time of marks that go on as one: what was said of the first of which anything was said."""
    return next((value for value in values if value is not None), None)


@dataclass(frozen=True, slots=True)
class _Said:
    event: Event

    @property
    def fillers(self) -> frozenset[tuple[str, object]]:
        return frozenset((a.role, a.filler) for a in self.event.arguments)

    @property
    def attributes(self) -> Mapping[str, str]:
        return self.event.attributes


def carry_marks(marks: Marks, plan: SchemaPlan, *, drop_misfits: bool = False) -> Carried:
    """One author's marks in an article as they are under the new schema of a plan.

    drop_misfits: take out arguments that their role took and takes no more; else they stay, as problems. Verdicts and
    completions are not looked at.
    """
    return _Carry(marks, plan, drop_misfits).run()


class _Carry:
    def __init__(self, marks: Marks, plan: SchemaPlan, drop_misfits: bool) -> None:
        self.marks = marks
        self.plan = plan
        self.drop_misfits = drop_misfits
        self.lost: Counter[tuple[Part, str]] = Counter()
        self.stands_for: dict[str, str] = {}
        self.names = {m.uid: m.label for m in marks.mentions} | {e.uid: e.type for e in marks.events}

    def run(self) -> Carried:
        mentions = self.mentions()
        there = {mention.uid for mention in mentions}
        events = self.events(there)
        links = self.links(there | {event.uid for event in events})
        kept = replace(self.marks, mentions=mentions, events=events, links=links)
        return Carried(kept, self.lost, self.stands_for)

    def mentions(self) -> tuple[Mention, ...]:
        groups: dict[object, list[Mention]] = {}
        for mention in self.marks.mentions:
            label = self.plan.label(mention.label)
            if label is None:
                self.lost["label", mention.label] += 1
            else:
                groups.setdefault((label, mention.fragments), []).append(mention)
        found: dict[str, Mention] = {}
        for group in groups.values():
            # The one that always had the label goes on, else the oldest.
            group.sort(key=lambda m: (self.plan.label(m.label) != m.label, m.uid))
            first = group[0]
            label = self.plan.label(first.label) or first.label
            value = first_value(m.value for m in group)
            found[first.uid] = replace(first, label=label, notes=join_notes(m.notes for m in group), value=value)
            self.stands_for.update((other.uid, first.uid) for other in group[1:])
        return tuple(found[m.uid] for m in self.marks.mentions if m.uid in found)

    def events(self, mentions: set[str]) -> tuple[Event, ...]:
        staying = [event for event in self.marks.events if self.plan.type(event.type) is not None]
        for event in self.marks.events:
            if self.plan.type(event.type) is None:
                self.lost["type", event.type] += 1
        there = mentions | {event.uid for event in staying}
        drafts = {event.uid: self.event(event, there) for event in staying}
        groups: dict[object, list[Event]] = {}
        for event in staying:
            groups.setdefault((drafts[event.uid].type, event.trigger), []).append(event)
        for group in groups.values():
            if len({event.type for event in group}) > 1:
                group.sort(key=lambda e: (self.plan.type(e.type) != e.type, e.uid))
                self.fold([drafts[event.uid] for event in group], drafts)
        return tuple(
            replace(drafts[event.uid], arguments=self.settled(drafts[event.uid]))
            for event in staying
            if event.uid not in self.stands_for
        )

    def fold(self, events: list[Event], drafts: dict[str, Event]) -> None:
        for first, *others in fold([_Said(event) for event in events]):
            head = first.event
            for other in others:
                self.stands_for[other.event.uid] = head.uid
                head = replace(
                    head,
                    arguments=tuple(dict.fromkeys((*head.arguments, *other.event.arguments))),
                    attributes={**other.event.attributes, **head.attributes},
                    notes=join_notes((head.notes, other.event.notes)),
                )
            drafts[head.uid] = head

    def event(self, event: Event, there: set[str]) -> Event:
        """The event under its new names, with fillers that are still there; which events are one is not known yet."""
        plan = self.plan
        arguments: dict[Argument, None] = {}
        for argument in event.arguments:
            role = plan.role(event.type, argument.role)
            filler = self.stands_for.get(argument.filler, argument.filler)
            if role is None or filler not in there or (self.drop_misfits and self.is_misfit(event, argument)):
                self.lost["role", argument.role] += 1
                continue
            arguments[replace(argument, role=role, filler=filler)] = None
        attributes: dict[str, str] = {}
        kept_first = sorted(event.attributes, key=lambda name: (plan.attributes.get(name) != name, name))
        for name in kept_first:
            value = event.attributes[name]
            new = plan.attribute(event.type, name, value)
            if new is None:
                self.lost["attribute", name] += 1
            else:
                attributes.setdefault(*new)
        return replace(
            event, type=plan.type(event.type) or event.type, arguments=tuple(arguments), attributes=attributes
        )

    def is_misfit(self, event: Event, argument: Argument) -> bool:
        name = self.names.get(argument.filler, "")
        return self.plan.is_misfit(event.type, argument.role, name, filler_is_event=argument.filler_is_event)

    def settled(self, event: Event) -> tuple[Argument, ...]:
        """Arguments once it is known which events are one. An event does not fill its own role."""
        renamed = (replace(a, filler=self.stands_for.get(a.filler, a.filler)) for a in event.arguments)
        return tuple(dict.fromkeys(a for a in renamed if a.filler != event.uid))

    def links(self, there: set[str]) -> tuple[Link, ...]:
        found: dict[object, Link] = {}
        for link in sorted(self.marks.links, key=lambda k: (self.plan.link(k.type) != k.type, k.uid)):
            kind = self.plan.link(link.type)
            source, target = (self.stands_for.get(end, end) for end in (link.source, link.target))
            if kind is None or source not in there or target not in there or source == target:
                self.lost["link", link.type] += 1
                continue
            found.setdefault((kind, source, target), replace(link, type=kind, source=source, target=target))
        kept = {link.uid: link for link in found.values()}
        return tuple(kept[link.uid] for link in self.marks.links if link.uid in kept)
