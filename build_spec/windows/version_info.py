"""What Windows shows of the programs in their properties: name, version, publisher."""

from __future__ import annotations

import re
from typing import Any

from build_spec import identity


def numbers(version: str) -> tuple[int, int, int, int]:
    """Four numbers, as Windows wants them, of a version such as 1.2.3rc1: what stands before any letter."""
    told = [int(number) for number in re.match(r"[\d.]*", version).group().strip(".").split(".")]  # pyright: ignore[reportOptionalMemberAccess] - matches anything
    first, second, third, fourth = (*told, 0, 0, 0, 0)[:4]
    return first, second, third, fourth


def words(program: str) -> dict[str, str]:
    """Names and texts of the version resource. program: without its ending."""
    return {
        "CompanyName": identity.PUBLISHER,
        "FileDescription": identity.NAME,
        "FileVersion": identity.version(),
        "InternalName": program,
        "LegalCopyright": f"{identity.PUBLISHER}, {identity.LICENCE} licence",
        "OriginalFilename": f"{program}.exe",
        "ProductName": identity.NAME,
        "ProductVersion": identity.version(),
    }


def of(program: str) -> Any:
    """The version resource as PyInstaller takes it; only on Windows."""
    from PyInstaller.utils.win32 import versioninfo as made  # pyright: ignore[reportMissingImports] - Windows only

    four = numbers(identity.version())
    table = made.StringTable("040904B0", [made.StringStruct(*pair) for pair in words(program).items()])
    translation = made.VarFileInfo([made.VarStruct("Translation", [0x409, 1200])])
    return made.VSVersionInfo(
        ffi=made.FixedFileInfo(filevers=four, prodvers=four), kids=[made.StringFileInfo([table]), translation]
    )
