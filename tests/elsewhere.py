"""Other processes that open projects, quickly: one process that has imported the store forks for each of them.

A fork holds no lock of its parent (POSIX) and shares no connection with anybody, for the parent opens nothing. Where
there is no fork, each is a program of its own.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import traceback
from pathlib import Path

REPO = Path(__file__).resolve().parent.parent


class Elsewhere:
    """Runs code in processes other than this one and than each other."""

    def __init__(self) -> None:
        self._parent: subprocess.Popen[str] | None = None

    def runs(self, code: str, *words: str) -> str:
        """Run Python code with these words in sys.argv[1:], in a new process; its standard output.

        Raises AssertionError with what it printed when it does not end with 0.
        """
        done = self.tries(code, *words)
        assert done.returncode == 0, done
        return done.stdout

    def tries(self, code: str, *words: str) -> subprocess.CompletedProcess[str]:
        """The same, however it ends."""
        if not hasattr(os, "fork"):
            command = [sys.executable, "-c", code, *words]
            return subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False, timeout=60)
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
        return subprocess.CompletedProcess(words, *json.loads(answer))

    def close(self) -> None:
        """Let the process that forks go."""
        if self._parent is not None:
            self._parent.communicate(timeout=60)
            self._parent = None


def _in_the_fork(code: str, words: list[str], outputs: tuple[int, int]) -> int:
    """Exit code of the code, run in a process that does nothing else; outputs: where its two outputs go."""
    os.dup2(outputs[0], 1)
    os.dup2(outputs[1], 2)
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
    # What each of them would import for itself.
    import spanloop.app
    import spanloop.cli.main
    import spanloop.store.project  # noqa: F401

    for line in sys.stdin:
        code, words = json.loads(line)
        with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
            child = os.fork()
            if child == 0:
                os._exit(_in_the_fork(code, words, (out.fileno(), err.fileno())))
            ended = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            printed = [(file.seek(0), file.read().decode("utf-8"))[1] for file in (out, err)]
        sys.stdout.write(json.dumps([ended, *printed]) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    _serve()
