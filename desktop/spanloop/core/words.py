"""Word and sentence boundaries without a language model.

The window snaps to stored word boundaries of the real tokenizer; until that job ran, and in tests, these rules stand in
for it. They cut as spaCy's rules do where people notice ("Turkey" + "'s", "T-72", "U.S.", "9,000", each Han character).
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Generator, Sequence
from functools import lru_cache
from itertools import islice

Boundaries = tuple[tuple[int, int], ...]

# Characters that show nothing: white space, controls, direction marks, zero-width spaces. Joiners (U+200C, U+200D) and
# the soft hyphen are not among them, because they stand inside words.
_BLANK = r"\s\x00-\x08\x0e-\x1f\x7f-\x9f\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff"
_JOINERS = "\u00ad\u200c\u200d"
_CJK = r"\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff"
_SKIN_TONES = "\U0001f3fb-\U0001f3ff"
_EMOJI_TAGS = "\U000e0020-\U000e007f"
_FLAG_LETTER = "[\U0001f1e6-\U0001f1ff]"

_BLANK_RUN = re.compile(f"[{_BLANK}]+")
_HAS_CJK = re.compile(f"[{_CJK}]")


@lru_cache(maxsize=64)
def _word_pattern(marks: str, has_cjk: bool) -> re.Pattern[str]:
    """The pattern for texts whose combining marks are `marks`: Python's `re` knows no class for them."""
    mark = "".join(re.escape(char) for char in marks) + _EMOJI_TAGS
    part = rf"[\w{mark}{_JOINERS}]"
    if has_cjk:
        part = f"(?![{_CJK}]){part}"
    letter = r"[^\W\d_]"
    after_word = rf"(?<=[\w{mark}])"
    joint = "|".join(
        (
            rf"['\u2019](?![sS](?!{part}))",  # Sana'a, but not the 's of Turkey's
            r"[.,:\u066b\u066c](?<=\d.)(?=\d)",  # 9,000 and 10:30
            rf"[-\u2011](?<={letter}.)(?=\d)",  # T-72, but not north-east
            '["\u05f4](?<=[\u05d0-\u05ea].)(?=[\u05d0-\u05ea])',  # Hebrew short forms
        )
    )
    return re.compile(
        "|".join(
            (
                rf"(?<![\w{mark}]){letter}(?:\.{letter})+(?!{part})\.?",  # U.S.
                rf"{after_word}['\u2019][sS](?!{part})",
                rf"(?:{part})+(?:(?:{joint})(?:{part})+)*",
                r"\.{2,}",
                _FLAG_LETTER + "{2}",
                # One symbol or CJK character with what modifies it; emoji joined by U+200D stay whole.
                rf"[^{_BLANK}][{mark}{_SKIN_TONES}]*(?:\u200d[^\w{_BLANK}][{mark}{_SKIN_TONES}]*)*",
            )
        )
    )


@lru_cache(maxsize=4)  # the article on the desk is validated after every act
def word_boundaries(text: str) -> Boundaries:
    """Cut a text into words: `(start, end)` in code points, in order, not overlapping, none with white space in it.

    Together they cover every visible character. Letters and digits with their combining marks make one word, with inner
    apostrophes and numbers' separators; a hyphen joins only a letter to a digit; each other sign, emoji sequence and
    Chinese or Japanese character is a word of its own.
    """
    return tuple(match.span() for match in _pattern_of(text).finditer(text))


def word_boundaries_slowly(text: str, *, pause: int = 2000) -> Generator[None, None, Boundaries]:
    """The same with a pause after so many words, in which others may work."""
    found = (match.span() for match in _pattern_of(text).finditer(text))
    words: list[tuple[int, int]] = []
    while some := tuple(islice(found, pause)):
        words += some
        yield
    return tuple(words)


def _pattern_of(text: str) -> re.Pattern[str]:
    marks = ""
    if not text.isascii():
        marks = "".join(sorted(char for char in set(text) if unicodedata.category(char)[0] == "M"))
    return _word_pattern(marks, not text.isascii() and _HAS_CJK.search(text) is not None)


def word_at(words: Sequence[tuple[int, int]], offset: int) -> int:
    """The index of the word that holds the character at `offset`; in a gap the next word, behind the last one that one.

    -1 when there are no words.
    """
    if not words:
        return -1
    index = bisect_right(words, offset, key=_start) - 1
    if index >= 0 and offset < words[index][1]:
        return index
    return min(index + 1, len(words) - 1)


def snap(words: Sequence[tuple[int, int]], start: int, end: int) -> tuple[int, int]:
    """The words that `[start, end)` touches, from the first one's start to the last one's end.

    White space at its edges falls away. An empty range gives the word it stands in or before. A range that touches no
    word comes back as it was.
    """
    if start == end:
        index = word_at(words, start)
        return words[index] if index >= 0 else (start, end)
    first = bisect_right(words, start, key=_start) - 1
    if first < 0 or words[first][1] <= start:
        first += 1
    last = bisect_right(words, end - 1, key=_start) - 1
    if first > last:
        return start, end
    return words[first][0], words[last][1]


def on_words(words: Sequence[tuple[int, int]], start: int, end: int) -> bool:
    """Whether `[start, end)` begins where a word begins and ends where a word ends."""
    index = word_at(words, start)
    return start < end and index >= 0 and words[index][0] == start and snap(words, start, end) == (start, end)


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """`[start, end)` without white space and invisible signs at both edges; an empty range if nothing is left."""
    head = _BLANK_RUN.match(text, start, end)
    if head:
        start = head.end()
    while end > start and _BLANK_RUN.fullmatch(text[end - 1]):
        end -= 1
    return start, max(start, end)


def _start(word: tuple[int, int]) -> int:
    return word[0]


# A sentence ends at one of these with its closing signs, before white space (Chinese and Japanese ends need none).
_ENDS = re.compile(
    r"(?:[.!?\u2026\u061f\u06d4]+[\"'\u2019\u201d\u00bb)\]]*(?=\s|$))"
    r"|[\u3002\uff01\uff1f]+[\u300d\u300f\u201d]*|[\r\n]+"
)
_SHORT_FORM = re.compile(
    r"(?:^|[\s(\"'\u201c])(?:[^\W\d_]|Mr|Mrs|Ms|Dr|Prof|St|Gen|Lt|Col|Maj|Capt|Sgt|Brig|Cpl|Adm|Gov|Sen|Rep|Pres|No|vs"
    r"|approx|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\.$"
)
_NEXT_WORD = re.compile(r"\s*(\S)")


def sentence_boundaries(text: str) -> Boundaries:
    """Cut a text into sentences: `(start, end)` in code points, in order, trimmed. A line break always ends one.

    A full stop does not end a sentence after an initial or a known short form ("Gen."), nor before a small letter.
    """
    sentences: list[tuple[int, int]] = []
    start = 0
    for match in _ENDS.finditer(text):
        if match.end() < len(text) and not _ends_sentence(text, start, match):
            continue
        sentences.append(trim(text, start, match.end()))
        start = match.end()
    sentences.append(trim(text, start, len(text)))
    return tuple((a, b) for a, b in sentences if a < b)


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    sign = match[0]
    if sign[0] in "\r\n\u3002\uff01\uff1f":
        return True
    following = _NEXT_WORD.match(text, match.end())
    if following and following[1].islower():
        return False
    return not (sign == "." and _SHORT_FORM.search(text, max(start, match.end() - 12), match.end()))
