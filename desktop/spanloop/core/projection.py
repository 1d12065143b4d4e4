"""The marks of one author on one text as marks on another text that shares stretches with it.

Nothing is guessed: a span goes where its words are aligned, with the same quote, or it stays and is listed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from spanloop.core.alignment import Alignment
from spanloop.core.article import Article
from spanloop.core.ids import new_uid
from spanloop.core.marks import Argument, Event, Fragments, Link, Marks, Mention, fragments_of, name_of
from spanloop.core.wording import one_line

Kind = Literal["mention", "event", "filler", "link"]
#: How many characters of a mark's words are named.
LONGEST_QUOTE = 60
_WHY = {
    "missing": "these words are not in {there}",
    "reworded": "{there} has other words here",
    "spaced": "white space or quotation marks differ here",
    "apart": "its fragments stand in another order in {there}",
}


@dataclass(frozen=True, slots=True)
class Left:
    """Something of one text that the other one lacks. mark: uid of the mark; for a filler, of the event that loses it.

    name: label, type, "role of TYPE" or the link's type. quote: its words on one line. why: one short sentence without
    a capital or full stop. placed: its words are there, but a person decided otherwise about them.
    """

    kind: Kind
    mark: str
    name: str
    quote: str
    why: str
    placed: bool = False


@dataclass(frozen=True)
class Projection:
    """What marks become on another text, with uids of their own. uids: of the old mark -> of the new one.

    Every filler of an event and every end of a link is among them. left: what did not fit, in the order of the text.
    """

    mentions: tuple[Mention, ...]
    events: tuple[Event, ...]
    links: tuple[Link, ...]
    uids: Mapping[str, str]
    left: tuple[Left, ...]


def project_marks(
    marks: Marks,
    alignment: Alignment,
    *,
    onto: Article,
    make_uid: Callable[[], str] = new_uid,
    there: str = "the copy",
) -> Projection:
    """Project an author's mentions, events and links from `alignment.one` onto an article with the other text.

    An event needs its trigger; a filler that has no place is left out of it and listed. Labels, roles, attributes,
    notes, values, scores, origins and times stay as they are. there: what the other text is called in reasons.
    """
    return _Projecting(marks, alignment, onto, make_uid, there).run()


class _Projecting:
    def __init__(
        self, marks: Marks, alignment: Alignment, onto: Article, make_uid: Callable[[], str], there: str
    ) -> None:
        self._there = there
        self._marks = marks
        self._alignment = alignment
        self._onto = onto
        self._make_uid = make_uid
        self._uids: dict[str, str] = {}
        self._named: dict[str, Mention | Event] = {m.uid: m for m in (*marks.mentions, *marks.events)}
        self._left: list[tuple[int, Left]] = []

    def run(self) -> Projection:
        placed = [(mention, self._place("mention", mention)) for mention in self._marks.mentions]
        triggered = [(event, self._place("event", event)) for event in self._marks.events]
        mentions = tuple(
            replace(mention, uid=self._uids[mention.uid], fragments=place)
            for mention, place in placed
            if place is not None
        )
        events = tuple(self._event(event, place) for event, place in triggered if place is not None)
        links = tuple(link for link in map(self._link, self._marks.links) if link is not None)
        left = tuple(one for _, one in sorted(self._left, key=_where))
        return Projection(mentions, events, links, self._uids, left)

    def _place(self, kind: Kind, mark: Mention | Event) -> Fragments | None:
        fragments = fragments_of(mark)
        place = self._alignment.project(fragments)
        silent = None if place is None else self._onto.silences(place)
        if place is None or silent is not None:
            why = _WHY[self._alignment.why_not(fragments)] if place is None else f"it is {_a(silent)} in {{there}}"
            self._say(kind, mark, name_of(mark), why.format(there=self._there))
            return None
        self._uids[mark.uid] = self._make_uid()
        return place

    def _event(self, event: Event, place: Fragments) -> Event:
        arguments: list[Argument] = []
        for argument in event.arguments:
            uid = self._uids.get(argument.filler)
            if uid is not None:
                arguments.append(replace(argument, filler=uid))
                continue
            filler = self._named.get(argument.filler)
            words = self._quote(filler) if filler is not None else ""
            left = Left("filler", event.uid, f"{argument.role} of {event.type}", words, "what fills it has no place")
            self._left.append((event.start, left))
        return replace(event, uid=self._uids[event.uid], trigger=place, arguments=tuple(arguments))

    def _link(self, link: Link) -> Link | None:
        source, target = self._uids.get(link.source), self._uids.get(link.target)
        if source is not None and target is not None:
            self._uids[link.uid] = self._make_uid()
            return replace(link, uid=self._uids[link.uid], source=source, target=target)
        ends = [self._named[end] for end in (link.source, link.target) if end in self._named]
        words = " - ".join(map(self._quote, ends))
        start = min((end.start for end in ends), default=0)
        self._left.append((start, Left("link", link.uid, link.type, words, "one of its ends has no place")))
        return None

    def _say(self, kind: Kind, mark: Mention | Event, name: str, why: str) -> None:
        self._left.append((mark.start, Left(kind, mark.uid, name, self._quote(mark), why)))

    def _quote(self, mark: Mention | Event) -> str:
        words = " ".join(self._alignment.one[start:end] for start, end in fragments_of(mark))
        return one_line(words, most=LONGEST_QUOTE)


def _a(kind: str | None) -> str:
    return "a comment" if kind == "comment" else str(kind)


def _where(item: tuple[int, Left]) -> int:
    return item[0]
