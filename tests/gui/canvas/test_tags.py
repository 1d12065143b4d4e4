from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from spanloop.gui.canvas.tags import TagPlace, TagWish, place_tags


def wish(
    start: float, end: float, *, full: float = 24, key: float = 6, trigger: bool = False, pinned: bool = False
) -> TagWish:
    return TagWish(start, end, full, key, trigger=trigger, pinned=pinned)


def test_tags_with_room_stand_in_full_at_their_starts() -> None:
    assert place_tags([wish(0, 60), wish(40, 60)], gap=4) == [TagPlace(0, "full"), TagPlace(40, "full")]


def test_a_tag_that_would_touch_the_next_shows_its_key() -> None:
    assert place_tags([wish(0, 60), wish(20, 60)], gap=4) == [TagPlace(0, "key"), TagPlace(20, "full")]


def test_tags_that_start_together_stand_side_by_side() -> None:
    assert place_tags([wish(0, 60), wish(0, 30)], gap=4) == [TagPlace(0, "full"), TagPlace(28, "full")]


def test_a_tag_without_a_key_disappears_rather_than_touches() -> None:
    assert [place.form for place in place_tags([wish(0, 60, key=0), wish(20, 60)], gap=4)] == ["none", "full"]


def test_a_trigger_keeps_its_code_and_pushes_the_next_tag_along() -> None:
    places = place_tags([wish(0, 30, full=50, trigger=True), wish(32, 90)], gap=4)
    assert places == [TagPlace(0, "full"), TagPlace(54, "full")]


def test_a_pinned_tag_stays_full_and_its_neighbours_give_way() -> None:
    assert place_tags([wish(0, 60), wish(4, 20, pinned=True)], gap=4) == [
        TagPlace(0, "none", sign=False),
        TagPlace(4, "full"),
    ]
    assert place_tags([wish(0, 60, pinned=True), wish(10, 20)], gap=4)[1].form == "none"


def test_mentions_give_way_to_a_trigger_that_they_would_push_off_its_span() -> None:
    places = place_tags([wish(0, 90), wish(0, 40), wish(30, 34, trigger=True), wish(30, 60)], gap=4)
    assert [place.form for place in places[:3]] == ["full", "none", "full"]
    assert places[2].at == 30


def test_the_sign_of_a_problem_has_room_of_its_own_or_is_left_out() -> None:
    crowd = [replace(wish(at, at + 30, key=0), after=15) for at in (0, 4, 8, 60)]
    places = place_tags(crowd, gap=4)
    assert [(place.form, place.sign) for place in places] == [
        ("none", True), ("none", False), ("none", True), ("full", True),
    ]  # fmt: skip


def test_tags_stay_within_the_room_there_is() -> None:
    places = place_tags([wish(0, 90, full=60), wish(70, 90, full=60)], gap=4, most=100)
    assert [(place.at, place.form) for place in places] == [(0, "full"), (70, "key")]
    places = place_tags([wish(0, 90, full=60), wish(70, 90, full=60, pinned=True)], gap=4, most=100)
    assert [(place.at, place.form) for place in places] == [(0, "key"), (40, "full")]


WISHES = st.lists(
    st.builds(
        lambda start, length, full, key, trigger, pinned, after: TagWish(
            start, start + length, full, key, trigger, pinned, after
        ),
        st.integers(0, 300),
        st.integers(5, 120),
        st.integers(12, 60),
        st.sampled_from([0, 6, 8]),
        st.booleans(),
        st.booleans(),
        st.sampled_from([0, 15]),
    ),
    max_size=12,
).map(lambda wishes: sorted(wishes, key=lambda w: (w.start, -(w.end - w.start))))


@given(WISHES)
def test_no_two_tags_touch_and_none_starts_before_its_span(wishes: list[TagWish]) -> None:
    edge = float("-inf")
    for wanted, place in zip(wishes, place_tags(wishes, gap=4), strict=True):
        assert not (wanted.pinned and place.form != "full")
        if place.form == "none" and not (place.sign and wanted.after):
            continue
        assert place.at >= max(wanted.start, edge + 4)
        width = wanted.full if place.form == "full" else wanted.key if place.form == "key" else 0
        edge = place.at + width + wanted.after
