"""Where the program's own files lie: in a checkout, in an installed wheel, and in a frozen program."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

from spanloop.core.errors import SpanloopError


def resource_path(*parts: str) -> Path:
    """A file or folder of `resources/`, as `resource_path("design", "tokens.json")`.

    Raises SpanloopError when it is not there, which means that the installation is damaged.
    """
    return _existing("resources", parts)


def seed_path(*parts: str) -> Path:
    """A file or folder of `seeds/`, the sample project's articles and marks. Raises like resource_path."""
    return _existing("seeds", parts)


def _existing(folder: str, parts: tuple[str, ...]) -> Path:
    for home in _homes():
        path = home.joinpath(folder, *parts)
        if path.exists():
            return path
    raise SpanloopError(
        "A file of the program itself is missing", where="/".join((folder, *parts)), way_out="Install Spanloop again."
    )


@cache
def _homes() -> tuple[Path, ...]:
    """Folders that may hold `resources` and `seeds`, the surest first."""
    package = Path(__file__).resolve().parent
    homes = [package / "_data"]
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle:
        homes += [Path(bundle) / "spanloop" / "_data", Path(bundle)]
    if package.parent.name == "desktop":
        homes.append(package.parent.parent)
    return tuple(homes)
