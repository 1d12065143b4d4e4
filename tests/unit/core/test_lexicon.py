"""Words and what they were marked as."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.lexicon import Lexicon, example_triggers, fold_words, gloss_words
from spanloop.core.schema import parse_schema


@pytest.mark.parametrize(
    "forms",
    [
        ("shell", "shells", "shelled", "Shelling", "SHELLED,"),
        ("strike", "strikes", "striking"),
        ("kill", "killed", "killing", "kills"),
        ("carry", "carries", "carried", "carrying"),
        ("hit", "hits", "hitting"),
        ("clash", "clashes", "clashed"),
        ("fire", "fired", "fires", "firing"),
        ("opened fire", "opens  fire", "opening fire"),
        ("Sana'a's", "Sana'a", "Sana’a’s"),
        ("é", "e\u0301", "É"),
        ("أُطلِق", "اطلق"),
        ("обстрел", "Обстрел"),
    ],
)
def test_the_forms_of_a_word_fall_together(forms: tuple[str, ...]) -> None:
    assert len({fold_words(form) for form in forms}) == 1


@pytest.mark.parametrize("words", [("raid", "said"), ("free", "fire"), ("bus", "but"), ("crisis", "cris"), ("9", "90")])
def test_other_words_stay_apart(words: tuple[str, str]) -> None:
    assert fold_words(words[0]) != fold_words(words[1])


def test_what_words_were_marked_as_is_counted_and_forgotten() -> None:
    lexicon = Lexicon()
    for quote, kind in (("shelled", "STRIKE"), ("shelling", "STRIKE"), ("Shells", "ATTACK")):
        lexicon.count(quote, kind)
    assert lexicon.known("shell") == {"STRIKE": 2, "ATTACK": 1}
    lexicon.count("shells", "ATTACK", times=-1)
    lexicon.count("shells", "ATTACK", times=-1)
    assert lexicon.known("shell") == {"STRIKE": 2}
    lexicon.count("shell", "STRIKE", times=-2)
    assert len(lexicon) == 0
    lexicon.count("  ", "STRIKE")
    assert len(lexicon) == 0


def test_words_that_are_unknown_together_are_asked_one_by_one() -> None:
    lexicon = Lexicon()
    lexicon.count("shelled", "STRIKE")
    lexicon.count("heavily shelled", "ATTACK")
    assert lexicon.known("heavily shelled") == {"ATTACK": 1}
    assert lexicon.known("again shelled") == {"STRIKE": 1}
    assert lexicon.known("again") == {}


def test_kin_begin_alike_and_end_otherwise() -> None:
    lexicon = Lexicon()
    lexicon.count("обстреляли", "STRIKE")
    assert lexicon.kin("обстрелами") == {"STRIKE": 1}
    assert lexicon.kin("обстоятельства") == {}
    assert lexicon.kin("об") == {}
    lexicon.count("обстрелом", "ATTACK")
    assert lexicon.kin("обстрелян") == {"STRIKE": 1, "ATTACK": 1}
    lexicon.count("обстреляли", "STRIKE", times=-1)
    assert lexicon.kin("обстрелян") == {"ATTACK": 1}


@given(st.lists(st.tuples(st.text(max_size=12), st.sampled_from("AB"), st.sampled_from([1, 1, -1])), max_size=20))
def test_counts_are_never_wrong_in_sum(steps: list[tuple[str, str, int]]) -> None:
    lexicon, plain = Lexicon(), dict[tuple[str, str], int]()
    lexicon.kin("warm up the alphabet")
    for quote, name, times in steps:
        lexicon.count(quote, name, times=times)
        key = (fold_words(quote), name)
        if key[0]:
            plain[key] = max(0, plain.get(key, 0) + times)
        lexicon.kin(quote)
    held = {(key, name): n for key, names in lexicon.snapshot().items() for name, n in names.items()}
    assert held == {key: n for key, n in plain.items() if n}


def test_examples_of_the_guideline_are_triggers() -> None:
    schema = parse_schema(
        {
            "name": "small",
            "version": "1",
            "events": [
                {"type": "STRIKE", "example": "Artillery [shelled] the port after a drone [strike]."},
                {"type": "SAY", "example": "nothing in brackets"},
            ],
        }
    )
    found = example_triggers(schema)
    assert found.known("shelling") == {"STRIKE": 1}
    assert found.known("strikes") == {"STRIKE": 1}
    assert len(found) == 2


def test_words_of_names_kinds_and_glosses_point_at_a_type() -> None:
    schema = parse_schema(
        {
            "name": "small",
            "version": "1",
            "events": [
                {"type": "MOVE", "gloss": "people move, are sent or go to it", "kinds": ["deploy", "turn_back"]},
                {"type": "STRIKE", "gloss": "shelling, bombing, strike on people"},
                {"type": "AIR_RAID"},
            ],
        }
    )
    found = gloss_words(schema)
    assert found.known("sent") == {"MOVE": 1}
    assert found.known("bombed") == {"STRIKE": 1}
    assert found.known("moved") == {"MOVE": 2}, "a name counts more than a gloss"
    assert found.known("deploying") == {"MOVE": 2}
    assert found.known("people") == {"MOVE": 1, "STRIKE": 1}
    assert found.known("raid") == {}, "of several words only all together say something"
    assert found.known("air raids") == {"AIR_RAID": 2}
    assert found.known("to") == {}
