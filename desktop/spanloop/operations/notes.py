"""Notes: on an article as a whole, on a mark, and the list of all of them."""

from __future__ import annotations

from spanloop.core.changes import Changes
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author
from spanloop.core.notes import ArticleNote, join_article_notes
from spanloop.formats.ledger import Ledger
from spanloop.store.notes import NoteLine
from spanloop.store.project import Project
from spanloop.store.writing import Act

#: Notes that are listed at once.
MOST_LISTED = 2_000


def note_article(project: Project, *, author: Author, article: str, text: str) -> Changes:
    """Write this person's note on an article; an empty text takes it away."""
    words = text.strip()
    if words == article_note(project, author=author, article=article):
        return Changes()
    with project.act(author, "note on the article" if words else "remove the note on the article") as act:
        act.set_article_note(article, author, ArticleNote(new_uid(), words))
    return act.changes


def article_note(project: Project, *, author: Author, article: str) -> str:
    """This person's note on an article, "" where there is none."""
    found = project.article_notes(article).get(project.known_author(author).uid)
    return found.text if found is not None else ""


def list_notes(project: Project, *, limit: int = MOST_LISTED) -> list[NoteLine]:
    """All notes of people in the project, on articles and on marks, the latest first."""
    return project.list_notes(limit)


def take_note(
    act: Act,
    held: ArticleNote | None,
    incoming: ArticleNote | None,
    *,
    article: str,
    author: Author,
    where: str,
    ledger: Ledger,
) -> None:
    """Within an import, bring in an author's note on an article (see core.notes.join_article_notes).

    What gives way to a later note is said in the ledger. where: the article, for people.
    """
    joined = None if incoming is None else join_article_notes(held, incoming)
    if incoming is not None and held is not None and held.text != incoming.text:
        kept, lost = (held.text, incoming.text) if joined is None else (joined.text, held.text)
        if lost and lost not in kept:
            ledger.add(
                "merge.conflict", f"{author.name}'s note \u201c{lost}\u201d gave way to a later one", article=where
            )
    if joined is not None:
        act.set_article_note(article, author, joined)


__all__ = ["MOST_LISTED", "NoteLine", "article_note", "list_notes", "note_article", "take_note"]
