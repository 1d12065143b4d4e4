"""Looking up in a line what the furniture of pages says (see vocabulary)."""

from __future__ import annotations

from spanloop.articles.zones.blocks import Block, words_of
from spanloop.articles.zones.vocabulary import PHRASE_ROWS

Phrase = tuple[str, ...]


class Phrases:
    """The rows above by their first words, so that a line is looked up word by word."""

    def __init__(self) -> None:
        self._whole: dict[str, dict[Phrase, str]] = {}
        self._first: dict[str, dict[Phrase, str]] = {}
        self._inner: dict[str, dict[Phrase, str]] = {}
        tables = {"": self._whole, ">": self._first, "~": self._inner}
        for row in filter(None, PHRASE_ROWS.splitlines()):
            head, _, phrases = row.partition(":")
            role, _, mode = head.strip().partition(" ")
            for phrase in phrases.split("|"):
                if words := words_of(phrase):
                    tables[mode].setdefault(words[0], {}).setdefault(words, role)

    def whole(self, words: Phrase) -> str:
        """The role of a line that is made of such phrases and numbers only (that of its first phrase), else ""."""
        role = ""
        at = 0
        while at < len(words):
            found = _longest(self._whole, words, at)
            if found is not None:
                role = role or found[1]
                at += len(found[0])
            elif words[at].isdecimal():
                at += 1
            else:
                return ""
        return role

    def first(self, words: Phrase) -> tuple[Phrase, str] | None:
        """The longest phrase that begins a line, numbers before it passed over, and its role."""
        at = 0
        while at < min(2, len(words)) and words[at].isdecimal():
            at += 1
        return _longest(self._first, words, at)

    def inner(self, block: Block) -> str:
        """The role of a phrase inside a line, else ""."""
        for at, word in enumerate(block.words):
            if word in self._inner and (found := _longest(self._inner, block.words, at)):
                return found[1]
        return ""


def _longest(table: dict[str, dict[Phrase, str]], words: Phrase, at: int) -> tuple[Phrase, str] | None:
    if at >= len(words):
        return None
    known = table.get(words[at], {})
    fitting = [phrase for phrase in known if words[at : at + len(phrase)] == phrase]
    if not fitting:
        return None
    best = max(fitting, key=len)
    return best, known[best]


PHRASES = Phrases()
