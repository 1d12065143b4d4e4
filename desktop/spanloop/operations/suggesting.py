"""A version reads what is not complete and suggests there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from spanloop.core.article import Article
from spanloop.core.changes import Changes
from spanloop.core.collecting import spared
from spanloop.core.completeness import is_complete, layers_of
from spanloop.core.errors import CancelledError
from spanloop.core.marks import Author, Marks
from spanloop.core.wording import language_name
from spanloop.formats.ledger import Ledger
from spanloop.operations.auditing import audited_articles
from spanloop.operations.schema_history import translate
from spanloop.operations.versions import find_extractor, live_record, refuse_deleted
from spanloop.store.project import Project
from spanloop.store.records import ExtractorRecord

if TYPE_CHECKING:
    from spacy.language import Language


@dataclass(frozen=True)
class SuggestReport:
    """articles: how many got suggestions. suggestions: mentions and events together."""

    changes: Changes
    extractor: str = ""
    articles: int = 0
    suggestions: int = 0
    ledger: Ledger = field(default_factory=Ledger)


def suggest(
    project: Project,
    *,
    data_dir: Path,
    extractor: str | None = None,
    gpu: int = -1,
    processes: int = 1,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> SuggestReport:
    """Let a version suggest over every article that is not complete; what it suggested before is not made twice.

    One that learned under an older schema suggests under the names of today; what has none is left out and listed.
    gpu: the number of a graphics processor, -1 for none. processes: how many read at once; each opens the extractor for
    itself, so more than one pays for thousands of articles only. on_progress: called with articles done and articles in
    all. Cancelling leaves nothing behind.
    """
    from spanloop.learn.device import use_device
    from spanloop.learn.extractors import ExtractorShelf

    record = find_extractor(project, extractor)
    refuse_deleted(project, record)
    waiting = list(_waiting(project, record.author))
    ledger = Ledger()
    found: list[tuple[str, Marks]] = []
    if waiting:
        use_device(gpu)
        nlp = ExtractorShelf(data_dir).load(record.uid, called=record.name)
        with spared():
            for done, marks in enumerate(_read(nlp, waiting, record, ledger, processes=processes), start=1):
                if cancelled is not None and cancelled():
                    raise CancelledError("Suggesting was cancelled", way_out="Nothing was written.")
                found.append(marks)
                if on_progress is not None:
                    on_progress(done, len(waiting))
    found, left_out = translate(project, found, version=record.schema_version, known_only=True)
    for words in left_out:
        ledger.add("schema.changed", words)
    marked = [(article, marks) for article, marks in found if marks.mentions or marks.events]
    if not marked:
        return SuggestReport(Changes(), record.name, ledger=ledger)
    with project.act(record.author, f"suggest by {record.name}") as act:
        for article, marks in marked:
            act.add_mentions(article, record.author, marks.mentions)
            act.add_events(article, record.author, marks.events)
    made = sum(len(marks.mentions) + len(marks.events) for _, marks in marked)
    return SuggestReport(act.changes, record.name, len(marked), made, ledger)


def _read(
    nlp: Language, articles: Sequence[Article], record: ExtractorRecord, ledger: Ledger, *, processes: int
) -> Iterator[tuple[str, Marks]]:
    """What a version marks in each article, with the scores that people see; what it cannot read is in the ledger."""
    from spanloop.learn.calibration import calibrated
    from spanloop.learn.suggest import speaks
    from spanloop.learn.suggest import suggest as predict

    for article in articles:
        if not speaks(nlp, article):
            said = f"its language is {language_name(article.language)}, not {language_name(str(nlp.lang))}"
            ledger.add("article.language", said, article=article.external_id or article.title)
    for uid, marks in predict(nlp, articles, author=record.author, processes=processes):
        yield uid, calibrated(marks, record.metrics.get("calibration", {}))


def _waiting(project: Project, author: Author) -> Iterator[Article]:
    """Articles that no human or gold has completed under the schema of now, and that this author has not marked.

    So after a roll back the older version reads what came since, and its earlier suggestions stand. None of those that
    are audited: they are annotated without suggestions (see operations.auditing).
    """
    audited = audited_articles(project)
    # Nor where live refreshes of it speak in its place.
    live = live_record(project.extractors(), author.uid)
    speakers = {author.uid, *([live.author.uid] if live else [])}
    schema, versions = project.schema, project.schemas
    layers = layers_of(schema)
    for article, everyone in project.records():
        if article.uid in audited:
            continue
        if any(marks.author.uid in speakers and (marks.mentions or marks.events) for marks in everyone):
            continue
        complete = all(
            any(
                marks.author.kind in {"human", "gold"}
                and is_complete(marks.completions, layer, end=len(article.text), schema=schema, versions=versions)
                for marks in everyone
            )
            for layer in layers
        )
        if not complete:
            yield article
