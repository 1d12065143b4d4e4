"""The one entry point: no arguments opens the window, anything else is a command."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from spanloop.settings import Settings, load_settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run Spanloop; returns the exit code. arguments: without the program's name; default: those of this process."""
    multiprocessing.freeze_support()  # a frozen program starts itself for a child process, on Linux too
    given = list(sys.argv[1:] if arguments is None else arguments)
    for library in ("OPENBLAS", "OMP"):  # heard only before NumPy is imported; whoever set it knows better
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    try:
        return _run(given)
    except KeyboardInterrupt:  # Ctrl+C while a command is still loading; later each has its own end
        sys.stderr.write("Stopped.\n")
        return 130


def _run(given: list[str]) -> int:
    if given[:1] == ["--self-test"]:
        return _self_test(given[1:])
    settings = load_settings()
    if not given:
        return _window(settings, None)
    if len(given) == 1 and given[0].endswith(".spanloop"):  # a double click on a project file
        return _window(settings, Path(given[0]))
    from spanloop.cli import run

    return run(given, settings, open_window=lambda project: _window(settings, project))


def _window(settings: Settings, project: Path | None) -> int:
    from spanloop.gui.run import run_window  # Qt is paid for only by who opens the window

    return run_window(settings, project)


def _self_test(arguments: Sequence[str]) -> int:
    """Try the program out; it reads no settings of the person's."""
    from spanloop.selftest import self_test

    if len(arguments) > 1:
        sys.stderr.write("Usage: spanloop --self-test [LOGFILE]\n")
        return 2
    return self_test(Path(arguments[0]) if arguments else None)


if __name__ == "__main__":
    sys.exit(main())
