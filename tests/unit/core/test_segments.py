"""Segments and their maps."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.article import SILENT_ZONES, Article, Zone
from spanloop.core.marks import Fragments
from spanloop.core.segments import JOINT, Segment, segments
from tests.unit.core.strategies import articles, fragments


def quote(text: str, spans: Fragments) -> list[str]:
    return [text[a:b] for a, b in spans]


def test_an_article_without_zones_is_one_segment() -> None:
    article = Article("a", "\n Troops moved.\r\n\r\nThey fought. \n", date="2021-04-01")
    (only,) = segments(article)
    assert only == Segment("a", 0, "Troops moved.\r\n\r\nThey fought.", ((0, 2, 29),), "2021-04-01")
    assert only.to_segment(((2, 8),)) == ((0, 6),)
    assert only.to_article(((0, 6),)) == ((2, 8),)


def test_silent_zones_are_left_out_and_others_stay() -> None:
    text = "Headline\nShare this\nTroops moved.\nNice one\nThe end."
    zones = (
        Zone("z1", 0, 8, "headline"),
        Zone("z2", 9, 20, "boilerplate"),
        Zone("z3", 34, 43, "comment"),
    )
    (only,) = segments(Article("a", text, zones=zones))
    assert only.text == JOINT.join(["Headline", "Troops moved.", "The end."])
    assert only.to_segment(((20, 26),)) == ((10, 16),)
    assert only.to_segment(((9, 14),)) is None, "inside boilerplate"
    assert only.to_segment(((4, 24),)) is None, "across boilerplate"
    assert only.to_segment(((0, 8), (20, 26))) == ((0, 8), (10, 16))
    assert only.to_article(((4, 12),)) is None, "across a joint"
    assert only.to_article(((8, 10),)) is None, "a joint alone"
    assert only.to_article(((25, 99),)) is None, "behind the end"
    assert only.to_article(((3, 3),)) is None, "nothing"


def test_a_digest_is_cut_at_its_date_lines() -> None:
    text = "Digest\n7 April\nA raid.\n8 April\nA truce.\n"
    zones = (Zone("z2", 23, 30, "article_break", "2021-04-08"), Zone("z1", 7, 14, "article_break", "2021-04-07"))
    made = segments(Article("a", text, date="2021-04-09", zones=zones))
    assert [(s.index, s.date, s.text) for s in made] == [
        (0, "2021-04-09", "Digest"),
        (1, "2021-04-07", "7 April\nA raid."),
        (2, "2021-04-08", "8 April\nA truce."),
    ]
    assert made[2].to_segment(((33, 38),)) == ((10, 15),)
    assert made[1].to_segment(((33, 38),)) is None


def test_a_break_without_a_date_takes_the_articles() -> None:
    zones = (Zone("z", 4, 5, "article_break"),)
    assert [s.date for s in segments(Article("a", "One\nTwo", date="2021-04-09", zones=zones))] == ["2021-04-09"] * 2


def test_nothing_is_left_of_a_blank_or_silent_article() -> None:
    assert segments(Article("a", " \n ")) == ()
    assert segments(Article("a", "")) == ()
    assert segments(Article("a", "Share", zones=(Zone("z", 0, 5, "boilerplate"),))) == ()


def test_clipping_cuts_ranges_to_the_pieces() -> None:
    text = "Troops moved. SHARE They fought."
    (only,) = segments(Article("a", text, zones=(Zone("z", 14, 19, "boilerplate"),)))
    assert only.clip([(0, len(text))]) == ((0, 13), (15, 27))
    assert only.clip([(25, 32), (7, 22)]) == ((7, 13), (15, 17), (20, 27))
    assert only.clip([]) == ()


@given(articles(), st.data())
def test_offsets_go_there_and_back(article: Article, data: st.DataObject) -> None:
    for segment in segments(article):
        spans = data.draw(fragments(max(2, len(segment.text))))
        inside = segment.to_article(spans)
        if inside is not None:
            assert quote(article.text, inside) == quote(segment.text, spans)
            assert segment.to_segment(inside) == spans
        spans = data.draw(fragments(max(2, len(article.text))))
        mapped = segment.to_segment(spans)
        if mapped is not None:
            assert quote(segment.text, mapped) == quote(article.text, spans)
            assert segment.to_article(mapped) == spans


@given(articles())
def test_each_visible_character_outside_silent_zones_is_in_one_segment(article: Article) -> None:
    silent = {o for z in article.zones if z.kind in SILENT_ZONES for o in range(z.start, z.end)}
    made = segments(article)
    assert [segment.index for segment in made] == list(range(len(made)))
    for offset, char in enumerate(article.text):
        homes = [segment for segment in made if segment.to_segment(((offset, offset + 1),)) is not None]
        assert len(homes) <= 1
        if offset in silent:
            assert not homes
        elif not char.isspace():
            assert len(homes) == 1


@given(articles())
def test_pieces_and_joints_make_up_the_text(article: Article) -> None:
    for segment in segments(article):
        assert segment.text == JOINT.join(article.text[a : a + n] for _, a, n in segment.pieces)
        assert segment.text == segment.text.strip()
        for start, place, length in segment.pieces:
            assert segment.text[start : start + length] == article.text[place : place + length]


@given(articles())
def test_no_segment_crosses_a_break(article: Article) -> None:
    breaks = [zone.start for zone in article.zones if zone.kind == "article_break"]
    for segment in segments(article):
        held = [offset for _, place, length in segment.pieces for offset in (place, place + length - 1)]
        assert not any(min(held) < cut <= max(held) for cut in breaks)


@given(articles(), st.data())
def test_clipped_ranges_hold_the_same_characters(article: Article, data: st.DataObject) -> None:
    ranges = data.draw(fragments(max(2, len(article.text)), 3))
    wanted = {offset for a, b in ranges for offset in range(a, b)}
    for segment in segments(article):
        clipped = {offset for a, b in segment.clip(ranges) for offset in range(a, b)}
        for start, place, length in segment.pieces:
            for step in range(length):
                assert (start + step in clipped) == (place + step in wanted)
        assert segment.to_article(segment.clip(ranges)) is not None
