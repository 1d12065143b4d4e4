"""Zones edited by whole lines: they never overlap, begin and end in visible text, and lose only what was asked."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.article import ZONE_KINDS, Zone, ZoneKind
from spanloop.core.ids import new_uid
from spanloop.core.zones import clear_range, lines_of, put_zone, whole_lines

TEXT = "Menu\n\n  Army shells depot  \r\nGunners fired.\u2028Share\n"


def test_lines_end_at_every_kind_of_line_break() -> None:
    assert [TEXT[a:b] for a, b in lines_of(TEXT)] == [
        "Menu", "", "  Army shells depot  ", "Gunners fired.", "Share", ""
    ]  # fmt: skip


def test_a_range_becomes_the_visible_part_of_the_lines_that_it_touches() -> None:
    at = TEXT.index("shells")
    assert TEXT[slice(*whole_lines(TEXT, at, at + 1) or (0, 0))] == "Army shells depot"
    assert TEXT[slice(*whole_lines(TEXT, at, at) or (0, 0))] == "Army shells depot"
    assert TEXT[slice(*whole_lines(TEXT, at, TEXT.index("fired")) or (0, 0))] == (
        "Army shells depot  \r\nGunners fired."
    )
    # A selection that reaches over a line break, but into nothing behind it, leaves the next line alone.
    assert whole_lines(TEXT, 0, 5) == (0, 4)
    assert whole_lines(TEXT, 5, 5) is None
    assert whole_lines(TEXT, len(TEXT), len(TEXT)) is None
    assert whole_lines("", 0, 0) is None


def test_a_zone_that_is_met_in_its_middle_is_cut_in_two() -> None:
    text = "one\ntwo\nthree\n"
    whole = Zone(new_uid(), 0, 13, "comment")
    found = put_zone([whole], Zone(new_uid(), 4, 7, "headline", state="confirmed"), text=text)
    assert [(text[z.start : z.end], z.kind, z.state) for z in found] == [
        ("one", "comment", "proposed"), ("two", "headline", "confirmed"), ("three", "comment", "proposed")
    ]  # fmt: skip
    assert found[0].uid == whole.uid
    assert len({zone.uid for zone in found}) == 3


pieces = st.lists(st.sampled_from(["a", "bc", " ", "\n", "\r\n", "\u2028", "é", "😀"]), max_size=30)


@given(
    parts=pieces,
    asked=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60), st.sampled_from([*ZONE_KINDS, None])), max_size=8),
)
def test_whatever_is_set_and_cleared_zones_stay_apart_and_visible(
    parts: list[str], asked: list[tuple[int, int, ZoneKind | None]]
) -> None:
    text = "".join(parts)
    zones: tuple[Zone, ...] = ()
    for one, other, kind in asked:
        start, end = (min(place, len(text)) for place in sorted((one, other)))
        span = whole_lines(text, start, end)
        if span is None:
            continue
        before = {place: zone.kind for zone in zones for place in range(zone.start, zone.end)}
        if kind is None:
            zones = clear_range(zones, *span, text=text)
        else:
            zones = put_zone(zones, Zone(new_uid(), *span, kind), text=text)
        after = {place: zone.kind for zone in zones for place in range(zone.start, zone.end)}
        assert all(a.end <= b.start for a, b in pairwise(zones))
        assert all(text[zone.start : zone.end].strip() == text[zone.start : zone.end] != "" for zone in zones)
        for place, character in enumerate(text):
            if span[0] <= place < span[1]:
                assert after.get(place) == kind
            elif not character.isspace():
                assert after.get(place) == before.get(place)
