"""Trainings that somebody stops, kills or freezes, forked from a process that has imported everything.

Run as `python -m tests.e2e.training_child`. Each line on standard input is a JSON object: "words" for the entry point,
"home", "temporary" (the system's temporary folder for it), "input" (a named pipe that becomes its standard input),
"output" and "errors" (files), and "die_at", one of POINTS or null. For each, a process in a session of its own runs the
command; its id is printed, and when it is gone its exit code, negative for a signal.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import tempfile
from collections.abc import Callable
from importlib import import_module
from typing import Any, Never

#: Where a training may die by its own hand: the function, and whether before or after it.
POINTS: dict[str, tuple[str, str, bool]] = {
    "before the corpus": ("spanloop.operations.training", "write_corpus", False),
    "after the corpus": ("spanloop.operations.training", "write_corpus", True),
    "before spaCy's start": ("spanloop.learn.train_run", "init_nlp", False),
    "after spaCy's start": ("spanloop.learn.train_run", "init_nlp", True),
    "in a step": ("spanloop.learn.progress", "Listener.hear", True),
    "while a checkpoint is written": ("spacy.language", "Language.to_disk", True),
    "before scoring": ("spanloop.operations.training", "judge_new", False),
    "after scoring": ("spanloop.operations.training", "judge_new", True),
    "before the move": ("spanloop.learn.extractors", "ExtractorShelf.take", False),
    "after the move": ("spanloop.learn.extractors", "ExtractorShelf.take", True),
    "after the record": ("spanloop.operations.training", "_record_version", True),
}


def die_at(point: str) -> None:
    """Make this process kill itself there."""
    module, name, after = POINTS[point]
    owner: Any = import_module(module)
    *way, last = name.split(".")
    for part in way:
        owner = getattr(owner, part)
    inner: Callable[..., Any] = getattr(owner, last)

    def deadly(*given: Any, **named: Any) -> Any:
        if after:
            inner(*given, **named)
        os.kill(os.getpid(), signal.SIGKILL)

    setattr(owner, last, deadly)


def run(job: dict[str, Any]) -> Never:
    """Become the command."""
    os.setsid()
    os.environ["SPANLOOP_HOME"] = job["home"]
    os.environ["TMPDIR"] = tempfile.tempdir = job["temporary"]
    for number, name, flags in (
        (0, job["input"], os.O_RDONLY),
        (1, job["output"], os.O_WRONLY | os.O_CREAT),
        (2, job["errors"], os.O_WRONLY | os.O_CREAT),
    ):
        os.dup2(os.open(name, flags), number)
    if job["die_at"] is not None:
        die_at(job["die_at"])
    from spanloop.app import main

    code = 70
    try:
        code = main(job["words"])
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)  # the exit handlers belong to the process that forked this one


def tell(what: object) -> None:
    sys.stdout.write(f"{what}\n")
    sys.stdout.flush()


def main() -> None:
    """Serve until standard input ends."""
    for name in ("spacy.cli", "spanloop.cli", "spanloop.learn.train", "spanloop.learn.triggers"):
        import_module(name)
    tell("ready")
    for line in sys.stdin:
        job = json.loads(line)
        pid = os.fork()
        if pid == 0:
            run(job)
        tell(pid)
        tell(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


if __name__ == "__main__":
    main()
