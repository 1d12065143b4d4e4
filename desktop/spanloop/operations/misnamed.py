"""Where in a file of marks something is wrong, and what a file is that somebody took for another format."""

from __future__ import annotations

import re

from spanloop.articles.draft import MarkedFile
from spanloop.articles.kinds import HEAD_BYTES, UNREADABLE, kind_of
from spanloop.core.errors import SpanloopError
from spanloop.formats.detecting import detect_marks
from spanloop.formats.registry import find_format

#: Kinds of files that hold no marks, for people. What is lines of text or JSON may be of any format, only wrong in it:
#: there the reader's own reason says more.
_KINDS = {
    "html": "a web page", "xlsx": "a workbook", "pdf": "a PDF document", "zip": "a ZIP archive",
    **{kind: held.what.removeprefix("it is ") for kind, held in UNREADABLE.items()},
}  # fmt: skip


def where_of(file: MarkedFile, line: int) -> str:
    """File and line, for errors and the ledger; of a member of an archive as if it lay in a folder of that name."""
    path = file.path if file.archive is None else file.archive.parent / file.name
    return f"{path}, line {line}" if line else str(path)


def line_of(error: SpanloopError) -> int | None:
    """The line that an error is about, None where it names none."""
    found = re.search(r", line (\d{1,12})$", error.where)
    return int(found[1]) if found is not None else None


def misnamed(file: MarkedFile, line: int | None) -> SpanloopError | None:
    """The error of a file that is none of the format it is read as, and looks like something else; None where it does
    not, so that what is wrong is within the file. line: where reading came to, None where that is not known."""
    asked = find_format(file.format)
    try:
        with file.path.open("rb") as opened:
            head = opened.read(HEAD_BYTES)
    except OSError:
        return None  # reading it says what is wrong
    if asked.detect is not None and asked.detect(file.path, head):
        return None
    name = detect_marks(file.path, head)
    if name is not None:
        looks = f"{find_format(name).title} ({name})"
        way_out = f"Import it with --format {name}, or without --format, which tells formats from what is in the files."
    else:
        looks = _KINDS.get(kind_of(head, file.path.name), "")
        way_out = "Import it without --format, which tells formats from what is in the files."
    if not looks or name == file.format:
        return None
    where = where_of(file, line or 1 if b"\x00" not in head else 0)
    return SpanloopError(f"This is not {asked.title}: it looks like {looks}", where=where, way_out=way_out)
