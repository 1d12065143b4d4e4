"""What articles are called among brat's files, whose names are all that brat knows of them.

The id of an article is the name of its files, with what a file name cannot hold in percent-encoding (RFC 3986, 2.1); an
article without id is named by its uid. So a folder that comes back finds the articles that it was made of.
"""

from __future__ import annotations

import re
from urllib.parse import unquote_to_bytes

from spanloop.formats.folders import is_device

#: The ending of marks, and of the text beside them.
MARKS = ".ann"
TEXT = ".txt"

_UID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_UNSAFE = re.compile(r"[^A-Za-z0-9._+=,@-]")
_ENCODED = re.compile(r"%[0-9A-Fa-f]{2}")
#: Below what file systems take (255 bytes), with room for the ending.
_LONGEST = 200


class ArticleFiles:
    """The names of files for the articles of one folder: each once, also where capitals do not count."""

    def __init__(self) -> None:
        self._used: set[str] = set()

    def name(self, uid: str, external_id: str | None) -> tuple[str, bool]:
        """The name of an article's files without ending, and whether its id can be read off it."""
        name = _file_name(external_id) if external_id else uid
        told = len(name) <= _LONGEST
        if not told:
            name = uid
        # Another article may have the same name in other capitals: more and more letters are encoded, which says the
        # same and reads otherwise.
        tries = (_encoded(name, letters) for letters in range(len(name) + 1))
        fresh = next((one for one in tries if one.lower() not in self._used), "")
        if not fresh:
            fresh, told = uid, False
        self._used.add(fresh.lower())
        return fresh, told


def article_of(name: str) -> tuple[str | None, str | None]:
    """The uid and the external id that a file's name without ending tells; one of them is None."""
    if _UID.fullmatch(name):
        return name, None
    try:
        # Only what is an encoding from end to end; "7%-rise" is a name like any other.
        decoded = unquote_to_bytes(name).decode("utf-8") if _ENCODED.search(name) else name
    except UnicodeError:
        return None, name
    return None, decoded or name


def _file_name(external_id: str) -> str:
    name = _UNSAFE.sub(lambda match: _percent(match[0]), external_id)
    if name.startswith(".") or is_device(name) or _UID.fullmatch(name):
        name = _percent(name[0]) + name[1:]
    # Windows drops a dot at the end; before ".txt" it would stay, but not everybody looks at endings.
    return name[:-1] + _percent(".") if name.endswith(".") else name


def _percent(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", errors="replace"))


def _encoded(name: str, letters: int) -> str:
    """The name with its first so many letters encoded, of those that are not yet."""
    parts = re.findall(r"%[0-9A-F]{2}|.", name)
    plain = [index for index, part in enumerate(parts) if len(part) == 1]
    for index in plain[:letters]:
        parts[index] = _percent(parts[index])
    return "".join(parts)
