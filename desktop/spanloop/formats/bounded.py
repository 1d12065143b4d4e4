"""Files read whole, as far as they are no larger than what reads them can hold."""

from __future__ import annotations

from pathlib import Path

from spanloop.core.errors import SpanloopError


def read_whole(path: Path, *, most: int, way_out: str = "Split it.") -> bytes:
    """All bytes of a file. Raises SpanloopError for one of more than `most`, whatever its system says of its size, and
    for what cannot be read. way_out: of one that is too large."""
    try:
        with path.open("rb") as file:
            content = file.read(most + 1)
    except OSError as error:
        raise unreadable(path, error) from error
    if len(content) > most:
        raise SpanloopError(f"it is over {most // 1_000_000} MB", where=str(path), way_out=way_out)
    return content


def unreadable(path: Path, error: OSError) -> SpanloopError:
    """The error of a file that the system does not let be read."""
    what = f"it cannot be read ({error.strerror or error})"
    return SpanloopError(what, where=str(path), way_out="Check that it is there and readable.")
