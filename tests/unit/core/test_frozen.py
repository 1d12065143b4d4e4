"""A frozen test set and its hashes; splits that no article joins any more."""

from __future__ import annotations

import json
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from spanloop.core.frozen import FrozenTest, hash_of_truths, truth_hash
from spanloop.core.marks import Argument, Author, Event, Marks, Mention
from spanloop.core.splits import Family, assign_splits, plan_splits
from spanloop.core.truth import LayerTruth

NOOR, ILYA = Author("n", "Noor"), Author("i", "Ilya")
ARM = Mention("m1", ((0, 6),), "ARM")
GPE = Mention("m2", ((15, 20),), "GPE")
STRIKE = Event("e1", "STRIKE", ((7, 14),), (Argument("attacker", "m1"), Argument("target", "m2")), {"kind": "air"})


def hashed(marks: Marks, *, until: int = 30) -> str:
    held = LayerTruth(marks, ((0, until),))
    return truth_hash({"entities": held, "events": held})


def test_the_hash_is_of_what_is_true_and_not_of_who_said_it() -> None:
    mine = Marks(NOOR, mentions=(ARM, GPE), events=(STRIKE,))
    others = (replace(ARM, uid="x1"), replace(GPE, uid="x2", score=0.4, notes="why", changed="later"))
    again = replace(STRIKE, uid="x3", arguments=(Argument("target", "x2"), Argument("attacker", "x1")))
    assert hashed(mine) == hashed(Marks(ILYA, mentions=others[::-1], events=(again,)))


def test_whatever_is_true_otherwise_changes_the_hash() -> None:
    mine = Marks(NOOR, mentions=(ARM, GPE), events=(STRIKE,))
    changed = (
        replace(mine, mentions=(ARM,)),
        replace(mine, mentions=(ARM, replace(GPE, label="FAC"))),
        replace(mine, mentions=(replace(ARM, fragments=((0, 5),)), GPE)),
        replace(mine, events=(replace(STRIKE, type="ATTACK"),)),
        replace(mine, events=(replace(STRIKE, arguments=STRIKE.arguments[:1]),)),
        replace(mine, events=(replace(STRIKE, attributes={"kind": "shelling"}),)),
    )
    found = {hashed(marks) for marks in changed} | {hashed(mine), hashed(mine, until=29)}
    assert len(found) == len(changed) + 2
    beyond = replace(mine, mentions=(ARM, GPE, Mention("m3", ((40, 44),), "TIME")))
    assert hashed(beyond) == hashed(mine), "outside the complete range nothing is said to be true"


def test_a_frozen_set_is_kept_as_a_setting() -> None:
    frozen = FrozenTest("2024-03-02T09:00:00Z", "Noor", {"b": "2", "a": "1"})
    assert FrozenTest.from_setting(json.loads(json.dumps(frozen.to_dict()))) == frozen
    assert frozen.hash == hash_of_truths({"a": "1", "b": "2"}) != hash_of_truths({"a": "1", "b": "3"})
    for broken in (None, [], "x", {}, {"truths": 3}):
        assert FrozenTest.from_setting(broken) is None


def family(uid: str, *members: str) -> Family:
    held = frozenset(members or (uid,))
    return Family(uid, held, held)


def test_copies_of_a_frozen_article_are_left_out_wherever_they_were() -> None:
    known = {"a": "train", "b": "test", "c": "train", "d": "dev"}
    joined = [family("x", "a", "b", "new"), family("c"), family("d")]
    assert plan_splits(known, [(joined, [])]).left_out == {"b": ("test", "train")}
    plan = plan_splits(known, [(joined, [])], frozen={"b"})
    assert plan.left_out == {"a": ("train", "test")}
    assert (plan.splits["b"], plan.splits["new"]) == ("test", "test")


@given(st.sets(st.text("abcdef", min_size=1, max_size=4), max_size=40))
def test_nothing_joins_a_closed_split(clusters: set[str]) -> None:
    found = assign_splits({"frozen": "test"}, clusters - {"frozen"}, closed=("test",))
    assert "test" not in found.values()
    assert len(clusters - {"frozen"}) < 2 or {"train", "dev"} <= set(found.values())
    plan = plan_splits({"frozen": "test"}, [([family("frozen"), *map(family, clusters)], [])], frozen={"frozen"})
    assert {uid for uid, split in plan.splits.items() if split == "test"} == {"frozen"}
