"""Other processes that open projects, quickly: one process that has imported the store forks for each of them.

A fork holds no lock of its parent (POSIX) and shares no connection with anybody, for the parent opens nothing. Where
there is no fork, each is a program of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import traceback
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent


class Elsewhere:
    """Runs code in processes other than this one and than each other."""

    def __init__(self) -> None:
        self._parent: subprocess.Popen[str] | None = None

    def runs(self, code: str, *words: str) -> str:
        """Run Python code with these words in sys.argv[1:], in a new process; what it printed.

        Raises AssertionError with what it printed when it does not end with 0.
        """
        ended, printed = self._forked(code, words) if hasattr(os, "fork") else _started(code, words)
        assert ended == 0, f"exit code {ended}: {printed}"
        return printed

    def _forked(self, code: str, words: tuple[str, ...]) -> tuple[int, str]:
        if self._parent is None:
            self._parent = subprocess.Popen(
                [sys.executable, "-m", "tests.elsewhere"],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8", cwd=REPO,
            )  # fmt: skip
        assert self._parent.stdin is not None
        assert self._parent.stdout is not None
        self._parent.stdin.write(json.dumps([code, words]) + "\n")
        self._parent.stdin.flush()
        answer = self._parent.stdout.readline()
        assert answer, "the process that forks has ended"
        ended, printed = json.loads(answer)
        return ended, printed

    def close(self) -> None:
        """Let the process that forks go."""
        if self._parent is not None:
            self._parent.communicate(timeout=60)
            self._parent = None


def _started(code: str, words: tuple[str, ...]) -> tuple[int, str]:
    done = subprocess.run([sys.executable, "-c", code, *words], capture_output=True, text=True, check=False, timeout=60)
    return done.returncode, done.stdout + done.stderr


def _in_the_fork(code: str, words: list[str], output: int) -> int:
    """Exit code of the code, run in a process that does nothing else and whose both outputs go to `output`."""
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.argv = ["-c", *words]
    ended = 0
    try:
        exec(compile(code, "<elsewhere>", "exec"), {"__name__": "__main__"})
    except SystemExit as error:
        ended = error.code if isinstance(error.code, int) else int(error.code is not None)
    except BaseException:  # noqa: BLE001 - as Python itself does at the end of a program
        traceback.print_exc()
        ended = 1
    sys.stdout.flush()
    sys.stderr.flush()
    return ended


def _serve() -> None:
    import spanloop.store.project  # noqa: F401 - what each of them would import for itself

    for line in sys.stdin:
        code, words = json.loads(line)
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            os._exit(_in_the_fork(code, words, write))
        os.close(write)
        with os.fdopen(read, encoding="utf-8") as printed:
            said = printed.read()
        ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        sys.stdout.write(json.dumps([ended, said]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve()
