"""Bringing another schema into force together with all marks: of every author, in every article, in one act."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Table

from spanloop.core.completeness import labels_of
from spanloop.core.schema import Schema
from spanloop.core.schema_change import SchemaPlan
from spanloop.store.journal import chunks
from spanloop.store.schema_work import MarkRow, Work, articles_written, find_work
from spanloop.store.tables import ARGUMENT, ATTRIBUTE, COMPLETION, EVENT, LINK, SPAN, VERDICT
from spanloop.store.writing_marks import MarkWriting
from spanloop.store.writing_work import WorkWriting

#: Rows in one journal entry.
_BATCH = 2_000
#: Before a name that is still borne by marks which take another one in the same act. Never left behind.
_ON_THE_WAY = "\ue000"


class SchemaWriting(MarkWriting, WorkWriting):
    """The part of an act that is about a schema which takes the place of another."""

    def change_schema(self, plan: SchemaPlan, *, versions: Mapping[str, Schema], drop_misfits: bool = False) -> Work:
        """Bring the new schema of a plan into force and every mark under its names.

        versions: every schema that the project has or had. drop_misfits: take out arguments that their role takes no
        more. Returns what was written. Suggestions go along: they are offered under names that the schema has. Verdicts
        keep what they are about, so that what was rejected stays rejected under its new name.
        """
        self.rows.flush()
        work = find_work(self.connection, plan, drop_misfits=drop_misfits)
        self._take_away(work)
        self._rename_mentions(work, plan)
        self._rename_events(work)
        self._write_parts(work)
        self._write_links(work)
        self._write_verdicts(work, plan)
        self._carry_completions(plan, versions)
        self._touch_work(work)
        self.add_schema(plan.new)
        return work

    def _take_away(self, work: Work) -> None:
        mentions, events = sorted(work.gone_mentions), sorted(work.gone_events)
        self._remember({SPAN: mentions, EVENT: events, LINK: sorted(work.gone_links)})
        attributes = self._keys(ATTRIBUTE, {"event_id": events})
        triggers = [row.trigger for row in work.gone_events.values()]
        self.rows.delete(ARGUMENT, work.gone_arguments)
        self.rows.delete(ATTRIBUTE, {*attributes, *work.gone_attributes})
        self.rows.delete(LINK, work.gone_links)
        self.rows.delete(EVENT, events)
        self.rows.delete(SPAN, [*mentions, *triggers])

    def _rename_mentions(self, work: Work, plan: SchemaPlan) -> None:
        leaving = {old for old, new in plan.labels.items() if new != old}
        # The place of these may still be taken by a mark that bears their new name and is to have another.
        crossing = {row.key: {"label": f"{_ON_THE_WAY}{new}"} for row, new in work.renamed_mentions.items()
                    if new in leaving}  # fmt: skip
        changes = {row.key: {"label": new, **self._times_of(row)} for row, new in work.renamed_mentions.items()}
        self._update_all(SPAN, crossing)
        self._update_all(SPAN, {key: change for key, change in changes.items() if key not in crossing})
        self._update_all(SPAN, {key: changes[key] for key in crossing})
        self._update_all(SPAN, {key: {"notes": notes} for key, notes in work.mention_notes.items()})
        self._update_all(SPAN, {key: {"value": value} for key, value in work.mention_values.items()})
        self._set_times(SPAN, sorted(work.mention_notes.keys() | work.mention_values.keys()))

    def _rename_events(self, work: Work) -> None:
        self._update_all(SPAN, {row.trigger: {"label": new} for row, new in work.renamed_events.items()})
        self._update_all(
            EVENT, {row.key: {"type": new, **self._times_of(row)} for row, new in work.renamed_events.items()}
        )
        self._update_all(EVENT, {key: {"notes": notes} for key, notes in work.event_notes.items()})

    def _times_of(self, row: MarkRow) -> dict[str, str]:
        before = {row.changed, *row.earlier.split()} - {"", self.at}
        return {"changed": self.at, "earlier": " ".join(sorted(before))}

    def _write_parts(self, work: Work) -> None:
        """Arguments and attributes of events that stay."""
        self._update_all(
            ARGUMENT,
            {
                key: {"role": role, "span_id": span, "filler_event_id": event}
                for key, (role, span, event) in work.arguments.items()
                if key not in work.gone_arguments
            },
        )
        owners = {event for event, *_ in (*work.new_arguments, *work.new_attributes)} - work.gone_events.keys()
        places: dict[int, tuple[int, int, int]] = {
            key: (article, author, position)
            for key, article, author, position in self._ask(
                "SELECT e.id, e.article_id, e.author_id, (SELECT coalesce(max(position), -1) FROM argument"
                " WHERE event_id = e.id) FROM event AS e WHERE e.id IN (SELECT value FROM json_each(?))",
                owners,
            )
        }
        further: dict[int, int] = {}
        for event, role, span, filler, score in work.new_arguments:
            article, author, last = places[event]
            position = further[event] = further.get(event, last) + 1
            key = self.rows.new_key(ARGUMENT)
            self.rows.insert_raw(ARGUMENT, (key, article, author, event, position, role, span, filler, score))
        for event, name, value in work.new_attributes:
            if event not in work.gone_events:
                article, author, _ = places[event]
                self.rows.insert_raw(ATTRIBUTE, (self.rows.new_key(ATTRIBUTE), article, author, event, name, value))
        self.rows.flush()
        touched = work.touched_events | work.event_notes.keys() | work.folded_events.keys()
        self._set_times(EVENT, sorted(touched - work.gone_events.keys()))

    def _write_links(self, work: Work) -> None:
        changes: dict[int, dict[str, Any]] = {}
        for key, row in work.links.items():
            spans = (None, None) if row.between_events else (row.source, row.target)
            events = (row.source, row.target) if row.between_events else (None, None)
            changes[key] = {
                "type": row.type,
                "source_span_id": spans[0],
                "target_span_id": spans[1],
                "source_event_id": events[0],
                "target_event_id": events[1],
            }
        self._update_all(LINK, changes)

    def _write_verdicts(self, work: Work, plan: SchemaPlan) -> None:
        """What was decided about suggestions is told of them under their new names."""
        uids = work.uids
        names = {("entities", old): new for old, new in plan.labels.items() if new not in (None, old)}
        names |= {("events", old): new for old, new in plan.types.items() if new not in (None, old)}
        rows = self._ask(
            "SELECT id, author_id, suggestion, result, layer, label FROM verdict WHERE label IN"
            " (SELECT value FROM json_each(?1)) OR suggestion IN (SELECT value FROM json_each(?2))"
            " OR result IN (SELECT value FROM json_each(?2))",
            {name for _, name in names},
            uids,
        )
        decided = set(
            self._ask(
                "SELECT author_id, suggestion FROM verdict WHERE suggestion IN (SELECT value FROM json_each(?))",
                set(uids.values()),
            )
        )
        changes: dict[int, dict[str, Any]] = {}
        for key, author, suggestion, result, layer, label in rows:
            heir = uids.get(suggestion, suggestion)
            if heir != suggestion and (author, heir) in decided:
                heir = suggestion  # what they decided about the one that stays holds
            decided.add((author, heir))
            changes[key] = {
                "suggestion": heir,
                "result": uids.get(result, result),
                "label": names.get((layer, label), label),
            }
        self._update_all(VERDICT, changes)
        for table in (SPAN, EVENT) if uids else ():
            query = f"SELECT id, origin FROM {table.name} WHERE origin IN (SELECT value FROM json_each(?))"
            self._update_all(table, {key: {"origin": uids[origin]} for key, origin in self._ask(query, uids)})
        if changes:
            self.touch("verdicts")

    def _carry_completions(self, plan: SchemaPlan, versions: Mapping[str, Schema]) -> None:
        """A completion goes on under the new schema unless something was added that it never was about.

        One that would seem to be about it, because the names are the same, is taken back.
        """
        for version, schema in versions.items():
            for layer in ("entities", "events"):
                query = "SELECT id, article_id FROM completion WHERE layer = ? AND schema_version = ?"
                if plan.holds(layer, schema):
                    keys = self.connection.exec_driver_sql(query, (layer, version)).fetchall()
                    self._update_all(COMPLETION, {key: {"schema_version": plan.new.version} for key, _ in keys})
                elif labels_of(plan.new, layer) <= labels_of(schema, layer):
                    keys = self.connection.exec_driver_sql(query, (layer, version)).fetchall()
                    self.rows.delete(COMPLETION, [key for key, _ in keys])
                else:
                    continue
                if keys:
                    self.touch_keys("completions", {article for _, article in keys})

    def _touch_work(self, work: Work) -> None:
        mentions = {row.uid for row in (*work.renamed_mentions, *work.gone_mentions.values())}
        events = {row.uid for row in (*work.renamed_events, *work.gone_events.values())}
        events.update(
            uid
            for (uid,) in self._ask(
                "SELECT uid FROM event WHERE id IN (SELECT value FROM json_each(?))", work.touched_events
            )
        )
        articles = articles_written(self.connection, work)
        if mentions:
            self.touch_keys("mentions", articles, mentions)
        if events:
            self.touch_keys("events", articles, events)
        if work.links or work.gone_links:
            self.touch_keys("links", articles)

    def _ask(self, statement: str, *values: Iterable[object]) -> Sequence[Any]:
        """Rows of a query that takes lists; each stands in it as json_each(?)."""
        self.rows.flush()
        return self.connection.exec_driver_sql(statement, tuple(json.dumps(list(some)) for some in values)).fetchall()

    def _update_all(self, table: Table, changes: Mapping[int, Mapping[str, Any]]) -> None:
        for some in chunks(changes, _BATCH):
            self.rows.update(table, {key: changes[key] for key in some})
