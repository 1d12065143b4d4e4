"""A draft, as a reader found it, as the article that is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from spanloop.articles.draft import Draft
from spanloop.core.article import Article, Zone
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid

#: What a person may correct of an article before it is imported.
DETAILS: tuple[str, ...] = ("title", "source", "date", "language")


def article_of(draft: Draft) -> Article:
    """The article that a draft becomes, under a new uid. What has no place of its own goes to its meta."""
    told = {"path": draft.path, "byline": draft.byline, "url": draft.url}
    return Article(
        uid=new_uid(),
        text=draft.text,
        title=draft.title,
        source=draft.source,
        date=draft.date,
        language=draft.language,
        external_id=draft.external_id,
        meta={name: value for name, value in told.items() if value},
        zones=draft.zones,
    )


def corrected(draft: Draft, *, zones: tuple[Zone, ...] | None, details: Mapping[str, str] | None) -> Draft:
    """A draft with what a person said of it instead. details: some of DETAILS; raises SpanloopError for others."""
    unknown = [name for name in details or () if name not in DETAILS]
    if unknown:
        raise SpanloopError(
            f"There is no detail {unknown[0]!r}", where=draft.path, way_out=f"Details are {', '.join(DETAILS)}."
        )
    fresh = draft if zones is None else replace(draft, zones=zones)
    return replace(fresh, **dict(details)) if details else fresh
