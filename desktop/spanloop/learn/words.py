"""The words of an article as training data and extractors see them, to be stored for the window to snap to.

Tokens are taken segment by segment, as formats.docbin makes its Docs, and mapped back. For most languages the tokens of
the whole text would be the same, because spaCy cuts at white space first; but a zone may end inside such a piece, and
Japanese, Chinese or Thai tokenizers look at all that they are given. So what is computed holds for one layout of zones
(core.segments.layout), and its id names that layout. Text outside all segments gets words too, run by run, for the
cursor to stand on and for the moment when a zone is taken away.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from spanloop.core.article import Article
from spanloop.core.errors import SpanloopError
from spanloop.core.ranges import subtract_ranges
from spanloop.core.segments import Segment
from spanloop.core.words import Boundaries, word_boundaries
from spanloop.formats.docbin import predict_docs
from spanloop.formats.tokenizing import blank, rules_hash

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

#: Pieces of text between white space whose tokens a tokenizer remembers.
_REMEMBERED = 100_000


@dataclass(frozen=True)
class Tokenizer:
    """Cuts articles of one language into words. rules: hash of its rules, "none" where spaCy has no tokenizer here."""

    language: str
    rules: str
    nlp: Language | None

    @classmethod
    def of(cls, language: str) -> Tokenizer:
        """The tokenizer of a language; where spaCy has none, the plain rules of core.words stand in for good."""
        from spacy.tokenizer import Tokenizer as RuleTokenizer

        try:
            nlp = blank(language)
        except SpanloopError:
            # Nothing can be exported in this language, so there are no tokens that words could differ from.
            return cls(language, "none", None)
        made = cls(language, rules_hash(nlp), nlp)
        if isinstance(tokenizer := nlp.tokenizer, RuleTokenizer):
            # What it remembers changes no token; with its usual 10,000 pieces many articles take three times as long.
            tokenizer.max_cache_size = _REMEMBERED
        return made

    @property
    def size(self) -> int:
        """How many words it keeps in memory, which grow with all that it has read (half a kilobyte each)."""
        return 0 if self.nlp is None else len(self.nlp.vocab)

    def words(self, article: Article) -> Boundaries:
        """Word boundaries in code points of the article, in order, none of them white space."""
        if self.nlp is None:
            return word_boundaries(article.text)
        found: list[tuple[int, int]] = []
        covered: list[tuple[int, int]] = []
        for segment, doc in predict_docs(article, self.nlp):
            found += _in_article(segment, doc)
            covered += [(start, start + length) for _, start, length in segment.pieces]
        for start, end in subtract_ranges([(0, len(article.text))], covered):
            if not article.text[start:end].isspace():
                doc = self.nlp.tokenizer(article.text[start:end])
                found += [(start + a, start + b) for a, b in _tokens(doc)]
        return tuple(sorted(found))


def _tokens(doc: Doc) -> Iterator[tuple[int, int]]:
    # As arrays: to ask token by token takes four times as long.
    starts, lengths, spaces = doc.to_array(["IDX", "LENGTH", "IS_SPACE"]).T.tolist() if len(doc) else ((), (), ())
    for start, length, space in zip(starts, lengths, spaces, strict=True):
        if not space:
            yield start, start + length


def _in_article(segment: Segment, doc: Doc) -> Iterator[tuple[int, int]]:
    """Tokens of a segment in article offsets; one that touches a joint is none that a mark could stand on."""
    pieces = iter(segment.pieces)
    at, start, length = next(pieces)
    for token_start, token_end in _tokens(doc):
        while token_start >= at + length:
            at, start, length = next(pieces)
        if at <= token_start and token_end <= at + length:
            yield token_start - at + start, token_end - at + start
