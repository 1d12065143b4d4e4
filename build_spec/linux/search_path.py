"""Takes the folders of the machine that built out of ELF files (their DT_RPATH and DT_RUNPATH).

Python's own library names the folder that it was installed to. In the product that folder belongs to somebody else,
who could put a library there; and it tells of the machine that built. `patchelf` and `chrpath` do the same.
"""

from __future__ import annotations

import struct
from pathlib import Path

_DYNAMIC = 2  # PT_DYNAMIC
_LOAD = 1  # PT_LOAD
_STRTAB, _RPATH, _RUNPATH = 5, 15, 29  # DT_*


def forget(path: Path) -> bool:
    """Empty an absolute search path of a 64-bit little-endian ELF file; whether there was one.

    The text is emptied by a zero at its first byte, in place, so that nothing moves: entries that lie further on in the
    same string keep theirs. What begins with $ORIGIN is the program's own way to its libraries and stays.
    """
    data = bytearray(path.read_bytes())
    if data[:6] != b"\x7fELF\x02\x01":
        return False
    first, size, count = *struct.unpack_from("<Q", data, 32), *struct.unpack_from("<HH", data, 54)
    heads = [struct.unpack_from("<IIQQQQQQ", data, first + size * number) for number in range(count)]
    entries = [
        struct.unpack_from("<QQ", data, place)
        for kind, _, offset, _, _, length, _, _ in heads
        if kind == _DYNAMIC
        for place in range(offset, offset + length, 16)
    ]
    tables = [value for tag, value in entries if tag == _STRTAB]
    changed = False
    for tag, value in entries:
        if tag not in (_RPATH, _RUNPATH):
            continue
        address = tables[0] + value
        place = next(
            address - virtual + offset
            for kind, _, offset, virtual, _, length, _, _ in heads
            if kind == _LOAD and virtual <= address < virtual + length
        )
        if data[place : place + 1] == b"/":
            data[place] = 0
            changed = True
    if changed:
        path.write_bytes(data)
    return changed


def forget_all(folder: Path) -> list[Path]:
    """Empty the absolute search paths of all files in a built folder; those that had one."""
    paths = [path for path in sorted(folder.rglob("*.so*")) if path.is_file() and not path.is_symlink()]
    return [path for path in paths if forget(path)]
