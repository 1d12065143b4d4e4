"""Which sentences to annotate first: orders against chance, annotated in turn and trained with the real recipe.

Two questions, on entities, scored once on the test split (exact span and label, every gold mark counts). Nothing is
chosen on it: orders were tuned on folds of training and development articles.

first    the first 25 sentences chosen diversely, against 25 at random, and against as many words at random
later    50 more sentences after a diverse first 25: unsure, rare and mixed against random

Random is drawn anew for each seed, eight at least; the others repeat with other seeds of the training.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import mean
from typing import TYPE_CHECKING, Any

from spanloop.core.strategies import FIRST_SENTENCES, Strategy
from spanloop.learn.embedding.weights import is_here
from tests.benchmarks.learning import data
from tests.benchmarks.learning.data import Record
from tests.benchmarks.timing import table

if TYPE_CHECKING:
    from spanloop.learn.selecting.replay import Point, Replay

STEPS, QUICK_STEPS = 300, 20
#: Random draws at least; what is compared with them is repeated at least so often.
DRAWS, REPEATS = 8, 3
LATER = 75
#: Of a large test split so many documents are scored.
TESTED = 16
_READERS: dict[str, Callable[[], list[Record]]] = {
    "re3d": data.read_re3d,
    "M2E2": data.read_m2e2,
    "WikiEvents": data.read_wikievents,
}
_LATER_ON = ("re3d", "M2E2")
_CHANCE: Strategy = "random"
_WAYS: tuple[Strategy, ...] = ("random", "unsure", "rare", "mixed")


@dataclass
class _Bench:
    replay: Replay
    sentences: int


def measure(quick: bool, seeds: int, *, told: Callable[[dict[str, Any]], None] | None = None) -> dict[str, Any]:
    """Both questions as one document: points by data set. told: called with each point as it comes."""
    if not is_here():
        return {"missing": "the weights are not here"}
    tell = told or _silent
    draws, repeats = (2, 1) if quick else (max(DRAWS, seeds), max(REPEATS, seeds))
    steps = QUICK_STEPS if quick else STEPS
    result: dict[str, Any] = {"steps": steps, "first": {}, "later": {}}
    benches: dict[str, _Bench] = {}
    with tempfile.TemporaryDirectory(prefix="spanloop-bench-") as name:
        for title, read in _READERS.items():
            records = read()
            if not records:
                return {"missing": f"no {title} in the shared data"}
            benches[title] = _bench(records, Path(name) / title, steps)
            result["first"][title] = _first(
                benches[title], draws, repeats, lambda row, on=title: tell({"on": on, **row})
            )
        for title in _LATER_ON:
            result["later"][title] = _later(
                benches[title], draws, repeats, lambda row, on=title: tell({"on": on, **row})
            )
    return result


def _bench(records: Sequence[Record], folder: Path, steps: int) -> _Bench:
    from spanloop.formats.tokenizing import blank
    from spanloop.learn.selecting.replay import Replay
    from spanloop.learn.selecting.units import make_units

    schema = data.schema_of(records)
    splits = data.split_records(records)
    nlp = blank(records[0].language)

    def docs(split: str) -> list[Any]:
        return data.docs_of(splits[split], schema=schema, layers=("entities",), nlp=nlp)

    pool = make_units(docs("train"), by="sentence")
    data.write_corpus({"train": splits["train"][:1]}, folder, schema=schema, recipe="embeddings", layers=("entities",))
    test = docs("test")[:TESTED]
    return _Bench(Replay(pool, test, config_path=folder / "config.cfg", steps=steps), len(pool))


def _first(bench: _Bench, draws: int, repeats: int, tell: Callable[[dict[str, Any]], None]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []

    def keep(name: str, points: Sequence[Point]) -> None:
        for point in points:
            rows.append(_row(name, point))
            tell(rows[-1])

    for seed in range(repeats):
        keep("diverse", list(bench.replay.run("diverse", seed=seed, budgets=[FIRST_SENTENCES])))
    words = rows[0]["words"]
    for seed in range(draws):
        keep("random", list(bench.replay.run("random", seed=seed, budgets=[FIRST_SENTENCES])))
    for seed in range(draws):
        keep("random, as many words", list(bench.replay.run("random", seed=seed, budgets=[words], in_words=True)))
    return rows


def _later(bench: _Bench, draws: int, repeats: int, tell: Callable[[dict[str, Any]], None]) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    ways: list[tuple[int, Strategy]] = []
    for seed in range(draws):
        ways.extend((seed, way) for way in _WAYS if way == _CHANCE or seed < repeats)
    for seed, way in ways:
        *_, last = bench.replay.run(way, seed=seed, budgets=[FIRST_SENTENCES, LATER], first="diverse")
        rows.append(_row(way, last))
        tell(rows[-1])
    return rows


def _row(name: str, point: Point) -> dict[str, Any]:
    return {
        "way": name,
        "seed": point.seed,
        "sentences": point.sentences,
        "words": point.words,
        "marks": point.marks,
        "f": round(100 * point.f, 2),
    }


def rows(result: dict[str, Any]) -> list[str]:
    """The result for people."""
    found: list[str] = []
    for question, heading in (("first", "the first sentences"), ("later", "50 more after a diverse first 25")):
        lines: list[tuple[str, ...]] = [(heading, "sentences", "words", "marks", "F", "range", "against random")]
        for title, points in result[question].items():
            chance = mean(point["f"] for point in points if point["way"] == "random")
            for way in dict.fromkeys(point["way"] for point in points):
                mine = [point for point in points if point["way"] == way]
                scores = [point["f"] for point in mine]
                sizes = [f"{mean(point[name] for point in mine):.0f}" for name in ("sentences", "words", "marks")]
                gain = "" if way == "random" else f"{mean(scores) - chance:+.1f}"
                spread = f"{min(scores):.1f} to {max(scores):.1f}"
                lines.append((f"{title}: {way}", *sizes, f"{mean(scores):.1f}", spread, gain))
        found += [table(lines), ""]
    return found[:-1]


def _silent(row: dict[str, Any]) -> None:
    """Nobody wants to know."""
