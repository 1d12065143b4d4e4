"""Everything that happened to one mark: who made it, from which suggestion, what was changed in it and when.

Read from the journal: each act that wrote the row of the mark, or of the trigger of an event, with what was there
before and after. The journal knows acts of this copy of the project; times of acts in other copies stand in the mark.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, Table, select

from spanloop.core.marks import Author, Outcome
from spanloop.store.journal import Entry
from spanloop.store.packing import shown_quote
from spanloop.store.records import ActKind
from spanloop.store.tables import ACT, ACT_ROW, ARGUMENT, ARTICLE, ATTRIBUTE, AUTHOR, EVENT, SPAN, VERDICT

ChangeOp = Literal["made", "changed", "removed"]
_PART_TABLES = {table.name: table for table in (ARGUMENT, ATTRIBUTE)}
#: Columns of which a change is about something that people see; and those that are read to say what.
_TOLD = ("label", "quote", "notes", "value", "uid", "start", "end")
_READ = (*_TOLD, "fragments")


class PartChange(NamedTuple):
    """An argument or attribute that an act added to an event or took out. name: role or attribute; value: what."""

    what: Literal["argument", "attribute"]
    added: bool
    name: str
    value: str


@dataclass(frozen=True, slots=True)
class MarkChange:
    """What one act did to a mark. before, after: what changed of label, quote, notes, value, uid, start and end."""

    act: str
    at: str
    who: str
    label: str
    kind: ActKind
    op: ChangeOp
    before: Mapping[str, Any] = field(default_factory=dict[str, Any])
    after: Mapping[str, Any] = field(default_factory=dict[str, Any])
    parts: tuple[PartChange, ...] = ()


class VerdictLine(NamedTuple):
    """What somebody decided about a suggestion."""

    who: str
    outcome: Outcome
    at: str


@dataclass(frozen=True, slots=True)
class MarkFile:
    """All that is on record about a mention or an event.

    name: its label or type now. origin: uid of the suggestion that it came from, with or without the suggestion itself
    being here (source). changed, earlier: times of its changes as the mark itself carries them, also from other copies.
    verdicts: what people decided about it, where it is a suggestion. article, title: where it stands. source: what it
    came from: a suggestion on the same article, or a person's mark on a copy of it.
    """

    uid: str
    author: Author
    name: str
    quote: str
    score: float | None
    origin: str | None
    changed: str
    earlier: tuple[str, ...]
    changes: tuple[MarkChange, ...]
    verdicts: tuple[VerdictLine, ...]
    article: str = ""
    title: str = ""
    source: MarkFile | None = None


def read_mark_file(connection: Connection, uid: str) -> MarkFile | None:
    """The record of a mention or event, with that of what it came from; None when it is not there.

    A suggestion may have come from a mark on a copy of the article, so there are up to three.
    """
    found = _read(connection, uid)
    if found is None or found.origin is None:
        return found
    source = _read(connection, found.origin)
    if source is not None and source.origin is not None:
        source = _with_source(source, _read(connection, source.origin))
    return _with_source(found, source)


def _with_source(found: MarkFile, source: MarkFile | None) -> MarkFile:
    return MarkFile(**{name: getattr(found, name) for name in found.__slots__ if name != "source"}, source=source)


def _read(connection: Connection, uid: str) -> MarkFile | None:
    query = (
        select(
            SPAN.c.id, EVENT.c.id.label("event_id"), SPAN.c.label, SPAN.c.quote, SPAN.c.score, SPAN.c.origin,
            SPAN.c.fragments, SPAN.c.changed, SPAN.c.earlier, EVENT.c.origin.label("event_origin"),
            EVENT.c.score.label("event_score"), EVENT.c.changed.label("event_changed"),
            EVENT.c.earlier.label("event_earlier"), AUTHOR.c.uid, AUTHOR.c.name, AUTHOR.c.kind,
            ARTICLE.c.uid.label("article"), ARTICLE.c.title,
        )
        .join_from(SPAN, AUTHOR, AUTHOR.c.id == SPAN.c.author_id)
        .join(ARTICLE, ARTICLE.c.id == SPAN.c.article_id)
        .outerjoin(EVENT, EVENT.c.trigger_id == SPAN.c.id)
        .where(SPAN.c.uid == uid)
    )  # fmt: skip
    row = connection.execute(query).first()
    if row is None:
        return None
    event = row.event_id is not None
    keys: dict[Table, int] = {SPAN: row.id, EVENT: row.event_id} if event else {SPAN: row.id}
    return MarkFile(
        uid=uid,
        author=Author(row.uid, row.name, row.kind),
        name=row.label,
        quote=shown_quote(row.quote, row.fragments),
        score=row.event_score if event else row.score,
        origin=row.event_origin if event else row.origin,
        changed=row.event_changed if event else row.changed,
        earlier=tuple((row.event_earlier if event else row.earlier).split()),
        changes=tuple(_changes(connection, keys)),
        verdicts=tuple(_verdicts(connection, uid)),
        article=row.article,
        title=row.title,
    )


def _verdicts(connection: Connection, suggestion: str) -> list[VerdictLine]:
    query = (
        select(AUTHOR.c.name, VERDICT.c.outcome, VERDICT.c.at)
        .join_from(VERDICT, AUTHOR, AUTHOR.c.id == VERDICT.c.author_id)
        .where(VERDICT.c.suggestion == suggestion)
        .order_by(VERDICT.c.id)
    )
    return [VerdictLine(*row) for row in connection.execute(query)]


def _changes(connection: Connection, keys: Mapping[Table, int]) -> list[MarkChange]:
    """What each act did to these rows, oldest first."""
    touched: defaultdict[int, list[Entry]] = defaultdict(list)
    for table, key in keys.items():
        query = (
            select(ACT_ROW)
            .where(ACT_ROW.c.table_name == table.name, ACT_ROW.c.first_id <= key, ACT_ROW.c.last_id >= key)
            .order_by(ACT_ROW.c.id)
        )
        for row in connection.execute(query):
            entry = Entry(table, row.op, row.first_id, row.last_id, row.digest, row.payload)
            if key in entry.keys:
                touched[row.act_id].append(entry)
    acts = {
        row.id: row
        for row in connection.execute(
            select(ACT.c.id, ACT.c.uid, ACT.c.at, ACT.c.label, ACT.c.kind, AUTHOR.c.name)
            .outerjoin_from(ACT, AUTHOR, AUTHOR.c.id == ACT.c.author_id)
            .where(ACT.c.id.in_(touched))
        )
    }
    parts = _Parts(connection, keys[EVENT], sorted(touched)) if EVENT in keys else None
    found: list[MarkChange] = []
    for act in sorted(touched):
        op, before, after = _columns(touched[act], keys)
        row = acts[act]
        changed = parts.of(act) if parts is not None and op == "changed" else ()
        found.append(MarkChange(row.uid, row.at, row.name or "", row.label, row.kind, op, before, after, changed))
    return found


def _columns(entries: Sequence[Entry], keys: Mapping[Table, int]) -> tuple[ChangeOp, dict[str, Any], dict[str, Any]]:
    """What entries did to the rows with these keys: in all, and in each column of which people are told."""
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    ops = {entry.op for entry in entries}
    for entry in entries:
        if entry.op != "update":
            continue
        columns, rows = entry.content
        row = next(row for row in rows if row[0] == keys[entry.table])
        for place, name in enumerate(columns, 1):
            if name in _READ and row[place] != row[place + len(columns)]:
                # A column may be written twice in an act: what was before it, and what is after it.
                before.setdefault(name, row[place])
                after[name] = row[place + len(columns)]
    for told in (before, after):
        if "quote" in told:
            # Other words without other fragments: then it was in one piece, and is.
            told["quote"] = shown_quote(told["quote"], told.get("fragments", ""))
    kept = {name for name in after if before[name] != after[name] and name in _TOLD}
    op: ChangeOp = "made" if "insert" in ops else "removed" if "delete" in ops else "changed"
    return op, {name: before[name] for name in kept}, {name: after[name] for name in kept}


class _Parts:
    """Arguments and attributes of one event over time: which act added which, and which it took out."""

    def __init__(self, connection: Connection, event: int, acts: Sequence[int]) -> None:
        self._connection = connection
        self._event = event
        self._acts = {act: self._entries(act) for act in acts}
        self._known: dict[tuple[str, int], tuple[str, Any]] = {}
        self._learn()

    def _entries(self, act: int) -> list[Entry]:
        """What an act wrote of arguments and attributes, in the order in which it did."""
        query = select(ACT_ROW).where(
            ACT_ROW.c.act_id == act, ACT_ROW.c.table_name.in_((ARGUMENT.name, ATTRIBUTE.name))
        )
        return [
            Entry(_PART_TABLES[row.table_name], row.op, row.first_id, row.last_id, row.digest, row.payload)
            for row in self._connection.execute(query.order_by(ACT_ROW.c.id))
        ]

    def _learn(self) -> None:
        """Name and value of every argument and attribute that the event has or had, by table and key."""
        for row in self._connection.execute(select(ARGUMENT).where(ARGUMENT.c.event_id == self._event)):
            self._known["argument", row.id] = (row.role, (row.span_id, row.filler_event_id))
        for row in self._connection.execute(select(ATTRIBUTE).where(ATTRIBUTE.c.event_id == self._event)):
            self._known["attribute", row.id] = (row.name, row.value)
        for entries in self._acts.values():
            for entry in entries:
                if entry.op == "delete":
                    self._learn_removed(entry)

    def _learn_removed(self, entry: Entry) -> None:
        columns, rows = entry.content
        for values in rows:
            row = dict(zip(columns, values, strict=True))
            if row["event_id"] != self._event:
                continue
            value = (row["span_id"], row["filler_event_id"]) if entry.table is ARGUMENT else row["value"]
            name = row["role"] if entry.table is ARGUMENT else row["name"]
            self._known[entry.table.name, row["id"]] = (name, value)

    def of(self, act: int) -> tuple[PartChange, ...]:
        """What an act added and took out, on balance: arguments are written anew when one of them changes."""
        added: list[tuple[str, str, Any]] = []
        gone: list[tuple[str, str, Any]] = []
        for entry in self._acts[act]:
            for key in entry.keys:
                known = self._known.get((entry.table.name, key))
                if known is None:
                    continue
                if entry.op == "update":
                    self._changed_values(entry, key, added, gone)
                    continue
                name, value = known
                if entry.op == "insert" and entry.table is ATTRIBUTE:
                    value = self._first_value(key, act, value)
                (added if entry.op == "insert" else gone).append((entry.table.name, name, value))
        for item in list(added):
            if item in gone:
                added.remove(item)
                gone.remove(item)
        return tuple(
            PartChange("argument" if table == "argument" else "attribute", items is added, name, self._words(value))
            for items in (gone, added)
            for table, name, value in items
        )

    def _first_value(self, key: int, act: int, value: str) -> str:
        """What an attribute was set to by an act, where later ones gave it other values."""
        for later in sorted(other for other in self._acts if other >= act):
            for entry in self._acts[later]:
                columns, rows = entry.content if entry.op == "update" and entry.table is ATTRIBUTE else ([], [])
                row = next((row for row in rows if row[0] == key), None)
                if row is not None and "value" in columns:
                    return row[columns.index("value") + 1]
        return value

    def _changed_values(self, entry: Entry, key: int, added: list[Any], gone: list[Any]) -> None:
        """An attribute that got another value."""
        columns, rows = entry.content
        if entry.table is not ATTRIBUTE or "value" not in columns:
            return
        place = columns.index("value") + 1
        row = next(row for row in rows if row[0] == key)
        name = self._known["attribute", key][0]
        gone.append(("attribute", name, row[place]))
        added.append(("attribute", name, row[place + len(columns)]))

    def _words(self, value: Any) -> str:
        """The words of a filler, "" for one that is gone; an attribute's value as it is."""
        if isinstance(value, str):
            return value
        span, event = value
        query = select(SPAN.c.quote, SPAN.c.fragments)
        if span is None:
            query = query.join_from(EVENT, SPAN, EVENT.c.trigger_id == SPAN.c.id).where(EVENT.c.id == event)
        else:
            query = query.where(SPAN.c.id == span)
        row = self._connection.execute(query).first()
        return "" if row is None else shown_quote(*row)
