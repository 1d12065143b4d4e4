"""What became of suggestions: what people decided, and what they left when they completed an article."""

from __future__ import annotations

from collections import Counter

from sqlalchemy import Connection, exists, func, select

from spanloop.core.article import SILENT_ZONES
from spanloop.store.tables import AUTHOR, COMPLETION, EXTRACTOR, SPAN, VERDICT, ZONE


def read_decisions(connection: Connection) -> dict[str, dict[str, int]]:
    """uid of the suggesting author -> outcome -> how many. Each person's verdict counts; a suggestion that is no longer
    here does not."""
    query = (
        select(AUTHOR.c.uid, VERDICT.c.outcome, func.count())
        .select_from(VERDICT)
        .join(SPAN, SPAN.c.uid == VERDICT.c.suggestion)
        .join(AUTHOR, AUTHOR.c.id == SPAN.c.author_id)
        .group_by(AUTHOR.c.uid, VERDICT.c.outcome)
    )
    found: dict[str, dict[str, int]] = {}
    for author, outcome, count in connection.execute(query):
        found.setdefault(author, {})[outcome] = count
    return found


def read_left_undecided(connection: Connection) -> dict[str, int]:
    """uid of an extractor -> how many of its suggestions people left open where they completed the layer.

    Those count as not there. What the person marked alike does not count, nor what stands in boilerplate or comments,
    where nothing is offered, nor what came after the completion, as when a finding was opened that is perhaps missed.
    A completion counts for the version that was the newest one then: the suggestions of those
    before were not offered any more. For who went back to an older version that is one version too late.
    """
    versions = connection.execute(
        select(AUTHOR.c.id, AUTHOR.c.uid, EXTRACTOR.c.number, EXTRACTOR.c.created_at).join_from(
            EXTRACTOR, AUTHOR, EXTRACTOR.c.author_id == AUTHOR.c.id
        )
    ).all()
    begun = {number: created for _, _, number, created in versions if number > 0}
    person, alike = AUTHOR.alias(), SPAN.alias()
    decided = exists().where(VERDICT.c.author_id == COMPLETION.c.author_id, VERDICT.c.suggestion == SPAN.c.uid)
    marked = exists().where(
        alike.c.article_id == SPAN.c.article_id,
        alike.c.author_id == COMPLETION.c.author_id,
        alike.c.layer == SPAN.c.layer,
        alike.c.start == SPAN.c.start,
        alike.c.end == SPAN.c.end,
        alike.c.label == SPAN.c.label,
    )
    silent = exists().where(
        ZONE.c.article_id == SPAN.c.article_id,
        ZONE.c.kind.in_(SILENT_ZONES),
        ZONE.c.start < SPAN.c.end,
        SPAN.c.start < ZONE.c.end,
    )
    query = (
        select(SPAN.c.author_id, COMPLETION.c.at, func.count())
        .select_from(COMPLETION)
        .join(person, (person.c.id == COMPLETION.c.author_id) & (person.c.kind == "human"))
        .join(
            SPAN,
            (SPAN.c.article_id == COMPLETION.c.article_id)
            & (SPAN.c.layer == COMPLETION.c.layer)
            & (SPAN.c.start >= COMPLETION.c.start)
            & (SPAN.c.end <= COMPLETION.c.end)
            # The order of uids is that of their making.
            & (SPAN.c.uid < COMPLETION.c.uid),
        )
        .where(SPAN.c.author_id.in_([key for key, *_ in versions]), ~decided, ~marked, ~silent)
        .group_by(SPAN.c.author_id, COMPLETION.c.id)
    )
    of_author = {key: (uid, abs(number)) for key, uid, number, _ in versions}
    found: Counter[str] = Counter()
    for author, at, count in connection.execute(query):
        uid, number = of_author[author]
        newest = max((other for other, created in begun.items() if created <= at), default=number)
        if newest == number:
            found[uid] += count
    return dict(found)
