"""The papers of the Debian package: copyright, changelog, what it depends on, and lintian's overrides."""

from __future__ import annotations

import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

from build_spec import bundle, identity, parts

ROOT = identity.ROOT
#: Of the C++ library, the version of GCC that first had an interface (GCC's manual, ABI policy and guidelines).
_GCC = {"26": "9", "27": "9", "28": "9", "29": "11", "30": "12", "31": "13", "32": "13", "33": "14", "34": "15"}
#: Nicer with them: fonts for scripts beyond Latin, and what desktops have anyway.
RECOMMENDED = ("fonts-noto-core", "hicolor-icon-theme", "shared-mime-info", "xdg-utils")
SUGGESTED = ("fonts-noto-cjk", "fonts-noto-color-emoji")
_LICENCES = f"usr/lib/{identity.PROGRAM}/_internal/{parts.FOLDER}"
#: Texts that Debian keeps once for all, and a reader is sent to.
_COMMON = {
    "Apache-2.0": "Apache-2.0", "LGPL-3": "LGPL-3", "LGPL-2.1": "LGPL-2.1", "GPL-2": "GPL-2", "MPL-2.0": "MPL-2.0",
    "MPL-1.1": "MPL-1.1", "CC0-1.0": "CC0-1.0",
}  # fmt: skip
_HEAD = f"""\
Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/
Upstream-Name: {identity.NAME}
Comment: The program carries the libraries that it stands on, so that it runs as it was tested. Each has its
 own licence; the texts are in /{_LICENCES}.
 .
 Qt and PySide6 are under the LGPL, version 3 (/usr/share/common-licenses/LGPL-3). They are separate files in
 /usr/lib/{identity.PROGRAM}/_internal/PySide6 and shiboken6: whoever wants to may replace them by changed
 builds of the same version series, and the program loads those. Their source is at
 https://download.qt.io/official_releases/QtForPython."""


def newest_needed(program: Path) -> dict[str, tuple[int, ...]]:
    """The newest version of each family of symbols (GLIBC, GLIBCXX) that a file of the program asks the system for."""
    newest: dict[str, tuple[int, ...]] = {}
    for path in sorted(program.rglob("*")):
        if path.is_symlink() or not path.is_file() or not bundle.asked_for(str(path)):
            continue
        told = subprocess.run(["objdump", "-p", path], capture_output=True, text=True, check=True).stdout
        wanted = told.partition("Version References:")[2]
        for family, number in re.findall(r"\s(GLIBC|GLIBCXX)_([\d.]+)\s*$", wanted, re.MULTILINE):
            found = tuple(map(int, number.split(".")))
            newest[family] = max(newest.get(family, ()), found)
    return newest


def depends(newest: dict[str, tuple[int, ...]]) -> str:
    """The field Depends: the libraries that stay the system's, and how new the C and C++ libraries have to be."""
    least = {"libc6": ".".join(map(str, newest.get("GLIBC", (2, 31))))}
    cxx = newest.get("GLIBCXX", ())
    if len(cxx) == 3:
        least["libstdc++6"] = _GCC.get(str(cxx[2]), "15")
    names = sorted({"libc6", *bundle.SYSTEM_LIBRARIES.values()})
    return ", ".join(f"{name} (>= {least[name]})" if name in least else name for name in names)


def entries(changelog: str) -> list[tuple[str, list[str]]]:
    """Sections of CHANGELOG.md: (version, or "Unreleased", and its points in one line each)."""
    found: list[tuple[str, list[str]]] = []
    for section in re.split(r"^## ", changelog, flags=re.MULTILINE)[1:]:
        head, _, body = section.partition("\n")
        points = [" ".join(point.split()) for point in re.split(r"^- ", body, flags=re.MULTILINE)[1:]]
        found.append((head.split()[0].strip("[]"), points))
    return found


def debian_changelog(epoch: int) -> str:
    """CHANGELOG.md in Debian's form (Debian Policy 4.4); what is unreleased counts for the version that is made."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    when = datetime.fromtimestamp(epoch, UTC).strftime("%a, %d %b %Y %H:%M:%S +0000")
    made: list[str] = []
    for version, points in entries(text):
        if version == "Unreleased" and not points:
            continue
        number = identity.version() if version == "Unreleased" else version
        lines = "\n".join(_folded(point) for point in points) or "  * No change that a user would notice."
        head = f"{identity.PROGRAM} ({number}) stable; urgency=medium"
        made.append(f"{head}\n\n{lines}\n\n -- {identity.maintainer()}  {when}\n")
    return "\n".join(made)


def _folded(point: str) -> str:
    lines = [""]
    for word in point.split():
        if lines[-1] and len(lines[-1]) + len(word) > 74:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "  * " + "\n    ".join(lines)


def copyright_file(found: list[parts.Part]) -> str:
    """Debian's copyright file (machine-readable format 1.0): ours, then each part with where its text lies."""
    own = (ROOT / "LICENSE").read_text(encoding="utf-8").partition("\n\n")[2]
    notice, _, terms = own.partition("\n\n")
    blocks = [
        _HEAD,
        f"Files: *\n{_field('Copyright', notice.removeprefix('Copyright (c) '))}\nLicense: MIT\n{_indented(terms)}",
    ]
    for part in found:
        where = [f"/{_LICENCES}/{text}".replace("/licences/../", "/") for text in part.texts]
        words = f"{part.name} {part.version}".strip() + f", under: {part.licence}."
        common = [f"/usr/share/common-licenses/{file}" for word, file in _COMMON.items() if word in part.licence]
        words += f" Texts: {', '.join([*where, *common]) or 'none came with it'}."
        name = re.sub(r"[^A-Za-z0-9.+-]", "-", part.name)
        place = f"usr/lib/{identity.PROGRAM}/_internal/{part.name}*".replace(" ", "-")
        told = f"the authors of {part.name}, as its text says"
        blocks.append(f"Files: {place}\n{_field('Copyright', told)}\nLicense: {name}-licence\n{_indented(words)}")
    return "\n\n".join(blocks) + "\n"


def _field(name: str, words: str) -> str:
    return f"{name}: {' '.join(words.split())}"


def _indented(words: str) -> str:
    return "\n".join(f" {line}" if line.strip() else " ." for line in words.strip().splitlines())


def control(*, installed_kib: int, needs: str, architecture: str) -> str:
    """The control file of the binary package (Debian Policy 5.3)."""
    first, *rest = identity.DESCRIPTION
    told = "\n .\n".join(_folded_description(words) for words in (first, *rest))
    return (
        f"Package: {identity.PROGRAM}\nVersion: {identity.version()}\nArchitecture: {architecture}\n"
        f"Maintainer: {identity.maintainer()}\nInstalled-Size: {installed_kib}\nDepends: {needs}\n"
        f"Recommends: {', '.join(RECOMMENDED)}\nSuggests: {', '.join(SUGGESTED)}\n"
        "Section: science\nPriority: optional\n"
        f"Description: {identity.SUMMARY[0].lower()}{identity.SUMMARY[1:]}\n{told}\n"
    )


def _folded_description(words: str) -> str:
    return "\n".join(f" {line.strip()}" for line in _folded(words).removeprefix("  * ").splitlines())


def overrides() -> str:
    """lintian's overrides, each under its reason; they stand in the file lintian-overrides beside this module."""
    return (Path(__file__).parent / "lintian-overrides").read_text(encoding="utf-8")
