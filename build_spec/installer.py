"""Makes what this system can make of a built program: `python -m build_spec.installer [FOLDER]`, default dist.

Linux: .deb and .tar.gz. Windows: the installer, by NSIS. macOS: the disk image.
"""

from __future__ import annotations

import platform
import subprocess
import sys
from pathlib import Path

from build_spec import identity


def make(folder: Path) -> list[Path]:
    """Make the installers beside the program in a folder; raises SystemExit where something for it is missing."""
    if not (folder / identity.PROGRAM).is_dir():
        raise SystemExit(f"There is no program in {folder}. To build it: python3 dev.py build")
    if sys.platform == "win32":
        from build_spec.windows import installer

        return installer.make(folder)
    if sys.platform == "darwin":
        return _disk_image(folder)
    from build_spec.linux import package

    return package.make(folder)


def _disk_image(folder: Path) -> list[Path]:
    image = folder / f"{identity.NAME}-{identity.version()}-macos-{platform.machine()}.dmg"
    script = Path(__file__).parent / "macos" / "pack.sh"
    if subprocess.run([script, folder / f"{identity.NAME}.app", image], check=False).returncode != 0:
        raise SystemExit("The disk image could not be made; the lines above say why.")
    return [image]


def main(arguments: list[str]) -> int:
    """Say what was made and how large it is."""
    folder = Path(arguments[0]) if arguments else identity.ROOT / "dist"
    for made in make(folder.resolve()):
        print(f"{made.stat().st_size / 1e6:8.1f} MB  {made}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
