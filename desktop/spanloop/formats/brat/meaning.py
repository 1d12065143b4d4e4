"""What the lines of an `.ann` file say together: spans, events with arguments, links, notes."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import pairwise

from spanloop.core.marks import Fragments
from spanloop.core.wording import count
from spanloop.formats.brat.lines import Bound, Happening, Joined, Lines, Said, name_of
from spanloop.formats.brat.offsets import agrees, flat, joined_over_line_ends, recounted
from spanloop.formats.fields import Place
from spanloop.formats.foreign import ForeignMarks, ForeignRelation, ForeignSpan
from spanloop.formats.quotes import checked_fragments

_NUMBER = re.compile(r"[0-9]+")
_MOST_DIGITS = 6


class BratMarks:
    """The marks of one file in the making.

    roles: of each event type, as annotation.conf names them; None without one. article: how the ledger calls the text.
    """

    def __init__(
        self, text: str, lines: Lines, *, roles: Mapping[str, tuple[str, ...]] | None, place: Place, article: str
    ) -> None:
        self._text = text
        self._flat = flat(text)
        self._lines = lines
        self._roles = roles or {}
        self._place = place
        self._article = article
        self._events_on: dict[str, list[str]] = {}
        for event in lines.happenings.values():
            self._events_on.setdefault(event.trigger, []).append(event.id)
        self._named = {role for event in lines.happenings.values() for role, _ in event.arguments}
        self._mentioned: set[str] = set()

    def marks(self) -> ForeignMarks:
        """All of them, in the order of the file."""
        stands = self._fragments()
        relations = [*self._arguments(), *self._links(), *self._equivalences()]
        attributes, notes = self._attributes(), self._notes()
        spans: list[ForeignSpan] = []
        for bound in self._lines.bounds.values():
            is_mention = bound.id not in self._events_on or bound.id in self._mentioned
            if is_mention and bound.id in stands:
                said = (notes.get(bound.id, ""), attributes.get(bound.id, {}))
                spans.append(_span(bound.id, stands[bound.id], bound.label, *said, line=bound.line, is_event=False))
        for event in self._lines.happenings.values():
            if event.trigger in stands:
                said = (notes.get(event.id, ""), attributes.get(event.id, {}))
                spans.append(_span(event.id, stands[event.trigger], event.type, *said, line=event.line, is_event=True))
                self._check_trigger(event)
            elif event.trigger not in self._lines.bounds:
                self._note("span.refused", f"the trigger of {event.id}, {event.trigger}, is not there", event.line)
        return ForeignMarks(spans=tuple(spans), relations=tuple(relations))

    # where spans stand

    def _fragments(self) -> dict[str, Fragments]:
        bounds = tuple(self._lines.bounds.values())
        self._check_size(bounds)
        pairs = {bound.id: bound.pairs for bound in bounds}
        if not all(agrees(self._flat, bound.pairs, bound.quote) for bound in bounds):
            found, words = recounted(self._flat, self._text, bounds)
            if words:
                moved = sum(found[bound.id] != bound.pairs for bound in bounds)
                self._note("offsets.repaired", f"its offsets count {words}; {count(moved, 'span')} moved", 0)
                pairs = found
        unsaid = sum(not bound.quote.strip() for bound in bounds)
        if unsaid:
            self._note("quote.missing", f"{count(unsaid, 'span')} without a quote to check offsets by", 0)
        stands = {bound.id: self._checked(bound, pairs[bound.id]) for bound in bounds}
        return {name: fragments for name, fragments in stands.items() if fragments is not None}

    def _check_size(self, bounds: Iterable[Bound]) -> None:
        """Real files mark each word a few times; one made to keep a program busy marks all of it again and again."""
        most = 1_000 * len(self._text) + 1_000_000
        for bound in bounds:
            reach = max(end for _, end in bound.pairs) - min(start for start, _ in bound.pairs)
            most -= min(max(reach, 0), len(self._text))
            if most < 0:
                self._place.line = bound.line
                raise self._place.fail("its spans hold the text over a thousand times")

    def _checked(self, bound: Bound, pairs: tuple[tuple[int, int], ...]) -> Fragments | None:
        self._place.line = bound.line
        good = agrees(self._flat, pairs, bound.quote)
        given = self._lines.fragments.get(bound.id)
        whole = given if given is not None and good else joined_over_line_ends(self._text, pairs)
        said = "" if good else flat(bound.quote).strip()
        return checked_fragments(self._flat, whole, place=self._place, what=bound.id, article=self._article, said=said)

    def _check_trigger(self, event: Happening) -> None:
        bound = self._lines.bounds[event.trigger]
        if bound.label != event.type and bound.id not in self._mentioned:
            told = f"{bound.id} is {bound.label}, but it is the trigger of {event.id}, which is {event.type}"
            self._note("trigger.other_label", told, bound.line)

    # what points where

    def _meant(self, target: str) -> str | None:
        """What an id means where something joins it: the event of a trigger that has one; None where that is open."""
        events = self._events_on.get(target, [])
        bound = self._lines.bounds.get(target)
        if not events or bound is None:
            return target
        if any(self._lines.happenings[event].type != bound.label for event in events):
            self._mentioned.add(target)
            return target
        return events[0] if len(events) == 1 else None

    def _about(self, target: str) -> list[str]:
        """The marks that something is said about."""
        if target in self._lines.happenings:
            return [target]
        if target in self._lines.bounds:
            return self._events_on.get(target) or [target]
        return []

    def _arguments(self) -> list[ForeignRelation]:
        found: list[ForeignRelation] = []
        for event in self._lines.happenings.values():
            for role, target in event.arguments:
                meant = self._meant(target)
                if meant is None:
                    self._refuse(f"{role} of {event.id} is {target}, the trigger of several events", event.line)
                else:
                    name = name_of(self._role(event.type, role))
                    found.append(ForeignRelation(name, event.id, meant, "argument", event.line))
        return self._once(found)

    def _role(self, event_type: str, role: str) -> str:
        """The role that brat numbered, or the role itself where its name ends in digits; as it is spelled."""
        named = self._roles.get(event_type, ())
        if role in named:
            return role
        shortest = max(0, len(role) - 1 - _MOST_DIGITS)
        bases = [role[:cut] for cut in range(len(role) - 1, shortest, -1) if _NUMBER.fullmatch(role, cut)]
        for base in bases:
            if base in named:
                return base
        # What the configuration does not know is numbered where the role without number stands in the file too.
        return next((base for base in reversed(bases) if base in self._named), role)

    def _links(self) -> list[ForeignRelation]:
        return self._once([link for joined in self._lines.relations if (link := self._link(joined, *joined.ends))])

    def _equivalences(self) -> list[ForeignRelation]:
        found: list[ForeignRelation] = []
        for joined in self._lines.equivalences:
            chain = [self._link(joined, *ends) for ends in pairwise(joined.ends)]
            found += [link for link in chain if link is not None]
        if self._lines.equivalences:
            told = f"{count(len(self._lines.equivalences), 'equivalence')} became {count(len(found), 'link')}"
            self._note("equivalence.as_links", told, self._lines.equivalences[0].line)
        return found

    def _link(self, joined: Joined, source: str, target: str) -> ForeignRelation | None:
        ends = self._meant(source), self._meant(target)
        if ends[0] is None or ends[1] is None:
            trigger = source if ends[0] is None else target
            self._refuse(f"{joined.type} joins {trigger}, the trigger of several events", joined.line)
            return None
        between_events = [end in self._lines.happenings for end in ends]
        kind = "link" if between_events[0] == between_events[1] else "relation"
        return ForeignRelation(joined.type, ends[0], ends[1], kind, joined.line)

    def _once(self, relations: list[ForeignRelation]) -> list[ForeignRelation]:
        found: dict[tuple[str, str, str], ForeignRelation] = {}
        for one in relations:
            if found.setdefault((one.type, one.source, one.target), one) is not one:
                self._note("relation.twice", f"{one.type} of {one.source} and {one.target} stands twice", one.line)
        return list(found.values())

    # what is said about marks

    def _attributes(self) -> dict[str, dict[str, str]]:
        found: dict[str, dict[str, str]] = {}
        for said in self._lines.attributes:
            about = self._about(said.target)
            if not about:
                told = f"{said.name} is about {said.target}, which is no mention and no event"
                self._note("attribute.not_read", told, said.line)
            for mark in about:
                held = found.setdefault(mark, {})
                if held.setdefault(said.name, said.value) != said.value:
                    self._note("attribute.not_read", f"{said.name} of {said.target} stands twice", said.line)
        return found

    def _notes(self) -> dict[str, str]:
        found: dict[str, list[str]] = {}
        for said in self._lines.notes:
            self._add_note(found, said, said.value, "note.not_read")
        kept = [
            said
            for said in self._lines.references
            if self._add_note(found, said, f"{said.name} {said.value}".strip(), "normalization.not_read")
        ]
        if kept:
            told = f"{count(len(kept), 'normalization')} became a note on what it is about"
            self._note("normalization.as_note", told, kept[0].line)
        return {mark: "\n".join(texts) for mark, texts in found.items()}

    def _add_note(self, found: dict[str, list[str]], said: Said, text: str, code: str) -> bool:
        """Note it where what it is about has a place for notes; whether it has."""
        about = self._about(said.target)
        if not about:
            told = f"not read: it is noted of {said.target}, which is no mention or event"
            self._place.line = said.line
            self._place.note(code, told, article=self._article, quote=text)
        for mark in about:
            found.setdefault(mark, []).append(text)
        return bool(about)

    def _refuse(self, message: str, line: int) -> None:
        self._note("relation.refused", message, line)

    def _note(self, code: str, message: str, line: int) -> None:
        self._place.line = line
        self._place.note(code, message, article=self._article)


def _span(
    name: str, fragments: Fragments, label: str, notes: str, attributes: Mapping[str, str], *, line: int, is_event: bool
) -> ForeignSpan:
    kind = "event" if is_event else "mention"
    return ForeignSpan(name, fragments, label, kind, notes=notes, attributes=attributes, line=line)
