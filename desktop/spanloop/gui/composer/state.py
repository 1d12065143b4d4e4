"""What is being considered while an event is made: the role, its candidates and the one that would be taken."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from spanloop.core.candidates import Candidate, Habits, learn_habits, rank_near
from spanloop.core.experience import Experience
from spanloop.core.marks import Event, Fragments, Mention
from spanloop.core.proposing import LabelProposal, TypeProposal, propose_labels
from spanloop.core.ranges import covers
from spanloop.core.schema import Role, Schema
from spanloop.core.words import sentence_boundaries
from spanloop.gui.inspector.index import DeskIndex, DeskLike

#: As many as there are digits to take one by.
MOST = 9
#: Code points before and behind a trigger within which sentences are told apart; farther marks are far in any case.
_NEAR = 6_000


@dataclass(frozen=True, slots=True)
class Pointed:
    """Words at which the person pointed since the last filler. explicit: they selected them, not only stood there."""

    fragments: Fragments
    explicit: bool


@dataclass(frozen=True, slots=True)
class LabelChoice:
    """Words that are to fill a role and have no label yet. labels: those possible, likeliest first, at most nine."""

    role: str
    fragments: Fragments
    labels: tuple[str, ...]


@dataclass
class Considering:
    """The state of the composer without its looks.

    event: the one that is being made, None when it is gone. role: the one being filled, "" for none.
    at: the candidate (or label, while one is being chosen) that would be taken, -1 for none.
    experience: what past marks of the project teach, for the order; None learns from those of this article.
    proposal: why the event has its type, as long as nothing else was done. choice: the label being chosen.
    """

    event_uid: str = ""
    role: str = ""
    at: int = -1
    candidates: tuple[Candidate, ...] = ()
    experience: Experience | None = None
    proposal: TypeProposal | None = None
    choice: LabelChoice | None = None
    index: DeskIndex | None = None
    event: Event | None = None
    #: (text, start of the trigger, sentences around it)
    _sentences: tuple[str, int, tuple[tuple[int, int], ...]] = field(default=("", 0, ()))
    _learned: Habits = field(default_factory=Habits)

    def begin(self, event_uid: str) -> None:
        """Turn to another event; what is known of the article's sentences is kept."""
        self.event_uid, self.role, self.at, self.candidates = event_uid, "", -1, ()
        self.index = self.event = self.proposal = self.choice = None

    def show(self, desk: DeskLike, schema: Schema) -> bool:
        """Take a newer desk; keeps the role and, where it is still there, the candidate. False: the event is gone."""
        before = self.current
        self.index = DeskIndex(desk, schema)
        self.event = next((e for e in desk.marks.events if e.uid == self.event_uid), None)
        if self.event is None:
            return False
        if self.experience is None:
            self._learned = learn_habits([desk.marks])
        if self.role and self.role_of(self.role) is None:
            self.role = ""
        if self.proposal is not None and self.proposal.type != self.event.type:
            self.proposal = None
        if self.choice is not None and self.role_of(self.choice.role) is None:
            # Undo gave the event another type while a label was being chosen for a role of the one before.
            self.choice = None
        if self.choice is not None:
            return True
        self._rank()
        self.at = next((n for n, c in enumerate(self.candidates) if before and c.uid == before.uid), -1)
        return True

    @property
    def roles(self) -> tuple[Role, ...]:
        """The roles that its type has."""
        event = self.event
        kind = self.index.schema.event(event.type) if self.index and event else None
        return kind.roles if kind else ()

    @property
    def current(self) -> Candidate | None:
        """The candidate that Enter would take."""
        return self.candidates[self.at] if self.choice is None and 0 <= self.at < len(self.candidates) else None

    def role_of(self, name: str) -> Role | None:
        """A role of the event's type by name."""
        return next((role for role in self.roles if role.name == name), None)

    def role_by_key(self, key: str) -> Role | None:
        """A role of the event's type by its key."""
        return next((role for role in self.roles if role.key and role.key == key), None)

    def fillers(self, role: str) -> list[str]:
        """What fills a role now, in order."""
        event = self.event
        return [a.filler for a in event.arguments if a.role == role] if event else []

    def choose(self, role: str) -> None:
        """Begin with a role. Where it is filled already nothing is proposed: Enter must not fill it twice unasked."""
        self.role, self.choice = role, None
        self._rank()
        self.at = 0 if self.candidates and not self.fillers(role) else -1

    def leave(self) -> None:
        """No role is being filled any more."""
        self.role, self.at, self.candidates, self.choice = "", -1, (), None

    # words that the person points at

    def mark_at(self, role: Role, pointed: Pointed) -> str:
        """uid of the mark that is meant and that the role takes, or "".

        It is the one of just these words, else, where they were only stood on, the narrowest around them.
        """
        found = sorted(self._around(role, pointed), key=lambda pair: pair[0])
        return found[0][1] if found else ""

    def _around(self, role: Role, pointed: Pointed) -> Iterator[tuple[tuple[bool, int, bool], str]]:
        assert self.index is not None
        desk = self.index.desk
        start, end = pointed.fragments[0][0], pointed.fragments[-1][1]
        for layer in (desk.marks, *desk.suggestions):
            for mark in (*layer.mentions, *layer.events):
                if mark.start > start or mark.end < end or mark.uid == self.event_uid:
                    continue
                fragments = mark.fragments if isinstance(mark, Mention) else mark.trigger
                exact = fragments == pointed.fragments
                if not exact and (pointed.explicit or not covers(fragments, pointed.fragments)):
                    continue
                takes = role.takes_label(mark.label) if isinstance(mark, Mention) else role.takes_event(mark.type)
                if takes:
                    yield (not exact, mark.end - mark.start, layer is not desk.marks), mark.uid

    def labels_for(self, role: Role, pointed: Pointed) -> LabelProposal:
        """Labels that the words may get to fill the role, likeliest first."""
        assert self.index is not None
        assert self.event is not None
        text = self.index.desk.article.text
        return propose_labels(
            " ".join(text[start:end] for start, end in pointed.fragments),
            role=role,
            event_type=self.event.type,
            schema=self.index.schema,
            experience=self.experience or Experience(),
        )

    def ask_label(self, role: str, pointed: Pointed, labels: tuple[str, ...]) -> None:
        """Let the person choose a label for the words before they fill the role."""
        self.leave()
        self.choice, self.at, self.role = LabelChoice(role, pointed.fragments, labels[:MOST]), 0, role

    def step(self, by: int) -> None:
        """Consider the next or previous candidate, round and round."""
        count = len(self.choice.labels if self.choice else self.candidates)
        if count:
            self.at = (self.at + by) % count if self.at >= 0 else (0 if by > 0 else count - 1)

    def next_role(self, by: int) -> str:
        """The role after the present one, unfilled ones only where there are any."""
        names = [role.name for role in self.roles]
        wanted = [name for name in names if not self.fillers(name)] or names
        if not wanted:
            return ""
        if self.role not in names:
            return wanted[0 if by > 0 else -1]
        ordered = names[names.index(self.role) + 1 :] + names[: names.index(self.role)]
        if by < 0:
            ordered.reverse()
        return next((name for name in ordered if name in wanted), self.role)

    def _sentences_near(self, event: Event, text: str) -> tuple[tuple[int, int], ...]:
        """Sentences around the trigger: cutting all of a long article would take a tenth of a second."""
        held, start, sentences = self._sentences
        if held is not text or start != event.start:
            first = max(0, event.start - _NEAR)
            cut = sentence_boundaries(text[first : event.end + _NEAR])
            sentences = tuple((a + first, b + first) for a, b in cut)
            self._sentences = (text, event.start, sentences)
        return sentences

    def _rank(self) -> None:
        event, role = self.event, self.role_of(self.role)
        if self.index is None or event is None or role is None:
            self.candidates = ()
            return
        desk = self.index.desk
        self.candidates = rank_near(
            event,
            role=role,
            marks=desk.marks,
            suggestions=desk.suggestions,
            sentences=self._sentences_near(event, desk.article.text),
            habits=self._learned if self.experience is None else self.experience.habits,
            limit=MOST,
        )
