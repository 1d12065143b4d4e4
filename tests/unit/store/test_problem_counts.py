"""Counts of problems are kept for as long as they hold."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from spanloop.core.queue_view import QueueView
from spanloop.operations.queueing import count_problems, keep_problems
from spanloop.store import problems
from spanloop.store.project import Project
from tests.unit.store.helpers import ANN, BOB, mention, schema, with_article


def counted(project: Project) -> list[str]:
    """uids of the articles that Ann's queue shows as having problems."""
    reading = project.queue_reading(ANN)
    listing = reading.arrange(QueueView(problems=True))
    return [row.uid for row in reading.rows(listing, 0, len(listing))]


def count(project: Project) -> None:
    """Count all; on a busy machine a round may end before the last article."""
    for _ in range(3):
        found = count_problems(project, author=ANN)
        assert keep_problems(project, author=ANN, counted=found)
        if not found.left:
            return
    raise AssertionError(f"{found.left} are left after as many rounds as there are articles")


@pytest.fixture
def marked(project: Project) -> tuple[Project, list[str]]:
    """Three articles, of which the first two have a mark of Ann's, and the second a problem."""
    uids = [with_article(project).uid for _ in range(3)]
    with project.act(ANN, "mark") as act:
        act.add_mentions(uids[0], ANN, [mention()])
        act.add_mentions(uids[1], ANN, [mention(label="NOSUCH")])
    return project, uids


def test_what_is_marked_is_counted_once(marked: tuple[Project, list[str]]) -> None:
    project, uids = marked
    assert counted(project) == []
    found = count_problems(project, author=ANN)
    assert found.numbers == {uids[0]: 0, uids[1]: 1}
    assert keep_problems(project, author=ANN, counted=found)
    assert counted(project) == [uids[1]]
    assert count_problems(project, author=ANN).numbers == {}
    assert project.undo_label(ANN) == "mark"
    assert project.integrity() == []


def test_a_count_goes_with_every_act_on_its_article(marked: tuple[Project, list[str]]) -> None:
    project, uids = marked

    def mark() -> None:
        with project.act(BOB, "mark") as act:
            act.add_mentions(uids[1], BOB, [mention()])

    def change_schema() -> None:
        with project.act(BOB, "schema") as act:
            act.add_schema(schema("2", labels=("ARM", "LOC", "NOSUCH")))

    def words() -> None:
        with project.act(BOB, "find words") as act:
            act.set_words(uids[1], "plain", [(0, 6)])

    acts: list[Callable[[], object]] = [
        mark,
        lambda: project.undo(BOB),
        lambda: project.redo(BOB),
        words,
        change_schema,
    ]
    for act in acts:
        count(project)
        assert counted(project) == [uids[1]]
        act()
        assert counted(project) == [], act
    count(project)
    assert counted(project) == []


def test_counts_that_an_act_overtook_are_not_kept(marked: tuple[Project, list[str]]) -> None:
    project, uids = marked
    found = count_problems(project, author=ANN)
    with project.act(ANN, "mark") as act:
        act.add_mentions(uids[2], ANN, [mention(7, 11)])
    assert not keep_problems(project, author=ANN, counted=found)
    assert counted(project) == []


def test_counts_of_another_program_are_not_taken(
    marked: tuple[Project, list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    project, uids = marked
    count(project)
    monkeypatch.setattr(problems, "PROGRAM", "0.0.0")
    assert counted(project) == []
    assert set(count_problems(project, author=ANN).numbers) == set(uids[:2])
    with project.act(ANN, "remove") as act:
        act.remove_article(uids[2])
    assert project.integrity() == []
