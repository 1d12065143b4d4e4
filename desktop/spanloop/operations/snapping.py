"""The act that mends a mark which cuts words: the extractor learns from whole words only."""

from __future__ import annotations

from spanloop.core.changes import Changes
from spanloop.core.marks import Author, Event, Fragments, make_fragments
from spanloop.core.words import snap as snap_to
from spanloop.core.words import word_boundaries
from spanloop.operations import events, marking
from spanloop.store.project import Project


def snap(project: Project, *, author: Author, mark: str) -> Changes:
    """Move the edges of an own mention, or of an own event's trigger, outward to whole words.

    Words are the stored ones, or those of core.words until they are there. Changes nothing where all edges stand on
    words. Raises SpanloopError as moving does: for another's mark, in a silent zone, or onto a mark that is there.
    """
    ((article_uid, own),) = marking.own_marks(project, author=author, uids=[mark]).items()
    article = project.article(article_uid)
    words = article.words if article.words is not None else word_boundaries(article.text)
    found = next(held for held in (*own.mentions, *own.events) if held.uid == mark)
    place = found.trigger if isinstance(found, Event) else found.fragments
    whole = _whole(words, place)
    if isinstance(found, Event):
        return events.move_trigger(project, author=author, event=mark, trigger=whole)
    return marking.move(project, author=author, mention=mark, fragments=whole)


def _whole(words: Fragments, fragments: Fragments) -> Fragments:
    """Fragments grown to whole words; those that touch or meet in one word then become one."""
    grown: list[tuple[int, int]] = []
    for start, end in fragments:
        first, last = snap_to(words, start, end)
        if grown and first <= grown[-1][1]:
            grown[-1] = (grown[-1][0], max(last, grown[-1][1]))
        else:
            grown.append((first, last))
    return make_fragments(grown)
