"""Marks of one article brought to copies of it: planned copy by copy, written in one act."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from spanloop.core.alignment import Alignment, align
from spanloop.core.article import Article
from spanloop.core.bringing import BringPlan, Copy, plan_bring
from spanloop.core.carrying import Carried, carry_completions
from spanloop.core.changes import Changes
from spanloop.core.completeness import holds, is_complete
from spanloop.core.cuts import is_trifle
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid, now
from spanloop.core.marks import (
    Author,
    Completion,
    Fragments,
    Layer,
    Marks,
    Mention,
    Verdict,
    fragments_of,
)
from spanloop.core.projection import Left, project_marks
from spanloop.core.ranges import subtract_ranges
from spanloop.core.suggested_copies import copies_author
from spanloop.core.wording import count
from spanloop.core.words import trim
from spanloop.store.project import Project
from spanloop.store.writing import Act


@dataclass(frozen=True, slots=True)
class Unseen:
    """A stretch of a copy that nobody looked at: not in its source, or in a sentence in which words differ."""

    layer: Layer
    start: int
    end: int
    words: str


@dataclass(frozen=True)
class Brought:
    """What came to one copy, or would come. copy: its uid; id: the one that a file gave it, or "".

    added, changed, removed: mentions, events and links. complete: layers that are complete over the whole copy by it.
    unseen: what hinders other layers, which are complete on the source. left: what did not fit, and why.
    """

    copy: str
    title: str
    added: int = 0
    changed: int = 0
    removed: int = 0
    complete: tuple[Layer, ...] = ()
    unseen: tuple[Unseen, ...] = ()
    left: tuple[Left, ...] = ()
    id: str = ""

    @property
    def marks(self) -> int:
        """How many marks it writes."""
        return self.added + self.changed + self.removed


@dataclass(frozen=True)
class BringReport:
    """What bringing did, copy by copy."""

    changes: Changes = field(default_factory=Changes)
    brought: tuple[Brought, ...] = ()

    @property
    def marks(self) -> int:
        """How many marks were written on all copies together."""
        return sum(one.marks for one in self.brought)

    @property
    def left(self) -> tuple[tuple[str, Left], ...]:
        """What did not fit: uid of the copy, and what and why."""
        return tuple((one.copy, left) for one in self.brought for left in one.left)


@lru_cache(maxsize=64)
def alignment_of(one: str, other: str) -> Alignment:
    """The alignment of two texts; the last ones are kept, because what is looked at is brought next."""
    return align(one, other)


class Bringing:
    """The marks of one person on one article, to be brought to copies of it.

    marks: theirs on the source, as they are or will be in the act that writes. accept: whether new ones come as their
    own marks, else as suggestions.
    """

    def __init__(self, project: Project, *, author: Author, source: Article, marks: Marks, accept: bool) -> None:
        self._project = project
        self._author = project.known_author(author)
        self._suggesting = project.known_author(copies_author(self._author))
        self._source = source
        self._marks = marks
        self._accept = accept
        self._plans: list[tuple[Article, Marks, BringPlan, list[Completion], list[str]]] = []
        self.brought: list[Brought] = []

    def plan(self, copies: Iterable[Article], *, known: Mapping[str, Marks] | None = None) -> None:
        """Plan what comes to each copy; nothing is written. known: the person's marks on copies, as far as read."""
        for copy in copies:
            own = (known or {}).get(copy.uid) or self._project.marks(copy.uid, self._author)
            alignment = alignment_of(self._source.text, copy.text)
            projection = project_marks(self._marks, alignment, onto=copy)
            plan = plan_bring(
                self._marks, projection, self._copy(copy, own), article=copy.uid, accept=self._accept
            )  # fmt: skip
            fresh: list[Completion] = []
            stale: list[str] = []
            unseen: tuple[Unseen, ...] = ()
            complete: tuple[Layer, ...] = ()
            if self._accept:
                carried = self._carried(copy, alignment, projection.uids)
                fresh, stale = self._completions(own, carried)
                unseen = self._unseen(copy, own, carried)
                complete = tuple(layer for layer in carried.unseen if all(one.layer != layer for one in unseen))
            self._plans.append((copy, own, plan, fresh, stale))
            numbers, left = (plan.added, plan.changed, plan.removed), tuple(plan.left)
            self.brought.append(Brought(copy.uid, copy.title, *numbers, complete, unseen, left, copy.external_id or ""))

    def _copy(self, copy: Article, own: Marks) -> Copy:
        suggested = self._project.marks(copy.uid, self._suggesting)
        rejected = self._project.rejected(copy.uid, self._author)
        removed = {removal.uid for removal in self._marks.removed}
        orphans = [mark.uid for mark in (*own.mentions, *own.events) if mark.origin in removed]
        edited = self._project.copies.edited(orphans) if orphans else frozenset[str]()
        return Copy(own, suggested, [(r.layer, r.label, r.fragments) for r in rejected], edited, copy.text)

    def _carried(self, copy: Article, alignment: Alignment, placed: Iterable[str]) -> Carried:
        there = frozenset(placed)
        left: list[Fragments] = [
            fragments_of(mark) for mark in (*self._marks.mentions, *self._marks.events) if mark.uid not in there
        ]
        return carry_completions(self._marks.completions, alignment, source=self._source, copy=copy, left=left)

    def _completions(self, own: Marks, carried: Carried) -> tuple[list[Completion], list[str]]:
        """What is to be written of completions, and which of those that came before it makes needless.

        One that came bears the time of its source. Nothing that is complete on the copy ever becomes less: nobody can
        tell whether the person would still say so, and it is for them to reopen it.
        """
        schema, versions = self._project.schema, self._project.schemas
        fresh = [
            wanted
            for wanted in carried.completions
            if not is_complete(
                own.completions, wanted.layer, start=wanted.start, end=wanted.end,
                schema=versions.get(wanted.schema_version, schema), versions=versions,
            )
        ]  # fmt: skip
        stale = [held.uid for held in own.completions if any(_holds_all_of(wanted, held) for wanted in fresh)]
        return fresh, stale

    def _unseen(self, copy: Article, own: Marks, carried: Carried) -> tuple[Unseen, ...]:
        """What nobody looked at on a copy: neither on the source nor there."""
        schema, versions, text = self._project.schema, self._project.schemas, copy.text
        found: list[Unseen] = []
        for layer, ranges in carried.unseen.items():
            seen = [
                (c.start, c.end)
                for c in own.completions
                if c.layer == layer and holds(c.schema_version, layer, schema=schema, versions=versions)
            ]
            left = subtract_ranges(ranges, seen)
            found += (
                Unseen(layer, *trim(text, *at), text[slice(*at)].strip())
                for at in left
                if not is_trifle(text[slice(*at)])
            )
        return tuple(found)

    @property
    def marks(self) -> int:
        return sum(one.marks for one in self.brought)

    @property
    def copies(self) -> int:
        """How many copies anything is written on."""
        return sum(bool(plan or fresh or stale) for _, _, plan, fresh, stale in self._plans)

    def label(self) -> str:
        """What it does, in words that finish "Undo: ..."."""
        copies = count(self.copies, "copy", "copies")
        return f"bring {count(self.marks, 'mark')} to {copies}" if self.marks else f"bring completeness to {copies}"

    def write(self, act: Act) -> None:
        """Write all that is planned."""
        for copy, own, plan, fresh, stale in self._plans:
            _write_own(act, plan, own, article=copy.uid, author=self._author)
            _write_suggestions(act, plan, article=copy.uid, author=self._suggesting)
            act.remove_completions(stale)
            act.add_completions(copy.uid, self._author, fresh)


def _write_own(act: Act, plan: BringPlan, own: Marks, *, article: str, author: Author) -> None:
    act.remove_marks(plan.gone)
    parked = _parked(plan.follow_mentions, own)
    for mention in parked:
        # A label that no other mention has: two mentions may change places.
        act.change_mention(mention.uid, label=mention.uid)
    for mention in plan.follow_mentions:
        act.change_mention(
            mention.uid, fragments=mention.fragments, label=mention.label, notes=mention.notes, value=mention.value,
            times=(mention.changed, mention.earlier),
        )  # fmt: skip
    act.add_mentions(article, author, plan.mentions)
    act.add_events(article, author, plan.events)
    for event in plan.follow_events:
        act.change_event(
            event.uid, type=event.type, trigger=event.trigger, arguments=event.arguments,
            attributes=dict(event.attributes), notes=event.notes, times=(event.changed, event.earlier),
        )  # fmt: skip
    if plan.links:
        act.drop_removals(article, author, [link.uid for link in plan.links])
        act.add_links(article, author, plan.links)
    at = now()
    verdicts = [Verdict(new_uid(), suggestion, "accepted", mark, at) for suggestion, mark in plan.accepted.items()]
    act.add_verdicts(article, author, verdicts)


def _parked(following: Sequence[Mention], own: Marks) -> list[Mention]:
    """Those that follow to a place where another mention stands that follows somewhere else."""
    taken = {(mention.label, mention.fragments): mention.uid for mention in own.mentions}
    moving = {mention.uid for mention in following}
    ahead = {taken.get((mention.label, mention.fragments), mention.uid) for mention in following}
    return [mention for mention in following if mention.uid in ahead & moving]


def _write_suggestions(act: Act, plan: BringPlan, *, article: str, author: Author) -> None:
    some = plan.suggestions
    act.remove_marks(some.withdrawn, remembered=False)
    if some.mentions or some.events:
        author = act.add_author(author)
    act.add_mentions(article, author, some.mentions)
    act.add_events(article, author, some.events)
    act.add_links(article, author, some.links)


def _holds_all_of(wanted: Completion, held: Completion) -> bool:
    """Whether a completion says all that one which came before it says."""
    alike = (wanted.layer, wanted.at, wanted.schema_version) == (held.layer, held.at, held.schema_version)
    return alike and wanted.start <= held.start and held.end <= wanted.end


def brings_to(project: Project, *, author: Author, source: str, targets: Iterable[str]) -> list[Article]:
    """The copies to which marks of a source are to go. Raises SpanloopError for what is no copy of it, or ignored."""
    family = {article.uid: article for article in project.copies.family(source)}
    choices = project.copies.choices(author)
    chosen: list[Article] = []
    for uid in dict.fromkeys(targets):
        if uid == source:
            continue
        if uid not in family:
            raise SpanloopError(
                f"{project.article(uid).title or uid} is no copy of {family[source].title or source}",
                way_out="Marks go to copies of one story only; `spanloop prepare` looks for copies of new articles.",
            )
        choice = choices.get(uid)
        if choice is not None and choice.choice == "ignore":
            raise SpanloopError(
                f"{family[uid].title or uid} is ignored", way_out="Decide about it again first, then bring the marks."
            )
        chosen.append(family[uid])
    return chosen


def bring_marks(
    project: Project, *, author: Author, source: str, targets: Iterable[str], accept: bool = False
) -> BringReport:
    """Bring a person's marks on an article to copies of it, as one act.

    accept: whether what is new comes as their own marks, with the mark it came from as origin, and layers that are
    complete on the source become complete over what both have in common; else as suggestions. What came before and
    nobody changed follows its source; what the person changed or rejected on a copy stays as it is there. Bringing
    again changes nothing. Raises SpanloopError where a target is no copy of the source, or is ignored.
    """
    chosen = brings_to(project, author=author, source=source, targets=targets)
    bringing = Bringing(
        project, author=author, source=project.article(source), marks=project.marks(source, author), accept=accept
    )
    bringing.plan(chosen)
    if not bringing.copies:
        return BringReport(Changes(), tuple(bringing.brought))
    with project.act(author, bringing.label()) as act:
        bringing.write(act)
    return BringReport(act.changes, tuple(bringing.brought))
