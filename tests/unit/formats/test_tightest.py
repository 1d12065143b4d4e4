from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from spanloop.formats.tightest import tightest

PAIRS = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 12)), max_size=12)


@given(spans=PAIRS, places=PAIRS)
@settings(max_examples=60)
def test_it_is_the_one_that_looking_through_all_finds(
    spans: list[tuple[int, int]], places: list[tuple[int, int]]
) -> None:
    def slowly(start: int, end: int) -> int | None:
        around = [n for n, (first, last) in enumerate(spans) if first <= start and end <= last]
        return min(around, key=lambda n: spans[n][1] - spans[n][0], default=None)

    assert tightest(spans, places) == [slowly(*place) for place in places]
