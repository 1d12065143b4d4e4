"""A short run of the fuzzing of marks, and the cases that once found something; the long run is
`python -m tests.fuzz.marks`."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.marks import kept, seeds
from tests.fuzz.marks_cage import run_case, warm_up
from tests.fuzz.marks_hostile import KINDS, Case, case
from tests.fuzz.marks_samples import samples


@pytest.fixture(autouse=True, scope="module")
def _libraries() -> None:
    warm_up()


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_sound_is_read_whole(kind: str, tmp_path: Path) -> None:
    for sample in samples(kind):
        outcome = run_case(Case(dict(sample.files), sample.main, {}), kind, tmp_path.resolve() / "case")
        assert outcome.faults == []
        assert outcome.error == ""
        assert kind == "names" or outcome.documents > 0


@pytest.mark.parametrize("kind", KINDS)
def test_broken_and_hostile_files_give_documents_or_one_plain_error(kind: str, tmp_path: Path) -> None:
    faults: dict[int, list[str]] = {}
    outcomes: set[bool] = set()
    for number in range(KINDS[kind][1] * 4):
        outcome = run_case(case(kind, 20260, number), kind, tmp_path.resolve() / "case", again=number % 4 == 0)
        outcomes.add(outcome.error == "")
        if outcome.faults:
            faults[number] = outcome.faults
    assert faults == {}
    assert outcomes == {True, False} or kind == "archive", "all are sound, or all are broken: nothing is tried out"


@pytest.mark.parametrize("seed", seeds(), ids=lambda seed: seed.stem)
def test_what_fuzzing_once_found_stays_mended(seed: Path, tmp_path: Path) -> None:
    made, kind = kept(seed)
    assert run_case(made, kind, tmp_path.resolve() / "case").faults == []


def test_a_case_is_the_same_again() -> None:
    assert all(case(kind, 7, 3) == case(kind, 7, 3) for kind in KINDS)
    assert len({case("brat", 7, number).files["a.ann"] for number in range(50) if case("brat", 7, number).main}) > 20
