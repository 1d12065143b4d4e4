"""What is proposed as the zones of an article: by the page that it was read from, else by rules over its lines."""

from __future__ import annotations

from dataclasses import replace

from spanloop.articles.sources import reread
from spanloop.articles.zones import propose_zones
from spanloop.core.article import Article, Zone
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.store.project import Project


def is_page(project: Project, article: str) -> bool:
    """Whether an article was read from a web page that the project keeps."""
    return project.raw_kind(article) == "html"


def proposed_zones(project: Project, article: Article) -> tuple[Zone, ...]:
    """What is proposed for a text, whatever anybody said of it before, in order.

    How a page is built says more than its lines do, so a page that still comes to the same text is read again. Not for
    the process of the window: a page may be hostile.
    """
    kept = project.article_raw(article.uid) if is_page(project, article.uid) else None
    if kept is not None:
        try:
            draft = reread(kept.content, kind=kept.kind, path=kept.path)
        except SpanloopError:
            draft = None  # an older reader took it; its lines are still there
        if draft is not None and draft.text == article.text:
            return tuple(replace(zone, uid=new_uid()) for zone in draft.zones)
    return propose_zones(article.text, language=article.language)
