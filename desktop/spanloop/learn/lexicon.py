"""Which words have expressed events so far: a lexicon that is learned from the marks, as a hint for each word.

For a word that was a trigger at least once, by its stem, the lexicon knows how often it stood in completely marked text
and how often it was a trigger of which type. Its hint is the logarithm of how much more often this word is a trigger of
a type than any word is. While training, a document's own marks are left out of its hints: a model that sees them would
learn to trust the lexicon more than it deserves in new text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import srsly

if TYPE_CHECKING:
    from spacy.tokens import Doc

#: Numbers for each word that do not depend on the type, see Lexicon.hints.
GENERAL = 4
#: A word's rates are estimated as if it had been seen so many times more, with the rates of any word.
_PRIOR_WEIGHT = 2.0
#: Words that were seen more often than this count as seen so often.
_OFTEN = 50
#: Code points that are left of a long word in languages that have no stemmer here.
_PREFIX = 6
_ENDINGS = ("ings", "ing", "ied", "ies", "ed", "es", "s", "e")
_SHORTEST_STEM = 3


def stem(word: str, language: str) -> str:
    """The part of a word that its forms share, lowered; in English without its ending, else its first letters."""
    word = word.lower()
    if language != "en":
        return word[:_PREFIX]
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= _SHORTEST_STEM:
            return word[: -len(ending)]
    return word


@dataclass(frozen=True)
class Page:
    """A document with its marks. counted: tokens in completely marked text. marked: (tokens, columns), 0 or 1."""

    doc: Doc
    counted: Any
    marked: Any


@dataclass
class Lexicon:
    """What is known of words. language: of the stems. words: how many were counted, of all stems.

    stems: the row of each stem that ever was marked. seen: by row, how often. marked: (rows, columns), how often so.
    """

    language: str
    columns: int
    words: int = 0
    stems: dict[str, int] = field(default_factory=dict[str, int])
    seen: Any = None
    marked: Any = None
    _rows: dict[int, int] = field(default_factory=dict[int, int], repr=False)

    def __post_init__(self) -> None:
        if self.marked is None:
            self.seen = np.zeros(0, dtype="f")
            self.marked = np.zeros((0, self.columns), dtype="f")

    @classmethod
    def learn(cls, pages: Sequence[Page], *, columns: int, language: str) -> Lexicon:
        """Count the words of documents; what is not completely marked is not counted at all."""
        marked = {
            stem(page.doc[int(token)].text, language)
            for page in pages
            for token in np.flatnonzero(page.marked.any(axis=1) & page.counted)
        }
        lexicon = cls(language, columns, stems={each: row for row, each in enumerate(sorted(marked))})
        lexicon.seen = np.zeros(len(marked), dtype="f")
        lexicon.marked = np.zeros((len(marked), columns), dtype="f")
        for page in pages:
            seen, hits = lexicon._count(page)
            lexicon.seen += seen
            lexicon.marked += hits
            lexicon.words += int(page.counted.sum())
        return lexicon

    def hints(self, doc: Doc, *, own: Page | None = None) -> tuple[Any, Any]:
        """What is known of each token: (tokens, columns) and (tokens, GENERAL), zeros for words never marked.

        The first are log odds by column, halved; the others say that the word was marked, how often it was seen, and
        the largest rate and log odds. own: the marks of this document, to be left out; where the lexicon was not
        learned from them, a little more is left out than should be.
        """
        by_column = np.zeros((len(doc), self.columns), dtype="f")
        general = np.zeros((len(doc), GENERAL), dtype="f")
        rows = self._rows_of(doc)
        known = rows >= 0
        if not known.any():
            return by_column, general
        seen, marked, words = self.seen, self.marked, self.words
        if own is not None:
            own_seen, own_marked = self._count(own)
            marked = np.maximum(marked - own_marked, 0)
            seen = np.maximum(seen - own_seen, marked.max(axis=1, initial=0))
            words = max(words - int(own.counted.sum()), 0)
        usual = np.minimum((marked.sum(axis=0) + 0.5) / (words + 1), 0.5)
        known[known] = marked[rows[known]].any(axis=1)
        rows = rows[known]
        odds = _log_odds(seen[rows], marked[rows], usual=usual) / 2
        by_column[known] = odds
        general[known, 0] = 1
        general[known, 1] = np.minimum(seen[rows], _OFTEN) / _OFTEN
        general[known, 2] = marked[rows].max(axis=1) / (seen[rows] + 1)
        general[known, 3] = odds.max(axis=1) / 4
        return by_column, general

    def widened(self, places: Sequence[int], columns: int) -> Lexicon:
        """The same with more columns: each present one moves to its place among the new ones."""
        marked = np.zeros((len(self.stems), columns), dtype="f")
        marked[:, list(places)] = self.marked
        return Lexicon(self.language, columns, self.words, dict(self.stems), self.seen.copy(), marked)

    def to_bytes(self) -> bytes:
        """The same lexicon gives the same bytes."""
        rows, columns = np.nonzero(self.marked)
        message = {
            "language": self.language,
            "columns": self.columns,
            "words": self.words,
            "stems": list(self.stems),
            "seen": self.seen.astype(int).tolist(),
            "marked": [rows.tolist(), columns.tolist(), self.marked[rows, columns].astype(int).tolist()],
        }
        return srsly.msgpack_dumps(message)

    @classmethod
    def from_bytes(cls, data: bytes) -> Lexicon:
        """What to_bytes gave."""
        message = cast("Mapping[str, Any]", srsly.msgpack_loads(data))
        stems = {each: row for row, each in enumerate(message["stems"])}
        marked = np.zeros((len(stems), message["columns"]), dtype="f")
        rows, columns, counts = message["marked"]
        marked[rows, columns] = counts
        seen = np.asarray(message["seen"], dtype="f")
        return cls(message["language"], message["columns"], message["words"], stems, seen, marked)

    def _count(self, page: Page) -> tuple[Any, Any]:
        """How often each stem stands in a document, and how often it is marked as what."""
        rows = self._rows_of(page.doc)
        counted = page.counted & (rows >= 0)
        seen = np.bincount(rows[counted], minlength=len(self.stems)).astype("f")
        marked = np.zeros((len(self.stems), self.columns), dtype="f")
        hits = np.flatnonzero(counted & page.marked.any(axis=1))
        np.add.at(marked, rows[hits], page.marked[hits])
        return seen, marked

    def _rows_of(self, doc: Doc) -> Any:
        """The row of each token, -1 where its stem was never marked."""
        lowered = doc.to_array("LOWER") if len(doc) else np.zeros(0, dtype="u8")
        forms, places = np.unique(lowered, return_inverse=True)
        return np.asarray([self._row(form, doc) for form in forms.tolist()], dtype="i8").reshape(-1)[places]

    def _row(self, form: int, doc: Doc) -> int:
        row = self._rows.get(form)
        if row is None:
            row = self.stems.get(stem(doc.vocab.strings[form], self.language), -1)
            self._rows[form] = row
        return row


def _log_odds(seen: Any, marked: Any, *, usual: Any) -> Any:
    """How much more often each row is marked than any word is. usual: the rates of any word, by column."""
    hits = marked + _PRIOR_WEIGHT * usual
    misses = np.maximum(seen[:, None] - marked, 0) + _PRIOR_WEIGHT * (1 - usual)
    return np.log(hits / misses) - np.log(usual / (1 - usual))


def rule_hints(doc: Doc, columns: Mapping[str, int], *, width: int, key: str = "rules") -> Any:
    """Where rules say that an event of a type stands: (tokens, width), 1 in the column of the label, else 0.

    columns: of the event types. A rule's first token stands in its type's column, the others half of `width` further,
    as marks do. Other labels say nothing; a document without such spans has zeros.
    """
    said = np.zeros((len(doc), width), dtype="f")
    for span in doc.spans.get(key, ()):
        column = columns.get(span.label_)
        if column is not None and len(span):
            said[span.start, column] = 1
            said[span.start + 1 : span.end, width // 2 + column] = 1
    return said
