"""Whatever was done can be undone to the beginning and done again to the end, across restarts, one person or two."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from spanloop.core.errors import SpanloopError
from spanloop.operations.checking import check
from tests.e2e.random_acts import ADDING, CHANGING, DrawnAct, Hand, Picture, drawn_acts, make_template

ACTS = (*ADDING, *CHANGING)
STEPS = (*ACTS, "undo", "undo", "redo", "restart")
REFUSED = re.compile(
    r'^"(?P<act>.+)" cannot be (undone|redone): (?P<who>.+) changed the same since \("(?P<what>.+)"\)$'
)


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_template(tmp_path_factory.mktemp("template"))


@contextmanager
def copy_of(template: Path) -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="spanloop-session-") as folder:
        yield Path(shutil.copy(template, folder))


# one person -----------------------------------------------------------------------------------------------------------


class Session:
    """One person's acts with a model beside them: two stacks of what the project looked like."""

    def __init__(self, hand: Hand) -> None:
        self.hand = hand
        self.now = hand.picture()
        self.past: list[tuple[str, Picture]] = []
        self.future: list[tuple[str, Picture]] = []

    def step(self, drawn: DrawnAct) -> None:
        if drawn[0] == "restart":
            self.hand.reopen()
            assert self.hand.picture() == self.now
        elif drawn[0] == "undo":
            self.undo()
        elif drawn[0] == "redo":
            self.redo()
        else:
            self.act(drawn)

    def act(self, drawn: DrawnAct) -> None:
        try:
            changes = self.hand.do(drawn)
        except SpanloopError:
            assert self.hand.picture() == self.now, f"{drawn} was refused and yet wrote something"
            return
        seen = self.hand.picture()
        if not changes.kinds - {"authors"}:
            assert seen == self.now, f"{drawn} said that it changed nothing"
            return
        self.past.append((changes.act, self.now))
        self.future.clear()
        self.now = seen

    def undo(self) -> None:
        assert self.hand.undo_label() == (self.past[-1][0] if self.past else None)
        if not self.past:
            with pytest.raises(SpanloopError, match="nothing to undo"):
                self.hand.undo()
            return
        label, before = self.past.pop()
        assert self.hand.undo().act == label
        assert self.hand.picture() == before, f"undo: {label}"
        self.future.append((label, self.now))
        self.now = before

    def redo(self) -> None:
        assert self.hand.redo_label() == (self.future[-1][0] if self.future else None)
        if not self.future:
            with pytest.raises(SpanloopError, match="nothing to redo"):
                self.hand.redo()
            return
        label, after = self.future.pop()
        assert self.hand.redo().act == label
        assert self.hand.picture() == after, f"redo: {label}"
        self.past.append((label, self.now))
        self.now = after


def live_through(template: Path, steps: list[DrawnAct], restart_every: int) -> None:
    """Do the steps, then undo to the beginning and redo to the end, starting the program anew in between."""
    with copy_of(template) as path, Hand(path, "Noor") as hand:
        first = hand.picture()
        session = Session(hand)
        for drawn in steps:
            session.step(drawn)
        last = session.now
        while session.past:
            session.undo()
            if len(session.past) % restart_every == 0:
                hand.reopen()
        assert hand.picture() == first
        assert check(hand.project) == []
        while session.future:
            session.redo()
            if len(session.future) % restart_every == 0:
                hand.reopen()
        # Steps that were undone in the session itself come back as well, so the end may lie beyond the last step.
        assert session.now == hand.picture()
        if not any(name in {"undo", "redo"} for name, _ in steps):
            assert session.now == last
        assert check(hand.project) == []


sessions = st.lists(drawn_acts(STEPS), min_size=4, max_size=14)


@settings(max_examples=12)
@given(steps=sessions, restart_every=st.integers(1, 5))
def test_undo_to_the_beginning_and_redo_to_the_end(template: Path, steps: list[DrawnAct], restart_every: int) -> None:
    live_through(template, steps, restart_every)


@pytest.mark.slow
@pytest.mark.timeout(1800)
@settings(max_examples=500, derandomize=False)
@given(steps=st.lists(drawn_acts(STEPS), min_size=4, max_size=40), restart_every=st.integers(1, 9))
def test_undo_to_the_beginning_and_redo_to_the_end_of_long_sessions(
    template: Path, steps: list[DrawnAct], restart_every: int
) -> None:
    live_through(template, steps, restart_every)


# two people -----------------------------------------------------------------------------------------------------------


class Applied:
    """One act that stands: whose, its label, and the articles that it touched."""

    def __init__(self, who: str, label: str, articles: frozenset[str]) -> None:
        self.who = who
        self.label = label
        self.articles = articles


def step_back_or_on(
    hands: dict[str, Hand], order: list[str], standing: list[Applied], undone: list[Applied], *, back: bool
) -> None:
    """Undo (or redo) to the end in an arbitrary order of people; a refusal has to name what stands in the way."""
    turns = iter(order)
    refused: set[str] = set()
    while True:
        left = [w for w, h in hands.items() if (h.undo_label() if back else h.redo_label()) is not None]
        free = [who for who in left if who not in refused]
        if not left:
            return
        assert free, f"nobody can go {'back' if back else 'on'}, though {left} have acts left"
        turn = next(turns, free[0])
        who = turn if turn in free else free[0]
        hand = hands[who]
        before = hand.picture()
        label = hand.undo_label() if back else hand.redo_label()
        try:
            changes = hand.undo() if back else hand.redo()
        except SpanloopError as error:
            assert hand.picture() == before
            refused.add(who)
            assert_reason(error, who, str(label), standing, undone, back=back)
            continue
        refused.clear()
        assert changes.act == label
        moved = Applied(who, str(label), changes.articles)
        if back:
            standing.remove(next(act for act in reversed(standing) if act.who == who))
            undone.append(moved)
        else:
            undone.remove(next(act for act in reversed(undone) if act.who == who))
            standing.append(moved)


def assert_reason(
    error: SpanloopError, who: str, label: str, standing: list[Applied], undone: list[Applied], *, back: bool
) -> None:
    """The reason names another person's act that came later and touched the same article."""
    if back:
        place = max(number for number, act in enumerate(standing) if act.who == who)
        mine, later = standing[place], [act for act in standing[place + 1 :] if act.who != who]
    else:
        mine = next(act for act in reversed(undone) if act.who == who)
        later = [act for act in (*standing, *undone) if act.who != who]
    meant = [act for act in later if act.articles & mine.articles]
    assert meant, f"{error}: nobody else touched the articles of {label!r} since"
    told = REFUSED.match(error.what)
    if told:
        assert told["act"] == label
        assert told["who"] != who
        assert told["what"] in {act.label for act in meant}
    else:
        assert "needs" in error.what, error  # a mark, a verdict... stands on what was to go
    assert error.way_out


@settings(max_examples=10)
@given(
    acts=st.lists(st.tuples(st.sampled_from(["Noor", "Ilya"]), drawn_acts(ACTS)), min_size=4, max_size=14),
    back=st.lists(st.sampled_from(["Noor", "Ilya"]), max_size=14),
    on=st.lists(st.sampled_from(["Noor", "Ilya"]), max_size=14),
)
def test_two_people_are_held_back_only_by_each_others_later_acts_on_the_same(
    template: Path, acts: list[tuple[str, DrawnAct]], back: list[str], on: list[str]
) -> None:
    with copy_of(template) as path, Hand(path, "Noor") as noor, Hand(path, "Ilya") as ilya:
        hands = {"Noor": noor, "Ilya": ilya}
        first = [hand.picture() for hand in hands.values()]
        standing: list[Applied] = []
        undone: list[Applied] = []
        for who, drawn in acts:
            try:
                changes = hands[who].do(drawn)
            except SpanloopError:
                continue
            if changes.kinds - {"authors"}:
                standing.append(Applied(who, changes.act, changes.articles))
        last = [hand.picture() for hand in hands.values()]
        step_back_or_on(hands, back, standing, undone, back=True)
        assert [hand.picture() for hand in hands.values()] == first
        for hand in hands.values():
            hand.reopen()
        step_back_or_on(hands, on, standing, undone, back=False)
        assert [hand.picture() for hand in hands.values()] == last
        assert check(noor.project) == []


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        (("paste", (0, 0, 0, 0, 0, 0)), ("mark", (28, 0, 0, 0, 0, 0))),
        (("details", (0, 0, 0, 0, 0, 0)), ("details", (0, 1, 0, 0, 0, 0))),
    ],
    ids=["a mark on what was imported", "the same title edited"],
)
def test_an_act_on_which_someone_else_built_is_not_undone_before_theirs(
    template: Path, mine: DrawnAct, theirs: DrawnAct
) -> None:
    """The plainest cases of the above, so that the property is known to meet them."""
    with copy_of(template) as path, Hand(path, "Noor") as noor, Hand(path, "Ilya") as ilya:
        first = noor.picture()
        assert noor.do(mine)
        done = ilya.do(theirs)
        standing = [Applied("Noor", mine[0], done.articles), Applied("Ilya", done.act, done.articles)]
        before = noor.picture()
        with pytest.raises(SpanloopError) as refused:
            noor.undo()
        assert_reason(refused.value, "Noor", str(noor.undo_label()), standing, [], back=True)
        assert noor.picture() == before
        ilya.undo()
        noor.undo()
        assert noor.picture() == first
        assert noor.undo_label() is None
