"""Which roles a mention or an event may fill: by the schema, and by what the marks have shown so far."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

#: Event type -> role -> what may fill it: entity labels and event types.
Roles = Mapping[str, Mapping[str, Collection[str]]]
#: An entity label that was so many times a candidate for an event type and never filled a role of it will not do so.
ENOUGH = 10
#: A role that so many events have, none of them twice, has one filler.
SURE = 10


class RoleMask:
    """What may fill what. roles: as the schema says it, None where there is no schema.

    Without a schema a role belongs to the event types with which it was seen. It is a plain object that a config can
    carry: `state` gives it, `from_state` takes it.
    """

    def __init__(self, roles: Roles | None = None) -> None:
        self._roles = roles
        self.names: list[str] = sorted({role for each in (roles or {}).values() for role in each})
        # Event type -> filler's label -> [candidates, {role: fillers}].
        self._seen: dict[str, dict[str, list[Any]]] = {}
        # Role -> [events that have it, events that have it more than once].
        self._fillers: dict[str, list[int]] = {}

    def learn(self, pairs: Iterable[tuple[str, str, Collection[str]]], counts: Iterable[Mapping[str, int]]) -> None:
        """Take in what is known. pairs: event type, filler's label, roles. counts: of each event, fillers by role."""
        for kind, label, roles in pairs:
            entry = self._seen.setdefault(kind, {}).setdefault(label, [0, {}])
            entry[0] += 1
            for role in roles:
                entry[1][role] = entry[1].get(role, 0) + 1
        for event in counts:
            for role, count in event.items():
                entry = self._fillers.setdefault(role, [0, 0])
                entry[0] += 1
                entry[1] += count > 1
        self.names = sorted({*self.names, *self._fillers})

    @property
    def single(self) -> frozenset[str]:
        """The roles that one filler fills."""
        return frozenset(role for role, (events, twice) in self._fillers.items() if events >= SURE and not twice)

    def may_fill(self, kind: str, label: str) -> bool:
        """Whether an event type has any role for such a filler."""
        return any(self.allows(kind, label, role) for role in self._of(kind))

    def allows(self, kind: str, label: str, role: str) -> bool:
        """Whether a role of an event type may be filled so."""
        candidates, roles = self._seen.get(kind, {}).get(label, (0, {}))
        if roles.get(role):
            return True
        allowed = label in self._roles.get(kind, {}).get(role, ()) if self._roles else role in self._of(kind)
        return allowed and candidates < ENOUGH

    def _of(self, kind: str) -> Collection[str]:
        seen = {role for _, roles in self._seen.get(kind, {}).values() for role in roles}
        return seen | set((self._roles or {}).get(kind, ()))

    def rows(self, pairs: Sequence[tuple[str, str]], names: Sequence[str]) -> Any:
        """For pairs of event type and filler's label, which columns may be: (pairs, 1 + roles); the first is none."""
        made: dict[tuple[str, str], Any] = {}
        for pair in set(pairs):
            made[pair] = np.array([True, *(self.allows(*pair, role) for role in names)])
        return np.array([made[pair] for pair in pairs], dtype=bool).reshape(len(pairs), 1 + len(names))

    def state(self) -> dict[str, Any]:
        """What was learned, as JSON."""
        return {"seen": self._seen, "fillers": self._fillers}

    def from_state(self, state: Mapping[str, Any]) -> None:
        """Take what state gave."""
        self._seen = {kind: {k: list(v) for k, v in each.items()} for kind, each in state.get("seen", {}).items()}
        self._fillers = {role: list(counts) for role, counts in state.get("fillers", {}).items()}
        self.names = sorted({*self.names, *self._fillers})
