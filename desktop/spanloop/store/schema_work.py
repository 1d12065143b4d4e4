"""Which rows a change of the schema concerns, and what becomes of each. Only reads.

Rows are read as plain tuples and decided on by the same rules as spanloop.core.schema_carry, which a test holds them
to: a project has 100,000 marks, and objects of each would take longer than all the rest.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Connection

from spanloop.core.schema_carry import first_value, fold, join_notes
from spanloop.core.schema_change import Part, SchemaPlan


class MarkRow(NamedTuple):
    """A mention, or an event with the place of its trigger. name: label or type. trigger: key of the trigger's span."""

    key: int
    uid: str
    article: int
    author: int
    name: str
    start: int
    end: int
    fragments: str
    notes: str
    changed: str
    earlier: str
    trigger: int = 0
    value: str | None = None


class ArgumentRow(NamedTuple):
    key: int
    event: int
    position: int
    role: str
    span: int | None
    filler_event: int | None
    score: float | None


class LinkRow(NamedTuple):
    key: int
    uid: str
    article: int
    author: int
    type: str
    between_events: int
    source: int
    target: int


#: Of a tally: part, owner (the type of a role, the attribute of a value), name in the schema in force, author.
TallyKey = tuple[Part, str, str, int]


@dataclass(slots=True)
class Work:
    """What is to be written, by key of the row.

    renamed_*: to the new name. folded_*: to the key of the mark that goes on for it. notes: joined ones of those.
    arguments: to the new role and filler. new_arguments: (event, role, span, filler event, score) of a survivor, in
    order.
    tally: marks by part, name and author. folds: marks that go on as another. misfits: fillers that their role takes no
    more. twins: events that will stand twice on a trigger with what differs.
    """

    renamed_mentions: dict[MarkRow, str] = field(default_factory=dict[MarkRow, str])
    gone_mentions: dict[int, MarkRow] = field(default_factory=dict[int, MarkRow])
    folded_mentions: dict[int, int] = field(default_factory=dict[int, int])
    mention_notes: dict[int, str] = field(default_factory=dict[int, str])
    mention_values: dict[int, str | None] = field(default_factory=dict[int, "str | None"])
    renamed_events: dict[MarkRow, str] = field(default_factory=dict[MarkRow, str])
    gone_events: dict[int, MarkRow] = field(default_factory=dict[int, MarkRow])
    folded_events: dict[int, int] = field(default_factory=dict[int, int])
    event_notes: dict[int, str] = field(default_factory=dict[int, str])
    arguments: dict[int, tuple[str, int | None, int | None]] = field(
        default_factory=dict[int, tuple[str, "int | None", "int | None"]]
    )
    gone_arguments: set[int] = field(default_factory=set[int])
    new_arguments: list[tuple[int, str, int | None, int | None, float | None]] = field(
        default_factory=list[tuple[int, str, "int | None", "int | None", "float | None"]]
    )
    gone_attributes: set[int] = field(default_factory=set[int])
    new_attributes: list[tuple[int, str, str]] = field(default_factory=list[tuple[int, str, str]])
    links: dict[int, LinkRow] = field(default_factory=dict[int, LinkRow])
    gone_links: dict[int, LinkRow] = field(default_factory=dict[int, LinkRow])
    touched_events: set[int] = field(default_factory=set[int])
    uids: dict[str, str] = field(default_factory=dict[str, str])
    articles: set[int] = field(default_factory=set[int])
    tally: Counter[TallyKey] = field(default_factory=Counter[TallyKey])
    tally_articles: defaultdict[tuple[Part, str, str], set[int]] = field(
        default_factory=lambda: defaultdict[tuple[Part, str, str], set[int]](set)
    )
    folds: Counter[str] = field(default_factory=Counter[str])
    misfits: int = 0
    twins: int = 0


def find_work(connection: Connection, plan: SchemaPlan, *, drop_misfits: bool = False) -> Work:
    """Everything that a plan changes in a project."""
    return _Finder(connection, plan, drop_misfits).find()


def articles_written(connection: Connection, work: Work) -> set[int]:
    """Keys of the articles in which any mark is written."""
    query = "SELECT DISTINCT article_id FROM event WHERE id IN (SELECT value FROM json_each(?))"
    rows = connection.exec_driver_sql(query, (json.dumps(list(work.touched_events)),))
    return work.articles | {article for (article,) in rows}


@dataclass(frozen=True, slots=True)
class _Said:
    """An event with its rows, as spanloop.core.schema_carry.fold compares them."""

    row: MarkRow
    fillers: frozenset[tuple[str, object]]
    attributes: Mapping[str, str]


class _Finder:
    def __init__(self, connection: Connection, plan: SchemaPlan, drop_misfits: bool) -> None:
        self._connection = connection
        self._plan = plan
        self._drop_misfits = drop_misfits
        self._work = Work()
        self._heirs: defaultdict[int, list[int]] = defaultdict(list)

    def find(self) -> Work:
        self._mentions()
        groups = self._events()
        misfits = self._misfits()
        affected = self._affected_events(misfits)
        self._attributes()
        self._fold_events(groups, misfits if self._drop_misfits else set())
        affected |= self._fillers_of(self._work.folded_events, "filler_event_id")
        affected |= set(self._heirs)
        self._arguments(affected, misfits if self._drop_misfits else set())
        self._links()
        return self._work

    def _rows(self, statement: str, *values: object) -> Sequence[Any]:
        return self._connection.exec_driver_sql(statement, values).fetchall()

    def _count(self, part: Part, name: str, row: MarkRow | LinkRow, *, owner: str = "") -> None:
        self._work.tally[part, owner, name, row.author] += 1
        self._work.tally_articles[part, owner, name].add(row.article)
        self._work.articles.add(row.article)

    # ---- mentions

    def _mentions(self) -> None:
        work, plan = self._work, self._plan
        moving = {old for old, new in plan.labels.items() if new != old}
        wanted = moving | plan.merged_labels & plan.labels.keys()
        if not moving:
            return
        groups: defaultdict[object, list[MarkRow]] = defaultdict(list)
        query = (
            'SELECT id, uid, article_id, author_id, label, start, "end", fragments, notes, changed, earlier, 0,'
            " value FROM span"
            " WHERE layer = 'entities' AND label IN (SELECT value FROM json_each(?)) ORDER BY id"
        )
        for values in self._rows(query, json.dumps(sorted(wanted))):
            row = MarkRow(*values)
            new = plan.labels[row.name]
            if new != row.name:
                self._count("label", row.name, row)
            if new is None:
                work.gone_mentions[row.key] = row
            elif new in plan.merged_labels:
                groups[row.article, row.author, row.start, row.end, row.fragments, new].append(row)
            else:
                work.renamed_mentions[row] = new
        for key, group in groups.items():
            self._join_mentions(group, str(key[-1]))  # pyright: ignore[reportIndexIssue, reportUnknownArgumentType]

    def _join_mentions(self, group: list[MarkRow], new: str) -> None:
        work = self._work
        group.sort(key=lambda row: (row.name != new, row.uid))
        first, *others = group
        if first.name != new:
            work.renamed_mentions[first] = new
        for other in others:
            work.folds[other.name] += 1
            work.folded_mentions[other.key] = first.key
            work.gone_mentions[other.key] = other
            work.uids[other.uid] = first.uid
        notes = join_notes(row.notes for row in group)
        if notes != first.notes:
            work.mention_notes[first.key] = notes
        value = first_value(row.value for row in group)
        if value != first.value:
            work.mention_values[first.key] = value

    # ---- events

    def _events(self) -> list[list[MarkRow]]:
        """Sort out events by type; returns those that stand on one trigger under one type since their types merge."""
        work, plan = self._work, self._plan
        moving = {old for old, new in plan.types.items() if new != old}
        wanted = moving | plan.merged_types & plan.types.keys()
        if not moving:
            return []
        groups: defaultdict[object, list[MarkRow]] = defaultdict(list)
        query = (
            'SELECT e.id, e.uid, e.article_id, e.author_id, e.type, s.start, s."end", s.fragments, e.notes,'
            " e.changed, e.earlier, e.trigger_id FROM event AS e JOIN span AS s ON s.id = e.trigger_id"
            " WHERE e.type IN (SELECT value FROM json_each(?)) ORDER BY e.id"
        )
        for values in self._rows(query, json.dumps(sorted(wanted))):
            row = MarkRow(*values)
            new = plan.types[row.name]
            if new != row.name:
                self._count("type", row.name, row)
            if new is None:
                work.gone_events[row.key] = row
                continue
            if new != row.name:
                work.renamed_events[row] = new
            if new in plan.merged_types:
                groups[row.article, row.author, row.start, row.end, row.fragments, new].append(row)
        return [group for group in groups.values() if len({row.name for row in group}) > 1]

    def _misfits(self) -> set[tuple[str, str, str, bool]]:
        """(type, role, label or type of the filler, whether that is an event), of fillers that no longer fit."""
        query = (
            "SELECT e.type, a.role, coalesce(s.label, f.type), f.id IS NOT NULL, count(*) FROM argument AS a"
            " JOIN event AS e ON e.id = a.event_id LEFT JOIN span AS s ON s.id = a.span_id"
            " LEFT JOIN event AS f ON f.id = a.filler_event_id GROUP BY 1, 2, 3, 4"
        )
        found: set[tuple[str, str, str, bool]] = set()
        for kind, role, filler, is_event, number in self._rows(query):
            if self._plan.is_misfit(kind, role, filler, filler_is_event=bool(is_event)):
                found.add((kind, role, filler, bool(is_event)))
                self._work.misfits += number
        return found

    def _fold_events(self, groups: list[list[MarkRow]], dropped: Collection[tuple[str, str, str, bool]]) -> None:
        work, plan = self._work, self._plan
        keys = [row.key for group in groups for row in group]
        arguments = self._arguments_of(keys)
        attributes = self._attributes_of(keys)
        misfits = self._misfit_keys(dropped)
        # All are compared as they are before any goes on for another, so that the order of groups does not matter.
        said: list[list[_Said]] = []
        for group in groups:
            group.sort(key=lambda row: (plan.types[row.name] != row.name, row.uid))
            said.append(
                [
                    _Said(row, self._new_fillers(row, arguments[row.key], misfits), dict(attributes[row.key]))
                    for row in group
                ]
            )
        for group in said:
            parts = fold(group)
            work.twins += len(parts) - 1
            for first, *others in parts:
                self._join_events(first, others)

    def _new_fillers(
        self, event: MarkRow, rows: Iterable[ArgumentRow], misfits: Collection[int]
    ) -> frozenset[tuple[str, object]]:
        found = (self._new_argument(event.name, row, misfits) for row in rows)
        return frozenset((new[0], new[1:]) for new in found if new is not None)

    def _join_events(self, first: _Said, others: list[_Said]) -> None:
        work = self._work
        held = dict(first.attributes)
        for other in others:
            row = other.row
            work.folds[row.name] += 1
            work.folded_events[row.key] = first.row.key
            work.gone_events[row.key] = row
            work.renamed_events.pop(row, None)
            work.uids[row.uid] = first.row.uid
            self._heirs[first.row.key].append(row.key)
            for name, value in other.attributes.items():
                if name not in held:
                    held[name] = value
                    work.new_attributes.append((first.row.key, name, value))
        notes = join_notes(said.row.notes for said in (first, *others))
        if notes != first.row.notes:
            work.event_notes[first.row.key] = notes

    # ---- arguments

    def _affected_events(self, misfits: Collection[tuple[str, str, str, bool]]) -> set[int]:
        """Events of which arguments change because of their role or of a mention or event that goes."""
        plan, work = self._plan, self._work
        moving = {(kind, role) for (kind, role), new in plan.roles.items() if new != role and plan.types[kind]}
        found: set[int] = set()
        for event, article, author, kind, role in self._rows(
            "SELECT a.event_id, e.article_id, e.author_id, e.type, a.role FROM argument AS a"
            " JOIN event AS e ON e.id = a.event_id WHERE a.role IN (SELECT value FROM json_each(?))",
            json.dumps(sorted({role for _, role in moving})),
        ):
            if (kind, role) in moving:
                found.add(event)
                work.tally["role", kind, role, author] += 1
                work.tally_articles["role", kind, role].add(article)
        found |= self._fillers_of(work.gone_mentions, "span_id")
        found |= self._fillers_of(work.gone_events, "filler_event_id")
        if self._drop_misfits and misfits:
            found |= {event for _, event in self._misfit_rows(misfits)}
        return found

    def _fillers_of(self, keys: Iterable[int], column: str) -> set[int]:
        query = f"SELECT event_id FROM argument WHERE {column} IN (SELECT value FROM json_each(?))"
        wanted = list(keys)
        return {event for (event,) in self._rows(query, json.dumps(wanted))} if wanted else set()

    def _misfit_rows(self, misfits: Collection[tuple[str, str, str, bool]]) -> list[tuple[int, int]]:
        query = (
            "SELECT a.id, a.event_id, e.type, a.role, coalesce(s.label, f.type), f.id IS NOT NULL FROM argument AS a"
            " JOIN event AS e ON e.id = a.event_id LEFT JOIN span AS s ON s.id = a.span_id"
            " LEFT JOIN event AS f ON f.id = a.filler_event_id WHERE a.role IN (SELECT value FROM json_each(?))"
        )
        if not misfits:
            return []
        rows = self._rows(query, json.dumps(sorted({names[1] for names in misfits})))
        return [(key, event) for key, event, *names, is_event in rows if (*names, bool(is_event)) in misfits]

    def _misfit_keys(self, misfits: Collection[tuple[str, str, str, bool]]) -> set[int]:
        return {key for key, _ in self._misfit_rows(misfits)}

    def _new_argument(
        self, kind: str, row: ArgumentRow, misfits: Collection[int]
    ) -> tuple[str, int | None, int | None] | None:
        """Role and filler of an argument from now on; None when it goes."""
        work = self._work
        role = self._plan.role(kind, row.role)
        span = row.span if row.span is None else work.folded_mentions.get(row.span, row.span)
        event = row.filler_event if row.filler_event is None else work.folded_events.get(
            row.filler_event, row.filler_event)  # fmt: skip
        if role is None or row.key in misfits or span in work.gone_mentions or event in work.gone_events:
            return None
        return role, span, event

    def _arguments(self, affected: set[int], dropped: Collection[tuple[str, str, str, bool]]) -> None:
        work = self._work
        staying = affected - work.gone_events.keys()
        everything = self._arguments_of(staying | work.gone_events.keys())
        kinds = self._types_of(staying | work.folded_events.keys())
        misfits = self._misfit_keys(dropped)
        for event in sorted(staying):
            held: set[object] = set()
            for row in everything[event]:
                new = self._new_argument(kinds[event], row, misfits)
                if new is None or new in held or new[2] == event:
                    work.gone_arguments.add(row.key)
                elif new != (row.role, row.span, row.filler_event):
                    work.arguments[row.key] = new
                held.add(new)
            for heir in self._heirs.get(event, ()):
                for row in everything[heir]:
                    new = self._new_argument(kinds[heir], row, misfits)
                    if new is not None and new not in held and new[2] != event:
                        held.add(new)
                        work.new_arguments.append((event, *new, row.score))
        for event in work.gone_events:
            work.gone_arguments.update(row.key for row in everything[event])
        work.touched_events |= staying

    def _arguments_of(self, events: Iterable[int]) -> defaultdict[int, list[ArgumentRow]]:
        query = (
            "SELECT id, event_id, position, role, span_id, filler_event_id, score FROM argument"
            " WHERE event_id IN (SELECT value FROM json_each(?)) ORDER BY event_id, position"
        )
        found: defaultdict[int, list[ArgumentRow]] = defaultdict(list)
        for values in self._rows(query, json.dumps(list(events))):
            found[values[1]].append(ArgumentRow(*values))
        return found

    def _types_of(self, events: Iterable[int]) -> dict[int, str]:
        query = "SELECT id, type FROM event WHERE id IN (SELECT value FROM json_each(?))"
        return dict(self._rows(query, json.dumps(list(events))))

    # ---- attributes

    def _attributes(self) -> None:
        """Sort out attributes by what is set. Those of events that go are found with them, when they are written."""
        plan, work = self._plan, self._work
        query = "SELECT DISTINCT e.type, a.name, a.value FROM attribute AS a JOIN event AS e ON e.id = a.event_id"
        moving = {
            tuple(row)
            for row in self._rows(query)
            if plan.type(row[0]) is not None and plan.attribute(*row) != (row[1], row[2])
        }
        if not moving:
            return
        query = (
            "SELECT a.id, a.event_id, e.article_id, e.author_id, e.type, a.name, a.value FROM attribute AS a"
            " JOIN event AS e ON e.id = a.event_id WHERE a.name IN (SELECT value FROM json_each(?))"
        )
        names = json.dumps(sorted({name for _, name, _ in moving}))
        rows = [row for row in self._rows(query, names) if tuple(row[4:]) in moving]
        rows.sort(key=lambda row: (plan.attributes.get(row[5]) != row[5], row[5], row[0]))
        held = self._held_names({row[1] for row in rows}, {row[0] for row in rows})
        for key, event, article, author, kind, name, value in rows:
            new = plan.attribute(kind, name, value)
            part: Part = "value" if new is None or new[0] == name else "attribute"
            if plan.attributes.get(name) is None:
                part = "attribute"
            owner, said = (name, value) if part == "value" else ("", name)
            work.tally[part, owner, said, author] += 1
            work.tally_articles[part, owner, said].add(article)
            work.articles.add(article)
            work.gone_attributes.add(key)
            work.touched_events.add(event)
            if new is not None and new[0] not in held[event]:
                held[event].add(new[0])
                work.new_attributes.append((event, *new))

    def _held_names(self, events: Collection[int], moving: Collection[int]) -> defaultdict[int, set[str]]:
        """Names of the attributes of events that stay as they are."""
        query = "SELECT id, event_id, name FROM attribute WHERE event_id IN (SELECT value FROM json_each(?))"
        found: defaultdict[int, set[str]] = defaultdict(set)
        for key, event, name in self._rows(query, json.dumps(list(events))):
            if key not in moving:
                found[event].add(name)
        return found

    def _attributes_of(self, events: Iterable[int]) -> defaultdict[int, dict[str, str]]:
        """Attributes as they will be, of events that are compared."""
        wanted = list(events)
        query = "SELECT id, event_id, name, value FROM attribute WHERE event_id IN (SELECT value FROM json_each(?))"
        found: defaultdict[int, dict[str, str]] = defaultdict(dict)
        for key, event, name, value in self._rows(query, json.dumps(wanted)):
            if key not in self._work.gone_attributes:
                found[event][name] = value
        compared = set(wanted)
        for event, name, value in self._work.new_attributes:
            if event in compared:
                found[event][name] = value
        return found

    # ---- links

    def _links(self) -> None:
        work, plan = self._work, self._plan
        held: set[object] = set()
        rows = sorted(self._link_rows(), key=lambda row: (plan.link(row.type) != row.type, row.uid))
        for row in rows:
            kind = plan.link(row.type)
            if kind != row.type:
                self._count("link", row.type, row)
            ends = self._ends(row)
            said = (kind, row.between_events, *ends)
            gone = work.gone_events if row.between_events else work.gone_mentions
            if kind is None or ends[0] in gone or ends[1] in gone or ends[0] == ends[1] or said in held:
                work.gone_links[row.key] = row
                work.articles.add(row.article)
                continue
            held.add(said)
            if (kind, *ends) != (row.type, row.source, row.target):
                work.links[row.key] = row._replace(type=kind, source=ends[0], target=ends[1])
                work.articles.add(row.article)

    def _ends(self, row: LinkRow) -> tuple[int, int]:
        folded = self._work.folded_events if row.between_events else self._work.folded_mentions
        return folded.get(row.source, row.source), folded.get(row.target, row.target)

    def _link_rows(self) -> Iterator[LinkRow]:
        """Links that may change: by their type, or because an end goes or goes on for another one."""
        work, plan = self._work, self._plan
        moving = {old for old, new in plan.links.items() if new != old}
        named = moving | {new for old, new in plan.links.items() if old in moving and new is not None}
        mentions = work.gone_mentions.keys() | set(work.folded_mentions.values())
        events = work.gone_events.keys() | set(work.folded_events.values())
        if not (moving or mentions or events):
            return
        query = (
            "SELECT id, uid, article_id, author_id, type, source_event_id IS NOT NULL,"
            " coalesce(source_span_id, source_event_id), coalesce(target_span_id, target_event_id) FROM link"
        )
        for values in self._rows(query):
            row = LinkRow(*values)
            concerned = events if row.between_events else mentions
            if row.type in named or row.source in concerned or row.target in concerned:
                yield row
