"""Words and what they were marked as: the memory from which a type or a label is proposed."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, insort
from collections.abc import Mapping
from functools import lru_cache

from spanloop.core.schema import Schema

#: Folding leaves at least this much of a word, so that short ones stay apart.
_STEM = 3
_VOWELS = frozenset("aeiouy")
#: Arabic alefs with hamza or madda, and alef maqsura, which are often written without.
_LETTERS = str.maketrans({"أ": "ا", "إ": "ا", "آ": "ا", "ى": "ي", "ـ": None, "’": "'"})
#: Kin have this much in common at their start, and differ in no more than this many code points behind it.
_KIN_START, _KIN_END = 6, 4
_MOST_KIN = 400
#: A word of a gloss with fewer code points ("of", "to") says nothing; a type's name and kinds say more than its gloss.
_SHORTEST_GLOSS, _NAMED_SO = 3, 2
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_EXAMPLE = re.compile(r"\[([^\[\]]+)\]")


@lru_cache(maxsize=20_000)
def fold_words(quote: str) -> str:
    """A trigger's or mention's words so that their usual forms fall together: "Shelling" and "shelled" are "shel".

    No lemmatizer runs in the window, and none is needed: what comes out is never shown, it only has to be the same for
    the forms of one word and seldom the same for two words. English forms end in -s, -es, -ed, -ing; cutting these,
    then a silent e and a doubled consonant, and writing y as i ("carries", "carry") joins all regular forms. Words that
    fall together wrongly ("hoping", "hopping") cost nothing, because the type that was marked most often wins.
    Irregular forms ("struck") are learned as words of their own. Other scripts lose only their accents and vowel signs;
    for the endings of richly inflected languages see Lexicon.kin.
    """
    return " ".join(_fold(word) for word in quote.casefold().translate(_LETTERS).split())


def _fold(word: str) -> str:
    word = word.strip(".,;:!?\"'()[]«»“”‘")
    if not word.isascii():
        word = "".join(c for c in unicodedata.normalize("NFKD", word) if unicodedata.category(c) != "Mn")
    word = word.removesuffix("'s")
    if not word.isascii() or not word.isalpha():
        return word
    for ending in ("ing", "ed", "es", "s"):
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _STEM and _VOWELS.intersection(stem):
            if ending != "s" or word[-2] not in "siu":
                word = stem
                break
    if len(word) > _STEM and word[-1] == "e":
        word = word[:-1]
    if len(word) > _STEM and word[-1] == word[-2] and word[-1] not in _VOWELS:
        word = word[:-1]
    return f"{word[:-1]}i" if len(word) >= _STEM and word[-1] == "y" else word


class Lexicon:
    """How often words were marked as what (an event type, an entity label). Look-ups cost the same for any size."""

    def __init__(self) -> None:
        self._counts: dict[str, dict[str, int]] = {}
        #: All keys in order, once somebody asked for kin.
        self._ordered: list[str] | None = None

    def __len__(self) -> int:
        return len(self._counts)

    def count(self, quote: str, name: str, *, times: int = 1) -> None:
        """These words were marked as this; with times=-1 no longer. Counts never fall below 0."""
        key = fold_words(quote)
        if not key:
            return
        held = self._counts.get(key)
        now = (held.get(name, 0) if held else 0) + times
        if now > 0:
            if held is None:
                self._counts[key] = {name: now}
                if self._ordered is not None:
                    insort(self._ordered, key)
            else:
                held[name] = now
        elif held is not None and held.pop(name, None) is not None and not held:
            del self._counts[key]
            if self._ordered is not None:
                del self._ordered[bisect_left(self._ordered, key)]

    def known(self, quote: str) -> Mapping[str, int]:
        """What these words were marked as, and how often; without any, what each of them was marked as by itself."""
        key = fold_words(quote)
        found = self._counts.get(key)
        if found is not None or " " not in key:
            return dict(found or {})
        together: dict[str, int] = {}
        for word in key.split():
            for name, times in self._counts.get(word, {}).items():
                together[name] = together.get(name, 0) + times
        return together

    def kin(self, quote: str) -> Mapping[str, int]:
        """What words of nearly the same form were marked as: those that begin alike and differ in their endings only.

        For languages whose words take many endings; quick, because the neighbours in the alphabet are looked at.
        """
        key = fold_words(quote)
        if len(key) < _KIN_START:
            return {}
        if self._ordered is None:
            self._ordered = sorted(self._counts)
        start = key[: max(_KIN_START, len(key) - _KIN_END)]
        together: dict[str, int] = {}
        first = bisect_left(self._ordered, start)
        for other in self._ordered[first : first + _MOST_KIN]:
            if not other.startswith(start):
                break
            if other != key and len(other) - _alike(key, other) <= _KIN_END:
                for name, times in self._counts[other].items():
                    together[name] = together.get(name, 0) + times
        return together

    def snapshot(self) -> dict[str, dict[str, int]]:
        """All that is known, for comparing two of them."""
        return {key: dict(names) for key, names in self._counts.items()}


def _alike(one: str, other: str) -> int:
    """How many code points two words have in common at their start."""
    return next((n for n, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def example_triggers(schema: Schema) -> Lexicon:
    """What the guideline's examples call a trigger: the words in [square brackets] of each event type's example."""
    found = Lexicon()
    for kind in schema.events:
        for words in _EXAMPLE.findall(kind.help.example):
            found.count(words, kind.type)
    return found


def gloss_words(schema: Schema) -> Lexicon:
    """The words with which the schema itself describes event types: their glosses, and more than these their names and
    kinds. They are no triggers ("people" stands in two glosses of a schema), so they are asked where nothing else is
    known. A name or kind of several words ("met_with_force") counts as a whole, for its parts mean something else.
    """
    found = Lexicon()
    for kind in schema.events:
        said = {fold_words(word): 1 for word in _WORD.findall(kind.help.gloss) if len(word) >= _SHORTEST_GLOSS}
        said |= {fold_words(name.replace("_", " ")): _NAMED_SO for name in (kind.type, *kind.kinds)}
        for word, times in said.items():
            found.count(word, kind.type, times=times)
    return found
