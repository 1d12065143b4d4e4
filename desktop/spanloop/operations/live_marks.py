"""New suggestions of the extractor in the place of its old ones, in single articles."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from spanloop.core.marks import Author, Event, Marks, Mention
from spanloop.store.project import Project
from spanloop.store.writing import Act

#: By article: uids of all that people marked and decided there, and their completions.
Touched = dict[str, frozenset[str]]


@dataclass
class Exchange:
    """What was done: articles that got other suggestions, those left alone because somebody began on them meanwhile,
    and how many suggestions there are now in the ones that were written."""

    articles: list[str] = field(default_factory=list[str])
    left: list[str] = field(default_factory=list[str])
    suggestions: int = 0


def touched_by_people(project: Project, articles: Collection[str]) -> Touched:
    """What people did in articles so far, to tell later whether somebody went on."""
    return {article: _touched(project.all_marks(article)) for article in articles}


def _touched(everyone: Sequence[Marks]) -> frozenset[str]:
    found: set[str] = set()
    for marks in everyone:
        if marks.author.kind in {"human", "gold"}:
            found.update(mark.uid for mark in (*marks.mentions, *marks.events))
            found.update(verdict.uid for verdict in marks.verdicts)
            found.update(completion.uid for completion in marks.completions)
    return frozenset(found)


def exchange(
    project: Project,
    act: Act,
    *,
    author: Author,
    found: Sequence[tuple[str, Marks]],
    before: Touched,
    instead_of: Collection[str],
) -> Exchange:
    """Within an act, put these suggestions of `author` in the place of the undecided ones of `author` and of the
    authors `instead_of` (uids).

    What somebody decided stays, with what fills its roles. A suggestion that stands where one of the author's stood,
    under the same label, keeps its uid, so whoever looks at it goes on looking at the same one. An article in which a
    person did anything since `before` is left alone.
    """
    done = Exchange()
    for article, marks in found:
        if not project.has_article(article):
            continue
        everyone = project.all_marks(article)
        if _touched(everyone) != before.get(article, frozenset()):
            done.left.append(article)
            continue
        decided = {verdict.suggestion for each in everyone for verdict in each.verdicts}
        own = next((each for each in everyone if each.author.uid == author.uid), Marks(author))
        staying = _staying(own, decided)
        old = [mark.uid for mark in (*own.mentions, *own.events) if mark.uid not in staying]
        for each in everyone:
            if each.author.uid in instead_of:
                kept = _staying(each, decided)
                old += [mark.uid for mark in (*each.mentions, *each.events) if mark.uid not in kept]
        act.remove_marks(old, remembered=False)
        fresh = _renamed(marks, own, staying)
        act.add_mentions(article, author, fresh.mentions)
        act.add_events(article, author, fresh.events)
        done.articles.append(article)
        done.suggestions += len(fresh.mentions) + len(fresh.events)
    return done


def _staying(marks: Marks, decided: Collection[str]) -> set[str]:
    """The suggestions that somebody decided, and those that fill a role of one that stays."""
    events = {event.uid: event for event in marks.events}
    staying = {mark.uid for mark in (*marks.mentions, *marks.events) if mark.uid in decided}
    waiting = [uid for uid in staying if uid in events]
    while waiting:
        fillers = {argument.filler for argument in events[waiting.pop()].arguments} - staying
        staying |= fillers
        waiting += [uid for uid in fillers if uid in events]
    return staying


def _renamed(fresh: Marks, own: Marks, staying: Collection[str]) -> Marks:
    """New suggestions under the uids of old ones alike, without those that stand there already and stay."""
    there = {_key(mark): mark.uid for mark in (*own.mentions, *own.events)}
    names = {mark.uid: there.get(_key(mark), mark.uid) for mark in (*fresh.mentions, *fresh.events)}
    mentions = {names[m.uid]: replace(m, uid=names[m.uid]) for m in fresh.mentions if names[m.uid] not in staying}
    events: dict[str, Event] = {}
    for event in fresh.events:
        uid = names[event.uid]
        if uid not in staying:
            arguments = tuple(replace(a, filler=names.get(a.filler, a.filler)) for a in event.arguments)
            events[uid] = replace(event, uid=uid, arguments=arguments)
    return Marks(fresh.author, tuple(mentions.values()), tuple(events.values()))


def _key(mark: Mention | Event) -> tuple[str, object, str]:
    if isinstance(mark, Mention):
        return mark.label, mark.fragments, "mention"
    return mark.type, mark.trigger, "event"
