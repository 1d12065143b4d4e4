"""Where the words of a search stand in a text, as the search index understands them.

The index (SQLite FTS5, unicode61) takes letters and digits for words and folds case and accents letter by letter, so
folding here keeps every offset: one code point stays one code point. Letters written without spaces between words are
found anywhere, as the index has them one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from unicodedata import category, normalize

from spanloop.core.marks import Fragment

# Thai, Lao, kana, CJK ideographs with their extensions and compatibility forms, Khmer.
UNSPACED = "\u0e00-\u0eff\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
#: What a person typed: "words in quotes", or a word.
PIECE = re.compile(r'"([^"]*)"?|(\S+)')
#: Stands for a combining mark, which the index leaves out of words.
_MARK = "\u0301"
_WORD = r"[^\W_]"
_SNIPPET_LEAD = 14


class _Folding(dict[int, str]):
    """Case and accents off, one code point for one; made as letters are met."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        if category(letter).startswith("M"):
            folded = _MARK
        else:
            bare = normalize("NFD", letter)[0].lower()
            folded = bare if len(bare) == 1 else letter
        self[code] = folded
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """The text without case and accents, as long as before."""
    return text.lower() if text.isascii() else text.translate(_FOLDING)


@lru_cache(maxsize=64)
def _pattern(query: str) -> re.Pattern[str] | None:
    """What finds any of the words and phrases of a query in a folded text, None where it has none."""
    parts: list[str] = []
    for match in PIECE.finditer(query):
        phrase, word = match.group(1), match.group(2)
        raw = word if phrase is None else phrase
        begins = word is not None and word.endswith("*")
        words = re.findall(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+", fold(raw).replace(_MARK, ""))
        if not words:
            continue
        spelled = [f"{_MARK}*".join(map(re.escape, each)) + f"{_MARK}*" for each in words]
        body = r"[\W_]*".join(spelled)
        before = "" if re.match(f"[{UNSPACED}]", words[0]) else rf"(?<!{_WORD})"
        after = "" if begins or re.match(f"[{UNSPACED}]", words[-1][-1]) else rf"(?!{_WORD})"
        parts.append(f"{before}{body}{after}{rf'{_WORD}*' if begins else ''}")
    return re.compile("|".join(sorted(set(parts), key=len, reverse=True))) if parts else None


def find_words(text: str, query: str) -> list[Fragment]:
    """Where words and phrases of a query stand, in order, without overlaps; in code points.

    query: as a person types it into the search: words, "phrases in quotes", beginnings ending in *.
    """
    pattern = _pattern(query)
    return [] if pattern is None else [match.span() for match in pattern.finditer(fold(text))]


def snippet(text: str, places: Iterable[Fragment], *, characters: int) -> tuple[str, list[Fragment]]:
    """About so many characters of one line around the first of these places, and the places within it.

    Line ends and runs of spaces become one space; what is cut off is shown by "…". ("", []) where there is no place.
    """
    wanted = sorted(places)
    if not wanted:
        return "", []
    start = max(0, wanted[0][0] - _SNIPPET_LEAD)
    if start:
        # From the beginning of a word, where one begins before the place.
        space = text.find(" ", start, wanted[0][0])
        start = space + 1 if space >= 0 else start
    stop = min(len(text), start + characters)
    shown: list[str] = ["…"] if start else []
    length = len(shown)
    at: dict[int, int] = {}
    blank = False
    for index in range(start, stop):
        letter = text[index]
        if letter.isspace():
            at[index] = length
            if not blank:
                shown.append(" ")
                length += 1
            blank = True
        else:
            at[index] = length
            shown.append(letter)
            length += 1
            blank = False
    at[stop] = length
    if stop < len(text):
        shown.append("…")
    return "".join(shown), [(at[a], at[min(b, stop)]) for a, b in wanted if a < stop]
