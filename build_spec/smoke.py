"""Tries out a built program, `python build_spec/smoke.py PROGRAM`: its self-test, once more on a screen, then the loop.

The screen is Xvfb's where that is installed (Linux), else the one that DISPLAY names; without either it is said that
this part was left out. On Windows the program of the window is tried too, which has nowhere to print to.
"""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path


def main(arguments: list[str]) -> int:
    """Run every part; the exit code of the first that fails, else 0."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    program = Path(arguments[0])
    env = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    if sys.platform == "win32" and (code := without_console(program.with_name("spanloop-window.exe"), env)) != 0:
        return code
    if (code := subprocess.run([program, "--self-test"], env=env, check=False).returncode) != 0:
        return code
    with screen() as display:
        if display is None:
            print("There is no screen here to try the window on (install xvfb).", flush=True)
        elif (code := on_screen(program, display)) != 0:
            return code
    loop = [sys.executable, Path(__file__).with_name("loop.py"), "--program", shlex.quote(str(program))]
    return subprocess.run(loop, env=env, check=False).returncode


def without_console(program: Path, env: Mapping[str, str]) -> int:
    """The self-test of a program that has no standard output, by its log."""
    with tempfile.TemporaryDirectory() as scratch:
        log = Path(scratch, "self-test.log")
        code = subprocess.run([program, "--self-test", log], env=env, check=False).returncode
        print(log.read_text(encoding="utf-8") if log.exists() else f"{program} wrote no log", flush=True)
    return code


def on_screen(program: Path, display: str) -> int:
    """The self-test through X; 1 also where the window was shown by another way."""
    env = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb"}
    done = subprocess.run([program, "--self-test"], env=env, stdout=subprocess.PIPE, encoding="utf-8", check=False)
    print(done.stdout, flush=True)
    shown = [line.split()[-1] for line in done.stdout.splitlines() if line.startswith("window ")]
    if done.returncode == 0 and shown != ["xcb"]:
        print(f"The window was shown by {shown}, not by X.", file=sys.stderr)
        return 1
    return done.returncode


@contextmanager
def screen() -> Iterator[str | None]:
    """The name of a screen, a virtual one until the end of the block where that can be had; None for none."""
    server = shutil.which("Xvfb") if sys.platform.startswith("linux") else None
    if server is None:
        yield os.environ.get("DISPLAY") if sys.platform.startswith("linux") else None
        return
    hear, say = os.pipe()
    command = [server, "-displayfd", str(say), "-screen", "0", "1280x900x24", "-nolisten", "tcp"]
    started = subprocess.Popen(command, pass_fds=[say], stderr=subprocess.DEVNULL)
    os.close(say)
    try:
        with os.fdopen(hear) as told:
            number = told.readline().strip()
        if not number:
            raise SystemExit(f"Xvfb did not start; it ended with {started.wait()}.")
        yield f":{number}"
    finally:
        started.terminate()
        started.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
