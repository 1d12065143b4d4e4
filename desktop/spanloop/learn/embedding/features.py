"""The features of every token of a text, kept for every sentence that was seen."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np

from spanloop.learn.embedding.engine import Engine, filled_length, open_engine
from spanloop.learn.embedding.kept import KEY_BYTES, KeptFeatures
from spanloop.learn.embedding.weights import LAYERS, NAME, WIDTH
from spanloop.learn.embedding.windows import MOST_PIECES, cut_windows
from spanloop.learn.embedding.wordpieces import WordPieces

#: Numbers for each token: those of all layers, side by side.
FEATURES = len(LAYERS) * WIDTH
#: Word pieces computed at once, with those that fill up; more does not fit the processor's cache.
BATCH = 512
#: Batches computed at the same time, one processor core each.
THREADS = 2
#: Texts whose windows are kept, and their longest, in tokens: a pipeline's components read a batch one after the other.
_CUT, _LONGEST_CUT = 256, 2_000
#: Bytes of features kept in memory, about 55,000 tokens.
MEMORY = 128 << 20


@dataclass(frozen=True)
class Window:
    """What is computed at once. counts: how many of `ids` each token has. key: the same for the same pieces."""

    key: bytes
    ids: tuple[int, ...]
    counts: tuple[int, ...]


class TokenFeatures:
    """Features by token. They depend on the sentence that a token stands in, and on nothing else.

    keep: the folder for what outlives the process; None keeps in memory alone. Safe in several threads.
    """

    def __init__(self, name: str = NAME, *, keep: Path | None = None, memory: int = MEMORY) -> None:
        self._engine: Engine = open_engine(name)
        weights = self._engine.weights
        self._pieces = WordPieces(weights.pieces())
        self._memory: OrderedDict[bytes, Any] = OrderedDict()
        self._free = memory
        self._cut: OrderedDict[tuple[str, ...], list[Window]] = OrderedDict()
        self._lock = Lock()
        self.sha256 = weights.sha256
        # The two engines differ in the last digits, so each has a file of its own; versions of one differ less.
        label = f"{weights.name}-{weights.sha256[:12]}-{self._engine.name}"
        self._kept = KeptFeatures(keep / f"{label}.features", width=FEATURES) if keep is not None else None

    def of(self, texts: Iterable[Sequence[str]]) -> list[Any]:
        """For each text, given as its tokens, an array (tokens, FEATURES) of float16; raises as in_parts does."""
        nothing = np.zeros((0, FEATURES), dtype=np.float16)
        return [np.concatenate([nothing, *parts]) for parts in self.in_parts(texts)]

    def in_parts(self, texts: Iterable[Sequence[str]]) -> list[list[Any]]:
        """For each text its arrays one after the other, as they are kept: not to be written to, and not copied.

        Zeros where a token has nothing that can be read. Raises SpanloopError where the engine fails.
        """
        windows = [self.windows(tokens) for tokens in texts]
        wanted = {window.key: window for text in windows for window in text}
        found = self._look_up(wanted)
        missing = [window for key, window in wanted.items() if key not in found]
        if missing:
            computed = dict(self._compute(missing))
            self._remember(computed)
            if self._kept is not None:
                self._kept.add(computed)
            found.update(computed)
        return [[found[window.key] for window in text] for text in windows]

    def windows(self, tokens: Sequence[str]) -> list[Window]:
        """What a text is cut into; the windows follow each other and are all of its tokens."""
        if len(tokens) > _LONGEST_CUT:
            return self._cut_windows(tokens)
        key = tuple(tokens)
        with self._lock:
            found = self._cut.get(key)
        if found is None:
            found = self._cut_windows(key)
            with self._lock:
                self._cut[key] = found
                while len(self._cut) > _CUT:
                    self._cut.popitem(last=False)
        return found

    def _cut_windows(self, tokens: Sequence[str]) -> list[Window]:
        pieces = [self._pieces.cut(token) for token in tokens]
        windows: list[Window] = []
        for first, end in cut_windows(tokens, [len(each) for each in pieces]):
            read = [each[:MOST_PIECES] for each in pieces[first:end]]
            ids = tuple(number for each in read for number in each)
            counts = tuple(len(each) for each in read)
            said = np.array([len(counts), *counts, *ids], dtype="<i4").tobytes()
            windows.append(Window(blake2b(said, digest_size=KEY_BYTES).digest(), ids, counts))
        return windows

    def _look_up(self, wanted: Mapping[bytes, Window]) -> dict[bytes, Any]:
        """What was computed before, from memory, else from the disk."""
        found: dict[bytes, Any] = {}
        with self._lock:
            for key in wanted:
                if key in self._memory:
                    self._memory.move_to_end(key)
                    found[key] = self._memory[key]
        if self._kept is not None and len(found) < len(wanted):
            read = self._kept.get([key for key in wanted if key not in found])
            self._remember(read)
            found.update(read)
        return found

    def _remember(self, features: Mapping[bytes, Any]) -> None:
        with self._lock:
            for key, array in features.items():
                if key not in self._memory:
                    self._memory[key] = array
                    self._free -= array.nbytes
            while self._free < 0 and self._memory:
                _, oldest = self._memory.popitem(last=False)
                self._free += oldest.nbytes

    def _compute(self, windows: Sequence[Window]) -> Iterator[tuple[bytes, Any]]:
        batches = list(_batches(windows))
        if len(batches) == 1:
            yield from self._run(*batches[0])
            return
        with ThreadPoolExecutor(THREADS, thread_name_prefix="embedding") as threads:
            for done in threads.map(lambda batch: self._run(*batch), batches):
                yield from done

    def _run(self, length: int, windows: Sequence[Window]) -> list[tuple[bytes, Any]]:
        """The features of windows that are all filled up to the same length."""
        outputs = self._engine.run(*self._filled(length, windows))
        return [
            (window.key, _by_token([output[row] for output in outputs], window.counts))
            for row, window in enumerate(windows)
        ]

    def attention(self, windows: Sequence[Window]) -> Iterator[tuple[Window, Any]]:
        """Of each window how much its pieces look at each other: (layers times heads, pieces, pieces) as float32.

        The pieces are those of the window, without the two that begin and end it. Computed anew each time.
        """
        for length, some in _batches(windows):
            layers = self._engine.attention(*self._filled(length, some))
            for row, window in enumerate(some):
                inner = slice(1, 1 + len(window.ids))
                yield window, np.concatenate([layer[row, :, inner, inner] for layer in layers])

    def _filled(self, length: int, windows: Sequence[Window]) -> tuple[Any, Any]:
        """What an engine takes: ids and mask of windows, filled up to one length."""
        ids = np.zeros((len(windows), length), dtype=np.int64)
        mask = np.zeros((len(windows), length), dtype=np.float32)
        for row, window in enumerate(windows):
            pieces = (self._pieces.begin, *window.ids, self._pieces.end)
            ids[row, : len(pieces)] = pieces
            mask[row, : len(pieces)] = 1
        return ids, mask


def _batches(windows: Sequence[Window]) -> Iterator[tuple[int, list[Window]]]:
    """Windows by the length that they are filled up to, the longest first: threads then end at about one time."""
    by_length: dict[int, list[Window]] = {}
    for window in windows:
        by_length.setdefault(filled_length(len(window.ids) + 2), []).append(window)
    for length, same in sorted(by_length.items(), key=lambda item: -item[0]):
        size = max(1, BATCH // length)
        for first in range(0, len(same), size):
            yield length, same[first : first + size]


def _by_token(outputs: Sequence[Any], counts: Sequence[int]) -> Any:
    """The mean over each token's pieces, layers side by side. outputs: (pieces, WIDTH) with the one that begins."""
    sizes = np.array(counts)
    seen = sizes > 0
    features = np.zeros((len(counts), FEATURES), dtype=np.float16)
    if seen.any():
        firsts = 1 + np.cumsum(sizes) - sizes
        last = 1 + int(sizes.sum())
        for number, output in enumerate(outputs):
            sums = np.add.reduceat(output[:last], firsts[seen], axis=0)
            features[seen, number * WIDTH : (number + 1) * WIDTH] = sums / sizes[seen, None].astype(np.float32)
    features.setflags(write=False)  # it is shared by all who ask for this sentence
    return features
