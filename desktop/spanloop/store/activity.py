"""Seconds of activity by article, person and day: counted beside the work, never journalled and never undone."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from spanloop.core.errors import SpanloopError
from spanloop.store.derived_tables import ACTIVITY
from spanloop.store.engine import BUSY_MS
from spanloop.store.tables import ARTICLE, AUTHOR

_ADD = """
INSERT INTO activity (article_id, author_id, day, seconds)
SELECT article.id, author.id, ?, ? FROM article, author WHERE article.uid = ? AND author.uid = ?
ON CONFLICT (article_id, author_id, day) DO UPDATE SET seconds = seconds + excluded.seconds
"""


class ActiveTime(NamedTuple):
    """Seconds of one person on one article on one day ("2026-03-14")."""

    article: str
    author: str
    day: str
    seconds: int


def add_seconds(connection: Connection, author_uid: str, seconds: Mapping[tuple[str, str], int]) -> bool:
    """Add seconds by (article uid, day) in a transaction of its own; articles that are gone are passed over.

    False, and nothing written, where another program writes just now: nobody waits for this.
    """
    connection.exec_driver_sql("PRAGMA busy_timeout = 0").close()
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE").close()
        try:
            for (article, day), number in seconds.items():
                connection.exec_driver_sql(_ADD, (day, number, article, author_uid)).close()
            connection.exec_driver_sql("COMMIT").close()
        except BaseException:
            driver = connection.connection.dbapi_connection
            # A full disk may have ended the transaction already.
            if isinstance(driver, sqlite3.Connection) and driver.in_transaction:
                connection.exec_driver_sql("ROLLBACK").close()
            raise
    except SpanloopError:
        return False
    finally:
        connection.exec_driver_sql(f"PRAGMA busy_timeout = {BUSY_MS}").close()
    return True


def read_times(connection: Connection, *, article: str = "") -> list[ActiveTime]:
    """All that was counted, by day; of one article where it is named."""
    query = (
        select(ARTICLE.c.uid, AUTHOR.c.uid, ACTIVITY.c.day, ACTIVITY.c.seconds)
        .join_from(ACTIVITY, ARTICLE, ARTICLE.c.id == ACTIVITY.c.article_id)
        .join(AUTHOR, AUTHOR.c.id == ACTIVITY.c.author_id)
        .order_by(ACTIVITY.c.day, ACTIVITY.c.article_id)
    )
    if article:
        query = query.where(ARTICLE.c.uid == article)
    return [ActiveTime(*row) for row in connection.execute(query)]


def read_days(connection: Connection, *, author_uid: str = "") -> dict[str, int]:
    """Seconds of each day, over all articles; of one person where they are named."""
    query = select(ACTIVITY.c.day, func.sum(ACTIVITY.c.seconds)).group_by(ACTIVITY.c.day).order_by(ACTIVITY.c.day)
    if author_uid:
        author = select(AUTHOR.c.id).where(AUTHOR.c.uid == author_uid).scalar_subquery()
        query = query.where(ACTIVITY.c.author_id == author)
    return {day: int(seconds) for day, seconds in connection.execute(query)}


def delete_times(connection: Connection, author_uid: str) -> int:
    """Delete all that was counted of a person; gives the seconds. Within an open transaction."""
    author = select(AUTHOR.c.id).where(AUTHOR.c.uid == author_uid).scalar_subquery()
    gone = connection.execute(select(func.sum(ACTIVITY.c.seconds)).where(ACTIVITY.c.author_id == author)).scalar()
    connection.execute(ACTIVITY.delete().where(ACTIVITY.c.author_id == author))
    return int(gone or 0)
