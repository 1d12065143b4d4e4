"""Acts on links: join two marks, change the type or the direction of a link, remove it."""

from __future__ import annotations

from spanloop.core.changes import Changes
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author, Link, Marks
from spanloop.core.schema import LinkType
from spanloop.operations.marking import own_marks
from spanloop.operations.suggestions import Acceptance
from spanloop.store.project import Project


def link(project: Project, *, author: Author, type: str, source: str, target: str) -> Changes:
    """Link two own mentions, or two own events, of one article; a suggested one is accepted in the same act.

    The same link again changes nothing. Raises SpanloopError for a type that the schema lacks, for marks of another
    kind than it joins, and for a mark with itself.
    """
    kind = _link_type(project, type)
    if source == target:
        raise _ends_differ()
    with project.act(author, f"link {type}") as act:
        acceptance = Acceptance(project, act, author=author)
        ends = [acceptance.take(uid) if acceptance.is_suggestion(uid) else uid for uid in (source, target)]
        article, own = _owned(project, author, ends)
        _hold_to_kind(kind, own, ends)
        new = Link(new_uid(), type, ends[0], ends[1], kind.between_events)
        if not any(_alike(known, new) for known in own.links):
            act.add_links(article, author, [new])
    return act.changes


def unlink(project: Project, *, author: Author, link: str) -> Changes:
    """Remove an own link; the marks that it joined stay."""
    _, _, found = _own_link(project, author, link)
    with project.act(author, f"remove link {found.type}") as act:
        act.remove_marks([link])
    return act.changes


def relink(project: Project, *, author: Author, link: str, type: str | None = None, turned: bool = False) -> Changes:
    """Give an own link another type, or turn it round so that its source becomes its target; one act.

    Where the outcome stands there already, the two become one.
    """
    article, own, found = _own_link(project, author, link)
    name = type or found.type
    kind = _link_type(project, name)
    ends = [found.target, found.source] if turned else [found.source, found.target]
    _hold_to_kind(kind, own, ends)
    new = Link(new_uid(), name, ends[0], ends[1], kind.between_events)
    if _alike(found, new):
        return Changes()
    with project.act(author, f"turn link {name}" if name == found.type else f"change {found.type} to {name}") as act:
        act.remove_marks([link])
        if not any(_alike(known, new) for known in own.links):
            act.add_links(article, author, [new])
    return act.changes


def _alike(one: Link, other: Link) -> bool:
    return (one.type, one.source, one.target) == (other.type, other.source, other.target)


def _link_type(project: Project, name: str) -> LinkType:
    kind = project.schema.link(name)
    if kind is None:
        raise SpanloopError(f"The schema has no link {name}", way_out="Choose one that it has.")
    return kind


def _owned(project: Project, author: Author, ends: list[str]) -> tuple[str, Marks]:
    owned = own_marks(project, author=author, uids=ends)
    if len(owned) != 1 or len(set(ends)) != 2:
        raise _ends_differ()
    return next(iter(owned.items()))


def _ends_differ() -> SpanloopError:
    return SpanloopError("A link joins two different marks of one article", way_out="Choose two such marks.")


def _hold_to_kind(kind: LinkType, own: Marks, ends: list[str]) -> None:
    pool = own.events if kind.between_events else own.mentions
    if len(set(ends) & {mark.uid for mark in pool}) != 2:
        raise SpanloopError(
            f"{kind.type} joins two {'events' if kind.between_events else 'mentions'}", way_out="Choose two of these."
        )


def _own_link(project: Project, author: Author, uid: str) -> tuple[str, Marks, Link]:
    ((article, own),) = own_marks(project, author=author, uids=[uid]).items()
    found = next((link for link in own.links if link.uid == uid), None)
    if found is None:
        raise SpanloopError("This mark is no link", way_out="Choose a link.")
    return article, own, found
