"""The benchmark of a large project runs to its end on a small one; how quick anything is, no test says."""

from __future__ import annotations

from itertools import count
from pathlib import Path

import pytest

from tests.benchmarks import corpus_desk


def test_the_program_says_when_it_can_be_worked_with(tmp_path: Path) -> None:
    path = corpus_desk.make_project(tmp_path, articles=16)
    found = corpus_desk.start(path, tmp_path / "home", search=True)
    assert {"start_s", "start_cpu_s", "rare_ms", "everywhere_ms"} <= {
        name for name, value in found.items() if value > 0
    }
    assert (found["rare_hits"], found["everywhere_hits"]) == (8, 16)


def test_growth_is_the_median_of_pairs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Starts take 1, 2, 3... seconds more each time: the large one of a pair comes first."""
    seconds = count(1)

    def start(path: Path, home: Path, *, search: bool = False) -> dict[str, float]:
        found = {"start_s": float(next(seconds)), "start_cpu_s": 1.0}
        more = {"rare_ms": 3.0, "everywhere_ms": 5.0, "rare_cpu_ms": 2.0, "everywhere_cpu_ms": 1.0, "memory_mb": 9.0}
        return found | (more if search else {})

    monkeypatch.setattr(corpus_desk, "start", start)
    monkeypatch.setattr(corpus_desk, "make_project", lambda folder, articles: folder / str(articles))
    found = corpus_desk.measure_corpus(tmp_path, articles=16, few=8, runs=3)
    assert found["start_s"] == 5
    assert (found["start_growth_ms"], found["start_growth_cpu_ms"]) == (-1000, 0)
    assert (found["search_ms"], found["search_cpu_ms"], found["memory_mb"]) == (5, 2, 9)
