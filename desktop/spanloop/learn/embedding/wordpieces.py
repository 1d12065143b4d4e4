"""Words cut into the pieces that the language model knows: the rules of uncased BERT, over its list of pieces.

A word is cleaned of control characters, lowered and stripped of accents; each punctuation mark and each Chinese
character stands by itself; the rest is cut into the longest pieces that the list has, from the left.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

#: Code points; a longer run without space or punctuation is unknown as a whole.
LONGEST_WORD = 100
#: How many words are remembered; news has some 50,000 forms to a million words.
_REMEMBERED = 200_000
#: Blocks of Chinese characters, as BERT has them; Kana and Hangul are written in words.
_CHINESE = (
    (0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F), (0x2B740, 0x2B81F),
    (0x2B820, 0x2CEAF), (0x2F800, 0x2FA1F),
)  # fmt: skip
_REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


class WordPieces:
    """Cuts words by a list of pieces; a piece that goes on within a word begins with ##."""

    def __init__(self, pieces: Sequence[str]) -> None:
        self._ids = {piece: number for number, piece in enumerate(pieces)}
        self._longest = max(map(len, self._ids))
        self._remembered: dict[str, tuple[int, ...]] = {}
        self.unknown = self._ids["[UNK]"]
        #: Begins and ends a sentence.
        self.begin, self.end = self._ids["[CLS]"], self._ids["[SEP]"]

    def cut(self, word: str) -> tuple[int, ...]:
        """The ids of the pieces of a word, or of any text; none where nothing of it is seen (spaces, controls)."""
        found = self._remembered.get(word)
        if found is None:
            if len(self._remembered) >= _REMEMBERED:
                self._remembered.clear()
            found = tuple(number for part in plain_parts(word) for number in self._pieces(part))
            self._remembered[word] = found
        return found

    def _pieces(self, part: str) -> list[int]:
        if len(part) > LONGEST_WORD:
            return [self.unknown]
        found: list[int] = []
        start = 0
        while start < len(part):
            prefix = "##" if start else ""
            for end in range(min(len(part), start + self._longest), start, -1):
                number = self._ids.get(prefix + part[start:end])
                if number is not None:
                    break
            else:
                return [self.unknown]
            found.append(number)
            start = end
        return found


def plain_parts(text: str) -> list[str]:
    """Lowered runs without accents, in the order of the text; punctuation and Chinese characters by themselves."""
    if text.isascii() and text.isalnum():
        return [text.lower()]
    cleaned = "".join(_cleaned(character) for character in text)
    parts: list[str] = []
    for word in cleaned.split():
        plain = "".join(c for c in unicodedata.normalize("NFD", word.lower()) if unicodedata.category(c) != "Mn")
        run = ""
        for character in plain:
            if not _is_punctuation(character):
                run += character
                continue
            parts += [run, character] if run else [character]
            run = ""
        if run:
            parts.append(run)
    return parts


def _cleaned(character: str) -> str:
    if character in "\t\n\r":
        return " "
    category = unicodedata.category(character)
    if category == "Zs":
        return " "
    if category.startswith("C") or character == _REPLACEMENT:
        return ""
    if any(first <= ord(character) <= last for first, last in _CHINESE):
        return f" {character} "
    return character


def _is_punctuation(character: str) -> bool:
    """Also the ASCII signs that Unicode calls symbols, such as $ and +; not those beyond, such as the euro sign."""
    if character.isascii():
        return not character.isalnum() and character.isprintable() and character != " "
    return unicodedata.category(character).startswith("P")
