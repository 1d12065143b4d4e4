"""Code points against UTF-16 units and UTF-8 bytes: for the borders where others count otherwise."""

from __future__ import annotations

import re
from bisect import bisect_right

_UTF16_RUNS = re.compile("[\x00-\uffff]+|[\U00010000-\U0010ffff]+")
_UTF8_RUNS = re.compile("[\x00-\x7f]+|[\x80-\u07ff]+|[\u0800-\uffff]+|[\U00010000-\U0010ffff]+")


def _utf16_width(char: str) -> int:
    return 2 if char > "\uffff" else 1


def _utf8_width(char: str) -> int:
    return 1 if char < "\x80" else 2 if char < "\u0800" else 3 if char <= "\uffff" else 4


class _WidthMap:
    """Offsets in code points and in units of another width, over runs of characters that are equally wide.

    A text in which every character is one unit wide has no table at all.
    """

    __slots__ = ("_points", "_units", "_widths", "length", "units")

    def __init__(self, text: str, runs: list[tuple[int, int, int]]) -> None:
        """runs: (start, end, width) in code points, without gaps."""
        self.length = len(text)
        self._points: list[int] = []
        self._units: list[int] = []
        self._widths: list[int] = []
        units = 0
        for start, end, width in runs:
            self._points.append(start)
            self._units.append(units)
            self._widths.append(width)
            units += (end - start) * width
        #: The whole text's length in units.
        self.units = units if runs else self.length

    def _to_units(self, offset: int) -> int:
        if not 0 <= offset <= self.length:
            raise ValueError(f"offset {offset} is outside a text of {self.length} characters")
        if not self._points:
            return offset
        run = bisect_right(self._points, offset) - 1
        return self._units[run] + (offset - self._points[run]) * self._widths[run]

    def _to_points(self, offset: int) -> int:
        if not 0 <= offset <= self.units:
            raise ValueError(f"offset {offset} is outside a text of {self.units} units")
        if not self._points:
            return offset
        run = bisect_right(self._units, offset) - 1
        return self._points[run] + (offset - self._units[run]) // self._widths[run]


class Utf16Map(_WidthMap):
    """Maps offsets of one text between code points and UTF-16 units (as Qt, Java and JavaScript count).

    Building it is one pass, each look-up O(log n) in the changes between narrow and wide characters. `units` is the
    text's length in UTF-16 units. Offsets outside the text raise ValueError.
    """

    __slots__ = ()

    def __init__(self, text: str) -> None:
        plain = text.isascii() or max(text) <= "\uffff"
        super().__init__(
            text, [] if plain else [(*m.span(), _utf16_width(m[0][0])) for m in _UTF16_RUNS.finditer(text)]
        )

    def to_utf16(self, offset: int) -> int:
        """UTF-16 units before the code point at `offset`."""
        return self._to_units(offset)

    def to_code_point(self, offset: int) -> int:
        """Code points before UTF-16 unit `offset`; in the middle of a surrogate pair, those before the pair."""
        return self._to_points(offset)


class Utf8Map(_WidthMap):
    """Maps offsets of one text between code points and UTF-8 bytes. Like Utf16Map; `units` is the length in bytes."""

    __slots__ = ()

    def __init__(self, text: str) -> None:
        super().__init__(
            text, [] if text.isascii() else [(*m.span(), _utf8_width(m[0][0])) for m in _UTF8_RUNS.finditer(text)]
        )

    def to_utf8(self, offset: int) -> int:
        """Bytes before the code point at `offset`."""
        return self._to_units(offset)

    def to_code_point(self, offset: int) -> int:
        """Code points before byte `offset`; inside a character, those before that character."""
        return self._to_points(offset)
