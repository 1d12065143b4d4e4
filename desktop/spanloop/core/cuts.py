"""Words of a text in any script: how many there are, and where each stands, for comparing one text with another."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: Scripts that put no space between words, as a class of a pattern: each character stands for itself.
_SINGLE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003ffff"
)
_HAS_SINGLE = re.compile(f"[{_SINGLE}]")
#: A word of a text without and with characters of such scripts: runs of letters and digits, and each of those.
RUN = re.compile(r"\w+")
RUN_OR_SINGLE = re.compile(rf"[{_SINGLE}]|(?:(?![{_SINGLE}])\w)+")
#: Code points of a text whose words may all be held in memory to count them, which takes half the time.
_SHORT = 200_000
_WORD = re.compile(r"\w+|[^\w\s]")
_WORD_OR_SINGLE = re.compile(rf"{RUN_OR_SINGLE.pattern}|[^\w\s]")

#: Quotation marks and apostrophes, which every outlet sets in its own style; compared as one.
QUOTES = "\"'`\u00b4\u2018\u2019\u201a\u201b\u201c\u201d\u201e\u201f\u2039\u203a\u00ab\u00bb\u2032\u2033\uff02\uff07"
_IS_QUOTE = frozenset(QUOTES)
_TRIFLE = re.compile(rf"[\s\ufeff\u200b\u200e\u200f{re.escape(QUOTES)}]*")


@dataclass(frozen=True, slots=True)
class Cut:
    """Words of a text: starts and ends in code points, and the words themselves with one for all quotation marks."""

    text: str
    starts: list[int]
    ends: list[int]
    words: list[str]


def has_single(text: str) -> bool:
    """Whether a text holds characters of a script that puts no space between words."""
    return not text.isascii() and _HAS_SINGLE.search(text) is not None


def count_words(text: str) -> int:
    """How many words a text has: runs of letters and digits, and each character of Chinese or Thai."""
    pattern = RUN_OR_SINGLE if has_single(text) else RUN
    return len(pattern.findall(text)) if len(text) <= _SHORT else sum(1 for _ in pattern.finditer(text))


def cut_text(text: str) -> Cut:
    """Cut a text: runs of letters and digits, and each other visible character; each character of Chinese or Thai."""
    pattern = _WORD_OR_SINGLE if has_single(text) else _WORD
    starts: list[int] = []
    ends: list[int] = []
    words: list[str] = []
    for found in pattern.finditer(text):
        start, end = found.span()
        word = found[0]
        starts.append(start)
        ends.append(end)
        words.append('"' if end - start == 1 and word in _IS_QUOTE else word)
    return Cut(text, starts, ends, words)


def is_trifle(text: str) -> bool:
    """Whether a stretch is nothing but white space, invisible signs and quotation marks, or empty."""
    return _TRIFLE.fullmatch(text) is not None
