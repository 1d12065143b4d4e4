"""Acts on events: make one, change its type or trigger, fill and empty roles, set attributes."""

from __future__ import annotations

from spanloop.core.changes import Changes
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Argument, Author, Event, Fragments, Mention
from spanloop.core.schema import EventType, Role
from spanloop.operations.marking import markable, revise_verdict
from spanloop.operations.suggestions import Acceptance
from spanloop.store.project import Project
from spanloop.store.writing import Act


def add_event(project: Project, *, author: Author, article: str, trigger: Fragments, type: str) -> Changes:
    """Make an event of a type with its trigger; the same type on the same trigger again changes nothing."""
    _event_type(project, type)
    span = markable(project.article(article), trigger)
    if any(e.type == type and e.trigger == span for e in _events_at(project, author, article, span)):
        return Changes()
    with project.act(author, f"new {type}") as act:
        act.add_events(article, author, [Event(new_uid(), type, span)])
    return act.changes


def accept_at(project: Project, *, author: Author, suggestion: str, trigger: Fragments, type: str) -> Changes:
    """Accept a suggested event with another trigger, or type, than was suggested: a correction, one act.

    Its fillers are accepted too, as far as the type has their roles.
    """
    _event_type(project, type)
    article, _ = project.mark_owner(suggestion)
    span = markable(project.article(article), trigger)
    with project.act(author, f"accept as {type}") as act:
        acceptance = Acceptance(project, act, author=author)
        made = acceptance.plan(suggestion, label=type)
        acceptance.write()
        act.change_event(made, trigger=span)
    return act.changes


def retype(project: Project, *, author: Author, event: str, type: str) -> Changes:
    """Give an own event another type. Arguments whose role the new type lacks, and a kind it lacks, are taken away."""
    kind = _event_type(project, type)
    article, found = _own_event(project, author, event)
    if found.type == type:
        return Changes()
    arguments = tuple(argument for argument in found.arguments if kind.role(argument.role) is not None)
    attributes = {
        name: value for name, value in found.attributes.items() if value in project.schema.attribute_values(name, type)
    }
    with project.act(author, f"change {found.type} to {type}") as act:
        act.change_event(event, type=type, arguments=arguments, attributes=attributes)
        _corrected(project, act, author, article=article, event=found)
    return act.changes


def move_trigger(project: Project, *, author: Author, event: str, trigger: Fragments) -> Changes:
    """Move the trigger of an own event."""
    article, found = _own_event(project, author, event)
    span = markable(project.article(article), trigger)
    if span == found.trigger:
        return Changes()
    with project.act(author, f"move {found.type}") as act:
        act.change_event(event, trigger=span)
        _corrected(project, act, author, article=article, event=found)
    return act.changes


def fill_role(project: Project, *, author: Author, event: str, role: str, filler: str) -> Changes:
    """Let an own mention or event fill a role; a suggestion is accepted in the same act.

    Raises SpanloopError for a role that the type lacks or a filler that the role does not take. A role that takes one
    filler only gives up the one it had.
    """
    article, found = _own_event(project, author, event)
    allowed = _role(project, found, role)
    with project.act(author, f"add {role}") as act:
        acceptance = Acceptance(project, act, author=author)
        mine = acceptance.take(filler) if acceptance.is_suggestion(filler) else filler
        if _fill(project, act, article=article, event=found, role=allowed, filler=mine):
            _corrected(project, act, author, article=article, event=found)
    return act.changes


def fill_with_words(
    project: Project, *, author: Author, event: str, role: str, fragments: Fragments, label: str
) -> Changes:
    """Mark words with a label and let the mention fill a role, in one act; a mention that is there already is used.

    Raises SpanloopError as fill_role and marking.mark do.
    """
    article, found = _own_event(project, author, event)
    allowed = _role(project, found, role)
    if project.schema.entity(label) is None or not allowed.takes_label(label):
        raise _not_taken(found, allowed, label)
    span = markable(project.article(article), fragments)
    there = project.mentions_over(article, author, span[0][0], span[-1][1])
    mention = next((m.uid for m in there if m.label == label and m.fragments == span), "")
    with project.act(author, f"add {role}" if mention else f"mark {label} as {role}") as act:
        if not mention:
            mention = new_uid()
            act.add_mentions(article, author, [Mention(mention, span, label)])
        if _fill(project, act, article=article, event=found, role=allowed, filler=mention):
            _corrected(project, act, author, article=article, event=found)
    return act.changes


def empty_role(project: Project, *, author: Author, event: str, role: str, filler: str | None = None) -> Changes:
    """Take one filler, or all of them, out of a role of an own event."""
    article, found = _own_event(project, author, event)
    kept = tuple(a for a in found.arguments if a.role != role or (filler is not None and a.filler != filler))
    if kept == found.arguments:
        return Changes()
    with project.act(author, f"remove {role}") as act:
        act.change_event(event, arguments=kept)
        _corrected(project, act, author, article=article, event=found)
    return act.changes


def set_attribute(project: Project, *, author: Author, event: str, name: str, value: str | None) -> Changes:
    """Set an attribute of an own event; None (or the schema's default) takes it back to the default."""
    article, found = _own_event(project, author, event)
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
        _corrected(project, act, author, article=article, event=found)
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


def _fill(project: Project, act: Act, *, article: str, event: Event, role: Role, filler: str) -> bool:
    """Let a mark of the same author fill a role; False where it does already."""
    argument = _argument(project, article, role, event, filler)
    if argument in event.arguments:
        return False
    kept = event.arguments if role.many else tuple(a for a in event.arguments if a.role != role.name)
    act.change_event(event.uid, arguments=(*kept, argument))
    return True


def _argument(project: Project, article: str, role: Role, event: Event, filler: str) -> Argument:
    found = [m for marks in project.some_marks(article, [filler]) for m in (*marks.mentions, *marks.events)]
    mark = found[0] if found else None
    if isinstance(mark, Mention):
        if not role.takes_label(mark.label):
            raise _not_taken(event, role, mark.label)
        return Argument(role.name, filler)
    if mark is None:
        raise SpanloopError("The filler is no mark of yours in this article", way_out="Choose one that is.")
    if mark.uid == event.uid or not role.takes_event(mark.type):
        raise SpanloopError(f"{role.name} of {event.type} does not take this event", way_out="Choose another filler.")
    return Argument(role.name, filler, filler_is_event=True)


def _not_taken(event: Event, role: Role, label: str) -> SpanloopError:
    return SpanloopError(
        f"{role.name} of {event.type} does not take {label}",
        way_out=f"It takes {', '.join(sorted(role.fills))}." if role.fills else "It takes events only.",
    )


def _events_at(project: Project, author: Author, article: str, trigger: Fragments) -> list[Event]:
    """The author's events whose trigger begins and ends where this one does."""
    place = (trigger[0][0], trigger[-1][1])
    beside = project.marks_beside(article, (), [place], decisions=False)
    return [event for marks in beside if marks.author.uid == author.uid for event in marks.events]


def _own_event(project: Project, author: Author, uid: str) -> tuple[str, Event]:
    """Article and event, read without the article's other marks: there may be thousands."""
    article, owner = project.mark_owner(uid)
    if owner.uid != author.uid:
        raise SpanloopError(
            f"This mark is {owner.name}'s, not {author.name}'s",
            way_out="Accept a suggestion first; marks of other people are theirs to change.",
        )
    found = next((e for marks in project.some_marks(article, [uid]) for e in marks.events), None)
    if found is None:
        raise SpanloopError("This mark is a mention, not an event", way_out="Choose an event.")
    return article, found


def _corrected(project: Project, act: Act, author: Author, *, article: str, event: Event) -> None:
    """What was changed came from a suggestion: that was corrected and not merely accepted."""
    if event.origin is not None:
        own = project.marks(article, author)
        revise_verdict(act, own, article=article, suggestion=event.origin, outcome="corrected", result=event.uid)
