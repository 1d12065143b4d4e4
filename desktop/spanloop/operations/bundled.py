"""What others made that goes with the program: name, version, licence, and the text of it.

A built program carries the list and the texts that were made with it (build_spec/parts.py). From source it is what is
installed and Spanloop asks for, as the packages themselves say it.
"""

from __future__ import annotations

import json
import re
import shutil
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path
from typing import Any, cast

from spanloop import __version__
from spanloop.core.errors import SpanloopError
from spanloop.operations.program_facts import is_built
from spanloop.resources import resource_path

#: Where the generated list lies in a built program, among the resources.
_LIST = ("licences", "parts.json")
_MODEL = ("embeddings", "minilm.safetensors")
_OWN_NAME = "Spanloop"
#: Licences whose text stands in resources/notices, for parts that bring none; the LGPL adds to the GPL.
SHIPPED = {"Apache": ("Apache-2.0.txt",), "LGPL-3": ("LGPL-3.0.txt", "GPL-3.0.txt")}
#: Classifiers of the Python package index, where they say just one licence.
_CLASSIFIERS = {
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "ISC License (ISCL)": "ISC",
    "BSD License": "BSD",
}
_TEXT = re.compile(r"^(licen[cs]es?|copying|notice|thirdpartynotices)\b.*", re.IGNORECASE)
_RULE = "\n\n" + "-" * 78 + "\n\n"


@dataclass(frozen=True, slots=True)
class Bundled:
    """One part. texts: files with the words of its licence; package: the installed one that brings them itself."""

    name: str
    version: str
    licence: str
    texts: tuple[Path, ...] = ()
    package: str = ""

    def text(self) -> str:
        """The words of its licence; where it brings none, its name again and that it is so."""
        words = joined(self.texts)
        if not words and self.package:
            words = texts_of(distribution(self.package)) or joined(_notices(self.licence))
        return words or f"{self.name} {self.version}: {self.licence}. It brings no text of it along."


def bundled() -> list[Bundled]:
    """All parts, Spanloop and Python first, the others by name."""
    return list(reading())[-1]


def reading() -> Iterator[list[Bundled]]:
    """The same with pauses, in which others may work; from source it takes a fifth of a second. Each gives more parts,
    the last one all of them."""
    generated = _generated()
    if generated is not None:
        yield _ordered(generated)
        return
    known = [_python(), *_language_model()]
    yield _ordered(known)
    for part in _installed():
        known.append(part)
        yield _ordered(known)


def _ordered(generated: Sequence[Bundled]) -> list[Bundled]:
    own = Bundled(_OWN_NAME, __version__, "MIT", (resource_path("notices", "spanloop.txt"),))
    first = [part for part in generated if part.name == "Python"]
    rest = sorted((part for part in generated if part.name != "Python"), key=lambda part: part.name.casefold())
    return [own, *first, *rest]


def _generated() -> list[Bundled] | None:
    """What a built program carries; None from source. Raises SpanloopError where a built one lost it."""
    try:
        path = resource_path(*_LIST)
    except SpanloopError:
        if is_built():
            raise
        return None
    try:
        rows = cast("list[dict[str, Any]]", json.loads(path.read_text(encoding="utf-8"))["parts"])
        return [
            Bundled(row["name"], row["version"], row["licence"], tuple(path.parent / text for text in row["texts"]))
            for row in rows
        ]
    except (OSError, ValueError, KeyError, TypeError) as error:
        what = "The list of what is bundled cannot be read"
        raise SpanloopError(what, where=str(path), way_out="Install Spanloop again.") from error


def _python() -> Bundled:
    text = Path(shutil.__file__).with_name("LICENSE.txt")
    version = ".".join(map(str, sys.version_info[:3]))
    return Bundled("Python", version, "PSF-2.0", (text,) if text.is_file() else ())


def _language_model() -> list[Bundled]:
    """The weights that extractors read with, where they were made."""
    try:
        resource_path(*_MODEL)
    except SpanloopError:
        return []
    texts = (resource_path("notices", "minilm.txt"), resource_path("notices", "Apache-2.0.txt"))
    return [Bundled("all-MiniLM-L6-v2", "", "Apache-2.0", texts)]


def _installed() -> Iterator[Bundled]:
    """What Spanloop asks for, and what that asks for, as far as it is installed here."""
    found: set[str] = set()
    asked = ["spanloop"]
    while asked:
        name = asked.pop()
        key = re.sub(r"[-_.]+", "-", name).lower()
        if key in found:
            continue
        try:
            each = distribution(name)
        except PackageNotFoundError:
            continue  # an extra, or for another system
        found.add(key)
        asked += _wanted(each, extras=key == "spanloop")
        if key != "spanloop":
            yield Bundled(each.name, each.version, licence_of(each), package=each.name)


def _wanted(found: Distribution, *, extras: bool) -> Sequence[str]:
    """Names of what a distribution asks for here. extras: also what it can use."""
    from packaging.requirements import Requirement

    wanted: list[str] = []
    for line in found.requires or ():
        requirement = Requirement(line)
        marker = requirement.marker
        if marker is None or extras or marker.evaluate({"extra": ""}):
            wanted.append(requirement.name)
    return wanted


def licence_of(found: Distribution) -> str:
    """What a distribution says its licence is, in SPDX's words where it says so in a way that can be told."""
    told = found.metadata
    for expression in told.get_all("License-Expression") or ():
        return str(expression)
    named = [line.rsplit(" :: ", 1)[-1] for line in told.get_all("Classifier") or () if line.startswith("License ::")]
    known = [_CLASSIFIERS[name] for name in named if name in _CLASSIFIERS]
    lines = "\n".join(map(str, told.get_all("License") or ())).splitlines()
    first = next((line.strip() for line in lines if line.strip()), "")
    if len(known) == 1 and known != ["BSD"]:
        return known[0]
    return first or " and ".join(known) or "not stated"


def texts_of(found: Distribution) -> str:
    """The texts of licences and notices that come with a distribution, one after the other; "" for none."""
    files = [file for file in found.files or () if _TEXT.match(file.name) and file.suffix not in (".py", ".pyc")]
    paths = sorted({Path(str(file.locate())) for file in files if "_vendor" not in file.parts})
    return joined(path for path in paths if path.is_file())


def joined(paths: Iterable[Path]) -> str:
    """Texts one after the other, equal ones once; a file that is not there is left out."""
    there = [path for path in paths if path.is_file()]
    texts = dict.fromkeys(path.read_text(encoding="utf-8", errors="replace").strip() for path in there)
    return _RULE.join(text for text in texts if text)


def _notices(licence: str) -> list[Path]:
    return [resource_path("notices", file) for word, files in SHIPPED.items() if word in licence for file in files]
