"""What is known of an article beside its text."""

from __future__ import annotations

from spanloop.core.changes import Changes
from spanloop.core.marks import Author
from spanloop.store.project import Project


def change_details(
    project: Project,
    *,
    author: Author,
    article: str,
    title: str | None = None,
    source: str | None = None,
    date: str | None = None,
    language: str | None = None,
) -> Changes:
    """Edit title, source, date (ISO 8601 or "") or language (ISO 639 or "") of an article. Its text stays as it is."""
    given = {"title": title, "source": source, "date": date, "language": language}
    held = project.article(article)
    fresh = [name for name, value in given.items() if value is not None and value != getattr(held, name)]
    if not fresh:
        return Changes()
    with project.act(author, f"edit {' and '.join(fresh)}") as act:
        act.change_article(article, title=title, source=source, date=date, language=language)
    return act.changes
