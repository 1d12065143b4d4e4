"""Articles and marks into a project."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from spanloop.articles.folder import find_texts, to_article
from spanloop.articles.textfile import read_text
from spanloop.core.article import Article
from spanloop.core.changes import Changes
from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author, Marks
from spanloop.core.schema import Schema
from spanloop.core.wording import count
from spanloop.formats.jsonl import read_jsonl
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import Record
from spanloop.formats.registry import detect
from spanloop.operations.merging import merge_marks
from spanloop.operations.merging_writes import write_merged
from spanloop.operations.notes import take_note
from spanloop.operations.own_files import keep_off
from spanloop.operations.pasting import with_zones
from spanloop.operations.schema_history import translate
from spanloop.operations.zoning import list_caught
from spanloop.store.project import Project
from spanloop.store.writing import Act


@dataclass(frozen=True)
class ImportReport:
    """What an import did. added: articles that are new; known: articles that were there; marks: marks written."""

    changes: Changes
    added: int = 0
    known: int = 0
    marks: int = 0
    ledger: Ledger = field(default_factory=Ledger)


def import_paths(
    project: Project,
    *,
    author: Author,
    paths: Sequence[Path],
    file_format: str = "auto",
    marks_as: Author | None = None,
    leave_unmarked: int = 0,
    skip_bad: bool = False,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ImportReport:
    """Import files and folders as one act: all or nothing, undone as one.

    file_format: "text", "jsonl", or "auto" to tell from each file. marks_as: take all human and gold marks over in this
    author's name. leave_unmarked: the last so many records come in as articles only (for the sample to try).
    skip_bad: leave out files with which something is wrong, and list them, instead of refusing all. on_progress: called
    with articles done and in all (lines of JSONL, text files). cancelled: asked before each; CancelledError then.
    """
    for path in paths:
        keep_off(project, path, way_out="To bring its marks into another project, export them as JSONL first.")
    found = list(_files(paths, file_format))
    if not found:
        raise SpanloopError(
            "There is no file to import", where=", ".join(map(str, paths)), way_out="Name a .txt or .jsonl file."
        )
    bringing = _Import(project, author, marks_as, _Steps(found, on_progress, cancelled))
    try:
        with project.act(author, _import_label(found)) as act:
            for file in found:
                if skip_bad and not bringing.is_good(file):
                    continue
                if file.kind == "text":
                    bringing.text(act, file)
                else:
                    bringing.records(act, file.path, leave_unmarked)
        bringing.say_alike()
    except CancelledError:
        raise
    except SpanloopError as error:
        if len(found) > 1:
            error.way_out = f"{error.way_out} None of the {len(found)} files was imported.".strip()
        raise
    return ImportReport(act.changes, bringing.added, bringing.known, bringing.marks, bringing.ledger)


def weight(paths: Iterable[Path]) -> int:
    """Bytes that an import of these files and folders reads; what cannot be looked at counts nothing."""
    total = 0
    for path in paths:
        try:
            files = find_texts([path]) if path.is_dir() else [path]
            total += sum(file.stat().st_size for file in files)
        except (OSError, SpanloopError):
            continue  # the import itself says what is wrong with it
    return total


class _File(NamedTuple):
    """A file to import. name: what its article is called by; inside a folder its path there, so that two files of one
    name in different subfolders stay apart."""

    path: Path
    name: str
    kind: str


def _files(paths: Iterable[Path], file_format: str) -> Iterator[_File]:
    for path in paths:
        if not path.exists():
            raise SpanloopError("There is no such file or folder", where=str(path), way_out="Check the name.")
        if path.is_dir():
            yield from (_File(text, text.relative_to(path).as_posix(), "text") for text in find_texts([path]))
        else:
            yield _File(path, path.name, detect(path) if file_format == "auto" else file_format)


def _import_label(found: Sequence[_File]) -> str:
    return f"import {found[0].path.name}" if len(found) == 1 else f"import {len(found)} files"


class _Steps:
    """Counts articles as they come in; lines are counted only where somebody wants to know."""

    def __init__(
        self,
        files: Sequence[_File],
        on_progress: Callable[[int, int], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self._on_progress = on_progress
        self._cancelled = cancelled
        self._done = 0
        self._total = sum(1 if file.kind == "text" else _lines(file.path) for file in files) if on_progress else 0

    def next(self) -> None:
        """One more begins."""
        if self._cancelled is not None and self._cancelled():
            raise CancelledError("The import was cancelled", way_out="Nothing of it was written.")
        self._done += 1
        if self._on_progress is not None:
            self._on_progress(self._done, max(self._total, self._done))


def _lines(path: Path) -> int:
    with path.open("rb") as file:
        return sum(1 for _ in file)


class _Import:
    """One import under way: what came in, what was there, what could not be taken."""

    def __init__(self, project: Project, author: Author, marks_as: Author | None, steps: _Steps) -> None:
        self._steps = steps
        self._project = project
        self._author = author
        self._marks_as = marks_as
        self._authors = {(known.name, known.kind): known for known in project.authors()}
        self._compared: set[str] = set()
        self._alike: Counter[str] = Counter()
        self.ledger = Ledger()
        self.added = self.known = self.marks = 0

    def is_good(self, file: _File) -> bool:
        """Whether nothing is wrong with a file, looked through before any of it is written; else it is listed."""
        try:
            if file.kind == "text":
                self._held_file(to_article(file.path, name=file.name), file.path)
                return True
            for line in read_jsonl(file.path, known=self._known_text):
                where = f"{file.path}, line {line.line}"
                record, _ = self._under_todays_schema(line)
                self._held(record.article, where)
                if record.marks is not None:
                    self._check_labels(record.marks, where)
        except SpanloopError as error:
            said = error.what if file.kind == "text" else f"{error.where}: {error.what}"
            self.ledger.add("file.skipped", f"left out: {said}", article=file.name)
            return False
        return True

    def text(self, act: Act, file: _File) -> None:
        """A text file becomes an article; the same file again is skipped, another text of the same name refused."""
        self._steps.next()
        read = read_text(file.path)
        article = to_article(file.path, file=read, name=file.name)
        for code, note in read.notes:
            self.ledger.add(code, note, article=file.name)
        if self._held_file(article, file.path) is None:
            act.add_article(with_zones(replace(article, title="")), raw=read.raw, path=file.name)
            self.added += 1
        else:
            self.known += 1
            self.ledger.add("article.known", "already in the project, not imported again", article=file.name)

    def _held_file(self, article: Article, path: Path) -> Article | None:
        """The article of this name in the project, or None; refused when it has another text."""
        known = self._project.article_uid_by_external_id(article.external_id) if article.external_id else None
        held = None if known is None else self._project.article(known)
        if held is not None and held.text != article.text:
            raise SpanloopError(
                "The project has an article of this name with another text",
                where=str(path),
                way_out="Rename the file to import it as an article of its own.",
            )
        return held

    def records(self, act: Act, path: Path, leave_unmarked: int) -> None:
        """Every line of a JSONL file; the last `leave_unmarked` ones bring their article only."""
        if leave_unmarked:
            records = list(read_jsonl(path, ledger=self.ledger, known=self._known_text))
            keep = len(records) - leave_unmarked
            source: Iterable[Record] = (r if i < keep else replace(r, marks=None) for i, r in enumerate(records))
        else:
            source = read_jsonl(path, ledger=self.ledger, known=self._known_text)
        for line in source:
            self._steps.next()
            where = f"{path}, line {line.line}"
            record, left_out = self._under_todays_schema(line)
            for words in left_out:
                self.ledger.add("schema.changed", words, article=record.article.title, line=record.line)
            article = self._article(act, record, where)
            if record.marks is not None:
                self._check_labels(record.marks, where)
                self._merge(act, article, record, where)

    def _article(self, act: Act, record: Record, where: str) -> Article:
        """The article of a record as the project has it."""
        article = record.article
        held = self._held(article, where)
        if held is None:
            act.add_article(article)
            self.added += 1
            return article
        self.known += 1
        if held.uid not in self._compared:
            self._compared.add(held.uid)
            self._say_other_details(held, article)
        return held

    def _held(self, article: Article, where: str) -> Article | None:
        """The article of a line in the project, or None; refused when it has another text."""
        known = self._known(article, has_id=article.external_id is not None)
        held = None if known is None else self._project.article(known)
        if held is not None and held.text != article.text:
            raise SpanloopError(
                f"The project has an article {article.external_id or known} with another text",
                where=where,
                way_out="Give the line another id to import it as an article of its own.",
            )
        return held

    def _say_other_details(self, ours: Article, theirs: Article) -> None:
        """What is known of an article here stays; what a file says otherwise is said."""
        for name in ("title", "source", "date", "language"):
            here, there = getattr(ours, name), getattr(theirs, name)
            if there and there != here:
                said = f"{name} {here!r} here, {there!r} there"
                self.ledger.add("article.details", said, article=ours.title or ours.uid)

    def _known_text(self, name: str) -> str | None:
        """The text of the article of this id or uid, for lines that bring marks alone."""
        uid = name if self._project.has_article(name) else self._project.article_uid_by_external_id(name)
        return None if uid is None else self._project.article(uid).text

    def _known(self, article: Article, *, has_id: bool) -> str | None:
        if self._project.has_article(article.uid):
            return article.uid
        if has_id:
            return self._project.article_uid_by_external_id(str(article.external_id))
        return next(iter(self._project.article_uids_by_text(article.text)), None)

    def _author_of(self, act: Act, given: Author) -> Author:
        if self._marks_as is not None and given.kind in {"human", "gold"}:
            return self._marks_as
        if not given.name:
            return self._author
        known = self._authors.get((given.name, given.kind))
        if known is None:
            self._authors[given.name, given.kind] = known = act.add_author(given)
        return known

    def _merge(self, act: Act, into: Article, record: Record, where: str) -> None:
        article = into.uid
        incoming = record.marks
        assert incoming is not None  # checked by the caller
        author = self._author_of(act, incoming.author)
        if self._marks_as is not None:
            version = self._project.schema.version
            incoming = replace(
                incoming, completions=tuple(replace(c, schema_version=version) for c in incoming.completions)
            )
        own = author.uid == incoming.author.uid or (author.name, author.kind) == (
            incoming.author.name,
            incoming.author.kind,
        )
        keep = own or not incoming.author.name
        held = self._project.marks(article, author)
        plan = merge_marks(held, incoming, author=author, keep_provenance=keep)
        write_merged(act, plan, held, article=article, author=author)
        self._take_state(act, article, author, record, where)
        if record.note is not None:
            held_note = self._project.article_notes(article).get(author.uid)
            note = record.note if keep else replace(record.note, uid=new_uid(), at="")
            title = record.article.title or where
            take_note(act, held_note, note, article=article, author=author, where=title, ledger=self.ledger)
        list_caught(into, [replace(incoming, author=author)], ledger=self.ledger)
        self.marks += len(plan.mentions) + len(plan.events) + len(plan.links)
        if plan.alike:
            self._alike[into.title or into.uid] += plan.alike
        for conflict, fragments in plan.conflicts:
            quote = record.article.text[fragments[0][0] : fragments[-1][1]] if fragments else ""
            self.ledger.add("merge.conflict", conflict, article=record.article.title or where, quote=quote)

    def say_alike(self) -> None:
        """How many marks of each article came to nothing new; a file may have a line for each of them."""
        for article, number in self._alike.items():
            said = f"{count(number, 'mark')} not added: the same label is at the same place already"
            self.ledger.add("mark.known", said, article=article)

    def _take_state(self, act: Act, article: str, author: Author, record: Record, where: str) -> None:
        """A skip or question of theirs holds where ours is none; else ours stays and it is said."""
        if record.state not in ("skipped", "question"):
            return
        state, reason = self._project.state(article, author)
        if not reason:
            act.set_state(article, author, record.state, reason=record.reason)
        elif (state, reason) != (record.state, record.reason):
            said = f"{author.name}: {state} ({reason}) here, {record.state} ({record.reason}) there"
            self.ledger.add("merge.conflict", said, article=record.article.title or where)

    def _under_todays_schema(self, line: Record) -> tuple[Record, list[str]]:
        """A line that was written under an older schema, with the names that its marks have now; and what has none."""
        if line.marks is None or line.schema_version in ("", self._project.schema.version):
            return line, []
        found, left_out = translate(self._project, [("", line.marks)], version=line.schema_version)
        return replace(line, marks=found[0][1]), left_out

    def _check_labels(self, marks: Marks, where: str) -> None:
        """Nothing is swallowed: the first unknown label, type, role or link stops the import with its line."""
        unknown = next(_unknown_names(marks, self._project.schema), None)
        if unknown is not None:
            raise SpanloopError(
                f"The schema has no {unknown}", where=where, way_out="Add it to the schema, or correct the line."
            )


def _unknown_names(marks: Marks, schema: Schema) -> Iterator[str]:
    yield from (f"entity label {m.label}" for m in marks.mentions if schema.entity(m.label) is None)
    for event in marks.events:
        kind = schema.event(event.type)
        if kind is None:
            yield f"event type {event.type}"
            continue
        yield from (f"role {a.role} of {event.type}" for a in event.arguments if kind.role(a.role) is None)
        yield from (f"attribute {name}" for name in event.attributes if schema.attribute(name) is None)
    yield from (f"link {k.type}" for k in marks.links if schema.link(k.type) is None)
