"""The one entry point: no arguments opens the window, anything else is a command."""

from __future__ import annotations

import multiprocessing
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from spanloop.settings import Settings, load_settings


def main(arguments: Sequence[str] | None = None) -> int:
    """Run Spanloop; returns the exit code.

    arguments: without the program's name. Default: those of this process, and then what nobody expected becomes a
    crash report and one sentence; where somebody else calls, it is theirs to see.
    """
    multiprocessing.freeze_support()  # a frozen program starts itself for a child process, on Linux too
    given = list(sys.argv[1:] if arguments is None else arguments)
    if arguments is not None:
        return _interruptible(given)
    try:
        return _interruptible(given)
    except Exception as error:  # noqa: BLE001 - whatever it is: nobody is left to expect it
        return _report(error, given)


def _interruptible(given: list[str]) -> int:
    for library in ("OPENBLAS", "OMP"):  # heard only before NumPy is imported; whoever set it knows better
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    _heed_faults()
    try:
        return _run(given)
    except KeyboardInterrupt:  # Ctrl+C while a command is still loading; later each has its own end
        sys.stderr.write("Stopped.\n")
        return 130


def _heed_faults() -> None:
    """A built program does not heed this variable of Python's by itself; the window sets it for its children."""
    if os.environ.get("PYTHONFAULTHANDLER") and sys.stderr is not None:
        import faulthandler

        if not faulthandler.is_enabled():
            faulthandler.enable()


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


def _report(error: Exception, given: list[str]) -> int:
    """Write a crash report and say where it is; returns the exit code."""
    from spanloop.operations.crash_reports import report_command

    command = given[0] if given and re.fullmatch(r"[a-z][a-z-]*", given[0]) else ""  # and no name of a file
    said = report_command(error, folder=load_settings().log_dir, command=command)
    if sys.stderr is not None:  # a program for Windows without a console has none
        sys.stderr.write(said + "\n")
    return 1


def _self_test(arguments: Sequence[str]) -> int:
    """Try the program out; it reads no settings of the person's."""
    from spanloop.selftest import self_test

    if len(arguments) > 1:
        sys.stderr.write("Usage: spanloop --self-test [LOGFILE]\n")
        return 2
    return self_test(Path(arguments[0]) if arguments else None)


if __name__ == "__main__":
    sys.exit(main())
