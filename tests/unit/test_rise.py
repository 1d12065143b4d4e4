"""How the rise cuts the sample: nothing of the rest has been learned from, copies are never parted."""

from __future__ import annotations

import pytest

from build_spec import rise
from tests.seeds import RECORDS


@pytest.mark.parametrize("seed", range(8))
def test_a_quarter_another_and_the_rest_share_nothing(seed: int) -> None:
    cut = rise.parts(seed)
    names = [{report["id"] for report in part} for part in cut]
    assert sum(map(len, names)) == len(set.union(*names)) == sum(r["language"] == rise.LANGUAGE for r in RECORDS)
    assert len(names[0]) in {4, 5}
    assert len(names[0]) + len(names[1]) in {9, 10}
    assert sum(bool({"sarun-wire", "sarun-copy"} & part) for part in names) == 1
    assert rise.parts(seed) == cut


def test_the_rest_comes_in_without_a_mark_and_then_in_the_referees_name() -> None:
    for report in RECORDS:
        assert not {"spans", "events", "links", "completions", "author"} & rise.bare(report).keys()
        gold = rise.refereed(report)
        assert gold["spans"] == report["spans"]
        assert gold["author"] == {"name": rise.REFEREE, "kind": "human"}
