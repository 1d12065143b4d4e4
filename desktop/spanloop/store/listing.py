"""The queue: articles as one author sees them. An order is read as bare keys, rows are read as they are looked at.

A project may have 100,000 articles: nothing here makes a row for each unless all are asked for, and what the state of
an article is stands in one SQL expression, by which rows are made, counted and filtered alike.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from spanloop.core.article import CALLED_FROM, called
from spanloop.core.marks import LAYERS, Layer
from spanloop.core.queue_view import RANKED, QueueView
from spanloop.core.strategies import answers
from spanloop.store import problems, search
from spanloop.store.queue_sql import STATE_JOIN, QueueSql
from spanloop.store.records import QueueRow

#: Tables in which an author says that an article is done, or not to be done.
_SAID = ("completion", "article_state")
_COMPLETED = "SELECT article_id FROM completion WHERE author_id = :author"
#: Articles asked for at once while the next one to do is sought: at first few, because it is mostly near.
_FIRST_LOOK, _LONGEST_LOOK = 32, 8_192
#: How the text of an article begins that has no title.
_BEGINNING = (
    f"CASE a.title WHEN '' THEN (SELECT substr(x.text, 1, {CALLED_FROM}) FROM article_text AS x"
    " WHERE x.article_id = a.id) ELSE '' END"
)


class Counts(NamedTuple):
    """How many articles there are, and of how many an author said that they are done."""

    articles: int
    complete: int
    skipped: int

    @property
    def done(self) -> int:
        return self.complete + self.skipped


class RankState(NamedTuple):
    """The order that is kept: under which name (core.strategies.stored_name), "" for none, with which version, and how
    many articles are to do that it does not have."""

    strategy: str
    made_by: str
    unranked: int


class RankWhy(NamedTuple):
    """A place in the order that is kept. suggested: label and score of what is suggested in the article."""

    strategy: str
    place: int
    score: float | None
    suggested: tuple[tuple[str, float | None], ...]


class Listing:
    """Articles in an order. Keys stay inside the store: rows and places are asked of QueueReading.

    whole: all that the view has; False for the first page of a search.
    """

    __slots__ = ("_keys", "whole")

    def __init__(self, keys: Sequence[int], *, whole: bool = True) -> None:
        self._keys = keys
        self.whole = whole

    def __len__(self) -> int:
        return len(self._keys)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Listing) or len(self) != len(other):
            return False
        mine, theirs = self._keys, other._keys
        return mine == theirs if type(mine) is type(theirs) else list(mine) == list(theirs)

    __hash__ = None  # pyright: ignore[reportAssignmentType] - equal by what it lists, which may be long

    def between(self, start: int, stop: int) -> Sequence[int]:
        """Keys, for QueueReading."""
        return self._keys[start:stop]

    def place(self, key: int) -> int | None:
        """Where a key stands, for QueueReading."""
        try:
            return self._keys.index(key)
        except ValueError:
            return None


class QueueReading(QueueSql):
    """Reads the queue of one author over a connection. author_id: -1 for one whom the project does not know yet.

    versions: every schema that the project has or had, by version. hidden: keys of articles of which there is a newer
    text. Make a new one after anything was written.
    """

    # ---- orders

    def everything(self) -> Listing:
        """All articles in order of import. Quick where none was ever removed: then the keys need not be read."""
        if self._hidden:
            return Listing(self._keys(f"SELECT id FROM article WHERE id {self._hidden} ORDER BY id"))
        number = self._one("SELECT count(*) FROM article")
        first, last = self._one("SELECT min(id) FROM article"), self._one("SELECT max(id) FROM article")
        if number and last - first + 1 == number:
            return Listing(range(first, last + 1))
        return Listing(self._keys("SELECT id FROM article ORDER BY id"))

    def arrange(self, view: QueueView, *, limit: int | None = None) -> Listing:
        """The articles of a view in its order; the first `limit` of them where that is given."""
        if view == QueueView() and limit is None:
            return self.everything()
        expression = search.match_expression(view.query)
        if view.query and not expression:
            return Listing(())
        wanted = self._conditions(view)
        if expression:
            self._values["match"] = expression
        if view.order == "title":
            keys = self._by_title(expression, wanted)
            return Listing(keys if limit is None else keys[:limit], whole=limit is None or len(keys) <= limit)
        source, order = self._source(expression), self._order(view)
        if expression and not wanted and view.order == "queue":
            # Nothing but the index is read: a word that is everywhere costs as little as a rare one.
            query = f"SELECT rowid FROM {search.FTS_TABLE} WHERE {search.FTS_TABLE} MATCH :match ORDER BY rowid"
        else:
            query = f"SELECT a.id FROM {source}{self._joins(view)} WHERE {' AND '.join(wanted) or '1'} ORDER BY {order}"
        if limit is None:
            return Listing(self._keys(query))
        keys = self._keys(f"{query} LIMIT {limit + 1}")
        return Listing(keys[:limit], whole=len(keys) <= limit)

    def _source(self, expression: str) -> str:
        if not expression:
            return "article AS a"
        found = f"SELECT rowid AS key FROM {search.FTS_TABLE} WHERE {search.FTS_TABLE} MATCH :match ORDER BY rowid"
        return f"({found}) AS f CROSS JOIN article AS a ON a.id = f.key"

    def _joins(self, view: QueueView) -> str:
        joins = STATE_JOIN
        if view.order in ("suggestions", "unsure"):
            joins += f" LEFT JOIN ({self._waiting()}) AS w ON w.article_id = a.id"
        if view.order == "copies":
            joins += " LEFT JOIN cluster_member AS m ON m.article_id = a.id"
        if view.order in RANKED:
            self._values["ranked"] = json.dumps(answers(view.order))
            joins += (
                " LEFT JOIN article_rank AS r ON r.article_id = a.id"
                " AND r.strategy IN (SELECT value FROM json_each(:ranked))"
            )
        return joins

    def _order(self, view: QueueView) -> str:
        if view.order in RANKED:
            # Until it is ranked, "unsure" is by the suggestion that is least sure.
            unranked = "w.lowest IS NULL, w.lowest, " if view.order == "unsure" else ""
            return f"r.place IS NULL, r.place, {unranked}a.id"
        return {
            "newest": "a.date DESC, a.id",
            "oldest": "a.date = '', a.date, a.id",
            "source": "a.source = '', a.source COLLATE NOCASE, a.id",
            "suggestions": "coalesce(w.number, 0) DESC, a.id",
            # Copies stand below the first of them that is shown; all else keeps its place.
            "copies": "min(a.id) OVER (PARTITION BY coalesce(m.cluster_id, -a.id)), a.id",
        }.get(view.order, "a.id")

    def _by_title(self, expression: str, wanted: list[str]) -> array[int]:
        """SQLite knows the letters of English only."""
        source = self._source(expression)
        query = f"SELECT a.title, a.id FROM {source}{STATE_JOIN} WHERE {' AND '.join(wanted) or '1'}"
        found = [(title.casefold(), key) for title, key in self._rows(query)]
        return array("q", (key for _, key in sorted(found)))

    def _conditions(self, view: QueueView) -> list[str]:
        """What each filter asks of article `a`, as SQL; values go into self._values."""
        wanted: list[str] = [f"a.id {self._hidden}"] if self._hidden else []
        values = self._values
        if view.part != "all":
            wanted.append(f"{'' if view.part == 'done' else 'NOT '}({self._done})")
        if view.states:
            values["states"] = json.dumps(sorted(view.states))
            wanted.append(f"{self._state} IN (SELECT value FROM json_each(:states))")
        for layer, complete in sorted(view.layers):
            wanted.append(f"{'' if complete else 'NOT '}{self._layer(layer)}")
        if view.label is not None:
            values["layer"], values["label"] = view.label
            wanted.append(
                "a.id IN (SELECT article_id FROM span WHERE author_id = :author AND layer = :layer AND label = :label)"
            )
        if view.source is not None:
            values["source"] = view.source
            wanted.append("a.source = :source")
        if view.since or view.until:
            values["since"], values["until"] = view.since, view.until or "9999-12-31"
            wanted.append("a.date <> '' AND a.date >= :since AND substr(a.date, 1, 10) <= :until")
        if view.suggested:
            wanted.append(f"a.id IN (SELECT article_id FROM ({self._waiting()}))")
        if view.problems:
            values["program"] = problems.PROGRAM
            wanted.append(f"a.id IN ({problems.WITH_PROBLEMS})")
        if view.undecided:
            wanted.append(f"a.id IN ({self._undecided()}) AND NOT ({self._done})")
        if view.cluster:
            values["cluster"] = view.cluster
            wanted.append(
                "a.id IN (SELECT c.article_id FROM cluster_member AS c JOIN cluster AS k ON k.id = c.cluster_id"
                " WHERE k.uid = :cluster)"
            )
        return wanted

    def _undecided(self) -> str:
        """SQL of the keys of articles with copies that neither follow nor are followed nor ignored."""
        shown = f" WHERE article_id {self._hidden}" if self._hidden else ""
        several = f"SELECT cluster_id FROM cluster_member{shown} GROUP BY cluster_id HAVING count(*) > 1"
        decided = " UNION ".join(
            f"SELECT {name} FROM copy_choice WHERE author_id = :author AND {name} IS NOT NULL"
            for name in ("article_id", "leader_id")
        )
        return f"SELECT article_id FROM cluster_member WHERE cluster_id IN ({several}) EXCEPT SELECT * FROM ({decided})"

    # ---- rows

    def rows(self, listing: Listing, start: int, stop: int) -> list[QueueRow]:
        """The rows of these places; those of articles that are gone are left out."""
        keys = listing.between(start, stop)
        found = self._read(keys)
        return [found[key]._replace(position=start + n) for n, key in enumerate(keys) if key in found]

    def row(self, uid: str) -> QueueRow | None:
        """The row of one article, None when it is gone; its position is 0."""
        key = self._key(uid)
        return None if key is None else self._read((key,)).get(key)

    def place(self, listing: Listing, uid: str) -> int | None:
        """Where an article stands in an order, None where it does not."""
        key = self._key(uid)
        return None if key is None else listing.place(key)

    def _key(self, uid: str) -> int | None:
        for (key,) in self._rows("SELECT id FROM article WHERE uid = :uid", uid=uid):
            return int(key)
        return None

    def _read(self, keys: Sequence[int]) -> dict[int, QueueRow]:
        within = _within(keys)
        layers = ", ".join(self._layer(layer) for layer in LAYERS)
        waiting = {key: number for key, number, _ in self._rows(self._waiting(within))}
        query = (
            f"SELECT a.id, a.uid, a.title, {_BEGINNING}, a.source, a.date, a.language, {self._state},"
            " coalesce(t.reason, ''),"
            f" {layers}, k.uid, (SELECT count(*) FROM cluster_member AS n WHERE n.cluster_id = m.cluster_id"
            f"{self._and_shown('n.article_id')}), EXISTS (SELECT 1 FROM copy_choice AS h WHERE h.article_id = a.id"
            f" AND h.author_id = :author AND h.choice = 'follow') FROM article AS a{STATE_JOIN}"
            " LEFT JOIN cluster_member AS m ON m.article_id = a.id"
            f" LEFT JOIN cluster AS k ON k.id = m.cluster_id WHERE a.id {within}"
        )
        found: dict[int, QueueRow] = {}
        for key, uid, title, beginning, source, date, language, state, reason, *rest in self._rows(query):
            whole: tuple[Layer, ...] = tuple(layer for layer, held in zip(LAYERS, rest, strict=False) if held)
            cluster, copies, follows = rest[len(LAYERS) :]
            alone = copies < 2
            found[key] = QueueRow(
                uid, called(title, beginning), source, date, language, state, reason, waiting.get(key, 0), whole, 0,
                None if alone else cluster, 0 if alone else copies, bool(follows),
            )  # fmt: skip
        return found

    def copies(self, cluster: str) -> list[tuple[str, str]]:
        """uid and title of the articles of a cluster, in order of import."""
        query = (
            "SELECT a.uid, a.title FROM cluster AS k JOIN cluster_member AS m ON m.cluster_id = k.id"
            f" JOIN article AS a ON a.id = m.article_id WHERE k.uid = :cluster{self._and_shown('a.id')} ORDER BY a.id"
        )
        return [(uid, title) for uid, title in self._rows(query, cluster=cluster)]

    def beginnings(self, listing: Listing, start: int, stop: int, *, characters: int) -> dict[str, str]:
        """How the texts of these places begin, by uid: so many characters."""
        query = (
            "SELECT a.uid, substr(x.text, 1, :characters) FROM article AS a JOIN article_text AS x"
            f" ON x.article_id = a.id WHERE a.id {_within(listing.between(start, stop))}"
        )
        return self._pairs(query, characters=characters)

    # ---- what is to do

    def next_to_do(self, listing: Listing, *, after: int | None, states: Iterable[str] = ()) -> str | None:
        """uid of the first article below a place, and round to it, that is to do; of the whole order without a place.

        states: those that are looked for; by default all that are not done.
        """
        size = len(listing)
        begin = 0 if after is None else after + 1
        wanted = " OR ".join(f"{self._state} = '{state}'" for state in states) or f"NOT ({self._done})"
        step = _FIRST_LOOK
        for first, last in ((begin, size), (0, 0 if after is None else after)):
            while first < last:
                keys = listing.between(first, min(last, first + step))
                query = f"SELECT a.id, a.uid FROM article AS a{STATE_JOIN} WHERE a.id {_within(keys)} AND ({wanted})"
                found = self._pairs(query)
                if found:
                    return str(next(found[key] for key in keys if key in found))
                first += step
                step = min(4 * step, _LONGEST_LOOK)
        return None

    def counts(self) -> Counts:
        """Of all articles. Reads only those of which something was said."""
        said = " UNION ".join(f"SELECT article_id FROM {name} WHERE author_id = :author" for name in _SAID)
        within = f"a.id IN ({said}){self._and_shown('a.id')}"
        query = f"SELECT {self._state} AS state FROM article AS a{STATE_JOIN} WHERE {within}"
        done = self._pairs(f"SELECT state, count(*) FROM ({query}) GROUP BY state")
        number = int(self._one("SELECT count(*) FROM article")) - self._hides
        return Counts(number, done.get("complete", 0), done.get("skipped", 0))

    def rank_state(self) -> RankState:
        """Which order is kept, and how many articles that nobody completed it does not have."""
        strategy, made_by = next(iter(self._rows("SELECT strategy, made_by FROM article_rank LIMIT 1")), ("", ""))
        done = "SELECT c.article_id FROM completion AS c JOIN author AS p ON p.id = c.author_id"
        unranked = self._one(
            "SELECT count(*) FROM article AS a WHERE a.id NOT IN (SELECT article_id FROM article_rank)"
            f" AND a.id NOT IN ({done} WHERE p.kind IN ('gold', 'human')){self._and_shown('a.id')}"
        )
        return RankState(strategy, made_by, int(unranked))

    def rank_of(self, uid: str) -> RankWhy | None:
        """Why an article stands where it does in the order that is kept; None where it has no place in it."""
        key = self._key(uid)
        query = "SELECT strategy, place, score FROM article_rank WHERE article_id = :key"
        row = None if key is None else next(iter(self._rows(query, key=key)), None)
        if row is None or key is None:
            return None
        labels: list[tuple[str, float | None]] = []
        if self._suggesting:
            query = f"SELECT label, score FROM span WHERE article_id = :key AND author_id IN ({self._suggesting})"
            labels = [(label, score) for label, score in self._rows(query, key=key)]
        strategy, place, score = row
        return RankWhy(strategy, place, score, tuple(labels))

    def complete_layers(self, layer: Layer) -> int:
        """In how many articles a layer is complete."""
        within = f"a.id IN ({_COMPLETED}){self._and_shown('a.id')}"
        query = f"SELECT count(*) FROM article AS a WHERE {within} AND {self._layer(layer)}"
        return int(self._one(query))

    def complete_by_day(self) -> dict[str, int]:
        """Articles that are complete, by the day ("2024-03-12", of this computer's clock) of the last completion."""
        day = "SELECT date(max(c.at), 'localtime') FROM completion AS c WHERE c.article_id = a.id"
        query = (
            f"SELECT ({day} AND c.author_id = :author) AS day FROM article AS a{STATE_JOIN}"
            f" WHERE a.id IN ({_COMPLETED}) AND {self._state} = 'complete'{self._and_shown('a.id')}"
        )
        return self._pairs(f"SELECT day, count(*) FROM ({query}) WHERE day IS NOT NULL GROUP BY day ORDER BY day")

    def seconds_by_day(self) -> dict[str, int]:
        """Active seconds by day, as they were recorded."""
        return self._pairs("SELECT day, sum(seconds) FROM activity WHERE author_id = :author GROUP BY day ORDER BY day")

    def marks_by_label(self) -> dict[str, int]:
        """How many mentions and events the author has of each label and type, the most frequent first."""
        return self._pairs(
            f"SELECT label, count(*) FROM span WHERE author_id = :author{self._and_shown('article_id')}"
            " GROUP BY label ORDER BY count(*) DESC, label"
        )

    def found(self, query: str) -> int:
        """How many articles a search finds, whatever is filtered."""
        expression = search.match_expression(query)
        if not expression:
            return 0
        shown = self._and_shown("rowid")
        statement = f"SELECT count(*) FROM {search.FTS_TABLE} WHERE {search.FTS_TABLE} MATCH :match{shown}"
        return int(self._one(statement, match=expression))

    def uncounted(self, *, limit: int) -> list[str]:
        """uids of some articles whose problems nobody counted for this author since they were touched."""
        return problems.uncounted(self._connection, self._values["author"], limit=limit)

    def how_many_uncounted(self) -> int:
        """How many of these there are."""
        return problems.how_many_uncounted(self._connection, self._values["author"])

    def last_act(self) -> int:
        """A number that grows with every act on the content of the project."""
        return problems.last_act(self._connection)

    def sources(self) -> list[tuple[str, int]]:
        """All sources with how many articles they have, by name."""
        shown = self._and_shown("id")
        query = f"SELECT source, count(*) FROM article WHERE 1{shown} GROUP BY source ORDER BY source COLLATE NOCASE"
        return [(source, number) for source, number in self._rows(query)]


def _within(keys: Sequence[int]) -> str:
    """A condition that holds for these keys."""
    if len(keys) and keys[-1] - keys[0] + 1 == len(keys) and isinstance(keys, range):
        return f"BETWEEN {keys[0]} AND {keys[-1]}"
    return f"IN ({', '.join(map(str, keys))})"
