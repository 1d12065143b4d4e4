"""A look at files before anything is written: what they are, what comes of them, what will be left out.

The look goes into a stage file, from which a preview reads page by page, and from which the import takes what the
person chose, as one act.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, cast

from spanloop.articles.draft import Draft, MarkedFile, Refusal
from spanloop.articles.sources import count_sources
from spanloop.core.article import Zone
from spanloop.core.cuts import count_words
from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Author
from spanloop.core.naming import Name, NameMap, Target
from spanloop.core.schema import Schema
from spanloop.core.wording import count
from spanloop.formats.ledger import Ledger
from spanloop.operations.importing import find_in
from spanloop.operations.incoming import ImportReport, Incoming, Rules, Steps, apart_note, changed_refusal
from spanloop.operations.incoming_records import IncomingRecords, Tally
from spanloop.operations.known import Known, read_known
from spanloop.operations.look_marks import look_at_marks
from spanloop.operations.look_rows import (
    LookRow,
    LookTotals,
    MarkedRow,
    RowState,
    silent_characters,
    zones_from_json,
    zones_to_json,
)
from spanloop.operations.marked_files import Reading
from spanloop.operations.namesakes import Namesake, namesake_of
from spanloop.operations.own_files import keep_off
from spanloop.operations.people_of_files import AuthorFrom, JoinedFiles, as_author_from
from spanloop.operations.stage import Look, StageWriter, new_stage, passing_stage, remove_stages, staging
from spanloop.operations.unpacking import Unpacking
from spanloop.store.project import Project

__all__ = [
    "Choices", "Look", "LookRow", "LookTotals", "MarkedRow", "RowState", "import_look", "look", "new_stage",
    "passing_stage", "remove_stages",
]  # fmt: skip
#: Before what stands for the uid of an article that has none yet, because it was found by this look.
_ROW = "row: "
_NOBODY = Author("", "")
_NO_SCHEMA = Schema("", "")
#: Files of no interest that the totals name, and that are kept as rows; the others are counted.
_EXAMPLES = 20
_MOST_SKIPPED = 50_000


@dataclass(frozen=True)
class Choices:
    """What a person decided in a preview, by number of the row. zones: those that an article gets instead of the
    proposed ones; details: title, source, date or language instead of what was found. names: what names of files of
    marks become; create_labels: whether names that the schema has not are added to it. author_from: whose the marks are
    of files that name nobody."""

    leave_out: frozenset[int] = frozenset()
    zones: Mapping[int, tuple[Zone, ...]] = field(default_factory=dict[int, tuple[Zone, ...]])
    details: Mapping[int, Mapping[str, str]] = field(default_factory=dict[int, Mapping[str, str]])
    names: NameMap = field(default_factory=NameMap)
    create_labels: bool = False
    author_from: AuthorFrom = ""

    def write(self, path: Path) -> None:
        """Write them for the child that imports."""
        document = {
            "leave_out": sorted(self.leave_out),
            "zones": {str(number): zones_to_json(zones) for number, zones in self.zones.items()},
            "details": {str(number): dict(details) for number, details in self.details.items()},
            "names": [[*name, *target] for name, target in self.names.targets.items()],
            "create_labels": self.create_labels,
            "author_from": self.author_from,
        }
        path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")

    @classmethod
    def read(cls, path: Path) -> Choices:
        """Read them again. Raises SpanloopError for a file that holds none."""
        try:
            raw = cast("dict[str, Any]", json.loads(path.read_text(encoding="utf-8")))
            return cls(
                frozenset(int(number) for number in raw.get("leave_out", ())),
                {int(number): zones_from_json(zones) for number, zones in raw.get("zones", {}).items()},
                {int(number): dict(details) for number, details in raw.get("details", {}).items()},
                NameMap({Name(*one[:3]): Target(*one[3:]) for one in raw.get("names", ())}),
                bool(raw.get("create_labels")),
                as_author_from(raw.get("author_from", "")),
            )
        except OSError as error:
            what = f"it cannot be read ({error.strerror or error})"
            raise SpanloopError(what, where=str(path), way_out="Choose in the preview again.") from error
        except (ValueError, TypeError, AttributeError) as error:
            what = "This file does not hold what was chosen in a preview"
            raise SpanloopError(what, where=str(path), way_out="Choose in the preview again.") from error


def look(
    paths: Sequence[Path],
    *,
    into: Path,
    project: Project | None = None,
    revise: bool = False,
    file_format: str = "auto",
    names: NameMap | None = None,
    author_from: AuthorFrom = "",
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Look:
    """Read files and folders into a stage file; nothing else is written.

    into: a path that `new_stage` gave, or any other. project: is read to say what is there already and which labels it
    lacks. revise: changed articles will become new revisions, so they are no refusals, and a note tells how many marks
    would go along. file_format, names, author_from: as for import_paths. on_progress: called with what was found so far
    and in all, as far as that is known. cancelled: asked before each; CancelledError then, and no file. Raises
    SpanloopError for a path that is not there; whatever else is wrong is a row.
    """
    if project is not None:
        for path in (*paths, into):
            keep_off(project, path, way_out="Export its marks as JSONL first to look at them.")
    steps = Steps(count_sources(paths) if on_progress is not None else 0, on_progress, cancelled)
    with Unpacking() as unpacking, staging(into) as stage:
        reading = Reading(
            _NO_SCHEMA if project is None else project.schema, names or NameMap(), author_from=author_from
        )
        looking = _Looking(stage, project, steps, revise=revise, reading=reading)
        for found in find_in(paths, unpacking=unpacking, file_format=file_format, cancelled=cancelled):
            if isinstance(found, Draft):
                steps.next()
                looking.draft(found)
            elif isinstance(found, MarkedFile):
                looking.marked_file(found)
            else:
                looking.refusal(found)
        stage.close(looking.end())
    return Look.open(into)


class _Looking:
    """One look under way."""

    def __init__(
        self, stage: StageWriter, project: Project | None, steps: Steps, *, revise: bool, reading: Reading
    ) -> None:
        self._stage = stage
        self._reading = reading
        self._joined = JoinedFiles()
        self._revise = revise
        self._project = project
        self._steps = steps
        self._known = Known(self._row_of) if project is None else read_known(project, read=self._namesake)
        self._states: Counter[str] = Counter()
        self._kinds: Counter[str] = Counter()
        self._sums: Counter[str] = Counter()
        self._skipped: list[Refusal] = []
        self._languages: set[str] = set()

    def draft(self, draft: Draft) -> None:
        """List an article."""
        place = self._known.place(draft)
        twice = place.uid.startswith(_ROW)
        changed = place.standing == "changed"
        state: RowState = "refused" if changed and twice else place.standing or "new"
        notes = draft.notes
        if state in ("new", "alike"):
            named = replace(draft, external_id=place.name) if place.name else draft
            self._known.add_draft(named, f"{_ROW}{len(self._stage)} {draft.path}")
            notes += (apart_note(place),) if place.name else ()
        comes_in = changed and not twice and self._revise and self._project is not None
        if comes_in:
            notes += (self._foreseen(draft, place.uid),)
        words, silent = count_words(draft.text), silent_characters(draft.zones)
        self._kinds[draft.kind] += 1
        self._languages.add(draft.language)
        self._sums.update(words=words, characters=len(draft.text), silent=silent)
        row = LookRow(
            len(self._stage),
            state,
            draft.path,
            kind=draft.kind,
            reader=draft.reader,
            title=draft.title,
            date=draft.date,
            byline=draft.byline,
            source=draft.source,
            url=draft.url,
            language=draft.language,
            words=words,
            characters=len(draft.text),
            silent=silent,
            zones=dict(Counter(zone.kind for zone in draft.zones)),
            notes=notes,
            known_as=self._name(place.uid),
            refusal=changed_refusal(draft, twice=twice) if changed and not comes_in else None,
        )
        self._add(row, draft)

    def _foreseen(self, draft: Draft, old: str) -> tuple[str, str]:
        """What will come of an article that is changed."""
        from spanloop.operations.revising import foresee  # few looks revise anything

        assert self._project is not None
        outlook = foresee(self._project, old=old, draft=draft)
        stay = f"; {count(outlook.stay, 'mark')} would stay on the old text" if outlook.stay else ""
        return "article.revised", f"comes in as a new revision; {count(outlook.along, 'mark')} would go along{stay}"

    def _namesake(self, uid: str) -> Namesake:
        """An article that is there, or an earlier row of this look."""
        if self._project is None or uid.startswith(_ROW):
            return self._row_of(uid)
        return namesake_of(self._project.article(uid))

    def _row_of(self, uid: str) -> Namesake:
        draft = self._stage.draft(int(uid.removeprefix(_ROW).partition(" ")[0]))
        return Namesake(draft.text, draft.url, draft.zones)

    def _name(self, uid: str) -> str:
        """What to call the article that a row is about; earlier rows of this look are called by their place."""
        if not uid or self._project is None or uid.startswith(_ROW):
            return uid.removeprefix(_ROW).partition(" ")[2]
        article = self._project.article(uid)
        return article.title or article.external_id or uid

    def marked_file(self, file: MarkedFile) -> None:
        """List a file of marks."""
        records = None
        if self._project is not None:
            records = IncomingRecords(self._project, _NOBODY, known=self._known, ledger=Ledger(), tally=Tally())
        marked, notes, refusal = look_at_marks(
            file,
            reading=self._reading,
            records=records,
            comes_along=self._comes_along,
            joined=self._joined,
            steps=self._steps,
        )
        self._sums.update(records=marked.records, marks=marked.marks)
        row = LookRow(
            len(self._stage),
            "marks" if refusal is None else "refused",
            file.name,
            kind=file.format,
            notes=notes,
            marked=marked,
            refusal=refusal,
        )
        self._add(row, None)

    def _comes_along(self, name: str) -> bool:
        return (self._known.named(name) or "").startswith(_ROW)

    def refusal(self, refusal: Refusal) -> None:
        """List what is refused; what is of no interest is counted, and listed behind all else."""
        if refusal.skipped:
            self._sums["skipped"] += 1
            if len(self._skipped) < _MOST_SKIPPED:
                self._skipped.append(refusal)
            return
        self._steps.next()
        self._add(LookRow(len(self._stage), "refused", refusal.path, refusal=refusal), None)

    def _add(self, row: LookRow, draft: Draft | None) -> None:
        self._states[row.state] += 1
        self._stage.add(row, draft)

    def end(self) -> LookTotals:
        """List what was skipped, and say what all rows are together."""
        for refusal in self._skipped:
            self._stage.add(LookRow(len(self._stage), "skipped", refusal.path, refusal=refusal), None)
        names = ("words", "characters", "silent", "records", "marks", "skipped")
        sums = {name: self._sums[name] for name in names}
        languages = len(self._languages - {""})
        examples = tuple((refusal.path, refusal.what) for refusal in self._skipped[:_EXAMPLES])
        return LookTotals(dict(self._states), dict(self._kinds), **sums, examples=examples, languages=languages)


def import_look(
    project: Project,
    *,
    author: Author,
    look: Look,
    leave_out: Collection[int] = frozenset(),
    zones: Mapping[int, tuple[Zone, ...]] | None = None,
    details: Mapping[int, Mapping[str, str]] | None = None,
    revise: bool = False,
    names: NameMap | None = None,
    create_labels: bool = False,
    author_from: AuthorFrom = "",
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ImportReport:
    """Import what was looked at, as one act: all or nothing, undone as one.

    leave_out: numbers of rows that do not come in; those that the look refused never do, and are listed in the ledger.
    zones, details, names, create_labels, author_from: see Choices. revise: rows in the state "changed" become new
    revisions of their articles; without it they are left out and listed. on_progress, cancelled: as for `look`.
    """
    chosen = [number for number in range(len(look)) if number not in leave_out]
    steps = Steps(len(chosen), on_progress, cancelled)
    rules = Rules(
        skip_bad=True, revise=revise, names=names or NameMap(), create_labels=create_labels, author_from=author_from
    )
    incoming = Incoming(project, author, rules=rules, steps=steps)
    incoming.list_skipped(look.totals.skipped, [path for path, _ in look.totals.examples[:1]])
    with Unpacking() as unpacking, project.act(author, _label(look, chosen, revise=revise)) as act:
        for number, row, draft in look.drafts(chosen):
            if row.marked is not None and row.state == "marks":
                incoming.take(act, _unchanged(row, project, unpacking))
            elif draft is None:
                assert row.refusal is not None  # what is no article and no file of marks was refused
                incoming.take(act, row.refusal)
            else:
                steps.next()
                incoming.draft(act, draft, zones=(zones or {}).get(number), details=(details or {}).get(number))
        incoming.end(act, looked_at=True)
    return incoming.report(act.changes)


def _label(look: Look, chosen: Sequence[int], *, revise: bool) -> str:
    """What the history calls it: one thing by its name, several by how many articles and files of marks come in."""
    comes_in = {"new", "alike", "marks", *(["changed"] if revise else [])}
    coming = [number for number in chosen if look.state(number) in comes_in]
    if len(coming) == 1:
        return f"import {look.rows_at(coming)[0].path}"
    marked = sum(look.state(number) == "marks" for number in coming)
    articles = [count(len(coming) - marked, "article")] if marked < len(coming) else []
    files = [count(marked, "file of marks", "files of marks")] if marked else []
    return f"import {' and '.join([*articles, *files])}".rstrip()


def _unchanged(row: LookRow, project: Project, unpacking: Unpacking) -> MarkedFile:
    """The file of marks, which is read again; raises SpanloopError where it is another one by now."""
    marked = row.marked
    assert marked is not None  # asked by the caller
    path = Path(marked.archive or marked.path)
    keep_off(project, path, way_out="Export its marks as JSONL first.")
    try:
        held = path.stat()
    except OSError as error:
        what = f"it cannot be read ({error.strerror or error})"
        raise SpanloopError(what, where=str(path), way_out="Look at the files again.") from error
    if (held.st_size, held.st_mtime_ns) != (marked.size, marked.changed):
        raise SpanloopError("it was changed since it was looked at", where=str(path), way_out="Look at it again.")
    if marked.archive:
        return MarkedFile(unpacking.member(path, row.path), row.path, marked.format, path)
    return MarkedFile(path, row.path, marked.format)
