"""What the keys do while an event is being made."""

from __future__ import annotations

from collections.abc import Sequence

from spanloop.gui.composer.state import Considering, Pointed
from spanloop.gui.inspector.attributes import attributes_of

_Hint = tuple[tuple[str, ...], str]
_LONGEST = 24


def hints_of(state: Considering, pointed: Pointed | None) -> list[_Hint]:
    """(keys, text), the most useful first."""
    role = state.role_of(state.role)
    if state.choice is not None:
        last = len(state.choice.labels)
        digits = ("1",) if last == 1 else ("1", str(last))
        return [
            (digits, "take a label, or its own key"),
            (("Enter",), "take"),
            (("Tab",), "next label"),
            (("Esc",), "leave"),
        ]
    if role is None:
        return _before_a_role(state, pointed)
    found: list[_Hint] = []
    if pointed is not None and role.key:
        found.append(((role.key,), f"fill with {_quoted(state, pointed)}"))
    elif role.key and state.candidates:
        found.append(((role.key,), "next candidate"))
        if len(role.key) == 1 and role.key.isalpha():
            found.append(((f"Shift+{role.key}",), "previous"))
    if state.candidates:
        last = len(state.candidates)
        found.append((("1",) if last == 1 else ("1", str(last)), "take by number"))
    if state.current is not None and pointed is None:
        found.append((("Enter",), "take"))
    if state.fillers(role.name):
        found.append((("Delete",), "clear"))
    return [*found, (("Esc",), f"leave {role.name}")]


def _before_a_role(state: Considering, pointed: Pointed | None) -> list[_Hint]:
    keys = [role.key for role in state.roles if role.key]
    attributes = attributes_of(state.index.schema, state.event) if state.index and state.event else []
    others = [attribute.key for attribute in attributes if attribute.key]
    found: list[_Hint] = []
    if keys:
        found.append((_ends(keys), f"role of {_quoted(state, pointed)}" if pointed else "role"))
    if others and pointed is None:
        found.append((_ends(others), "attribute"))
    if state.proposal is not None and state.index is not None and pointed is None:
        types = [kind.key for kind in state.index.schema.events if kind.key]
        found.append((_ends(types), "another type"))
    return [*found, (("Enter",), "done"), (("Esc",), "close")]


def _quoted(state: Considering, pointed: Pointed) -> str:
    quote = state.index.quote(pointed.fragments) if state.index else ""
    return f"“{quote if len(quote) <= _LONGEST else quote[:_LONGEST].rstrip() + '…'}”"


def _ends(keys: Sequence[str]) -> tuple[str, ...]:
    """First and last of many keys."""
    return (keys[0], keys[-1]) if len(keys) > 1 else tuple(keys)
