"""Full-text search over titles and texts (SQLite FTS5).

The index holds no text of its own. Chinese, Japanese and Thai are written without spaces, so their letters are set
apart before indexing and asking: a word then is a phrase of its letters.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy import Connection

from spanloop.core.highlights import PIECE, UNSPACED

FTS_TABLE = "article_fts"
CREATE_FTS = (
    f"CREATE VIRTUAL TABLE {FTS_TABLE} USING fts5(title, text, content='', tokenize='unicode61 remove_diacritics 2')"
)

_UNSPACED = re.compile(f"[{UNSPACED}]+")
#: What no letter of these begins with in UTF-8. They stand in few texts, and this finds out several times as fast.
_OTHER_BYTES = bytes(set(range(256)) - {0xE0, 0xE1, *range(0xE3, 0xEA), 0xEF, 0xF0})


def indexable(text: str) -> str:
    """The text as the index sees it."""
    if text.isascii() or not text.encode("utf-8", "surrogatepass").translate(None, _OTHER_BYTES):
        return text
    return _UNSPACED.sub(_apart, text)


def _apart(run: re.Match[str]) -> str:
    return f" {' '.join(run.group())} "


def add(connection: Connection, rows: Iterable[tuple[int, str, str]]) -> None:
    """Index articles: (key, title, text)."""
    values = [(key, indexable(title), indexable(text)) for key, title, text in rows]
    if values:
        connection.exec_driver_sql(f"INSERT INTO {FTS_TABLE}(rowid, title, text) VALUES (?, ?, ?)", values)


def remove(connection: Connection, rows: Iterable[tuple[int, str, str]]) -> None:
    """Take articles out; title and text must be those that were indexed."""
    values = [(key, indexable(title), indexable(text)) for key, title, text in rows]
    if values:
        connection.exec_driver_sql(
            f"INSERT INTO {FTS_TABLE}({FTS_TABLE}, rowid, title, text) VALUES ('delete', ?, ?, ?)", values
        )


def match_expression(query: str) -> str:
    """What a person typed, as an FTS5 expression in which nothing of it is an operator; "" when no word is left.

    All words must occur. "Words in quotes" must stand together; a word that ends in * stands for all that begin so.
    """
    parts: list[str] = []
    for match in PIECE.finditer(query):
        phrase, word = match.group(1), match.group(2)
        raw = word if phrase is None else phrase
        if not any(character.isalnum() for character in raw):
            continue
        quoted = '"' + indexable(raw).replace('"', " ").replace("\0", " ").strip() + '"'
        parts.append(quoted + "*" if word is not None and word.endswith("*") else quoted)
    return " AND ".join(parts)


def find(connection: Connection, query: str, *, limit: int | None) -> list[str]:
    """uids of the articles that match, in order of import."""
    expression = match_expression(query)
    if not expression:
        return []
    rows = connection.exec_driver_sql(
        f"SELECT a.uid FROM (SELECT rowid FROM {FTS_TABLE} WHERE {FTS_TABLE} MATCH ? ORDER BY rowid LIMIT ?) AS f"
        " JOIN article AS a ON a.id = f.rowid ORDER BY a.id",
        (expression, -1 if limit is None else limit),
    )
    return [row[0] for row in rows]


def is_sound(connection: Connection) -> str | None:
    """FTS5's own check of the index; None, or what is wrong."""
    keys = connection.exec_driver_sql(
        f"SELECT (SELECT count(*) FROM {FTS_TABLE}_docsize), (SELECT count(*) FROM article),"
        f" (SELECT count(*) FROM {FTS_TABLE}_docsize AS d JOIN article AS a ON a.id = d.id)"
    ).one()
    if len(set(keys)) != 1:
        return f"the search index has {keys[0]} articles, the project {keys[1]}"
    return None
