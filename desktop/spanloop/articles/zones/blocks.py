"""The blocks of a text: its lines, with the lines of a hard-wrapped paragraph put together again."""

from __future__ import annotations

import re
from itertools import pairwise

_LINE = re.compile("[^\r\n\x0b\x0c\x85\u2028\u2029]+")
_BREAK = re.compile("\r\n|[\r\n\x0b\x0c\x85\u2028\u2029]")
WORD = re.compile(r"[^\W_]+(?:['\-][^\W_]+)*")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
#: White space, and signs that show nothing, at the ends of lines.
_UNSEEN = (
    " \t\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\x1c\x1d\x1e\x1f"
    "\ufeff\u200b\u200e\u200f"
)
_CLOSING = "\"'\u2019\u201d\u00bb)]\u300d\u300f* \u200f\u200e"
_TERMINAL_SIGNS = frozenset(".!?\u2026\u3002\uff01\uff1f\u061f\u06d4")
_INNER_END = re.compile("[.!?\u2026\u061f\u06d4][\"'\u2019\u201d\u00bb)]*\\s|[\u3002\uff01\uff1f]")
_BULLET = re.compile(r"[-*\u2022\u2023\u25aa\u25cf\u2013]\s|\(?\d{1,2}[.)]\s")
# Vowel marks and the stretching letter: written or left out as people like.
_OPTIONAL = re.compile("[\u0591-\u05c7\u0640\u064b-\u065f\u0670\u200c\u200e\u200f\u0307\ufe0f]")
#: Letters that pages write in two ways, made one, so that a word list needs each word once.
_SAME = str.maketrans(
    {"\u2019": "'", "\u02bc": "'", "أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ی": "ي", "ک": "ك", "ё": "е", "ı": "i"}
)
#: Lines of this length, in characters, may be cut by a margin rather than by their author.
SHORTEST_WRAPPED, _LONGEST_WRAPPED = 45, 100
#: A margin: how much longer than most lines one may be, how much shorter a full one, and how many of them are full.
_RAGGED, _SLACK, _MOSTLY = 12, 4, 0.7
#: So many lines, at least, must go on in small letters before a page counts as wrapped.
_LEAST_WRAPPED = 3


def plain(text: str) -> str:
    """The text in small letters, without optional marks, letters of two spellings made one."""
    text = text.casefold()
    return text if text.isascii() else _OPTIONAL.sub("", text).translate(_SAME)


def words_of(text: str) -> tuple[str, ...]:
    """The words of a text in the spelling of `plain`, numbers too."""
    return tuple(WORD.findall(plain(text)))


class Block:
    """A line of the text, or lines that belong to one paragraph: `[start, end)` in code points, trimmed.

    gap: how many blank lines stand before it. words: in the spelling of `plain`. size: how many words, about; scripts
    without spaces count two characters a word. terminal: whether it ends as a sentence does.
    """

    __slots__ = ("end", "gap", "prose", "size", "start", "terminal", "text", "words")

    def __init__(self, start: int, end: int, text: str, gap: int) -> None:
        self.start, self.end, self.text, self.gap = start, end, text, gap
        self.words = words_of(text)
        self.size = len(self.words) if text.isascii() else max(len(self.words), len(_CJK.findall(text)) // 2)
        self.terminal = text.rstrip(_CLOSING)[-1:] in _TERMINAL_SIGNS
        self.prose = self._is_prose()

    def _is_prose(self) -> bool:
        """Whether it reads like running text: a sentence, or too long for anything else."""
        if self.size >= 40:
            return True
        if self.terminal:
            return (self.size >= 5 and len(self.text) >= 25) or bool(_INNER_END.search(self.text))
        return self.size >= 12 and self.sentences > 1

    @property
    def sentences(self) -> int:
        """How many sentences it has, about."""
        return sum(1 for found in _INNER_END.finditer(self.text) if found.end() < len(self.text)) + 1

    @property
    def question(self) -> bool:
        """Whether it is one question or cry, short enough for a headline, and nobody's quoted words."""
        asks = self.text[-1] in "?!\u061f\uff1f" and self.text[0] not in "\"'\u201c\u00ab"
        return asks and self.size <= 20 and self.sentences == 1

    @property
    def bullet(self) -> bool:
        return _BULLET.match(self.text) is not None

    @property
    def lower(self) -> bool:
        """Whether it has letters of two cases and begins with a small one."""
        first = next((character for character in self.text if character.isalnum()), "")
        return first.islower()


def blocks_of(text: str) -> list[Block]:
    """The blocks of a text, in order, blank lines left out."""
    lines = _lines(text)
    width = _margin(lines)
    wrapped = width > 0 or _goes_on_in_small_letters(lines)
    blocks: list[Block] = []
    last: Block | None = None
    for line in lines:
        if last is not None and (
            (_may_go_on(last, line) and (wrapped or line.lower)) or (width and _is_full(last, line, width))
        ):
            first = blocks[-1]
            blocks[-1] = Block(first.start, line.end, "", first.gap)
        else:
            blocks.append(line)
        last = line
    return [
        block if block.text else Block(block.start, block.end, text[block.start : block.end], block.gap)
        for block in blocks
    ]


def _lines(text: str) -> list[Block]:
    lines: list[Block] = []
    position = 0
    for match in _LINE.finditer(text):
        raw = match[0]
        line = raw.strip(_UNSEEN)
        if not line or not (line[0].isprintable() or any(map(str.isprintable, line))):
            continue
        start = match.start() + raw.index(line)
        between = text[position : match.start()]
        breaks = len(_BREAK.findall(between)) if len(between) > 1 else 1
        lines.append(Block(start, start + len(line), line, breaks - 1 if lines else 0))
        position = match.end()
    return lines


def _may_go_on(line: Block, after: Block) -> bool:
    """Whether `after` may be the same paragraph as `line`, cut by a margin."""
    length = line.end - line.start
    return (
        after.gap == 0
        and length >= SHORTEST_WRAPPED
        and not line.terminal
        and not after.bullet
        and line.text[-1] not in ":*"
        and (length <= _LONGEST_WRAPPED or after.lower)
    )


def _goes_on_in_small_letters(lines: list[Block]) -> bool:
    """Whether most lines that may be cut by a margin are followed by one that begins in the middle of a sentence."""
    pairs = [after for line, after in pairwise(lines) if _may_go_on(line, after)]
    going_on = sum(after.lower for after in pairs)
    return going_on >= _LEAST_WRAPPED and going_on * 2 >= len(pairs)


def _margin(lines: list[Block]) -> int:
    """The width at which a page cuts its lines, 0 where it does not: no line is much longer, and most are full."""
    pairs = [(line, after) for line, after in pairwise(lines) if after.gap == 0]
    if len(pairs) < _LEAST_WRAPPED or len(pairs) * 2 < len(lines):
        return 0
    lengths = sorted(line.end - line.start for line, _ in pairs)
    width = lengths[len(lengths) * 9 // 10]
    if not SHORTEST_WRAPPED <= width <= _LONGEST_WRAPPED or lengths[-1] > width + _RAGGED:
        return 0
    return width if sum(_is_full(line, after, width) for line, after in pairs) >= _MOSTLY * len(pairs) else 0


def _is_full(line: Block, after: Block, width: int) -> bool:
    """Whether the first word of the next line would not have fitted into this one."""
    if after.gap or after.bullet:
        return False
    return line.end - line.start + 1 + len(after.text.split(None, 1)[0]) > width - _SLACK
