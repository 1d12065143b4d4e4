"""A yard in which trainings are started, stopped, killed and frozen, and what has to hold whatever happened to them."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from spanloop.core.errors import CancelledError
from spanloop.learn.extractors import ExtractorShelf
from spanloop.operations import importing, projects, recipes
from spanloop.operations.checking import check
from spanloop.operations.children import train_command
from spanloop.operations.suggesting import suggest
from spanloop.operations.training import train
from spanloop.operations.versions import extractors, find_extractor
from spanloop.store.project import Project
from tests.small_loop import write_reports

NAME = "Noor"
REPO = Path(__file__).resolve().parents[2]


def make_template(folder: Path) -> Path:
    """A project with some complete reports, some bare ones and a first version; the folder is also its data folder."""
    folder.mkdir()
    with projects.create_project(folder / "small.spanloop") as project:
        author = projects.sign_in(project, name=NAME)
        marked = write_reports(folder / "marked.jsonl", numbers=range(12))
        bare = write_reports(folder / "bare.jsonl", numbers=range(12, 15), marked=False)
        importing.import_paths(project, author=author, paths=[marked, bare])
        # The plainest recipe, wherever these tests run: what is stopped here is the training itself.
        recipes.choose_recipe(project, recipes.RecipeChoice("blank"), author=author)
        train(project, author=author, data_dir=folder, max_steps=2)
    return folder


@dataclass
class Run:
    """A training under way. pid: of its process, whose session has the same number. program: what the window starts."""

    pid: int
    input: int
    yard: Yard
    program: subprocess.Popen[bytes] | None = None
    ended: int | None = None

    def says(self) -> list[dict[str, Any]]:
        """The lines that it printed so far, whole ones only."""
        said = self.yard.output.read_bytes() if self.yard.output.exists() else b""
        return [json.loads(line) for line in said.split(b"\n")[:-1]]

    def wait_for_step(self, step: int) -> None:
        """Until it tells of this step or a later one."""
        until = time.monotonic() + 120
        while not any(line.get("step", -1) >= step for line in self.says()):
            assert time.monotonic() < until, self.yard.errors.read_text(encoding="utf-8")
            time.sleep(0.02)

    def cancel(self) -> None:
        """As the window's Cancel does; one that ended already hears nothing."""
        with suppress(BrokenPipeError):
            os.write(self.input, b"cancel\n")

    def hang_up(self) -> None:
        """As where the window was killed: its end of the pipe closes."""
        os.close(self.input)
        self.input = -1

    def signal(self, number: int) -> None:
        with suppress(ProcessLookupError):  # it ended already
            os.kill(self.pid, number)

    def wait(self) -> int:
        """Until it is gone; its exit code, negative for a signal."""
        if self.ended is None:
            self.ended = self.program.wait() if self.program else int(self.yard.answer())
        return self.ended


class Yard:
    """One nursery of trainings, and a fresh copy of the template for each of them."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = make_template(folder / "template")
        self.home = folder / "home"
        self.project = self.home / "small.spanloop"
        self.temporary = folder / "temporary"
        self.output, self.errors, self._input = folder / "output", folder / "errors", folder / "input"
        os.mkfifo(self._input)
        self._nursery = subprocess.Popen(
            [sys.executable, "-m", "tests.e2e.training_child"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=REPO,
        )  # fmt: skip
        assert self.answer() == "ready"

    def answer(self) -> str:
        """The next line of the nursery."""
        assert self._nursery.stdout is not None
        return self._nursery.stdout.readline().strip()

    def close(self) -> None:
        assert self._nursery.stdin is not None
        assert self._nursery.stdout is not None
        self._nursery.stdin.close()
        self._nursery.stdout.close()
        self._nursery.wait(60)

    def _start(self, command: list[str]) -> Run:
        surroundings = {**os.environ, "SPANLOOP_HOME": str(self.home), "TMPDIR": str(self.temporary)}
        ours, theirs = os.pipe()
        with self.output.open("wb") as output, self.errors.open("wb") as errors:
            program = subprocess.Popen(
                command, stdin=ours, stdout=output, stderr=errors, env=surroundings, start_new_session=True
            )
        os.close(ours)
        return Run(program.pid, theirs, self, program)

    def _ask(self, words: list[str], die_at: str | None) -> Run:
        job = {
            "words": words,
            "home": str(self.home),
            "temporary": str(self.temporary),
            "input": str(self._input),
            "output": str(self.output),
            "errors": str(self.errors),
            "die_at": die_at,
        }
        assert self._nursery.stdin is not None
        self._nursery.stdin.write(json.dumps(job) + "\n")
        self._nursery.stdin.flush()
        return Run(int(self.answer()), os.open(self._input, os.O_WRONLY), self)

    def clean(self) -> None:
        """A fresh copy of the template, and empty folders around it."""
        for folder in (self.home, self.temporary):
            shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self._template, self.home)
        self.temporary.mkdir()
        self.output.unlink(missing_ok=True)
        self.errors.unlink(missing_ok=True)

    @contextmanager
    def training(self, *, steps: int, die_at: str | None = None, whole_program: bool = False) -> Generator[Run]:
        """Train in a process of its own; at the end of the block it is waited for.

        whole_program: start the program as the window does, which takes seconds, instead of asking the nursery.
        """
        command = train_command(self.project, author=NAME, max_steps=steps)
        run = self._start(command) if whole_program else self._ask(command[command.index("train") :], die_at)
        try:
            yield run
            run.wait()
        finally:
            if run.ended is None:
                run.signal(9)
                run.wait()
            if run.input >= 0:
                os.close(run.input)


def holds_together(yard: Yard, run: Run, *, cleared: bool, reads: bool = True) -> int:
    """Holds what must be true whatever happened to a training; returns the number of the current version.

    cleared: it had the time to clear up after itself. What a killed one left must go with the next start. reads: also
    let the current version read; that its files are as they were when it was made is held in any case.
    """
    assert session_members(run.pid) == []
    assert list(yard.temporary.iterdir()) == []
    with Project.open(yard.project) as project:
        assert check(project) == []
        if not cleared:
            with pytest.raises(CancelledError):
                train(
                    project,
                    author=projects.sign_in(project, name=NAME),
                    data_dir=yard.home,
                    cancelled=lambda: True,
                )
        current = find_extractor(project, None)
        recorded = [record.uid for record in extractors(project)]
        assert sorted(path.name for path in (yard.home / "extractors").iterdir()) == sorted(recorded)
        # Trust goes by what is in the files, and two versions of the same data and steps may be alike to the byte.
        assert len(list((yard.home / "trusted").iterdir())) == len({r.files_hash for r in extractors(project)})
        assert [path.name for path in (yard.home / "training").iterdir()] == [f"{project.uid}.lock"]
        assert ExtractorShelf(yard.home).trusted(current.uid)
        if reads:
            assert suggest(project, data_dir=yard.home).extractor == current.name
    left = {path.name for path in yard.home.iterdir()}
    assert left == {"small.spanloop", "marked.jsonl", "bare.jsonl", "extractors", "trusted", "training"}
    return current.number


def session_members(session: int) -> list[str]:
    """The processes of a session, as Linux lists them, with their command lines."""
    found: list[str] = []
    for folder in Path("/proc").iterdir():
        if folder.name.isdigit():
            try:
                # After the name, which may hold anything: state, parent, group, session.
                fields = (folder / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
                if int(fields[3]) == session and fields[0] != "Z":
                    found.append((folder / "cmdline").read_text(encoding="utf-8", errors="replace"))
            except (OSError, IndexError):
                continue  # it ended while we looked
    return found
