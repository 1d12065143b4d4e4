from __future__ import annotations

import re

import pytest

from spanloop.core.article import Article
from spanloop.core.edges import Edge, grown, moved, shrunk
from spanloop.core.folding import Strength
from spanloop.core.marks import Fragments
from spanloop.core.occurrences import occurrences, phrase_of
from spanloop.core.words import word_boundaries


def _all(text: str, words: str, *, strength: Strength = "exact", stored: bool = False) -> list[str]:
    article = Article("a", text, words=word_boundaries(text) if stored else None)
    start = text.index(words)
    phrase = phrase_of(article, ((start, start + len(words)),))
    return [" … ".join(text[a:b] for a, b in place) for place in occurrences(article, phrase, strength=strength)]


@pytest.mark.parametrize(
    ("text", "words", "found"),
    [
        ("Ali met Alia and Ali. ali", "Ali", ["Ali", "Ali"]),
        ("Turkey's army left Turkey", "Turkey", ["Turkey", "Turkey"]),
        ("9th Division; 9th\nDivision; 9th  Div", "9th Division", ["9th Division", "9th\nDivision"]),
        ("Tel Aviv\n\nTel\n\nAviv", "Tel Aviv", ["Tel Aviv"]),
        ("xab ab ab", "ab ab", ["ab ab"]),
        ("北京北京在", "北京", ["北京", "北京"]),
        ("😀 Qasra, Qasra 👨\u200d👩", "Qasra", ["Qasra", "Qasra"]),
        ("في قصرة وقصرة قصرة", "قصرة", ["قصرة", "قصرة"]),
        ("a (b) a (b)", "(b)", ["(b)", "(b)"]),
    ],
)  # fmt: skip
def test_the_same_words_are_found_as_whole_words(text: str, words: str, found: list[str]) -> None:
    assert _all(text, words) == found
    assert _all(text, words, stored=True) == found


def test_a_mark_that_cuts_a_word_asks_for_no_whole_words_at_that_edge() -> None:
    assert _all("والقصرة والقصرة قصرة", "قصرة") == ["قصرة", "قصرة", "قصرة"]


def test_in_other_case_full_folding_counts_and_halves_of_letters_do_not() -> None:
    assert _all("Straße STRASSE stra\u00dfe", "Straße", strength="case") == ["Straße", "STRASSE", "straße"]
    assert _all("STRAS Straße", "STRAS", strength="case") == ["STRAS"]


def test_a_mark_of_two_pieces_is_found_with_the_same_words_between() -> None:
    text = "set it on fire, set  it on fire, set all on fire"
    article = Article("a", text)
    place = ((0, 3), (7, 14))
    found = occurrences(article, phrase_of(article, place))
    assert [[text[a:b] for a, b in spans] for spans in found] == [["set", "on fire"], ["set", "on fire"]]


TEXT = "The old 9th Division, and\n\nmore."
WORDS = [match.span() for match in re.finditer(r"\n+|\w+|[^\w\s]", TEXT)]


def _move(words: str, *, edge: Edge, by: int) -> str | None:
    start = TEXT.index(words)
    place: Fragments = ((start, start + len(words)),)
    found = (grown if by > 0 else shrunk)(TEXT, WORDS, place, edge=edge)
    return None if found is None else " … ".join(TEXT[a:b] for a, b in found)


@pytest.mark.parametrize(
    ("words", "edge", "by", "wanted"),
    [
        ("9th", "end", 1, "9th Division"),
        ("9th Division", "end", 1, "9th Division,"),
        ("9th Division,", "end", -1, "9th Division"),
        ("9th Division", "end", -1, "9th"),
        ("9th", "end", -1, None),
        ("9th Division", "start", 1, "old 9th Division"),
        ("old 9th", "start", -1, "9th"),
        ("9th", "start", -1, None),
        ("The", "start", 1, None),
        (".", "end", 1, None),
        ("and", "end", 1, "and\n\nmore"),
        ("and\n\nmore", "end", -1, "and"),
        ("more", "start", 1, "and\n\nmore"),
        ("9th Divi", "end", 1, "9th Division"),
        ("9th Divi", "end", -1, "9th"),
        ("ivision", "start", 1, "Division"),
        ("h Division", "start", -1, "Division"),
    ],
)
def test_an_edge_moves_by_a_word(words: str, edge: Edge, by: int, wanted: str | None) -> None:
    assert _move(words, edge=edge, by=by) == wanted


def test_pieces_grow_into_each_other_and_the_last_word_of_one_takes_it_away() -> None:
    pieces = ((4, 7), (12, 20))
    assert shrunk(TEXT, WORDS, pieces, edge="end") == ((4, 7),)
    assert shrunk(TEXT, WORDS, pieces, edge="start") == ((12, 20),)
    assert grown(TEXT, WORDS, pieces, edge="start") == ((0, 7), (12, 20))


def test_an_inner_edge_moves_alone_and_meets_the_next_piece() -> None:
    pieces = ((0, 3), (12, 20))  # "The", "Division"
    one = moved(TEXT, WORDS, pieces, 0, edge="end", grow=True)
    assert one == ((0, 7), (12, 20))
    assert one is not None
    two = moved(TEXT, WORDS, one, 0, edge="end", grow=True)
    assert two == ((0, 11), (12, 20))
    assert two is not None
    assert moved(TEXT, WORDS, two, 0, edge="end", grow=True) == ((0, 20),)
    assert moved(TEXT, WORDS, two, 1, edge="start", grow=True) == ((0, 20),)
    assert moved(TEXT, WORDS, two, 0, edge="end", grow=False) == one
    assert moved(TEXT, WORDS, pieces, 0, edge="end", grow=False) == ((12, 20),)
    assert moved(TEXT, WORDS, pieces, 0, edge="start", grow=True) is None
    assert moved(TEXT, WORDS, ((0, 3),), 0, edge="end", grow=False) is None
