"""Typed access to decoded JSON from other people's files: every surprise becomes an error that names file and line."""

from __future__ import annotations

import math
import re
from datetime import UTC, datetime
from typing import Any, cast

from spanloop.core.errors import SpanloopError
from spanloop.core.ids import as_instant
from spanloop.formats.ledger import Ledger

_UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
#: What a person may read of a wrong value; values of a hostile file can be megabytes long.
_SHOWN = 60
#: How many keys that are not read a ledger names; a file with more has data for keys.
_MOST_KEYS = 100


def shown(value: object) -> str:
    """A value for an error message, shortened; of a list or object only what it is, because it may be deep or huge."""
    if isinstance(value, (list, dict)):
        return "a list" if isinstance(value, list) else "an object"
    return shortened("null" if value is None else repr(value[:_SHOWN] if isinstance(value, str) else value))


def shortened(text: str) -> str:
    """The beginning of a text that may be long, for an error message."""
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


class Place:
    """Where in a file a reader is, and where it notes what it does not carry over.

    reported: (what, key) pairs already in the ledger, shared by all lines of a file, so that a key which every line has
        is noted once.
    """

    def __init__(self, file: str, *, line: int = 0, ledger: Ledger | None = None, way_out: str = "") -> None:
        self.file = file
        self.line = line
        self.ledger = ledger if ledger is not None else Ledger()
        self.way_out = way_out or "Correct the file and import it again."
        self.reported: set[tuple[str, str]] = set()

    @property
    def where(self) -> str:
        return f"{self.file}, line {self.line}" if self.line else self.file

    def fail(self, what: str, way_out: str = "") -> SpanloopError:
        return SpanloopError(what, where=self.where, way_out=way_out or self.way_out)

    def note(self, code: str, message: str, *, article: str = "", quote: str = "") -> None:
        self.ledger.add(code, message, article=article, quote=quote, line=self.line or None)

    def note_key(self, what: str, key: str) -> None:
        """Note a key that is not read, at its first appearance in the file; of very many, the first ones."""
        if (what, key) in self.reported or len(self.reported) > _MOST_KEYS:
            return
        self.reported.add((what, key))
        if len(self.reported) <= _MOST_KEYS:
            self.note("key.not_read", f"the key {shown(key)} of {what} is not read, here and in later lines")
        else:
            self.note("key.not_read", "more keys are not read, here and in later lines")


class Fields:
    """One JSON object: `text`, `number`, `objects`... raise SpanloopError for a value of another type.

    A key whose value is null counts as absent. what: how messages call the object ("span 3").
    """

    __slots__ = ("_item", "place", "what")

    def __init__(self, raw: object, what: str, place: Place) -> None:
        if not isinstance(raw, dict):
            raise place.fail(f"{what} is {shown(raw)}, not an object with named fields")
        self._item = cast("dict[str, Any]", raw)
        self.what = what
        self.place = place

    def has(self, key: str) -> bool:
        return self._item.get(key) is not None

    def get(self, key: str) -> Any:
        return self._item.get(key)

    def note_unread(self, known: frozenset[str], kind: str) -> None:
        """Put keys that are not known into the ledger."""
        if self._item.keys() <= known:
            return
        for key in sorted(self._item.keys() - known):
            self.place.note_key(kind, key)

    def fail(self, what: str) -> SpanloopError:
        return self.place.fail(f"{self.what} {what}")

    def text(self, key: str, default: str | None = None) -> str:
        """A text; without a default it must be there and not be empty."""
        value = self._item.get(key)
        if value is None:
            if default is None:
                raise self.fail(f"has no {key}")
            return default
        if not isinstance(value, str):
            raise self.fail(f"has {key} {shown(value)}, which is not a text")
        if default is None and not value:
            raise self.fail(f"has an empty {key}")
        return value

    def name(self, key: str) -> str | None:
        """An id: a text or a whole number, as text; None where there is none or an empty one."""
        value = self._item.get(key)
        if value is None or value == "":
            return None
        if isinstance(value, bool) or not isinstance(value, (str, int)):
            raise self.fail(f"has {key} {shown(value)}, which is neither a text nor a whole number")
        return str(value)

    def uid(self, key: str) -> str | None:
        value = self._item.get(key)
        if value is None:
            return None
        if not isinstance(value, str) or not _UID.fullmatch(value.lower()):
            raise self.fail(f"has {key} {shown(value)}, which is not a UUID")
        return value.lower()

    def instant(self, key: str) -> str:
        """A time as the project stores it (UTC, ISO 8601 with milliseconds, see core.ids.now); "" where there is none.

        Other offsets from UTC are converted; a time without one is taken to be UTC.
        """
        value = self._item.get(key)
        if value is None or value == "":
            return ""
        try:
            time = datetime.fromisoformat(value)
            return as_instant(time if time.tzinfo is not None else time.replace(tzinfo=UTC))
        except (TypeError, ValueError, OverflowError):
            raise self.fail(f"has {key} {shown(value)}, which is not a time in ISO 8601") from None

    def whole(self, key: str, default: int | None = None) -> int:
        value = self._item.get(key)
        if value is None and default is not None:
            return default
        if value is None:
            raise self.fail(f"has no {key}")
        if isinstance(value, bool) or not isinstance(value, int):
            raise self.fail(f"has {key} {shown(value)}, which is not a whole number")
        return value

    def fraction(self, key: str) -> float | None:
        """A number from 0 to 1, or None."""
        value = self._item.get(key)
        if value is None:
            return None
        if isinstance(value, bool) or not isinstance(value, (int, float)):
            raise self.fail(f"has {key} {shown(value)}, which is not a number")
        if not math.isfinite(value) or not 0 <= value <= 1:
            raise self.fail(f"has {key} {shown(value)}, which is not between 0 and 1")
        return float(value)

    def choice(self, key: str, allowed: tuple[str, ...], default: str | None = None) -> str:
        value = self.text(key, default)
        if value not in allowed:
            raise self.fail(f"has {key} {shown(value)}, which is none of {', '.join(allowed)}")
        return value

    def items(self, key: str) -> list[Any]:
        value = self._item.get(key)
        if value is None:
            return []
        if not isinstance(value, list):
            raise self.fail(f"has {key} {shown(value)}, which is not a list")
        return cast("list[Any]", value)

    def mapping(self, key: str) -> dict[str, Any]:
        value = self._item.get(key)
        if value is None:
            return {}
        if not isinstance(value, dict):
            raise self.fail(f"has {key} {shown(value)}, which is not an object with named fields")
        return cast("dict[str, Any]", value)
