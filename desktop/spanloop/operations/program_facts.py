"""What the program says of itself and of the machine, in reports and in About; nothing of a person or a project."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

from spanloop import __version__


def is_built() -> bool:
    """Whether this is a built program and not Python running the source."""
    return bool(getattr(sys, "frozen", False))


def program_facts() -> list[tuple[str, str]]:
    """(name, value) of version, Python and system. Asks no other process and reads no file."""
    kind = "built program" if is_built() else "from source"
    return [
        ("Spanloop", f"{__version__}, {kind}"),
        ("Python", f"{platform.python_version()}, {platform.python_implementation()}"),
        ("System", f"{platform.system()} {platform.release()}, {platform.machine()}"),
    ]


def program_folder() -> Path:
    """The folder that holds the program and that an update replaces.

    Of a built program the one of its executable, on macOS the whole bundle; else the package.
    """
    if not is_built():
        return Path(__file__).resolve().parent.parent
    folder = Path(sys.executable).resolve().parent
    bundle = next((parent for parent in (folder, *folder.parents) if parent.suffix == ".app"), None)
    return bundle or folder


def is_inside_program(path: Path) -> bool:
    """Whether a file is, or would be, in the folder of the program."""
    return path.resolve().is_relative_to(program_folder())
