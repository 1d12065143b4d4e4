"""Words are cut as uncased BERT cuts them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanloop.learn.embedding.weights import Weights
from spanloop.learn.embedding.wordpieces import LONGEST_WORD, WordPieces, plain_parts
from tests.unit.learn.embedding.conftest import PIECES


def small() -> WordPieces:
    return WordPieces(PIECES)


def told(word: str) -> list[str]:
    return [PIECES[number] for number in small().cut(word)]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Mosul", ["mosul"]),
        ("al-Bab", ["al", "-", "bab"]),
        ("U.S.", ["u", ".", "s", "."]),
        ("Café", ["cafe"]),
        ("İzmir", ["izmir"]),
        ("ΑΣ", ["ας"]),
        ("$5m+", ["$", "5m", "+"]),
        ("5€", ["5€"]),  # beyond ASCII a sign of money is no punctuation
        ("«Да»", ["«", "да", "»"]),
        ("東京の", ["東", "京", "の"]),
        ("서울", ["서울"]),
        ("two\u00a0words", ["two", "words"]),
        ("soft\u00adhyphen\u200b", ["softhyphen"]),
        ("bad\ufffdbyte\x00", ["badbyte"]),
        ("عَلَم", ["علم"]),
        (" \n\t", []),
        ("", []),
    ],
)
def test_plain_parts(text: str, parts: list[str]) -> None:
    assert plain_parts(text) == [unicodedata.normalize("NFD", part) for part in parts]


def test_the_longest_pieces_from_the_left() -> None:
    assert told("Rebels") == ["rebel", "##s"]
    assert told("soldiers!") == ["sold", "##iers", "!"]
    assert told("Marra-Belask") == ["mar", "##ra", "-", "be", "##las", "##k"]


def test_what_the_list_lacks_is_unknown_as_a_whole() -> None:
    assert told("rebelx") == ["[UNK]"]
    assert told("rebelx.") == ["[UNK]", "."]
    assert told("a" * (LONGEST_WORD + 1)) == ["[UNK]"]


def test_the_marks_of_sentences_in_a_text_are_text() -> None:
    assert "[SEP]" not in told("[SEP]")


@given(st.text(max_size=40), st.text(max_size=40))
def test_texts_with_a_space_between_are_cut_each_by_itself(one: str, other: str) -> None:
    pieces = small()
    assert pieces.cut(f"{one} {other}") == pieces.cut(one) + pieces.cut(other)


@given(st.text(max_size=40))
def test_parts_are_cut_no_further(text: str) -> None:
    parts = plain_parts(text)
    assert [again for part in parts for again in plain_parts(part)] == parts
    assert all(part and not part.isspace() for part in parts)


@given(st.lists(st.sampled_from([piece for piece in PIECES if piece[:1] not in "[#" and piece.isalpha()]), max_size=8))
def test_pieces_glued_together_are_the_word(words: list[str]) -> None:
    pieces = small()
    for word in words:
        assert "".join(PIECES[number].removeprefix("##") for number in pieces.cut(word)) == word


def test_what_is_remembered_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    from spanloop.learn.embedding import wordpieces

    monkeypatch.setattr(wordpieces, "_REMEMBERED", 3)
    pieces = small()
    cut = [pieces.cut(word) for word in ("rebels", "town", "post", "near", "rebels")]
    assert cut[0] == cut[-1]
    assert len(pieces._remembered) <= 3


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("unaffable", "una ##ffa ##ble"),
        ("Peshmerga", "pe ##sh ##mer ##ga"),
        ("Deir al-Zour,", "dei ##r al - z ##our ,"),
        ("Großoffensive", "gr ##o ##ß ##off ##ens ##ive"),
        ("Café İzmir", "cafe i ##z ##mir"),
        ("5€ $5", "5 ##€ $ 5"),
        ("Мосул", "м ##о ##с ##у ##л"),
        ("العراق", "ا ##ل ##ع ##ر ##ا ##ق"),
    ],
)
def test_the_real_list(real_weights: Weights, text: str, pieces: str) -> None:
    """The expected pieces are what the tokenizer of the model's own library gives."""
    listed = real_weights.pieces()
    assert [listed[number] for number in WordPieces(listed).cut(text)] == pieces.split()
