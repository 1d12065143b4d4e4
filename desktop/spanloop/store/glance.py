"""A quick look into a project file from outside, for the start page: no migration, no lock, nothing written."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from urllib.parse import quote

_COMPLETE = """
select count(*) from article where id in (
  select c.article_id from completion c join article_text t on t.article_id = c.article_id
  where c.start = 0 and c.end >= length(t.text) group by c.article_id, c.author_id having count(distinct c.layer) >= 2
)
"""


def glance(path: Path) -> tuple[int, int] | None:
    """How many articles somebody completed in both layers, and how many there are.

    None when the file is not there or cannot be read as a project: the start page lists many files, and one that
    cannot be opened says why when a person opens it.
    """
    try:
        connection = sqlite3.connect(f"file:{quote(str(path.resolve()))}?mode=ro", uri=True, timeout=0.2)
    except sqlite3.Error:
        return None
    try:
        (complete,) = connection.execute(_COMPLETE).fetchone()
        (total,) = connection.execute("select count(*) from article").fetchone()
    except sqlite3.Error:
        return None
    finally:
        connection.close()
    return int(complete), int(total)
