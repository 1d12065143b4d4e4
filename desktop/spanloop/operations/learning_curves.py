"""The learning curve of a project: trainings on more and more of its articles, all scored on the same test articles."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from spanloop.core.bootstrap import change_chances, change_intervals
from spanloop.core.comparison import Comparison, Scores, pool
from spanloop.core.curves import LEAST_CLUSTERS, SHARES, CurvePoint, LearningCurve, nested_parts
from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.core.evaluation import change_rows
from spanloop.core.ids import new_uid, now
from spanloop.core.marks import Author
from spanloop.core.truth import Truth
from spanloop.core.wording import count
from spanloop.formats.ledger import Ledger
from spanloop.operations.evaluating import article_scores, evaluate_side
from spanloop.operations.recipes import RecipeChoice, choice_of
from spanloop.operations.references import Reference, references_of
from spanloop.operations.sides import Side, Step, pipeline_side
from spanloop.operations.training import how_to_train, language_of, write_corpus
from spanloop.operations.truths import Truths, collect_truths
from spanloop.operations.versions import current_extractor
from spanloop.store.project import Project

if TYPE_CHECKING:
    from spanloop.learn.train import Progress

#: Among the metrics of a version.
KEPT = "learning_curve"
#: So many steps of the progress are one training.
_STEPS = 1000


def learning_curve(
    project: Project,
    *,
    author: Author,
    data_dir: Path,
    recipe: RecipeChoice | str | None = None,
    seed: int = 0,
    max_steps: int | None = None,
    shares: Sequence[float] = SHARES,
    on_progress: Step | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> LearningCurve:
    """Train on a quarter, a half, three quarters and all of the training articles, and score each on the test articles.

    Each part holds the one before (core.curves.nested_parts); development and test articles are the same for all. What
    is trained is thrown away. The curve is kept with the version that suggests, if there is one. recipe: None trains as
    that version was trained, three seeds that vote where it votes, and without a version as the project says.
    on_progress: called with steps done and steps in all. Raises SpanloopError where there are too few articles, and at
    once while another process trains this project; cancelled or failed, nothing is left behind.
    """
    from spanloop.learn.extractors import ExtractorShelf
    from spanloop.learn.turn import training_turn

    shelf = ExtractorShelf(data_dir)
    with training_turn(data_dir, uid=project.uid, project=project.path), shelf.workroom() as room:
        truths = collect_truths(project)
        language = language_of(truths)
        parts = _parts(project, truths, language=language, seed=seed, shares=shares)
        tested = [found for found in references_of(project, truths).all if found.split == "test"]
        if not tested:
            raise SpanloopError(
                "No test article is complete, so there is nothing to measure by",
                where=str(project.path),
                way_out="Complete more articles; about one of seven goes into the test split.",
            )
        choice = how_to_train(project, recipe or _as_the_version(project), truths)
        run = _Run(project, truths, tested, room, choice=choice, language=language)
        run.seed, run.max_steps, run.keep = seed, max_steps, shelf.features
        run.on_progress, run.cancelled = on_progress, cancelled or _never
        sides = [run.train(number, set(articles), of=len(parts)) for number, articles in enumerate(parts)]
        curve = run.curve(sides, parts, shares)
    current = current_extractor(project)
    if current is not None:
        with project.act(author, f"learning curve beside {current.name}") as act:
            act.set_extractor_metrics(current.uid, {**current.metrics, KEPT: curve.to_dict()})
    return curve


def kept_curve(project: Project) -> LearningCurve | None:
    """The curve that was kept last with the version that suggests, else with the newest that has one."""
    current = current_extractor(project)
    newest = sorted(project.extractors(), key=lambda record: -record.number)
    for record in ([current] if current else []) + newest:
        if KEPT in record.metrics:
            return LearningCurve.from_dict(record.metrics[KEPT])
    return None


def _as_the_version(project: Project) -> RecipeChoice | None:
    """How the version that suggests was trained; None where there is none, or where it does not say."""
    current = current_extractor(project)
    choice = choice_of(current.details.get("recipe")) if current is not None else RecipeChoice()
    return choice if choice.name else None


def _parts(project: Project, truths: Truths, *, language: str, seed: int, shares: Sequence[float]) -> list[list[str]]:
    """The training articles of each share; raises SpanloopError where there are too few."""
    clusters: defaultdict[str, list[str]] = defaultdict(list)
    for truth in truths.truths:
        if truth.split == "train" and truth.article.language in {"", language} and _is_complete(truth):
            clusters[truth.cluster or truth.article.uid].append(truth.article.uid)
    if len(clusters) < LEAST_CLUSTERS:
        raise SpanloopError(
            f"{count(len(clusters), 'complete training article')} (copies counted once) are too few for a curve",
            where=str(project.path),
            way_out=f"Complete more articles: it takes {LEAST_CLUSTERS} to learn from, about 12 in all.",
        )
    return nested_parts(clusters, seed=seed, shares=shares)


def _is_complete(truth: Truth) -> bool:
    return any(held.ranges for held in truth.layers.values())


class _Run:
    """The trainings of one curve, one after the other."""

    seed = 0
    max_steps: int | None = None
    keep: Path | None = None
    on_progress: Step | None = None

    def __init__(
        self,
        project: Project,
        truths: Truths,
        tested: Sequence[Reference],
        room: Path,
        *,
        choice: RecipeChoice,
        language: str,
    ) -> None:
        self._project, self._truths, self._tested, self._room = project, truths, tested, room
        self._choice, self._language = choice, language
        self.cancelled: Callable[[], bool] = _never

    def train(self, number: int, articles: set[str], *, of: int) -> Side:
        """Train on some of the training articles; returns what that pipeline marks in the test articles."""
        from spanloop.learn.extractors import load_folder
        from spanloop.learn.suggest import speaks
        from spanloop.learn.train import train as train_one
        from spanloop.learn.train_vote import train_vote

        if self.cancelled():
            raise CancelledError("The learning curve was cancelled", way_out="Nothing was written.")
        corpus = self._room / f"corpus-{number}"
        some = tuple(found for found in self._truths.truths if found.split != "train" or found.article.uid in articles)
        truths = replace(self._truths, truths=some, ledger=Ledger())
        write_corpus(self._project, truths, corpus, self._choice, language=self._language)

        def tell(at: Progress) -> None:
            if self.on_progress is not None:
                share = at.step / at.max_steps if at.max_steps else 0.0
                self.on_progress(number * _STEPS + round(share * (_STEPS - 1)), of * _STEPS)

        train_pipeline = train_one if self._choice.vote == 1 else train_vote
        result = train_pipeline(
            corpus,
            config_path=corpus / "config.cfg",
            output=self._room / f"model-{number}",
            seed=self.seed,
            overrides={} if self.max_steps is None else {"training.max_steps": self.max_steps},
            keep=self.keep,
            gpu=self._choice.gpu,
            on_progress=tell,
            cancelled=self.cancelled,
        )
        nlp = load_folder(result.path, keep=self.keep)
        known = [found for found in self._tested if speaks(nlp, found.article)]
        side = pipeline_side(nlp, Author(new_uid(), "curve", "extractor"), known, cancelled=self.cancelled)
        if self.on_progress is not None:
            self.on_progress((number + 1) * _STEPS, of * _STEPS)
        return side

    def curve(self, sides: Sequence[Side], parts: Sequence[Sequence[str]], shares: Sequence[float]) -> LearningCurve:
        """The curve of these trainings."""
        schema = self._project.schema
        found = [evaluate_side(side, schema=schema, on="test") for side in sides]
        points = (
            CurvePoint(share, len(part), tuple(row for row in one.rows() if row["mode"] == "exact"))
            for share, part, one in zip(shares, parts, found, strict=True)
        )
        before, after = (article_scores(side, schema) for side in sides[-2:])
        gains = change_rows(
            _sum(before), _sum(after), change_intervals(before, after), chances=change_chances(before, after)
        )
        return LearningCurve(
            points=tuple(points),
            gains=tuple(row for row in gains if row["mode"] == "exact"),
            recipe=self._choice.told(),
            seed=self.seed,
            tested=found[-1].articles,
            test_hash=found[-1].test_hash,
            at=now(),
        )


def _sum(articles: Sequence[Scores]) -> Scores:
    return pool(Comparison((), (), scores) for scores in articles)


def _never() -> bool:
    return False
