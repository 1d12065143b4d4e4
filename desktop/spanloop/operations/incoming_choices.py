"""What people decided about copies, from a file: taken over once all articles of the file are there."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from spanloop.core.copy_choice import CopyChoice, join_choices
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author
from spanloop.formats.ledger import Ledger
from spanloop.operations.known import Known
from spanloop.store.project import Project
from spanloop.store.writing import Act


class _Said(NamedTuple):
    article: str
    author: Author
    choice: CopyChoice
    title: str


class IncomingChoices:
    """Choices as lines come; the copy that one follows may stand further down in the file."""

    def __init__(self, project: Project, *, known: Known, ledger: Ledger) -> None:
        self._project = project
        self._known = known
        self._ledger = ledger
        self._said: list[_Said] = []
        self._act: Act | None = None

    def note(self, act: Act, article: str, author: Author, choice: CopyChoice, *, title: str) -> None:
        """Keep what a line says of an article until `write`. title: what the ledger calls it."""
        self._act = act
        self._said.append(_Said(article, author, choice, title))

    def write(self) -> None:
        """Write what holds: of two choices the later one. Chains come to one leader; what cannot be is listed."""
        act = self._act
        if act is None:
            return
        authors = {said.author.uid: said.author for said in self._said}
        for uid, author in authors.items():
            held = self._project.copies.choices(author)
            after = dict(held)
            for said in self._said:
                if said.author.uid == uid:
                    self._join(after, said)
            for article, choice in after.items():
                leader = _end(after, article)
                if choice.leader is not None and leader != choice.leader:
                    after[article] = replace(choice, leader=leader)
            for article, choice in after.items():
                if held.get(article) != choice and not (choice.choice == "follow" and choice.leader is None):
                    act.set_copy_choice(article, author, choice)

    def _join(self, after: dict[str, CopyChoice], said: _Said) -> None:
        theirs = said.choice
        if theirs.choice == "follow":
            leader = self._known.named(theirs.leader or "")
            if leader is None or leader == said.article:
                self._say(said, f"it follows {theirs.leader or 'nothing'}, which is not another article here")
                return
            theirs = replace(theirs, leader=leader)
        ours = after.get(said.article)
        joined = join_choices(ours, theirs)
        if joined is None:
            if ours is not None and (ours.choice, ours.leader) != (theirs.choice, theirs.leader):
                self._say(said, f"{_words(ours)} here, {_words(theirs)} there")
            return
        if any(one.leader == said.article for uid, one in after.items() if uid != joined.leader):
            self._say(said, "other copies follow it here")
            return
        if after.get(joined.leader or "", joined).leader == said.article:
            self._say(said, "the copy that it is to follow follows it here")
            return
        after[said.article] = joined

    def _say(self, said: _Said, words: str) -> None:
        self._ledger.add("copy.undecided", f"{said.author.name}: {words}; nothing was decided", article=said.title)


def own_choice(choice: CopyChoice) -> CopyChoice:
    """A choice that somebody else takes over: theirs from now on."""
    return replace(choice, uid=new_uid(), at="")


def _end(choices: dict[str, CopyChoice], article: str) -> str | None:
    """The leader at the end of a chain."""
    seen = {article}
    leader = choices[article].leader
    while leader is not None and leader not in seen:
        after = choices.get(leader)
        if after is None or after.leader is None:
            return leader
        seen.add(leader)
        leader = after.leader
    return leader if leader != article else None


def _words(choice: CopyChoice) -> str:
    return "ignored" if choice.choice == "ignore" else "following another copy"
