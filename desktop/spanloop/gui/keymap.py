"""The keys of one person: those of the table of actions, changed where somebody wanted others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from spanloop.gui.actions import Action, may_share
from spanloop.gui.keys import is_sequence, normal, shown
from spanloop.gui.sequences import first_key

_MOVES = ("Left", "Right", "Up", "Down", "Home", "End", "PgUp", "PgDown")
#: Keys with which the cursor goes through the text; no act can have them, or one could not read on.
MOVING = frozenset(
    normal(f"{before}{shift}{key}")
    for before in ("Ctrl+", "Alt+")
    for shift in ("", "Shift+")
    for key in (_MOVES if before == "Ctrl+" else ("Left", "Right"))
)
LEAVES = "Esc"


class Keymap:
    """What a person changed, by the ids of actions; never altered, each change makes another one."""

    def __init__(self, changes: Mapping[str, Iterable[str]] | None = None) -> None:
        self._changes = {
            action: tuple(dict.fromkeys(normal(key) for key in keys if key)) for action, keys in (changes or {}).items()
        }

    @property
    def changes(self) -> dict[str, tuple[str, ...]]:
        """The keys of each action whose keys were changed; () for one that has none any more."""
        return dict(self._changes)

    def keys_of(self, action: Action) -> tuple[str, ...]:
        """The keys that this person wants for an action of the table."""
        return action.keys if action.fixed else self._changes.get(action.id, action.keys)

    def with_keys(self, action: Action, keys: Sequence[str]) -> Keymap:
        """The same, with other keys for one action. Those of the table again are no change."""
        rest = {other: had for other, had in self._changes.items() if other != action.id}
        wanted = tuple(normal(key) for key in keys)
        return Keymap(rest if wanted == action.keys else {**rest, action.id: wanted})

    def apply(self, actions: Sequence[Action], *, before: Sequence[Action] = ()) -> tuple[Action, ...]:
        """The actions with the keys that they have now.

        before: actions whose keys nobody takes from them, such as the labels of the schema that is open. What a person
        chose holds against what the table says, so that a key which a newer version gives to a new act does not take
        it away; then the new act has none until it is given one.
        """
        taken: dict[str, list[Action]] = {}
        for action in before:
            for key in action.keys:
                taken.setdefault(key, []).append(action)
        has: dict[str, tuple[str, ...]] = {}
        for action in sorted(actions, key=lambda action: action.id not in self._changes):
            free = tuple(key for key in self.keys_of(action) if _is_free(taken.get(key, ()), action))
            for key in free:
                taken.setdefault(key, []).append(action)
            has[action.id] = free
        return tuple(
            action if has[action.id] == action.keys else replace(action, keys=has[action.id]) for action in actions
        )


def _is_free(holders: Iterable[Action], action: Action) -> bool:
    return all(may_share(holder, action) for holder in holders)


def refusal(key: str, action: Action, *, actions: Iterable[Action]) -> str:
    """Why an action cannot have a key, in a sentence; "" when it can. key: "" for one that names nothing.

    actions: all that have keys now, those of the schema among them.
    """
    if action.fixed:
        return f"The keys of “{action.name}” stay as they are."
    if not key or key in MOVING:
        return "That key moves the cursor, or types nothing."
    if key == LEAVES:
        return "Esc leaves, everywhere. It can mean nothing else."
    for other in actions:
        if other.id == action.id or may_share(other, action):
            continue
        if key in other.keys:
            return f"{shown(key)} is the key of “{other.name}”."
        if any(is_sequence(had) and first_key(had) == key for had in other.keys):
            return f"{shown(key)} leads to labels that have no key of their own, such as “{other.name}”."
    return ""
