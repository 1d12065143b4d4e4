"""A fresh environment of some packages and what they need, as links to those that are installed here."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path


def linked_environment(folder: Path, *wanted: str) -> Path:
    """Link the files of these distributions, and of all that they require, into a folder; returns it."""
    folder.mkdir()
    waiting, seen = list(wanted), set[str]()
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in seen:
            continue
        seen.add(name)
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue  # for another system or an older Python
        for requirement in found.requires or ():
            if "extra ==" not in requirement:
                waiting.append(re.split(r"[\s;<>=!~\[(]", requirement, maxsplit=1)[0])
        for top in {file.parts[0] for file in found.files or () if file.parts[0] not in ("..", "__pycache__")}:
            link = folder / top
            if not link.exists():
                link.symlink_to(Path(str(found.locate_file(top))))
    return folder


def run_in(environment: Path, *more: Path, code: str, home: Path) -> subprocess.CompletedProcess[str]:
    """Run Python code with this environment alone, and some folders before it; nothing else that is installed.

    home: what it takes for the person's folder and the one for temporary files.
    """
    path = ":".join(str(each) for each in (*more, environment))
    return subprocess.run(
        [sys.executable, "-S", "-c", code], env={"PYTHONPATH": path, "HOME": str(home), "TMPDIR": str(home)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
