"""What a person says to Spanloop, in domain words, through its real entry point.

The tests of this folder say `spanloop.imports(project, file)` and not which function that calls: the command line may
be rebuilt underneath them, and what they hold is what scripts rely on.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.elsewhere import Elsewhere

Runner = Callable[[list[str]], "Said"]


@dataclass(frozen=True)
class Said:
    """What one command ended with and printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def lines(self) -> list[Any]:
        """Standard output as one JSON object a line."""
        return [json.loads(line) for line in self.out.splitlines()]

    def refuses(self, *words: str) -> Said:
        """Holds that this was one clear line on standard error with exit code 1, and that it names these words."""
        assert self.code == 1, self
        assert self.out == "", self
        assert "Traceback" not in self.err, self
        assert len(self.err.strip().splitlines()) == 1, self
        assert [word for word in words if word not in self.err] == [], self
        return self

    def misunderstands(self) -> Said:
        """Holds that the command was not understood: exit code 2 and a usage line."""
        assert self.code == 2, self
        assert "Traceback" not in self.err, self
        assert "Usage" in self.err, self
        return self


class Spanloop:
    """One installation with settings and extractors of its own."""

    def __init__(self, runner: Runner) -> None:
        self._run = runner

    def says(self, *words: object) -> Said:
        """Run a command whatever comes of it."""
        return self._run([str(word) for word in words])

    def does(self, *words: object) -> Said:
        """Run a command that has to end well, and quietly."""
        said = self.says(*words)
        assert said.code == 0, said
        assert said.err == "", said
        return said

    def makes(self, project: Path, *, schema: Path | None = None) -> Path:
        self.does("new", project, "--author", "Noor", *(["--schema", schema] if schema else []))
        return project

    def imports(self, project: Path, *paths: Path, author: str = "Noor") -> Any:
        return self.does("import", project, *paths, "--author", author, "--json").json

    def marks(self, project: Path, *, author: str | None = None) -> list[dict[str, Any]]:
        """Everything in a project, as the records of its JSONL export."""
        return [json.loads(line) for line in self.exported(project, author=author).decode("utf-8").splitlines()]

    def exported(self, project: Path, *, author: str | None = None) -> bytes:
        """The bytes of the JSONL export."""
        dest = project.with_suffix(".export.jsonl")
        self.does("export", project, dest, "--format", "jsonl", *(["--author", author] if author else []))
        data = dest.read_bytes()
        dest.unlink()
        return data

    def writes_training_data(self, project: Path, dest: Path) -> Any:
        return self.does("export", project, dest, "--format", "spacy", "--json").json

    def undoes(self, project: Path, *, author: str = "Noor") -> str:
        return self.does("undo", project, "--author", author, "--json").json["undone"]

    def redoes(self, project: Path, *, author: str = "Noor") -> str:
        return self.does("redo", project, "--author", author, "--json").json["redone"]

    def finds_sound(self, project: Path) -> None:
        assert self.does("check", project).out.strip().splitlines()[-1] == "sound"

    def trains(self, project: Path, *, steps: int, seed: int = 0, recipe: str = "") -> list[Any]:
        """Train a version; the lines of its progress. recipe: "" for the project's own."""
        how = ("--recipe", recipe) if recipe else ()
        command = ("train", project, "--author", "Noor", "--seed", seed, "--max-steps", steps, *how)
        return self.does(*command, "--progress", "jsonl").lines

    def suggests(self, project: Path) -> Any:
        return self.does("suggest", project, "--author", "Noor", "--json").json

    def scores(self, project: Path, *options: str) -> dict[tuple[str, str | None, str], dict[str, Any]]:
        """Scores by (part, label or None for all, mode)."""
        told = self.does("evaluate", project, *options, "--json").json
        return {(row["part"], row["label"], row["mode"]): row for row in told["scores"]}


def in_child_process(home: Path, *, env: Mapping[str, str] | None = None, largest_file: int = 0) -> Runner:
    """Runs each command as a program of its own, the way scripts do.

    largest_file: no file that it writes may grow beyond so many bytes; 0: no limit. Not on Windows.
    """
    surroundings = {**os.environ, "SPANLOOP_HOME": str(home), **(env or {})}

    def limit() -> None:
        import resource

        resource.setrlimit(resource.RLIMIT_FSIZE, (largest_file, largest_file))

    def run(words: list[str]) -> Said:
        done = subprocess.run(
            [sys.executable, "-m", "spanloop", *words],
            env=surroundings, capture_output=True, text=True, encoding="utf-8", check=False, stdin=subprocess.DEVNULL,
            preexec_fn=limit if largest_file else None,
        )  # fmt: skip
        return Said(done.returncode, done.stdout, done.stderr)

    return run


def in_this_process(home: Path, capsys: Any, monkeypatch: Any) -> Runner:
    """Runs each command through the same entry point without starting a program, which is quicker."""
    monkeypatch.setenv("SPANLOOP_HOME", str(home))

    def run(words: list[str]) -> Said:
        from spanloop.app import main

        capsys.readouterr()
        code = main(words)
        printed = capsys.readouterr()
        return Said(code, printed.out, printed.err)

    return run


def in_this_process_for_long(home: Path) -> Runner:
    """The same for what several tests share: nothing of it belongs to one test."""

    def run(words: list[str]) -> Said:
        from spanloop.app import main

        out, err = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8", newline="\n", write_through=True) for _ in "oe")
        with pytest.MonkeyPatch.context() as patched, redirect_stdout(out), redirect_stderr(err):
            patched.setenv("SPANLOOP_HOME", str(home))
            code = main(words)
        printed = [stream.detach().getvalue().decode("utf-8") for stream in (out, err)]
        return Said(code, *printed)

    return run


#: A command in a process of its own that is a fork of one that has imported the command line.
_COMMAND = """
import os, sys
os.environ["SPANLOOP_HOME"] = sys.argv[1]
from spanloop.app import main
raise SystemExit(main(sys.argv[2:]))
"""


def in_another_process(home: Path, elsewhere: Elsewhere) -> Runner:
    """Runs each command in a process of its own, where that it is another matters and how it is started does not."""

    def run(words: list[str]) -> Said:
        done = elsewhere.tries(_COMMAND, str(home), *words)
        return Said(done.returncode, done.stdout, done.stderr)

    return run
