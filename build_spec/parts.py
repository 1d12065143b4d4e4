"""What others made that the built program carries: name, version, licence and its text, found while building.

The spec hands over every file that goes in; each belongs to a Python distribution, to a package of the system, or to
Python itself. The list and the texts go along in the program, and the installers and the SBOM are made from them.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from importlib.metadata import Distribution, distribution, distributions
from pathlib import Path

from spanloop.operations.bundled import SHIPPED, joined, licence_of, texts_of

#: Where the list and the texts lie in the program, seen from `_internal`.
FOLDER = "spanloop/_data/resources/licences"
LIST = "parts.json"


@dataclass(frozen=True)
class Part:
    """kind: "python" for a distribution, "system" for a package of the machine that built, or "other".

    texts: files in FOLDER, or `../notices/NAME` for texts that the program carries anyway.
    """

    name: str
    version: str
    licence: str
    kind: str
    texts: list[str] = field(default_factory=list[str])


def owners(sources: Iterable[str]) -> tuple[list[Distribution], list[Path]]:
    """The distributions that files belong to, by name, and the files that belong to none and are not Python's own."""
    of_file = {Path(str(file.locate())).resolve(): found for found in distributions() for file in found.files or ()}
    used: dict[str, Distribution] = {}
    rest: set[Path] = set()
    own = (Path(__file__).resolve().parent.parent, Path(sys.base_prefix).resolve())
    for source in sources:
        path = Path(source).resolve()
        found = of_file.get(path)
        if found is not None:
            used[found.name] = found
        elif not any(path.is_relative_to(folder) for folder in own) or "site-packages" in path.parts:
            rest.add(path)
    return [used[name] for name in sorted(used, key=str.lower)], sorted(rest)


def system_packages(paths: Sequence[Path]) -> list[tuple[str, str, Path]]:
    """Debian's packages that files came from: (name, version, its copyright file); [] on other systems."""
    if shutil.which("dpkg-query") is None:
        return []
    named: set[str] = set()
    for path in paths:
        # A merged /usr: the package may list the file under either name.
        for name in (str(path), str(path).removeprefix("/usr")):
            done = subprocess.run(["dpkg-query", "-S", name], capture_output=True, text=True, check=False)
            if done.returncode == 0:
                named.add(done.stdout.split(":", 1)[0])
                break
    found: list[tuple[str, str, Path]] = []
    for name in sorted(named):
        asked = ["dpkg-query", "-W", "-f=${Version}\n", name]
        versions = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()
        found.append((name, versions[0], Path("/usr/share/doc", name, "copyright")))
    return found


def collect(sources: Iterable[str], folder: Path) -> list[Part]:
    """Write the list and the texts into a folder, made anew; returns the parts. sources: every file that goes in."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    used, rest = owners(sources)
    parts = [_of_python()]
    starter = distribution("pyinstaller")
    for found in [*used, starter]:
        if found.name == "spanloop" or (found.name == starter.name and found is not starter):
            continue
        name, licence = found.name, licence_of(found)
        if found is starter:
            name, licence = "PyInstaller bootloader", "GPL-2.0-or-later WITH Bootloader-exception"
        parts.append(_part(folder, name, found.version, licence, "python", texts_of(found)))
    for name, version, text in system_packages(rest):
        words = joined([text]) if text.is_file() else ""
        parts.append(_part(folder, name, version, f"see its text, {name}.txt", "system", words))
    parts.append(
        Part("all-MiniLM-L6-v2", "", "Apache-2.0", "other", ["../notices/minilm.txt", "../notices/Apache-2.0.txt"])
    )
    python = Path(shutil.__file__).with_name("LICENSE.txt")
    (folder / "Python.txt").write_text(
        joined([python]) if python.is_file() else "https://docs.python.org/3/license.html", encoding="utf-8"
    )
    document = {"parts": [asdict(part) for part in parts]}
    (folder / LIST).write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return parts


def _of_python() -> Part:
    return Part("Python", ".".join(map(str, sys.version_info[:3])), "PSF-2.0", "other", ["Python.txt"])


def _part(folder: Path, name: str, version: str, licence: str, kind: str, words: str) -> Part:
    """A part whose text is written into the folder, or which points to a text that the program carries anyway."""
    texts: list[str] = []
    if words:
        texts.append(f"{name.replace(' ', '-')}.txt")
        (folder / texts[0]).write_text(words + "\n", encoding="utf-8")
    else:
        texts += [f"../notices/{file}" for word, files in SHIPPED.items() if word in licence for file in files]
    return Part(name, version, licence, kind, texts)


def read(program: Path) -> list[Part]:
    """The parts of a built folder. Raises SystemExit where it was built without the list."""
    path = program / "_internal" / FOLDER / LIST
    if not path.is_file():
        raise SystemExit(f"{path} is missing. Build the program again: python3 dev.py build")
    return [Part(**part) for part in json.loads(path.read_text(encoding="utf-8"))["parts"]]
