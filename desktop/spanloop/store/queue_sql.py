"""What the state of an article is to one author, and which suggestions wait for them, as SQL over article `a`."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from spanloop.core.article import SILENT_ZONES
from spanloop.core.completeness import holds, layers_of
from spanloop.core.marks import LAYERS, Author, Layer
from spanloop.core.schema import Schema
from spanloop.core.suggested_copies import is_of_copies, is_offered_to
from spanloop.store.engine import explain

_SILENT = ", ".join(f"'{kind}'" for kind in sorted(SILENT_ZONES))
#: Joins what the author said of the state of `a`.
STATE_JOIN = " LEFT JOIN article_state AS t ON t.article_id = a.id AND t.author_id = :author"
#: The current extractor, and what live refreshes made of it.
_SUGGESTING = (
    "SELECT author_id FROM extractor WHERE state = 'current'"
    " OR json_extract(details, '$.live_of') IN (SELECT uid FROM extractor WHERE state = 'current')"
)
_ALIKE = " AND ".join(
    f's."{name}" = {{0}}."{name}"' for name in ("article_id", "layer", "start", "end", "label", "fragments")
)


class QueueSql:
    """Pieces of SQL for one author, and how they are run. What they need of values is in self._values."""

    def __init__(
        self,
        connection: Connection,
        *,
        path: Path,
        author_id: int,
        schema: Schema,
        versions: Mapping[str, Schema],
        hidden: Collection[int] = (),
    ) -> None:
        self._connection = connection
        self._path = path
        self.schema = schema
        self._versions = versions
        self._values: dict[str, Any] = {"author": author_id}
        self._hidden = f"NOT IN ({', '.join(map(str, hidden))})" if hidden else ""
        self._hides = len(hidden)

    def _and_shown(self, column: str) -> str:
        """A condition that passes over articles of which there is a newer text; nothing where there is none."""
        return f" AND {column} {self._hidden}" if self._hidden else ""

    def _layer(self, layer: Layer) -> str:
        """Whether a layer of `a` is complete over its whole text: ranges that leave no gap, under fitting schemas."""
        held = (
            "FROM completion AS {0} WHERE {0}.article_id = a.id AND {0}.author_id = :author"
            f" AND {{0}}.layer = '{layer}'{self._holding[layer]}"
        )
        further = f'SELECT 1 {held.format("d")} AND d.start <= c."end" AND d."end" > c."end"'
        return (
            f"(EXISTS (SELECT 1 {held.format('c')} AND c.start = 0) AND NOT EXISTS"
            f' (SELECT 1 {held.format("c")} AND c."end" < a.length AND NOT EXISTS ({further})))'
        )

    @cached_property
    def _holding(self) -> dict[Layer, str]:
        """What a completion's schema has to be; see spanloop.core.completeness."""
        found: dict[Layer, str] = {}
        for layer in LAYERS:
            reopened = [
                version
                for version in self._versions
                if not holds(version, layer, schema=self.schema, versions=self._versions)
            ]
            found[layer] = ""
            if reopened:
                self._values[f"reopened_{layer}"] = json.dumps(reopened)
                found[layer] = f" AND {{0}}.schema_version NOT IN (SELECT value FROM json_each(:reopened_{layer}))"
        return found

    @cached_property
    def _complete(self) -> str:
        needed = layers_of(self.schema)
        if needed:
            return f"({' AND '.join(self._layer(layer) for layer in needed)})"
        return f"({' OR '.join(self._layer(layer) for layer in LAYERS)})"

    @cached_property
    def _done(self) -> str:
        return f"CASE WHEN t.state IN ('skipped', 'question') THEN t.state = 'skipped' ELSE {self._complete} END"

    @cached_property
    def _state(self) -> str:
        marked = " OR ".join(
            f"EXISTS (SELECT 1 FROM {name} AS s WHERE s.article_id = a.id AND s.author_id = :author)"
            for name in ("completion", "span", "verdict")
        )
        return (
            f"CASE WHEN t.state IN ('skipped', 'question') THEN t.state WHEN {self._complete} THEN 'complete'"
            f" WHEN t.state IS NOT NULL OR {marked} THEN 'started' ELSE 'new' END"
        )

    @cached_property
    def _suggesting(self) -> str:
        """Keys of the current extractor, of what live refreshes made of it, and of rule sets, apart by commas; not
        what is for other people."""
        keys = [key for (key,) in self._rows(_SUGGESTING)]
        return ", ".join(map(str, sorted({*keys, *self._rule_sets})))

    @cached_property
    def _rule_sets(self) -> dict[int, Author]:
        """The rule sets that suggest to this person, by their keys; those of their marks on copies among them."""
        people = list(self._rows("SELECT id, uid, name, kind FROM author WHERE kind = 'rules' OR id = :author"))
        person = next((Author(*row[1:]) for row in people if row[0] == self._values["author"]), Author("", ""))
        found = {key: Author(*row) for key, *row in people if row[2] == "rules"}
        return {key: author for key, author in found.items() if is_offered_to(author, person)}

    def _doubles(self, within: str) -> str:
        """SQL of what rules suggest as somebody else does too: it is shown once (see core.suggestion_doubles)."""
        echoing = ", ".join(str(key) for key, author in self._rule_sets.items() if not is_of_copies(author))
        if not echoing:
            return ""
        here = f" AND s.article_id {within}" if within else ""
        return (
            f" UNION ALL SELECT s.id FROM span AS s CROSS JOIN span AS x ON {_ALIKE.format('x')}"
            f" WHERE s.author_id IN ({echoing}){here} AND x.author_id IN ({self._suggesting})"
            f" AND (x.author_id NOT IN ({echoing}) OR x.author_id < s.author_id)"
        )

    def _waiting(self, within: str = "") -> str:
        """SQL of a table (article_id, number, lowest score) of the suggestions that wait for the author.

        Decided are those with a verdict, those whose like (layer, label and place) was rejected or corrected before,
        those that the author has marked alike, and those in boilerplate or comments, which cannot be marked; what two
        suggest alike waits once. A trigger stands for its event. The same as operations.viewing.open_suggestions, and
        in sets that are put together, because 10,000 suggestions may meet 10,000 verdicts in one article.
        """
        if not self._suggesting:
            return "SELECT 0 AS article_id, 0 AS number, 0.0 AS lowest WHERE 0"
        here = f" AND s.article_id {within}" if within else ""
        by = f"s.author_id IN ({self._suggesting}){here}"
        mine = ".author_id = :author" + (f" AND {{0}}.article_id {within}" if within else "")
        of_verdicts, of_marks = f"v{mine.format('v')}", f"x{mine.format('x')}"
        decided = (
            f"SELECT s.id FROM verdict AS v CROSS JOIN span AS s ON s.uid = v.suggestion WHERE {of_verdicts} AND {by}"
            f" UNION ALL SELECT s.id FROM verdict AS v CROSS JOIN span AS s ON {_ALIKE.format('v')}"
            f" WHERE {of_verdicts} AND v.outcome <> 'accepted' AND {by}"
            f" UNION ALL SELECT s.id FROM span AS x CROSS JOIN span AS s ON {_ALIKE.format('x')}"
            f" WHERE {of_marks} AND {by}"
            " UNION ALL SELECT s.id FROM zone AS z CROSS JOIN span AS s ON s.article_id = z.article_id"
            f' AND s."end" > z.start AND s.start < z."end" WHERE z.kind IN ({_SILENT}) AND {by}{self._doubles(within)}'
        )
        if within:
            decided = decided.replace(f"z.kind IN ({_SILENT})", f"z.article_id {within} AND z.kind IN ({_SILENT})")
        return (
            f"SELECT s.article_id AS article_id, count(*) AS number, min(s.score) AS lowest FROM span AS s"
            f" WHERE {by} AND s.id NOT IN ({decided}) GROUP BY s.article_id"
        )

    def _rows(self, query: str, **values: Any) -> Iterable[Any]:
        return self._connection.exec_driver_sql(query, {**self._values, **values})

    def _pairs(self, query: str, **values: Any) -> dict[Any, Any]:
        return {first: second for first, second in self._rows(query, **values)}  # noqa: C416 - a Result has keys()

    def _one(self, query: str, **values: Any) -> Any:
        return self._connection.exec_driver_sql(query, {**self._values, **values}).scalar()

    def _keys(self, query: str) -> array[int]:
        """The first column of all rows. Past SQLAlchemy, which would make an object of each of 100,000."""
        result = self._connection.exec_driver_sql(query, self._values)
        cursor = result.cursor
        assert cursor is not None
        try:
            return array("q", [key for (key,) in cursor.fetchall()])
        except sqlite3.Error as error:
            raise self._refusal(error) from error
        finally:
            result.close()

    def _refusal(self, error: sqlite3.Error) -> Exception:
        if getattr(error, "sqlite_errorname", "") == "SQLITE_INTERRUPT":
            return InterruptedError("the reading was stopped")
        return explain(error, self._path) or error
