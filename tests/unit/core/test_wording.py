"""Numbers, scores, sizes and languages as people read them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.wording import LANGUAGES, count, language_name, language_names, one_line, score_text, size_text


def test_one_and_many() -> None:
    assert [count(number, "article") for number in (0, 1, 2, 3604)] == [
        "0 articles", "1 article", "2 articles", "3,604 articles",
    ]  # fmt: skip
    assert count(2, "entry", "entries") == "2 entries"
    assert count(1, "entry", "entries") == "1 entry"


@given(st.integers(0, 10**9), st.text(min_size=1))
def test_the_number_can_be_read_back(number: int, what: str) -> None:
    assert int(count(number, what).split(" ", 1)[0].replace(",", "")) == number


def test_scores_and_sizes() -> None:
    assert [score_text(score) for score in (0.84, 0.05, 0.996, 1.0, 0.0)] == [".84", ".05", ".99", "1.0", ".00"]
    assert [size_text(size) for size in (1, 12, 3_200, 3_200_000, 2_100_000_000)] == [
        "1 byte", "12 bytes", "3.2 kB", "3.2 MB", "2.1 GB",
    ]  # fmt: skip


@given(st.text(), st.integers(1, 20))
def test_one_line_is_short_and_on_one_line(text: str, most: int) -> None:
    line = one_line(text, most=most)
    assert len(line) <= most
    assert len(line.splitlines()) <= 1
    flat = " ".join(text.split())
    assert line == flat if len(flat) <= most else flat.startswith(line.removesuffix("…"))


def test_languages_have_names() -> None:
    assert language_name("ar") == "Arabic"
    assert language_name("en-GB") == "English"
    assert language_name("tlh") == "tlh"
    assert language_name("xx") == "any language"
    assert language_name("") == "no named language"
    assert {"ar", "de", "en", "es", "fr", "pt", "ru", "uk"} <= set(LANGUAGES)


def test_several_languages_are_a_list() -> None:
    assert language_names([]) == ""
    assert language_names(["en", "en"]) == "English"
    assert language_names(["en", "ar"]) == "Arabic and English"
    assert language_names(["de", "ar", "en"]) == "Arabic, English and German"
