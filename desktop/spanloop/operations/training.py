"""Export training data, and train a version from it. Training runs in a child process of the window."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.core.ids import new_uid, now
from spanloop.core.marks import Author
from spanloop.core.truth import Truth
from spanloop.core.wording import count
from spanloop.formats.docbin import DocBinExport, write_docbin
from spanloop.formats.tokenizing import main_language
from spanloop.operations.gating import judge_new
from spanloop.operations.recipes import RecipeChoice, chosen_recipe, config_of, find_recipe
from spanloop.operations.rule_features import rule_features
from spanloop.operations.truths import Truths, collect_truths, outline_truths, read_truths
from spanloop.operations.versions import find_extractor, next_number
from spanloop.store.project import Project
from spanloop.store.records import ExtractorRecord

if TYPE_CHECKING:
    from spacy.language import Language

    from spanloop.learn.train import Progress, TrainResult


def export_spacy(
    project: Project,
    *,
    dest: Path,
    author: str | None = None,
    recipe: RecipeChoice | str | None = None,
    settled: bool = False,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> DocBinExport:
    """Write train, dev and test as DocBin with the recipe's config and the ledger, ready for plain `spacy train`.

    The articles are read twice, once for their splits and once to be written, so that of many no more than some hundred
    are in memory. recipe: as for train. settled: as for collect_truths. on_progress: called with articles written and
    in all. cancelled: asked before each article; CancelledError then, and nothing is there.
    """

    def check() -> None:
        if cancelled is not None and cancelled():
            raise CancelledError("The export was cancelled", way_out="Nothing was written.")

    def watched() -> Iterator[Truth]:
        total = len(outlined.truths)
        for done, truth in enumerate(read_truths(project, outlined, author=author), start=1):
            check()
            yield truth
            if on_progress is not None:
                on_progress(done, total)

    outlined = outline_truths(project, author=author, settled=settled, watch=check)
    return write_corpus(project, outlined, dest, how_to_train(project, recipe, outlined), whole=watched())


def train(
    project: Project,
    *,
    author: Author,
    data_dir: Path,
    recipe: RecipeChoice | str | None = None,
    seed: int = 0,
    max_steps: int | None = None,
    truth_author: str | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> ExtractorRecord:
    """Train a new version from the truth; it suggests from then on unless the gate holds it back (operations.gating).

    recipe: its name, or a whole choice; None: the one chosen for the project, else the best that can be used here.
    author: who asked for it (recorded). data_dir: where extractors live on this machine. Raises SpanloopError when
    there is nothing to train on, and at once when another process trains this project. When cancelled or failed,
    nothing is left behind and the last version stays; what a killed process left goes when the next one starts.
    """
    from spanloop.learn.extractors import ExtractorShelf, load_folder
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
        choice = how_to_train(project, recipe, truths)
        export = write_corpus(project, truths, room / "corpus", choice)
        stop.check()
        told = on_progress or _silent
        result = _learn(room, choice, seed=seed, max_steps=max_steps, keep=shelf.features, told=told, stop=stop)
        from spanloop.learn.calibrating import calibrate

        nlp = load_folder(result.path, keep=shelf.features)
        # What its scores mean, by the development articles: it did not learn from them. The files change with it.
        calibration = calibrate(nlp, room / "corpus", saved=result.path)
        record = _scored_record(project, result, nlp, asked_by=author, choice=choice, truths=truths, data_dir=data_dir)
        record.details["nesting"] = export.nesting
        record.metrics["calibration"] = calibration
        stop.check()
        with turn.placing(record.uid, is_recorded=lambda uid: _is_recorded(project, uid), remove=shelf.delete):
            _record_version(project, record, lambda: shelf.take(record.uid, result.path, files_hash=record.files_hash))
    return find_extractor(project, record.uid)


def _learn(
    room: Path,
    choice: RecipeChoice,
    *,
    seed: int,
    max_steps: int | None,
    keep: Path,
    told: Callable[[Progress], None],
    stop: Callable[[], bool],
) -> TrainResult:
    """Train on the corpus in a workroom. keep: where features of sentences are kept."""
    # spaCy: a second that a refusal does not wait for
    from spanloop.learn.train import train as train_one
    from spanloop.learn.train_vote import train_vote

    train_pipeline = train_one if choice.vote == 1 else train_vote
    return train_pipeline(
        room / "corpus",
        config_path=room / "corpus" / "config.cfg",
        output=room / "model",
        seed=seed,
        overrides={} if max_steps is None else {"training.max_steps": max_steps},
        keep=keep,
        gpu=choice.gpu,
        on_progress=told,
        cancelled=stop,
    )


def _scored_record(
    project: Project,
    result: TrainResult,
    nlp: Language,
    *,
    asked_by: Author,
    choice: RecipeChoice,
    truths: Truths,
    data_dir: Path,
) -> ExtractorRecord:
    """The version that a training made, scored and not yet written down. nlp: what it made, as it was loaded."""
    from spanloop.learn.extractors import hash_files

    uid, number = new_uid(), next_number(project)
    who = Author(uid, f"Extractor v{number}", "extractor")
    judged = judge_new(project, nlp, who, truths=truths, data_dir=data_dir)
    return ExtractorRecord(
        uid=uid,
        author=who,
        name=who.name,
        number=number,
        recipe=choice.name,
        seed=result.seed,
        data_hash=result.data_hash,
        schema_version=project.schema.version,
        config=result.config,
        files_hash=hash_files(result.path),
        policy=truths.policy,
        created_at=now(),
        metrics={"development": result.scores, **judged.metrics()},
        state=judged.state,
        details={
            "asked_by": asked_by.name,
            "not_learned": result.not_learned,
            "recipe": choice.to_setting(),
            **result.details,
            **judged.details(),
        },
    )


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


def language_of(truths: Truths) -> str:
    """The one language that an extractor reads: that of most articles."""
    return main_language(truth.article.language for truth in truths.truths)


def how_to_train(project: Project, recipe: RecipeChoice | str | None, truths: Truths) -> RecipeChoice:
    """How to train, with the recipe's name; raises SpanloopError for a recipe that does not exist."""
    asked = RecipeChoice(recipe) if isinstance(recipe, str) else recipe or chosen_recipe(project)
    choice = asked.named(language=language_of(truths))
    find_recipe(choice.name)
    return choice


def write_corpus(
    project: Project,
    truths: Truths,
    dest: Path,
    choice: RecipeChoice,
    *,
    language: str = "",
    whole: Iterable[Truth] | None = None,
) -> DocBinExport:
    """Write train, dev and test, what rules match in them, and the recipe's config, as training reads them.

    language: that of the extractor; default: that of most articles. whole: the truths themselves where `truths` are but
    outlined. Raises SpanloopError where nothing is marked.
    """
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
    language = language or language_of(truths)
    config = config_of(choice, language=language)
    return write_docbin(
        truths.truths if whole is None else whole,
        dest,
        schema=project.schema,
        language=language,
        config_text=config,
        ledger=truths.ledger,
        rules=rule_features(project, language),
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
