"""Copies of a story: which articles are in one cluster, and what each person decided about them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import Connection, Select, select

from spanloop.core.article import Article, Zone
from spanloop.core.copy_choice import CopyChoice
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author
from spanloop.store.acting import ActBase
from spanloop.store.derived_tables import CLUSTER, CLUSTER_MEMBER
from spanloop.store.facts import Facts
from spanloop.store.journal import Entry, chunks
from spanloop.store.tables import (
    ACT,
    ACT_ROW,
    ARTICLE,
    ARTICLE_TEXT,
    AUTHOR,
    COPY_CHOICE,
    EVENT,
    SPAN,
    ZONE,
)

_LEADER = ARTICLE.alias("leader")


class CopyWriting(ActBase):
    """The part of an act that is about choices."""

    def set_copy_choice(self, article_uid: str, author: Author, choice: CopyChoice | None) -> None:
        """Write an author's choice about an article in the place of the one before; None takes it back.

        Raises SpanloopError when the article, or the one that it is to follow, is not in the project.
        """
        leader = None
        if choice is not None and choice.leader is not None:
            leader = self.find_article(choice.leader).key
        place = self.find_article(article_uid)
        author_id = self.author_key(author)
        self.rows.flush()
        there = self.connection.execute(
            select(COPY_CHOICE.c.id).where(COPY_CHOICE.c.article_id == place.key, COPY_CHOICE.c.author_id == author_id)
        ).scalar()
        if choice is None:
            changed = there is not None and bool(self.rows.delete(COPY_CHOICE, [there]))
        else:
            values = {"choice": choice.choice, "leader_id": leader, "at": choice.at or self.at}
            if there is not None:
                changed = bool(self.rows.update(COPY_CHOICE, {there: values}))
            else:
                key = self.rows.new_key(COPY_CHOICE)
                owner = {"id": key, "uid": choice.uid or new_uid(), "article_id": place.key, "author_id": author_id}
                self.rows.insert(COPY_CHOICE, {**owner, **values})
                changed = True
        if changed:
            self.touch("states", place)


class ClusterLine(NamedTuple):
    """A cluster as it is listed: its uid, and (uid, external id, title, source) of its articles in order of import."""

    uid: str
    articles: tuple[tuple[str, str | None, str, str], ...]


class CopyReading:
    """Reads copies and choices over a connection, for as long as nothing is written."""

    def __init__(self, connection: Connection, facts: Facts) -> None:
        self._connection = connection
        self._facts = facts

    def family(self, article_uid: str) -> list[Article]:
        """The articles of the cluster of an article, without words and details, in order of import; at least itself.

        Old texts of which there is a newer one are passed over.
        """
        key = self._facts.article_key(article_uid)
        inside = select(CLUSTER_MEMBER.c.cluster_id).where(CLUSTER_MEMBER.c.article_id == key).scalar_subquery()
        query = select(CLUSTER_MEMBER.c.article_id).where(CLUSTER_MEMBER.c.cluster_id == inside)
        # An old text of a copy stays in its cluster until clusters are found anew.
        members = (member for (member,) in self._connection.execute(query) if member not in self._facts.superseded)
        keys = sorted({key, *members})
        return self._articles(keys)

    def read(self, uids: Iterable[str]) -> list[Article]:
        """Some articles in the same way, in order of import. Raises SpanloopError for one that is not there."""
        return self._articles(sorted(self._facts.article_key(uid) for uid in set(uids)))

    def _articles(self, keys: Sequence[int]) -> list[Article]:
        zones: defaultdict[int, list[Zone]] = defaultdict(list)
        found: list[Article] = []
        columns = (ARTICLE.c.id, ARTICLE.c.uid, ARTICLE.c.title, ARTICLE.c.source, ARTICLE.c.date, ARTICLE.c.language)
        for some in chunks(keys):
            of_zone = (ZONE.c.uid, ZONE.c.start, ZONE.c.end, ZONE.c.kind, ZONE.c.date, ZONE.c.state)
            query = select(ZONE.c.article_id, *of_zone).where(ZONE.c.article_id.in_(some))
            for key, *rest in self._connection.execute(query.order_by(ZONE.c.article_id, ZONE.c.start)):
                zones[key].append(Zone(*rest))
            rows = self._connection.execute(
                select(*columns, ARTICLE.c.external_id, ARTICLE_TEXT.c.text)
                .join_from(ARTICLE, ARTICLE_TEXT, ARTICLE.c.id == ARTICLE_TEXT.c.article_id)
                .where(ARTICLE.c.id.in_(some))
                .order_by(ARTICLE.c.id)
            )
            for key, uid, title, source, date, language, external_id, text in rows:
                held = tuple(zones.get(key, ()))
                found.append(Article(uid, text, title, source, date, language, external_id, zones=held))
        return found

    def clusters(self) -> list[ClusterLine]:
        """Every cluster of two or more articles, in the order of the first article of each."""
        query = (
            select(
                CLUSTER.c.uid.label("cluster"), ARTICLE.c.uid, ARTICLE.c.external_id, ARTICLE.c.title, ARTICLE.c.source
            )
            .join_from(CLUSTER_MEMBER, CLUSTER, CLUSTER_MEMBER.c.cluster_id == CLUSTER.c.id)
            .join(ARTICLE, ARTICLE.c.id == CLUSTER_MEMBER.c.article_id)
            .order_by(ARTICLE.c.id)
        )
        members: defaultdict[str, list[tuple[str, str | None, str, str]]] = defaultdict(list)
        for cluster, *article in self._connection.execute(query):
            if article[0] in self._facts.superseded_uids:
                continue
            members[cluster].append((article[0], article[1], article[2], article[3]))
        return [ClusterLine(uid, tuple(some)) for uid, some in members.items() if len(some) > 1]

    def edited(self, uids: Sequence[str]) -> frozenset[str]:
        """Of some mentions and events those whose last change was an act of this project on them.

        What was brought to a copy bears the time of a change of its source instead.
        """
        found: set[str] = set()
        for some in chunks(uids):
            for table in (SPAN, EVENT):
                query = (
                    select(table.c.uid, table.c.id, ACT_ROW)
                    .join_from(table, ACT, ACT.c.at == table.c.changed)
                    .join(ACT_ROW, ACT_ROW.c.act_id == ACT.c.id)
                    .where(table.c.uid.in_(some), ACT.c.kind == "do", ACT_ROW.c.table_name == table.name)
                    .where(ACT_ROW.c.first_id <= table.c.id, ACT_ROW.c.last_id >= table.c.id)
                )
                for row in self._connection.execute(query):
                    entry = Entry(table, row.op, row.first_id, row.last_id, row.digest, row.payload)
                    if row[1] in entry.keys:
                        found.add(row[0])
        return frozenset(found)

    def last_cut(self) -> str:
        """uid of the latest act by which an article came, went or was cut anew; "" where there is none.

        While it is the same, so are the texts that are compared.
        """
        return self._connection.execute(_LAST_CUT).scalar() or ""

    # ---- choices

    def choice(self, article_uid: str, author: Author) -> CopyChoice | None:
        """What an author decided about an article."""
        key = self._facts.article_key(article_uid)
        rows = self._choices(author, COPY_CHOICE.c.article_id == key)
        return next(iter(rows.values()), None)

    def choices(self, author: Author) -> dict[str, CopyChoice]:
        """All that an author decided, by uid of the article, in the order of their making."""
        return self._choices(author)

    def followers(self, leader_uid: str, author: Author) -> tuple[str, ...]:
        """uids of the articles that follow an article for this author, in the order in which that was said."""
        return tuple(self._choices(author, COPY_CHOICE.c.leader_id == self._facts.article_key(leader_uid)))

    def about(self, article_uid: str) -> list[tuple[str, str, CopyChoice]]:
        """Everybody's choices about an article, then those to follow it: uid of the article that each is about, uid of
        the author, and the choice."""
        key = self._facts.article_key(article_uid)
        found: list[tuple[str, str, CopyChoice]] = []
        for column in (COPY_CHOICE.c.article_id, COPY_CHOICE.c.leader_id):
            for *row, author in self._connection.execute(_EVERYBODYS.where(column == key)):
                found.append((row[0], author, CopyChoice(*row[1:])))
        return found

    def all_choices(self) -> dict[str, dict[str, CopyChoice]]:
        """Everybody's: uid of the article -> uid of the author -> choice."""
        found: dict[str, dict[str, CopyChoice]] = {}
        for *row, author in self._connection.execute(_EVERYBODYS):
            found.setdefault(row[0], {})[author] = CopyChoice(*row[1:])
        return found

    def ignoring(self) -> dict[str, frozenset[str]]:
        """uids of the authors who ignore an article, by its uid; articles that nobody ignores are left out."""
        found = self.all_choices().items()
        ignoring = {uid: frozenset(who for who, one in some.items() if one.choice == "ignore") for uid, some in found}
        return {uid: people for uid, people in ignoring.items() if people}

    def _choices(self, author: Author, *conditions: object) -> dict[str, CopyChoice]:
        key = self._facts.author_key(self._facts.known_author(author).uid)
        if key is None:
            return {}
        query: Select[*tuple[object, ...]] = _CHOICES.where(COPY_CHOICE.c.author_id == key)
        for condition in conditions:
            query = query.where(condition)  # pyright: ignore[reportArgumentType]
        return {row[0]: CopyChoice(*row[1:]) for row in self._connection.execute(query)}


_LAST_CUT = (
    select(ACT.c.uid)
    .join_from(ACT_ROW, ACT, ACT_ROW.c.act_id == ACT.c.id)
    .where(ACT_ROW.c.table_name.in_((ARTICLE.name, ARTICLE_TEXT.name, ZONE.name)))
    .order_by(ACT_ROW.c.id.desc())
    .limit(1)
)
_CHOICES = (
    select(ARTICLE.c.uid, COPY_CHOICE.c.uid, COPY_CHOICE.c.choice, _LEADER.c.uid, COPY_CHOICE.c.at)
    .join_from(COPY_CHOICE, ARTICLE, ARTICLE.c.id == COPY_CHOICE.c.article_id)
    .outerjoin(_LEADER, _LEADER.c.id == COPY_CHOICE.c.leader_id)
    .order_by(COPY_CHOICE.c.id)
)
_EVERYBODYS = _CHOICES.add_columns(AUTHOR.c.uid).join(AUTHOR, AUTHOR.c.id == COPY_CHOICE.c.author_id)
