"""Tries an upgrade as a person lives through it: `python -m build_spec.linux.try_upgrade OLD.deb NEW.deb`.

Installs the old package by apt, makes a project with it, marks in its window by key, trains, upgrades by apt, opens the
project, and removes the program. As root on a machine with apt; `--root` names a bare Debian to do it in instead (made
by `debootstrap --variant=minbase bookworm FOLDER`; /proc and /dev are mounted there for the time of it). `--pictures
FOLDER` keeps pictures of both windows. Where xvfb, xdotool and imagemagick are not there, the windows are left out, and
said so. Nothing is left but these tools, the person's account and its files.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, cast

from build_spec import identity

PERSON = "spanloop-trial"
DISPLAY = ":61"
_HOME = f"/home/{PERSON}"
_PROJECT = f"{_HOME}/War news{identity.ENDING}"
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_TOOLS = ("Xvfb", "xdotool", "import")
_PATIENCE_S = 120


class Machine:
    """Where it is tried: this machine, or a Debian in a folder."""

    def __init__(self, root: Path | None) -> None:
        self._root = root
        self._start = [] if root is None else ["chroot", str(root)]

    def path(self, inside: str) -> Path:
        """A place of the machine, seen from here."""
        return Path(inside) if self._root is None else self._root / inside.lstrip("/")

    def command(self, *words: str, person: bool = False) -> list[str]:
        """The whole command line. person: as the person whose project it is, on the virtual screen."""
        env = ["env", "-i", f"PATH={_PATH}", "LANG=C.UTF-8", "DEBIAN_FRONTEND=noninteractive"]
        if not person:
            return [*self._start, *env, "HOME=/root", *words]
        return [*self._start, "runuser", "-u", PERSON, "--", *env, f"HOME={_HOME}", f"DISPLAY={DISPLAY}", *words]

    def run(self, *words: str, person: bool = False) -> str:
        """What a command prints. Raises SystemExit with its words where it fails."""
        done = self.try_to(*words, person=person)
        if done.returncode != 0:
            raise SystemExit(
                f"{' '.join(words)} ended with {done.returncode}:\n{done.stdout[-3000:]}{done.stderr[-3000:]}"
            )
        return done.stdout

    def try_to(self, *words: str, person: bool = False) -> subprocess.CompletedProcess[str]:
        """Run a command that may fail."""
        command = self.command(*words, person=person)
        return subprocess.run(command, capture_output=True, text=True, stdin=subprocess.DEVNULL, check=False)

    def has(self, *programs: str) -> bool:
        return all(self.try_to("sh", "-c", f"command -v {program}").returncode == 0 for program in programs)

    @contextmanager
    def mounted(self) -> Iterator[None]:
        """With /proc and /dev, which programs expect, in a folder too."""
        made: list[Path] = []
        try:
            for name in ("proc", "dev", "dev/pts") if self._root is not None else ():
                place = self.path(name)
                if not os.path.ismount(place):
                    subprocess.run(["mount", "--bind", f"/{name}", place], check=True)
                    made.append(place)
            yield
        finally:
            for place in reversed(made):
                subprocess.run(["umount", place], check=True)


def install(machine: Machine, package: Path) -> str:
    """Install or upgrade by apt; the version that is there then."""
    inside = machine.path(f"/tmp/{package.name}")
    shutil.copyfile(package, inside)
    try:
        machine.run("apt-get", "-q", "install", "-y", "--no-install-recommends", f"/tmp/{package.name}")
    finally:
        inside.unlink()
    return machine.run("dpkg-query", "-W", "-f", "${Version}", identity.PROGRAM)


def spanloop(machine: Machine, *words: str) -> str:
    """Run a command of the program as the person."""
    return machine.run(identity.PROGRAM, *words, person=True)


def marks(machine: Machine, name: str) -> list[dict[str, Any]]:
    """What the project holds, in the words of the program that is installed."""
    dest = f"{_HOME}/{name}.jsonl"
    spanloop(machine, "export", _PROJECT, dest, "--format", "jsonl")
    return [json.loads(line) for line in machine.path(dest).read_text(encoding="utf-8").split("\n") if line]


def facts(said: object, *, place: str = "") -> set[str]:
    """Every single thing that a document says, with its place in it."""
    match said:
        case dict():
            inside = cast("dict[str, object]", said).items()
        case list():
            inside = enumerate(cast("list[object]", said))
        case _:
            return {f"{place}: {said!r}"}
    return {fact for name, value in inside for fact in facts(value, place=f"{place}.{name}")}


@contextmanager
def screen(machine: Machine) -> Iterator[None]:
    """A virtual screen, until the end of the block."""
    command = machine.command("Xvfb", DISPLAY, "-screen", "0", "1400x900x24", "-nolisten", "tcp", person=True)
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait(lambda: machine.try_to("xdotool", "getmouselocation", person=True).returncode == 0, "the virtual screen")
        yield
    finally:
        server.terminate()
        server.wait()


def in_window(machine: Machine, *, keys: tuple[str, ...], picture: Path | None) -> None:
    """Open the project in the window, press keys, keep a picture, and close it by its key."""
    with screen(machine):
        started = subprocess.Popen(machine.command(identity.PROGRAM, _PROJECT, person=True))
        try:
            _wait(lambda: bool(_windows(machine)) or started.poll() is not None, "the window")
            if started.poll() is not None:
                raise SystemExit(f"The window ended by itself, with {started.returncode}.")
            time.sleep(8)  # it reads the article and paints
            # No window manager is there to give the keyboard to what lies in front.
            main, *dialogs = _windows(machine)
            for key in keys:
                _press(machine, main, key)
            if picture is not None:
                machine.run("import", "-window", "root", f"{_HOME}/window.png", person=True)
                shutil.copyfile(machine.path(f"{_HOME}/window.png"), picture)
            for dialog in dialogs:
                _press(machine, dialog, "Escape")
            _press(machine, main, "ctrl+q")
            _wait(lambda: started.poll() is not None, "the window to close")
        finally:
            if started.poll() is None:
                started.terminate()
                started.wait()
    if started.returncode != 0:
        raise SystemExit(f"The window ended with {started.returncode}.")


def _windows(machine: Machine) -> list[str]:
    """The windows of the program that are shown, the main one first, which is the largest."""
    found = machine.try_to(
        "xdotool", "search", "--onlyvisible", "--class", identity.PROGRAM, person=True
    ).stdout.split()

    def area(window: str) -> int:
        told = machine.run("xdotool", "getwindowgeometry", "--shell", window, person=True)
        sizes = dict(line.split("=") for line in told.split())
        return int(sizes["WIDTH"]) * int(sizes["HEIGHT"])

    return sorted(found, key=area, reverse=True)


def _press(machine: Machine, window: str, key: str) -> None:
    machine.run("xdotool", "windowfocus", "--sync", window, person=True)
    machine.run("xdotool", "key", key, person=True)
    time.sleep(1)


def _wait(true: Any, what: str) -> None:
    until = time.monotonic() + _PATIENCE_S
    while not true():
        if time.monotonic() > until:
            raise SystemExit(f"Waited {_PATIENCE_S} s for {what}.")
        time.sleep(0.3)


def make_project(machine: Machine, *, picture: Path | None, windows: bool) -> list[dict[str, Any]]:
    """What the person does with the old program; what the project holds at the end."""
    if machine.try_to("id", PERSON).returncode == 0:
        machine.run("userdel", "--remove", PERSON)  # of an earlier trial
    machine.run("useradd", "--create-home", "--shell", "/bin/sh", PERSON)
    spanloop(machine, "sample", _PROJECT, "--author", "Noor")
    if windows:
        settings = machine.path(f"{_HOME}/.config/spanloop")
        settings.mkdir(parents=True, exist_ok=True)
        (settings / "settings.json").write_text(json.dumps({"author_name": "Noor"}), encoding="utf-8")
        machine.run("chown", "-R", PERSON, f"{_HOME}/.config")
        before = _spans(marks(machine, "before"))
        in_window(machine, keys=("p",), picture=picture)
        if _spans(marks(machine, "marked")) != before + 1:
            raise SystemExit("The key p made no mark in the old window.")
    spanloop(machine, "train", _PROJECT, "--author", "Noor", "--progress", "none")
    spanloop(machine, "suggest", _PROJECT, "--author", "Noor", "--progress", "none")
    return marks(machine, "old")


def _spans(records: list[dict[str, Any]]) -> int:
    return sum(len(record.get("spans", ())) for record in records)


def check_project(machine: Machine, then: list[dict[str, Any]]) -> Iterator[str]:
    """Open the project with the new program and look whether all is there; says what it found."""
    now = marks(machine, "new")
    lost = sorted(facts(then) - facts(now))
    if lost or len(now) != len(then):
        raise SystemExit("\n".join(["The project no longer says what it said before the upgrade:", *lost[:20]]))
    yield f"All {_spans(now)} marks and suggestions of {len(now)} lines are there."
    made = [path.name for path in machine.path(_HOME).glob("*.before-format-*")]
    yield f"Brought to the present format, copy beside it: {made[0]}" if made else "The format is the same; no copy."
    yield f"Check: {spanloop(machine, 'check', _PROJECT).strip()}"
    said = machine.try_to(identity.PROGRAM, "evaluate", _PROJECT, "--on", "all", "--progress", "none", person=True)
    words = " ".join((said.stdout + said.stderr).split())
    if said.returncode != 0 and not re.search(r"\btrain", words, re.IGNORECASE):
        raise SystemExit(f"The old extractor neither reads nor says that it has to be trained again: {words}")
    yield f"The extractor of before {'reads' if said.returncode == 0 else 'says'}: {words[:300]}"
    spanloop(machine, "train", _PROJECT, "--author", "Noor", "--progress", "none")
    yield f"Trained again:\n{spanloop(machine, 'versions', _PROJECT).rstrip()}"


def try_upgrade(machine: Machine, old: Path, new: Path, *, pictures: Path | None) -> Iterator[str]:
    """The whole, step by step; says what was found. Raises SystemExit where anything is not as it should be."""
    if machine.has(identity.PROGRAM):
        raise SystemExit(f"{identity.NAME} is installed there already. Remove it, or try it in a folder with --root.")
    windows = machine.has(*_TOOLS)
    shots = {name: None if pictures is None else pictures / f"{name}.png" for name in ("old", "new")}
    yield f"Installed {install(machine, old)}."
    then = make_project(machine, picture=shots["old"], windows=windows)
    yield f"Made a project: {len(then)} lines, {_spans(then)} marks and suggestions."
    yield f"Upgraded to {install(machine, new)}."
    if windows:
        in_window(machine, keys=(), picture=shots["new"])
        yield "The window opened the project and closed."
    else:
        yield f"No window was tried, because one of these is not there: {', '.join(_TOOLS)}."
    yield from check_project(machine, then)
    machine.run("apt-get", "-q", "remove", "-y", identity.PROGRAM)
    if machine.path(f"/usr/lib/{identity.PROGRAM}").exists() or not machine.path(_PROJECT).is_file():
        raise SystemExit("Removing left the program, or took the project.")
    yield "Removed; the project is still there."
    yield f"Installed {install(machine, new)} again. Check: {spanloop(machine, 'check', _PROJECT).strip()}"
    machine.run("apt-get", "-q", "remove", "-y", identity.PROGRAM)


def main(arguments: list[str]) -> int:
    """Try it and say what happens."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("old", type=Path)
    parser.add_argument("new", type=Path)
    parser.add_argument("--root", type=Path)
    parser.add_argument("--pictures", type=Path)
    options = parser.parse_args(arguments)
    machine = Machine(options.root)
    with machine.mounted():
        for line in try_upgrade(machine, options.old, options.new, pictures=options.pictures):
            print(line, flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
