"""How many marks a change of the schema concerns, whose, and in how many articles. Only reads."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Connection

from spanloop.core.completeness import labels_of
from spanloop.core.marks import LAYERS, Author, Layer
from spanloop.core.schema import Schema
from spanloop.core.schema_change import Part, SchemaPlan
from spanloop.store.schema_work import Work, articles_written, find_work


@dataclass(frozen=True, slots=True)
class Tally:
    """What a plan comes to, by (part, owner, name in the schema in force); see SchemaPlan.steps.

    marks: of each author; articles: in which they are. folded: marks that go on as another one, by old name. twins:
    events that stand twice on a trigger then. misfits: fillers that their role takes no more. reopened: completions
    that hold no more, by layer. all_marks, all_articles: that are written in any way. named: of all_marks, those that
    bear a name which does not stay; the others are events and links in which something changes.
    """

    marks: Mapping[tuple[Part, str, str], tuple[tuple[Author, int], ...]]
    articles: Mapping[tuple[Part, str, str], int]
    folded: Mapping[str, int]
    twins: int
    misfits: int
    reopened: Mapping[Layer, int]
    all_marks: int
    all_articles: int
    named: int


def read_tally(
    connection: Connection,
    plan: SchemaPlan,
    *,
    authors: Mapping[int, Author],
    versions: Mapping[str, Schema],
    drop_misfits: bool = False,
) -> Tally:
    """Count what spanloop.store.writing_schema would write."""
    work = find_work(connection, plan, drop_misfits=drop_misfits)
    marks: defaultdict[tuple[Part, str, str], list[tuple[Author, int]]] = defaultdict(list)
    for (part, owner, name, author), number in sorted(work.tally.items(), key=lambda item: (-item[1], item[0])):
        marks[part, owner, name].append((authors[author], number))
    return Tally(
        marks={key: tuple(found) for key, found in marks.items()},
        articles={key: len(found) for key, found in work.tally_articles.items()},
        folded=dict(work.folds),
        twins=work.twins,
        misfits=work.misfits,
        reopened=_reopened(connection, plan, versions),
        all_marks=_all_marks(work),
        all_articles=len(articles_written(connection, work)),
        named=sum(number for (part, *_), number in work.tally.items() if part in ("label", "type", "link")),
    )


def _all_marks(work: Work) -> int:
    mentions = {row.key for row in work.renamed_mentions} | work.gone_mentions.keys() | work.mention_notes.keys()
    mentions |= work.mention_values.keys()
    events = {row.key for row in work.renamed_events} | work.gone_events.keys() | work.touched_events
    events |= work.event_notes.keys()
    return len(mentions) + len(events) + len(work.links) + len(work.gone_links)


def _reopened(connection: Connection, plan: SchemaPlan, versions: Mapping[str, Schema]) -> dict[Layer, int]:
    """Completions that hold under the schema in force and will not under the new one."""
    found: Counter[Layer] = Counter()
    query = "SELECT count(*) FROM completion WHERE layer = ? AND schema_version = ?"
    for layer in LAYERS:
        now = labels_of(plan.old, layer)
        for version, schema in versions.items():
            if now <= labels_of(schema, layer) and not plan.holds(layer, schema):
                found[layer] += int(connection.exec_driver_sql(query, (layer, version)).scalar_one())
    return {layer: number for layer, number in found.items() if number}
