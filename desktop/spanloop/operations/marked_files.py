"""Files of marks, whatever tool they are from, as records; and what their names lack in a schema."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from spanloop.articles.draft import MarkedFile
from spanloop.core.errors import SpanloopError
from spanloop.core.naming import Name, NameKind, NameMap, NameRow, Target, joined
from spanloop.core.schema import Schema
from spanloop.core.schema_growth import Missing
from spanloop.formats.atomic import write_ledger
from spanloop.formats.foreign import REFUSED
from spanloop.formats.interpreting import interpret
from spanloop.formats.jsonl import read_jsonl
from spanloop.formats.ledger import Ledger, LedgerEntry
from spanloop.formats.naming import read_names, write_names
from spanloop.formats.record import Record
from spanloop.formats.registry import find_format
from spanloop.formats.renaming import renamed
from spanloop.operations.misnamed import line_of, misnamed, where_of
from spanloop.operations.people_of_files import AuthorFrom, of_person

#: Spanloop's own format, whose lines say all themselves.
OWN = "jsonl"
#: Of names that the schema has not, and of those that come near, so many are told; so many of those it has.
_MOST_TOLD, _MOST_LISTED = 3, 8
_KINDS: Mapping[str, NameKind] = {
    "entity": "label", "event": "label", "role": "relation", "link": "relation", "attribute": "attribute",
    "value": "value",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """How files of marks are read: under which schema, with which names, and whose texts are known. apart: ids of
    articles that come in under another one, because another story of the import has theirs. author_from: what says
    whose the marks are of files that name nobody."""

    schema: Schema
    names: NameMap = field(default_factory=NameMap)
    known: Callable[[str], str | None] | None = None
    apart: Mapping[tuple[MarkedFile, str], str] = field(default_factory=dict[tuple[MarkedFile, str], str])
    author_from: AuthorFrom = ""

    def records(self, file: MarkedFile, *, ledger: Ledger) -> Iterator[Record]:
        """The records of a file one by one; what is not carried over is in the ledger.

        Raises SpanloopError naming file and line for what is no such file; of one that looks like another format it
        says which.
        """
        seen, any_marks, line = len(ledger), False, None
        try:
            for record in self._read(file, ledger):
                if len(ledger) > seen and (entry := first_refused(ledger, since=seen)) is not None:
                    self._check_name(file, entry.line)
                seen, line = len(ledger), record.line
                any_marks = any_marks or bool(record.marks)
                yield record
        except SpanloopError as error:
            other = misnamed(file, line_of(error))
            if other is None:
                raise
            raise other from error
        if not any_marks:
            self._check_name(file, line)

    @staticmethod
    def _check_name(file: MarkedFile, line: int | None) -> None:
        error = misnamed(file, line)
        if error is not None:
            raise error

    def _read(self, file: MarkedFile, ledger: Ledger) -> Iterator[Record]:
        records = self._own(file, ledger) if file.format == OWN else self._foreign(file, ledger)
        if self.author_from:
            records = (of_person(record, file, self.author_from) for record in records)
        return (self._apart(record, file) for record in records) if self.apart else records

    def _apart(self, record: Record, file: MarkedFile) -> Record:
        name = self.apart.get((file, record.article.external_id or ""))
        return record if name is None else replace(record, article=replace(record.article, external_id=name))

    def _own(self, file: MarkedFile, ledger: Ledger) -> Iterator[Record]:
        for record in read_jsonl(file.path, ledger=ledger, known=self.known):
            yield self._renamed(record, ledger)

    def _foreign(self, file: MarkedFile, ledger: Ledger) -> Iterator[Record]:
        read = find_format(file.format).read
        if read is None:
            raise SpanloopError(f"Files of the format {file.format} are not read", where=file.name)
        for document in read(file.path, ledger=ledger):
            yield from interpret(document, schema=self.schema, names=self.names, ledger=ledger)

    def _renamed(self, record: Record, ledger: Ledger) -> Record:
        if record.marks is None or not self.names:
            return record
        article = record.article.external_id or record.article.title
        return replace(
            record, marks=renamed(record.marks, names=self.names, ledger=ledger, article=article, line=record.line)
        )


def declared_schema(file: MarkedFile) -> Mapping[str, Any] | None:
    """The schema that a tool keeps beside a file of marks, as a document; None where there is none."""
    read = find_format(file.format).read_schema
    return read(file.path) if read is not None else None


def first_refused(ledger: Ledger, *, since: int = 0) -> LedgerEntry | None:
    """What a reader left out because it contradicts itself, of the entries from a number on."""
    return next((entry for entry in ledger.since(since) if entry.code in REFUSED), None)


def refusal_error(entry: LedgerEntry, file: MarkedFile) -> SpanloopError:
    """The error of an import that leaves nothing out."""
    where = where_of(file, entry.line or 0)
    article = f"{entry.article}: " if entry.article and entry.article not in where else ""
    way_out = "Correct it there, or leave out what is bad (--skip-bad), which is listed then."
    return SpanloopError(f"{article}{entry.message}", where=where, way_out=way_out)


def missing_error(lacking: Mapping[Missing, int], where: str, *, schema: Schema) -> SpanloopError:
    """The error of an import of names that the schema has not: the first of them, how many others, and which names of
    the schema come near the first."""
    first, *others = lacking
    told = [one.words() for one in others[:_MOST_TOLD]]
    told += [f"{len(others) - len(told):,} more names of what comes in"] if len(others) > len(told) else []
    more = f", nor {', '.join(told[:-1])}{' and ' if told[:-1] else ''}{told[-1]}" if told else ""
    near = _near(first, schema)
    has = f"It has {', '.join(near)}. " if near else ""
    way_out = f"{has}Add what is missing to the schema (--create-labels), or say what it becomes (--names)."
    return SpanloopError(f"The schema has no {first.words()}{more}", where=where, way_out=way_out)


def _near(one: Missing, schema: Schema) -> list[str]:
    """Names of the schema that may have been meant: those that are written much alike, else the first there are."""
    targets = sorted(_names(one, schema), key=lambda target: target.part != one.part)
    known = {_folded(target.name): target.name for target in targets}
    close = get_close_matches(_folded(one.name), known, n=_MOST_TOLD, cutoff=0.6)
    if close:
        return [known[name] for name in close]
    names = list(dict.fromkeys(known.values()))
    return names[:_MOST_LISTED] + ([f"{len(names) - _MOST_LISTED:,} more"] if len(names) > _MOST_LISTED else [])


def name_rows(lacking: Mapping[Missing, int], schema: Schema, *, names: NameMap) -> list[NameRow]:
    """The table of names that a person is to fill in, with what they most likely become.

    names: under which the files were read. A role that became one which its event type has not is asked for anew, of
    this type alone.
    """
    rows: dict[Name, NameRow] = {}
    for one, times in lacking.items():
        told = [Name("relation", name, one.of) for name in _told_roles(one, names)]
        for name in told or [_name_of(one)]:
            row = NameRow(name, times, _proposal(one, schema), (one.held(),))
            before = rows.get(name)
            if before is not None:
                row = before.with_more(row)._replace(becomes=before.becomes or row.becomes)
            rows[name] = row
    return list(rows.values())


def _name_of(one: Missing) -> Name:
    return Name(_KINDS[one.part], one.name, one.of if one.part == "value" else "")


def _told_roles(one: Missing, names: NameMap) -> list[str]:
    """What a role that was renamed is called in the files."""
    if one.part != "role":
        return []
    target = Target("role", one.name)
    return sorted({n.name for n, said in names.targets.items() if said == target and n.of in ("", one.of)})


def names_from(path: Path | None) -> NameMap:
    """The table that a person filled in; an empty one for no file. Raises SpanloopError with the line of what is
    wrong."""
    return NameMap() if path is None else read_names(path)


def write_name_table(rows: Iterable[NameRow], path: Path) -> int:
    """Write the table of names to be decided, each once; returns how many."""
    held = joined(rows)
    write_names(held, path)
    return len(held)


def keep_ledger(ledger: Ledger, project: Path) -> Path | None:
    """Write the ledger of an import beside its project, in place of that of the one before; None for an empty one."""
    return write_ledger(ledger, project.with_name(f"{project.name}.import.ledger.json"))


def left_out(lacking: Iterable[Missing], *, names: NameMap) -> dict[Name, Target]:
    """What makes names that the schema has not stay out; roles of the event types alone that do not have them. names:
    under which the files were read."""
    found: dict[Name, Target] = {}
    for one in lacking:
        if one.part == "role":
            found |= {Name("relation", name, one.of): Target("out") for name in (*_told_roles(one, names), one.name)}
        else:
            found[_name_of(one)] = Target("out")
    return found


def _proposal(one: Missing, schema: Schema) -> Target | None:
    """A name of the schema that says the same in other letters ("Person", "PERSON")."""
    return next((target for target in _names(one, schema) if _folded(target.name) == _folded(one.name)), None)


def _names(one: Missing, schema: Schema) -> Iterator[Target]:
    if one.part in ("entity", "event"):
        yield from (Target("event", kind.type) for kind in schema.events)
        yield from (Target("entity", entity.label) for entity in schema.entities)
    elif one.part in ("role", "link"):
        roles = {
            role.name for kind in schema.events for role in kind.roles if one.of in (kind.type, "mentions", "events")
        }
        yield from (Target("role", name) for name in sorted(roles))
        yield from (Target("link", link.type) for link in schema.links)
    elif one.part == "attribute":
        yield from (Target("attribute", attribute.name) for attribute in schema.attributes)
    else:
        attribute = schema.attribute(one.of)
        yield from (Target("value", value) for value in (attribute.values if attribute is not None else ()))


def _folded(name: str) -> str:
    return "".join(letter for letter in name.casefold() if letter.isalnum())
