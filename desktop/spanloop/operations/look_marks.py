"""A look at a file of marks: what it holds, and what an import would refuse of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from hashlib import blake2b

from spanloop.articles.draft import MarkedFile, Refusal
from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.core.marks import Marks
from spanloop.core.naming import NameMap
from spanloop.core.schema_growth import SchemaGrowth
from spanloop.core.wording import count
from spanloop.formats.foreign import REFUSED
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import Record
from spanloop.operations.incoming import Steps, lines_of
from spanloop.operations.incoming_records import IncomingRecords
from spanloop.operations.look_rows import MarkedRow
from spanloop.operations.look_samples import Sample, sample_of
from spanloop.operations.marked_files import OWN, Reading, name_rows
from spanloop.operations.misnamed import where_of
from spanloop.operations.people_of_files import APART, JoinedFiles

_LATER = ("marks.later", "its articles come in by this import, and its marks are compared with their texts then")
#: Authors and labels that are told; a file may hold any number of them.
_MOST_TOLD = 100


def look_at_marks(
    file: MarkedFile,
    *,
    reading: Reading,
    records: IncomingRecords | None,
    comes_along: Callable[[str], bool],
    joined: JoinedFiles,
    steps: Steps,
) -> tuple[MarkedRow, tuple[tuple[str, str], ...], Refusal | None]:
    """Read a file to its end: what it holds, what the ledger would say, and why it would be refused, if it would.

    reading: under the schema of the project, or an empty one. records: what takes the lines into a project; None where
    there is no project to look at, whose texts, schema and marks then say nothing. comes_along: whether an id is that
    of an article which was found in this same look; what says marks of it alone cannot be looked at further. joined:
    the files of this look that name nobody.
    """
    if steps.watched:
        steps.expect(lines_of(file) - 1)
    seen, ledger = _Seen(SchemaGrowth(reading.schema), joined, file.name, names=reading.names), Ledger()
    refusal: Refusal | None = None

    def known(name: str) -> str | None:
        if comes_along(name):
            raise _ComesAlongError("The article comes in by this import")
        return None if records is None else records.known_text(name)

    later: tuple[tuple[str, str], ...] = ()
    try:
        for line in replace(reading, known=known).records(file, ledger=ledger):
            steps.next()
            seen.add(line)
            if records is not None:
                records.check_text(line, where_of(file, line.line))
                records.count_names(line, seen.growth, values=file.format != OWN)
    except CancelledError:
        raise
    except _ComesAlongError:
        later = (_LATER,)
    except SpanloopError as error:
        refusal = Refusal(error.where or file.name, error.what, error.way_out)
    notes = tuple(zip(ledger.counts(), ledger.summary(), strict=True))
    refused = sum(number for code, number in ledger.counts().items() if code in REFUSED)
    return seen.row(file, refused=refused), notes + later + seen.joined_note(), refusal


class _ComesAlongError(SpanloopError):
    """A line has marks alone, of an article that is not in the project yet."""


class _Seen:
    """What the lines of a file hold, as far as they were read."""

    def __init__(self, growth: SchemaGrowth, joined: JoinedFiles, file: str, *, names: NameMap) -> None:
        self.growth = growth
        self._names = names
        self._joined = joined
        self._file = file
        self._shared: Counter[str] = Counter()
        self._articles: set[str] = set()
        self._authors: dict[str, None] = {}
        self._labels: Counter[str] = Counter()
        self._records = self._marks = 0
        self._shown: Sample | None = None

    def add(self, line: Record) -> None:
        """One more line."""
        self._records += 1
        self._articles.add(line.article.external_id or line.article.uid)
        self._shown = self._shown or sample_of(line)
        if line.marks is not None:
            self._authors[line.marks.author.name or "nobody named"] = None
            if line.marks and not line.marks.author.name:
                self._join(line)
            self._labels.update(_names(line.marks))
            self._marks += len(line.marks.mentions) + len(line.marks.events) + len(line.marks.links)

    def _join(self, line: Record) -> None:
        digest = blake2b(line.article.text.encode(), digest_size=16).hexdigest()
        key = f"{line.article.external_id if line.named else ''} {digest}"
        if self._joined.add(key, self._file, line.article):
            self._shared[self._joined.first(key)] += 1

    def joined_note(self) -> tuple[tuple[str, str], ...]:
        """What there is to say where another file of the look has marks on the same articles, and neither names a
        person."""
        return tuple(
            ("authors.joined", f"it and {first} mark {count(number, 'article')} and do not say who: one person {APART}")
            for first, number in self._shared.items()
        )

    def row(self, file: MarkedFile, *, refused: int) -> MarkedRow:
        """All of it."""
        try:
            held = (file.archive or file.path).stat()
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
            tuple(name_rows(self.growth.counts, self.growth.schema, names=self._names)),
            refused,
            size,
            changed,
            str(file.archive or ""),
            self._shown,
        )


def _names(marks: Marks) -> list[str]:
    """The labels and types of marks."""
    return [
        *(mention.label for mention in marks.mentions),
        *(event.type for event in marks.events),
        *(link.type for link in marks.links),
    ]
