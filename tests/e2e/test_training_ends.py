"""However a training ends, the last good version stays, and nothing else is left of it."""

from __future__ import annotations

import random
import signal
import sys
import time
from collections.abc import Callable, Iterator

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.operations import projects
from spanloop.operations.training import train
from spanloop.operations.versions import find_extractor
from spanloop.store.project import Project
from tests.e2e.training_child import POINTS
from tests.e2e.training_yard import NAME, Run, Yard, holds_together

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc and forks")

STEPS = 12
#: Ways to ask for an end.
GENTLE: dict[str, Callable[[Run], None]] = {
    "cancel": Run.cancel,
    "hang up": Run.hang_up,
    "SIGTERM": lambda run: run.signal(signal.SIGTERM),
    "SIGINT": lambda run: run.signal(signal.SIGINT),
}


@pytest.fixture(scope="module")
def yard(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Yard]:
    made = Yard(tmp_path_factory.mktemp("yard"))
    yield made
    made.close()


@pytest.fixture(scope="module")
def whole(yard: Yard) -> float:
    """The seconds that a training takes which nobody stops."""
    return time_whole(yard)


def time_whole(yard: Yard, *, whole_program: bool = False) -> float:
    yard.clean()
    began = time.monotonic()
    with yard.training(steps=STEPS, whole_program=whole_program) as run:
        assert run.wait() == 0, yard.errors.read_text(encoding="utf-8")
    took = time.monotonic() - began
    assert run.says()[-1]["event"] == "done"
    assert holds_together(yard, run, cleared=True) == 2
    return took


def moments(seed: int, count: int) -> list[float]:
    """Parts of a whole training, one at random in each of so many equal stretches, in no order."""
    source = random.Random(seed)
    drawn = [(number + source.random()) / count for number in range(count)]
    source.shuffle(drawn)
    return drawn


def stop_at_random(yard: Yard, whole: float, *, seed: int, count: int, whole_program: bool = False) -> None:
    """Trainings that are asked to end at random moments, in every way in turn."""
    for number, part in enumerate(moments(seed, count)):
        way = list(GENTLE)[number % len(GENTLE)]
        yard.clean()
        with yard.training(steps=STEPS, whole_program=whole_program) as run:
            time.sleep(part * whole)
            GENTLE[way](run)
            code = run.wait()
        said = run.says()[-1:]
        told = f"{way} at {part:.0%}: exit code {code}, {said}, {yard.errors.read_text(encoding='utf-8')}"
        number = holds_together(yard, run, cleared=True)
        event = said[0]["event"] if said else ""
        # Either it ended before it heard, and all of it is there, or nothing is. A signal may come before the program
        # has learned to hear it, or when it is done and clears away what it was told of signals.
        unheard = code in {130, -signal.SIGINT, -signal.SIGTERM}
        ended_well = number == 2 and event == "done" and (code == 0 or unheard)
        cancelled = number == 1 and (unheard or (code == 1 and event == "cancelled"))
        assert ended_well or cancelled, told


def kill_at_random(yard: Yard, whole: float, *, seed: int, count: int, whole_program: bool = False) -> None:
    """Trainings that are killed at random moments."""
    for part in moments(seed, count):
        yard.clean()
        with yard.training(steps=STEPS, whole_program=whole_program) as run:
            time.sleep(part * whole)
            run.signal(signal.SIGKILL)
        assert run.wait() in {-signal.SIGKILL, 0}
        done = any(line["event"] == "done" for line in run.says())
        assert holds_together(yard, run, cleared=False) in ({2} if done else {1, 2})


def test_asked_to_end_at_random_moments(yard: Yard, whole: float) -> None:
    stop_at_random(yard, whole, seed=3, count=6)


def test_killed_at_random_moments(yard: Yard, whole: float) -> None:
    kill_at_random(yard, whole, seed=5, count=4)


@pytest.mark.parametrize("point", POINTS)
def test_killed_at_every_turn(yard: Yard, point: str) -> None:
    yard.clean()
    with yard.training(steps=2, die_at=point) as run:
        assert run.wait() == -signal.SIGKILL
    assert holds_together(yard, run, cleared=False, reads=False) == (2 if point == "after the record" else 1)


def freeze(yard: Yard, seconds: float) -> None:
    """A laptop that is closed in the middle of a training, and opened again."""
    yard.clean()
    with yard.training(steps=STEPS) as run:
        run.wait_for_step(1)
        run.signal(signal.SIGSTOP)
        time.sleep(seconds / 2)
        heard = run.says()
        with Project.open(yard.project) as project:
            noor = projects.sign_in(project, name=NAME)
            with pytest.raises(SpanloopError, match="trained already"):
                train(project, author=noor, data_dir=yard.home)
            assert find_extractor(project, None).number == 1
        time.sleep(seconds / 2)
        assert run.says() == heard
        run.signal(signal.SIGCONT)
        assert run.wait() == 0
    assert run.says()[-1]["event"] == "done"
    assert holds_together(yard, run, cleared=True) == 2


def test_frozen_and_gone_on_with(yard: Yard) -> None:
    freeze(yard, 2)


@pytest.mark.slow
def test_frozen_for_a_minute(yard: Yard) -> None:
    freeze(yard, 60)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("whole_program", [False, True])
def test_asked_to_end_and_killed_at_many_random_moments(yard: Yard, whole_program: bool) -> None:
    """The whole program too, which may be hit before it knows what it is asked to do."""
    whole = time_whole(yard, whole_program=whole_program)
    stop_at_random(yard, whole, seed=10, count=20, whole_program=whole_program)
    kill_at_random(yard, whole, seed=11, count=20, whole_program=whole_program)
