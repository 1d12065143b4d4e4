"""What people said of a match, and which matches stand in the way of others."""

from __future__ import annotations

from typing import Any

from spanloop.core.marks import Author, Completion, Event, Marks, Mention, Verdict
from spanloop.core.rule_judging import Place, covered_by_longer, is_settled, judge, words_on

NOOR, GOLD = Author("n", "Noor"), Author("g", "gold", "gold")


def _place(start: int, end: int, label: str = "ARM") -> Place:
    return ("entities", label, ((start, end),))


def _said(*everyone: Marks, rejected: Any = ()) -> Any:
    return words_on(everyone, rejected=lambda _: rejected, holding=lambda version, _: version == "1")


def test_marks_verdicts_and_complete_text_judge() -> None:
    own = Marks(
        NOOR,
        mentions=(Mention("m", ((0, 5),), "ARM"),),
        events=(Event("e", "STRIKE", ((6, 9),)),),
        verdicts=(Verdict("v", "s", "rejected", None, ""),),
        completions=(Completion("c", "entities", 0, 40, "1"), Completion("d", "events", 0, 40, "0")),
    )
    words = _said(own, Marks(Author("x", "Extractor", "extractor"), mentions=(Mention("z", ((50, 55),), "ARM"),)),
                  rejected={("events", "STRIKE", ((20, 25),))})  # fmt: skip
    assert judge(_place(0, 5), words) is True
    assert judge(_place(0, 5, "GPE"), words) is False  # another label on the same words
    assert judge(_place(10, 15), words) is False  # unmarked where all is marked
    assert judge(_place(50, 55), words) is None  # nobody has looked there
    assert judge(("events", "STRIKE", ((6, 9),)), words) is True
    assert judge(("events", "STRIKE", ((20, 25),)), words) is False
    assert judge(("events", "STRIKE", ((30, 33),)), words) is None  # the completion holds no more
    assert is_settled(_place(0, 5), words)
    assert not is_settled(_place(10, 15), words)
    assert not is_settled(_place(0, 5), [])


def test_gold_has_the_last_word() -> None:
    mine = Marks(NOOR, mentions=(Mention("m", ((0, 5),), "ARM"),))
    gold = Marks(GOLD, completions=(Completion("c", "entities", 0, 40, "1"),))
    assert judge(_place(0, 5), _said(mine, gold)) is False
    assert judge(_place(0, 5), _said(mine)) is True


def test_a_longer_match_that_suggests_hides_a_shorter_one() -> None:
    def hidden(*matches: tuple[Place, bool]) -> list[bool]:
        return covered_by_longer(matches)

    long, short, other = _place(0, 10), _place(4, 10), _place(4, 10, "GPE")
    assert hidden((long, True), (short, True)) == [False, True]
    assert hidden((short, True), (long, False)) == [False, False]
    assert hidden((short, True), (other, True)) == [False, False]
    assert hidden((short, True), (("events", "STRIKE", ((0, 10),)), True)) == [False, False]
    assert hidden((_place(0, 3), True), (_place(3, 9), True)) == [False, False]
