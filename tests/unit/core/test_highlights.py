"""The words of a search in a text: found as the search index finds them, at offsets of the text as it is."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.highlights import find_words, fold, snippet
from spanloop.store.search import CREATE_FTS, FTS_TABLE, indexable, match_expression


@pytest.mark.parametrize(
    ("text", "query", "found"),
    [
        ("The Café was shelled; cafe\u0301 CAFE cafeteria.", "cafe", ["Café", "cafe\u0301", "CAFE"]),
        ("Army shelled the depot. army", "depot army", ["Army", "depot", "army"]),
        ("a drone-strike on İzmir, Straße", "izmir strasse", ["İzmir"]),
        ("军队进入城市", "进入", ["进入"]),
        ("في حلب", "حلب", ["حلب"]),
        ("drones drone-strike", "dron*", ["drones", "drone"]),
        ("the fuel\n\n depot is near the fuel dump", '"fuel depot"', ["fuel\n\n depot"]),
        ("👩‍🚒 fire 👩‍🚒", "fire", ["fire"]),
        ("under_score", "score", ["score"]),
        ("nothing", "*** ...", []),
        ("", "word", []),
    ],
)
def test_words_are_found(text: str, query: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in find_words(text, query)] == found


_LETTERS = st.text(alphabet='aàAeE\u0301ßİı1_ -."*\n軍队ส🚒ف', max_size=12)


@given(_LETTERS, _LETTERS)
def test_folding_keeps_offsets_and_the_index_finds_no_word_that_is_not_shown(text: str, query: str) -> None:
    assert len(fold(text)) == len(text)
    places = find_words(text, query)
    assert places == sorted(places)
    assert all(start < end <= len(text) for start, end in places)
    expression = match_expression(query)
    if not expression:
        return
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute(CREATE_FTS)
        connection.execute(f"INSERT INTO {FTS_TABLE}(rowid, title, text) VALUES (1, '', ?)", (indexable(text),))
        hits = connection.execute(f"SELECT 1 FROM {FTS_TABLE} WHERE {FTS_TABLE} MATCH ?", (expression,)).fetchall()
    if hits:
        assert places


def test_a_snippet_is_one_line_around_the_first_place() -> None:
    text = "A calm day. " * 40 + "Then a drone\n\n  fell on the depot by the river bank."
    line, places = snippet(text, find_words(text, "depot drone"), characters=44)
    assert line == "…day. Then a drone fell on the depot by th…"
    assert [line[start:end] for start, end in places] == ["drone", "depot"]
    assert snippet(text, [], characters=44) == ("", [])
    assert snippet("one", [(0, 3)], characters=44) == ("one", [(0, 3)])
    long = "x" * 100
    line, places = snippet(long, [(0, 100)], characters=10)
    assert (line, places) == ("x" * 10 + "…", [(0, 10)])
