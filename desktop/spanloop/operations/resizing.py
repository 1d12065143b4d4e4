"""The act that gives a mark other boundaries: an own one, or a suggestion, which is accepted with a correction."""

from __future__ import annotations

from spanloop.core.changes import Changes
from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Author, Event, Fragment, Fragments, Marks, Mention, fragments_of, name_of
from spanloop.operations.marking import markable, revise_verdict
from spanloop.operations.suggestions import Acceptance
from spanloop.store.project import Project
from spanloop.store.writing import Act


def reshape(project: Project, *, author: Author, mark: str, fragments: Fragments) -> Changes:
    """Let a mention, or the trigger of an event, cover these fragments (code points) and nothing else.

    Label, arguments, attributes and links stay; the quote is taken from the text anew. A suggestion becomes a mark of
    this person with these boundaries, and counts as corrected. Raises SpanloopError for another person's mark, in a
    silent zone, outside the text, and onto a mark of the same label that is there already.
    """
    article, owner = project.mark_owner(mark)
    text = project.article(article)
    span = markable(text, fragments)
    everyone = project.marks_beside(article, [mark], [_extent(span)], decisions=False)
    found = _find(everyone, mark)
    if found is None:
        raise SpanloopError("This is a link and has no boundaries", way_out="Choose a mention or an event.")
    if fragments_of(found) == span:
        return Changes()
    own = next((marks for marks in everyone if marks.author.uid == author.uid), Marks(author))
    _hold_off_twins(own, found, span)
    name = name_of(found)
    if owner.uid != author.uid:
        with project.act(author, f"accept and move {name}") as act:
            acceptance = Acceptance(project, act, author=author)
            mine = acceptance.plan(mark, label=name)
            acceptance.write()
            _move(act, found, mine, span)
        return act.changes
    with project.act(author, f"move {name}") as act:
        _move(act, found, mark, span)
        if found.origin is not None:
            decided = _decisions(project, article, author, mark)
            revise_verdict(act, decided, article=article, suggestion=found.origin, outcome="corrected", result=mark)
    return act.changes


def _move(act: Act, found: Mention | Event, uid: str, span: Fragments) -> None:
    if isinstance(found, Event):
        act.change_event(uid, trigger=span)
    else:
        act.change_mention(uid, fragments=span)


def _hold_off_twins(own: Marks, found: Mention | Event, span: Fragments) -> None:
    """Two marks of one label on the same words would be one mark twice."""
    others = own.events if isinstance(found, Event) else own.mentions
    if any(
        name_of(other) == name_of(found) and fragments_of(other) == span and other.uid != found.uid for other in others
    ):
        raise SpanloopError(
            f"There is already a {name_of(found)} with these boundaries", way_out="Remove one of the two marks."
        )


def _decisions(project: Project, article: str, author: Author, mark: str) -> Marks:
    everyone = project.marks_beside(article, [mark], [], decisions=True)
    return next((marks for marks in everyone if marks.author.uid == author.uid), Marks(author))


def _find(everyone: list[Marks], uid: str) -> Mention | Event | None:
    return next((m for marks in everyone for m in (*marks.mentions, *marks.events) if m.uid == uid), None)


def _extent(span: Fragments) -> Fragment:
    return span[0][0], span[-1][1]
