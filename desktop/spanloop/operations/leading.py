"""Whose marks the copies of a story get unless a person says another: one rule, for the window and the command line."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from spanloop.core.completeness import is_complete, layers_of
from spanloop.core.copy_choice import CopyChoice
from spanloop.core.marks import Author, Completion, Marks
from spanloop.core.suggested_copies import copies_author
from spanloop.store.project import Project


@dataclass(frozen=True)
class Work:
    """What a person did on one copy of a story.

    by_hand: whether they completed all of it here, not by bringing. own: how many marks came from no other copy.
    sources: the other copies from which marks came, with how many.
    """

    by_hand: bool
    own: int
    sources: Mapping[str, int] = field(default_factory=dict[str, int])


def work_in(
    project: Project, *, author: Author, marks: Mapping[str, Marks], sizes: Mapping[str, int]
) -> dict[str, Work]:
    """What a person did on each copy. marks: theirs by uid of the copy; sizes: of the texts, in code points."""
    homes = _homes(marks)
    suggesting = project.known_author(copies_author(author))
    schema, versions = project.schema, project.schemas
    given = _given_here(marks)
    found: dict[str, Work] = {}
    for uid, own in marks.items():
        placed = (*own.mentions, *own.events)
        suggested = project.marks(uid, suggesting) if any(mark.origin for mark in placed) else Marks(author)
        origins = {mark.uid: mark.origin for mark in (*suggested.mentions, *suggested.events)}
        sources: Counter[str] = Counter()
        for mark in placed:
            home = homes.get(origins.get(mark.origin or "", mark.origin) or "")
            if home is not None and home != uid:
                sources[home] += 1
        by_hand = all(
            is_complete(given[uid], layer, end=sizes[uid], schema=schema, versions=versions)
            for layer in layers_of(schema)
        )
        found[uid] = Work(by_hand and bool(given[uid]), len(placed) - sources.total(), sources)
    return found


def choose_leader(article: str, choices: Mapping[str, CopyChoice], work: Mapping[str, Work]) -> str:
    """uid of the leader of a story, seen from one of its articles.

    The one that is followed; else the copy from which this article's marks came; else the one that the person completed
    by hand, or the one with most marks of its own; else the article itself. choices, work: by uid, of the story alone.
    """
    choice = choices.get(article)
    if choice is not None and choice.leader in work:
        return str(choice.leader)
    led = {each.leader for each in choices.values()}
    followed = [uid for uid in work if uid in led]
    if followed:
        return article if article in led else max(followed, key=lambda uid: (work[uid].by_hand, work[uid].own))
    sources = {uid: number for uid, number in work[article].sources.items() if uid not in choices}
    if sources:
        return max(sources, key=sources.__getitem__)

    def rank(uid: str) -> tuple[bool, bool, int, bool]:
        one = work[uid]
        return one.by_hand, one.by_hand and uid == article, one.own, uid == article

    marked = [uid for uid, one in work.items() if uid not in choices and (one.by_hand or one.own)]
    return max(marked, key=rank, default=article)


def _homes(marks: Mapping[str, Marks]) -> dict[str, str]:
    """The copy on which each mark stands, or stood."""
    homes = {removal.uid: uid for uid, own in marks.items() for removal in own.removed}
    homes |= {mark.uid: uid for uid, own in marks.items() for mark in (*own.mentions, *own.events)}
    return homes


def _given_here(marks: Mapping[str, Marks]) -> dict[str, list[Completion]]:
    """Of each copy the completions that a person gave there.

    One that was brought bears the time of the one it comes from and was made later, so that its uid sorts behind.
    """
    first: dict[tuple[str, str], tuple[str, str]] = {}
    for uid, own in marks.items():
        for completion in own.completions:
            what = completion.layer, completion.at
            first[what] = min(first.get(what, (completion.uid, uid)), (completion.uid, uid))
    return {
        uid: [c for c in own.completions if not c.at or first[c.layer, c.at][1] == uid] for uid, own in marks.items()
    }
