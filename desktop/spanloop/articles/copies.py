"""Near-duplicate articles: syndicated copies, trimmed, extended, retitled or reordered.

MinHash with banding finds candidates, and what two candidates really share decides. Words are folded (case, width,
diacritics, punctuation), so an edit is what a reader would call one. The thresholds are measured, not chosen:
`python -m tests.benchmarks.copies`. The outcome is a function of the texts alone, whatever their order.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

#: Shared shingles of all shingles from which two articles are copies. Reports on one event by several hands share less
#: than .10, a standing form that is filled in anew less than .20; light edits leave more than .50.
LEAST_JACCARD = 0.3
#: The same of the shorter article's shingles, for copies cut short and copies with paragraphs added.
LEAST_CONTAINED = 0.5
#: How many shingles two articles have to share at least, unless they are all but equal: short notes look alike.
LEAST_SHARED = 20
_ALL_BUT_EQUAL = 0.9

_Hashes = NDArray[np.uint64]

#: Two rows a band: an article of which a fifth is shared meets the other in some band nine times of ten.
_BANDS, _ROWS = 64, 2
_AT_ONCE = 512
#: How many words a shingle has; where words are single characters (Chinese, Thai), a word has about two of them.
_WORDS, _CHARACTERS = 3, 6

# Scripts that put no space between words: each character stands for itself.
_SINGLE = (
    "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\uff66-\uff9f\U00020000-\U0003ffff"
)
_HAS_SINGLE = re.compile(f"[{_SINGLE}]")
_WORD = re.compile(r"\w+")
_WORD_OR_SINGLE = re.compile(rf"[{_SINGLE}]|(?:(?![{_SINGLE}])\w)+")
_TATWEEL = "\u0640"


class _Vocabulary(dict[str, int]):
    """64-bit hashes of words; the same in every process."""

    def __missing__(self, word: str) -> int:
        value = int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
        self[word] = value
        return value


def groups_of_copies(texts: Sequence[str], *, on_progress: Callable[[int, int], None] | None = None) -> list[list[int]]:
    """Places of texts that are copies of each other, directly or by way of others; each group has two or more.

    on_progress: called with texts read and texts in all. Takes about 2 seconds for 10,000 articles of 400 words.
    """
    vocabulary = _Vocabulary()
    shingles: list[_Hashes] = []
    signatures: list[_Hashes] = []
    for first in range(0, len(texts), _AT_ONCE):
        some = [_shingles(text, vocabulary) for text in texts[first : first + _AT_ONCE]]
        shingles += some
        signatures.append(_signatures(some))
        if on_progress is not None:
            on_progress(len(shingles), len(texts))
    if not shingles:
        return []
    groups = _Groups(shingles)
    for bucket in _buckets(np.concatenate(signatures)):
        groups.join_alike(bucket)
    return groups.found()


def likeness(one: str, other: str) -> tuple[float, float, int]:
    """What two texts share: of all their shingles, of the shorter one's, and how many."""
    vocabulary = _Vocabulary()
    return _likeness(_shingles(one, vocabulary), _shingles(other, vocabulary))


def are_copies(jaccard: float, contained: float, shared: int) -> bool:
    """Whether so much in common makes two articles copies."""
    if shared < LEAST_SHARED:
        return jaccard >= _ALL_BUT_EQUAL
    return jaccard >= LEAST_JACCARD or contained >= LEAST_CONTAINED


def _words(text: str) -> tuple[list[str], bool]:
    """The folded words of a text, and whether most of them are single characters of a script without spaces."""
    if text.isascii():
        return _WORD.findall(text.lower()), False
    plain = unicodedata.normalize("NFKD", text)
    # Accents, harakat and other marks that copies drop or add; what is left is composed again (Hangul).
    for char in set(plain):
        if char == _TATWEEL or unicodedata.category(char) == "Mn":
            plain = plain.replace(char, "")
    plain = unicodedata.normalize("NFC", plain).casefold()
    if not _HAS_SINGLE.search(plain):
        return _WORD.findall(plain), False
    words = _WORD_OR_SINGLE.findall(plain)
    return words, sum(_HAS_SINGLE.match(word) is not None for word in words) * 2 > len(words)


def _shingles(text: str, vocabulary: _Vocabulary) -> _Hashes:
    """Hashes of all runs of so many words, sorted, each once; of all words together where there are fewer."""
    words, single = _words(text)
    if not words:
        return np.empty(0, np.uint64)
    codes = np.array([vocabulary[word] for word in words], np.uint64)
    size = min(_CHARACTERS if single else _WORDS, len(codes))
    mixed = np.zeros(len(codes) - size + 1, np.uint64)
    for place in range(size):
        # Order matters, so each place has its own turn of the wheel before it is mixed in.
        mixed = (mixed ^ codes[place : place + len(mixed)]) * np.uint64(0x9E3779B97F4A7C15)
        mixed ^= mixed >> np.uint64(29)
    return np.unique(mixed)


def _signatures(some: Sequence[_Hashes]) -> _Hashes:
    """MinHash signatures, one row an article; an article without words gets one that no other has."""
    generator = np.random.Generator(np.random.PCG64(20240312))
    factors = generator.integers(0, 2**63, _BANDS * _ROWS, np.uint64) * np.uint64(2) + np.uint64(1)
    addends = generator.integers(0, 2**63, _BANDS * _ROWS, np.uint64)
    signatures = np.empty((len(some), len(factors)), np.uint64)
    filled = [place for place, hashes in enumerate(some) if len(hashes)]
    if filled:
        every = np.concatenate([some[place] for place in filled])
        begins = np.cumsum([0, *(len(some[place]) for place in filled[:-1])])
        for number, (factor, addend) in enumerate(zip(factors, addends, strict=True)):
            signatures[filled, number] = np.minimum.reduceat(every * factor + addend, begins)
    for place in sorted(set(range(len(some))) - set(filled)):
        signatures[place] = generator.integers(0, 2**63, len(factors), np.uint64) + np.uint64(place)
    return signatures


def _buckets(signatures: _Hashes) -> Iterator[list[int]]:
    """Places of articles that agree in a whole band, band by band."""
    for band in range(_BANDS):
        rows = signatures[:, band * _ROWS : (band + 1) * _ROWS]
        keys = (rows[:, 0] * np.uint64(0xC2B2AE3D27D4EB4F)) ^ rows[:, 1]
        order = np.argsort(keys, kind="stable")
        edges = np.flatnonzero(np.diff(keys[order]))
        begins: list[int] = [0, *(int(edge) + 1 for edge in edges)]
        ends = [*begins[1:], len(order)]
        for begin, end in zip(begins, ends, strict=True):
            if end - begin > 1:
                yield order[begin:end].tolist()


def _likeness(one: _Hashes, other: _Hashes) -> tuple[float, float, int]:
    if not len(one) or not len(other):
        return 0.0, 0.0, 0
    both = np.sort(np.concatenate((one, other)), kind="stable")
    shared = int(np.count_nonzero(both[1:] == both[:-1]))
    return shared / (len(one) + len(other) - shared), shared / min(len(one), len(other)), shared


class _Groups:
    """Which articles are joined so far. Two that are joined already are not compared again."""

    def __init__(self, shingles: Sequence[_Hashes]) -> None:
        self._shingles = shingles
        self._above = list(range(len(shingles)))
        self._apart: set[tuple[int, int]] = set()

    def join_alike(self, bucket: Sequence[int]) -> None:
        """Join those of a bucket that are copies. A pair is compared once, and only while nothing joins it."""
        met: dict[int, list[int]] = {}
        for place in bucket:
            for root in list(met):
                members = met[root]
                if self._root(root) == self._root(place) or any(self._alike(other, place) for other in members):
                    self._above[self._root(place)] = self._root(root)
            merged: dict[int, list[int]] = defaultdict(list)
            for members in met.values():
                merged[self._root(members[0])] += members
            merged[self._root(place)].append(place)
            met = merged

    def _alike(self, one: int, other: int) -> bool:
        pair = (one, other) if one < other else (other, one)
        if pair in self._apart:
            return False
        if are_copies(*_likeness(self._shingles[one], self._shingles[other])):
            return True
        self._apart.add(pair)
        return False

    def _root(self, place: int) -> int:
        while self._above[place] != place:
            self._above[place] = self._above[self._above[place]]
            place = self._above[place]
        return place

    def found(self) -> list[list[int]]:
        """Groups of two or more, each in order, in the order of their first ones."""
        groups: dict[int, list[int]] = defaultdict(list)
        for place in range(len(self._above)):
            groups[self._root(place)].append(place)
        return sorted(group for group in groups.values() if len(group) > 1)
