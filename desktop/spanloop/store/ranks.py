"""In which order articles are best annotated: what a ranking is made from, and where it is kept.

A ranking is derived: it is written in a transaction that is no act, goes with its articles, and is made anew at will.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, select

from spanloop.store.derived_tables import ARTICLE_RANK, CLUSTER, CLUSTER_MEMBER
from spanloop.store.facts import Facts
from spanloop.store.material import read_finished
from spanloop.store.tables import ARTICLE, AUTHOR, SPAN

_PEOPLE = select(AUTHOR.c.id).where(AUTHOR.c.kind.in_(("gold", "human")))


class RankLine(NamedTuple):
    """An article as a ranking sees it. cluster: uid of its cluster of copies, "" for none. finished: a person or gold
    completed something in it. key: for this room."""

    uid: str
    date: str
    language: str
    cluster: str
    finished: bool
    key: int


class Kept(NamedTuple):
    """The ranking that is kept. strategy: the name under which it is (core.strategies.stored_name)."""

    strategy: str
    made_by: str
    articles: int


class RankReading:
    """Reads what a ranking is made from, over a connection, for as long as nothing is written."""

    def __init__(self, connection: Connection, facts: Facts) -> None:
        self._connection = connection
        self._facts = facts

    def lines(self) -> list[RankLine]:
        """All articles in order of import, less those of which there is a newer text."""
        finished, hidden = read_finished(self._connection), self._facts.superseded
        query = (
            select(ARTICLE.c.id, ARTICLE.c.uid, ARTICLE.c.date, ARTICLE.c.language, CLUSTER.c.uid.label("cluster"))
            .outerjoin_from(ARTICLE, CLUSTER_MEMBER, CLUSTER_MEMBER.c.article_id == ARTICLE.c.id)
            .outerjoin(CLUSTER, CLUSTER.c.id == CLUSTER_MEMBER.c.cluster_id)
            .order_by(ARTICLE.c.id)
        )
        return [
            RankLine(uid, date, language, cluster or "", uid in finished, key)
            for key, uid, date, language, cluster in self._connection.execute(query)
            if key not in hidden
        ]

    def suggested(self) -> dict[int, list[tuple[str, float | None]]]:
        """Label and score of what is suggested now, by key of the article, in the order in which it was written."""
        suggesting = [key for key, author in self._facts.authors.items() if author.uid in self._facts.suggesting]
        found: defaultdict[int, list[tuple[str, float | None]]] = defaultdict(list)
        query = (
            select(SPAN.c.article_id, SPAN.c.label, SPAN.c.score)
            .where(SPAN.c.author_id.in_(suggesting))
            .order_by(SPAN.c.article_id, SPAN.c.id)
        )
        for article, label, score in self._connection.execute(query):
            found[article].append((label, score))
        return found

    def marked(self) -> dict[str, int]:
        """How many mentions and events of each label and type people and gold have."""
        found: dict[str, int] = defaultdict(int)
        query = select(SPAN.c.label).where(SPAN.c.author_id.in_(_PEOPLE))
        for (label,) in self._connection.execute(query):
            found[label] += 1
        return dict(found)

    def kept(self) -> Kept | None:
        """The ranking that is kept, None where there is none."""
        return read_kept(self._connection)


def read_kept(connection: Connection) -> Kept | None:
    """The ranking that is kept, None where there is none."""
    row = connection.execute(select(ARTICLE_RANK.c.strategy, ARTICLE_RANK.c.made_by).limit(1)).first()
    if row is None:
        return None
    number = connection.exec_driver_sql("SELECT count(*) FROM article_rank").scalar_one()
    return Kept(row.strategy, row.made_by, int(number))


def keep_ranks(
    connection: Connection,
    ranked: Iterable[tuple[str, float | None]],
    *,
    strategy: str,
    made_by: str,
    keys: Mapping[str, int],
) -> int:
    """Put a ranking (uid and score, the best first) in the place of the one before, in an open transaction.

    keys: of the articles, as RankLine has them; what has gone meanwhile is left out. Gives how many were written.
    """
    connection.execute(ARTICLE_RANK.delete())
    there = _there(connection, keys.values())
    rows = [
        {"article_id": keys[uid], "strategy": strategy, "place": place, "score": score, "made_by": made_by}
        for place, (uid, score) in enumerate((uid, score) for uid, score in ranked if keys[uid] in there)
    ]
    if rows:
        connection.execute(ARTICLE_RANK.insert(), rows)
    return len(rows)


def _there(connection: Connection, keys: Iterable[int]) -> Collection[int]:
    return {key for (key,) in connection.execute(select(ARTICLE.c.id))}.intersection(keys)
