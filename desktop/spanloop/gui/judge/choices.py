"""Who can be compared with whom, and on which articles."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from spanloop.core.evaluation import On
from spanloop.core.marks import Author
from spanloop.core.wording import count
from spanloop.gui.judge.controls import Option

#: Key of the reference that is nobody in particular: whoever core.truth takes.
TRUTH = ""
_EXTRACTOR, _AUTHOR = "extractor:", "author:"
_REST = "complete articles"
_ALL = f"all {_REST}"
_PEOPLE = frozenset({"human", "gold"})


@dataclass(frozen=True, slots=True)
class Version:
    """A version that can be judged: its uid, its name, and whether it suggests now."""

    uid: str
    name: str
    current: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """What is compared. who: a version or an author, as `Option.key`. against: name of an author, TRUTH for none."""

    who: str
    against: str
    on: On

    @classmethod
    def of_version(cls, uid: str) -> Choice:
        """A version by the truth of the test articles."""
        return cls(_EXTRACTOR + uid, TRUTH, "test")

    @property
    def extractor(self) -> str | None:
        """uid of the version, None where an author is judged."""
        return self.who.removeprefix(_EXTRACTOR) if self.who.startswith(_EXTRACTOR) else None

    @property
    def author(self) -> str | None:
        """Name of the author, None where a version is judged."""
        return self.who.removeprefix(_AUTHOR) if self.who.startswith(_AUTHOR) else None


class Choices:
    """What the three choosers offer for a project."""

    def __init__(self, versions: Sequence[Version], authors: Sequence[Author], *, frozen: bool = False) -> None:
        """frozen: whether the test set is set aside for good."""
        self.versions = tuple(versions)
        self._frozen = frozen
        found = sorted((author for author in authors if author.kind in _PEOPLE), key=lambda who: who.kind != "gold")
        #: People and gold, gold first: others are held against it.
        self.people = tuple(author.name for author in found)
        self.others = tuple(author.name for author in authors if author.kind not in {*_PEOPLE, "extractor"})

    @property
    def nothing(self) -> bool:
        """Nobody can be compared with anybody."""
        return not self.versions and not self.others and len(self.people) < 2

    def who(self) -> list[Option]:
        """Versions, newest first, then authors."""
        versions = [Option(_EXTRACTOR + version.uid, version.name, "Extractors") for version in self.versions]
        return versions + [Option(_AUTHOR + name, name, "Authors") for name in (*self.people, *self.others)]

    def against(self, who: str) -> list[Option]:
        """The truth, or another person than the one who is judged."""
        people = [name for name in self.people if _AUTHOR + name != who]
        return [Option(TRUTH, "truth"), *(Option(name, name, "Authors") for name in people)]

    def on(self, who: str, *, tested: int | None = None, complete: int | None = None) -> list[Option]:
        """Sets of articles. tested, complete: how many there are, where that is known."""
        options = [
            Option(
                "test",
                "test set",
                icon="lock" if self._frozen else "",
                shown="" if tested is None else f"test set, {count(tested, 'article')}",
            ),
            Option(
                "all", _ALL, shown="" if complete is None else _ALL if complete < 2 else f"all {complete:,} {_REST}"
            ),
        ]
        if who.startswith(_EXTRACTOR):
            options.append(Option("unseen", "articles it has not learned from"))
        return options

    def first(self) -> Choice:
        """What is compared when nobody has chosen yet: the version that suggests, else two people."""
        current = next((version for version in self.versions if version.current), None)
        version = current or next(iter(self.versions), None)
        if version is not None:
            return Choice(_EXTRACTOR + version.uid, TRUTH, "test")
        if self.others:
            return Choice(_AUTHOR + self.others[0], TRUTH, "all")
        who, against = (self.people[1], self.people[0]) if len(self.people) > 1 else ("", TRUTH)
        return Choice(_AUTHOR + who, against, "all")

    def judging(self, choice: Choice, who: str) -> Choice:
        """The choice with somebody else judged. A person against the truth is mostly themselves, so: another person."""
        name = who.removeprefix(_AUTHOR)
        against = choice.against if choice.against != name else TRUTH
        if who.startswith(_AUTHOR) and name in self.people and against == TRUTH:
            against = next((person for person in self.people if person != name), TRUTH)
        return self.mended(Choice(who, against, choice.on))

    def mended(self, choice: Choice) -> Choice:
        """The choice where it can still be made; what is gone gives way to what is first."""
        if choice.who not in {option.key for option in self.who()}:
            return self.first()
        against = choice.against
        if against not in {option.key for option in self.against(choice.who)}:
            against = TRUTH
        on = choice.on if choice.on in {option.key for option in self.on(choice.who)} else "all"
        return Choice(choice.who, against, cast("On", on))
