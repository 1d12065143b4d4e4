"""Files of marks read through before anything of them is written: what is wrong with them, which names they bring."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from hashlib import blake2b
from itertools import islice
from pathlib import PurePosixPath
from typing import Any

from spanloop.articles.draft import MarkedFile
from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.core.schema import Schema
from spanloop.core.schema_growth import Missing, SchemaGrowth
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import Record
from spanloop.operations.incoming_records import IncomingRecords
from spanloop.operations.marked_files import (
    OWN,
    Reading,
    declared_schema,
    first_refused,
    refusal_error,
)
from spanloop.operations.misnamed import line_of, where_of


class Survey:
    """What the files of one import hold.

    good: those that nothing is wrong with, or of which what is wrong is left out one by one. records: how many each
    has, where it was read. refused: files that are left out whole. growth: the names that the schema has not. declared:
    the schemas that came with the files, each once.
    """

    def __init__(
        self,
        reading: Reading,
        records: IncomingRecords,
        *,
        ledger: Ledger,
        skip_bad: bool,
        heed: Callable[[], None],
    ) -> None:
        """skip_bad: leave out what is bad, and list it in the ledger, instead of raising. heed: raises CancelledError
        where somebody wants to stop."""
        self.good: list[MarkedFile] = []
        self.records: dict[MarkedFile, int] = {}
        self.refused = 0
        self.growth = SchemaGrowth(reading.schema)
        self.declared: list[Mapping[str, Any]] = []
        self._reading = reading
        self._records = records
        self._ledger = ledger
        self._skip_bad = skip_bad
        self._heed = heed
        self._first: dict[Missing, str] = {}
        self._texts: dict[str, bytes] = {}
        #: The same of the file under way.
        self._here: dict[str, bytes] = {}
        #: (file, id) -> the id under which an article comes in.
        self.apart: dict[tuple[MarkedFile, str], str] = {}

    def take_for_good(self, file: MarkedFile) -> None:
        """A file that needs no reading before it is written."""
        self.good.append(file)

    def look_at(self, file: MarkedFile) -> None:
        """Read a file to its end. Raises SpanloopError for what is wrong with it, unless that is left out."""
        growth = SchemaGrowth(self.growth.schema)
        try:
            self.records[file] = self._read(file, growth)
            declared = declared_schema(file)
            if declared is not None and declared not in self.declared:
                self.declared.append(declared)
        except CancelledError:
            raise
        except SpanloopError as error:
            if not self._skip_bad:
                raise
            self.refused += 1
            line = line_of(error)
            at = f"line {line}: " if line is not None else ""
            self._ledger.add("file.skipped", f"left out: {at}{error.what}", article=file.name)
            return
        self.growth.take_in(growth)
        self.good.append(file)

    def _read(self, file: MarkedFile, growth: SchemaGrowth) -> int:
        ledger, read, seen, known = Ledger(), 0, 0, 0
        self._here = {}
        for line in self._reading.records(file, ledger=ledger):
            self._heed()
            where = where_of(file, line.line)
            if not self._skip_bad and (refused := first_refused(ledger, since=seen)) is not None:
                raise refusal_error(refused, file)
            seen = len(ledger)
            self._records.check_text(self._told_apart(line, file), where)
            self._records.count_names(line, growth, values=file.format != OWN)
            # The newest stand at the end; to look through all of them at each line would take too long.
            for name in islice(reversed(growth.counts), len(growth.counts) - known):
                self._first.setdefault(name, where)
            known = len(growth.counts)
            read += 1
        if not self._skip_bad and (refused := first_refused(ledger, since=seen)) is not None:
            raise refusal_error(refused, file)
        return read

    def _told_apart(self, line: Record, file: MarkedFile) -> Record:
        """A record as it comes in: tools call articles by the name of their file, so that two folders of one import may
        have another story of one name each. The later one is called by its folder too."""
        article, folder = line.article, PurePosixPath(file.name).parent.as_posix()
        name = article.external_id
        if file.format == OWN or not name:
            return line
        digest = blake2b(article.text.encode(), digest_size=16).digest()
        if self._here.setdefault(name, digest) != digest:
            what, way_out = f"The file has two articles called {name}", "Give one of them another name."
            raise SpanloopError(what, where=where_of(file, line.line), way_out=way_out)
        same = self._texts.setdefault(name, digest) == digest
        if same and not self._records.has_other_text(line):
            return line
        if folder == ".":
            if same:
                return line  # the project's own article of this name, which is refused where it is taken
            what, way_out = f"Another article of this import is called {name}", "Rename one of them."
            raise SpanloopError(what, where=where_of(file, line.line), way_out=way_out)
        apart = f"{folder}/{name}"
        if (file, name) not in self.apart:
            self.apart[file, name] = apart
            told = f"another story has this name; this one comes in as {apart}"
            with self._ledger.reading(file.name):
                self._ledger.add("article.apart", told, article=name)
        return replace(line, article=replace(article, external_id=apart))

    def where(self, name: Missing) -> str:
        """File and line where a name that the schema has not stands first."""
        return self._first.get(name, "")

    def new_names(self, grown: Schema) -> Iterator[str]:
        """What the schema has now and had not, in words."""
        before = self.growth.schema
        yield from (f"entity label {e.label}" for e in grown.entities if not before.entity(e.label))
        for event in grown.events:
            held = before.event(event.type)
            if held is None:
                yield f"event type {event.type}"
            for role in event.roles:
                if held is None or held.role(role.name) is None:
                    yield f"role {role.name} of {event.type}"
        yield from (f"attribute {a.name}" for a in grown.attributes if not before.attribute(a.name))
        yield from (f"link {k.type}" for k in grown.links if not before.link(k.type))
