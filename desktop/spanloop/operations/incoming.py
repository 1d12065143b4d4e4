"""What sources hold, written into a project within one act: the end of the way of every import."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from spanloop.articles.draft import Draft, Found, MarkedFile, Refusal
from spanloop.core.article import Zone
from spanloop.core.changes import Changes
from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.core.marks import Author
from spanloop.core.naming import NameMap
from spanloop.core.schema_change import plan_change
from spanloop.core.wording import count
from spanloop.formats.foreign import REFUSED
from spanloop.formats.ledger import Ledger
from spanloop.operations.drafting import article_of, corrected
from spanloop.operations.incoming_records import IncomingRecords, Tally, unmarked
from spanloop.operations.known import Known, Place, read_known
from spanloop.operations.marked_files import OWN, Reading, left_out, missing_error
from spanloop.operations.misnamed import where_of
from spanloop.operations.people_of_files import AuthorFrom
from spanloop.operations.surveying import Survey
from spanloop.store.project import Project
from spanloop.store.writing import Act

if TYPE_CHECKING:
    from spanloop.operations.superseding import Superseding


#: Articles that are named as known already; of a whole corpus that comes in again the rest is counted.
_MOST_KNOWN = 1_000


@dataclass(frozen=True)
class ImportReport:
    """What an import did. added: articles that are new; known: articles that were there; marks: marks written; revised:
    articles that got a newer text; refused: files and rows that were left out because something is wrong with them;
    skipped: files of no interest, such as the pictures of a saved page."""

    changes: Changes
    added: int = 0
    known: int = 0
    marks: int = 0
    revised: int = 0
    refused: int = 0
    skipped: int = 0
    ledger: Ledger = field(default_factory=Ledger)


@dataclass(frozen=True, slots=True)
class Rules:
    """How an import treats what is not plain.

    marks_as: take all human and gold marks over in this author's name. leave_unmarked: the last so many records of a
    file of marks come in as articles only. skip_bad: leave out what is refused, and list it, instead of refusing all.
    revise: an article whose source has another text now gets a new revision of it. names: what names of files of marks
    become. create_labels: add names that the schema has not to it; skip_unknown: leave them out, and list them; else
    they refuse all. author_from: whose the marks are of files that name nobody.
    """

    marks_as: Author | None = None
    leave_unmarked: int = 0
    skip_bad: bool = False
    revise: bool = False
    names: NameMap = field(default_factory=NameMap)
    create_labels: bool = False
    skip_unknown: bool = False
    author_from: AuthorFrom = ""


class Steps:
    """Counts what comes in; asked before each whether somebody wants to stop."""

    def __init__(
        self,
        total: int,
        on_progress: Callable[[int, int], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self._on_progress = on_progress
        self._cancelled = cancelled
        self._done = 0
        self._total = total

    @property
    def watched(self) -> bool:
        """Whether somebody wants to know how far it is, so that counting pays."""
        return self._on_progress is not None

    def expect(self, more: int) -> None:
        """There are more than was thought."""
        self._total += more

    def heed(self) -> None:
        """Raises CancelledError where somebody wants to stop."""
        if self._cancelled is not None and self._cancelled():
            raise CancelledError("The import was cancelled", way_out="Nothing of it was written.")

    def next(self) -> None:
        """One more begins; raises CancelledError where somebody wants to stop."""
        self.heed()
        self._done += 1
        if self._on_progress is not None:
            self._on_progress(self._done, max(self._total, self._done))


class Incoming:
    """One import under way: what came in, what was there, what could not be taken."""

    def __init__(self, project: Project, author: Author, *, rules: Rules, steps: Steps) -> None:
        self.ledger = Ledger()
        self.tally = Tally()
        self._project = project
        self._author = author
        self._rules = rules
        self._steps = steps
        self._known: Known = read_known(project)
        self._records = IncomingRecords(
            project, author, known=self._known, ledger=self.ledger, tally=self.tally, marks_as=rules.marks_as
        )
        self._marked: list[MarkedFile] = []
        #: The schema in force, and after it those that this import brought into force.
        self._versions = [project.schema]
        self._skipped: list[str] = []
        self._superseding: Superseding | None = None
        self._known_drafts = 0
        self._made: set[str] = set()

    def take(self, act: Act, found: Found) -> None:
        """Write what a source held; files of marks wait for the end: they may be about articles that come later.

        Raises SpanloopError for what is refused, unless that is to be left out.
        """
        if isinstance(found, Refusal):
            self._refusal(found)
        elif isinstance(found, MarkedFile):
            self._marked.append(found)
            if found.format == OWN and self._steps.watched:
                self._steps.expect(lines_of(found) - 1)
        else:
            self._steps.next()
            self.draft(act, found)

    def draft(
        self,
        act: Act,
        draft: Draft,
        *,
        zones: tuple[Zone, ...] | None = None,
        details: Mapping[str, str] | None = None,
    ) -> None:
        """A draft becomes an article; the same one again is passed over. zones, details: what a person corrected."""
        place = self._known.place(draft)
        if place.standing == "here":
            self.tally.known += 1
            self._known_drafts += 1
            if self._known_drafts <= _MOST_KNOWN:
                told = f" as {place.name}" if place.name else ""
                said = f"already in the project{told}, not imported again"
                self.ledger.add("article.known", said, article=draft.path)
            return
        twice = place.uid in self._made
        if place.standing == "changed" and (twice or not self._rules.revise):
            self._refuse(changed_refusal(draft, twice=twice))
            return
        for code, note in draft.notes:
            self.ledger.add(code, note, article=draft.path)
        if place.name:
            draft = replace(draft, external_id=place.name)
            if place.standing != "changed":
                self.ledger.add(*apart_note(place), article=draft.path)
        chosen = corrected(draft, zones=zones, details=details)
        if place.standing == "changed":
            self._revise(act, place.uid, chosen)
            return
        article = article_of(chosen)
        act.add_article(article, raw=draft.raw, path=draft.path, kind=draft.kind, reader=draft.reader)
        self._known.add_draft(draft, article.uid)
        self._made.add(article.uid)
        self.tally.added += 1

    def would_refuse(self, some: Iterable[Found]) -> Iterator[Refusal]:
        """What of these `take` would refuse; nothing is written. Files of marks are not looked into."""
        for found in some:
            self._steps.heed()
            if isinstance(found, Refusal) and not found.skipped:
                yield found
            elif isinstance(found, Draft) and not self._rules.revise:
                place = self._known.place(found)
                if place.standing == "changed":
                    yield changed_refusal(found, twice=place.uid in self._made)

    def end(self, act: Act, *, looked_at: bool = False) -> None:
        """What can be done and said only when all articles are in. looked_at: see marked_files."""
        self.marked_files(act, self._marked, looked_at=looked_at)
        self._records.write_choices()
        self._records.say_alike()
        self._records.joined.say(self.ledger)
        if self._known_drafts > _MOST_KNOWN:
            said = f"{self._known_drafts - _MOST_KNOWN:,} more were already in the project"
            self.ledger.add("article.known", said)
        if self.tally.skipped:
            example = f", such as {self._skipped[0]}" if self._skipped else ""
            said = f"{count(self.tally.skipped, 'file')} of no interest passed over{example}"
            self.ledger.add("file.passed_over", said)

    def report(self, changes: Changes) -> ImportReport:
        """What was done, after the act."""
        tally = self.tally
        # What a file calls complete is no work of this moment, after which suggestions would be refreshed.
        changes = replace(changes, completed=frozenset())
        return ImportReport(
            changes, tally.added, tally.known, tally.marks, tally.revised, tally.refused, tally.skipped, self.ledger
        )

    def _revise(self, act: Act, old: str, draft: Draft) -> None:
        """A newer text of an article that is there."""
        if self._superseding is None:
            from spanloop.operations.superseding import Superseding  # few imports revise anything

            self._superseding = Superseding(self._project, self._author, ledger=self.ledger)
        uid = self._superseding.put(act, draft, old=old)
        self._known.add_draft(draft, uid)
        self._made.add(uid)
        self.tally.revised += 1

    def list_skipped(self, number: int, examples: Sequence[str]) -> None:
        """Files of no interest, which were counted when they were looked at."""
        self.tally.skipped += number
        self._skipped += examples

    def _refusal(self, refusal: Refusal) -> None:
        if refusal.skipped:
            self.list_skipped(1, [refusal.path] if not self._skipped else [])
            return
        self._steps.next()
        self._refuse(refusal)

    def _refuse(self, refusal: Refusal) -> None:
        if not self._rules.skip_bad:
            raise SpanloopError(refusal.what, where=refusal.path, way_out=refusal.way_out)
        self.tally.refused += 1
        self.ledger.add("file.skipped", f"left out: {refusal.what}", article=refusal.path)

    def marked_files(self, act: Act, files: Sequence[MarkedFile], *, looked_at: bool = False) -> None:
        """The articles and marks of all files of marks, after the articles that they may be about.

        looked_at: whether it is known that nothing is wrong with them. Where names are to be known before anything is
        written, files are read twice: those of other tools all together, so that the schema grows once, and our own one
        after the other, because the lines of one may be about articles of the one before.
        """
        own = [[file] for file in files if file.format == OWN]
        foreign = [file for file in files if file.format != OWN]
        for some in (*own, *([foreign] if foreign else ())):
            self._group(act, some, looked_at=looked_at)

    def _group(self, act: Act, files: Sequence[MarkedFile], *, looked_at: bool) -> None:
        rules = self._rules
        reading = Reading(self._versions[-1], rules.names, self._records.known_text, author_from=rules.author_from)
        survey = Survey(reading, self._records, ledger=self.ledger, skip_bad=rules.skip_bad, heed=self._steps.heed)
        for file in files:
            if file.format != OWN or rules.create_labels or (rules.skip_bad and not looked_at):
                survey.look_at(file)
            else:
                survey.take_for_good(file)
        self.tally.refused += survey.refused
        reading = replace(self._settled(act, survey, reading), apart=survey.apart)
        for file in survey.good:
            self._marked_file(act, file, reading, records=survey.records.get(file))

    def _settled(self, act: Act, survey: Survey, reading: Reading) -> Reading:
        """How the files are read once it is decided what becomes of names that the schema has not."""
        if not survey.growth and not (self._rules.create_labels and survey.declared):
            return reading
        if self._rules.create_labels:
            # What the project says of its schemas it reads anew only after the act.
            known = {**self._project.schemas, **{schema.version: schema for schema in self._versions}}
            schema = survey.growth.grown(survey.declared, taken=known)
            act.change_schema(plan_change(self._versions[-1], schema), versions=known)
            self._versions.append(schema)
            self._records.use_schema(schema)
            for words in survey.new_names(schema):
                self.ledger.add("schema.grown", f"added to the schema: {words}")
            return replace(reading, schema=schema)
        lacking = survey.growth.counts
        if not self._rules.skip_unknown:
            raise missing_error(lacking, survey.where(next(iter(lacking))), schema=self._versions[-1])
        for one, times in lacking.items():
            said = f"the schema has no {one.words()}; {count(times, 'use')} of it left out"
            self.ledger.add("name.unknown", said)
        return replace(reading, names=NameMap({**reading.names.targets, **left_out(lacking, names=reading.names)}))

    def _marked_file(self, act: Act, file: MarkedFile, reading: Reading, *, records: int | None) -> None:
        if file.format != OWN and records is not None:
            self._steps.expect(records - 1)
        held, before = self.ledger, len(self.ledger)
        with held.reading(file.name):
            for line in unmarked(reading.records(file, ledger=held), self._rules.leave_unmarked):
                self._steps.next()
                self._records.take(act, line, where_of(file, line.line))
        self.tally.refused += sum(entry.code in REFUSED for entry in held.since(before))


def apart_note(place: Place) -> tuple[str, str]:
    """What the ledger says of a story that comes in under a name of its own."""
    return "article.apart", f"another story has this name; this one comes in as {place.name}"


def changed_refusal(draft: Draft, *, twice: bool = False) -> Refusal:
    """Why a draft is refused under whose name the project has another content. twice: it came by the same import."""
    if twice:
        way_out = "Rename one of them, or import the folder that holds both, which tells them apart."
        return Refusal(draft.path, "Another file of this import has this name and another content", way_out)
    if draft.kind in ("text", "markdown"):
        way_out = "Rename the file to import it as an article of its own."
        return Refusal(draft.path, "The project has an article of this name with another text", way_out)
    way_out = (
        "Bring it in as a new revision, which takes the marks over (--revise on the command line), or rename it to "
        "import it as an article of its own."
    )
    return Refusal(draft.path, "The project has this article with another content", way_out)


def lines_of(file: MarkedFile) -> int:
    """How many lines a file has, for progress."""
    try:
        with file.path.open("rb") as opened:
            return sum(1 for _ in opened)
    except OSError:
        return 1  # reading it says what is wrong
