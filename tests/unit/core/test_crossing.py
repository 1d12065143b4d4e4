"""Which spans cross, found by their ends, is what comparing all pairs finds."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.crossing import cross, crossing
from spanloop.core.marks import Mention
from tests.unit.core.strategies import fragments


def by_pairs(mentions: list[Mention]) -> set[str]:
    ordered = sorted(mentions, key=lambda m: (m.start, -m.end))
    return {
        mention.uid
        for place, mention in enumerate(ordered)
        if any(cross(earlier.fragments, mention.fragments) for earlier in ordered[:place])
    }


@given(spans=st.lists(fragments(14, 1), max_size=10) | st.lists(fragments(20, 3), max_size=8))
def test_as_all_pairs_say(spans: list[tuple[tuple[int, int], ...]]) -> None:
    mentions = [Mention(str(number), span, "PER") for number, span in enumerate(spans)]
    found = [mention.uid for mention in crossing(mentions)]
    assert set(found) == by_pairs(mentions)
    assert len(found) == len(set(found))


def test_one_that_crosses_is_named_and_not_the_one_before_it() -> None:
    first, second, inside = (Mention(f"{span[0]}", (span,), "PER") for span in ((0, 9), (5, 12), (6, 8)))
    assert [mention.uid for mention in crossing([inside, second, first])] == ["5"]
