"""How much the words of a sentence look at each other while the language model reads it.

Some heads of a language model have learned to look from a verb to its subject or object (Clark et al. 2019, "What does
BERT look at?"), so the attention between a trigger and a mention says something about the role between them.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from threading import Lock
from typing import Any

import numpy as np

from spanloop.learn.embedding.features import TokenFeatures, Window
from spanloop.learn.embedding.weights import DEPTH, HEADS

#: Maps of each sentence: one for each head of each layer.
MAPS = DEPTH * HEADS
#: Bytes of maps kept in memory, some 250 sentences of 40 words.
MEMORY = 64 << 20


@dataclass(frozen=True)
class Looks:
    """The tokens [first, end) of a text, and how much each looks at each: (MAPS, tokens, tokens), float16."""

    first: int
    end: int
    maps: Any

    def between(self, places: Sequence[tuple[tuple[int, int], tuple[int, int]]]) -> Any:
        """For each pair of token ranges of the text how much the first looks at the second: (pairs, MAPS), float32.

        What a range looks at is the mean over its tokens; a range that is not whole in here is not looked at.
        """
        said = np.zeros((len(places), MAPS), dtype=np.float32)
        for row, ((start, end), (first, last)) in enumerate(places):
            if min(start, first) >= self.first and max(end, last) <= self.end and start < end and first < last:
                cut = self.maps[:, start - self.first : end - self.first, first - self.first : last - self.first]
                said[row] = cut.astype(np.float32).sum(axis=2).mean(axis=1)
        return said


class TokenAttention:
    """Attention between tokens, of the sentences that are asked for; those of the last few are kept. Thread-safe."""

    def __init__(self, features: TokenFeatures, *, memory: int = MEMORY) -> None:
        self._features = features
        self._memory: OrderedDict[bytes, Any] = OrderedDict()
        self._free = memory
        self._lock = Lock()

    def of(self, texts: Iterable[tuple[Sequence[str], Collection[int]]]) -> list[list[Looks]]:
        """For each text, given as its tokens and those that matter, the sentences that hold one of them.

        Raises SpanloopError where the language model is not here or fails.
        """
        chosen = [list(self._chosen(tokens, wanted)) for tokens, wanted in texts]
        windows = {window.key: window for text in chosen for _, window in text}
        found = self._look_up(windows)
        missing = [window for key, window in windows.items() if key not in found]
        made = {window.key: _by_token(maps, window.counts) for window, maps in self._features.attention(missing)}
        self._remember(made)
        found.update(made)
        return [
            [Looks(first, first + len(window.counts), found[window.key]) for first, window in text] for text in chosen
        ]

    def _chosen(self, tokens: Sequence[str], wanted: Collection[int]) -> Iterator[tuple[int, Window]]:
        if not wanted:
            return
        first = 0
        for window in self._features.windows(tokens):
            if any(first <= token < first + len(window.counts) for token in wanted):
                yield first, window
            first += len(window.counts)

    def _look_up(self, keys: Iterable[bytes]) -> dict[bytes, Any]:
        found: dict[bytes, Any] = {}
        with self._lock:
            for key in keys:
                if key in self._memory:
                    self._memory.move_to_end(key)
                    found[key] = self._memory[key]
        return found

    def _remember(self, made: dict[bytes, Any]) -> None:
        with self._lock:
            for key, maps in made.items():
                if key not in self._memory:
                    self._memory[key] = maps
                    self._free -= maps.nbytes
            while self._free < 0 and self._memory:
                _, oldest = self._memory.popitem(last=False)
                self._free += oldest.nbytes


def _by_token(maps: Any, counts: Sequence[int]) -> Any:
    """Maps between pieces as maps between tokens: the sum over what is looked at, the mean over what looks."""
    sizes = np.array(counts)
    seen = sizes > 0
    tokens = np.zeros((len(maps), len(counts), len(counts)), dtype=np.float16)
    if seen.any():
        firsts = (np.cumsum(sizes) - sizes)[seen]
        said = np.add.reduceat(np.add.reduceat(maps, firsts, axis=2), firsts, axis=1)
        rows = np.flatnonzero(seen)
        tokens[:, rows[:, None], rows] = said / sizes[seen, None].astype(np.float32)
    tokens.setflags(write=False)  # it is shared by all who ask for this sentence
    return tokens
