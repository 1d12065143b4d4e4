"""Annotating again what is annotated: unit by unit in the order that a way of choosing gives, with real trainings."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from spacy.tokens import Doc, DocBin

from spanloop.core.errors import CancelledError
from spanloop.core.strategies import FIRST_SENTENCES, NEEDS_SUGGESTIONS, Strategy
from spanloop.learn.extractors import load_folder
from spanloop.learn.progress import TrainingCancelledError
from spanloop.learn.selecting.doubt import suggested_in
from spanloop.learn.selecting.naming import named_in
from spanloop.learn.selecting.pool import Annotated, Candidate
from spanloop.learn.selecting.rank import rank
from spanloop.learn.selecting.units import Unit, blank_copy
from spanloop.learn.selecting.vectors import vectors_of
from spanloop.learn.train import train

if TYPE_CHECKING:
    from spacy.language import Language

#: Trainings in a simulation are this long: enough for few marks, and many are to be run.
STEPS = 400
#: Later batches are chosen so by every strategy that needs an extractor; the first one, where there is none yet, so.
_BEFORE_ANY: Strategy = "random"
_EVENTS = "events"
#: Trained pipelines that are held for another way that begins alike.
_REMEMBERED = 8


@dataclass(frozen=True)
class Point:
    """An extractor trained on what was revealed. f: exact F of entities and triggers together on the test, 0..1."""

    strategy: Strategy
    seed: int
    sentences: int
    words: int
    marks: int
    f: float


class Replay:
    """Simulates on one pool. config_path: a recipe that fits the language of the pool, as an export writes it."""

    def __init__(
        self,
        pool: Sequence[Unit],
        test: Sequence[Doc],
        *,
        config_path: Path,
        steps: int = STEPS,
        keep: Path | None = None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> None:
        self.pool = pool
        self.test = test
        self._config_path = config_path
        self._steps = steps
        self._cancelled = cancelled
        vectors = vectors_of([unit.tokens for unit in pool], keep=keep)
        self._candidates = [
            Candidate(unit.uid, words=unit.words, vector=vector, named=named_in(unit.tokens))
            for unit, vector in zip(pool, vectors, strict=True)
        ]
        self._learned: dict[tuple[int, tuple[str, ...]], tuple[Language, Point]] = {}
        self._units = {unit.uid: unit for unit in pool}
        self._labels = {label for unit in pool for label in unit.marks}

    def run(
        self,
        strategy: Strategy,
        *,
        seed: int,
        budgets: Sequence[int],
        first: Strategy | None = None,
        in_words: bool = False,
    ) -> Iterator[Point]:
        """A point for each budget, smallest first, until the pool is used up.

        first: how the first batch is chosen; None for as the strategy does, at random where it needs an extractor.
        in_words: budgets are words, not sentences.
        """
        size = self._words if in_words else self._sentences
        chosen: list[Candidate] = []
        left = list(self._candidates)
        nlp: Language | None = None
        for budget in sorted(budgets):
            way = strategy if nlp is not None else first or (_BEFORE_ANY if strategy in NEEDS_SUGGESTIONS else strategy)
            order = self._order(way, left, chosen, nlp, seed=seed)
            chosen += self._take(order, budget - size(chosen), size)
            held = {item.uid for item in chosen}
            left = [item for item in left if item.uid not in held]
            nlp, point = self._learn(chosen, strategy, seed)
            yield point
            if not left:
                return

    def _order(
        self, way: Strategy, left: Sequence[Candidate], chosen: Sequence[Candidate], nlp: Language | None, *, seed: int
    ) -> list[str]:
        if nlp is not None and way in ("unsure", "rare", "mixed"):
            left = self._read(nlp, left)
        marks = Counter(dict.fromkeys(self._labels, 0))
        for item in chosen:
            marks.update(self._units[item.uid].marks)
        annotated = Annotated(tuple(item.vector for item in chosen), marks)
        return [item.uid for item in rank(way, left, annotated=annotated, seed=f"{seed}")]

    def _read(self, nlp: Language, items: Sequence[Candidate]) -> list[Candidate]:
        """The same with what the extractor would mark in them."""
        docs = [blank_copy(doc) for item in items for doc in self._units[item.uid].docs]
        found = iter(suggested_in(nlp, docs))
        read: list[Candidate] = []
        for item in items:
            parts = [next(found) for _ in self._units[item.uid].docs]
            read.append(replace(item, suggested=tuple(each for part in parts for each in part)))
        return read

    def _take(self, order: Iterable[str], budget: int, size: Callable[[Iterable[Candidate]], int]) -> list[Candidate]:
        by_uid = {item.uid: item for item in self._candidates}
        taken: list[Candidate] = []
        for uid in order:
            if size(taken) >= budget:
                break
            taken.append(by_uid[uid])
        return taken

    def _sentences(self, items: Iterable[Candidate]) -> int:
        return sum(self._units[item.uid].sentences for item in items)

    def _words(self, items: Iterable[Candidate]) -> int:
        return sum(self._units[item.uid].words for item in items)

    def _learn(self, chosen: Sequence[Candidate], strategy: Strategy, seed: int) -> tuple[Language, Point]:
        """Train on these. What several ways begin with is trained once."""
        key = (seed, tuple(item.uid for item in chosen))
        if key not in self._learned:
            while len(self._learned) >= _REMEMBERED:
                del self._learned[next(iter(self._learned))]
            self._learned[key] = self._train(chosen, strategy, seed)
        nlp, point = self._learned[key]
        return nlp, replace(point, strategy=strategy)

    def _train(self, chosen: Sequence[Candidate], strategy: Strategy, seed: int) -> tuple[Language, Point]:
        units = [self._units[item.uid] for item in chosen]
        docs = [doc for unit in units for doc in unit.docs]
        with tempfile.TemporaryDirectory(prefix="spanloop-simulate-") as name:
            room = Path(name)
            DocBin(attrs=["ENT_IOB", "ENT_TYPE"], store_user_data=True, docs=docs).to_disk(room / "train.spacy")
            try:
                result = train(
                    room,
                    config_path=self._config_path,
                    output=room / "model",
                    seed=seed,
                    # Scored at the end alone, on what it learned from: nothing is chosen by the test.
                    overrides={"training.max_steps": self._steps, "training.eval_frequency": self._steps},
                    cancelled=self._cancelled,
                )
            except TrainingCancelledError as error:
                raise CancelledError("The simulation was cancelled", way_out="Nothing was written.") from error
            nlp = load_folder(result.path)
        marks = sum(unit.marks.total() for unit in units)
        words = sum(unit.words for unit in units)
        score = score_f(nlp, self.test)
        return nlp, Point(strategy, seed, self._sentences(chosen), words, marks, score)


def score_f(nlp: Language, gold: Sequence[Doc]) -> float:
    """Exact F over entities and triggers together, every gold mark counted, 0..1."""
    right = marked = wanted = 0
    for doc, found in zip(gold, nlp.pipe(blank_copy(doc) for doc in gold), strict=True):
        mine, theirs = _places(doc), _places(found)
        right, marked, wanted = right + len(mine & theirs), marked + len(theirs), wanted + len(mine)
    return 2 * right / (marked + wanted) if marked + wanted else 0.0


def _places(doc: Any) -> set[tuple[str, int, int, str]]:
    entities = {("entities", span.start, span.end, span.label_) for span in doc.ents}
    return entities | {(_EVENTS, span.start, span.end, span.label_) for span in doc.spans.get(_EVENTS, ())}


def default_budgets(sentences: int, most: int | None = None) -> list[int]:
    """The first batch, then twice as many each time, as far as the pool and `most` go."""
    end = min(sentences, most or sentences)
    found: list[int] = []
    budget = FIRST_SENTENCES
    while budget < end:
        found.append(budget)
        budget *= 2
    return [*found, end]
