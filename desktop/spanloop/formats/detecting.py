"""Which format a file of marks is in, told from its content."""

from __future__ import annotations

from pathlib import Path

from spanloop.formats.registry import DETECT_BYTES, FORMATS


def detect_marks(path: Path, head: bytes | None = None) -> str | None:
    """The name of the format of another tool that a file is in; None for what is none of them.

    head: the first DETECT_BYTES, where somebody has read them already. A file that cannot be read is none; reading it
    says why. Spanloop's own files are known by whoever reads articles, because their lines may hold articles alone.
    """
    if head is None:
        try:
            with path.open("rb") as file:
                head = file.read(DETECT_BYTES)
        except OSError:
            return None
    for known in FORMATS:
        if known.detect is not None and known.detect(path, head):
            return known.name
    return None
