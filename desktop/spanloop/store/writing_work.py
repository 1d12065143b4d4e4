"""Writing what people decide: verdicts, completions, states, schema versions, extractors."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from sqlalchemy import Table, select

from spanloop.core.changes import ChangeKind
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid, now
from spanloop.core.marks import Author, Completion, Verdict
from spanloop.core.schema import Schema
from spanloop.store.acting import ActBase, schema_json, to_json
from spanloop.store.journal import chunks, column_names
from spanloop.store.records import ExtractorRecord, ExtractorState
from spanloop.store.tables import ARTICLE_STATE, COMPLETION, EVENT, EXTRACTOR, SCHEMA_VERSION, SPAN, VERDICT

_UNSEEN = (None, None, None, None, None)


class WorkWriting(ActBase):
    """The part of an act that is about decisions."""

    def add_verdicts(self, article_uid: str, author: Author, verdicts: Sequence[Verdict]) -> None:
        """Note what an author did with suggestions. Place and label of each suggestion are kept with it."""
        if not verdicts:
            return
        place = self.find_article(article_uid)
        author_id = self.author_key(author)
        seen = self._suggestions(place.key, author_id, [verdict.suggestion for verdict in verdicts])
        for verdict in verdicts:
            copied = seen.get(verdict.suggestion, _UNSEEN)
            self.rows.insert_raw(
                VERDICT,
                (
                    self.rows.new_key(VERDICT), verdict.uid, place.key, author_id, verdict.suggestion,
                    verdict.outcome, verdict.result, verdict.at or now(), *copied,
                ),
            )  # fmt: skip
        self.touch("verdicts", place, marks=(verdict.suggestion for verdict in verdicts))

    def _suggestions(self, article_id: int, author_id: int, uids: Sequence[str]) -> dict[str, tuple[Any, ...]]:
        """layer, label, start, end and fragments of mentions and of events (a trigger bears the uid of its event).

        Of what came from another copy of the story, and is no suggestion here, those of the author's own mark that came
        of it: places on the other copy mean nothing here.
        """
        self.rows.flush()
        place = (SPAN.c.layer, SPAN.c.label, SPAN.c.start, SPAN.c.end, SPAN.c.fragments)
        found: dict[str, tuple[Any, ...]] = {}
        for some in chunks(uids):
            query = select(SPAN.c.uid, *place).where(SPAN.c.uid.in_(some), SPAN.c.article_id == article_id)
            found.update((uid, tuple(rest)) for uid, *rest in self.connection.execute(query))
        for some in chunks([uid for uid in uids if uid not in found]):
            here = (SPAN.c.article_id == article_id, SPAN.c.author_id == author_id)
            mentions = select(SPAN.c.origin, *place).where(SPAN.c.origin.in_(some), *here)
            events = (
                select(EVENT.c.origin, *place)
                .join_from(EVENT, SPAN, EVENT.c.trigger_id == SPAN.c.id)
                .where(EVENT.c.origin.in_(some), *here)
            )
            for query in (mentions, events):
                found.update((uid, tuple(rest)) for uid, *rest in self.connection.execute(query))
        return found

    def remove_verdicts(self, uids: Iterable[str]) -> None:
        """Take verdicts back."""
        self._remove(VERDICT, "verdicts", uids, mark_column="suggestion")

    def add_completions(self, article_uid: str, author: Author, completions: Sequence[Completion]) -> None:
        """Note an author's word that a layer of a range is exhaustively marked."""
        if not completions:
            return
        place = self.find_article(article_uid)
        author_id = self.author_key(author)
        for completion in completions:
            if not 0 <= completion.start < completion.end <= len(place.text):
                raise SpanloopError(
                    f"The completed range {completion.start}-{completion.end} lies outside the text", where=article_uid
                )
            self.rows.insert_raw(
                COMPLETION,
                (
                    self.rows.new_key(COMPLETION), completion.uid, place.key, author_id, completion.layer,
                    completion.start, completion.end, completion.schema_version, completion.at or now(),
                ),
            )  # fmt: skip
        self.touch("completions", place)
        self.completed.add(article_uid)

    def remove_completions(self, uids: Iterable[str]) -> None:
        """Take completions back."""
        self._remove(COMPLETION, "completions", uids)

    def _remove(self, table: Table, kind: ChangeKind, uids: Iterable[str], *, mark_column: str | None = None) -> None:
        self.rows.flush()
        keys: list[int] = []
        for some in chunks(dict.fromkeys(uids)):
            query = select(table.c.id, table.c.uid).where(table.c.uid.in_(some))
            found = {uid: key for key, uid in self.connection.execute(query)}
            for uid in some:
                if uid not in found:
                    raise SpanloopError("This is not in the project", where=uid, way_out="It may be gone already.")
            keys += found.values()
        gone = self.rows.delete(table, keys)
        if gone:
            names = column_names(table)
            marks = [] if mark_column is None else [row[names.index(mark_column)] for row in gone]
            self.touch_keys(kind, [row[names.index("article_id")] for row in gone], marks)

    def set_state(
        self,
        article_uid: str,
        author: Author,
        state: Literal["started", "skipped", "question"] | None,
        *,
        reason: str = "",
    ) -> None:
        """Say how an author stands with an article; None takes it back."""
        place = self.find_article(article_uid)
        author_id = self.author_key(author)
        self.rows.flush()
        there = self.connection.execute(
            select(ARTICLE_STATE.c.id, ARTICLE_STATE.c.state, ARTICLE_STATE.c.reason).where(
                ARTICLE_STATE.c.article_id == place.key, ARTICLE_STATE.c.author_id == author_id
            )
        ).one_or_none()
        if there is None and state is None:
            return
        if there is not None and (there.state, there.reason) == (state, reason):
            return
        if there is None:
            self.rows.insert(
                ARTICLE_STATE,
                {
                    "id": self.rows.new_key(ARTICLE_STATE),
                    "article_id": place.key,
                    "author_id": author_id,
                    "state": state,
                    "reason": reason,
                    "at": now(),
                },
            )
        elif state is None:
            self.rows.delete(ARTICLE_STATE, [there.id])
        else:
            self.rows.update(ARTICLE_STATE, {there.id: {"state": state, "reason": reason, "at": now()}})
        self.touch("states", place)

    def add_schema(self, schema: Schema) -> None:
        """Bring a new version of the schema into force.

        Raises SpanloopError when the project has another schema under the same version: completions name the version.
        """
        self.rows.flush()
        document = schema_json(schema.document)
        there = self.connection.execute(
            select(SCHEMA_VERSION.c.id, SCHEMA_VERSION.c.document).where(SCHEMA_VERSION.c.version == schema.version)
        ).one_or_none()
        if there is not None:
            if there.document == document:
                return
            raise SpanloopError(
                f"The project has another schema of version {schema.version} already",
                where=schema.name,
                way_out="Give the changed schema a new version.",
            )
        self.rows.insert(
            SCHEMA_VERSION,
            {
                "id": self.rows.new_key(SCHEMA_VERSION),
                "uid": new_uid(),
                "name": schema.name,
                "version": schema.version,
                "document": document,
                "at": now(),
            },
        )
        self.touch("schema")

    def add_extractor(self, record: ExtractorRecord) -> None:
        """Record a trained version and make its author known. An act that does this is not undone.

        Where its state is "current", the one before becomes "replaced".
        """
        self.permanent = True
        author_id = self.author_key(record.author)
        if record.state == "current":
            self._replace_current()
        self.rows.insert(
            EXTRACTOR,
            {
                "id": self.rows.new_key(EXTRACTOR),
                "uid": record.uid,
                "author_id": author_id,
                "name": record.name,
                "number": record.number,
                "recipe": record.recipe,
                "seed": record.seed,
                "data_hash": record.data_hash,
                "schema_version": record.schema_version,
                "config": record.config,
                "metrics": to_json(record.metrics),
                "files_hash": record.files_hash,
                "policy": record.policy,
                "created_at": record.created_at or now(),
                "state": record.state,
                "details": to_json(record.details),
            },
        )
        self.touch("extractors")

    def set_extractor_state(self, uid: str, state: ExtractorState) -> None:
        """Promote a version or put it back; at most one is current. An act that does this is not undone."""
        self.permanent = True
        if state == "current":
            self._replace_current(but=uid)
        self._change_extractor(uid, {"state": state})

    def set_extractor_metrics(
        self, uid: str, metrics: Mapping[str, Any], *, details: Mapping[str, Any] | None = None
    ) -> None:
        """Store the scores of a version. An act that does this is not undone."""
        self.permanent = True
        values = {"metrics": to_json(dict(metrics))}
        if details is not None:
            values["details"] = to_json(dict(details))
        self._change_extractor(uid, values)

    def refresh_extractor(self, record: ExtractorRecord) -> None:
        """Write what another training of the same version made of it, in its place. An act that does this is not
        undone. Name, number, author and state stay."""
        self.permanent = True
        values = {
            "data_hash": record.data_hash,
            "schema_version": record.schema_version,
            "config": record.config,
            "files_hash": record.files_hash,
            "policy": record.policy,
            "created_at": record.created_at or now(),
            "metrics": to_json(record.metrics),
            "details": to_json(record.details),
        }
        self._change_extractor(record.uid, values)

    def _change_extractor(self, uid: str, values: dict[str, Any]) -> None:
        self.rows.flush()
        key = self.connection.execute(select(EXTRACTOR.c.id).where(EXTRACTOR.c.uid == uid)).scalar()
        if key is None:
            raise SpanloopError("There is no such extractor in the project", where=uid)
        if self.rows.update(EXTRACTOR, {key: values}):
            self.touch("extractors")

    def _replace_current(self, *, but: str = "") -> None:
        self.rows.flush()
        query = select(EXTRACTOR.c.id).where(EXTRACTOR.c.state == "current", EXTRACTOR.c.uid != but)
        keys = [key for (key,) in self.connection.execute(query)]
        self.rows.update(EXTRACTOR, {key: {"state": "replaced"} for key in keys})
