"""The data of the benchmarks of learning are split and flattened as they say."""

from __future__ import annotations

from tests.benchmarks.learning.data import EventMark, Record, flat_spans, folds, schema_of, split_records
from tests.benchmarks.learning.verdicts import judged_right, with_judged


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


def test_a_fold_shares_no_near_duplicate_with_another() -> None:
    common = "soldiers left the town of Marra before the rain came"
    records = [record(f"{number:03}", f"{common} number {number}") for number in range(12)]
    others = [record(f"x{number}", " ".join(f"w{number}-{place}" for place in range(9))) for number in range(60)]
    parts = folds([*records, *others], 5)
    assert sorted(each.name for part in parts for each in part) == sorted(each.name for each in [*records, *others])
    assert [len([each for each in part if each in records]) for part in parts].count(0) == 4
    assert all(parts)


def test_what_fills_a_role_is_read_off_the_records_that_train() -> None:
    hit = EventMark("e", "HIT", 0, 3, (("by", 4, 7), ("on", 8, 11)))
    train = Record("train", "hit ARM GPE", ((4, 7, "ARM"), (8, 11, "GPE")), (hit,))
    test = Record("test", "hit GPE ARM", ((4, 7, "GPE"), (8, 11, "ARM")), (hit,))
    told = schema_of([train, test], fills_of=[train]).event("HIT")
    assert told is not None
    assert {role.name: (role.takes_label("ARM"), role.takes_label("GPE")) for role in told.roles} == {
        "by": (True, False),
        "on": (False, True),
    }


def test_what_a_reader_judged_right_is_taken_as_marked_beside_the_gold() -> None:
    right = judged_right()
    assert sum(map(len, right.values())) == 94
    assert (688, 694, "Life:Die") in right["VOA_EN_NW_2017.04.20.3818034"]
    mark = EventMark("e1", "Life:Die", 0, 4, (("Victim", 5, 9),))
    (mended,) = with_judged([Record("VOA_EN_NW_2017.04.20.3818034", "text", (), (mark,))])
    assert mended.events[0] == mark
    assert [(each.start, each.end, each.type) for each in mended.events[1:]] == right[mended.name]
    assert with_judged([record("other", "text")]) == [record("other", "text")]
