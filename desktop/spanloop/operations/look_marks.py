"""A look at a file of marks: what it holds, and what an import would refuse of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from spanloop.articles.draft import MarkedFile, Refusal
from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.core.marks import Marks
from spanloop.core.wording import count
from spanloop.formats.jsonl import read_jsonl
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import Record
from spanloop.operations.incoming import Steps, lines_of
from spanloop.operations.incoming_records import IncomingRecords
from spanloop.operations.look_rows import MarkedRow

_LATER = ("marks.later", "its articles come in by this import, and its marks are compared with their texts then")
#: Authors and unknown names that are told; a file may hold any number of them.
_MOST_TOLD = 100


def look_at_marks(
    file: MarkedFile, *, records: IncomingRecords | None, comes_along: Callable[[str], bool], steps: Steps
) -> tuple[MarkedRow, tuple[tuple[str, str], ...], Refusal | None]:
    """Read a file to its end: what it holds, what the ledger would say, and why it would be refused, if it would.

    records: what takes the lines into a project; None where there is no project to look at, whose texts, schema and
    marks then say nothing. comes_along: whether an id is that of an article which was found in this same look; what
    says marks of it alone cannot be looked at further.
    """
    if steps.watched:
        steps.expect(lines_of(file) - 1)
    seen, ledger = _Seen(), Ledger()
    refusal: Refusal | None = None

    def known(name: str) -> str | None:
        if comes_along(name):
            raise _ComesAlongError("The article comes in by this import")
        return None if records is None else records.known_text(name)

    later: tuple[tuple[str, str], ...] = ()
    try:
        for line in read_jsonl(file.path, ledger=ledger, known=known):
            steps.next()
            where = f"{file.path}, line {line.line}"
            seen.add(line)
            if records is not None:
                records.check_text(line, where)
                seen.lack(records.unknown(line), where)
    except CancelledError:
        raise
    except _ComesAlongError:
        later = (_LATER,)
    except SpanloopError as error:
        refusal = Refusal(error.where or file.name, error.what, error.way_out)
    if refusal is None and seen.unknown:
        refusal = seen.lacking()
    notes = tuple(zip(ledger.counts(), ledger.summary(), strict=True))
    return seen.row(file), notes + later, refusal


class _ComesAlongError(SpanloopError):
    """A line has marks alone, of an article that is not in the project yet."""


class _Seen:
    """What the lines of a file hold, as far as they were read."""

    def __init__(self) -> None:
        self.unknown: dict[str, str] = {}
        self._articles: set[str] = set()
        self._authors: dict[str, None] = {}
        self._labels: Counter[str] = Counter()
        self._records = self._marks = 0

    def add(self, line: Record) -> None:
        """One more line."""
        self._records += 1
        self._articles.add(line.article.external_id or line.article.uid)
        if line.marks is not None:
            self._authors[line.marks.author.name or "nobody named"] = None
            self._labels.update(_names(line.marks))
            self._marks += len(line.marks.mentions) + len(line.marks.events) + len(line.marks.links)

    def lack(self, unknown: list[str], where: str) -> None:
        """What the schema has not of a line."""
        for name in unknown:
            self.unknown.setdefault(name, where)

    def lacking(self) -> Refusal:
        """The refusal of a file with names that the schema has not."""
        name, where = next(iter(self.unknown.items()))
        more = f" nor {count(len(self.unknown) - 1, 'other name')} of this file" if len(self.unknown) > 1 else ""
        return Refusal(where, f"The schema has no {name}{more}", "Add it to the schema, or correct the line.")

    def row(self, file: MarkedFile) -> MarkedRow:
        """All of it."""
        try:
            held = file.path.stat()
            size, changed = held.st_size, held.st_mtime_ns
        except OSError:
            size = changed = 0  # it is gone, which the import says
        return MarkedRow(
            str(file.path),
            file.format,
            self._records,
            len(self._articles),
            self._marks,
            tuple(self._authors)[:_MOST_TOLD],
            dict(self._labels.most_common(_MOST_TOLD)),
            tuple(self.unknown)[:_MOST_TOLD],
            size,
            changed,
        )


def _names(marks: Marks) -> list[str]:
    """The labels and types of marks."""
    return [
        *(mention.label for mention in marks.mentions),
        *(event.type for event in marks.events),
        *(link.type for link in marks.links),
    ]
