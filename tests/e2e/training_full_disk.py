"""Trainings on a disk that fills up, one on each of ever larger disks, until one has room.

Run as `python -m tests.e2e.training_full_disk TEMPLATE FOLDER` by root of a name space of its own, as `unshare -rm`
makes one: the disks are mounted there and are gone with it. TEMPLATE: a folder that is a data folder with a project and
its first version. Prints one JSON object for each disk: its "room" in bytes beyond the template, what was "said", and
whether all is as it was ("kept").
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from spanloop.core.errors import SpanloopError
from spanloop.learn.extractors import ExtractorShelf
from spanloop.operations.checking import check
from spanloop.operations.projects import sign_in
from spanloop.operations.training import train
from spanloop.operations.versions import find_extractor
from spanloop.store.project import Project

KILOBYTE = 1024
STEPS = 3


def listed(folder: Path) -> list[str]:
    """All that is there but SQLite's own files."""
    found = (path.relative_to(folder).as_posix() for path in folder.rglob("*"))
    return sorted(name for name in found if not name.endswith(("-wal", "-shm")))


def train_on(disk: Path, template: Path, *, room: int) -> dict[str, object]:
    """Train on a fresh disk that has so many bytes of room beside a copy of the template."""
    size = sum((path.stat().st_size + 4095) // 4096 * 4096 for path in template.rglob("*") if path.is_file())
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size + room}", "none", str(disk)], check=True)
    try:
        home = disk / "home"
        shutil.copytree(template, home)
        before = listed(home)
        said = ""
        with Project.open(home / "small.spanloop") as project:
            try:
                train(project, author=sign_in(project, name="Noor"), data_dir=home, max_steps=STEPS)
            except SpanloopError as error:
                said = str(error)
            current = find_extractor(project, None)
            faults = check(project)
            shelf = ExtractorShelf(home)
            kept = listed(home) == before and current.number == 1 and shelf.trusted(current.uid)
            return {"room": room, "said": said, "kept": kept, "faults": faults, "current": current.number}
    finally:
        subprocess.run(["umount", str(disk)], check=True)


def main(template: Path, disk: Path) -> None:
    """Until a training ends well: first with just the room to open the project, then with more and more."""
    disk.mkdir()
    room = 100 * KILOBYTE
    while True:
        told = train_on(disk, template, room=room)
        sys.stdout.write(json.dumps(told) + "\n")
        if told["current"] != 1:
            return
        room = room * 5 // 2 if room < 2_000_000 else room + 2_500_000


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
