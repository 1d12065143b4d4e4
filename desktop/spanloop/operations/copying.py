"""Copies of one story: which there are, what differs between them, and marking the story once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from spanloop.core.article import Article
from spanloop.core.article_alignment import ArticleAlignment, article_words
from spanloop.core.copy_choice import Choice, CopyChoice
from spanloop.core.marks import Author, Marks
from spanloop.operations.bringing import (
    Bringing,
    BringReport,
    Brought,
    Unseen,
    alignment_of,
    bring_marks,
)
from spanloop.operations.choosing import decide_again, follow, ignore
from spanloop.operations.leading import Work, choose_leader, work_in
from spanloop.operations.viewing import state_of
from spanloop.store.copies import ClusterLine
from spanloop.store.project import Project

Kind = Literal["same", "changed", "missing", "added", "moved"]


@dataclass(frozen=True, slots=True)
class CopyRow:
    """One copy as it is listed.

    id: the one that a file gave it, or "". words: how many it has. share: how much of it stands in the leader too, 0..1
    of its visible characters; both without boilerplate and comments.
    choice, leader: what the person decided about it. state: as in the queue. mentions,
    events: the person's marks on it. brings: what bringing the leader's marks as one's own would do; None for the
    leader. by_hand: whether the person completed all of it here, not by bringing.
    """

    uid: str
    id: str
    title: str
    source: str
    date: str
    words: int
    share: float
    choice: Choice | None
    leader: str | None
    state: str
    mentions: int
    events: int
    brings: Brought | None
    by_hand: bool = False

    @property
    def to_bring(self) -> int:
        """How many marks of the leader are not on it yet, or not as they are there."""
        return 0 if self.brings is None else self.brings.marks

    @property
    def left(self) -> int:
        """How many marks of the leader have no place on it."""
        return 0 if self.brings is None else sum(not one.placed for one in self.brings.left)

    @property
    def decided_here(self) -> int:
        """How many marks of the leader the person removed, rejected or changed on it."""
        return 0 if self.brings is None else sum(one.placed for one in self.brings.left)


@dataclass(frozen=True)
class CopiesView:
    """The copies of a story. leader: uid of the one whose marks are brought. rows: all copies, in order of import."""

    leader: str
    rows: tuple[CopyRow, ...]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of two texts beside each other; of "missing" the second is empty, of "added" the first.

    "moved": equal text that stands elsewhere in the other one; it comes where it stands in the first.
    """

    kind: Kind
    start: int
    end: int
    other_start: int
    other_end: int


@dataclass(frozen=True)
class CopyDiff:
    """What differs between two copies: stretches of article text in the order of the first, and the alignment.

    Boilerplate and comments of either are in none of them.
    """

    one: Article
    other: Article
    alignment: ArticleAlignment
    stretches: tuple[Stretch, ...]


def view_copies(project: Project, *, author: Author, article: str, leader: str | None = None) -> CopiesView:
    """The copies of a story as a person sees them.

    leader: the copy to compare with and to bring marks from; by default see leading.choose_leader.
    """
    family = {held.uid: held for held in project.copies.family(article)}
    choices = {uid: choice for uid, choice in project.copies.choices(author).items() if uid in family}
    marks = {uid: project.marks(uid, author) for uid in family}
    work = _work(project, author, family, marks)
    first = leader if leader in family else choose_leader(article, choices, work)
    bringing = Bringing(project, author=author, source=family[first], marks=marks[first], accept=True)
    bringing.plan([held for uid, held in family.items() if uid != first], known=marks)
    brought = {one.copy: one for one in bringing.brought}
    rows = tuple(
        _row(project, author, held, family[first], choices.get(uid), marks[uid], brought.get(uid), work[uid])
        for uid, held in family.items()
    )
    return CopiesView(first, rows)


def leader_of(project: Project, *, author: Author, article: str) -> str:
    """uid of the copy whose marks the others of a story get unless a person says another: see choose_leader."""
    family = {held.uid: held for held in project.copies.family(article)}
    choices = {uid: choice for uid, choice in project.copies.choices(author).items() if uid in family}
    marks = {uid: project.marks(uid, author) for uid in family}
    return choose_leader(article, choices, _work(project, author, family, marks))


def _work(project: Project, author: Author, family: dict[str, Article], marks: dict[str, Marks]) -> dict[str, Work]:
    return work_in(project, author=author, marks=marks, sizes={uid: len(held.text) for uid, held in family.items()})


def _row(
    project: Project,
    author: Author,
    held: Article,
    leader: Article,
    choice: CopyChoice | None,
    marks: Marks,
    brought: Brought | None,
    work: Work,
) -> CopyRow:
    said, _ = project.state(held.uid, author)
    share = 1.0
    if held.uid != leader.uid:
        share = ArticleAlignment.of(alignment_of(leader.text, held.text), leader, held).share_of_other
    return CopyRow(
        uid=held.uid,
        id=held.external_id or "",
        title=held.title,
        source=held.source,
        date=held.date,
        words=article_words(held),
        share=share,
        choice=choice.choice if choice is not None else None,
        leader=choice.leader if choice is not None else None,
        state=state_of(project, held, marks, said),
        mentions=len(marks.mentions),
        events=len(marks.events),
        brings=brought,
        by_hand=work.by_hand,
    )


def compare_copies(project: Project, one: str, other: str) -> CopyDiff:
    """Lay two articles side by side. Any two can be compared; of strangers nearly everything differs."""
    first, second = project.article(one), project.article(other)
    alignment = ArticleAlignment.of(alignment_of(first.text, second.text), first, second)
    stretches = [Stretch("same", a, a + size, b, b + size) for a, b, size in alignment.blocks]
    stretches += [Stretch("moved", a, a + size, b, b + size) for a, b, size in alignment.moved]
    for start, end, other_start, other_end in alignment.differences:
        kind: Kind = "changed" if start < end and other_start < other_end else "missing" if start < end else "added"
        stretches.append(Stretch(kind, start, end, other_start, other_end))
    return CopyDiff(first, second, alignment, tuple(sorted(stretches, key=_place)))


def list_clusters(project: Project) -> list[ClusterLine]:
    """Every cluster of copies, in order of import."""
    return project.copies.clusters()


def _place(stretch: Stretch) -> tuple[int, int, int]:
    return stretch.start, stretch.end, stretch.other_start


__all__ = [
    "BringReport",
    "Brought",
    "Choice",
    "ClusterLine",
    "CopiesView",
    "CopyDiff",
    "CopyRow",
    "Stretch",
    "Unseen",
    "bring_marks",
    "compare_copies",
    "decide_again",
    "follow",
    "ignore",
    "leader_of",
    "list_clusters",
    "view_copies",
]
