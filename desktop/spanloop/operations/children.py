"""Commands of the program's own child processes: what must not slow the window down runs beside it."""

from __future__ import annotations

import sys
from pathlib import Path

from spanloop.operations.training import DEFAULT_RECIPE


def train_command(
    project: Path, *, author: str, recipe: str = DEFAULT_RECIPE, seed: int = 0, max_steps: int | None = None
) -> list[str]:
    """The command of the child process that trains: the program itself, speaking JSON lines.

    On standard output: one object a line, `{"event": "progress"|"done"|"error", ...}`. A line "cancel" on its standard
    input, or the end of that input, makes it stop and leave nothing behind.
    """
    options = ["--recipe", recipe, "--seed", str(seed), "--author", author, "--progress", "jsonl", "--watch-input"]
    if max_steps is not None:
        options += ["--max-steps", str(max_steps)]
    return [*_program(), "train", str(project), *options]


def suggest_command(project: Path, *, author: str) -> list[str]:
    """The command of the child process that suggests; speaks as train_command's does."""
    return [*_program(), "suggest", str(project), "--author", author, "--progress", "jsonl", "--watch-input"]


def export_command(project: Path, *, dest: Path) -> list[str]:
    """The command of the child process that writes training data for spaCy; prints one JSON document at its end."""
    return [*_program(), "export", str(project), str(dest), "--format", "spacy", "--json"]


def _program() -> list[str]:
    """The program itself: a frozen one is its own executable, another one a module of this Python."""
    return [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "spanloop"]
