from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spanloop.formats.spelling import LINE_ENDS, line, plain, said, token
from tests.unit.formats.strategies import words

tricky = st.lists(st.sampled_from(["_x", "_", "x", "0041", "F", "-", " ", "é", "\n", "🚁", ""])).map("".join)


@given(tricky | words)
@settings(max_examples=200)
def test_what_is_spelled_comes_back(text: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9_-]+", plain(text))
    assert not re.search(r"[\s,|<>]", token(text))
    assert not set(line(text)) & {*LINE_ENDS, "\t"}
    assert line(text) == line(text).strip()
    assert [said(spell(text)) for spell in (plain, token, line)] == [text] * 3


@pytest.mark.parametrize("name", ["PER", "Person-Arg", "STATE_OR_PROVINCE", "x_x20", "be_xyz_"])
def test_what_needs_no_spelling_is_read_as_it_is(name: str) -> None:
    assert said(name) == name


def test_spaces_and_letters_of_other_scripts() -> None:
    assert plain("armed actor") == "armed_x0020_actor"
    assert plain("قتل") == "_x0642__x062A__x0644_"
    assert token("قتل a") == "قتل_x0020_a"
    assert said("_xD800_ _x110000_") == "_xD800_ _x110000_"
