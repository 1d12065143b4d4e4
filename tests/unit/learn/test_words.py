"""Stored words are the tokens of training data, wherever zones cut."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spanloop.core.article import ZONE_KINDS, Article, Zone
from spanloop.core.segments import layout
from spanloop.core.words import word_boundaries
from spanloop.formats.docbin import predict_docs
from spanloop.formats.tokenizing import blank, main_language, rules_hash
from spanloop.learn.words import Tokenizer

TEXT = (
    "Menu | Share\n\nTurkey's 9th Army fired T-72s\u2026 at 8pm.  Don't go,\u00a0Sana'a!\r\n\r\n"
    "منذ الأحد\n\U0001f469\u200d\U0001f680 end\n"
)


@pytest.fixture(scope="module")
def english() -> Tokenizer:
    return Tokenizer.of("en")


@st.composite
def zoned(draw: st.DrawFn) -> Article:
    """The text with any zones, also such as end inside a word."""
    edges = sorted(draw(st.sets(st.integers(0, len(TEXT)), max_size=8)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    zones = tuple(Zone(str(a), a, b, draw(st.sampled_from(ZONE_KINDS))) for a, b in pairs)
    return Article("a", TEXT, language="en", zones=zones)


@settings(max_examples=150)
@given(zoned())
def test_every_token_of_every_segment_is_a_word(english: Tokenizer, article: Article) -> None:
    words = english.words(article)
    assert list(words) == sorted(set(words))
    assert all(a < b <= c for (a, b), (c, _) in zip(words, [*words[1:], (len(TEXT),) * 2], strict=True))
    assert english.nlp is not None
    tokens: set[tuple[int, int]] = set()
    for segment, doc in predict_docs(article, english.nlp):
        for token in doc:
            if not token.is_space:
                place = segment.to_article(((token.idx, token.idx + len(token)),))
                assert place is not None
                tokens.update(place)
    assert tokens <= set(words)
    covered = "".join(TEXT[a:b] for a, b in words)
    assert "".join(covered.split()) == "".join(TEXT.split())


def test_words_are_spacys_own(english: Tokenizer) -> None:
    article = Article("a", "The U.N.-backed envoy can't stay.")
    assert [article.text[a:b] for a, b in english.words(article)] == [
        "The", "U.N.-backed", "envoy", "ca", "n't", "stay", ".",
    ]  # fmt: skip


def test_a_zone_that_ends_inside_a_word_cuts_it_as_it_does_in_training(english: Tokenizer) -> None:
    article = Article("a", "Shareholders met.", zones=(Zone("z", 0, 5, "boilerplate"),))
    assert [article.text[a:b] for a, b in english.words(article)] == ["Share", "holders", "met", "."]


def test_chinese_and_languages_that_spacy_cannot_tokenize_here() -> None:
    text = "军队周二炮击了仓库"
    assert Tokenizer.of("zh").words(Article("a", text)) == tuple((place, place + 1) for place in range(len(text)))
    unknown = Tokenizer.of("qq")
    assert (unknown.nlp, unknown.rules) == (None, "none")
    assert unknown.words(Article("a", TEXT)) == word_boundaries(TEXT)


def test_the_rules_have_a_name_of_their_own(english: Tokenizer) -> None:
    assert Tokenizer.of("en").rules == english.rules
    assert Tokenizer.of("ar").rules != english.rules
    other = blank("en")
    tokenizer: Any = other.tokenizer
    tokenizer.add_special_case("9thArmy", [{"ORTH": "9th"}, {"ORTH": "Army"}])
    assert rules_hash(other) != english.rules


def test_the_main_language_is_that_of_most_and_unknown_counts_as_english() -> None:
    assert main_language([]) == "en"
    assert main_language(["ar", "ar", ""]) == "ar"
    assert main_language(["ar", ""]) == "en"
    assert main_language(["ar", "zh"]) == "zh"


def test_a_layout_changes_only_where_segments_do() -> None:
    zone = Zone("1", 3, 9, "boilerplate")
    assert layout([]) == layout([Zone("1", 0, 9, "headline")]) == "whole"
    assert layout([zone]) == layout([Zone("2", 3, 9, "comment", state="confirmed")]) != "whole"
    assert layout([zone]) != layout([Zone("1", 3, 8, "boilerplate")])
    assert layout([zone]) != layout([Zone("1", 3, 9, "article_break")])
