"""Names in a value of a spaCy config, without the dollars in them.

Where "${" stands in a value, a config puts another of its values there, each time that it is read and also where it was
written as an escape of JSON; and any other dollar is two each time that a config is written again. So other characters
stand for a dollar in a config, and the value gets it back where it is used.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

#: One of the characters for private use, which nobody types. It stands twice for itself.
_SIGN = "\ue000"
_DOLLAR = f"{_SIGN}S"
_HELD = re.compile(f"{_SIGN}([{_SIGN}S])")


def without_dollars(value: Any) -> Any:
    """A value, of texts, lists and mappings, in which no text and no key has a dollar."""
    return _each(value, lambda text: text.replace(_SIGN, _SIGN * 2).replace("$", _DOLLAR))


def with_dollars(value: Any) -> Any:
    """The value as it was; one that was written as it is, as older programs did, stays so."""
    return _each(value, lambda text: _HELD.sub(lambda found: "$" if found[1] == "S" else _SIGN, text))


def _each(value: Any, change: Callable[[str], str]) -> Any:
    if isinstance(value, str):
        return change(value)
    if isinstance(value, Mapping):
        held = cast("Mapping[str, Any]", value)
        return {change(key): _each(inner, change) for key, inner in held.items()}
    return [_each(each, change) for each in cast("Sequence[Any]", value)] if isinstance(value, (list, tuple)) else value
