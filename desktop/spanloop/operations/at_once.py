"""What is little and harmless enough to be read by the window itself; everything else is read by a child process.

Pages, PDF, tables and archives come from strangers and go through large libraries: a hostile one may take down the
child, never the window.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from spanloop.articles.draft import Refusal
from spanloop.articles.kinds import UNREADABLE, kind_of
from spanloop.articles.sources import items
from spanloop.core.errors import SpanloopError
from spanloop.formats.detecting import detect_marks
from spanloop.operations.looking import Look
from spanloop.operations.own_files import keep_off
from spanloop.store.project import Project

#: Bytes that are read at once, in about a quarter of a second; starting a child takes two seconds.
AT_ONCE_BYTES = 200_000
_FILES = 40
#: Read by ourselves, without a library; what nobody reads is told from its first bytes.
_HARMLESS = frozenset({"text", "markdown", "jsonl", *UNREADABLE})
#: Formats of marks that a large library reads.
_BY_LIBRARY = frozenset({"spacy", "cas"})


def look_at_once(project: Project, *, paths: Sequence[Path], file_format: str = "auto") -> bool:
    """Whether the window may look at these files and folders itself. file_format: what they are to be read as.

    Raises SpanloopError for the project's own files: to open and close one would lose its locks.
    """
    for path in paths:
        keep_off(project, path, way_out="To bring its marks into another project, export them as JSONL first.")
    size = 0
    try:
        for number, item in enumerate(items(paths)):
            if number >= _FILES:
                return False
            if isinstance(item, Refusal):
                continue
            size += item.size
            if size > AT_ONCE_BYTES or kind_of(item.head(), item.name) not in _HARMLESS:
                return False
            if file_format in _BY_LIBRARY or (item.path is not None and detect_marks(item.path) in _BY_LIBRARY):
                return False
    except SpanloopError:
        return True  # the look says what is wrong
    return True


def import_at_once(look: Look) -> bool:
    """Whether the window may import what was looked at itself: texts are read already, marks are read again."""
    if len(look) > 5 * _FILES or look.totals.characters > AT_ONCE_BYTES:
        return False
    marked = [row.marked for row in look.rows_at(look.numbers({"marks"}))]
    if any(file is not None and file.format in _BY_LIBRARY for file in marked):
        return False
    return sum(file.size for file in marked if file is not None) <= AT_ONCE_BYTES
