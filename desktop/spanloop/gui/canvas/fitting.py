"""Letters as large as there is room for."""

from __future__ import annotations

from PySide6.QtGui import QFont, QFontInfo, QFontMetricsF


def fitted(font: QFont, words: str, room: float, *, least: int) -> QFont:
    """The font itself where the words fit into so many pixels, else a smaller one in which they do.

    least: the smallest letters that are still read, in pixels; in these they may need more room than there is.
    """
    # A font of a fraction of pixels knows its points only.
    size = QFontInfo(font).pixelSize()
    while size > least and QFontMetricsF(font).horizontalAdvance(words) > room:
        size -= 1
        font = QFont(font)
        font.setPixelSize(size)
    return font
