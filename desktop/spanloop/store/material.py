"""What there is to train on, counted: articles of which a person or gold completed something, with their marks."""

from __future__ import annotations

from collections import defaultdict
from typing import NamedTuple

from sqlalchemy import Connection, exists, func, select

from spanloop.store.tables import ARTICLE, AUTHOR, COMPLETION, COPY_CHOICE, SPAN


class CompletedWork(NamedTuple):
    """One article that may train or test: how many mentions and events whoever completed it marked there.

    language: as the article has it, "" when unknown.
    """

    article: str
    language: str
    mentions: int
    events: int


def read_completed(connection: Connection) -> list[CompletedWork]:
    """In order of import. Gold counts before people; of several people without gold none does, as in core.truth.

    Who ignores an article as a copy completed nothing in it.
    """
    finished: defaultdict[int, dict[int, str]] = defaultdict(dict)
    query = (
        select(COMPLETION.c.article_id, COMPLETION.c.author_id, AUTHOR.c.kind)
        .join_from(COMPLETION, AUTHOR, COMPLETION.c.author_id == AUTHOR.c.id)
        .where(AUTHOR.c.kind.in_(("gold", "human")), ~_IGNORED)
        .distinct()
        .order_by(COMPLETION.c.article_id)
    )
    for article, author, kind in connection.execute(query):
        finished[article][author] = kind
    chosen = {article: who for article, kinds in finished.items() if (who := _choose(kinds)) is not None}
    if not chosen:
        return []
    counts: dict[tuple[int, int, str], int] = {
        (article, author, layer): count
        for article, author, layer, count in connection.execute(
            select(SPAN.c.article_id, SPAN.c.author_id, SPAN.c.layer, func.count())
            .where(SPAN.c.author_id.in_(sorted(set(chosen.values()))))
            .group_by(SPAN.c.article_id, SPAN.c.author_id, SPAN.c.layer)
        )
    }
    rows = connection.execute(select(ARTICLE.c.id, ARTICLE.c.uid, ARTICLE.c.language))
    named = {key: (uid, language) for key, uid, language in rows if key in chosen}
    return [
        CompletedWork(*named[key], counts.get((key, who, "entities"), 0), counts.get((key, who, "events"), 0))
        for key, who in sorted(chosen.items())
    ]


def read_finished(connection: Connection) -> set[str]:
    """Uids of the articles of which any person or gold completed anything, whoever else did."""
    rows = connection.execute(
        select(ARTICLE.c.uid)
        .join_from(COMPLETION, ARTICLE, COMPLETION.c.article_id == ARTICLE.c.id)
        .join(AUTHOR, COMPLETION.c.author_id == AUTHOR.c.id)
        .where(AUTHOR.c.kind.in_(("gold", "human")))
        .distinct()
    )
    return {uid for (uid,) in rows}


def any_marked(connection: Connection) -> bool:
    """Whether a person or gold marked anything at all; asked after every act, so it stops at the first mark."""
    return connection.execute(_ANY_MARKED).first() is not None


_IGNORED = exists().where(
    COPY_CHOICE.c.article_id == COMPLETION.c.article_id,
    COPY_CHOICE.c.author_id == COMPLETION.c.author_id,
    COPY_CHOICE.c.choice == "ignore",
)
_PEOPLE = select(AUTHOR.c.id).where(AUTHOR.c.kind.in_(("gold", "human")))
_ANY_MARKED = select(SPAN.c.id).where(SPAN.c.author_id.in_(_PEOPLE)).limit(1)


def _choose(kinds: dict[int, str]) -> int | None:
    for kind in ("gold", "human"):
        of_kind = [author for author, known in kinds.items() if known == kind]
        if of_kind:
            return of_kind[0] if len(of_kind) == 1 else None
    return None
