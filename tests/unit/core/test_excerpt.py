"""The words around a place."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.article import Article, Zone, ZoneKind
from spanloop.core.excerpt import WIDTH, Excerpt, article_excerpt, excerpt
from tests.unit.core.strategies import texts

TEXT = "Army shells depot\r\n\r\nGunners of the 9th Division shelled the depot at Tel Shahin on Tuesday, killing 14."


def around(words: str, text: str = TEXT, *, width: int = WIDTH) -> Excerpt:
    start = text.index(words)
    return excerpt(text, start, start + len(words), width=width)


def test_sides_are_cut_between_words() -> None:
    # Ten code points before "9th" are "rs of the " (of "Gunners of the "), ten after it " Division ".
    assert around("9th", width=10) == ("of the ", "9th", " Division")
    # Nine after are exactly the word, and its end is seen by the space that follows.
    assert around("9th", width=9) == ("of the ", "9th", " Division")
    assert around("9th", width=8) == ("of the ", "9th", "")


def test_the_ends_of_the_text_are_no_cut() -> None:
    assert around("shells", width=5) == ("Army ", "shells", "")
    assert around("killing", width=5) == ("", "killing", " 14.")
    assert excerpt("Army", 0, 4) == ("", "Army", "")


def test_line_breaks_are_spaces() -> None:
    assert around("Gunners", width=12) == ("depot ", "Gunners", " of the 9th")
    assert around("depot\r\n\r\nGunners").quote == "depot Gunners"
    assert excerpt("a\u2028b\u0085c", 0, 5).quote == "a b c"


def test_scripts_without_spaces_are_cut_between_characters() -> None:
    text = "罗" * 30 + "军" + "尼" * 30
    assert excerpt(text, 30, 31, width=4) == ("罗" * 4, "军", "尼" * 4)
    # A mark that is drawn on the character before it is not left alone, nor is the character parted from it.
    marked = "e\u0301" * 9 + "X" + "e\u0301" * 9
    assert excerpt(marked, 18, 19, width=5) == ("e\u0301" * 2, "X", "e\u0301" * 2)


PAGE = "Home North Prices Weather\n\nGunners shelled the depot.\n\nReaders say more\n\nMonday\n\nA convoy left Qasra."
PLACES = (
    ("Gunners", Excerpt("", "Gunners", " shelled the depot.")),
    ("depot", Excerpt("Gunners shelled the ", "depot", ".")),
    ("convoy", Excerpt("Monday A ", "convoy", " left Qasra.")),
    ("Monday", Excerpt("", "Monday", " A convoy left Qasra.")),
)


def zone(words: str, kind: ZoneKind) -> Zone:
    start = PAGE.index(words)
    return Zone(f"z{start}", start, start + len(words), kind)


@pytest.mark.parametrize(("words", "found"), PLACES)
def test_an_excerpt_of_an_article_stays_in_its_text_and_its_item(words: str, found: Excerpt) -> None:
    zones = (zone("Home North Prices Weather", "boilerplate"), zone("Readers say more", "comment"))
    article = Article("a", PAGE, zones=(*zones, zone("Monday", "article_break")))
    start = PAGE.index(words)
    assert article_excerpt(article, start, start + len(words)) == found


def test_an_item_ends_where_the_next_one_opens() -> None:
    article = Article("a", PAGE, zones=(zone("Gunners", "headline"), zone("Monday", "article_break")))
    start = PAGE.index("more")
    assert article_excerpt(article, start, start + 4) == (
        "Prices Weather Gunners shelled the depot. Readers say ", "more", "",
    )  # fmt: skip


@given(texts, st.data())
def test_an_excerpt_is_of_the_text_and_on_one_line(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    found = excerpt(text, start, end, width=9)
    assert max(len(found.before), len(found.after)) <= 9
    assert len("".join(found).splitlines()) <= 1

    def plain(words: str) -> str:
        return "".join(words.split())

    assert plain(text[:start]).endswith(plain(found.before))
    assert plain(found.quote) == plain(text[start:end])
    assert plain(text[end:]).startswith(plain(found.after))
