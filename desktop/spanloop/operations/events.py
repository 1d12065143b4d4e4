"""Acts on events: make one, change its type or trigger, fill roles, set attributes, link."""

from __future__ import annotations

from dataclasses import replace

from spanloop.core.changes import Changes
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Argument, Author, Event, Fragments, Link, Marks
from spanloop.core.schema import EventType, Role
from spanloop.operations.marking import markable, own_marks, revise_verdict
from spanloop.operations.suggestions import Acceptance
from spanloop.store.project import Project
from spanloop.store.writing import Act


def add_event(project: Project, *, author: Author, article: str, trigger: Fragments, type: str) -> Changes:
    """Make an event of a type with its trigger; the same type on the same trigger again changes nothing."""
    _event_type(project, type)
    span = markable(project.article(article), trigger)
    own = project.marks(article, author)
    if any(e.type == type and e.trigger == span for e in own.events):
        return Changes()
    with project.act(author, f"new {type}") as act:
        act.add_events(article, author, [Event(new_uid(), type, span)])
    return act.changes


def retype(project: Project, *, author: Author, event: str, type: str) -> Changes:
    """Give an own event another type. Arguments whose role the new type lacks, and a kind it lacks, are taken away."""
    kind = _event_type(project, type)
    article, own, found = _own_event(project, author, event)
    if found.type == type:
        return Changes()
    arguments = tuple(argument for argument in found.arguments if kind.role(argument.role) is not None)
    attributes = {
        name: value for name, value in found.attributes.items() if value in project.schema.attribute_values(name, type)
    }
    with project.act(author, f"change {found.type} to {type}") as act:
        act.change_event(event, type=type, arguments=arguments, attributes=attributes)
        _corrected(act, own, article=article, event=found)
    return act.changes


def move_trigger(project: Project, *, author: Author, event: str, trigger: Fragments) -> Changes:
    """Move the trigger of an own event."""
    article, own, found = _own_event(project, author, event)
    span = markable(project.article(article), trigger)
    if span == found.trigger:
        return Changes()
    with project.act(author, f"move {found.type}") as act:
        act.change_event(event, trigger=span)
        _corrected(act, own, article=article, event=found)
    return act.changes


def fill_role(project: Project, *, author: Author, event: str, role: str, filler: str) -> Changes:
    """Let an own mention or event fill a role; a suggestion is accepted in the same act.

    Raises SpanloopError for a role that the type lacks or a filler that the role does not take. A role that takes one
    filler only gives up the one it had.
    """
    article, own, found = _own_event(project, author, event)
    allowed = _role(project, found, role)
    with project.act(author, f"add {role}") as act:
        acceptance = Acceptance(project, act, author=author)
        mine = acceptance.take(filler) if acceptance.is_suggestion(filler) else filler
        marks = project.marks(article, author)
        argument = _argument(marks, allowed, found, mine)
        if argument not in found.arguments:
            kept = found.arguments if allowed.many else tuple(a for a in found.arguments if a.role != role)
            act.change_event(event, arguments=(*kept, argument))
            _corrected(act, own, article=article, event=found)
    return act.changes


def empty_role(project: Project, *, author: Author, event: str, role: str, filler: str | None = None) -> Changes:
    """Take one filler, or all of them, out of a role of an own event."""
    article, own, found = _own_event(project, author, event)
    kept = tuple(a for a in found.arguments if a.role != role or (filler is not None and a.filler != filler))
    if kept == found.arguments:
        return Changes()
    with project.act(author, f"remove {role}") as act:
        act.change_event(event, arguments=kept)
        _corrected(act, own, article=article, event=found)
    return act.changes


def set_attribute(project: Project, *, author: Author, event: str, name: str, value: str | None) -> Changes:
    """Set an attribute of an own event; None (or the schema's default) takes it back to the default."""
    article, own, found = _own_event(project, author, event)
    attribute = project.schema.attribute(name)
    allowed = project.schema.attribute_values(name, found.type)
    if attribute is None or (value is not None and value not in allowed):
        raise SpanloopError(
            f"{name} of {found.type} cannot be {value}",
            way_out=f"It may be {', '.join(allowed)}." if allowed else "Choose an attribute that the schema has.",
        )
    attributes = dict(found.attributes)
    attributes.pop(name, None)
    if value is not None and value != attribute.default:
        attributes[name] = value
    if attributes == dict(found.attributes):
        return Changes()
    with project.act(author, f"{name} {value or attribute.default or 'none'}") as act:
        act.change_event(event, attributes=attributes)
        _corrected(act, own, article=article, event=found)
    return act.changes


def link(project: Project, *, author: Author, type: str, source: str, target: str) -> Changes:
    """Link two own mentions, or two own events, of one article."""
    kind = project.schema.link(type)
    if kind is None:
        raise SpanloopError(f"The schema has no link {type}", way_out="Choose one that it has.")
    owned = own_marks(project, author=author, uids=[source, target])
    if len(owned) != 1 or source == target:
        raise SpanloopError("A link joins two different marks of one article", way_out="Choose two such marks.")
    ((article, own),) = owned.items()
    ends = {source, target}
    pool = own.events if kind.between_events else own.mentions
    if len(ends & {mark.uid for mark in pool}) != 2:
        raise SpanloopError(
            f"{type} joins two {'events' if kind.between_events else 'mentions'}", way_out="Choose two of these."
        )
    if any(k.type == type and k.source == source and k.target == target for k in own.links):
        return Changes()
    with project.act(author, f"link {type}") as act:
        act.add_links(article, author, [Link(new_uid(), type, source, target, kind.between_events)])
    return act.changes


def _event_type(project: Project, type: str) -> EventType:
    kind = project.schema.event(type)
    if kind is None:
        raise SpanloopError(f"The schema has no event type {type}", way_out="Choose one that it has.")
    return kind


def _role(project: Project, event: Event, name: str) -> Role:
    role = _event_type(project, event.type).role(name)
    if role is None:
        raise SpanloopError(f"{event.type} has no role {name}", way_out="Choose a role of this type.")
    return role


def _argument(marks: Marks, role: Role, event: Event, filler: str) -> Argument:
    mention = next((m for m in marks.mentions if m.uid == filler), None)
    if mention is not None:
        if not role.takes_label(mention.label):
            raise SpanloopError(
                f"{role.name} of {event.type} does not take {mention.label}",
                way_out=f"It takes {', '.join(sorted(role.fills))}." if role.fills else "It takes events only.",
            )
        return Argument(role.name, filler)
    other = next((e for e in marks.events if e.uid == filler), None)
    if other is None:
        raise SpanloopError("The filler is no mark of yours in this article", way_out="Choose one that is.")
    if other.uid == event.uid or not role.takes_event(other.type):
        raise SpanloopError(f"{role.name} of {event.type} does not take this event", way_out="Choose another filler.")
    return Argument(role.name, filler, filler_is_event=True)


def _own_event(project: Project, author: Author, uid: str) -> tuple[str, Marks, Event]:
    ((article, own),) = own_marks(project, author=author, uids=[uid]).items()
    found = next((e for e in own.events if e.uid == uid), None)
    if found is None:
        raise SpanloopError("This mark is a mention, not an event", way_out="Choose an event.")
    return article, own, replace(found)


def _corrected(act: Act, own: Marks, *, article: str, event: Event) -> None:
    if event.origin is not None:
        revise_verdict(act, own, article=article, suggestion=event.origin, outcome="corrected", result=event.uid)
