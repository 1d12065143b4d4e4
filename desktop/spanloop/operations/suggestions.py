"""Acts on suggestions: accept, accept as something else, reject. The suggestion itself never changes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from spanloop.core.article import Article
from spanloop.core.changes import Changes
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid, now
from spanloop.core.marks import Argument, Author, Event, Fragments, Link, Marks, Mention, Outcome, Verdict
from spanloop.core.suggested_copies import is_of_copies
from spanloop.operations.marking import hold_off_silence
from spanloop.store.project import Project
from spanloop.store.project_reading import MOST_BESIDE
from spanloop.store.writing import Act

#: More suggestions than this are accepted quicker when all of an article is read.
_FEW = 40


def accept(project: Project, *, author: Author, suggestions: Sequence[str]) -> Changes:
    """Accept suggestions as one act: each becomes a mark of this person, with its verdict.

    Accepting an event accepts the suggested fillers that it needs, but none that the person rejected: the event comes
    without it. A suggestion that equals a mark the person already has gets its verdict and no second mark.
    """
    if not suggestions:
        return Changes()
    with project.act(author, _several("accept", suggestions)) as act:
        acceptance = Acceptance(project, act, author=author, many=len(suggestions) > _FEW)
        for uid in suggestions:
            acceptance.plan(uid)
        acceptance.write()
    return act.changes


def accept_as(project: Project, *, author: Author, suggestion: str, label: str) -> Changes:
    """Accept a suggested mention under another label, or a suggested event under another type: a correction."""
    with project.act(author, f"accept as {label}") as act:
        acceptance = Acceptance(project, act, author=author)
        acceptance.plan(suggestion, label=label)
        acceptance.write()
    return act.changes


def reject(project: Project, *, author: Author, suggestions: Collection[str]) -> Changes:
    """Reject suggestions as one act; what was decided before is decided anew."""
    if not suggestions:
        return Changes()
    with project.act(author, _several("reject", suggestions)) as act:
        acceptance = Acceptance(project, act, author=author, many=len(suggestions) > _FEW)
        for uid in suggestions:
            acceptance.refuse(uid)
        acceptance.write()
    return act.changes


class Acceptance:
    """Turns suggestions into marks of one person within one act. Plan as many as there are, then write once.

    many: whether all marks of an article are read at once; else only what each suggestion needs.
    """

    def __init__(self, project: Project, act: Act, *, author: Author, many: bool = False) -> None:
        self._project = project
        self._act = act
        self._author = author
        self._many = many
        self._desks: dict[str, _ArticleAcceptance] = {}
        self._article_of: dict[str, str] = {}

    def is_suggestion(self, uid: str) -> bool:
        """Whether the mark is another author's that may be accepted (an extractor's or a rule set's)."""
        return self._project.mark_owner(uid)[1].kind in {"extractor", "rules"}

    def plan(self, uid: str, *, label: str | None = None) -> str:
        """Accept this suggestion when writing; returns the uid of the mark that it becomes."""
        return self._desk(uid).accept(uid, label=label)

    def refuse(self, uid: str) -> None:
        """Reject this suggestion when writing."""
        self._desk(uid).decide(uid, "rejected", None)

    def take(self, uid: str) -> str:
        """Accept one suggestion now; returns the uid of the mark that it became."""
        mark = self.plan(uid)
        self.write()
        return mark

    def write(self) -> None:
        """Write all that is planned: marks before the verdicts that name them."""
        for article, desk in self._desks.items():
            desk.write(self._act, article)
        self._desks.clear()
        self._article_of.clear()

    def _desk(self, uid: str) -> _ArticleAcceptance:
        article = self._article_of.get(uid)
        if article is None:
            article, owner = self._project.mark_owner(uid)
            if owner.kind not in {"extractor", "rules"}:
                raise SpanloopError(
                    f"This mark is {owner.name}'s and no suggestion", way_out="Choose a suggestion (dashed outline)."
                )
        desk = self._desks.get(article)
        if desk is None:
            desk = self._desks[article] = _ArticleAcceptance(
                self._project, self._author, self._project.article(article)
            )
            if self._many:
                desk.know_all()
                self._article_of.update(dict.fromkeys(desk.suggested, article))
        if uid not in desk.suggested:
            desk.know(uid)
        self._article_of[uid] = article
        return desk


class _ArticleAcceptance:
    """What becomes of the suggestions of one article."""

    def __init__(self, project: Project, author: Author, article: Article) -> None:
        self._project = project
        self._article = article
        self._schema = project.schema
        self._author = author
        self._at = now()
        self._by_place: dict[tuple[str, Fragments], str] = {}
        self._by_trigger: dict[tuple[str, Fragments], str] = {}
        self._verdicts: dict[str, Verdict] = {}
        self._own_uids: set[str] = set()
        self.suggested: dict[str, Mention | Event] = {}
        self._became: dict[str, str] = {}
        self._mentions: list[Mention] = []
        self._events: list[Event] = []
        self._decided: dict[str, Verdict] = {}
        self._of_copies: set[str] = set()
        self._refused: set[tuple[str, str, Fragments]] = set()

    def know_all(self) -> None:
        """Read all suggestions of the article, all marks of the person and all their verdicts."""
        everyone = self._project.all_marks(self._article.uid)
        self._take(everyone)
        own = next((marks for marks in everyone if marks.author.uid == self._author.uid), Marks(self._author))
        self._verdicts = {verdict.suggestion: verdict for verdict in own.verdicts}
        self._note_refused()

    def know(self, uid: str) -> None:
        """Read one suggestion with what stands where it stands, and so for all that fill its roles."""
        wanted, asked, beside = [uid], {uid}, set[str]()
        while wanted:
            some, wanted = wanted[:MOST_BESIDE], wanted[MOST_BESIDE:]
            there = self._project.marks_beside(self._article.uid, some, (), decisions=False)
            self._take(there)
            # What was rejected of another version at one of these places counts too.
            beside |= {m.uid for marks in there for m in (*marks.mentions, *marks.events) if m.uid in self.suggested}
            events = [event for marks in there for event in marks.events if event.uid in self.suggested]
            fillers = {argument.filler for event in events for argument in event.arguments} - asked
            asked |= fillers
            wanted += sorted(fillers)
        verdicts = self._project.verdicts_on(self._article.uid, self._author, sorted(asked | beside))
        self._verdicts |= {verdict.suggestion: verdict for verdict in verdicts}
        # What came of them earlier may stand elsewhere by now.
        self._take(self._project.some_marks(self._article.uid, {v.result for v in verdicts if v.result is not None}))
        self._note_refused()

    def _note_refused(self) -> None:
        """Remember what was rejected, and where: what another version suggests alike is as good as rejected."""
        refused = (uid for uid, verdict in self._verdicts.items() if verdict.outcome != "accepted")
        self._refused = {_alike(self.suggested[uid]) for uid in refused if uid in self.suggested}

    def _take(self, everyone: Sequence[Marks]) -> None:
        for marks in everyone:
            known = (*marks.mentions, *marks.events)
            if marks.author.uid == self._author.uid:
                self._by_place |= {(m.label, m.fragments): m.uid for m in marks.mentions}
                self._by_trigger |= {(e.type, e.trigger): e.uid for e in marks.events}
                self._own_uids |= {mark.uid for mark in known}
            if marks.author.kind in {"extractor", "rules"}:
                self.suggested |= {mark.uid: mark for mark in known}
                if is_of_copies(marks.author):
                    self._of_copies |= {mark.uid for mark in known}

    def accept(self, uid: str, *, label: str | None = None) -> str:
        if uid in self._became:
            return self._became[uid]
        found = self.suggested[uid]
        hold_off_silence(self._article, found.fragments if isinstance(found, Mention) else found.trigger)
        mark = self._mention(found, label) if isinstance(found, Mention) else self._event(found, label)
        self._became[uid] = mark
        self.decide(uid, "accepted" if label is None else "corrected", mark)
        return mark

    def decide(self, uid: str, outcome: Outcome, result: str | None) -> None:
        self._decided[uid] = Verdict(new_uid(), uid, outcome, result, self._at)

    def write(self, act: Act, article: str) -> None:
        links = self._links()
        act.add_mentions(article, self._author, self._mentions)
        act.add_events(article, self._author, self._events)
        act.add_links(article, self._author, links)
        act.remove_verdicts([self._verdicts[uid].uid for uid in self._decided if uid in self._verdicts])
        act.add_verdicts(article, self._author, list(self._decided.values()))

    def _links(self) -> list[Link]:
        """Links that come from a copy of the article, where both ends are the person's now.

        An extractor suggests none, so nothing is read for what it suggests.
        """
        accepted = sorted(self._became.keys() & self._of_copies)
        if not accepted:
            return []
        few = len(accepted) <= MOST_BESIDE
        uid, project = self._article.uid, self._project
        everyone = project.marks_beside(uid, accepted, (), decisions=True) if few else project.all_marks(uid)
        own = next((marks for marks in everyone if marks.author.uid == self._author.uid), Marks(self._author))
        homes = {v.suggestion: v.result for v in own.verdicts if v.result is not None} | self._became
        suggested = [link for marks in everyone if is_of_copies(marks.author) for link in marks.links]
        there = {(link.type, link.source, link.target) for link in own.links}
        made: list[Link] = []
        for link in suggested:
            if self._became.keys().isdisjoint((link.source, link.target)) or self._schema.link(link.type) is None:
                continue
            ends = homes.get(link.source), homes.get(link.target)
            if ends[0] is not None and ends[1] is not None and (link.type, *ends) not in there and ends[0] != ends[1]:
                made.append(Link(new_uid(), link.type, ends[0], ends[1], link.between_events))
        alive = {mark.uid for mark in (*self._mentions, *self._events)}
        asked = {end for link in made for end in (link.source, link.target)} - alive
        alive |= {m.uid for marks in project.some_marks(uid, asked) for m in (*marks.mentions, *marks.events)}
        return [link for link in made if link.source in alive and link.target in alive]

    def _mention(self, found: Mention, label: str | None) -> str:
        name = label or found.label
        if self._schema.entity(name) is None:
            raise SpanloopError(f"The schema has no entity label {name}", way_out="Accept it under a label it has.")
        mine = self._by_place.get((name, found.fragments))
        if mine is None:
            mine = new_uid()
            self._mentions.append(
                Mention(mine, found.fragments, name, origin=found.uid, notes=found.notes, value=found.value)
            )
            self._by_place[name, found.fragments] = mine
        return mine

    def _event(self, found: Event, label: str | None) -> str:
        name = label or found.type
        kind = self._schema.event(name)
        if kind is None:
            raise SpanloopError(f"The schema has no event type {name}", way_out="Accept it under a type it has.")
        mine = self._by_trigger.get((name, found.trigger))
        if mine is None:
            mine = new_uid()
            self._by_trigger[name, found.trigger] = mine
            # Known before its fillers are taken, so that two events that fill each other's roles come to an end.
            self._became[found.uid] = mine
            speaking = (a for a in found.arguments if not self._is_silenced(a.filler))
            wanted = (self._argument(a) for a in speaking if kind.role(a.role) is not None)
            arguments = tuple(argument for argument in wanted if argument is not None)
            self._events.append(
                Event(mine, name, found.trigger, arguments, found.attributes, origin=found.uid, notes=found.notes)
            )
        return mine

    def _is_silenced(self, filler: str) -> bool:
        """Whether a suggested filler stands where nothing can be marked; the event is accepted without it."""
        found = self.suggested.get(filler)
        if found is None:
            return False
        return self._article.silences(found.fragments if isinstance(found, Mention) else found.trigger) is not None

    def _argument(self, argument: Argument) -> Argument | None:
        """The same role with what the person has there; None where they rejected the filler and have nothing."""
        earlier = self._verdicts.get(argument.filler)
        if earlier is not None and earlier.result in self._own_uids:
            return replace(argument, filler=earlier.result, score=None)
        found = self.suggested.get(argument.filler)
        if found is not None and argument.filler not in self._became and _alike(found) in self._refused:
            mine = self._alike(found)
            return None if mine is None else replace(argument, filler=mine, score=None)
        return replace(argument, filler=self.accept(argument.filler), score=None)

    def _alike(self, found: Mention | Event) -> str | None:
        """The person's own mark with the same label at the same place."""
        if isinstance(found, Mention):
            return self._by_place.get((found.label, found.fragments))
        return self._by_trigger.get((found.type, found.trigger))


def _alike(mark: Mention | Event) -> tuple[str, str, Fragments]:
    """What two suggestions have in common that say the same."""
    if isinstance(mark, Mention):
        return "mention", mark.label, mark.fragments
    return "event", mark.type, mark.trigger


def _several(verb: str, uids: Collection[str]) -> str:
    return f"{verb} suggestion" if len(uids) == 1 else f"{verb} {len(uids)} suggestions"
