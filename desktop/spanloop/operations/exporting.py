"""Articles and marks out of a project, in any format that is written; what one cannot carry is in the ledger."""

from __future__ import annotations

import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.core.marks import Author, Marks
from spanloop.core.wording import count
from spanloop.formats.atomic import write_ledger
from spanloop.formats.jsonl import write_jsonl
from spanloop.formats.ledger import Ledger
from spanloop.formats.record import Record
from spanloop.formats.registry import FORMATS, Format, find_format
from spanloop.operations.dataset_splits import splits_of_articles
from spanloop.operations.own_files import keep_off
from spanloop.operations.timing import values_by_rules
from spanloop.store.project import Project

_PEOPLE = ("human", "gold")
#: What no system allows in the name of a file or folder.
_NOT_IN_NAMES = re.compile(r'[\x00-\x1f<>:"/\\|?*]|^\.|[. ]$')


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What an export wrote. written: the files and folders; articles: how many, in the fullest of them. ledger_at: the
    file with the whole ledger, None where nothing was lost."""

    written: tuple[Path, ...]
    articles: int
    ledger: Ledger
    ledger_at: Path | None = None


def written_formats() -> list[Format]:
    """The formats that a project can be exported in."""
    return [known for known in FORMATS if known.writes]


def export(
    project: Project,
    *,
    dest: Path,
    file_format: str,
    author: str | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ExportReport:
    """Write the project in a format other than DocBin, which is made of truths (operations.training.export_spacy).

    author: only this author's marks. A format that holds the marks of one author alone gets those of everybody who
    marked anything, each in a file or folder named after them in the folder `dest`; of the only one, or the one named,
    `dest` itself. The ledger is written beside `dest`. on_progress: called with articles written and in all. cancelled:
    asked before each article; CancelledError then, and nothing is there. Raises SpanloopError for an unknown format or
    author, and for what cannot be written.
    """
    chosen = find_format(file_format)
    if chosen.write is None:
        names = ", ".join(known.name for known in written_formats())
        raise SpanloopError(f"{chosen.title} are not written", way_out=f"What can be written: {names}.")
    keep_off(project, dest, way_out="Choose another name.")
    _check_author(project, author)
    ledger = Ledger()
    out = _Out(project, chosen, ledger, on_progress, cancelled)
    suggests = "suggestions" in chosen.carries
    if "authors" in chosen.carries:
        everybody = None if suggests else {known.uid for known in project.authors() if known.kind in _PEOPLE}
        articles = out.write(dest, everybody if author is None else _uids_of(project, author))
        written = (dest,)
    else:
        names = [author] if author is not None else _who_marked(project)
        targets = {name: dest if len(names) == 1 else dest / _file_name(name, chosen, names) for name in names}
        articles = out.write_each(dest, targets) if names else out.write(dest, set())
        out.say_authors(names)
        written = tuple(targets.values()) or (dest,)
    if author is None and not suggests:
        out.say_suggestions()
    if author is None:
        out.say_rules()
    return ExportReport(written, articles, ledger, write_ledger(ledger, dest.with_name(f"{dest.name}.ledger.json")))


def export_jsonl(project: Project, *, dest: Path, author: str | None = None) -> int:
    """Write the whole project (or one author's marks) as JSONL, lossless; returns the number of lines."""
    _check_author(project, author)
    keep_off(project, dest, way_out="Choose another name.")
    return write_jsonl(_records(project, None if author is None else _uids_of(project, author)), dest)


class _Out:
    """One export under way."""

    def __init__(
        self,
        project: Project,
        chosen: Format,
        ledger: Ledger,
        on_progress: Callable[[int, int], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> None:
        self._project = project
        self._format = chosen
        self._ledger = ledger
        self._on_progress = on_progress
        self._cancelled = cancelled
        self._done = 0
        self._total = len(project.article_uids())

    def write(self, dest: Path, authors: set[str] | None) -> int:
        """Write the articles with the marks of these authors, of all for None; returns how many articles. authors:
        their uids."""
        assert self._format.write is not None  # checked by the caller
        records, schema = self._watched(_records(self._project, authors)), self._project.schema
        if self._format.write_splits is not None:
            splits = splits_of_articles(self._project) or None  # before the first training none has one
            return self._format.write_splits(records, dest, schema=schema, ledger=self._ledger, splits=splits)
        return self._format.write(records, dest, schema=schema, ledger=self._ledger)

    def write_each(self, dest: Path, targets: dict[str, Path]) -> int:
        """Write what each of several people marked, by name, to a place of its own in the folder `dest`, or all or
        nothing: where one cannot be written those before it go again. Returns the articles of the fullest."""
        fresh = [path for path in (dest, *targets.values()) if not path.exists()]
        if len(targets) > 1:
            _make_folder(dest)
            self._total *= len(targets)
        replaced: list[str] = []
        articles = 0
        try:
            for name, path in targets.items():
                articles = max(articles, self.write(path, _uids_of(self._project, name)))
                replaced += [path.name] if path not in fresh else []
        except SpanloopError as error:
            for path in fresh:
                _remove(path)
            if replaced:
                error.way_out = f"{', '.join(replaced)} of an earlier export had been replaced by then."
            raise
        return articles

    def _watched(self, records: Iterator[Record]) -> Iterator[Record]:
        latest = ""
        for record in records:
            if record.article.uid != latest:
                latest = record.article.uid
                self._done += 1
                if self._cancelled is not None and self._cancelled():
                    raise CancelledError("The export was cancelled", way_out="Nothing was written.")
                if self._on_progress is not None:
                    self._on_progress(self._done, max(self._total, self._done))
            yield record

    def say_authors(self, names: list[str]) -> None:
        """The format does not say whose marks these are."""
        for name in names:
            self._ledger.add("authors.not_carried", f"the file does not say that {name} made the marks", author=name)

    def say_suggestions(self) -> None:
        """The format has no place for what extractors and rule sets suggest."""
        machines = [author for author in self._project.authors() if author.kind not in _PEOPLE]
        found: dict[str, int] = {}
        for _, everyone in self._project.records_of(machines):
            for marks in everyone:
                if marks.author.kind not in _PEOPLE:
                    number = len(marks.mentions) + len(marks.events) + len(marks.links)
                    found[marks.author.name] = found.get(marks.author.name, 0) + number
        for name, number in sorted(found.items()):
            self._ledger.add("suggestions.not_carried", f"{count(number, 'suggestion')} of {name}", author=name)

    def say_rules(self) -> None:
        """Formats are about articles; rules are about all of them, and have files of their own."""
        sets = Counter(rule.set.name for rule in self._project.rules.rules())
        for name, number in sorted(sets.items()):
            said = f"{count(number, 'rule')} of {name}; exported as patterns, they go along"
            self._ledger.add("rules.not_carried", said, author=name)


def _make_folder(path: Path) -> None:
    try:
        path.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        what = f"Several people marked here, and no folder can be made for a file of each ({error.strerror or error})"
        raise SpanloopError(what, where=str(path), way_out="Name a new folder, or one author.") from error


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)


def _uids_of(project: Project, name: str) -> set[str]:
    """The authors of a name; where a person has it, an extractor or rule set of the same name is not meant."""
    held = [known for known in project.authors() if known.name == name]
    return {known.uid for known in held if known.kind in _PEOPLE} or {known.uid for known in held}


def _file_name(name: str, chosen: Format, names: list[str]) -> str:
    """What the file or folder of an author is called; authors whose names fall together are numbered."""
    plain = [_plain_name(one) for one in names]
    number = names.index(name)
    same = [at for at, one in enumerate(plain) if one.casefold() == plain[number].casefold()]
    apart = f"-{same.index(number) + 1}" if len(same) > 1 else ""
    return f"{plain[number]}{apart}{chosen.suffixes[0]}"


def _plain_name(name: str) -> str:
    return _NOT_IN_NAMES.sub("_", name)[:80] or "_"


def _who_marked(project: Project) -> list[str]:
    """The people with anything in the project, by name; gold is one of them."""
    people = [author for author in project.authors() if author.kind in _PEOPLE]
    found: set[str] = set()
    for _, everyone in project.records_of(people):
        found |= {marks.author.name for marks in everyone if marks and marks.author.kind in _PEOPLE}
    # Who only skipped an article, asked about it or noted something would else be lost without a word.
    names = {author.uid: author.name for author in people}
    saying = {who for notes in project.all_article_notes().values() for who in notes}
    saying |= {who for article in project.article_uids() for who in project.states(article)}
    return sorted(found | {names[who] for who in saying if who in names})


def _check_author(project: Project, author: str | None) -> None:
    if author is not None and not any(known.name == author for known in project.authors()):
        names = ", ".join(sorted(known.name for known in project.authors())) or "nobody yet"
        raise SpanloopError(f"Nobody named {author} marked here", way_out=f"Known: {names}.")


def _records(project: Project, chosen_authors: set[str] | None) -> Iterator[Record]:
    """The records of these authors, of all for None; an article of which none of them says anything has one too.

    chosen_authors: their uids."""
    version = project.schema.version
    authors = {author.uid: author for author in project.authors()}
    noted = project.all_article_notes()
    decided = project.copies.all_choices()
    labels = project.schema.time_labels

    def is_chosen(author: Author) -> bool:
        return chosen_authors is None or author.uid in chosen_authors

    for article, everyone in project.records():
        notes = noted.get(article.uid, {})
        choices = decided.get(article.uid, {})
        states = project.states(article.uid)
        chosen = [marks for marks in everyone if is_chosen(marks.author)]
        seen = {marks.author.uid for marks in chosen}
        others = [who for who in {**states, **notes, **choices} if who not in seen]
        chosen += [Marks(authors[who]) for who in others if is_chosen(authors[who])]
        for marks in sorted(chosen, key=_suggesting_first):
            state, reason = states.get(marks.author.uid, ("", ""))
            note = notes.get(marks.author.uid)
            times = values_by_rules(article, marks, labels=labels)
            yield Record(
                article,
                marks,
                state or None,
                reason,
                version,
                note=note,
                times=times,
                copy=choices.get(marks.author.uid),
            )
        if not chosen:
            yield Record(article, None, None, "", version)


def _suggesting_first(marks: Marks) -> tuple[bool, str, str]:
    """Suggestions before the verdicts on them, so that a reader meets no verdict on a mark it has not seen."""
    return marks.author.kind in _PEOPLE, marks.author.kind, marks.author.name
