"""Which order would have taught the extractor most: annotated data, annotated again in several orders."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Any, Literal

from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.core.strategies import Strategy
from spanloop.formats.docbin import segment_docs, write_docbin
from spanloop.formats.ledger import Ledger
from spanloop.formats.tokenizing import blank, main_language
from spanloop.operations.recipes import RecipeChoice, choice_for, config_of
from spanloop.operations.truths import collect_truths
from spanloop.store.project import Project

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from spanloop.core.truth import Truth
    from spanloop.learn.selecting.replay import Point
    from spanloop.learn.selecting.units import Unit

BASELINE: Strategy = "random"
#: Fewer articles on either side say nothing.
_FEWEST = 2
By = Literal["sentence", "article"]


@dataclass(frozen=True)
class CurvePoint:
    """What a strategy came to with so many sentences, over seeds. f: mean of the exact F over entities and triggers,
    0..1; low, high: the range of the seeds. gain: mean less the mean at random, None for random itself."""

    strategy: Strategy
    sentences: int
    words: int
    marks: int
    f: float
    low: float
    high: float
    seeds: int
    gain: float | None = None


@dataclass(frozen=True)
class Simulation:
    """points: by strategy in the order asked for, then by sentences. pool, test: sentences and articles of each."""

    points: tuple[CurvePoint, ...]
    pool_sentences: int
    pool_articles: int
    test_articles: int
    recipe: str
    steps: int
    by: By

    def to_dict(self) -> dict[str, Any]:
        """For `--json`."""
        return {**asdict(self), "points": [asdict(point) for point in self.points]}

    def to_csv(self) -> str:
        """A line for each point, shares as they are."""
        out = io.StringIO()
        writer = csv.writer(out, lineterminator="\n")
        names = ("strategy", "sentences", "words", "marks", "f", "low", "high", "seeds", "gain")
        writer.writerow(names)
        for point in self.points:
            values = asdict(point)
            writer.writerow(["" if values[name] is None else values[name] for name in names])
        return out.getvalue()


def simulate(
    project: Project,
    *,
    strategies: Sequence[Strategy],
    seeds: int = 3,
    budget: int | None = None,
    by: By = "sentence",
    recipe: str | None = None,
    steps: int | None = None,
    data_dir: Path | None = None,
    on_progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Simulation:
    """Annotate again what is complete in a project, in the order of each strategy, and score what is learned from it.

    Random is always among them. The training articles are the pool, development and test articles the test, which no
    training sees. budget: sentences at most. by: what is annotated at once. recipe: None for the project's. Random is
    drawn anew with each seed; the others vary by the seed of the training, and by their first batch where that is at
    random. on_progress: called with trainings done and trainings to do.

    Raises CancelledError, and SpanloopError where too little is complete. Nothing is written into the project but
    splits that articles did not have yet.
    """
    from spanloop.learn.selecting.replay import STEPS, Replay, default_budgets

    truths = [truth for truth in collect_truths(project).truths if truth.split is not None]
    language = main_language(truth.article.language for truth in truths)
    choice = choice_for(project, name=recipe).named(language=language)
    pool, test = _pool_and_test(project, truths, language, by=by)
    articles = len({unit.article for unit in pool})
    _check(project, articles, test)
    asked: list[Strategy] = [BASELINE, *dict.fromkeys(each for each in strategies if each != BASELINE)]
    sentences = sum(unit.sentences for unit in pool)
    budgets = default_budgets(sentences, budget)
    rounds = len(asked) * seeds * len(budgets)
    points: list[Point] = []
    told = on_progress or _silent
    with tempfile.TemporaryDirectory(prefix="spanloop-simulate-") as room:
        config = _write_config(Path(room), truths, project, language, choice)
        replay = Replay(
            pool, test, config_path=config, steps=steps or STEPS, keep=data_dir / "vectors" if data_dir else None,
            cancelled=cancelled or _never,
        )  # fmt: skip
        for strategy in asked:
            for seed in range(seeds):
                for point in replay.run(strategy, seed=seed, budgets=budgets):
                    points.append(point)
                    told(len(points), rounds)
                    if cancelled is not None and cancelled():
                        raise CancelledError("The simulation was cancelled", way_out="Nothing was written.")
    tested = len({doc.user_data["article"] for doc in test})
    made = summarize(points, asked)
    return Simulation(made, sentences, articles, tested, choice.told(), steps or STEPS, by)


def _pool_and_test(project: Project, truths: Sequence[Truth], language: str, *, by: By) -> tuple[list[Unit], list[Doc]]:
    """What there is to choose from, and the segments that it is tested on: completely marked, of the other splits."""
    from spanloop.learn.selecting.units import is_whole, make_units

    nlp = blank(language)
    docs = segment_docs(
        truths, schema=project.schema, nlp_for_language=lambda code: nlp if code in ("", language) else None,
        ledger=Ledger(),
    )  # fmt: skip
    return make_units(docs["train"], by=by), [doc for split in ("dev", "test") for doc in docs[split] if is_whole(doc)]


def summarize(points: Sequence[Point], strategies: Sequence[Strategy]) -> tuple[CurvePoint, ...]:
    """The points of all seeds as one curve each. Round by round: the sentences of seeds may differ by some."""
    by_strategy: dict[Strategy, list[list[Point]]] = {}
    for strategy in strategies:
        runs: dict[int, list[Point]] = {}
        for point in points:
            if point.strategy == strategy:
                runs.setdefault(point.seed, []).append(point)
        by_strategy[strategy] = [list(same) for same in zip(*runs.values(), strict=False)]
    chance = [mean(point.f for point in same) for same in by_strategy.get(BASELINE, ())]
    made: list[CurvePoint] = []
    for strategy, rounds in by_strategy.items():
        for number, same in enumerate(rounds):
            f = mean(point.f for point in same)
            gain = None if strategy == BASELINE or number >= len(chance) else round(f - chance[number], 4)
            made.append(
                CurvePoint(
                    strategy=strategy,
                    sentences=round(mean(point.sentences for point in same)),
                    words=round(mean(point.words for point in same)),
                    marks=round(mean(point.marks for point in same)),
                    f=round(f, 4),
                    low=round(min(point.f for point in same), 4),
                    high=round(max(point.f for point in same), 4),
                    seeds=len(same),
                    gain=gain,
                )
            )
    return tuple(made)


def _check(project: Project, articles: int, test: Sequence[Doc]) -> None:
    if articles < _FEWEST or not test:
        raise SpanloopError(
            f"Too little is complete to simulate on ({articles} training articles, {len(test)} texts to test on)",
            where=str(project.path),
            way_out="Complete more articles: some are kept to test on.",
        )


def _write_config(room: Path, truths: Sequence[Truth], project: Project, language: str, choice: RecipeChoice) -> Path:
    """The recipe's config as an export would write it."""
    folder = room / "corpus"
    text = config_of(choice, language=language)
    write_docbin(truths[:1], folder, schema=project.schema, language=language, config_text=text, whole=True)
    return folder / "config.cfg"


def _never() -> bool:
    return False


def _silent(done: int, total: int) -> None:
    """Nobody wants to know."""
