"""Which marked texts become rules, counted as they come and go."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.common_words import COMMON_WORDS
from spanloop.core.rule_learning import LearnedRule, MarkedTexts, is_sayable


def _counted(*rows: tuple[str, str, str]) -> MarkedTexts:
    texts = MarkedTexts()
    for text, label, article in rows:
        texts.count("entities", text, label, article)
    return texts


def test_a_text_marked_alike_twice_in_two_articles_is_a_rule() -> None:
    texts = _counted(
        ("Kelmar", "GPE", "a"), ("Kelmar", "GPE", "b"), ("Kelmar", "GPE", "b"),  # a rule
        ("Dorvath", "GPE", "a"), ("Dorvath", "GPE", "a"),  # one article only
        ("Ithria", "GPE", "a"), ("Ithria", "GPE", "b"), ("Ithria", "LOC", "c"),  # marked otherwise
        ("the", "ARM", "a"), ("the", "ARM", "b"),  # common
        ("14", "NUM", "a"), ("14", "NUM", "b"), ("UN", "ORG", "a"), ("UN", "ORG", "b"),  # no word, too short
    )  # fmt: skip
    assert list(texts.learn(common=COMMON_WORDS)) == [LearnedRule("entities", "GPE", "Kelmar", 3, 2)]
    assert next(texts.learn(common=COMMON_WORDS)).source == "marked 3 times in 2 articles"
    # The layers are apart: a trigger with the same words contradicts nothing.
    texts.count("events", "Kelmar", "STRIKE", "a")
    assert len(list(texts.learn(common=COMMON_WORDS))) == 1


def test_an_article_does_not_speak_for_what_it_taught() -> None:
    texts = _counted(("Kelmar", "GPE", "a"), ("Kelmar", "GPE", "b"), ("Ithria", "GPE", "a"), ("Ithria", "GPE", "b"),
                     ("Ithria", "GPE", "c"), ("Ithria", "LOC", "d"))  # fmt: skip
    candidates = list(texts.candidates())
    # Ithria is none now; had nobody marked d, it would be one, and d shows it wrong.
    assert [(rule.text, rule.label) for rule in candidates] == [("Ithria", "GPE"), ("Kelmar", "GPE")]
    ithria, kelmar = candidates
    assert [article for article in "abcd" if texts.holds_without(ithria, article)] == ["d"]
    assert [article for article in "abcd" if texts.holds_without(kelmar, article)] == ["c", "d"]


def test_lines_and_sentences_are_no_rules() -> None:
    assert is_sayable("9th Division")
    assert is_sayable("\u5317\u4eac")
    assert not is_sayable("two\nlines")
    assert not is_sayable("double  space")
    assert not is_sayable("word " * 13)
    assert not is_sayable("")


_ROWS = st.lists(st.tuples(st.sampled_from(["aaa", "bbb"]), st.sampled_from(["X", "Y"]), st.sampled_from("pqr")))


@given(_ROWS, _ROWS, st.sampled_from("pqr"))
def test_counting_on_is_counting_anew(
    kept: list[tuple[str, str, str]], gone: list[tuple[str, str, str]], article: str
) -> None:
    texts = _counted(*kept)
    for row in gone:
        texts.count("entities", *row)
    for row in gone:
        texts.count("entities", *row, times=-1)
    anew = _counted(*kept)
    assert list(texts.learn()) == list(anew.learn())
    assert {name: texts.of_article(name) for name in "pqr"} == {name: anew.of_article(name) for name in "pqr"}
    # What is not known of an article is what forgetting it leaves.
    without = list(texts.learn(without=article))
    texts.forget(article)
    assert list(texts.learn()) == without
    assert not texts.of_article(article)
