"""Commands of the program's own child processes: what must not slow the window down runs beside it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from spanloop.core.evaluation import On
from spanloop.operations.program_facts import is_built


def train_command(
    project: Path, *, author: str, recipe: str | None = None, seed: int = 0, max_steps: int | None = None
) -> list[str]:
    """The command of the child process that trains: the program itself, speaking JSON lines.

    recipe: None for the one chosen for the project.

    On standard output: one object a line, `{"event": "progress"|"done"|"error", ...}`. A line "cancel" on its standard
    input, or the end of that input, makes it stop and leave nothing behind.
    """
    options = ["--seed", str(seed), "--author", author, "--progress", "jsonl", "--watch-input"]
    if recipe is not None:
        options += ["--recipe", recipe]
    if max_steps is not None:
        options += ["--max-steps", str(max_steps)]
    return [*_program(), "train", str(project), *options]


def suggest_command(project: Path, *, author: str) -> list[str]:
    """The command of the child process that suggests; speaks as train_command's does."""
    return [*_program(), "suggest", str(project), "--author", author, "--progress", "jsonl", "--watch-input"]


def refresh_worker_command(project: Path, *, author: str) -> list[str]:
    """The command of the child process that stays alive and refreshes whenever a line on its standard input says so
    (see cli.live_commands). It speaks as train_command's does; the end of its input ends it."""
    return [*_program(), "refresh-worker", str(project), "--author", author]


def evaluate_command(
    project: Path,
    *,
    extractor: str | None = None,
    author: str | None = None,
    against: str | None = None,
    on: On = "test",
) -> list[str]:
    """The command of the child process that scores; speaks as train_command's does.

    Named as for `operations.evaluating.evaluate`. Its last line is `{"event": "done", ...}` with what
    `Evaluation.to_dict` gives (`Evaluation.from_dict` takes the line as it is).
    """
    named = (("--extractor", extractor), ("--author", author), ("--against", against), ("--on", on))
    options = [part for name, value in named if value is not None for part in (name, value)]
    return [*_program(), "evaluate", str(project), *options, "--progress", "jsonl", "--watch-input"]


def compare_command(project: Path, *, first: str, second: str) -> list[str]:
    """The command of the child process that compares two versions, by name, number or uid; speaks as the others do.

    Its last line is `{"event": "done", ...}` with what `VersionComparison.to_dict` gives.
    """
    return [*_program(), "compare", str(project), first, second, "--progress", "jsonl", "--watch-input"]


def curve_command(project: Path, *, author: str, max_steps: int | None = None) -> list[str]:
    """The command of the child process that draws the learning curve; speaks as train_command's does.

    Its last line is `{"event": "done", ...}` with what `LearningCurve.to_dict` gives.
    """
    options = ["--author", author, "--progress", "jsonl", "--watch-input"]
    if max_steps is not None:
        options += ["--max-steps", str(max_steps)]
    return [*_program(), "learning-curve", str(project), *options]


def audit_command(project: Path, act: str, *, author: str) -> list[str]:
    """The command of the child process that begins, ends or reports the bias audit ("on", "off", "report")."""
    return [*_program(), "audit", str(project), act, "--author", author, "--progress", "jsonl", "--watch-input"]


def test_set_command(project: Path, act: str, *, author: str) -> list[str]:
    """The command of the child process that freezes the test set or gives it back ("freeze", "unfreeze")."""
    return [*_program(), "test-set", str(project), act, "--author", author, "--progress", "jsonl"]


def look_command(
    paths: Sequence[Path],
    *,
    into: Path,
    project: Path | None = None,
    file_format: str = "auto",
    names: Path | None = None,
    author_from: str = "",
) -> list[str]:
    """The command of the child process that looks at files (see operations.looking); speaks as train_command's does.

    A hostile file then harms nobody but the child. Its last line is `{"event": "done", "stage": ..., "totals": {...}}`;
    `Look.open(into)` has the rest. project: is read to say what is there already. file_format: how the files are to be
    read. names: a table that says what names of the files become, which are unknown no more. author_from: "file" or
    "folder", after which those are called whose marks stand in files that name nobody.
    """
    options = ["--into", str(into), "--progress", "jsonl", "--watch-input"]
    if file_format != "auto":
        options += ["--format", file_format]
    if names is not None:
        options += ["--names", str(names)]
    if author_from:
        options += ["--author-from", author_from]
    if project is not None:
        options += ["--project", str(project)]
    return [*_program(), "look", *_named(paths), *options]


def import_look_command(
    project: Path, *, author: str, stage: Path, choices: Path | None = None, revise: bool = False
) -> list[str]:
    """The command of the child process that imports what was looked at; speaks as train_command's does.

    Words and copies are left to the one that prepares. Cancelled or killed, it leaves nothing: an import is one
    transaction.

    stage: the file of the look. choices: what `operations.looking.Choices.write` wrote.
    """
    options = ["--author", author, "--no-prepare", "--progress", "jsonl", "--watch-input"]
    if choices is not None:
        options += ["--choices", str(choices)]
    if revise:
        options.append("--revise")
    return [*_program(), "import", str(project), "--look", str(stage), *options]


def reimport_command(project: Path, *, author: str, articles: Sequence[str] | None = None) -> list[str]:
    """The command of the child process that reads stored bytes again (see operations.reimporting); speaks as
    train_command's does. articles: uids; None for what an older reader read."""
    options = ["--author", author, "--no-prepare", "--progress", "jsonl", "--watch-input"]
    return [*_program(), "reimport", str(project), *(articles or ()), *options]


def rank_command(project: Path, *, strategy: str) -> list[str]:
    """The command of the child process that puts articles in order; speaks as train_command's does.

    It may be killed: the order is written at its end, in one transaction.
    """
    return [*_program(), "rank", str(project), "--strategy", strategy, "--progress", "jsonl", "--watch-input"]


def prepare_command(project: Path) -> list[str]:
    """The command of the child process that finds words and near-duplicates; speaks as train_command's does.

    It may be killed at any moment: what it wrote holds, and the rest is done next time.
    """
    return [*_program(), "prepare", str(project), "--progress", "jsonl", "--watch-input"]


def recover_command(source: Path) -> list[str]:
    """The command of the child process that recovers what can be read of a damaged file; speaks as the others do.

    It may be killed: the new file appears when it is whole.
    """
    return [*_program(), "recover", str(source), "--progress", "jsonl"]


def delete_article_command(project: Path, *, author: str, article: str) -> list[str]:
    """The command of the child process that deletes an article for good, beside the window that shows the project."""
    options = ["--yes", "--beside-window", "--author", author, "--progress", "jsonl"]
    return [*_program(), "delete-article", str(project), article, *options]


def rules_command(project: Path, what: Literal["measure", "suggest"], *, author: str) -> list[str]:
    """The command of the child process that measures rules or lets them suggest; speaks as train_command's does.

    Its last line is `{"event": "done", ...}`: what `rule_suggesting.Measures.to_dict` gives, under "measures" when it
    suggested. Measuring writes nothing and may be killed.
    """
    return [*_program(), "rules", str(project), what, "--author", author, "--progress", "jsonl", "--watch-input"]


def quality_command(project: Path, *, author: str) -> list[str]:
    """The command of the child process that checks somebody's marks; speaks as train_command's does.

    Its last line is `{"event": "done", "findings": [...], "settled": {...}, "why_not_missed": ...}`, of which each
    finding is a core.findings.Finding. It writes nothing and may be killed.
    """
    return [*_program(), "quality", str(project), "--author", author, "--progress", "jsonl", "--watch-input"]


def export_command(project: Path, *, dest: Path, file_format: str, author: str | None = None) -> list[str]:
    """The command of the child process that writes marks for other tools; speaks as train_command's does.

    author: only this one's marks. Its last line is `{"event": "done", "dest": ..., "summary": [...], ...}`.
    """
    options = ["--format", file_format, "--progress", "jsonl", "--watch-input"]
    if author is not None:
        options += ["--author", author]
    return [*_program(), "export", str(project), str(dest), *options]


def updates_command() -> list[str]:
    """The command of the child process that asks for a newer version; speaks as train_command's does.

    Its last line is `{"event": "done", ...}` with what `updates.Newest.to_dict` gives. It may be killed.
    """
    return [*_program(), "updates", "--progress", "jsonl"]


def _named(paths: Sequence[Path]) -> list[str]:
    """Paths as arguments: one that begins with a dash is no option."""
    return [str(path) if not str(path).startswith("-") else f"./{path}" for path in paths]


def _program() -> list[str]:
    """The program itself: a frozen one is its own executable, another one a module of this Python."""
    if not is_built():
        return [sys.executable, "-m", "spanloop"]
    # On Windows the window is a program without a console, and a child has to be one with it: else it cannot speak.
    speaking = Path(sys.executable).with_name("spanloop.exe")
    return [str(speaking) if speaking.is_file() else sys.executable]
