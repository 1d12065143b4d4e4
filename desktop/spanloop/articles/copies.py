"""Near-duplicate articles: syndicated copies, trimmed, extended, retitled or reordered.

MinHash with banding finds candidates, and what two candidates really share decides. Words are folded (case, width,
diacritics, punctuation), so an edit is what a reader would call one. The thresholds are measured, not chosen:
`python -m tests.benchmarks.copies`. The outcome is a function of the texts alone, whatever their order.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from itertools import islice
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from spanloop.articles.copy_groups import Groups, Hashes, ShingleFile
from spanloop.core.cuts import RUN, RUN_OR_SINGLE, has_single

#: Shared shingles of all shingles from which two articles are copies. Reports on one event by several hands share less
#: than .10, a standing form that is filled in anew less than .20; light edits leave more than .50.
LEAST_JACCARD = 0.3
#: The same of the shorter article's shingles, for copies cut short and copies with paragraphs added.
LEAST_CONTAINED = 0.5
#: How many shingles two articles have to share at least, unless they are all but equal: short notes look alike.
LEAST_SHARED = 20
_ALL_BUT_EQUAL = 0.9

#: Two rows a band: an article of which a fifth is shared meets the other in some band nine times of ten.
_BANDS, _ROWS = 64, 2
_AT_ONCE = 512
#: Words whose hashes are kept (100 bytes each).
_MOST_WORDS = 300_000
#: How many words a shingle has; where words are single characters (Chinese, Thai), a word has about two of them.
_WORDS, _CHARACTERS = 3, 6

_TATWEEL = "\u0640"


class _Vocabulary(dict[str, int]):
    """64-bit hashes of words; the same in every process. Begun anew where it grew large."""

    def __missing__(self, word: str) -> int:
        value = int.from_bytes(blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")
        if len(self) >= _MOST_WORDS:
            self.clear()
        self[word] = value
        return value


def groups_of_copies(
    texts: Iterable[str], *, on_progress: Callable[[int], None] | None = None, folder: Path | None = None
) -> list[list[int]]:
    """Places of texts that are copies of each other, directly or by way of others; each group has two or more.

    texts: taken one after the other; none is kept. on_progress: called with how many were read, and again and again
    with the last number while they are compared; what it raises ends the work. folder: for what does not fit into
    memory (some 4 kB a text), the system's own where none is named; nothing stays there. Raises OSError where it is
    full.
    """
    tell = on_progress or _nobody
    vocabulary = _Vocabulary()
    keys: list[Hashes] = []
    small: list[NDArray[np.uint32]] = []
    with ShingleFile(folder) as shingles:
        for some in _some(texts):
            cut = [_shingles(text, vocabulary) for text in some]
            shingles.add(cut)
            signatures = _signatures(cut, first=len(shingles) - len(cut))
            keys.append(_band_keys(signatures))
            small.append((signatures >> np.uint64(32)).astype(np.uint32))
            tell(len(shingles))
        vocabulary.clear()

        def alike(one: int, other: int) -> bool:
            return are_copies(*_likeness(shingles.read(one), shingles.read(other)))

        likely = _Likely(np.concatenate(small), shingles.sizes()) if small else _nothing_likely
        small.clear()
        groups = Groups(len(shingles), alike, likely=likely, tell=lambda: tell(len(shingles)))
        for band in range(_BANDS if keys else 0):
            groups.join_band(np.concatenate([block[band] for block in keys]))
        return groups.found()


class _Likely:
    """Which pairs of articles may be copies, by how many of their MinHash values agree.

    So many agree as the Jaccard index has of all; copies have at least the one from which they count as such, or, where
    one is much shorter, that which its share leaves. Three standard deviations below this are let pass: one copy of a
    thousand at the very limit is lost.
    """

    def __init__(self, values: NDArray[np.uint32], sizes: NDArray[np.int64]) -> None:
        """values: a row an article. sizes: how many shingles each has."""
        self._values, self._sizes = values, sizes

    def __call__(self, ones: Hashes, others: Hashes) -> NDArray[np.bool_]:
        agreeing = np.count_nonzero(self._values[ones] == self._values[others], axis=1)
        smaller = np.minimum(self._sizes[ones], self._sizes[others])
        larger = np.maximum(self._sizes[ones], self._sizes[others])
        contained = LEAST_CONTAINED * smaller / np.maximum(larger + (1 - LEAST_CONTAINED) * smaller, 1)
        least = np.minimum(LEAST_JACCARD, contained)
        count = self._values.shape[1]
        return agreeing >= count * least - 3 * np.sqrt(count * least * (1 - least))


def _nothing_likely(ones: Hashes, _others: Hashes) -> NDArray[np.bool_]:
    return np.zeros(len(ones), np.bool_)


def _some(texts: Iterable[str]) -> Iterator[list[str]]:
    source = iter(texts)
    while some := list(islice(source, _AT_ONCE)):
        yield some


def _nobody(_done: int) -> None:
    """Nobody wants to know."""


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
        return RUN.findall(text.lower()), False
    plain = unicodedata.normalize("NFKD", text)
    # Accents, harakat and other marks that copies drop or add; what is left is composed again (Hangul).
    for char in filter(_falls_away, set(plain)):
        plain = plain.replace(char, "")
    plain = unicodedata.normalize("NFC", plain).casefold()
    if not any(map(_is_single, set(plain))):
        return RUN.findall(plain), False
    words = RUN_OR_SINGLE.findall(plain)
    return words, sum(map(_is_single, (word[0] for word in words))) * 2 > len(words)


@lru_cache(maxsize=4096)
def _falls_away(char: str) -> bool:
    return char == _TATWEEL or unicodedata.category(char) == "Mn"


@lru_cache(maxsize=16384)
def _is_single(char: str) -> bool:
    return has_single(char)


def _shingles(text: str, vocabulary: _Vocabulary) -> Hashes:
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


def _signatures(some: Sequence[Hashes], *, first: int) -> Hashes:
    """MinHash signatures, one row an article; an article without words gets one that no other has. first: the place of
    the first of them among all."""
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
        own = np.random.Generator(np.random.PCG64([20240312, first + place]))
        signatures[place] = own.integers(0, 2**63, len(factors), np.uint64)
    return signatures


def _band_keys(signatures: Hashes) -> Hashes:
    """One number for each band and article: articles that agree in a whole band have the same."""
    return (signatures[:, ::_ROWS] * np.uint64(0xC2B2AE3D27D4EB4F) ^ signatures[:, 1::_ROWS]).T.copy()


def _likeness(one: Hashes, other: Hashes) -> tuple[float, float, int]:
    if not len(one) or not len(other):
        return 0.0, 0.0, 0
    both = np.sort(np.concatenate((one, other)), kind="stable")
    shared = int(np.count_nonzero(both[1:] == both[:-1]))
    return shared / (len(one) + len(other) - shared), shared / min(len(one), len(other)), shared
