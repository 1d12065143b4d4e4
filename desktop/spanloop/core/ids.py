"""Identity that survives leaving the project file."""

from __future__ import annotations

from datetime import UTC, datetime

from uuid_utils import uuid7


def new_uid() -> str:
    """A fresh UUIDv7 (RFC 9562) in its 36-character form; ordered by time of making."""
    return str(uuid7())


def now() -> str:
    """This instant in UTC, ISO 8601 with milliseconds, as every table and file stores it."""
    return as_instant(datetime.now(UTC))


def as_instant(time: datetime) -> str:
    """A time with a time zone in that form, in which the order of texts is the order of times."""
    return time.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
