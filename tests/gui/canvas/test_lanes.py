from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from spanloop.gui.canvas.lanes import assign_lanes

SPANS = st.dictionaries(
    st.sampled_from("abcdefghij"),
    st.tuples(st.integers(0, 30), st.integers(1, 12)).map(lambda pair: ((pair[0], pair[0] + pair[1]),)),
    max_size=10,
)


def test_a_container_lies_below_what_it_contains() -> None:
    assert assign_lanes({"outer": [(0, 20)], "inner": [(5, 9)], "inmost": [(6, 7)], "apart": [(30, 40)]}) == {
        "inmost": 0,
        "inner": 1,
        "outer": 2,
        "apart": 0,
    }


def test_crossing_spans_use_a_free_lane() -> None:
    lanes = assign_lanes({"a": [(0, 10)], "b": [(5, 16)], "c": [(12, 24)]})
    assert lanes["a"] != lanes["b"] != lanes["c"]
    assert max(lanes.values()) == 1


def test_a_span_of_two_fragments_has_one_lane() -> None:
    lanes = assign_lanes({"split": [(0, 4), (10, 14)], "first": [(0, 2)], "second": [(11, 12)], "between": [(5, 9)]})
    assert lanes == {"first": 0, "second": 0, "between": 0, "split": 1}


@given(SPANS)
def test_no_two_spans_of_a_lane_overlap_and_containers_are_lower(spans: dict[str, tuple[tuple[int, int]]]) -> None:
    lanes = assign_lanes(spans)
    assert lanes.keys() == spans.keys()
    for one, [(a, b)] in spans.items():
        for other, [(c, d)] in spans.items():
            if one != other and a < d and c < b:
                assert lanes[one] != lanes[other]
                if a <= c and d <= b and (b - a) > (d - c):
                    assert lanes[one] > lanes[other]
