"""What a schema says, as a spaCy config carries it.

A config makes a section or a line of each key of a mapping, so a dot in a name ("Conflict.Attack") opens a section
that is not there, and what comes after a colon, an equals sign or a number sign is lost. Exports write such mappings as
pairs instead (formats.docbin_config), and names without the dollars in which a config sees the names of its values
(formats.docbin_dollars). These functions take all of it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from spanloop.formats.docbin_dollars import with_dollars

#: A mapping, or its pairs of key and value.
Said = Mapping[str, Any] | Sequence[Any]


def read_roles(said: Said | None) -> dict[str, dict[str, list[str]]] | None:
    """Event type -> role -> what may fill it."""
    return None if said is None else {kind: dict(roles) for kind, roles in dict(with_dollars(said)).items()}


def read_attributes(said: Said | None) -> dict[str, dict[str, Any]] | None:
    """Attribute -> "default" and "values": a list, or event type -> list."""
    if said is None:
        return None
    told = {name: dict(held) for name, held in dict(with_dollars(said)).items()}
    return {name: {**held, "values": _values(held.get("values") or ())} for name, held in told.items()}


def _values(said: Said) -> Any:
    are_pairs = not isinstance(said, Mapping) and any(not isinstance(each, str) for each in said)
    return dict(said) if are_pairs else said
