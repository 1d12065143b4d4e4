"""How many problems validation finds in each article's marks by an author; kept, because finding them takes long.

A count is there only while it holds: every act deletes those of the articles that it touches, in its own transaction,
and a schema deletes them all. Another program version finds other problems, so its counts are not taken.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, bindparam, select

from spanloop import __version__
from spanloop.store.derived_tables import PROBLEM_COUNT
from spanloop.store.tables import ARTICLE

#: Articles of which the author has marks and no count holds. A mark of every event is its trigger.
_UNCOUNTED = (
    "SELECT a.uid FROM (SELECT DISTINCT article_id FROM span WHERE author_id = :author) AS s"
    " JOIN article AS a ON a.id = s.article_id WHERE NOT EXISTS (SELECT 1 FROM problem_count AS p"
    " WHERE p.article_id = s.article_id AND p.author_id = :author AND p.program = :program)"
)
_FORGET = PROBLEM_COUNT.delete().where(PROBLEM_COUNT.c.article_id == bindparam("key"))
#: What has problems, for the queue; wants the values `author` and `program`.
WITH_PROBLEMS = "SELECT article_id FROM problem_count WHERE author_id = :author AND number > 0 AND program = :program"
PROGRAM = __version__


def forget_problems(connection: Connection, keys: Iterable[int], *, schema: bool) -> None:
    """An act touched these articles, or the schema: what was counted holds no more."""
    if schema:
        connection.execute(PROBLEM_COUNT.delete())
        return
    touched = list(keys)
    if len(touched) == 1:
        connection.execute(_FORGET, {"key": touched[0]})
    elif touched:
        connection.exec_driver_sql(
            "DELETE FROM problem_count WHERE article_id IN (SELECT value FROM json_each(?))", (json.dumps(touched),)
        )


def uncounted(connection: Connection, author_id: int, *, limit: int) -> list[str]:
    """uids of some articles whose problems are to be counted for this author."""
    values = {"author": author_id, "program": PROGRAM}
    return [uid for (uid,) in connection.exec_driver_sql(f"{_UNCOUNTED} LIMIT {limit}", values)]


def how_many_uncounted(connection: Connection, author_id: int) -> int:
    """How many articles there are of that kind."""
    values = {"author": author_id, "program": PROGRAM}
    return int(connection.exec_driver_sql(f"SELECT count(*) FROM ({_UNCOUNTED})", values).scalar_one())


def last_act(connection: Connection) -> int:
    """The key of the latest act: counts that were found before another act are not kept."""
    return int(connection.exec_driver_sql("SELECT coalesce(max(id), 0) FROM act").scalar_one())


def keep_problems(connection: Connection, author_id: int, counts: Mapping[str, int]) -> None:
    """Keep counts by uid of the article, in an open transaction. Articles that are gone are left out."""
    for uid, number in counts.items():
        key = connection.execute(select(ARTICLE.c.id).where(ARTICLE.c.uid == uid)).scalar()
        if key is not None:
            connection.execute(
                PROBLEM_COUNT.insert().prefix_with("OR REPLACE"),
                {"article_id": key, "author_id": author_id, "number": number, "program": PROGRAM},
            )
