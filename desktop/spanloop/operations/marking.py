"""Acts on mentions: mark, unmark, give another label, move the boundaries, write a note."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from spanloop.core.article import Article
from spanloop.core.changes import Changes
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid, now
from spanloop.core.marks import Author, Event, Fragment, Fragments, Marks, Mention, Outcome, Verdict, make_fragments
from spanloop.core.words import trim
from spanloop.store.project import Project
from spanloop.store.project_reading import MOST_BESIDE
from spanloop.store.writing import Act


def mark(project: Project, *, author: Author, article: str, fragments: Fragments, label: str) -> Changes:
    """Mark a span with an entity label. White space at the edges is left out; the same mark again changes nothing."""
    if project.schema.entity(label) is None:
        raise _unknown("entity label", label)
    text = project.article(article)
    span = markable(text, fragments)
    if project.find_mention(article, author, span, label) is not None:
        return Changes()
    with project.act(author, f"mark {label}") as act:
        act.add_mentions(article, author, [Mention(new_uid(), span, label)])
    return act.changes


def unmark(project: Project, *, author: Author, marks: Collection[str]) -> Changes:
    """Remove own mentions, events or links. What used them (arguments, links) goes too.

    A mark that came from a suggestion counts as rejected from then on, so that it is not offered again.
    """
    if not marks:
        return Changes()
    owned = own_marks(project, author=author, uids=marks)
    gone = frozenset(marks)
    names = [_name(mark) for own in owned.values() for mark in (*own.mentions, *own.events) if mark.uid in gone]
    label = f"remove {names[0]}" if len(names) == 1 else f"remove {len(gone)} marks"
    with project.act(author, label) as act:
        for article, own in owned.items():
            for made in (*own.mentions, *own.events):
                if made.uid in gone and made.origin is not None:
                    revise_verdict(act, own, article=article, suggestion=made.origin, outcome="rejected", result=None)
        act.remove_marks(gone)
    return act.changes


def relabel(project: Project, *, author: Author, mention: str, label: str) -> Changes:
    """Give an own mention another label."""
    if project.schema.entity(label) is None:
        raise _unknown("entity label", label)
    article, own, found = _own_mention(project, author, mention)
    if found.label == label:
        return Changes()
    with project.act(author, f"change {found.label} to {label}") as act:
        if any(m.label == label and m.fragments == found.fragments for m in own.mentions):
            act.remove_marks([mention])
        else:
            act.change_mention(mention, label=label)
        if found.origin is not None:
            revise_verdict(act, own, article=article, suggestion=found.origin, outcome="corrected", result=mention)
    return act.changes


def move(project: Project, *, author: Author, mention: str, fragments: Fragments) -> Changes:
    """Move the boundaries of an own mention."""
    span = markable(project.article(project.mark_owner(mention)[0]), fragments)
    article, own, found = _own_mention(project, author, mention, spans=[(span[0][0], span[-1][1])])
    if span == found.fragments:
        return Changes()
    if any(m.label == found.label and m.fragments == span for m in own.mentions):
        raise SpanloopError(
            f"There is already a {found.label} with these boundaries", way_out="Remove one of the two marks."
        )
    with project.act(author, f"move {found.label}") as act:
        act.change_mention(mention, fragments=span)
        if found.origin is not None:
            revise_verdict(act, own, article=article, suggestion=found.origin, outcome="corrected", result=mention)
    return act.changes


def annotate_note(project: Project, *, author: Author, mark: str, text: str) -> Changes:
    """Write a note on an own mention or event; an empty text takes it away."""
    owned = own_marks(project, author=author, uids=[mark])
    (own,) = owned.values()
    found = next(m for m in (*own.mentions, *own.events) if m.uid == mark)
    if found.notes == text:
        return Changes()
    with project.act(author, f"note on {_name(found)}") as act:
        if isinstance(found, Mention):
            act.change_mention(mark, notes=text)
        else:
            act.change_event(mark, notes=text)
    return act.changes


def markable(article: Article, fragments: Fragments) -> Fragments:
    """The fragments without white space at their edges.

    Raises SpanloopError when nothing is left, when they lie outside the text, or in a zone that cannot be marked.
    """
    size = len(article.text)
    for start, end in fragments:
        if not 0 <= start < end <= size:
            raise SpanloopError(
                f"Characters {start} to {end} are not in the article, which has {size}",
                where=article.title,
                way_out="Select the words again.",
            )
    trimmed = [trim(article.text, start, end) for start, end in fragments]
    kept = [(start, end) for start, end in trimmed if start < end]
    if not kept:
        raise SpanloopError("Only white space is selected", where=article.title, way_out="Select at least one word.")
    span = make_fragments(kept)
    hold_off_silence(article, span)
    return span


def hold_off_silence(article: Article, fragments: Fragments) -> None:
    """Raise SpanloopError where the fragments lie in boilerplate or comments."""
    kind = article.silences(fragments)
    if kind is not None:
        raise SpanloopError(
            f"Text in a {kind} zone cannot be marked",
            where=article.title,
            way_out="If this is text of the article, clear its zone first: key z, then t.",
        )


def own_marks(
    project: Project, *, author: Author, uids: Iterable[str], spans: Collection[Fragment] = ()
) -> dict[str, Marks]:
    """What the author has where the named marks begin and end, and at `spans`, with all their links and verdicts, by
    article; raises SpanloopError for another's mark. Of a long article the other marks are not read, unless a link is
    named: its ends may be anywhere."""
    named: dict[str, list[str]] = {}
    for uid in uids:
        article, owner = project.mark_owner(uid)
        if owner.uid != author.uid:
            raise SpanloopError(
                f"This mark is {owner.name}'s, not {author.name}'s",
                way_out="Accept a suggestion first; marks of other people are theirs to change.",
            )
        named.setdefault(article, []).append(uid)
    return {article: _own_beside(project, author, article, some, spans) for article, some in named.items()}


def _own_beside(project: Project, author: Author, article: str, uids: list[str], spans: Collection[Fragment]) -> Marks:
    if len(uids) + len(spans) > MOST_BESIDE:
        return project.marks(article, author)
    everyone = project.marks_beside(article, uids, spans, decisions=True)
    own = next((marks for marks in everyone if marks.author.uid == author.uid), Marks(author))
    known = {mark.uid for mark in (*own.mentions, *own.events)}
    return own if known.issuperset(uids) else project.marks(article, author)


def revise_verdict(
    act: Act, own: Marks, *, article: str, suggestion: str, outcome: Outcome, result: str | None
) -> None:
    """Put a new verdict in the place of the one that this author gave before on the same suggestion."""
    before = [verdict for verdict in own.verdicts if verdict.suggestion == suggestion]
    if any(v.outcome == outcome and v.result == result for v in before):
        return
    act.remove_verdicts([verdict.uid for verdict in before])
    act.add_verdicts(article, own.author, [Verdict(new_uid(), suggestion, outcome, result, now())])


def _own_mention(
    project: Project, author: Author, uid: str, *, spans: Collection[Fragment] = ()
) -> tuple[str, Marks, Mention]:
    ((article, own),) = own_marks(project, author=author, uids=[uid], spans=spans).items()
    found = next((m for m in own.mentions if m.uid == uid), None)
    if found is None:
        raise SpanloopError("This mark is an event, not a mention", way_out="Change its type or its trigger instead.")
    return article, own, found


def _name(mark: Mention | Event) -> str:
    return mark.label if isinstance(mark, Mention) else mark.type


def _unknown(kind: str, name: str) -> SpanloopError:
    return SpanloopError(f"The schema has no {kind} {name}", way_out="Choose one that it has, or add it to the schema.")
