from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.article import Article, Zone
from spanloop.gui.canvas.paragraphs import CHUNK, split_article

TEXTS = st.text(st.sampled_from("abc .\n\r\u2028\t\u0301\u0627\u05d0\U0001f600\u00a0"), max_size=200)


@given(TEXTS)
def test_paragraphs_are_pieces_of_the_text_in_order(text: str) -> None:
    paragraphs = split_article(Article("a", text))
    at = 0
    for paragraph in paragraphs:
        assert paragraph.start >= at
        assert paragraph.text == text[paragraph.start : paragraph.end]
        assert text[at : paragraph.start].strip() == ""
        at = paragraph.end
    assert text[at:].strip() == ""


@given(TEXTS, st.integers(0, 200))
def test_offsets_go_to_utf16_and_back(text: str, offset: int) -> None:
    for paragraph in split_article(Article("a", text)):
        inside = min(max(offset, paragraph.start), paragraph.end)
        units = paragraph.to_units(inside)
        assert units == len(text[paragraph.start : inside].encode("utf-16-le")) // 2
        assert paragraph.to_offset(units) == inside


def test_long_paragraphs_are_cut_after_sentences_and_words() -> None:
    sentence = "The column waited by the river all day. "
    pieces = split_article(Article("a", sentence * 100))
    assert all(len(piece.text) <= CHUNK for piece in pieces)
    assert all(piece.text.endswith(". ") for piece in pieces[:-1])
    assert [piece.number for piece in pieces] == [1] + [0] * (len(pieces) - 1)
    assert [piece.last_of_paragraph for piece in pieces] == [False] * (len(pieces) - 1) + [True]
    assert all(len(piece.text) <= CHUNK for piece in split_article(Article("a", "x" * 5000)))


def test_a_cut_never_parts_a_letter_from_its_accents() -> None:
    text = "e\u0301" * 2000
    assert not any(piece.text.startswith("\u0301") for piece in split_article(Article("a", text)))


def test_zones_cut_lines_and_take_no_number() -> None:
    text = "Skip this\nHeadline\nFirst.\nSecond. Share"
    zones = (
        Zone("z1", 0, 9, "boilerplate"),
        Zone("z2", 10, 18, "headline"),
        Zone("z3", text.index(" Share"), len(text), "boilerplate"),
    )
    pieces = split_article(Article("a", text, zones=zones))
    assert [(piece.text, piece.face, piece.number, piece.silent) for piece in pieces] == [
        ("Skip this", "boilerplate", 0, True),
        ("Headline", "headline", 0, False),
        ("First.", "reading", 1, False),
        ("Second.", "reading", 2, False),
        (" Share", "boilerplate", 0, True),
    ]


def test_direction_is_that_of_the_first_strong_character() -> None:
    pieces = split_article(Article("a", "- «قال\n12 said قال\nplain"))
    assert [(piece.rtl, piece.mixed) for piece in pieces] == [(True, True), (False, True), (False, False)]


def test_line_breaks_of_every_kind_end_paragraphs() -> None:
    pieces = split_article(Article("a", "a\r\nb\rc\n\n\nd\u2028e\u2029f\x85g"))
    assert [piece.text for piece in pieces] == list("abcdefg")
