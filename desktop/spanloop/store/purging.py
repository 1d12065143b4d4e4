"""Deleting an article for good: the text, all marks in it, and what the journal keeps of both.

Unlike `remove_article`, which undo brings back, this leaves no trace in the bytes of the file: rows are overwritten,
the search index is written anew, and the whole file after it. Acts on other articles can be undone as before.
"""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass

from sqlalchemy import Connection, select

from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Author
from spanloop.store import reading, search
from spanloop.store.acting import record_act
from spanloop.store.derived_tables import CLUSTER, CLUSTER_MEMBER, SPLIT
from spanloop.store.journal import Entry, chunks, cut_entry, key_of
from spanloop.store.project import Project
from spanloop.store.tables import ACT, ACT_ROW, ARTICLE, ARTICLE_TEXT, CONTENT, COPY_CHOICE, METADATA

_CONTENT = {table.name: table for table in CONTENT}


@dataclass(frozen=True, slots=True)
class Purged:
    """marks: spans that went; acts: acts that were about nothing else and are no longer in the history."""

    marks: int
    acts: int


def purge_article(project: Project, article: str, *, author: Author | None) -> Purged:
    """Delete an article with everything about it, and write the file anew so that nothing of it is in its bytes.

    article: uid. author: whose act is recorded, without a word of the article; None in a backup, which has no acts of
    its own. Raises SpanloopError when the article is not there, when the disk has no room, or when another program
    reads the project just now: the article is gone then, but its text may still be in the log, until `pack` was done.
    """
    if author is None:
        with project.bare_transaction() as connection:
            done = _purge(connection, article)
    else:
        with project.act(author, "delete an article for good") as act:
            act.permanent = True
            done = _purge(act.connection, article)
            record_act(act, author_id=act.author_key(author), kind="do", undoable=False)
            act.kinds.update(("articles", "mentions", "events", "states"))
    project.pack()
    return done


def holds_trace(project: Project, article: str) -> bool:
    """Whether an article is in a project, or was and is kept in its history."""
    with project.bare_transaction() as connection:
        try:
            _find(connection, article)
        except SpanloopError:
            return False
    return True


def _purge(connection: Connection, article: str) -> Purged:
    connection.exec_driver_sql("PRAGMA secure_delete = ON").close()
    key = _find(connection, article)
    indexed = connection.execute(
        select(ARTICLE.c.title, ARTICLE_TEXT.c.text)
        .join_from(ARTICLE, ARTICLE_TEXT, ARTICLE.c.id == ARTICLE_TEXT.c.article_id)
        .where(ARTICLE.c.id == key)
    ).first()
    gone = _keys_of(connection, key)
    acts = _cut_journal(connection, key, gone)
    for table in reversed(METADATA.sorted_tables):
        if table is not ARTICLE and "article_id" in table.columns:
            connection.execute(table.delete().where(table.c.article_id == key))
    # Who followed it follows nothing now.
    connection.execute(COPY_CHOICE.delete().where(COPY_CHOICE.c.leader_id == key))
    connection.execute(ARTICLE.delete().where(ARTICLE.c.id == key))
    connection.execute(ARTICLE.update().where(ARTICLE.c.revision_of == article).values(revision_of=None))
    connection.execute(SPLIT.delete().where(SPLIT.c.key == article))
    connection.execute(CLUSTER.delete().where(CLUSTER.c.id.not_in(select(CLUSTER_MEMBER.c.cluster_id))))
    if indexed is not None:
        search.remove(connection, [(key, indexed.title, indexed.text)])
    # Words stay in the index, marked as deleted, until its parts are joined.
    connection.exec_driver_sql(f"INSERT INTO {search.FTS_TABLE}({search.FTS_TABLE}) VALUES ('optimize')").close()
    return Purged(len(gone["span"]), acts)


def _find(connection: Connection, uid: str) -> int:
    """The key of an article, also of one that was removed and is only in the journal. Raises SpanloopError."""
    key = connection.execute(select(ARTICLE.c.id).where(ARTICLE.c.uid == uid)).scalar()
    if key is not None:
        return key
    removed = select(ACT_ROW).where(ACT_ROW.c.op == "delete", ACT_ROW.c.table_name == ARTICLE.name)
    for row in connection.execute(removed):
        columns, rows = Entry(ARTICLE, row.op, row.first_id, row.last_id, row.digest, row.payload).content
        for values in rows:
            if values[columns.index("uid")] == uid:
                return values[columns.index("id")]
    raise reading.missing_article(uid)


def _keys_of(connection: Connection, article: int) -> dict[str, set[int]]:
    """Keys of all rows that are, or ever were, about the article: those there are, and those that were deleted."""
    keys: defaultdict[str, set[int]] = defaultdict(set)
    keys["article"].add(article)
    for table in CONTENT:
        if "article_id" in table.columns:
            query = select(key_of(table)).where(table.c.article_id == article)
            keys[table.name].update(key for (key,) in connection.execute(query))
    following = select(COPY_CHOICE.c.id).where(COPY_CHOICE.c.leader_id == article)
    keys[COPY_CHOICE.name].update(key for (key,) in connection.execute(following))
    deletions = select(ACT_ROW).where(ACT_ROW.c.op == "delete")
    for row in connection.execute(deletions):
        table = _CONTENT.get(row.table_name)
        if table is None or "article_id" not in table.columns:
            continue
        entry = Entry(table, row.op, row.first_id, row.last_id, row.digest, row.payload)
        columns, rows = entry.content
        at = columns.index(key_of(table).name)
        for name in ("article_id", "leader_id") if table is COPY_CHOICE else ("article_id",):
            of = columns.index(name)
            keys[table.name].update(values[at] for values in rows if values[of] == article)
    return keys


def _cut_journal(connection: Connection, article: int, gone: dict[str, set[int]]) -> int:
    """Take the rows of the article out of the journal; returns how many acts were about nothing else and went."""
    touched: set[int] = set()
    for name, keys in gone.items():
        if not keys:
            continue
        table = _CONTENT[name]
        near = select(ACT_ROW).where(
            ACT_ROW.c.table_name == name, ACT_ROW.c.first_id <= max(keys), ACT_ROW.c.last_id >= min(keys)
        )
        # The earliest first: what it wrote is found by way of the later ones.
        for row in connection.execute(near.order_by(ACT_ROW.c.id)).all():
            entry = Entry(table, row.op, row.first_id, row.last_id, row.digest, row.payload)
            if keys.isdisjoint(entry.keys):
                continue
            touched.add(row.act_id)
            _replace(connection, row.id, cut_entry(connection, row.id, keys))
    return _cut_acts(connection, article, touched)


def _replace(connection: Connection, key: int, entry: Entry | None) -> None:
    if entry is None:
        connection.execute(ACT_ROW.delete().where(ACT_ROW.c.id == key))
        return
    connection.execute(
        ACT_ROW.update()
        .where(ACT_ROW.c.id == key)
        .values(first_id=entry.first_id, last_id=entry.last_id, digest=entry.digest, payload=entry.payload)
    )


def _cut_acts(connection: Connection, article: int, touched: set[int]) -> int:
    empty: set[int] = set()
    for some in chunks(sorted(touched)):
        left = select(ACT_ROW.c.act_id).where(ACT_ROW.c.act_id.in_(some))
        empty |= set(some) - {key for (key,) in connection.execute(left)}
    for some in chunks(sorted(empty)):
        connection.execute(ACT.delete().where(ACT.c.id.in_(some)))
    for some in chunks(sorted(touched - empty)):
        query = select(ACT.c.id, ACT.c.articles, ACT.c.article_count).where(ACT.c.id.in_(some))
        for key, articles, number in connection.execute(query).all():
            named = [one for one in json.loads(articles) if one != article]
            connection.execute(
                ACT.update()
                .where(ACT.c.id == key)
                .values(articles=json.dumps(named, separators=(",", ":")), article_count=max(0, number - 1))
            )
    return len(empty)
