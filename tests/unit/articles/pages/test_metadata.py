"""What a page says of its article: title, date, byline, site, address, language."""

from __future__ import annotations

import pytest

from spanloop.articles.draft import Draft
from spanloop.articles.pages import read_page
from spanloop.articles.pages.bylines import clean_byline
from spanloop.articles.pages.metadata import iso_date, without_site
from tests.unit.articles.pages.marked_pages import PAGES, marked_page
from tests.unit.articles.pages.page_scores import read_marked

TEXT = "<p>The river army reached the ford of Tarn on Monday, two villagers said. Nobody was hurt.</p>" * 3


def read(head: str, body: str = f"<h1>Ford of Tarn shelled</h1>{TEXT}", language: str = "en") -> Draft:
    return read_page(f"<html lang={language}><head>{head}</head><body>{body}</body></html>".encode(), name="a.html")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("amp", ("Drone hits fuel train at Tarn junction", "2023-02-11", "Ira Sand, Paul Teme", "Eastwire", "en")),
        ("hebrew_site", ("רחפן פגע במחסן דלק ליד אוסטרין", "2022-07-19", "נועה ברקאי", "קול העמק", "he")),
        ("infinite_scroll", ("Mine kills two shepherds above Qasra", "2019-05-02", "Mira Tolm", "Valley Post", "en")),
        ("forum_thread", ("Convoy of the coast army near Lesk", "2021-04-06", "admin", "Valley War Forum", "en")),
        ("chinese_portal", ("塔恩大桥遭袭 三名警卫身亡", "2021-06-02", "王岚", "河谷新闻网", "zh")),
        ("digest_roundup", ("Large convoy of the coast army on the way to Qasra", "2021-04-07", "", "", "en")),
    ],
)
def test_pages_say_who_when_and_where(name: str, expected: tuple[str, ...]) -> None:
    draft = read_marked(marked_page(PAGES / f"{name}.html"))
    assert (draft.title, draft.date, draft.byline, draft.source, draft.language) == expected


def test_the_day_of_publication_comes_before_that_of_a_change() -> None:
    linked = (
        '<script type="application/ld+json">{"@type":"NewsArticle","headline":"Ford of Tarn shelled",'
        '"dateModified":"2022-05-09","datePublished":"2022-05-04T23:00:00Z"}</script>'
    )
    assert read(linked).date == "2022-05-04"
    assert read('<meta property="article:modified_time" content="2022-05-09">').date == ""


def test_the_address_is_the_canonical_one() -> None:
    draft = read(
        '<link rel="canonical" href="https://news.example/2021/03/07/ford"><meta property="og:url" content="x">'
    )
    assert (draft.url, draft.source, draft.date) == (
        "https://news.example/2021/03/07/ford",
        "news.example",
        "2021-03-07",
    )


def test_a_saved_page_says_where_it_came_from() -> None:
    page = f"<!-- saved from url=(0030)https://news.example/old-ford --><html><body>{TEXT}</body></html>"
    assert read_page(page.encode(), name="a.html").url == "https://news.example/old-ford"


def test_a_template_in_english_does_not_make_the_text_english() -> None:
    body = "<p>Под Тарном сбит беспилотник, обломки упали в камыши у берега реки, сообщил штаб.</p>" * 3
    assert read("", body).language == "ru"
    assert read("", "<p>这是自5月以来河谷地区第四次发生针对桥梁的袭击，当地驻军发言人说。</p>" * 3).language == "zh"


@pytest.mark.parametrize(
    ("title", "site", "kept"),
    [
        ("Ford of Tarn shelled | Valley Post", "Valley Post", "Ford of Tarn shelled"),
        ("Valley Post: Ford of Tarn shelled", "Valley Post", "Ford of Tarn shelled"),
        ("Ford - of - Tarn", "Valley Post", "Ford - of - Tarn"),
        ("塔恩大桥遭袭_河谷新闻网", "河谷新闻网", "塔恩大桥遭袭"),
    ],
)
def test_a_title_loses_the_name_of_its_site(title: str, site: str, kept: str) -> None:
    assert without_site(title, site) == kept


@pytest.mark.parametrize(
    ("title", "site", "left"),
    [
        ("Ford of Tarn shelled | Mard Courier", "Mard Courier", "Ford of Tarn shelled"),
        ("Mard Courier - Ford of Tarn shelled", "Mard Courier", "Ford of Tarn shelled"),
        ("Ford of Tarn shelled | War | Mard Courier", "Mard Courier", "Ford of Tarn shelled"),
        ("Ford of Tarn shelled: what we know", "mardcourier.example", "Ford of Tarn shelled"),
    ],
)
def test_the_site_is_what_the_title_says_besides_the_headline(title: str, site: str, left: str) -> None:
    head = f'<title>{title}</title><link rel="canonical" href="https://www.mardcourier.example/ford">'
    draft = read(head)
    assert (draft.source, draft.title) == (site, left)


def test_an_address_tells_which_part_of_a_title_is_the_site() -> None:
    head = "<title>Ford of Tarn shelled | Mard Courier</title>"
    address = '<link rel="canonical" href="https://mardcourier.example/ford">'
    draft = read(head + address, TEXT)
    assert (draft.source, draft.title) == ("Mard Courier", "Ford of Tarn shelled")
    assert read(head, TEXT).source == ""


def kinds(draft: Draft) -> list[tuple[str, str]]:
    return [(zone.kind, draft.text[zone.start : zone.end]) for zone in draft.zones]


def test_a_short_headline_is_known_by_its_part_of_the_window_s_title() -> None:
    items = "".join(f"<h3>{date}, 2023</h3>{TEXT}" for date in ("October 23", "October 30", "November 5"))
    menu = '<nav><a href="/">Home</a><a href="/d">Digests</a></nav>'
    draft = read("<title>Weekly digest | Marsh</title>", f"{menu}<article><h1>Weekly digest</h1>{items}</article>")
    assert (draft.title, draft.source) == ("Weekly digest", "Marsh")
    assert ("headline", "Weekly digest") in kinds(draft)


def test_the_name_of_the_site_is_no_headline_because_the_title_has_it() -> None:
    body = f"<header><h1>Marsh</h1></header><article><h2>Weekly digest</h2>{TEXT}</article>"
    draft = read("<title>Weekly digest | Marsh</title>", body)
    assert (draft.title, draft.source) == ("Weekly digest", "Marsh")


def test_the_only_heading_of_a_page_without_a_title_is_its_headline() -> None:
    draft = read("", f"<article><h1>Nine</h1>{TEXT}</article>")
    assert draft.title == "Nine"
    assert kinds(draft) == [("headline", "Nine")]


def test_a_page_without_title_and_heading_is_called_by_its_first_line() -> None:
    first = "The river army reached the ford of Tarn on Monday, two villagers said."
    menu = '<nav><a href="/">Home page</a> <a href="/d">All digests</a></nav>'
    assert read("", f"{menu}<p>{first}</p>{TEXT}").title == first
    assert read("", "<p>1 2 3</p>").title == ""


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("By Ira Sand and Paul Teme", "Ira Sand and Paul Teme"),
        ("Posted on July 1, 2021, at 3:10 p.m. by Ines Holt", "Ines Holt"),
        ("Mira Tolm May 2, 2019", "Mira Tolm"),
        ("admin » Tue Apr 06, 2021 9:14 am", "admin"),
        ("Автор: Пётр Зотов", "Пётр Зотов"),
        ("write to desk@news.example", ""),
        ("one two three four five six seven eight nine ten eleven twelve thirteen", ""),
    ],
)
def test_a_byline_is_names(said: str, kept: str) -> None:
    assert clean_byline(said) == kept


@pytest.mark.parametrize(
    ("said", "date"),
    [
        ("2022-05-04T23:00:00+03:00", "2022-05-04"),
        ("20220504", "2022-05-04"),
        ("2022-13-04", ""),
        ("4 May 2022", "2022-05-04"),
        ("", ""),
    ],
)
def test_dates_of_machines_and_people(said: str, date: str) -> None:
    assert iso_date(said) == date


@pytest.mark.parametrize(
    "broken", ['{"@type":"NewsArticle","headline":', "[" * 20_000, '{"@type":7,"author":[[]]}', "null"]
)
def test_broken_data_for_machines_says_nothing(broken: str) -> None:
    draft = read(f'<script type="application/ld+json">{broken}</script>')
    assert draft.title == "Ford of Tarn shelled"
