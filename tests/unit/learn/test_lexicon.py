"""The lexicon of triggers: what it counts, what it says, and that a document's own marks are not in it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

WORDS = ("attack", "attacked", "spoke", "town", "fled", "flees")


@pytest.fixture(scope="module")
def nlp() -> Any:
    import spacy

    return spacy.blank("en")


def _page(nlp: Any, words: list[str], marks: dict[int, int], *, counted: list[bool] | None = None) -> Any:
    from spacy.tokens import Doc

    from spanloop.learn.lexicon import Page

    marked = np.zeros((len(words), 4), dtype="f")
    for token, column in marks.items():
        marked[token, column] = 1
    inside = np.array(counted if counted is not None else [True] * len(words), dtype=bool)
    return Page(Doc(nlp.vocab, words=words), inside, marked)


def _learn(pages: list[Any]) -> Any:
    from spanloop.learn.lexicon import Lexicon

    return Lexicon.learn(pages, columns=4, language="en")


@pytest.mark.parametrize(
    ("word", "language", "expected"),
    [
        ("Attacked", "en", "attack"),
        ("attacks", "en", "attack"),
        ("fled", "en", "fled"),
        ("", "en", ""),
        ("Angegriffen", "de", "angegr"),
        ("هجوم", "ar", "هجوم"),
        ("襲撃", "ja", "襲撃"),
    ],
)
def test_stems(word: str, language: str, expected: str) -> None:
    from spanloop.learn.lexicon import stem

    assert stem(word, language) == expected


def test_a_marked_stem_is_known_in_other_forms_and_others_are_not(nlp: Any) -> None:
    lexicon = _learn([_page(nlp, ["They", "attacked", "a", "town"], {1: 0})])
    by_column, general = lexicon.hints(nlp.make_doc("Attacks on a town"))
    assert general[:, 0].tolist() == [1, 0, 0, 0]
    assert by_column[0, 0] > 0 > by_column[0, 1]
    assert not by_column[1:].any()


def test_what_is_not_completely_marked_is_unknown(nlp: Any) -> None:
    page = _page(nlp, ["attack", "spoke", "attack"], {0: 0, 1: 1}, counted=[True, False, False])
    lexicon = _learn([page])
    assert lexicon.words == 1
    assert list(lexicon.stems) == ["attack"]
    assert lexicon.seen.tolist() == [1]


def test_a_word_marked_in_one_document_alone_is_unknown_there(nlp: Any) -> None:
    pages = [_page(nlp, ["attack", "town"], {0: 0}), _page(nlp, ["town"], {})]
    by_column, general = _learn(pages).hints(pages[0].doc, own=pages[0])
    assert not by_column.any()
    assert not general.any()


_documents = st.lists(
    st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from([None, 0, 1, 3]), st.booleans()), max_size=6),
    min_size=1,
    max_size=4,
)


@settings(max_examples=60, deadline=None)
@given(documents=_documents)
def test_leaving_a_document_out_is_never_having_seen_it(nlp: Any, documents: list[Any]) -> None:
    pages = [
        _page(
            nlp,
            [word for word, _, _ in document],
            {number: column for number, (_, column, _) in enumerate(document) if column is not None},
            counted=[counted for _, _, counted in document],
        )
        for document in documents
    ]
    left_out = _learn(pages).hints(pages[0].doc, own=pages[0])
    never_seen = _learn(pages[1:]).hints(pages[0].doc)
    for one, other in zip(left_out, never_seen, strict=True):
        assert one == pytest.approx(other, abs=1e-5)


def test_saves_loads_and_takes_more_columns(nlp: Any) -> None:
    from spanloop.learn.lexicon import Lexicon

    lexicon = _learn([_page(nlp, ["attack", "spoke", "attack"], {0: 0, 1: 3})])
    again = Lexicon.from_bytes(lexicon.to_bytes())
    assert again.to_bytes() == lexicon.to_bytes()
    doc = nlp.make_doc("attack spoke")
    assert np.array_equal(again.hints(doc)[0], lexicon.hints(doc)[0])
    wide = lexicon.widened([0, 1, 3, 4], 6)
    assert np.allclose(wide.hints(doc)[0][:, [0, 1, 3, 4]], lexicon.hints(doc)[0])


def test_nothing_learned_says_nothing(nlp: Any) -> None:
    from spanloop.learn.lexicon import Lexicon

    by_column, general = Lexicon("en", 4).hints(nlp.make_doc("They attacked"))
    assert not by_column.any()
    assert not general.any()
    assert Lexicon("en", 4).hints(nlp.make_doc(""))[0].shape == (0, 4)


def test_rules_speak_in_the_column_of_their_type(nlp: Any) -> None:
    from spacy.tokens import Span

    from spanloop.learn.lexicon import rule_hints

    doc = nlp.make_doc("They pulled out of town")
    columns = {"MOVE": 1, "ATTACK": 0}
    assert not rule_hints(doc, columns, width=4).any()
    doc.spans["rules"] = [Span(doc, 1, 3, "MOVE"), Span(doc, 4, 5, "GPE")]
    assert {tuple(place) for place in np.argwhere(rule_hints(doc, columns, width=4))} == {(1, 1), (2, 3)}
