"""Who the program is to the systems that it is installed on; the one place that all recipes read."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

NAME = "Spanloop"
#: The program's file, package, icon and desktop entry; the window names itself so too (gui/run.py).
PROGRAM = "spanloop"
#: Reverse domain name: the bundle on macOS, the component in AppStream, the class of project files on Windows.
APP_ID = "app.spanloop.spanloop"
SUMMARY = "Mark events in news and train an extractor"
_PURPOSE = (
    "Mark who, where and what happened in news about armed conflict, with few keys. Every mark is in the project file "
    "before it is on the screen."
)
_PROMISE = (
    "From the marks Spanloop trains an extractor, which pre-marks the next article. It needs no server, no account "
    "and no internet."
)
#: In paragraphs.
DESCRIPTION = (_PURPOSE, _PROMISE)
PUBLISHER = "The Spanloop authors"
LICENCE = "MIT"
#: The file type.
ENDING = ".spanloop"
MIME = "application/vnd.spanloop.project"
FILE_TYPE = "Spanloop project"
#: SQLite's application_id, which stands big-endian at this place of a project file (SQLite file format, 1.3.17).
MAGIC = (68, 0x53504C50)
KEYWORDS = ("annotation", "events", "news", "corpus", "spaCy", "label")


def version() -> str:
    """The version, from the one place where it stands. Raises SystemExit where it does not."""
    text = (ROOT / "desktop" / "spanloop" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([^"]+)"$', text, re.MULTILINE)
    if found is None:
        raise SystemExit("desktop/spanloop/__init__.py has no line __version__")
    return found.group(1)


def maintainer() -> str:
    """Name and address for packages. Whoever releases sets SPANLOOP_MAINTAINER: no address stands in the source."""
    return os.environ.get("SPANLOOP_MAINTAINER", f"{PUBLISHER} <maintainers@spanloop.invalid>")


def epoch() -> int:
    """Seconds since 1970 that all files of a package carry: SOURCE_DATE_EPOCH, else when the last commit was made.

    Raises SystemExit where neither is known, because a package must not depend on when it was made.
    """
    named = os.environ.get("SOURCE_DATE_EPOCH")
    if named is None:
        command = ["git", "log", "-1", "--format=%ct"]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        named = done.stdout.strip()
    if not named.isdigit():
        raise SystemExit("Set SOURCE_DATE_EPOCH to the date of this source, in seconds since 1970.")
    return int(named)
