"""What a person is shown, brought up to date after an act: only what the act touched is read and checked again."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from spanloop.core.changes import ChangeKind, Changes
from spanloop.core.lookup import Difference, Lookup
from spanloop.core.marks import Event, Fragment, Fragments, Link, Marks, Mention
from spanloop.core.validation import Problem
from spanloop.operations.viewing import Desk, open_suggestions, state_of, suggesting_authors, view_article
from spanloop.store.project import Project

Thing = TypeVar("Thing", Mention, Event)
Place = TypeVar("Place", Fragment, Fragments)

#: Kinds of change that are patched; after any other the article is read as a whole.
PATCHED: frozenset[ChangeKind] = frozenset(
    {"mentions", "events", "links", "verdicts", "completions", "states", "notes"}
)
#: Kinds of which all of the article is read again; there are few of them, or they are quickly read.
_DECISIONS: frozenset[ChangeKind] = frozenset({"links", "verdicts", "completions"})
#: With more changed marks than this, reading all is as quick.
_MANY = 60


def refresh_article(project: Project, *, desk: Desk, changes: Changes, at_once: int | None = None) -> Desk:
    """The desk as view_article would give it now, at a cost that follows the act and not the article.

    desk: what was so before the act that made `changes`, with nothing written to the project in between by anyone else.
    What did not change stays the same object. A desk that is not checked yet stays so. at_once: see view_article.
    """
    article, author = desk.article.uid, desk.marks.author
    patched = changes.kinds <= PATCHED
    if patched and (article not in changes.articles or changes.kinds <= {"notes"}):
        return desk  # notes on articles are not on the desk
    fresh = _Patch(project, desk, changes).desk() if patched and len(changes.marks) <= _MANY else None
    return fresh or view_article(project, author=author, article=article, at_once=at_once)


@dataclass(frozen=True, slots=True)
class _Places:
    """Where something may look different: the extents of mentions, and the triggers of events."""

    mentions: frozenset[Fragment]
    triggers: frozenset[Fragments]


class _Patch:
    """One desk being patched. Whatever an act does to a mark or to a suggestion shows at places where a changed mark
    stood or stands, so all marks at these places are read, and take the place of those that were known there."""

    def __init__(self, project: Project, desk: Desk, changes: Changes) -> None:
        self._project = project
        self._before = desk
        self._changes = changes
        self._decisions = bool(changes.kinds & _DECISIONS)
        self._offering = suggesting_authors(project, audited=desk.audited)
        #: What was found to differ, by uid of the author.
        self._differences: dict[str, Difference] = {}
        self._read()

    def _read(self) -> None:
        touched, desk = self._changes.marks, self._before
        looks = (desk.lookup.own, *desk.lookup.offered)
        old = [mark for look in looks for uid in touched if (mark := look.find(uid)) is not None]
        extents = {_extent(mark) for mark in old}
        self._there = self._project.marks_beside(desk.article.uid, touched, extents, decisions=self._decisions)
        known = [mark for marks in self._there for mark in (*marks.mentions, *marks.events)]
        self._places = _Places(
            frozenset(_extent(mark) for mark in (*old, *known) if isinstance(mark, Mention)),
            frozenset(mark.trigger for mark in (*old, *known) if isinstance(mark, Event)),
        )

    def desk(self) -> Desk | None:
        """The new desk; None where the article has to be read as a whole."""
        before = self._before
        own, here = self._own()
        suggestions = self._suggestions(here)
        if suggestions is None or not own:
            return None
        project, article = self._project, before.article
        said, reason = project.state(article.uid, own.author)
        lookup = before.lookup.after(own, suggestions, self._differences)
        return Desk(
            article=article,
            marks=own,
            suggestions=suggestions,
            problems=self._problems(own, lookup) if before.checked else (),
            state=state_of(project, article, own, said),
            reason=reason,
            checker=before.checker,
            lookup=lookup,
            checked=before.checked,
            audited=before.audited,
            classed=before.classed,
        )

    def _problems(self, own: Marks, lookup: Lookup) -> tuple[Problem, ...]:
        before = self._before
        differing = self._differences.get(own.author.uid, Difference()).uids
        if not differing and own.links == before.marks.links:
            return before.problems
        return before.checker.recheck(
            own,
            before=before.marks,
            problems=before.problems,
            changed=differing,
            lookups=(before.lookup.own, lookup.own),
        )

    def _own(self) -> tuple[Marks, Marks]:
        """The person's marks as they are now, and those of them at the places that are looked at."""
        before = self._before.marks
        found = next((marks for marks in self._there if marks.author.uid == before.author.uid), Marks(before.author))
        own = self._put(before, found)
        if self._decisions:
            own = replace(own, links=found.links, verdicts=found.verdicts, completions=found.completions)
        return own, replace(own, mentions=found.mentions, events=found.events)

    def _put(self, marks: Marks, found: Marks) -> Marks:
        """Marks with those that were found at the places that are looked at, instead of those that were known there."""
        gone: list[Mention | Event] = []
        come: list[Mention | Event] = []
        mentions = _replaced(marks.mentions, found.mentions, self._places.mentions, (gone, come), key=_extent)
        events = _replaced(marks.events, found.events, self._places.triggers, (gone, come), key=_trigger)
        if mentions is marks.mentions and events is marks.events and marks.author == found.author:
            return marks
        self._differences[marks.author.uid] = Difference(gone, come)
        return replace(marks, author=found.author, mentions=mentions, events=events)

    def _suggestions(self, here: Marks) -> tuple[Marks, ...] | None:
        """Open suggestions; None where one of an author comes back of whom none was open."""
        article = self._before.article
        opened = {m.author.uid: m for m in open_suggestions(here, self._there, article, offering=self._offering)}
        if opened.keys() - {marks.author.uid for marks in self._before.suggestions}:
            return None
        found = {marks.author.uid: marks for marks in self._there}
        left: list[Marks] = []
        for marks in self._before.suggestions:
            shown = opened.get(marks.author.uid, Marks(marks.author))
            patched = self._put(marks, shown)
            if self._decisions:
                stored = found.get(marks.author.uid, shown)
                patched = replace(
                    patched,
                    links=_between(patched, stored.links),
                    verdicts=stored.verdicts,
                    completions=stored.completions,
                )
            elif patched is not marks and (marks.links or _more(patched, marks)):
                # Links of a suggestion that comes back are not known, and those of one that goes are to go.
                return None
            if patched.mentions or patched.events:
                left.append(patched)
        same = len(left) == len(self._before.suggestions) and all(map(_same, left, self._before.suggestions))
        return self._before.suggestions if same else tuple(left)


def _extent(mark: Mention | Event) -> Fragment:
    return mark.start, mark.end


def _trigger(event: Event) -> Fragments:
    return event.trigger


def _replaced(
    things: tuple[Thing, ...],
    found: Iterable[Thing],
    places: Iterable[Place],
    difference: tuple[list[Mention | Event], list[Mention | Event]],
    *,
    key: Callable[[Thing], Place],
) -> tuple[Thing, ...]:
    """Things in the order of `key`, where those at these places are now the ones that were found; the same if alike.

    difference: takes what goes and what comes.
    """
    at: dict[Place, list[Thing]] = {place: [] for place in places}
    for thing in found:
        at[key(thing)].append(thing)
    changed: list[Thing] | None = None
    for place, now in at.items():
        held: Sequence[Thing] = things if changed is None else changed
        first, last = bisect_left(held, place, key=key), bisect_right(held, place, key=key)
        known = list(held[first:last])
        if known != now:
            difference[0].extend(thing for thing in known if thing not in now)
            difference[1].extend(thing for thing in now if thing not in known)
            changed = list(things) if changed is None else changed
            changed[first:last] = now
    return things if changed is None else tuple(changed)


def _between(marks: Marks, links: Iterable[Link]) -> tuple[Link, ...]:
    """Those of the links whose ends are both among the marks."""
    held = list(links)
    if not held:
        return ()
    uids = {mark.uid for mark in (*marks.mentions, *marks.events)}
    return tuple(link for link in held if link.source in uids and link.target in uids)


def _more(now: Marks, before: Marks) -> bool:
    return len(now.mentions) > len(before.mentions) or len(now.events) > len(before.events)


def _same(one: Marks, other: Marks) -> bool:
    return one is other
