"""An article out of text that somebody pastes."""

from __future__ import annotations

from spanloop.articles.guess import guess_date
from spanloop.articles.zones import read_zones, title_of
from spanloop.core.article import Article
from spanloop.core.changes import Changes
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author
from spanloop.core.verbatim import clean_text, text_too_long
from spanloop.store.project import Project


def paste_article(project: Project, *, author: Author, text: str, title: str = "") -> tuple[Changes, str]:
    """Make an article of pasted text; returns the uid too. The same text again is a second article only if confirmed
    by giving it a title of its own."""
    clean, _ = clean_text(text)
    if not clean.strip():
        raise SpanloopError("There is no text to paste", way_out="Copy the text of the article first.")
    if text_too_long(clean):
        raise SpanloopError("The text is over 10 MB", way_out="Paste a part of it.")
    twins = project.article_uids_by_text(clean)
    if twins and (not title or any(project.article(uid).title == title for uid in twins)):
        raise SpanloopError(
            "This text is already in the project",
            where=project.article(twins[0]).title,
            way_out="Open that article, or give this copy a title of its own.",
        )
    language, zones = read_zones(clean)
    title = title or title_of(clean, zones)
    article = Article(new_uid(), clean, title=title, date=guess_date(clean), language=language, zones=zones)
    with project.act(author, "paste article") as act:
        act.add_article(article)
    return act.changes, article.uid
