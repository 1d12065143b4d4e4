"""What an article or a sentence is about, as numbers: the mean of its tokens in the small language model.

Where the language model is not installed, its words are counted instead. Vectors of articles are kept on disk by their
text, because reading 10,000 articles takes minutes.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from hashlib import blake2b
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np

from spanloop.learn.embedding.features import TokenFeatures
from spanloop.learn.embedding.kept import KEY_BYTES, KeptFeatures
from spanloop.learn.embedding.weights import WIDTH, is_here

#: Of an article so many tokens are read.
LEAD = 256
#: Numbers of a bag of words.
BUCKETS = 512
#: Texts that are read at once.
PORTION = 64
_TOKENS = re.compile(r"\w+|[^\w\s]")


class Reader:
    """Reads texts in portions, so that no more of them than one portion has to be held.

    keep: the folder in which vectors outlive the process.
    """

    def __init__(self, *, keep: Path | None = None) -> None:
        self._rows: list[Any] = []
        # All the tokens of a pool would push out of the cache what training reads again, so none are kept.
        self._model = TokenFeatures(keep=None) if is_here() else None
        self._kept = None
        if self._model is not None and keep is not None:
            self._kept = KeptFeatures(keep / f"articles-{self._model.sha256[:12]}.vectors", width=WIDTH)

    def read(self, texts: Sequence[Sequence[str]]) -> None:
        """Read some more texts, each given as its tokens."""
        if self._model is None:
            self._rows.append(_bags(texts))
            return
        keys = [_key(text) for text in texts]
        found = self._kept.get(keys) if self._kept is not None else {}
        rows = np.zeros((len(texts), WIDTH), dtype=np.float32)
        for place, key in enumerate(keys):
            if key in found:
                rows[place] = found[key][0]
        missing = [place for place, key in enumerate(keys) if key not in found]
        fresh = self._model.in_parts([texts[place] for place in missing])
        for place, windows in zip(missing, fresh, strict=True):
            # As it comes back from the disk, so that an order does not depend on what was kept.
            rows[place] = _mean(windows).astype(np.float16)
        if self._kept is not None and missing:
            self._kept.add({keys[place]: rows[place : place + 1].astype(np.float16) for place in missing})
        self._rows.append(rows)

    def vectors(self) -> Any:
        """A row for each text in the order in which they were read, (texts, numbers) float32; zeros where a text has
        no words."""
        width = BUCKETS if self._model is None else WIDTH
        rows = np.concatenate(self._rows) if self._rows else np.zeros((0, width), dtype=np.float32)
        if self._model is None and len(rows):
            # Words that few texts have say more about them.
            rows = rows * np.log(1 + len(rows) / np.maximum(1, (rows > 0).sum(axis=0))).astype(np.float32)
        return rows


def _mean(windows: Iterable[Any]) -> Any:
    """The mean of the highest layer over all tokens."""
    read = [window[:, -WIDTH:].astype(np.float32) for window in windows if len(window)]
    return np.concatenate(read).mean(axis=0) if read else np.zeros(WIDTH, dtype=np.float32)


def _bags(texts: Sequence[Sequence[str]]) -> Any:
    """Which words a text has, folded into BUCKETS: (texts, BUCKETS), how many words of each bucket."""
    rows = np.zeros((len(texts), BUCKETS), dtype=np.float32)
    for row, text in zip(rows, texts, strict=True):
        for word in {word.lower() for word in text if any(map(str.isalnum, word))}:
            digest = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=4).digest()
            row[int.from_bytes(digest, "big") % BUCKETS] += 1
    return rows


def vectors_of(texts: Sequence[Sequence[str]], *, keep: Path | None = None) -> Any:
    """A row for each text, given as its tokens; see Reader."""
    reader = Reader(keep=keep)
    for first in range(0, len(texts), PORTION):
        reader.read(texts[first : first + PORTION])
    return reader.vectors()


def lead_of(text: str) -> list[str]:
    """The first words of a text and its punctuation, LEAD of both: news says first what it is about."""
    return [found[0] for found in islice(_TOKENS.finditer(text), LEAD)]


def _key(text: Sequence[str]) -> bytes:
    return blake2b("\x00".join(text).encode("utf-8", "surrogatepass"), digest_size=KEY_BYTES).digest()
