"""How many marks a project holds, for whoever looks at a file without opening it as a project."""

from __future__ import annotations

import sqlite3

_PEOPLE = "author_id IN (SELECT id FROM author WHERE kind IN ('human', 'gold'))"


def count_marks(connection: sqlite3.Connection) -> int:
    """Mentions, events (each by its trigger) and links of people and of gold; what is only suggested is no mark yet."""
    (number,) = connection.execute(
        f"SELECT (SELECT count(*) FROM span WHERE {_PEOPLE}) + (SELECT count(*) FROM link WHERE {_PEOPLE})"
    ).fetchone()
    return int(number)
