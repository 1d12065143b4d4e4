"""Project minus ledger: what a file must give back, computed from what was written and from the ledger alone."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from spanloop.core.marks import Event, Marks, Mention
from spanloop.formats.features import EVERYTHING, lessened
from spanloop.formats.ledger import Ledger, LedgerEntry
from spanloop.formats.record import Record

_LOST = ".not_carried"
#: What is said of a file as a whole, not of its articles.
_OF_FILES = frozenset({"authors", "suggestions"})
#: What is said of an article, whoever speaks of it.
_OF_ARTICLES = frozenset({"zones", "meta", "details", "ids"})
_ARGUMENT = re.compile(r"the argument (?P<role>.*) with (?P<filler>\S+) is left out: ", re.DOTALL)


@dataclass
class _Lost:
    """What a ledger says to be lost: kinds by article and author, single marks, arguments by event, role and filler,
    suggestions by author."""

    kinds: dict[tuple[str, str], set[str]] = field(default_factory=dict[tuple[str, str], set[str]])
    marks: set[str] = field(default_factory=set[str])
    arguments: set[tuple[str, str, str]] = field(default_factory=set[tuple[str, str, str]])
    suggesting: set[str] = field(default_factory=set[str])


def read_ledger(path: Path) -> Ledger:
    """The ledger of a file beside an export."""
    document = json.loads(path.read_text(encoding="utf-8"))
    return Ledger(LedgerEntry(**entry) for entry in document["entries"])


def minus(records: Iterable[Record], ledger: Ledger) -> list[Record]:
    """The records less what the ledger names: single marks and arguments by their uid, marks with what uses them; what
    is lost as a kind ("notes.not_carried") by article and author; suggestions by author."""
    lost = _lost(ledger)
    return [_less(record, lost) for record in records]


def _lost(ledger: Ledger) -> _Lost:
    lost = _Lost()
    for entry in ledger.entries:
        if not entry.code.endswith(_LOST):
            continue
        feature = entry.code.removesuffix(_LOST)
        if feature == "argument":
            match = _ARGUMENT.match(entry.message)
            assert match, f"an argument that is left out and not named: {entry.message}"
            lost.arguments.add((entry.mark, match["role"], match["filler"]))
        elif feature == "suggestions" and not entry.article:
            lost.suggesting.add(entry.author)
        elif entry.mark:
            lost.marks.add(entry.mark)
        elif feature in EVERYTHING - _OF_FILES:
            assert entry.article, f"a loss of no article: {entry}"
            author = "" if feature in _OF_ARTICLES else entry.author
            lost.kinds.setdefault((entry.article, author), set()).add(feature)
        else:
            assert feature in _OF_FILES, f"a loss of nothing that has a name: {entry}"
    return lost


def _less(record: Record, lost: _Lost) -> Record:
    name = record.article.external_id or record.article.uid
    author = record.marks.author.name if record.marks is not None else ""
    kinds = lost.kinds.get((name, author), set()) | lost.kinds.get((name, ""), set())
    record = lessened(record, carries=EVERYTHING - kinds, ledger=Ledger())
    if "ids" in kinds:  # which is for those who write to leave out
        record = replace(record, article=replace(record.article, external_id=None))
    marks = record.marks
    if marks is None:
        return record
    if author in lost.suggesting and marks.author.kind in ("extractor", "rules"):
        return replace(record, marks=None)
    marks = marks.without(frozenset(lost.marks))
    return replace(
        record,
        marks=replace(
            marks,
            events=tuple(_less_arguments(event, lost) for event in marks.events),
            links=tuple(link for link in marks.links if link.uid not in lost.marks),
        ),
    )


def _less_arguments(event: Event, lost: _Lost) -> Event:
    kept = tuple(a for a in event.arguments if (event.uid, a.role, a.filler) not in lost.arguments)
    return replace(event, arguments=kept) if len(kept) < len(event.arguments) else event


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
    events = [(_end(e), sorted(e.attributes.items()), e.notes, e.score, _fillers(e, ends)) for e in marks.events]
    links = Counter((link.type, ends[link.source], ends[link.target]) for link in marks.links)
    return sorted(mentions, key=repr), sorted(events, key=repr), sorted(links.items())


def _fillers(event: Event, ends: Mapping[str, tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    kept = (argument for argument in event.arguments if argument.filler != event.uid)
    return sorted({(a.role, ends[a.filler], a.filler_is_event, a.score) for a in kept}, key=repr)


def _end(mark: Mention | Event) -> tuple[Any, ...]:
    return ("event", mark.trigger, mark.type) if isinstance(mark, Event) else ("mention", mark.fragments, mark.label)


def told(record: Record) -> Mapping[str, Any]:
    """All that a record says beside its author, by what it is about: what `said` compares and the article's other
    details, how far its author is, what is complete and what became of suggestions. Uids and times are left aside."""
    article, marks = record.article, record.marks
    mentions, events, links = _marks(marks)
    found: dict[str, Any] = {
        "id": article.external_id or article.uid, "text": article.text, "title": article.title,
        "source": article.source, "date": article.date, "language": article.language, "meta": dict(article.meta),
        "zones": [(zone.start, zone.end, zone.kind, zone.date, zone.state) for zone in article.zones],
        "mentions": mentions, "events": events, "links": links,
        # What follows of the marks themselves ("started", "complete") is no word of anybody's.
        "state": (record.state, record.reason) if record.state in ("skipped", "question") else ("", ""),
        "note": record.note.text if record.note is not None else "",
    }  # fmt: skip
    if marks is not None:
        found["complete"] = sorted({(c.layer, c.start, c.end) for c in marks.completions})
        found["verdicts"] = sorted((verdict.outcome, verdict.suggestion) for verdict in marks.verdicts)
    return {name: value for name, value in found.items() if value and value != ("", "")}
