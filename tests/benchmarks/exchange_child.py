"""One part of the exchange benchmark in a process of its own; prints what it measured. Started by exchange."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from spanloop.operations import importing, preparing, projects, training
from spanloop.store.project import Project
from tests.benchmarks.exchange_raw import RawWriter
from tests.benchmarks.memory import watch_peak

NAME = "Bench"
#: After so many articles it is the other side's turn.
_TURN = 500


def main() -> None:
    task, *arguments = sys.argv[1:]
    print(json.dumps(TASKS[task](*map(Path, arguments))))


def import_alone(path: Path, *sources: Path) -> dict[str, float]:
    """An import and nothing else."""
    with _project(path) as project, _measured() as found:
        who = projects.sign_in(project, name=NAME)
        report = importing.import_paths(project, author=who, paths=sources, on_progress=_nobody)
    return found | {"articles": report.added}


def import_beside_raw(path: Path, finished: Path, *sources: Path) -> dict[str, float]:
    """The same import again, in turns with SQLite alone, so that whatever else the machine does hits both alike."""
    raw = RawWriter(finished, path.with_suffix(".raw"))
    paused = [0.0, 0.0]
    seen = 0

    def take_turns(done: int, _total: int) -> None:
        nonlocal seen
        if done - seen >= _TURN:
            wall, cpu = time.perf_counter(), time.process_time()
            raw.write(_TURN)
            seen += _TURN
            paused[0] += time.perf_counter() - wall
            paused[1] += time.process_time() - cpu

    with _project(path) as project:
        who = projects.sign_in(project, name=NAME)
        with _measured() as found:
            report = importing.import_paths(project, author=who, paths=sources, on_progress=take_turns)
    if report.added > seen:
        raw.write(report.added - seen)
    raw.finish()
    return {
        "s": found["s"] - paused[0], "cpu_s": found["cpu_s"] - paused[1], "raw_s": raw.wall, "raw_cpu_s": raw.cpu,
    }  # fmt: skip


def prepare(path: Path) -> dict[str, float]:
    """The job after an import."""
    with projects.open_project(path) as project, _measured() as found:
        report = preparing.prepare(project, on_progress=_nobody)
    return found | {"articles": report.articles, "clusters": report.clusters}


def undo(path: Path) -> dict[str, float]:
    """Taking the import back."""
    with projects.open_project(path) as project:
        who = projects.sign_in(project, name=NAME)
        with _measured() as found:
            project.undo(who)
    return found


def export_alone(path: Path, dest: Path) -> dict[str, float]:
    """An export of training data and nothing else; the baseline is a process that has not met spaCy yet."""
    with projects.open_project(path) as project, _measured() as found:
        written = training.export_spacy(project, dest=dest, on_progress=_nobody)
    return found | {"articles": sum(written.docs.values())}


def export_beside_floor(path: Path, dest: Path) -> dict[str, float]:
    """The same export again, in turns with spaCy alone over the same texts."""
    from tests.benchmarks.exchange_floor import Floor

    floor = Floor(dest.with_suffix(".floor"))
    paused = [0.0, 0.0]
    seen = 0
    with projects.open_project(path) as project:
        texts = [article.text for article, _ in project.records_of(project.authors(), words=False)]

        def take_turns(done: int, _total: int) -> None:
            nonlocal seen
            if done - seen >= _TURN:
                wall, cpu = time.perf_counter(), time.process_time()
                floor.write(texts[seen : seen + _TURN])
                seen += _TURN
                paused[0] += time.perf_counter() - wall
                paused[1] += time.process_time() - cpu

        with _measured() as found:
            training.export_spacy(project, dest=dest, on_progress=take_turns)
    floor.write(texts[seen:])
    floor.finish()
    return {
        "s": found["s"] - paused[0], "cpu_s": found["cpu_s"] - paused[1], "raw_s": floor.wall, "raw_cpu_s": floor.cpu,
    }  # fmt: skip


@contextmanager
def _measured() -> Iterator[dict[str, float]]:
    found: dict[str, float] = {}
    with watch_peak() as peak:
        wall, cpu = time.perf_counter(), time.process_time()
        yield found
        found["s"], found["cpu_s"] = time.perf_counter() - wall, time.process_time() - cpu
    found["mb"], found["baseline_mb"] = peak.mb, peak.baseline


@contextmanager
def _project(path: Path) -> Iterator[Project]:
    made = projects.open_project(path) if path.exists() else projects.create_project(path)
    with made as project:
        yield project


def _nobody(_done: int, _total: int) -> None:
    """Progress is counted as it is where somebody watches."""


TASKS: dict[str, Callable[..., dict[str, float]]] = {
    "alone": import_alone, "paired": import_beside_raw, "prepare": prepare, "undo": undo,
    "export": export_alone, "export_paired": export_beside_floor,
}  # fmt: skip


if __name__ == "__main__":
    main()
