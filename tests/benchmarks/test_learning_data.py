"""The data of the benchmarks of learning are split and flattened as they say."""

from __future__ import annotations

from tests.benchmarks.learning.data import Record, flat_spans, split_records


def record(name: str, text: str = "", *spans: tuple[int, int, str]) -> Record:
    return Record(name, text, spans)


def test_near_duplicates_go_together_and_nothing_is_lost() -> None:
    common = "soldiers left the town of Marra before the rain came"
    records = [record(f"{number:03}", f"{common} number {number} of {number}") for number in range(40)]
    others = [record(f"x{number:03}", " ".join(f"w{number}{place}" for place in range(30))) for number in range(200)]
    splits = split_records([*records, *others])
    assert sorted(each.name for split in splits.values() for each in split) == sorted(
        each.name for each in [*records, *others]
    )
    homes = [split for split, held in splits.items() if any(each in held for each in records)]
    assert len(homes) == 1
    assert len(splits["test"]) > len(splits["dev"]) > 0


def test_of_nested_spans_the_longest_stays() -> None:
    spans = ((0, 20, "ORG"), (4, 9, "GPE"), (19, 25, "GPE"), (30, 34, "PER"))
    assert flat_spans(spans) == [(0, 20, "ORG"), (30, 34, "PER")]
