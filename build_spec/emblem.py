"""The program's emblem in the forms that systems want, drawn from resources/emblem: PNG, ICO and ICNS.

Run as a script it writes them: `python -m build_spec.emblem FOLDER`.
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

EMBLEM = Path(__file__).resolve().parent.parent / "resources" / "emblem"
#: Of the freedesktop icon theme, in pixels.
SIZES = (16, 24, 32, 48, 64, 128, 256, 512)
_WINDOWS = (16, 24, 32, 48, 256)
#: Apple's names of the sizes that are PNG inside.
_APPLE = ((b"icp4", 16), (b"icp5", 32), (b"icp6", 64), (b"ic07", 128), (b"ic08", 256), (b"ic09", 512), (b"ic10", 1024))


def png(size: int, *, name: str = "spanloop") -> bytes:
    """The emblem as a square PNG, the same bytes each time."""
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(0)
    painter = QPainter(image)
    QSvgRenderer(str(EMBLEM / f"{name}.svg")).render(painter, QRectF(0, 0, size, size))
    painter.end()
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # pyright: ignore[reportArgumentType, reportCallIssue] - takes bytes or str at run time
    return bytes(held.data())


def ico(*, name: str = "spanloop") -> bytes:
    """Windows' icon: a directory of 16 bytes for each size, then the images (PNG, which Windows reads since Vista)."""
    images = [(size, png(size, name=name)) for size in _WINDOWS]
    head = struct.pack("<HHH", 0, 1, len(images))
    place = len(head) + 16 * len(images)
    for size, data in images:
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(data), place)
        place += len(data)
    return head + b"".join(data for _, data in images)


def icns(*, name: str = "spanloop") -> bytes:
    """Apple's icon: chunks of type, length and PNG under one head."""
    chunks = b"".join(
        kind + struct.pack(">I", len(data) + 8) + data
        for kind, data in ((kind, png(size, name=name)) for kind, size in _APPLE)
    )
    return b"icns" + struct.pack(">I", len(chunks) + 8) + chunks


def write(folder: Path) -> dict[str, Path]:
    """Write the emblem of the program and of its files for Windows and macOS: {file name: path}."""
    folder.mkdir(parents=True, exist_ok=True)
    made: dict[str, Path] = {}
    for name in ("spanloop", "project"):
        for ending, draw in ((".ico", ico), (".icns", icns)):
            path = folder / f"{name}{ending}"
            path.write_bytes(draw(name=name))
            made[path.name] = path
    return made


if __name__ == "__main__":
    for written in write(Path(sys.argv[1])).values():
        print(written)
