"""Deleting for good: nothing of the article is in the bytes, and everything else is as it was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import select

from spanloop.core.article import Zone
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Argument
from spanloop.store.project import Project
from spanloop.store.purging import holds_trace, purge_article
from spanloop.store.tables import ACT, ACT_ROW
from tests.unit.store.helpers import ANN, BOB, MACHINE, article, completion, content, event, mention, verdict

SECRET = "Zyxomma petiolatum"
TEXT = f"{SECRET} was seen. " + "The informant Quillfeather named the depot. " * 200
OTHER = "Troops left Aleppo on Monday. " * 50


def bytes_of(path: Path) -> bytes:
    """The file with everything that lies beside it."""
    return b"".join(one.read_bytes() for one in sorted(path.parent.glob(f"{path.name}*")))


def holds(path: Path) -> list[str]:
    """Which of the words that only the article has are in the bytes."""
    data = bytes_of(path).lower()
    return [word for word in ("zyxomma", "petiolatum", "quillfeather", "uchtdorf") if word.encode() in data]


@pytest.fixture
def worked_on(project: Project) -> tuple[Project, str, str]:
    """A project with an article of which there are traces everywhere, and another one. Returns both uids."""
    secret, other = article(TEXT, title="Uchtdorf"), article(OTHER, title="Other")
    with project.act(ANN, "import 2 articles") as act:
        for one in (secret, other):
            act.add_article(one, raw=one.text.encode(), path=f"{one.title}.txt")
    for one in (secret, other):
        with project.act(ANN, "mark") as act:
            who = mention(0, 6, notes="about Quillfeather" if one is secret else "")
            done = event(Argument("who", who.uid), start=7, end=11, attributes={"realis": "real"})
            act.add_mentions(one.uid, ANN, [who, mention(0, 4, "LOC")])
            act.add_events(one.uid, ANN, [done])
            act.set_zones(one.uid, [Zone(new_uid(), 0, 5, "headline")])
            act.add_completions(one.uid, ANN, [completion(len(one.text))])
    with project.act(BOB, "change the sources of both") as act:
        act.change_article(secret.uid, source="Quillfeather Wire")
        act.change_article(other.uid, source="Meridian Wire")
    with project.act(BOB, "suggest everywhere") as act:
        for one in (secret, other):
            hint = mention(0, 6, "LOC", score=0.5)
            act.add_mentions(one.uid, MACHINE, [hint])
            act.add_verdicts(one.uid, BOB, [verdict(hint.uid, "rejected")])
    return project, secret.uid, other.uid


def test_nothing_is_left_in_the_bytes(worked_on: tuple[Project, str, str]) -> None:
    project, secret, _ = worked_on
    assert holds(project.path)
    done = purge_article(project, secret, author=ANN)
    assert done.marks == 4
    assert holds(project.path) == []
    assert project.integrity() == []
    project.close()
    assert holds(project.path) == []


def test_all_else_is_as_it_was_and_can_be_undone(worked_on: tuple[Project, str, str]) -> None:
    project, secret, other = worked_on
    before = content(project)
    purge_article(project, secret, author=ANN)
    after = content(project)
    for name, rows in after.items():
        assert set(rows) <= set(before[name]), name
    assert [row[1] for row in after["article"]] == [other]
    assert project.search("Quillfeather") == []
    assert project.search("Aleppo") == [other]
    # Acts that were about both are undone as far as the other article goes, and done again.
    for author, times in ((BOB, 2), (ANN, 2)):
        for _ in range(times):
            project.undo(author)
            assert project.integrity() == []
    assert content(project)["article"] == []
    for author, times in ((ANN, 2), (BOB, 2)):
        for _ in range(times):
            project.redo(author)
    assert content(project) == after
    with pytest.raises(SpanloopError, match="nothing to redo"):
        project.redo(ANN)


def test_what_was_removed_or_undone_before_leaves_no_trace_either(worked_on: tuple[Project, str, str]) -> None:
    """The journal keeps whole rows of what was deleted, to put them back."""
    project, secret, other = worked_on
    late = mention(0, 6, "ARM", notes="Uchtdorf said so")
    with project.act(BOB, "mark ARM") as act:
        act.add_mentions(secret, BOB, [late])
        act.add_mentions(other, BOB, [mention(0, 6)])
    project.undo(BOB)
    project.redo(BOB)
    project.undo(BOB)
    purge_article(project, secret, author=ANN)
    assert holds(project.path) == []
    assert project.integrity() == []
    project.redo(BOB)
    assert [one.label for one in project.marks(other, BOB).mentions] == ["ARM"]


def test_the_history_tells_that_it_was_done_and_nothing_of_what(worked_on: tuple[Project, str, str]) -> None:
    project, secret, _ = worked_on
    purge_article(project, secret, author=ANN)
    acts = project.history(limit=20)
    assert acts[0].label == "delete an article for good"
    assert acts[0].articles == ()
    assert [act.label for act in acts].count("mark") == 1
    connection = project._connection
    known = {key for (key,) in connection.execute(select(ACT.c.id))}
    assert {key for (key,) in connection.execute(select(ACT_ROW.c.act_id))} <= known


def test_a_backup_gets_no_act_of_its_own(worked_on: tuple[Project, str, str], tmp_path: Path) -> None:
    project, secret, other = worked_on
    copy = tmp_path / "copy.spanloop"
    project.backup(copy)
    with Project.open(copy) as backup:
        acts = len(backup.history(limit=50))
        purge_article(backup, secret, author=None)
        assert len(backup.history(limit=50)) == acts - 1
        assert [row.uid for row in backup.queue(ANN)] == [other]
        assert backup.integrity() == []
    assert holds(copy) == []


def test_an_article_that_was_removed_but_is_kept_for_undo(worked_on: tuple[Project, str, str]) -> None:
    project, secret, _ = worked_on
    with project.act(BOB, "remove") as act:
        act.remove_article(secret)
    assert holds_trace(project, secret)
    purge_article(project, secret, author=ANN)
    assert not holds_trace(project, secret)
    assert holds(project.path) == []
    assert project.integrity() == []


def test_an_article_that_is_not_there(make: Callable[[], Project]) -> None:
    project = make()
    with pytest.raises(SpanloopError):
        purge_article(project, new_uid(), author=ANN)
    assert project.history(limit=5) == []
