"""One training for the benchmark of what the app adds, as a process of its own.

`python -m tests.benchmarks.learning.overhead_child REPORT plain|app ARGS` runs `spacy` or `spanloop` with ARGS
as the command would, and writes into the file REPORT the seconds of processor time that were spent, all threads
together: in spaCy's training loop ("loop"), and in the one function that trains ("operation": spaCy's `train`, or ours,
which exports before and scores afterwards). What the whole process took is known to whoever started it.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from functools import wraps
from importlib import import_module
from pathlib import Path
from typing import Any


def measured(module: str, name: str, spent: dict[str, float], key: str) -> None:
    """Note the processor time of a function of a module."""
    owner = import_module(module)
    inner: Callable[..., Any] = getattr(owner, name)

    @wraps(inner)
    def outer(*given: Any, **named: Any) -> Any:
        began = time.process_time()
        try:
            return inner(*given, **named)
        finally:
            spent[key] = time.process_time() - began

    setattr(owner, name, outer)


def main(report: Path, which: str, arguments: list[str]) -> int:
    """Run the command; returns its exit code."""
    spent: dict[str, float] = {}
    try:
        if which == "plain":
            measured("spacy.cli.train", "train_nlp", spent, "loop")  # the loop's `train` by the name it has there
            measured("spacy.cli.train", "train", spent, "operation")
            from spacy.cli._util import setup_cli

            sys.argv = ["spacy", *arguments]
            setup_cli()
        else:
            measured("spacy.training.loop", "train", spent, "loop")  # before ours imports it by name
            measured("spanloop.operations.training", "train", spent, "operation")
            from spanloop.app import main as spanloop

            return spanloop(arguments)
    finally:
        report.write_text(json.dumps(spent), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2], sys.argv[3:]))
