"""The loop: export training data, train a version, let it suggest. Training runs in a child process of the window."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spanloop.core.article import Article
from spanloop.core.changes import Changes
from spanloop.core.completeness import is_complete, layers_of
from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.core.ids import new_uid, now
from spanloop.core.marks import Author, Marks
from spanloop.core.wording import count, language_name
from spanloop.formats.docbin import DocBinExport, write_docbin
from spanloop.formats.ledger import Ledger
from spanloop.formats.tokenizing import main_language
from spanloop.operations.evaluating import score_pipeline
from spanloop.operations.schema_history import translate
from spanloop.operations.truths import Truths, collect_truths
from spanloop.operations.versions import find_extractor, next_number, refuse_deleted
from spanloop.resources import resource_path
from spanloop.store.project import Project
from spanloop.store.records import ExtractorRecord

if TYPE_CHECKING:
    from spanloop.learn.train import Progress

DEFAULT_RECIPE = "blank"


@dataclass(frozen=True)
class SuggestReport:
    """articles: how many got suggestions. suggestions: mentions and events together."""

    changes: Changes
    extractor: str = ""
    articles: int = 0
    suggestions: int = 0
    ledger: Ledger = field(default_factory=Ledger)


def export_spacy(
    project: Project, *, dest: Path, author: str | None = None, recipe: str = DEFAULT_RECIPE
) -> DocBinExport:
    """Write train, dev and test as DocBin with the recipe's config and the ledger, ready for plain `spacy train`."""
    truths = collect_truths(project, author=author)
    return _write_corpus(project, truths, dest, recipe)


def recipe_path(recipe: str) -> Path:
    """The spaCy config of a recipe; raises SpanloopError for one that does not exist."""
    folder = resource_path("recipes")
    path = folder / f"{recipe}.cfg"
    if not path.is_file():
        known = ", ".join(sorted(found.stem for found in folder.glob("*.cfg")))
        raise SpanloopError(f"There is no recipe {recipe}", way_out=f"Known: {known}.")
    return path


def train(
    project: Project,
    *,
    author: Author,
    data_dir: Path,
    recipe: str = DEFAULT_RECIPE,
    seed: int = 0,
    max_steps: int | None = None,
    truth_author: str | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ExtractorRecord:
    """Train a new version from the truth and make it the one that suggests.

    author: who asked for it (recorded). data_dir: where extractors live on this machine. Raises SpanloopError when
    there is nothing to train on, and at once when another process trains this project. When cancelled or failed,
    nothing is left behind and the last version stays; what a killed process left goes when the next one starts.
    """
    from spanloop.learn.extractors import ExtractorShelf, hash_files
    from spanloop.learn.turn import training_turn

    shelf = ExtractorShelf(data_dir)
    stop = _StopAsked(cancelled)
    with (
        training_turn(data_dir, uid=project.uid, project=project.path) as turn,
        _disk_errors(data_dir),
        shelf.workroom() as room,
    ):
        turn.settle(is_recorded=lambda uid: _is_recorded(project, uid), remove=shelf.delete)
        truths = collect_truths(project, author=truth_author)
        stop.check()
        _write_corpus(project, truths, room / "corpus", recipe)
        stop.check()
        from spanloop.learn.train import train as train_pipeline  # spaCy: a second that a refusal does not wait for

        result = train_pipeline(
            room / "corpus",
            config_path=room / "corpus" / "config.cfg",
            output=room / "model",
            seed=seed,
            overrides={} if max_steps is None else {"training.max_steps": max_steps},
            on_progress=on_progress or _silent,
            cancelled=stop,
        )
        number = next_number(project)
        uid = new_uid()
        who = Author(uid, f"Extractor v{number}", "extractor")
        record = ExtractorRecord(
            uid=uid,
            author=who,
            name=who.name,
            number=number,
            recipe=recipe,
            seed=seed,
            data_hash=result.data_hash,
            schema_version=project.schema.version,
            config=result.config,
            files_hash=hash_files(result.path),
            policy=truths.policy,
            created_at=now(),
            metrics=_metrics(project, result.path, who, result.scores, truths=truths),
            state="current",
            details={"asked_by": author.name, "not_learned": result.not_learned, **result.details},
        )
        stop.check()
        with turn.placing(uid, is_recorded=lambda uid: _is_recorded(project, uid), remove=shelf.delete):
            _record_version(project, record, lambda: shelf.take(uid, result.path, files_hash=record.files_hash))
    return find_extractor(project, uid)


def suggest(
    project: Project,
    *,
    data_dir: Path,
    extractor: str | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> SuggestReport:
    """Let a version suggest over every article that is not complete; what it suggested before is not made twice.

    One that learned under an older schema suggests under the names of today; what has none is left out and listed.
    on_progress: called with articles done and articles in all. Cancelling leaves nothing behind.
    """
    from spanloop.learn.extractors import ExtractorShelf
    from spanloop.learn.suggest import speaks
    from spanloop.learn.suggest import suggest as predict

    record = find_extractor(project, extractor)
    refuse_deleted(project, record)
    waiting = list(_waiting(project, record.author))
    ledger = Ledger()
    found: list[tuple[str, Marks]] = []
    if waiting:
        nlp = ExtractorShelf(data_dir).load(record.uid)
        for article in waiting:
            if not speaks(nlp, article):
                name = article.external_id or article.title
                ledger.add(
                    "article.language",
                    f"its language is {language_name(article.language)}, not {language_name(str(nlp.lang))}",
                    article=name,
                )
        for done, (article, marks) in enumerate(predict(nlp, waiting, author=record.author), start=1):
            if cancelled is not None and cancelled():
                raise CancelledError("Suggesting was cancelled", way_out="Nothing was written.")
            found.append((article, marks))
            if on_progress is not None:
                on_progress(done, len(waiting))
    found, left_out = translate(project, found, version=record.schema_version)
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


@contextmanager
def _disk_errors(data_dir: Path) -> Generator[None]:
    """Turn what the disk refuses, wherever that is, into words."""
    try:
        yield
    except OSError as error:
        raise SpanloopError(
            f"Training could not write its files ({error.strerror or error})",
            where=str(data_dir),
            way_out="Make room on the disk, or make the folder writable; the last version stays as it was.",
        ) from error


def _write_corpus(project: Project, truths: Truths, dest: Path, recipe: str) -> DocBinExport:
    if not truths.truths:
        raise SpanloopError(
            "No article is marked, so there is nothing to train on",
            where=str(project.path),
            way_out="Mark some articles and say that they are complete.",
        )
    noted = len(project.all_article_notes())
    if noted:
        said = f"{count(noted, 'note')} on articles stay in the project"
        truths.ledger.add("article_note.not_carried", said)
    language = main_language(truth.article.language for truth in truths.truths)
    config = recipe_path(recipe).read_text(encoding="utf-8")
    return write_docbin(
        truths.truths, dest, schema=project.schema, language=language, config_text=config, ledger=truths.ledger
    )


def _record_version(project: Project, record: ExtractorRecord, put_in_place: Callable[[], None]) -> None:
    """Write the version down as the current one, and put its files in place within the same act.

    Files before the commit: a process that dies in between leaves a folder that nobody names, which the next training
    removes; the other way round it would leave a current version without files. The version itself is the actor, as it
    is of its suggestions: what a person undoes is what that person did.
    """
    with project.act(record.author, f"train {record.name}") as act:
        act.add_extractor(record)
        put_in_place()


def _is_recorded(project: Project, uid: str) -> bool:
    return any(record.uid == uid for record in project.extractors())


def _metrics(
    project: Project, model: Path, who: Author, development: dict[str, Any], *, truths: Truths
) -> dict[str, Any]:
    """The scores to keep: on the development split as training saw them, and on the test split by our comparison."""
    from spanloop.learn.extractors import load_folder

    test = score_pipeline(project, load_folder(model), who, truths=truths)
    return {"development": development} | ({"test": test.summary()} if test else {})


def _waiting(project: Project, author: Author) -> Iterator[Article]:
    """Articles that no human or gold has completed under the schema of now, and that this author has not marked.

    So after a roll back the older version reads what came since, and its earlier suggestions stand.
    """
    schema, versions = project.schema, project.schemas
    layers = layers_of(schema)
    for article, everyone in project.records():
        if any(marks.author.uid == author.uid and (marks.mentions or marks.events) for marks in everyone):
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


def _silent(progress: object) -> None:
    """Nobody wants to know."""


class _StopAsked:
    """Whether someone asked for an end; `check` raises CancelledError then."""

    def __init__(self, asked: Callable[[], bool] | None) -> None:
        self._asked = asked

    def __call__(self) -> bool:
        return self._asked is not None and self._asked()

    def check(self) -> None:
        if self():
            raise CancelledError("Training was cancelled", way_out="The last version stays as it was.")
