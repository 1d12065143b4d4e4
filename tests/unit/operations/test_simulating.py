"""Simulating orders on annotated data: what is replayed, what is counted, and when it cannot be."""

from __future__ import annotations

from pathlib import Path

import pytest

from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.learn.selecting.replay import Point, default_budgets
from spanloop.operations.importing import import_paths
from spanloop.operations.projects import create_project, sign_in
from spanloop.operations.simulating import simulate, summarize
from spanloop.store.project import Project
from tests.small_loop import write_reports
from tests.unit.operations.bench import Bench


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project of ten complete reports."""
    folder = tmp_path_factory.mktemp("simulated")
    with create_project(folder / "small.spanloop") as project:
        noor = sign_in(project, name="Noor")
        import_paths(project, author=noor, paths=[write_reports(folder / "r.jsonl", numbers=range(10))])
    return folder / "small.spanloop"


def test_a_simulation_trains_on_more_and_more_and_scores_on_what_it_never_saw(reports: Path) -> None:
    told: list[tuple[int, int]] = []
    with Project.open(reports) as project:
        made = simulate(
            project, strategies=["unsure"], seeds=1, budget=30, recipe="blank", steps=8,
            on_progress=lambda done, of: told.append((done, of)),
        )  # fmt: skip
    assert [(point.strategy, point.seeds) for point in made.points] == [("random", 1)] * 2 + [("unsure", 1)] * 2
    chance, unsure = made.points[:2], made.points[2:]
    assert all(25 <= curve[0].sentences < 32 <= curve[1].sentences + 2 for curve in (chance, unsure))
    # Before there is an extractor nothing is unsure, so both begin with the same sentences.
    assert unsure[0].f == chance[0].f
    assert unsure[0].gain == 0.0
    assert chance[0].gain is None
    assert all(0 <= point.low <= point.f <= point.high <= 1 and point.marks > 0 for point in made.points)
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]
    assert made.test_articles + made.pool_articles == 10
    lines = made.to_csv().splitlines()
    assert lines[0].startswith("strategy,sentences,words,marks,f")
    assert len(lines) == 5
    assert made.to_dict()["points"][0]["strategy"] == "random"


def test_a_cancelled_simulation_says_so(reports: Path) -> None:
    with Project.open(reports) as project, pytest.raises(CancelledError):
        simulate(project, strategies=[], seeds=1, budget=5, by="article", recipe="blank", cancelled=lambda: True)


def test_where_too_little_is_complete_nothing_is_simulated(bench: Bench) -> None:
    with pytest.raises(SpanloopError, match="Too little is complete"):
        simulate(bench.project, strategies=["diverse"], recipe="blank")


def test_curves_are_means_with_their_range_and_what_they_gain() -> None:
    points = [Point("random", seed, 25, 600, 80, f) for seed, f in ((0, 0.2), (1, 0.4))]
    points += [Point("diverse", seed, 26, 700, 90, f) for seed, f in ((0, 0.5), (1, 0.5))]
    chance, diverse = summarize(points, ["random", "diverse"])
    assert (chance.f, chance.low, chance.high, chance.gain) == (0.3, 0.2, 0.4, None)
    assert (diverse.f, diverse.gain, diverse.words, diverse.seeds) == (0.5, 0.2, 700, 2)


def test_budgets_double_up_to_the_pool() -> None:
    assert default_budgets(230) == [25, 50, 100, 200, 230]
    assert default_budgets(230, 60) == [25, 50, 60]
    assert default_budgets(10) == [10]
