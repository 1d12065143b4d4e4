"""What an export of training data is measured against: spaCy tokenizes the same texts and serialises them, unmarked."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path

import spacy
from spacy.tokens import DocBin

from spanloop.formats.docbin_folder import MOST_DOCS
from spanloop.formats.docbin_packing import ATTRS


class Floor:
    """Writes texts as DocBins of the size that ours have, with no attributes but ours, which is the least there is.

    Its words are known and its files compressed as spaCy does when nobody asks for less; ours asks for less of both.
    """

    def __init__(self, folder: Path) -> None:
        self.wall = self.cpu = 0.0
        folder.mkdir()
        self._folder = folder
        self._nlp = spacy.blank("en")
        self._bin = self._fresh()
        self._files = 0

    def write(self, texts: Sequence[str]) -> None:
        """The next texts."""
        wall, cpu = time.perf_counter(), time.process_time()
        for text in texts:
            self._bin.add(self._nlp.tokenizer(text))
            if len(self._bin) >= MOST_DOCS:
                self._close()
        self.wall += time.perf_counter() - wall
        self.cpu += time.process_time() - cpu

    def finish(self) -> None:
        """The last file."""
        wall, cpu = time.perf_counter(), time.process_time()
        if len(self._bin):
            self._close()
        self.wall += time.perf_counter() - wall
        self.cpu += time.process_time() - cpu

    def _close(self) -> None:
        self._files += 1
        (self._folder / f"{self._files:04}.spacy").write_bytes(self._bin.to_bytes())
        self._bin = self._fresh()

    def _fresh(self) -> DocBin:
        return DocBin(attrs=list(ATTRS))
