"""What of a project a format can carry, and what a record is without the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from spanloop.core.article import Article
from spanloop.core.marks import Event, Marks, Mention, fragments_of, name_of
from spanloop.core.wording import count
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import Record
from spanloop.formats.record_json import quote

#: Every feature, with the words of the table in the docs. A format names those that it carries (registry.Format).
FEATURES: Mapping[str, str] = MappingProxyType(
    {
        "mentions": "mentions",
        "nested": "marks that share words",
        "fragments": "several fragments",
        "events": "events",
        "arguments": "arguments",
        "event_fillers": "events as arguments",
        "attributes": "attributes of events",
        "links": "links",
        "notes": "notes on marks",
        "scores": "scores",
        "argument_scores": "scores of arguments",
        "values": "values of times",
        "authors": "several authors",
        "suggestions": "suggestions",
        "verdicts": "what became of suggestions",
        "completions": "completions",
        "states": "skipped and in question",
        "article_notes": "notes on articles",
        "zones": "zones",
        "details": "title, source, date, language",
        "ids": "ids of articles",
        "meta": "other details of articles",
        "history": "uids, times, removals, copies",
    }
)
Features = frozenset[str]
EVERYTHING: Features = frozenset(FEATURES)


def lessened(record: Record, *, carries: Features, ledger: Ledger) -> Record:
    """The record with what a format carries of it, the rest in the ledger.

    The code of an entry is the feature and ".not_carried". Of what is left out as a kind (all notes, all zones)
    there is one entry for each article and author; of marks that cannot stand as they are (several fragments) one
    for each, with its uid. "nested", "authors", "suggestions", "ids" and "history" are up to those who
    write, because only they know which marks get in each other's way and what is one file.
    """
    return _Lessening(record, carries, ledger).run()


class _Lessening:
    def __init__(self, record: Record, carries: Features, ledger: Ledger) -> None:
        self._record = record
        self._carries = carries
        self._ledger = ledger
        self._article = record.article.external_id or record.article.uid
        self._author = record.marks.author.name if record.marks is not None else ""

    def run(self) -> Record:
        record = replace(self._record, article=self._plain_article(), copy=None, times={})
        if record.marks is None:
            return record
        marks = self._plain(self._whole_events(self._standing(record.marks)))
        if self._lacks("states", int(record.state in ("skipped", "question")), "state"):
            record = replace(record, state=None, reason="")
        if self._lacks("article_notes", int(record.note is not None and bool(record.note.text)), "note on the article"):
            record = replace(record, note=None)
        return replace(record, marks=marks)

    def _plain_article(self) -> Article:
        article = self._record.article
        if self._lacks("zones", len(article.zones), "zone"):
            article = replace(article, zones=())
        told = [name for name in ("title", "source", "date", "language") if getattr(article, name)]
        if self._lacks("details", len(told), "detail", which=", ".join(told)):
            article = replace(article, title="", source="", date="", language="")
        if self._lacks("meta", len(article.meta), "other detail"):
            article = replace(article, meta={})
        return article

    # marks that cannot stand

    def _standing(self, marks: Marks) -> Marks:
        """Marks less those of a kind or shape that is not carried; what used them goes too."""
        gone: set[str] = set()
        if self._lacks("mentions", len(marks.mentions), "mention"):
            gone |= {mention.uid for mention in marks.mentions}
        if self._lacks("events", len(marks.events), "event"):
            gone |= {event.uid for event in marks.events}
        if "fragments" not in self._carries:
            for mark in (*marks.mentions, *marks.events):
                if mark.uid not in gone and len(fragments_of(mark)) > 1:
                    gone.add(mark.uid)
                    self._note_mark(marks, mark, "fragments", "it has several fragments")
        marks = marks.without(frozenset(gone))
        if self._lacks("links", len(marks.links), "link"):
            return replace(marks, links=())
        for link in marks.links:
            if link.source == link.target:
                self._add("loop", f"{link.type}: it joins a mark with itself", mark=link.uid)
        return replace(marks, links=tuple(link for link in marks.links if link.source != link.target))

    def _note_mark(self, marks: Marks, mark: Mention | Event, feature: str, why: str) -> None:
        uses = sum(a.filler == mark.uid for event in marks.events for a in event.arguments)
        uses += sum(mark.uid in (link.source, link.target) for link in marks.links)
        along = f"; {count(uses, 'use')} of it as argument or link goes along" if uses else ""
        said = quote(self._record.article.text, fragments_of(mark))
        self._add(feature, f"{name_of(mark)}: {why}{along}", quote=said, mark=mark.uid)

    def _whole_events(self, marks: Marks) -> Marks:
        """Events with the arguments and attributes that are carried."""
        events = marks.events
        if self._lacks("arguments", sum(len(event.arguments) for event in events), "argument"):
            events = tuple(replace(event, arguments=()) for event in events)
        if self._lacks(
            "event_fillers", sum(a.filler_is_event for e in events for a in e.arguments), "event as argument"
        ):
            events = tuple(
                replace(event, arguments=tuple(a for a in event.arguments if not a.filler_is_event)) for event in events
            )
        scored = sum(a.score is not None for e in events for a in e.arguments)
        if self._lacks("argument_scores", scored, "score of an argument", "scores of arguments"):
            events = tuple(
                replace(event, arguments=tuple(replace(a, score=None) for a in event.arguments)) for event in events
            )
        if self._lacks("attributes", sum(len(event.attributes) for event in events), "attribute"):
            events = tuple(replace(event, attributes={}) for event in events)
        return replace(marks, events=events)

    # what is said of marks

    def _plain(self, marks: Marks) -> Marks:
        """Marks less what is said about them and is not carried."""
        both = (*marks.mentions, *marks.events)
        if self._lacks("notes", sum(bool(mark.notes) for mark in both), "note"):
            marks = _each(marks, notes="")
        if self._lacks("scores", sum(mark.score is not None for mark in both), "score"):
            marks = _each(marks, score=None)
        if self._lacks(
            "values", sum(m.value is not None for m in marks.mentions), "value of a time", "values of times"
        ):
            marks = replace(marks, mentions=tuple(replace(mention, value=None) for mention in marks.mentions))
        told = len(marks.verdicts) + sum(mark.origin is not None for mark in both)
        if self._lacks("verdicts", told, "word on what became of suggestions", "words on what became of suggestions"):
            marks = replace(_each(marks, origin=None), verdicts=())
        if self._lacks("completions", len(marks.completions), "completion"):
            marks = replace(marks, completions=())
        return marks if "history" in self._carries else replace(_each(marks, changed="", earlier=()), removed=())

    def _lacks(self, feature: str, number: int, one: str, many: str | None = None, *, which: str = "") -> bool:
        """Whether something is there that the format does not carry, which is noted."""
        if feature in self._carries or not number:
            return False
        words = count(number, one) if many is None else count(number, one, many)
        self._add(feature, f"{words} not carried{f': {which}' if which else ''}")
        return True

    def _add(self, feature: str, message: str, *, quote: str = "", mark: str = "") -> None:
        self._ledger.add(
            f"{feature}.not_carried", message, article=self._article, quote=quote, author=self._author, mark=mark
        )


def _each(marks: Marks, **fields: Any) -> Marks:
    """Marks with these fields of all mentions and events."""
    return replace(
        marks,
        mentions=tuple(replace(mention, **fields) for mention in marks.mentions),
        events=tuple(replace(event, **fields) for event in marks.events),
    )
