"""What foreign marks mean here: spans become mentions and events, relations become arguments and links."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from spanloop.core.ids import new_uid
from spanloop.core.marks import Argument, Completion, Event, Fragments, Link, Marks, Mention
from spanloop.core.naming import NameMap, Part, Target
from spanloop.core.notes import ArticleNote
from spanloop.core.schema import Schema
from spanloop.formats.foreign import ForeignDocument, ForeignMarks, ForeignRelation, ForeignSpan, called
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import Record
from spanloop.formats.record_json import quote


def interpret(document: ForeignDocument, *, schema: Schema, names: NameMap, ledger: Ledger) -> Iterator[Record]:
    """The records of a foreign document, one for each of its authors, or one without marks.

    names says what a name becomes. Where it and the file are silent, a span is an event when its label is an event type
    of the schema, and a mention otherwise; a relation from an event, or to one, is an argument of it when its type is a
    role there, and between two events a link when the schema has such a link. Names that the schema has not stay as
    they are: whether they are added or refused is decided where the records are written. What cannot be is noted: a
    relation whose end is not there, a link between a mention and an event, a mark that stands twice.
    """
    if not document.marks:
        yield Record(document.article, line=document.line, named=document.named)
    for marks in document.marks:
        made = _Meaning(document, marks, schema=schema, names=names, ledger=ledger).marks()
        note = ArticleNote(new_uid(), marks.note) if marks.note else None
        yield Record(
            document.article, made, marks.state, marks.reason, schema.version, document.line, note, named=document.named
        )


class _End(NamedTuple):
    """A span that relations may name. label: of the mention, or type of the event."""

    uid: str
    label: str
    is_event: bool


class _Meaning:
    """The marks of one author of one document in the making."""

    def __init__(
        self, document: ForeignDocument, said: ForeignMarks, *, schema: Schema, names: NameMap, ledger: Ledger
    ) -> None:
        self._text = document.article.text
        self._name = document.article.external_id or called(document.article)
        self._line = document.line
        self._said = said
        self._schema = schema
        self._names = names
        self._ledger = ledger
        self._ends: dict[str, _End] = {}
        self._left_out: set[str] = set()
        self._mentions: dict[tuple[Fragments, str], Mention] = {}
        self._events: dict[str, Event] = {}
        self._arguments: dict[str, dict[Argument, None]] = {}
        self._links: dict[tuple[str, str, str], Link] = {}

    def marks(self) -> Marks:
        """All of them, in the order of the file."""
        for span in self._said.spans:
            self._take_span(span)
        for relation in self._said.relations:
            self._take_relation(relation)
        events = (
            Event(e.uid, e.type, e.trigger, tuple(self._arguments[e.uid]), e.attributes, e.score, notes=e.notes)
            for e in self._events.values()
        )
        version, length = self._schema.version, len(self._text)
        complete = (Completion(new_uid(), layer, 0, length, version) for layer in self._said.complete if length)
        return Marks(
            self._said.author,
            tuple(self._mentions.values()),
            tuple(events),
            tuple(self._links.values()),
            completions=tuple(complete),
        )

    # spans

    def _take_span(self, span: ForeignSpan) -> None:
        target = self._names.find("label", span.label) or Target(self._part_of(span), span.label)
        if target.part == "out":
            self._left_out.add(span.id)
            self._note("name.left_out", f"{span.label} was left out, as the table of names says", span)
        elif target.part == "event":
            self._take_event(span, target.name)
        else:
            self._take_mention(span, target.name)

    def _part_of(self, span: ForeignSpan) -> Part:
        if span.kind == "span":
            return "event" if self._schema.event(span.label) is not None else "entity"
        return "event" if span.kind == "event" else "entity"

    def _take_mention(self, span: ForeignSpan, label: str) -> None:
        for name, value in span.attributes.items():
            self._note("attribute.left_out", f"{name} {value} of {label}: only events have attributes", span)
        place = (span.fragments, label)
        held = self._mentions.get(place)
        if held is None:
            held = Mention(new_uid(), span.fragments, label, span.score, notes=span.notes, value=span.value)
            self._mentions[place] = held
        else:
            self._note("mention.twice", f"{label} stands twice at one place and comes in once", span)
        self._ends[span.id] = _End(held.uid, label, is_event=False)

    def _take_event(self, span: ForeignSpan, event_type: str) -> None:
        uid = new_uid()
        attributes = self._attributes(span)
        self._events[uid] = Event(uid, event_type, span.fragments, (), attributes, span.score, notes=span.notes)
        self._arguments[uid] = {}
        self._ends[span.id] = _End(uid, event_type, is_event=True)

    def _attributes(self, span: ForeignSpan) -> dict[str, str]:
        found: dict[str, str] = {}
        for name, value in span.attributes.items():
            becomes = self._names.find("attribute", name) or Target("attribute", name)
            means = self._names.find("value", value, name) or Target("value", value)
            if "out" in (becomes.part, means.part):
                self._note("name.left_out", f"{name} {value} was left out, as the table of names says", span)
            elif found.setdefault(becomes.name, means.name) != means.name:
                told = f"{name} {value} was left out, because {becomes.name} is {found[becomes.name]} already"
                self._note("attribute.twice", told, span)
        return found

    # relations

    def _take_relation(self, relation: ForeignRelation) -> None:
        source, target = self._ends.get(relation.source), self._ends.get(relation.target)
        if source is None or target is None:
            missing = relation.source if source is None else relation.target
            if missing in self._left_out:
                self._say(relation, "name.left_out", "an end of it was left out")
            else:
                self._say(relation, "relation.refused", f"{missing} is not there")
            return
        event = source if source.is_event else target
        becomes = self._names.find("relation", relation.type, event.label if event.is_event else "")
        if becomes is not None and becomes.part == "out":
            self._say(relation, "name.left_out", "it was left out, as the table of names says")
            return
        name = relation.type if becomes is None else becomes.name
        part = self._part_of_relation(relation, source, target) if becomes is None else becomes.part
        if part == "role":
            self._take_argument(relation, name, source, target)
        else:
            self._take_link(relation, name, source, target)

    def _part_of_relation(self, relation: ForeignRelation, source: _End, target: _End) -> Part:
        if relation.kind != "relation":
            return "role" if relation.kind == "argument" else "link"
        if not source.is_event and not target.is_event:
            return "link"
        if source.is_event and target.is_event:
            link = self._schema.link(relation.type)
            is_role = self._has_role(source.label, relation.type)
            return "link" if link is not None and link.between_events and not is_role else "role"
        return "role"

    def _has_role(self, event_type: str, role: str) -> bool:
        kind = self._schema.event(event_type)
        return kind is not None and kind.role(role) is not None

    def _take_argument(self, relation: ForeignRelation, role: str, source: _End, target: _End) -> None:
        # Some tools draw from the filler to the event; between two events the direction stands.
        event, filler = (source, target) if source.is_event else (target, source)
        if not event.is_event:
            self._say(relation, "relation.refused", "an argument belongs to an event, and it joins two mentions")
            return
        if filler.uid == event.uid:
            self._say(relation, "relation.refused", "an event cannot fill a role of itself")
            return
        argument = Argument(role, filler.uid, filler.is_event)
        if argument in self._arguments[event.uid]:
            self._say(relation, "relation.twice", "it stands twice")
        self._arguments[event.uid][argument] = None

    def _take_link(self, relation: ForeignRelation, name: str, source: _End, target: _End) -> None:
        if source.is_event != target.is_event:
            self._say(relation, "relation.refused", "a link joins two mentions or two events, and it joins one of each")
            return
        if source.uid == target.uid:
            self._say(relation, "relation.refused", "a link joins two marks, and both its ends are one")
            return
        known = self._schema.link(name)
        if known is not None and known.between_events != source.is_event:
            ends = "events" if known.between_events else "mentions"
            self._say(relation, "relation.refused", f"the schema's link {name} joins {ends}")
            return
        key = (name, source.uid, target.uid)
        if key in self._links:
            self._say(relation, "relation.twice", "it stands twice")
        self._links.setdefault(key, Link(new_uid(), name, source.uid, target.uid, source.is_event))

    # the ledger

    def _note(self, code: str, message: str, span: ForeignSpan) -> None:
        said = quote(self._text, span.fragments)
        self._ledger.add(code, message, article=self._name, quote=said, line=span.line or self._line or None)

    def _say(self, relation: ForeignRelation, code: str, why: str) -> None:
        line = relation.line or self._line or None
        self._ledger.add(code, f"the relation {relation.type} is left out: {why}", article=self._name, line=line)
