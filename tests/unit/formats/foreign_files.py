"""Files of other tools for tests: written, read, interpreted, and written back from random records."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from spanloop.core.marks import Argument, Marks
from spanloop.core.schema import EntityLabel, EventType, LinkType, Role, Schema
from spanloop.formats.foreign import ForeignDocument, ForeignMarks, ForeignReader
from spanloop.formats.interpreting import interpret
from spanloop.formats.ledger import Ledger
from spanloop.formats.naming import NameMap
from spanloop.formats.record import Record
from spanloop.formats.registry import RecordWriter
from tests.unit.formats import strategies
from tests.unit.formats.ledgers import minus, said

LABELS = ("ORG", "LOC", "STRIKE", "قتل")
TYPES = ("STRIKE", "SAY", "quite new")
NAMES = ("agent", "cause", "alias", "what")
_ROLES = (Role("agent", fills=frozenset({"*"})), Role("what", fills_events=frozenset({"*"})))
SCHEMA = Schema(
    "test",
    "1",
    tuple(EntityLabel(name) for name in LABELS if name != "STRIKE"),
    (EventType("STRIKE", roles=_ROLES), EventType("SAY", roles=(*_ROLES, Role("cause")))),
    links=(LinkType("alias", between_events=False), LinkType("cause", between_events=True)),
)
_ARGUMENT = re.compile(r"the argument (?P<role>.*) with (?P<filler>\S+) is left out: ", re.DOTALL)


def marked(document: ForeignDocument) -> ForeignMarks:
    (marks,) = document.marks
    return marks


def spans_of(document: ForeignDocument) -> list[tuple[str, str]]:
    """What the spans of a document say, and their labels."""
    text = document.article.text
    return [(text[s.fragments[0][0] : s.fragments[-1][1]], s.label) for m in document.marks for s in m.spans]


def relations_of(document: ForeignDocument) -> list[tuple[str, str, str]]:
    """Label of the source, type, label of the target."""
    found: list[tuple[str, str, str]] = []
    for marks in document.marks:
        labels = {span.id: span.label for span in marks.spans}
        found += [(labels.get(r.source, "?"), r.type, labels.get(r.target, "?")) for r in marks.relations]
    return found


def interpreted(read: ForeignReader, path: Path, *, schema: Schema = SCHEMA, ledger: Ledger) -> list[Record]:
    """The records of a file, as an import would take them."""
    documents = read(path, ledger=ledger)
    return [r for one in documents for r in interpret(one, schema=schema, names=NameMap(), ledger=ledger)]


def _named(marks: Marks) -> Marks:
    """Marks with few names, so that they meet those of the schema and each other; some stay wild."""

    def few(name: str, names: tuple[str, ...]) -> str:
        return name if len(name) % 5 == 4 else names[(len(name) + len(name.encode())) % len(names)]

    return replace(
        marks,
        mentions=tuple(replace(m, label=few(m.label, LABELS)) for m in marks.mentions),
        events=tuple(
            replace(e, type=few(e.type, TYPES),
                    arguments=tuple(Argument(few(a.role, NAMES), a.filler, a.filler_is_event) for a in e.arguments))
            for e in marks.events
        ),
        links=tuple(replace(link, type=few(link.type, NAMES)) for link in marks.links),
    )  # fmt: skip


@st.composite
def projects(draw: st.DrawFn, *, authors: int = 1, suggestions: bool = False) -> list[Record]:
    """Records of one to three articles, those of one article one after another."""
    found: list[Record] = []
    for article in draw(st.lists(strategies.articles(), min_size=1, max_size=3, unique_by=lambda one: one.uid)):
        seen: set[tuple[str, str]] = set()
        for _ in range(draw(st.integers(1, authors))):
            marks = _named(draw(strategies.marks(len(article.text))))
            key = (marks.author.name, marks.author.kind)
            if key in seen or (not suggestions and marks.author.kind in ("extractor", "rules")):
                continue
            seen.add(key)
            state = draw(st.sampled_from([None, "skipped", "question"]))
            note = draw(st.none() | strategies.article_notes)
            found.append(Record(article, marks, state, draw(strategies.short) if state else "", note=note))
        if not seen:
            found.append(Record(article))
    return found


def _less_arguments(records: list[Record], ledger: Ledger) -> Iterator[Record]:
    """Records less the single arguments that a ledger names."""
    gone = {
        (entry.mark, match["role"], match["filler"])
        for entry in ledger.entries
        if entry.code == "argument.not_carried" and (match := _ARGUMENT.match(entry.message))
    }
    for record in records:
        if record.marks is None:
            yield record
            continue
        events = tuple(
            replace(e, arguments=tuple(a for a in e.arguments if (e.uid, a.role, a.filler) not in gone))
            for e in record.marks.events
        )
        yield replace(record, marks=replace(record.marks, events=events))


def assert_nothing_is_lost_unsaid(
    records: list[Record], folder: Path, *, write: RecordWriter, read: ForeignReader, authors: bool
) -> None:
    """Project minus ledger is what comes back, and writing again gives the same bytes."""
    ledger, back = Ledger(), Ledger()
    path = folder / "out.json"
    assert write(records, path, schema=SCHEMA, ledger=ledger) == len({record.article.uid for record in records})
    first = path.read_bytes()
    write(records, path, schema=SCHEMA, ledger=Ledger())
    assert path.read_bytes() == first
    found = interpreted(read, path, ledger=back)
    left = minus(_less_arguments(records, ledger), ledger)
    assert said(found) == said(left)
    assert set(back.counts()) <= {"text.replaced"}
    assert _beside(found, authors) == _beside(left, authors)
    assert [r.article.meta for r in found] == [r.article.meta for r in left] or len(found) != len(left)


def _beside(records: list[Record], authors: bool) -> list[Any]:
    """Who says it, how far they are, and what they noted."""
    return sorted(
        (
            record.article.uid,
            (record.marks.author.name, record.marks.author.kind) if authors else (),
            record.state or "",
            record.reason,
            record.note.text if record.note is not None else "",
        )
        for record in records
        if record.marks is not None and (record.marks or record.state or (record.note and record.note.text))
    )
