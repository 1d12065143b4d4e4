"""What each part of a built program costs, installed and packed: `python -m build_spec.linux.costs dist/spanloop`."""

from __future__ import annotations

import lzma
import sys
from collections import defaultdict
from pathlib import Path

from build_spec import bundle


def packed(folder: Path) -> list[tuple[str, int, int]]:
    """Each part with its bytes installed and compressed by itself, as in the Debian package; the largest first."""
    files: defaultdict[str, list[Path]] = defaultdict(list)
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            files[bundle.part_of(path.relative_to(folder).parts)].append(path)
    table: list[tuple[str, int, int]] = []
    for name, paths in files.items():
        stream = lzma.LZMACompressor(preset=6)
        size = sum(len(stream.compress(path.read_bytes())) for path in paths) + len(stream.flush())
        table.append((name, sum(path.stat().st_size for path in paths), size))
    return sorted(table, key=lambda row: -row[1])


def main(arguments: list[str]) -> int:
    """Print the table of the folder named; parts of less than a megabyte together."""
    table = packed(Path(arguments[0]))
    shown = [row for row in table if row[1] >= 1_000_000]
    rest = [row for row in table if row not in shown]
    print("installed  packed")
    for name, rows in [*((row[0], [row]) for row in shown), ("all else", rest), ("together", table)]:
        print(f"{sum(row[1] for row in rows) / 1e6:6.1f} MB {sum(row[2] for row in rows) / 1e6:6.1f} MB  {name}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
