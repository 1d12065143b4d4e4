"""Names and notes in formats that allow only some characters: what is not allowed is written as `_x0020_`.

The way of writing is that of XML tools for names with spaces (ISO/IEC 9075-14, 9.1): `_x`, the code point in four to
six hexadecimal digits, `_`. What has nothing in it is `_x_`. What looks like all this already is spelled out too, so
that reading gives back what was written.
"""

from __future__ import annotations

import re

_SPELLED = re.compile(r"_x([0-9A-Fa-f]{4,6})_")
_NOTHING = "_x_"
_LAST_CODE_POINT = 0x10FFFF
#: What ends a line for some reader or other (Python's str.splitlines).
LINE_ENDS = "\n\r\x0b\x0c\x1c\x1d\x1e\x85\u2028\u2029"

_NOT_PLAIN = re.compile(r"[^A-Za-z0-9_-]")
_NOT_TOKEN = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060\ufeff,|<>]")
_NOT_LINE = re.compile(rf"[{LINE_ENDS}\x00-\x1f\x7f]|^\s|\s$")


def plain(name: str) -> str:
    """A name in ASCII letters, digits, "_" and "-"."""
    return _spelled(name, _NOT_PLAIN)


def token(name: str) -> str:
    """A name without white space, invisible characters and the signs that separate values in lists."""
    return _spelled(name, _NOT_TOKEN)


def line(text: str) -> str:
    """A text on one line, without white space at its ends."""
    return _spelled(text, _NOT_LINE)


def said(spelled: str) -> str:
    """What was spelled out; a text in which nothing is, comes back as it is."""
    if spelled == _NOTHING:
        return ""
    return _SPELLED.sub(_character, spelled) if "_x" in spelled else spelled


def _spelled(text: str, unwanted: re.Pattern[str]) -> str:
    if not text:
        return _NOTHING
    # Every "_x" of the text itself, because it could join what is spelled out behind it.
    return unwanted.sub(_code, text.replace("_x", "_x005F_x"))


def _code(match: re.Match[str]) -> str:
    return f"_x{ord(match[0]):04X}_"


def _character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return chr(code) if code <= _LAST_CODE_POINT and not 0xD800 <= code <= 0xDFFF else match[0]
