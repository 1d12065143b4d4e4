from __future__ import annotations

import textwrap
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanloop.articles.zones import propose_zones
from spanloop.core.article import SILENT_ZONES, Article, Zone
from spanloop.core.segments import segments
from tests.unit.articles.first_pages import PAGES
from tests.unit.articles.five_pages import FIVE_PAGES, judged_shared_page
from tests.unit.articles.fresh_pages import FRESH_PAGES
from tests.unit.articles.judged import JudgedPage, by_character
from tests.unit.articles.later_pages import LATER_PAGES

OUR_PAGES = (*PAGES, *FRESH_PAGES, *LATER_PAGES)
REPORT = (
    "The army said on Monday that two of its posts north of the river were hit in the night.",
    "Nine soldiers were taken to the hospital of Ostrin, where doctors said that most would live.",
    "A spokesman for the militia denied that its guns had fired, and blamed a third side.",
)


def shape(zones: tuple[Zone, ...]) -> list[tuple[int, int, str, str | None, str]]:
    return [(zone.start, zone.end, zone.kind, zone.date, zone.state) for zone in zones]


def quotes(text: str, kind: str, *, language: str = "") -> list[str]:
    return [text[zone.start : zone.end] for zone in propose_zones(text, language=language) if zone.kind == kind]


def silent(text: str, *, language: str = "") -> list[str]:
    found = propose_zones(text, language=language)
    return [text[zone.start : zone.end] for zone in found if zone.kind in SILENT_ZONES]


def differences(page: JudgedPage) -> list[str]:
    """Each line that was not proposed as what it is."""
    zones = propose_zones(page.text)
    wanted, got = by_character(len(page.text), page.truth), by_character(len(page.text), zones)
    wrong: list[str] = []
    start = 0
    for number, line in enumerate(page.text.split("\n"), 1):
        places = [place for place in range(start, start + len(line)) if not page.text[place].isspace()]
        if any(wanted[place] != got[place] for place in places):
            kinds = [sorted({kinds[place] or "text" for place in places}) for kinds in (wanted, got)]
            wrong.append(f"line {number} ({len(line)} characters) is {kinds[0]}, proposed as {kinds[1]}")
        start += len(line) + 1
    true_dates = [day for _, _, kind, day in page.truth if kind == "article_break"]
    dates = [zone.date for zone in zones if zone.kind == "article_break"]
    return wrong if dates == true_dates else [*wrong, f"dates {true_dates} proposed as {dates}"]


@pytest.mark.parametrize("name", FIVE_PAGES)
def test_every_line_of_the_five_pages_comes_out_as_what_it_is(shared_dir: Path, name: str) -> None:
    assert differences(judged_shared_page(shared_dir, name)) == []


def test_every_shared_page_is_judged(shared_dir: Path) -> None:
    assert {path.name for path in (shared_dir / "seeds").glob("*.txt")} == set(FIVE_PAGES)


@pytest.mark.parametrize("page", OUR_PAGES, ids=lambda page: page.name)
def test_every_line_of_our_own_pages_comes_out_as_what_it_is(page: JudgedPage) -> None:
    assert differences(page) == []


def test_the_items_of_a_digest_are_segments_with_their_own_dates_and_without_furniture() -> None:
    text = next(page.text for page in PAGES if page.name == "digest")
    found = segments(Article("uid", text, date="2022-04-01", zones=propose_zones(text)))
    assert [segment.date for segment in found] == ["2022-03-14", "2022-03-11", "2022-03-02"]
    assert found[1].text.splitlines()[0] == "March 11, 2022"
    assert not any("Read more" in segment.text or "Older posts" in segment.text for segment in found)


def test_an_item_whose_headline_stands_above_its_date_begins_with_the_headline() -> None:
    items = [
        ("Convoy reaches the mill", "5 April 2022", REPORT[0]),
        ("Shells fall on Ostrin again", "4 April 2022", REPORT[1]),
        ("Militia denies the attack", "2 April 2022", REPORT[2]),
    ]
    text = "\n\n".join("\n".join(item) for item in items)
    found = segments(Article("uid", text, zones=propose_zones(text)))
    assert [(segment.date, segment.text.splitlines()[0]) for segment in found] == [
        ("2022-04-05", "Convoy reaches the mill"),
        ("2022-04-04", "Shells fall on Ostrin again"),
        ("2022-04-02", "Militia denies the attack"),
    ]


@pytest.mark.parametrize(
    ("days", "dates"),
    [
        (("3 במרץ 2022", "1 במרץ 2022"), ["2022-03-03", "2022-03-01"]),
        (("٥ أبريل ٢٠٢٢", "١ أبريل ٢٠٢٢"), ["2022-04-05", "2022-04-01"]),
        (("14 березня 2022 р.", "2 березня 2022 р."), ["2022-03-14", "2022-03-02"]),
        (("12 Nisan 2022 Salı", "1 Nisan 2022 Cuma"), ["2022-04-12", "2022-04-01"]),
        (("2022年3月11日", "2022年3月2日"), ["2022-03-11", "2022-03-02"]),
    ],
)
def test_dates_of_items_are_read_in_their_languages(days: tuple[str, str], dates: list[str]) -> None:
    text = "\n\n".join([days[0], "Convoy reaches the mill", REPORT[0], days[1], "Militia denies the attack", REPORT[1]])
    assert [zone.date for zone in propose_zones(text) if zone.kind == "article_break"] == dates


@pytest.mark.parametrize(
    "caption",
    [
        "FILE - Smoke rises over the port of Sofar, Jan. 12, 2022.",
        "FILE- People look at the empty bridge.",
        "Image caption The Lady of Ostrin left port at dawn",
        "image copyright AFP image caption Villages cling to the slopes above Ostrin",
        "Photo: Soldiers of the ninth brigade rest near Belmaya",
        "Mourners in the old town of Belmaya. Photograph: Petra Dahl/Valley Pictures",
        "A grain ship leaves the port [Imre Vasko/Reuters]",
        "Фото: солдаты у моста в Остине",
        "الصورة: جنود الجيش قرب جسر المدينة القديمة",
    ],
)
def test_captions_stay_text_of_the_article(caption: str) -> None:
    for lines in ([REPORT[0], caption, *REPORT[1:]], ["Share", *REPORT, caption, "Share"], [*REPORT, caption]):
        assert caption not in "\n".join(silent("\n\n".join(["Convoy reaches the mill of Ostrin", *lines])))


@pytest.mark.parametrize(
    "credit",
    [
        "Photo: AFP",
        "Photo by Imre Vasko",
        "Image copyright Reuters",
        "Photograph: Petra Dahl/Valley Pictures",
        "Image credit: courtesy of the Ostrin Press",
        "[Imre Vasko/Reuters]",
        "Фото: Имре Васко / Долина Пресс",
        "تصوير: أحمد علي",
        "צילום: רויטרס",
    ],
)
def test_a_line_that_says_only_whose_picture_it_is_is_furniture(credit: str) -> None:
    text = "\n\n".join(["Convoy reaches the mill of Ostrin", REPORT[0], credit, *REPORT[1:]])
    assert silent(text) == [credit]


def test_captions_among_related_links_are_furniture_too() -> None:
    tail = [
        "Related",
        "Tankers turn away from Sofar",
        "FILE - Tankers wait off the port of Sofar.",
        "Who sweeps the mines?",
    ]
    text = "\n\n".join(["Convoy reaches the mill of Ostrin", *REPORT, *tail])
    assert "\n\n".join(tail) in silent(text)


def test_one_date_makes_no_digest() -> None:
    text = "\n\n".join(["Apr 7 2021", "Convoy reaches the mill of Ostrin", *REPORT, "Updated Apr 8 2021"])
    assert quotes(text, "article_break") == []
    assert quotes(text, "boilerplate") == ["Apr 7 2021", "Updated Apr 8 2021"]


@pytest.mark.parametrize(
    "line",
    [
        "Share prices fell in Lindholm after the attack, brokers said.",
        "Read more than one report before you judge, the envoy told them.",
        "Comments by the general were carried by the radio on Sunday evening.",
        "Related groups of fighters hold the three villages behind the pass.",
        "Photographs of the bridge were shown to the court on the first day.",
        "Print shops in the town have been closed by order of the governor.",
        "Follow the river north, he told them, and you will find the post.",
        "Copyright on the map belongs to the army, its lawyers told the court.",
        "Source: nobody would say where the order came from.",
        "Background",
        "What we know",
        "Three villages, one well",
        "The general said:",
        "MOSUL —",
        "12 March",
        "“Who will pay?”",
        "The ministry gave no number of the dead on Monday. (Reuters)",
        "Ceasefire holds, ministry says (Reuters)",
    ],
)
def test_a_line_between_paragraphs_that_only_begins_like_furniture_stays(line: str) -> None:
    text = "\n\n".join(["Convoy reaches the mill of Ostrin", REPORT[0], REPORT[1], line, REPORT[2]])
    assert silent(text) == []


def test_two_boxes_of_links_near_the_end_do_not_swallow_the_text_between_them() -> None:
    box = "Related\n\nTankers turn away from Sofar after the attack"
    text = "\n\n".join(["Convoy reaches the mill of Ostrin", *REPORT * 3, box, REPORT[0], box, REPORT[1]])
    assert silent(text) == [box, box]


def test_the_last_sentence_after_a_link_stays_with_the_article() -> None:
    text = "\n\n".join(
        ["Convoy reaches the mill", *REPORT, "Read more: Who mined the road?", "He fled.", "Share", "Print"]
    )
    assert silent(text) == ["Read more: Who mined the road?", "Share\n\nPrint"]


def test_a_heading_of_comments_without_comments_is_only_furniture() -> None:
    text = "\n\n".join(["Convoy reaches the mill of Ostrin", "3 comments", *REPORT * 2, "Comments"])
    assert silent(text) == ["3 comments", "Comments"]


def test_quoted_voices_between_headings_are_no_comments() -> None:
    said = ["The baker", "“I was asleep,” said Imre Noura, 41. “You hear it before you feel it!”"]
    heard = ["The driver", "“My lorry is gone,” said the driver. “What am I to do?”"]
    text = "\n\n".join(["Convoy reaches the mill of Ostrin", *REPORT * 3, *said, *heard])
    assert silent(text) == []


def test_the_language_says_whose_words_are_a_readers_voice() -> None:
    words = ["Ben", "Ben de orada idim.", "Sen", "Sana kim inanir."]
    text = "\n".join(["Convoy reaches the mill of Ostrin", *REPORT * 2, *words])
    assert quotes(text, "comment", language="tr") == ["\n".join(words)]
    assert silent(text, language="en") == []


@pytest.mark.parametrize(
    "text", ["", "\n\n \r\n", "Convoy", "Convoy reaches the mill of Ostrin", REPORT[0], "\ufeff", "…", "7"]
)
def test_a_text_of_hardly_anything_gets_no_headline_and_raises_nothing(text: str) -> None:
    assert all(zone.kind == "boilerplate" for zone in propose_zones(text))


_LINES = [line for page in OUR_PAGES for line in page.text.splitlines()]
lines = st.one_of(
    st.sampled_from(_LINES),
    st.sampled_from(
        ["Apr 7 2021", "Share", "Comments", "Leave a Reply", "FORUM", "Related", "", " ", "\u200f", "John says:"]
    ),
    st.text(max_size=60),
)
pages = st.builds(
    lambda parts, end: end.join(parts),
    st.lists(lines, max_size=40),
    st.sampled_from(["\n", "\r\n", "\n\n", "\r", "\u2028", "\n \n"]),
)


@given(text=pages, language=st.sampled_from(["", "en", "ar", "ru", "uk", "he", "fa", "tr", "zh", "xx"]))
def test_zones_lie_in_the_text_in_order_without_overlap_and_always_the_same(text: str, language: str) -> None:
    zones = propose_zones(text, language=language)
    end = 0
    for zone in zones:
        assert end <= zone.start < zone.end <= len(text)
        assert text[zone.start : zone.end] == text[zone.start : zone.end].strip()
        assert zone.state == "proposed"
        assert (zone.date is not None) == (zone.kind == "article_break")
        assert zone.date is None or date.fromisoformat(zone.date)
        end = zone.end
    assert len({zone.uid for zone in zones}) == len(zones)
    assert shape(propose_zones(text, language=language)) == shape(zones)


@given(page=st.sampled_from(OUR_PAGES), end=st.sampled_from(["\n", "\r\n", "\r"]))
def test_line_ends_do_not_matter(page: JudgedPage, end: str) -> None:
    plain = page.text.replace("\r\n", "\n")
    other = plain.replace("\n", end)
    kinds = [(zone.kind, zone.date, plain[zone.start : zone.end]) for zone in propose_zones(plain)]
    same = [(zone.kind, zone.date, other[zone.start : zone.end].replace(end, "\n")) for zone in propose_zones(other)]
    assert same == kinds


# Words that begin furniture elsewhere are among them.
_WORDS = """
the army militia convoy village river bridge three sources share print comments related photo watch subscribe follow
source author north reply report read more also search menu home world news sign update live was were shelled left
reached denied near after before and of in by to on Ostrin Sofar Qasra Monday March 2022 4 April 2021 Reuters
"""
#: Letters without case, as many scripts have.
_HEBREW = str.maketrans("abcdefghijklmnopqrstuvwxyz", "אבגדהוזחטיכלמנסעפצקרשתםןףץ")
words = st.sampled_from(_WORDS.split())
sentences = st.lists(words, min_size=9, max_size=30).map(lambda some: " ".join(some).capitalize() + ".")
paragraphs = st.lists(sentences, min_size=2, max_size=5).map(" ".join)


@given(
    parts=st.lists(paragraphs, min_size=1, max_size=12),
    gap=st.sampled_from(["\n", "\n\n", "\r\n\r\n"]),
    headline=st.sampled_from(["", "Convoy reaches the mill of Ostrin", "Who mined the road to the mill?"]),
)
def test_plain_prose_keeps_every_character(parts: list[str], gap: str, headline: str) -> None:
    text = gap.join([headline, *parts] if headline else parts)
    assert silent(text) == []


@given(
    parts=st.lists(paragraphs, min_size=2, max_size=6),
    width=st.integers(60, 90),
    letters=st.sampled_from([str, str.upper, lambda text: text.translate(_HEBREW)]),
    indent=st.sampled_from(["", "   "]),
)
def test_prose_cut_at_a_margin_keeps_every_character(
    parts: list[str], width: int, letters: Callable[[str], str], indent: str
) -> None:
    text = "\n\n".join(textwrap.fill(letters(part), width, initial_indent=indent) for part in parts)
    assert silent(text) == []


@given(parts=st.lists(st.sampled_from(REPORT), min_size=4, max_size=12))
def test_furniture_around_prose_takes_none_of_it(parts: list[str]) -> None:
    head, foot = (
        ["Skip to content", "Home", "Convoy reaches the mill"],
        ["Share", "Leave a Reply", "All rights reserved"],
    )
    text = "\n\n".join([*head, *parts, *foot])
    article = Article("uid", text, zones=propose_zones(text))
    (segment,) = segments(article)
    assert segment.text == "\n\n".join(["Convoy reaches the mill", *parts])
    confirmed = replace(article, zones=tuple(replace(zone, state="confirmed") for zone in article.zones))
    assert segments(confirmed) == (segment,)
