"""What the built program costs against the source it was made of: `python -m tests.benchmarks.packaging [FOLDER]`.

FOLDER is what `dev.py build` and `dev.py installer` made, dist if none is named; it has to be of this checkout.
`--rows size costs window train` (all but costs, which packs everything once more), `--json`, `--quick`.

installed_mb   files of the built folder, links left out
deb_mb         the Debian package beside it
window_*_s     from the start of the process to the window on a virtual screen (X says so: MapNotify), with a project of
               the sample; a fresh copy and fresh settings each time, files in the system's cache
train_*_s      `train` with the sample by the command line, so many steps, the loading of spaCy included
*_cpu_*        processor time of the process until then; on a busy machine the figures to go by
*_alone_*      the clock without the time that the process stood ready and others had the processor (Linux)
*_ratio        built to source, the median of pairs: both take turns, so that what else runs meets both; *_ratio_p95 is
               the 95th percentile of the pairs

Window and training are left out, and said so, where Xvfb or the X library is not there.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

from build_spec import identity, smoke
from build_spec.linux import costs
from tests.benchmarks.packaging_screen import Screen
from tests.benchmarks.timing import Row, held_against, percentile, table

PARTS = ("size", "window", "train", "costs")
RUNS, QUICK_RUNS = 15, 3
TRAININGS, QUICK_TRAININGS = 5, 1
STEPS, QUICK_STEPS = 60, 4
_PATIENCE_S = 120.0


ROWS = (
    Row("installed_mb", "installed", 330),
    Row("deb_mb", "Debian package", 140),
    Row("window_source_s", "window shown, source, median"),
    Row("window_source_p95_s", "the same, p95"),
    Row("window_built_s", "window shown, built, median"),
    Row("window_built_p95_s", "the same, p95"),
    Row("window_cpu_source_s", "processor time, source"),
    Row("window_cpu_built_s", "processor time, built"),
    Row("window_ratio", "built to source", 1.3),
    Row("window_ratio_p95", "the same, p95"),
    Row("window_alone_ratio", "waiting for a processor left out", 1.3),
    Row("window_cpu_ratio", "the same in processor time", 1.3),
    Row("window_cpu_ratio_p95", "the same, p95"),
    Row("train_source_s", "training, source, median"),
    Row("train_source_p95_s", "the same, p95"),
    Row("train_built_s", "training, built, median"),
    Row("train_built_p95_s", "the same, p95"),
    Row("train_cpu_source_s", "processor time, source"),
    Row("train_cpu_built_s", "processor time, built"),
    Row("train_ratio", "built to source", 1.05),
    Row("train_ratio_p95", "the same, p95"),
    Row("train_alone_ratio", "waiting for a processor left out", 1.05),
    Row("train_cpu_ratio", "the same in processor time", 1.05),
    Row("train_cpu_ratio_p95", "the same, p95"),
)


class Taken(NamedTuple):
    """One run: seconds by the clock and of processors, and those that it stood ready while others had the processor."""

    wall: float
    cpu: float
    waited: float = 0.0

    @property
    def alone(self) -> float:
        """Seconds by the clock, less that waiting."""
        return self.wall - self.waited


def sizes(folder: Path) -> dict[str, Any]:
    """installed_mb, and deb_mb where there is one package in the folder."""
    files = [path for path in (folder / identity.PROGRAM).rglob("*") if path.is_file() and not path.is_symlink()]
    found: dict[str, Any] = {"installed_mb": round(sum(path.stat().st_size for path in files) / 1e6, 1)}
    packages = list(folder.glob("*.deb"))
    if len(packages) == 1:
        found["deb_mb"] = round(packages[0].stat().st_size / 1e6, 1)
    return found


def in_turns(
    name: str, runs: int, run: Callable[[list[str]], Taken], programs: dict[str, list[str]], *, places: int = 3
) -> dict[str, Any]:
    """Medians, 95th percentiles and ratios of both programs, which take turns after one run of each to warm up.

    A ratio is of two runs that followed one another, for what else the machine does comes and goes.
    """
    taken: dict[str, list[Taken]] = {kind: [] for kind in programs}
    for program in programs.values():
        run(program)
    for number in range(runs):
        # Whoever is second may find more in the processor's cache.
        for kind in sorted(programs, reverse=number % 2 == 1):
            taken[kind].append(run(programs[kind]))
    found: dict[str, Any] = {f"{name}_runs": runs}
    for kind, samples in taken.items():
        found[f"{name}_{kind}_s"] = round(median(each.wall for each in samples), places)
        found[f"{name}_{kind}_p95_s"] = round(percentile([each.wall for each in samples], 0.95), places)
        found[f"{name}_cpu_{kind}_s"] = round(median(each.cpu for each in samples), places)
        found[f"{name}_alone_{kind}_s"] = round(median(each.alone for each in samples), places)
    pairs = list(zip(taken["built"], taken["source"], strict=True))
    for part, ratios in (
        ("", [built.wall / source.wall for built, source in pairs]),
        ("_alone", [built.alone / source.alone for built, source in pairs]),
        ("_cpu", [built.cpu / source.cpu for built, source in pairs]),
    ):
        found[f"{name}{part}_ratio"] = round(median(ratios), 3)
        found[f"{name}{part}_ratio_p95"] = round(percentile(ratios, 0.95), 3)
    return found


def show_window(program: list[str], *, project: Path, screen: Screen) -> Taken:
    """Start the window on a copy of a project and end it as soon as it is shown."""
    with tempfile.TemporaryDirectory(prefix="spanloop-bench-") as folder:
        copy, env = Path(folder) / project.name, _env(Path(folder))
        shutil.copyfile(project, copy)
        env |= {"DISPLAY": screen.name, "QT_QPA_PLATFORM": "xcb"}
        screen.forget()
        began = time.perf_counter()
        child = subprocess.Popen([*program, str(copy)], env=env, stderr=subprocess.DEVNULL)
        try:
            shown = screen.wait_for_window(until=began + _PATIENCE_S)
        finally:
            child.kill()
            used, waited = _end_of(child)
        return Taken(shown - began, used, waited)


def train(program: list[str], *, project: Path, steps: int) -> Taken:
    """Train on a copy of a project. Raises RuntimeError where that fails."""
    with tempfile.TemporaryDirectory(prefix="spanloop-bench-") as folder:
        copy = Path(folder) / project.name
        shutil.copyfile(project, copy)
        words = ["train", str(copy), "--max-steps", str(steps), "--seed", "1", "--progress", "none", "--json"]
        began = time.perf_counter()
        child = subprocess.Popen([*program, *words], env=_env(Path(folder)), stdout=subprocess.DEVNULL)
        used, waited = _end_of(child)
        ended = time.perf_counter()
        if child.returncode != 0:
            raise RuntimeError(f"the training ended with {child.returncode}")
        return Taken(ended - began, used, waited)


def _end_of(child: subprocess.Popen[Any]) -> tuple[float, float]:
    """Wait for the end of a process; the seconds of processors that it took, its own children's too, and of waiting."""
    os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
    waited = _waited(Path(f"/proc/{child.pid}/schedstat"))
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return used.ru_utime + used.ru_stime, waited


def _waited(account: Path) -> float:
    """Seconds that a process's first thread, which does all the work here, stood ready while others had the processor.

    account: Linux keeps it until the process is waited for (Documentation/scheduler/sched-stats.rst); 0 without it.
    """
    return int(account.read_text(encoding="ascii").split()[1]) / 1e9 if account.is_file() else 0.0


def _env(home: Path) -> dict[str, str]:
    """Settings of somebody who was here before, so that the window asks nothing; one thread for each product.

    Bytecode may be kept: without it the source is compiled at each start, which nobody would call warm.
    """
    (home / "settings.json").write_text(json.dumps({"author_name": "Bench"}), encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "SPANLOOP_HOME": str(home), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def measure(folder: Path, parts: Sequence[str], *, quick: bool) -> dict[str, Any]:
    """Every number of these parts by its name; "left_out" says what could not be measured."""
    found: dict[str, Any] = sizes(folder) if "size" in parts else {}
    if "costs" in parts:
        found["costs"] = costs.packed(folder / identity.PROGRAM)
    programs = {"source": [sys.executable, "-m", "spanloop"], "built": [str(folder / identity.PROGRAM / "spanloop")]}
    with tempfile.TemporaryDirectory(prefix="spanloop-bench-") as scratch:
        project = Path(scratch) / "sample.spanloop"
        made = [*programs["source"], "sample", str(project), "--author", "Bench"]
        subprocess.run(made, env=_env(Path(scratch)), stdout=subprocess.DEVNULL, check=True)
        if "window" in parts:
            with smoke.screen() as name:
                screen = Screen.open(name)
                if screen is None:
                    found["left_out"] = "window: there is no virtual screen here (xvfb, libx11-6)"
                else:
                    runs = QUICK_RUNS if quick else RUNS
                    found |= in_turns(
                        "window", runs, lambda program: show_window(program, project=project, screen=screen), programs
                    )
                    screen.close()
        if "train" in parts:
            runs, steps = (QUICK_TRAININGS, QUICK_STEPS) if quick else (TRAININGS, STEPS)
            found |= {"train_steps": steps}
            found |= in_turns(
                "train", runs, lambda program: train(program, project=project, steps=steps), programs, places=2
            )
    return found


def show(found: dict[str, Any]) -> str:
    """The numbers as a table; a row that was not measured is left out."""
    where = f"Python {platform.python_version()}, {platform.system()}, {os.cpu_count()} processors"
    said = f"{where}; {found.get('window_runs', 0)} windows and {found.get('train_runs', 0)} trainings of each"
    lines = [said, "", held_against(ROWS, found, number=lambda value: f"{value:g}")]
    if "costs" in found:
        lines += ["", table([("part, MB", "installed", "packed"), *_parts(found["costs"])])]
    if "left_out" in found:
        lines += ["", f"Not measured: {found['left_out']}"]
    return "\n".join(lines)


def _parts(parts: Sequence[tuple[str, int, int]]) -> list[tuple[str, str, str]]:
    """Rows of what each part costs; what is less than a megabyte together."""
    shown = [row for row in parts if row[1] >= 1_000_000]
    rest = [row for row in parts if row[1] < 1_000_000]
    groups = [*((name, [(name, size, small)]) for name, size, small in shown), ("all else", rest), ("together", parts)]
    return [
        (name, f"{sum(row[1] for row in rows) / 1e6:.1f}", f"{sum(row[2] for row in rows) / 1e6:.1f}")
        for name, rows in groups
    ]


def main() -> int:
    """Measure and print; returns the exit code, 2 where there is no built program."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("folder", type=Path, nargs="?", default=identity.ROOT / "dist")
    parser.add_argument("--rows", nargs="+", choices=PARTS, default=list(PARTS[:3]))
    parser.add_argument("--quick", action="store_true", help="few runs: shows that it works, not how fast")
    parser.add_argument("--json", action="store_true", help="print one JSON document")
    options = parser.parse_args()
    folder = options.folder.resolve()
    if not (folder / identity.PROGRAM / "spanloop").is_file():
        print(f"There is no program in {folder}. To build it: python3 dev.py build", file=sys.stderr)
        return 2
    found = measure(folder, options.rows, quick=options.quick)
    print(json.dumps(found, indent=1) if options.json else show(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
