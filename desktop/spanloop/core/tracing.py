"""Which marks on a copy came from which marks of its source, and whether somebody changed them since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from hashlib import blake2b

from spanloop.core.marks import Argument, Event, Marks, Mention, fragments_of, name_of

Mark = Mention | Event


class Traces:
    """Looked up once for a source, the person's own marks on a copy, and what was suggested there before.

    removed: uids that the source had once. own_of: mark of the source -> what it is among the person's marks on the
    copy. sources: the same the other way round, by uid.
    """

    def __init__(self, source: Marks, own: Marks, suggested: Marks) -> None:
        self._source = {mark.uid: mark for mark in _marks(source)}
        alive = self._source.keys() | {link.uid for link in source.links}
        self.removed = frozenset(removal.uid for removal in source.removed) - alive
        self._suggested = {mark.uid: mark for mark in _marks(suggested)}
        self._corrected = {v.suggestion for v in own.verdicts if v.outcome == "corrected"}
        self.own_of: dict[str, Mark] = {}
        self.sources: dict[str, str] = {}
        for mark in _marks(own):
            uid = self._origin(mark)
            if uid is not None and uid not in self.own_of:
                self.own_of[uid] = mark
                self.sources[mark.uid] = uid

    def _origin(self, mark: Mark) -> str | None:
        """The mark of the source that a mark on the copy came from, also where it is gone; None for any other."""
        origin = mark.origin
        if origin in self._suggested:
            origin = self._suggested[origin].origin
        return origin if origin in self._source or origin in self.removed else None

    def source(self, uid: str) -> Mark | None:
        """A mark of the source; None when it is gone."""
        return self._source.get(uid)

    def is_untouched(self, held: Mark, mark: Mark) -> bool:
        """Whether nobody changed a mark on the copy since it came: its time is one of its source's, or it is still
        as it was suggested."""
        if held.changed and held.changed in (mark.changed, *mark.earlier):
            return True
        return held.origin in self._suggested and self.is_as_brought(held)

    def is_as_brought(self, held: Mark) -> bool:
        """Whether nothing here tells that a mark was changed; for marks whose source is gone."""
        if held.origin in self._corrected:
            return False
        suggested = self._suggested.get(held.origin or "")
        return suggested is None or same_parts(suggested, held)

    def open_suggestions(self, decided: Collection[str]) -> dict[str, Mark]:
        """Mark of the source -> the suggestion that was made of it last, and that nobody decided."""
        return {s.origin: s for s in self._suggested.values() if s.origin is not None and s.uid not in decided}


def _marks(marks: Marks) -> Iterable[Mark]:
    return (*marks.mentions, *marks.events)


def same_mention(one: Mention, other: Mention) -> bool:
    """Whether two mentions say the same of the same place."""
    return same_parts(one, other)


def same_event(one: Event, other: Event, arguments: tuple[Argument, ...]) -> bool:
    """Whether an event says the same as another one whose arguments are these."""
    return same_parts(one, other, roles=False) and Counter(one.arguments) == Counter(arguments)


def same_parts(one: Mark, other: Mark, *, roles: bool = True) -> bool:
    """Whether two marks say the same of the same place, whatever they are called and whichever marks fill their roles.

    roles: whether events have to have the same roles filled, each as often.
    """
    if (name_of(one), fragments_of(one), one.notes) != (name_of(other), fragments_of(other), other.notes):
        return False
    if isinstance(one, Event) and isinstance(other, Event):
        alike = not roles or Counter(a.role for a in one.arguments) == Counter(a.role for a in other.arguments)
        return alike and dict(one.attributes) == dict(other.attributes)
    return isinstance(one, Mention) and isinstance(other, Mention) and one.value == other.value


def derived_uid(uid: str, article: str) -> str:
    """The uid that a link gets on a copy: always the same one, because a link says nowhere what it came from.

    Its time is that of the first link, so that it sorts among others as a UUIDv7 does (RFC 9562).
    """
    digest = blake2b(f"{uid} {article}".encode(), digest_size=9).hexdigest()
    return f"{uid[:13]}-7{digest[:3]}-8{digest[3:6]}-{digest[6:18]}"
