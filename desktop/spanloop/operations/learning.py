"""A project's experience: counted once, in slices short enough for the window's thread, and then kept up to date."""

from __future__ import annotations

from collections.abc import Iterator

from spanloop.core.experience import Experience
from spanloop.store.experience import Past
from spanloop.store.project import Project

#: Keys that one slice looks at; a slice takes a few milliseconds.
SLICE = 400
#: What is older than this many marks is not counted: it teaches little, and the counts are to stay small.
MOST = 100_000


def gather_experience(project: Project, experience: Experience, *, most: int = MOST) -> Iterator[None]:
    """Count past marks of people into `experience`, the newest first; yields after each slice and when there is more.

    The newest `most` spans, arguments and links are looked at. What is written meanwhile is not seen: it is for the
    caller to count (Experience.learn).
    """
    until = project.newest_marks()
    floor = tuple(max(0, key - most) for key in until)
    while any(low < high for low, high in zip(floor, until, strict=True)):
        after = tuple(max(low, high - SLICE) for low, high in zip(floor, until, strict=True))
        _count(project.past_marks(after=after, until=until), experience)
        until = after
        yield


def learn_experience(project: Project, *, most: int = MOST) -> Experience:
    """The same in one go."""
    experience = Experience()
    for _ in gather_experience(project, experience, most=most):
        pass
    return experience


def _count(past: Past, experience: Experience) -> None:
    for span in past.spans:
        (experience.triggers if span.trigger else experience.names).count(span.quote, span.name)
    for filler in past.fillers:
        experience.count_filler(filler.event_type, filler.role, filler.label, before=filler.before)
    for link in past.links:
        experience.count_link(link.type, link.source, link.target)
