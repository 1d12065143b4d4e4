"""A short run of the fuzzing, and the cases that once found something; the long run is `python -m tests.fuzz`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.cage import run_case, warm_up
from tests.fuzz.hostile import KINDS, case

SEEDS = sorted((Path(__file__).parents[2] / "fuzz" / "seeds").glob("*.seed"))


@pytest.fixture(autouse=True, scope="module")
def _libraries() -> None:
    warm_up()


@pytest.mark.parametrize("kind", KINDS)
def test_broken_and_hostile_files_give_drafts_or_plain_refusals(kind: str) -> None:
    faults: dict[int, list[str]] = {}
    outcomes: set[bool] = set()
    for number in range(KINDS[kind][2] * 4):
        raw, name = case(kind, 20260, number)
        outcome = run_case(raw, name, again=number % 4 == 0)
        outcomes.add(outcome.drafts > 0)
        if outcome.faults:
            faults[number] = outcome.faults
    assert faults == {}
    assert outcomes == {True, False}, "all of them are sound, or all of them broken: nothing is tried out"


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed.name)
def test_what_fuzzing_once_found_stays_mended(seed: Path) -> None:
    """A seed is called by kind, seed and number of its case, and by its name: "html-1-10-a.html.seed"."""
    assert run_case(seed.read_bytes(), seed.stem.rpartition("-")[2]).faults == []


def test_a_case_is_the_same_again() -> None:
    assert all(case(kind, 7, 3) == case(kind, 7, 3) for kind in KINDS)
    assert len({case("html", 7, number)[0] for number in range(50)}) > 40
