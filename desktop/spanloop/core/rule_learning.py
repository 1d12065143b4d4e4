"""Rules learned from marks: a text that was marked alike often enough, and never otherwise."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from spanloop.core.marks import Layer

#: So often, in so many articles, a text has to be marked alike; and it has so many letters and digits at least.
TIMES, ARTICLES, LETTERS = 2, 2, 3
#: Longer ones are quotations, not names.
_MOST_WORDS, _MOST_CHARACTERS = 12, 120

Key = tuple[Layer, str]


class LearnedRule(NamedTuple):
    """What marks teach: this text has this label. times, articles: how often it was marked so, and in how many."""

    layer: Layer
    label: str
    text: str
    times: int
    articles: int

    @property
    def source(self) -> str:
        """ "marked 5 times in 3 articles"."""
        return f"marked {self.times:,} times in {self.articles:,} articles"


class MarkedTexts:
    """How often each text is marked with which label in which article; kept up to date by adding and taking away."""

    def __init__(self) -> None:
        self._counts: dict[Key, dict[str, dict[str, int]]] = {}
        self._in_article: defaultdict[str, set[Key]] = defaultdict(set)

    def count(self, layer: Layer, text: str, label: str, article: str, *, times: int = 1) -> None:
        """A mention or trigger with this text stands in an article; times=-1 takes it away again."""
        key: Key = (layer, text)
        labels = self._counts.setdefault(key, {})
        articles = labels.setdefault(label, {})
        now = articles.get(article, 0) + times
        if now > 0:
            articles[article] = now
            self._in_article[article].add(key)
            return
        articles.pop(article, None)
        if not articles:
            del labels[label]
        if not labels:
            del self._counts[key]
        if not any(article in others for others in labels.values()):
            self._in_article[article].discard(key)

    def forget(self, article: str) -> None:
        """Take away all that was counted in an article, to count it anew."""
        for key in self._in_article.pop(article, set()):
            labels = self._counts[key]
            for label in [label for label, articles in labels.items() if articles.pop(article, 0)]:
                if not labels[label]:
                    del labels[label]
            if not labels:
                del self._counts[key]

    def of_article(self, article: str) -> frozenset[Key]:
        """The texts that are marked in an article."""
        return frozenset(self._in_article.get(article, ()))

    def learn(
        self, *, common: Collection[str] = (), without: str = "", only: Collection[Key] | None = None
    ) -> Iterator[LearnedRule]:
        """The rules that the marks teach, in the order of layer, text and label.

        common: words, lower case, that are no rule by themselves. without: an article of which nothing is to be known.
        only: look at these texts alone.
        """
        for key in sorted(self._counts if only is None else only):
            rule = self._rule(key, common=common, without=without)
            if rule is not None:
                yield rule

    def candidates(self, *, common: Collection[str] = ()) -> Iterator[LearnedRule]:
        """All that is a rule, or would be one if a single article were left out: what out-of-sample measuring needs."""
        for key in sorted(self._counts):
            if not is_sayable(key[1], common=common):
                continue
            for label, articles in sorted(self._counts[key].items()):
                if len(articles) < ARTICLES:
                    continue
                elsewhere = {a for other, where in self._counts[key].items() if other != label for a in where}
                if len(elsewhere) <= 1:
                    yield LearnedRule(key[0], label, key[1], sum(articles.values()), len(articles))

    def holds_without(self, rule: LearnedRule, article: str) -> bool:
        """Whether a candidate would be a rule if nothing were known of an article."""
        made = self._rule((rule.layer, rule.text), common=(), without=article)
        return made is not None and made.label == rule.label

    def labels(self, layer: Layer, text: str) -> dict[str, dict[str, int]]:
        """How often a text is marked, by label and article."""
        return self._counts.get((layer, text), {})

    def texts(self) -> Iterable[Key]:
        """All texts by layer."""
        return self._counts.keys()

    def _rule(self, key: Key, *, common: Collection[str], without: str) -> LearnedRule | None:
        labels = self._counts.get(key, {})
        left = {label: where for label, where in labels.items() if any(article != without for article in where)}
        if len(left) != 1 or not is_sayable(key[1], common=common):
            return None
        label, where = next(iter(left.items()))
        times = sum(n for article, n in where.items() if article != without)
        articles = len(where) - (without in where)
        if times < TIMES or articles < ARTICLES:
            return None
        return LearnedRule(key[0], label, key[1], times, articles)


def is_sayable(text: str, *, common: Collection[str] = ()) -> bool:
    """Whether a text may be a rule: no line break, not too short or long, letters in it, and not a common word."""
    if len(text) > _MOST_CHARACTERS or any(character in text for character in "\n\r\v\f\x85\u2028\u2029"):
        return False
    words = text.split()
    if not words or len(words) > _MOST_WORDS or words != text.split(" "):
        return False
    if sum(character.isalnum() for character in text) < LETTERS and not _is_dense(text):
        return False
    if not any(character.isalpha() for character in text):
        return False  # "14" is a number of one report
    return text.casefold() not in common


def _is_dense(text: str) -> bool:
    """Whether two characters are a word: Chinese, Japanese and Korean need no more."""
    return len(text) >= 2 and all("\u3005" <= c <= "\u9fff" or "\uac00" <= c <= "\ud7a3" for c in text)
