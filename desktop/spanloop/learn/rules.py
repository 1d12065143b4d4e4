"""Rules over articles: what each rule matches where, in article offsets, on the tokens that training data has."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, NamedTuple

from spanloop.core.article import Article
from spanloop.core.errors import SpanloopError
from spanloop.core.marks import LAYERS, Fragments, Layer
from spanloop.core.rules import Rule, read_pattern
from spanloop.formats.docbin import predict_docs
from spanloop.formats.tokenizing import DEFAULT_LANGUAGE, blank
from spanloop.learn.rule_marks import PatternMatcher

if TYPE_CHECKING:
    from spacy.language import Language


class RuleMatch(NamedTuple):
    """What a rule matches in an article. rule: its place among those given."""

    rule: int
    fragments: Fragments


class ArticleMatcher:
    """Matches rules in articles of any language: patterns are tokenized once a language."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = rules
        self._by_language: dict[str, tuple[Language, dict[Layer, _LayerMatcher]]] = {}

    def every(self, article: Article) -> Iterator[RuleMatch]:
        """Every match of every rule, whatever else matches there."""
        return self._matches(article, None)

    def chosen(self, article: Article, *, rank: Callable[[int], float]) -> Iterator[RuleMatch]:
        """The matches that are worth suggesting: in each layer the longest of those that share words, and of rules
        that match the same the one of the highest rank."""
        return self._matches(article, rank)

    def _matches(self, article: Article, rank: Callable[[int], float] | None) -> Iterator[RuleMatch]:
        nlp, layers = self._language(article.language or DEFAULT_LANGUAGE)
        for segment, doc in predict_docs(article, nlp):
            for found in layers.values():
                numbers = found.numbers
                by_rank = None if rank is None else lambda at, numbers=numbers, rank=rank: rank(numbers[at])
                matches = found.matcher.all(doc) if by_rank is None else found.matcher.longest(doc, rank=by_rank)
                for match in matches:
                    span = doc[match.start : match.end]
                    fragments = segment.to_article(((span.start_char, span.end_char),))
                    # What a zone parts is two places, and no mark.
                    if fragments is not None and len(fragments) == 1:
                        yield RuleMatch(numbers[match.pattern], fragments)

    def _language(self, language: str) -> tuple[Language, dict[Layer, _LayerMatcher]]:
        if language not in self._by_language:
            nlp = _tokens_of(language)
            layers: dict[Layer, _LayerMatcher] = {}
            for layer in LAYERS:
                numbers = [number for number, rule in enumerate(self.rules) if rule.layer == layer]
                layers[layer] = _LayerMatcher(self._matcher(nlp, numbers), numbers)
            self._by_language[language] = nlp, layers
        return self._by_language[language]

    def _matcher(self, nlp: Language, numbers: Sequence[int]) -> PatternMatcher:
        try:
            return PatternMatcher(nlp, [read_pattern(self.rules[number].pattern) for number in numbers])
        except (ValueError, TypeError) as error:
            for number in numbers:
                self._check(nlp, self.rules[number], error)
            raise

    def _check(self, nlp: Language, rule: Rule, error: Exception) -> None:
        """Say which rule it is that spaCy does not take."""
        try:
            PatternMatcher(nlp, [read_pattern(rule.pattern)])
        except (ValueError, TypeError):
            raise SpanloopError(
                f"spaCy does not take the pattern {rule.words}",
                where=rule.set.name,
                way_out="Remove the rule, or correct it in its file and import that again.",
            ) from error


def _tokens_of(language: str) -> Language:
    """The blank pipeline of a language, or that of no language in particular where spaCy cannot tokenize it here."""
    try:
        return blank(language)
    except SpanloopError:
        return blank("xx")


class _LayerMatcher(NamedTuple):
    """The rules of one layer. numbers: their places among all rules."""

    matcher: PatternMatcher
    numbers: Sequence[int]
