"""Marks as spans and relations alone, for tools that know no events: what comes back is told apart by the schema.

An event becomes a span of its type, an argument a relation of its role's name from the event to the filler. Read again
(`interpreting`), a span is an event when the schema has an event type of its label, and a relation between two events
is a link when the schema has such a link and the event no such role. What this would turn into something else, and what
could not be told from another mark, is left out, with an entry of the ledger for each mark.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spanloop.core.marks import Argument, Event, Fragments, Link, Marks, Mention, fragments_of, name_of
from spanloop.core.schema import Schema
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import Record
from spanloop.formats.record_json import quote


@dataclass(frozen=True, slots=True)
class FlatRelation:
    """source, target: uids of the marks. type: a role's or a link's name."""

    type: str
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Flat:
    """spans: mentions and events in the order in which they stand in the text; relations in theirs."""

    spans: tuple[Mention | Event, ...] = ()
    relations: tuple[FlatRelation, ...] = ()


def flattened(record: Record, *, schema: Schema, ledger: Ledger, by_place: bool = False) -> Flat:
    """The marks of a record as spans and relations. by_place: for a format whose relations name their ends by place and
    label, so that of two spans with both the same only one can be written."""
    return Flat() if record.marks is None else _Flattening(record, record.marks, schema, ledger, by_place).run()


class _Flattening:
    def __init__(self, record: Record, marks: Marks, schema: Schema, ledger: Ledger, by_place: bool) -> None:
        self._text = record.article.text
        self._article = record.article.external_id or record.article.uid
        self._author = marks.author.name
        self._marks = marks
        self._schema = schema
        self._ledger = ledger
        self._by_place = by_place

    def run(self) -> Flat:
        marks = self._marks.without(frozenset(self._untold()))
        types = {event.uid: event.type for event in marks.events}
        spans = sorted((*marks.mentions, *marks.events), key=lambda mark: (fragments_of(mark), name_of(mark)))
        relations = dict.fromkeys(
            FlatRelation(argument.role, event.uid, argument.filler)
            for event in marks.events
            for argument in event.arguments
            if self._keeps_argument(event, argument, types)
        )
        for link in marks.links:
            relation = FlatRelation(link.type, link.source, link.target)
            if relation in relations:
                self._drop("twice", f"{link.type}: it joins the same two marks as another relation", link.uid)
            elif self._keeps_link(link, types):
                relations[relation] = None
        return Flat(tuple(spans), tuple(relations))

    def _untold(self) -> Iterator[str]:
        """Marks that cannot be told from others, or would come back as something else."""
        seen: set[tuple[str, Fragments]] = set()
        for mark in (*self._marks.mentions, *self._marks.events):
            name, is_event = name_of(mark), isinstance(mark, Event)
            place = (name, fragments_of(mark))
            if is_event != (self._schema.event(name) is not None):
                other = "no event type of the schema" if is_event else "an event type too"
                self._drop("name", f"{name} is {other}, and it would come back as something else", mark.uid, mark)
                yield mark.uid
            elif place in seen and (self._by_place or not is_event):
                self._drop("twice", f"{name}: another mark with this label stands at the same place", mark.uid, mark)
                yield mark.uid
            seen.add(place)

    def _keeps_argument(self, event: Event, argument: Argument, types: dict[str, str]) -> bool:
        if argument.filler == event.uid:
            why = "an event cannot fill a role of itself"
        elif argument.filler in types and self._is_link(argument.role) and not self._is_role(event.type, argument.role):
            why = "it would come back as a link"
        else:
            return True
        said = f"the argument {argument.role} with {argument.filler} is left out: {why}"
        self._drop("argument", said, event.uid, event)
        return False

    def _keeps_link(self, link: Link, types: dict[str, str]) -> bool:
        if link.between_events:
            tells = self._is_link(link.type) and not self._is_role(types[link.source], link.type)
        else:
            tells = not self._is_link(link.type)
        if not tells:
            self._drop("name", f"the link {link.type} would come back as something else", link.uid)
        return tells

    def _is_link(self, name: str) -> bool:
        """Whether the schema has a link of this name between events."""
        known = self._schema.link(name)
        return known is not None and known.between_events

    def _is_role(self, event_type: str, name: str) -> bool:
        kind = self._schema.event(event_type)
        return kind is not None and kind.role(name) is not None

    def _drop(self, what: str, message: str, uid: str, mark: Mention | Event | None = None) -> None:
        said = quote(self._text, fragments_of(mark)) if mark is not None else ""
        self._ledger.add(
            f"{what}.not_carried", message, article=self._article, quote=said, author=self._author, mark=uid
        )
