"""Heads and tails of pages: which line is the headline, and what around it is furniture."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spanloop.articles.zones import propose_zones, title_of
from spanloop.articles.zones.blocks import blocks_of
from spanloop.articles.zones.headline import telling
from tests.unit.articles.head_pages import HEAD_PAGES
from tests.unit.articles.judged import JudgedPage
from tests.unit.articles.once_unseen_pages import ONCE_UNSEEN_PAGES
from tests.unit.articles.sample_page import sample_page
from tests.unit.articles.test_zones import differences, quotes, silent

#: Lines that only known words could tell: on which page, and how many.
NOT_TOLD = {"broadcaster": 1, "ukrainian": 1}
BODY = (
    "The rebels took the mill of Vorn on Friday, and the army left two guns behind on the road to the river.",
    "Nobody was hurt at the mill, the miller said. He counted forty rebels and one mule.",
    "The army said that it would come back for the guns before the river rises in May.",
)
HEADLINE = "Rebels take the mill of Vorn"


@pytest.mark.parametrize("page", HEAD_PAGES, ids=lambda page: page.name)
def test_every_line_of_pages_with_hard_heads_comes_out_as_what_it_is(page: JudgedPage) -> None:
    assert differences(page) == []


@pytest.mark.parametrize("page", ONCE_UNSEEN_PAGES, ids=lambda page: page.name)
def test_pages_that_were_unseen_once_come_out_but_for_what_only_known_words_tell(page: JudgedPage) -> None:
    assert len(differences(page)) == NOT_TOLD.get(page.name, 0)


def test_the_scraped_page_of_the_sample_gets_the_zones_that_people_confirmed_in_it() -> None:
    assert differences(sample_page()) == []


def test_the_scraped_page_of_the_sample_gets_its_headline_for_a_title() -> None:
    text = sample_page().text
    assert title_of(text, propose_zones(text)) == "Army lifts siege of Umm Sarj after 40 days"


@pytest.mark.parametrize(
    "above",
    [
        ["Vorn Valley Courier and Post"],
        ["Notes from a very small country"],
        ["Speaking plainly to the uplands since 1904", "Front   Letters   Chess   Poems"],
        ["Letters", "Chess", "Poems", "What our readers cook this week"],
        ["Latest", "Bishop asks for a day of quiet", "Wheat rots in the stores of Orsk", "War"],
        ["We print what the hills do not want to hear.", "Uplands"],
        ["Front > War > Rebels take the mill of Vorn"],
        ["Rebels take the mill of Vorn - The Upland Wire"],
    ],
    ids=lambda above: above[-1],
)
@pytest.mark.parametrize("below", [[], ["By Lena Ost", "4 May 2024"]], ids=["bare", "signed"])
def test_what_stands_above_the_headline_is_furniture(above: list[str], below: list[str]) -> None:
    text = "\n".join([*above, HEADLINE, *below, *BODY])
    assert quotes(text, "headline") == [HEADLINE]
    assert "\n".join(silent(text)) == "\n".join([*above, *below])


@pytest.mark.parametrize(
    "lines",
    [
        ["A day without bells", "Priest of Vorn looks for the rebels at the mill", *BODY],
        [HEADLINE, "The army leaves two guns behind and the miller counts a mule", *BODY],
        [HEADLINE, *BODY],
        [BODY[0], HEADLINE, *BODY[1:]],
        [*BODY, HEADLINE, BODY[0]],
    ],
)
def test_without_furniture_nothing_is_silenced(lines: list[str]) -> None:
    assert silent("\n\n".join(lines)) == []


@pytest.mark.parametrize("kicker", ["War in the hills", "The Upland Courier and Post"])
def test_a_long_headline_is_not_taken_for_the_standfirst_of_what_stands_above_it(kicker: str) -> None:
    headline = "Rebels Take the Mill of Vorn, Army Leaves Two Guns Behind on the River Road"
    text = "\n".join(["Menu", kicker, headline, "4 May 2024", *BODY])
    assert quotes(text, "headline") == [headline]


@pytest.mark.parametrize(
    "signed",
    [
        ["By Lena Ost"],
        ["By our man in Vorn", "4 May 2024, 07:15"],
        ["Lena Ost", "4 mai 2024"],
        ["Lena Ost | 2024/05/04"],
        ["Lena Ost", "Upland Wire", "May 4, 2024", "2 min read", "Listen"],
        ["4. Mai 2024   Lena Ost   Vorlesen"],
    ],
)
def test_bylines_and_date_lines_below_the_headline_are_furniture(signed: list[str]) -> None:
    text = "\n".join(["Home", "War", HEADLINE, *signed, *BODY])
    assert silent(text) == ["Home\nWar", "\n".join(signed)]


@pytest.mark.parametrize(
    "heading", ["4 May 2024 was the worst day of the war so far", "What May 4, 2024 did to the mill"]
)
def test_a_heading_that_tells_of_a_day_is_no_date_line(heading: str) -> None:
    assert silent("\n".join([HEADLINE, BODY[0], heading, *BODY[1:]])) == []


@pytest.mark.parametrize("apart", ["   ", "\t", " | "])
def test_a_table_within_the_text_stays_and_a_row_of_items_beside_furniture_goes(apart: str) -> None:
    table = [apart.join(row) for row in (("Village", "Guns", "Mules"), ("Vorn", "2", "1"), ("Orsk", "0", "7"))]
    menu = apart.join(["Uplands", "Chess", "Poems"])
    foot = apart.join(["Masthead", "Standards", "Jobs"])
    text = "\n".join(["Menu", menu, HEADLINE, *BODY[:2], *table, BODY[2], "Share", foot])
    assert silent(text) == [f"Menu\n{menu}", f"Share\n{foot}"]


def test_a_table_right_below_the_headline_stays() -> None:
    table = ["Village\tGuns", "Vorn\t2", "Orsk\t0"]
    assert silent("\n".join([HEADLINE, *table, *BODY])) == []


def test_a_quotation_that_the_text_repeats_is_furniture_and_any_other_stays() -> None:
    pulled, own = "“He counted forty rebels and one mule.”", "“Forty rebels and a very old mule.”"
    assert silent("\n".join([HEADLINE, *BODY[:2], pulled, BODY[2]])) == [pulled]
    assert silent("\n".join([HEADLINE, *BODY[:2], own, BODY[2]])) == []


def test_what_the_foot_says_of_the_author_is_furniture_and_what_the_text_says_of_others_stays() -> None:
    note = "Lena Ost has written about the hills since 2018."
    foot = [note, "Share", "Print"]
    text = "\n".join([HEADLINE, "By Lena Ost", "4 May 2024", *BODY, *foot])
    assert silent(text)[-1] == "\n".join(foot)
    other = text.replace(note, note.replace("Lena Ost", "The miller"))
    assert silent(other)[-1] == "\n".join(foot[1:])


def test_tags_and_headings_between_the_last_sentence_and_furniture_go_and_a_list_stays() -> None:
    assert silent("\n".join([HEADLINE, *BODY, "Vorn", "Upland war", "Share"])) == ["Vorn\nUpland war\nShare"]
    text = "\n".join([HEADLINE, *BODY, "The dead are:", "Imre Vask", "Lena Ost", "Share"])
    assert silent(text) == ["Share"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("rebels", "rebel"),
        ("обстрел", "обстреле"),
        ("القصف", "بالقصف"),
        ("הצבא", "מהצבא"),
        ("停火协议", "停火"),
    ],
)
def test_words_are_the_same_whatever_is_written_before_and_behind_them(one: str, other: str) -> None:
    assert telling(blocks_of(one)) & telling(blocks_of(other))


_HEADS = [line for page in (*HEAD_PAGES, *ONCE_UNSEEN_PAGES) for line in page.text.splitlines()[:12]]


@given(
    above=st.lists(st.sampled_from(_HEADS), max_size=8), rows=st.lists(st.sampled_from(BODY), min_size=3, max_size=9)
)
def test_whatever_stands_above_it_the_text_is_kept(above: list[str], rows: list[str]) -> None:
    text = "\n".join([*above, HEADLINE, *rows])
    gone = "\n".join(silent(text))
    assert not any(row in gone for row in BODY)
