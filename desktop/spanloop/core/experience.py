"""What a project's past marks teach about the next: types of triggers, labels of words, fillers of roles, links."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from spanloop.core.candidates import Habits
from spanloop.core.lexicon import Lexicon
from spanloop.core.lookup import AuthorLookup
from spanloop.core.marks import Event, Fragments, Marks, Mention, name_of

_Pair = tuple[str, str]


class Experience:
    """Counts over past marks, kept up to date by adding and taking away; `habits` follows them by itself.

    triggers: words by event type. names: words by entity label. links: by (link type, label or type of the source), how
    often the target was of which label or type.
    """

    def __init__(self) -> None:
        self.triggers = Lexicon()
        self.names = Lexicon()
        self.links: dict[_Pair, dict[str, int]] = {}
        self._sides: dict[_Pair, tuple[int, int]] = {}
        self._labels: dict[_Pair, dict[str, int]] = {}
        self.habits = Habits(self._sides, self._labels)

    def count_filler(self, event_type: str, role: str, label: str, *, before: bool, times: int = 1) -> None:
        """A role was filled by a mention or event of this label or type that stands before (or after) the trigger."""
        key = (event_type, role)
        ahead, behind = self._sides.get(key, (0, 0))
        sides = (max(0, ahead + times), behind) if before else (ahead, max(0, behind + times))
        _keep(self._sides, key, sides, empty=(0, 0))
        _count(self._labels, key, label, times)

    def count_link(self, link_type: str, source: str, target: str, *, times: int = 1) -> None:
        """Two marks of these labels or types were linked."""
        _count(self.links, (link_type, source), target, times)

    def learn(
        self, text: str, marks: Marks | AuthorLookup, *, only: Collection[str] | None = None, times: int = 1
    ) -> None:
        """Count the marks of one author on an article with this text; with times=-1 take them away again.

        only: uids of mentions and events that are meant, and with them the events that they fill; None for all. Where
        look-ups are given, the others cost nothing then. Links are counted all, for there are few. A filler that is no
        mark of the same author is passed over.
        """
        look = marks if isinstance(marks, AuthorLookup) else AuthorLookup(marks)
        marks = look.marks
        mentions: Collection[Mention] = marks.mentions
        events: Collection[Event] = marks.events
        if only is not None:
            mentions = [mention for uid in frozenset(only) if (mention := look.mentions.get(uid)) is not None]
            events = _touched(look, only)
        for mention in mentions:
            self.names.count(_quote(text, mention.fragments), mention.label, times=times)
        known = _known(look, events)
        for event in events:
            if only is None or event.uid in only:
                self.triggers.count(_quote(text, event.trigger), event.type, times=times)
            for argument in event.arguments:
                if argument.filler in known:
                    start, label = known[argument.filler]
                    self.count_filler(event.type, argument.role, label, before=start < event.start, times=times)
        for link in marks.links:
            if link.source in known and link.target in known:
                self.count_link(link.type, known[link.source][1], known[link.target][1], times=times)

    def snapshot(self) -> Mapping[str, object]:
        """All counts, for comparing two of them."""
        return {
            "triggers": self.triggers.snapshot(),
            "names": self.names.snapshot(),
            "sides": dict(self._sides),
            "labels": {key: dict(counts) for key, counts in self._labels.items()},
            "links": {key: dict(counts) for key, counts in self.links.items()},
        }


def _known(look: AuthorLookup, events: Collection[Event]) -> dict[str, tuple[int, str]]:
    """Start and label of what fills these events or is linked, by uid."""
    needed = {argument.filler for event in events for argument in event.arguments}
    needed |= {end for link in look.marks.links for end in (link.source, link.target)}
    known: dict[str, tuple[int, str]] = {}
    for uid in needed:
        mark = look.events.get(uid) or look.mentions.get(uid)
        if mark is not None:
            known[uid] = mark.start, name_of(mark)
    return known


def _touched(look: AuthorLookup, uids: Collection[str]) -> list[Event]:
    """The events among these marks, and those that one of them fills."""
    found = {uid: event for uid in uids if (event := look.events.get(uid)) is not None}
    found |= {user: look.events[user] for uid in uids for user in look.users.get(uid, ())}
    return list(found.values())


def _quote(text: str, fragments: Fragments) -> str:
    return " ".join(text[start:end] for start, end in fragments)


def _count(counts: dict[_Pair, dict[str, int]], key: _Pair, name: str, times: int) -> None:
    held = counts.get(key, {})
    now = held.get(name, 0) + times
    if now > 0:
        counts.setdefault(key, held)[name] = now
    elif held.pop(name, None) is not None and not held:
        del counts[key]


def _keep(counts: dict[_Pair, tuple[int, int]], key: _Pair, now: tuple[int, int], *, empty: tuple[int, int]) -> None:
    if now == empty:
        counts.pop(key, None)
    else:
        counts[key] = now
