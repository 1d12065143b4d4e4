"""Project minus ledger: what a file must give back, computed from what was written and from the ledger alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from spanloop.core.marks import Event, Marks, Mention
from spanloop.formats.features import EVERYTHING, lessened
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import Record

_LOST = ".not_carried"


def minus(records: Iterable[Record], ledger: Ledger) -> list[Record]:
    """The records less what the ledger names: single marks by their uid, with what uses them; what is lost as a kind
    ("notes.not_carried") by article and author."""
    kinds: dict[tuple[str, str], set[str]] = {}
    marks: set[str] = set()
    for entry in ledger.entries:
        if not entry.code.endswith(_LOST):
            continue
        feature = entry.code.removesuffix(_LOST)
        if entry.mark and feature != "argument":
            marks.add(entry.mark)
        elif feature in EVERYTHING:
            kinds.setdefault((entry.article, entry.author), set()).add(feature)
    return [_less(record, kinds, frozenset(marks)) for record in records]


def _less(record: Record, kinds: Mapping[tuple[str, str], set[str]], gone: frozenset[str]) -> Record:
    name = record.article.external_id or record.article.uid
    author = record.marks.author.name if record.marks is not None else ""
    lost = kinds.get((name, author), set()) | kinds.get((name, ""), set())
    record = lessened(record, carries=EVERYTHING - lost, ledger=Ledger())
    if record.marks is None:
        return record
    marks = record.marks.without(gone)
    return replace(record, marks=replace(marks, links=tuple(link for link in marks.links if link.uid not in gone)))


def said(records: Iterable[Record]) -> list[tuple[Any, ...]]:
    """What records say, uids of marks and the order of marks aside, so that two lists of them can be compared. An
    article without marks says what one of nobody's marks says; an argument that stands twice says it once."""
    return sorted(((_article(record), _marks(record.marks)) for record in records), key=repr)


def _article(record: Record) -> tuple[Any, ...]:
    article = record.article
    return (article.external_id, article.text, article.title, article.source, article.date, article.language)


def _marks(marks: Marks | None) -> tuple[Any, ...]:
    if marks is None:
        return [], [], []
    ends = {mark.uid: _end(mark) for mark in (*marks.mentions, *marks.events)}
    mentions = [(_end(m), m.notes, m.score, m.value) for m in marks.mentions]
    events = [
        (_end(e), sorted(e.attributes.items()), e.notes, e.score,
         sorted({(a.role, ends[a.filler], a.filler_is_event) for a in e.arguments if a.filler != e.uid}))
        for e in marks.events
    ]  # fmt: skip
    links = Counter((link.type, ends[link.source], ends[link.target]) for link in marks.links)
    return sorted(mentions, key=repr), sorted(events, key=repr), sorted(links.items())


def _end(mark: Mention | Event) -> tuple[Any, ...]:
    return ("event", mark.trigger, mark.type) if isinstance(mark, Event) else ("mention", mark.fragments, mark.label)
