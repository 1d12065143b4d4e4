"""Records of a file of marks, written into a project within the act that imports."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from spanloop.core.article import Article
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author, Marks
from spanloop.core.schema import Schema
from spanloop.core.schema_growth import SchemaGrowth, missing
from spanloop.core.wording import count
from spanloop.formats.foreign import called
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import Record
from spanloop.operations.incoming_choices import IncomingChoices, own_choice
from spanloop.operations.known import Known
from spanloop.operations.marked_files import missing_error
from spanloop.operations.merging import merge_marks
from spanloop.operations.merging_writes import write_merged
from spanloop.operations.notes import take_note
from spanloop.operations.people_of_files import JoinedFiles
from spanloop.operations.schema_history import translate
from spanloop.operations.zoning import list_caught
from spanloop.store.project import Project
from spanloop.store.writing import Act


@dataclass
class Tally:
    """What came in so far. added: new articles; known: that were there; revised: new texts of those; marks: written;
    refused: left out because something is wrong; skipped: of no interest."""

    added: int = 0
    known: int = 0
    revised: int = 0
    marks: int = 0
    refused: int = 0
    skipped: int = 0


class IncomingRecords:
    """Takes the lines of files of marks one by one.

    Nothing is asked of the project about an article that comes in with its line: for 100,000 of them that would cost
    more than writing them.
    """

    def __init__(
        self,
        project: Project,
        author: Author,
        *,
        known: Known,
        ledger: Ledger,
        tally: Tally,
        marks_as: Author | None = None,
    ) -> None:
        self._project = project
        self._author = author
        self._known = known
        self._ledger = ledger
        self._tally = tally
        self._marks_as = marks_as
        self._schema = project.schema
        self._authors = {(known.name, known.kind): known for known in project.authors()}
        self._compared: set[str] = set()
        self._alike: Counter[str] = Counter()
        #: Files that name nobody, of the same articles.
        self.joined = JoinedFiles()
        self._choices = IncomingChoices(project, known=known, ledger=ledger)
        #: Articles that this import made, and who of them has anything there by now: nobody else can have.
        self._fresh: dict[str, set[str]] = {}
        self._latest: Article | None = None

    def known_text(self, name: str) -> str | None:
        """The text of the article of this id or uid, for lines that bring marks alone."""
        uid = self._known.named(name)
        return None if uid is None else self._article(uid).text

    def check_text(self, line: Record, where: str) -> None:
        """Raises SpanloopError where the article of a line is there with another text."""
        self._held(line, where)

    def has_other_text(self, line: Record) -> bool:
        """Whether the project has an article of this id with another text."""
        uid = self._known.find(line.article, named=line.named)
        return uid is not None and not self._known.has_text(uid, line.article.text)

    def use_schema(self, schema: Schema) -> None:
        """The schema that this import brought into force."""
        self._schema = schema

    def count_names(self, line: Record, growth: SchemaGrowth, *, values: bool) -> None:
        """Note what the marks of a line name that the schema has not. values: see core.schema_growth.missing."""
        record, _ = self._under_todays_schema(line)
        if record.marks is not None:
            growth.add(record.marks, values=values)

    def take(self, act: Act, line: Record, where: str) -> None:
        """Write what a line says. where: file and line, for errors and the ledger."""
        record, left_out = self._under_todays_schema(line)
        for words in left_out:
            self._ledger.add("schema.changed", words, article=record.article.title, line=record.line)
        article = self._take_article(act, record, where)
        if record.marks is not None:
            self._check_labels(record.marks, where)
            self._merge(act, article, record, where)

    def write_choices(self) -> None:
        """Write what the lines say about copies, when all articles are there."""
        self._choices.write()

    def say_alike(self) -> None:
        """How many marks of each article came to nothing new; a file may have a line for each of them."""
        for article, number in self._alike.items():
            said = f"{count(number, 'mark')} not added: the same label is at the same place already"
            self._ledger.add("mark.known", said, article=article)

    # articles

    def _article(self, uid: str) -> Article:
        """An article of the project; lines about the same one follow each other."""
        if self._latest is None or self._latest.uid != uid:
            self._latest = self._project.article(uid)
        return self._latest

    def _take_article(self, act: Act, record: Record, where: str) -> Article:
        """The article of a record as the project has it."""
        article = record.article
        uid = self._held(record, where)
        if uid is None:
            act.add_article(article)
            self._known.add_article(article)
            self._fresh[article.uid] = set()
            self._latest = article
            self._tally.added += 1
            return article
        held = self._article(uid)
        if uid not in self._compared:
            self._compared.add(uid)
            self._tally.known += uid not in self._fresh
            if uid in self._known.superseded:
                said = "goes to an older text of this article, which is kept out of the queue"
                self._ledger.add("article.superseded", said, article=held.title or uid)
            self._say_other_details(held, article)
        return held

    def _held(self, line: Record, where: str) -> str | None:
        """The uid of the article of a line in the project, or None; refused when it has another text."""
        article = line.article
        uid = self._known.find(article, named=line.named)
        if uid is not None and not self._known.has_text(uid, article.text):
            raise SpanloopError(
                f"The project has an article {article.external_id or uid} with another text",
                where=where,
                way_out="Give the line another id to import it as an article of its own.",
            )
        return uid

    def _say_other_details(self, ours: Article, theirs: Article) -> None:
        """What is known of an article here stays; what a file says otherwise is said. A title that is the file's name
        says nothing of the article."""
        for name in ("title", "source", "date", "language"):
            here, there = getattr(ours, name), getattr(theirs, name)
            if there and there != here and not (name == "title" and there == PurePosixPath(self._ledger.file).stem):
                said = f"{name} {here!r} here, {there!r} there"
                self._ledger.add("article.details", said, article=ours.title or ours.uid)

    # marks

    def _author_of(self, act: Act, given: Author) -> Author:
        if self._marks_as is not None and given.kind in {"human", "gold"}:
            return self._marks_as
        if not given.name:
            return self._author
        known = self._authors.get((given.name, given.kind))
        if known is None:
            # Other tools know names alone; two without a uid must not become one.
            named = given if given.uid else replace(given, uid=new_uid())
            self._authors[given.name, given.kind] = known = act.add_author(named)
        return known

    def _merge(self, act: Act, into: Article, record: Record, where: str) -> None:
        article = into.uid
        incoming = record.marks
        assert incoming is not None  # checked by the caller
        author = self._author_of(act, incoming.author)
        if incoming and not incoming.author.name and self._marks_as is None:
            self.joined.add(article, self._ledger.file, into)
        if self._marks_as is not None:
            version = self._schema.version
            incoming = replace(
                incoming, completions=tuple(replace(c, schema_version=version) for c in incoming.completions)
            )
        own = author.uid == incoming.author.uid or (author.name, author.kind) == (
            incoming.author.name,
            incoming.author.kind,
        )
        keep = own or not incoming.author.name
        first = self._is_first(article, author)
        held = Marks(author) if first else self._project.marks(article, author)
        plan = merge_marks(held, incoming, author=author, keep_provenance=keep)
        write_merged(act, plan, held, article=article, author=author)
        self._take_state(act, article, author, record, where, first=first)
        if record.note is not None:
            held_note = None if first else self._project.article_notes(article).get(author.uid)
            note = record.note if keep else replace(record.note, uid=new_uid(), at="")
            title = record.article.title or where
            take_note(act, held_note, note, article=article, author=author, where=title, ledger=self._ledger)
        if record.copy is not None:
            choice = record.copy if keep else own_choice(record.copy)
            self._choices.note(act, article, author, choice, title=record.article.title or where)
        list_caught(into, [replace(incoming, author=author)], ledger=self._ledger)
        self._tally.marks += len(plan.mentions) + len(plan.events) + len(plan.links)
        if plan.alike:
            self._alike[called(into)] += plan.alike
        for conflict, fragments in plan.conflicts:
            quote = record.article.text[fragments[0][0] : fragments[-1][1]] if fragments else ""
            self._ledger.add("merge.conflict", conflict, article=record.article.title or where, quote=quote)

    def _is_first(self, article: str, author: Author) -> bool:
        """Whether nothing of this author can be in an article, because this import made it and had no line of theirs
        yet."""
        seen = self._fresh.get(article)
        if seen is None or author.uid in seen:
            return False
        seen.add(author.uid)
        return True

    def _take_state(self, act: Act, article: str, author: Author, record: Record, where: str, *, first: bool) -> None:
        """A skip or question of theirs holds where ours is none; else ours stays and it is said."""
        if record.state not in ("skipped", "question"):
            return
        state, reason = (None, "") if first else self._project.state(article, author)
        if not reason:
            act.set_state(article, author, record.state, reason=record.reason)
        elif (state, reason) != (record.state, record.reason):
            said = f"{author.name}: {state} ({reason}) here, {record.state} ({record.reason}) there"
            self._ledger.add("merge.conflict", said, article=record.article.title or where)

    def _under_todays_schema(self, line: Record) -> tuple[Record, list[str]]:
        """A line that was written under an older schema, with the names that its marks have now; and what has none."""
        if line.marks is None or line.schema_version in ("", self._schema.version):
            return line, []
        found, left_out = translate(self._project, [("", line.marks)], version=line.schema_version)
        return replace(line, marks=found[0][1]), left_out

    def _check_labels(self, marks: Marks, where: str) -> None:
        """Nothing is swallowed: the first unknown label, type, role or link stops the import with its line."""
        unknown = next(missing(marks, self._schema), None)
        if unknown is not None:
            raise missing_error({unknown: 1}, where, schema=self._schema)


def unmarked(records: Iterable[Record], most: int) -> Iterator[Record]:
    """The records, the last `most` of them without their marks."""
    waiting: list[Record] = []
    for record in records:
        waiting.append(record)
        if len(waiting) > most:
            yield waiting.pop(0)
    yield from (replace(record, marks=None) for record in waiting)
