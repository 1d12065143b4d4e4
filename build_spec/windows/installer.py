"""Compiles the installer for Windows with NSIS, on Windows or wherever `makensis` is; it runs on Windows only.

`python -m build_spec.windows.installer FOLDER` makes it beside FOLDER/spanloop.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path, PureWindowsPath

from build_spec import emblem, identity
from build_spec.windows import version_info

SCRIPT = Path(__file__).with_name("spanloop.nsi")
WINDOW = f"{identity.PROGRAM}-window.exe"


def compiler() -> str | None:
    """NSIS's compiler: on the path, or where its own installer puts it; None where it is not."""
    usual = Path("C:/Program Files (x86)/NSIS/makensis.exe")
    return shutil.which("makensis") or (str(usual) if usual.is_file() else None)


def files_in(folder: Path) -> list[PureWindowsPath]:
    """Every file of the program as Windows writes it, sorted. Raises SystemExit for a name that NSIS would read."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    strange = [name for name in names if set(name) & set('$"`\n')]
    if strange:
        raise SystemExit(f"NSIS would read something else in these names: {', '.join(strange[:3])}")
    return [PureWindowsPath(name) for name in names]


def lists(folder: Path, *, more: dict[str, Path]) -> tuple[str, str]:
    """What the installer writes and what the uninstaller takes away. more: files beside the program, by name."""
    files = files_in(folder)
    puts: list[str] = []
    place = None
    for file in files:
        if file.parent != place:
            place = file.parent
            puts.append(f'SetOutPath "{PureWindowsPath("$INSTDIR") / place}"')
        puts.append(f'File "/oname={file.name}" "{folder.joinpath(*file.parts)}"')
    puts.append('SetOutPath "$INSTDIR"')
    puts += [f'File "/oname={name}" "{path}"' for name, path in more.items()]
    takes = [f'Delete "$INSTDIR\\{file}"' for file in [*files, *map(PureWindowsPath, more)]]
    folders = {parent for file in files for parent in file.parents if parent != PureWindowsPath()}
    deepest = sorted(folders, key=lambda each: (-len(each.parts), str(each)))
    takes += [f'RMDir "$INSTDIR\\{each}"' for each in deepest]
    return "\n".join(puts) + "\n", "\n".join(takes) + "\n"


def names(folder: Path, out: Path, scratch: Path) -> dict[str, str]:
    """What the script is told, by the names that it uses. scratch: takes the lists and icons."""
    drawn = emblem.write(scratch)
    puts, takes = lists(folder, more={"project.ico": drawn["project.ico"]})
    for name, text in (("files.nsh", puts), ("gone.nsh", takes)):
        (scratch / name).write_text(text, encoding="utf-8-sig")
    size = sum(folder.joinpath(*file.parts).stat().st_size for file in files_in(folder)) // 1024
    return {
        "NAME": identity.NAME,
        "VERSION": identity.version(),
        "VERSION4": ".".join(map(str, version_info.numbers(identity.version()))),
        "PUBLISHER": identity.PUBLISHER,
        "LICENCE": identity.LICENCE,
        "SUMMARY": identity.SUMMARY,
        "PROGRAM": f"{identity.PROGRAM}.exe",
        "WINDOW": WINDOW,
        "CLASS": identity.APP_ID,
        "ENDING": identity.ENDING,
        "MIME": identity.MIME,
        "FILE_TYPE": identity.FILE_TYPE,
        "SIZE_KB": str(size),
        "EMBLEM": str(drawn["spanloop.ico"]),
        "LICENSE_TEXT": str(identity.ROOT / "LICENSE"),
        "FILES": str(scratch / "files.nsh"),
        "GONE": str(scratch / "gone.nsh"),
        "OUT": str(out),
    }


def make(folder: Path) -> list[Path]:
    """Compile the installer for FOLDER/spanloop; raises SystemExit where there is no compiler or it refuses."""
    program, makensis = folder / identity.PROGRAM, compiler()
    if makensis is None:
        raise SystemExit("The installer is made by NSIS: install it (Debian: nsis, Windows: choco install nsis).")
    if not (program / WINDOW).is_file():
        raise SystemExit(f"{program} has no {WINDOW}: build the program on Windows first.")
    out = folder / f"{identity.NAME}-{identity.version()}-setup.exe"
    with tempfile.TemporaryDirectory() as scratch:
        told = names(program.resolve(), out.resolve(), Path(scratch))
        options = [f"-D{name}={value}" for name, value in told.items()]
        command = [makensis, "-V2", "-WX", "-INPUTCHARSET", "UTF8", *options, str(SCRIPT)]
        if subprocess.run(command, check=False).returncode != 0:
            raise SystemExit("NSIS refused; the lines above say why.")
    return [out]


if __name__ == "__main__":
    for written in make(Path(sys.argv[1])):
        print(f"{written.stat().st_size / 1e6:8.1f} MB  {written}")
