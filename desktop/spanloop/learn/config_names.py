"""What a schema says, as a spaCy config carries it.

A config makes a section or a line of each key of a mapping, so a dot in a name ("Conflict.Attack") opens a section
that is not there, and what comes after a colon, an equals sign or a number sign is lost. Exports write such mappings as
pairs instead (formats.docbin_config); these functions take both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

#: A mapping, or its pairs of key and value.
Said = Mapping[str, Any] | Sequence[Any]


def read_roles(said: Said | None) -> dict[str, dict[str, list[str]]] | None:
    """Event type -> role -> what may fill it."""
    return None if said is None else {kind: dict(roles) for kind, roles in dict(said).items()}


def read_attributes(said: Said | None) -> dict[str, dict[str, Any]] | None:
    """Attribute -> "default" and "values": a list, or event type -> list."""
    if said is None:
        return None
    return {
        name: {**dict(held), "values": _values(dict(held).get("values") or ())} for name, held in dict(said).items()
    }


def _values(said: Said) -> Any:
    are_pairs = not isinstance(said, Mapping) and any(not isinstance(each, str) for each in said)
    return dict(said) if are_pairs else said
