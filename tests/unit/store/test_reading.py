"""Reading a part of an article's marks gives what reading all of them gives."""

from __future__ import annotations

import pytest

from spanloop.core.ids import new_uid
from spanloop.core.marks import Argument, Marks, Mention
from spanloop.store.project import Project
from tests.unit.store.helpers import ANN, BOB, MACHINE, completion, event, mention, verdict, with_article


@pytest.fixture
def marked(project: Project) -> Project:
    """Two authors' marks in one of two articles."""
    art, other = with_article(project), with_article(project)
    who, place = mention(), mention(12, 18, "LOC")
    cause = event(start=40, end=44, attributes={"realis": "actual"})
    with project.act(ANN, "mark") as act:
        act.add_mentions(art.uid, ANN, [who, place, Mention(new_uid(), ((0, 6), (22, 28)), "ARM")])
        act.add_events(art.uid, ANN, [event(Argument("who", who.uid), Argument("cause", cause.uid, True)), cause])
        act.add_completions(art.uid, ANN, [completion(9)])
        act.add_mentions(art.uid, MACHINE, [mention(score=0.5)])
        act.add_verdicts(art.uid, ANN, [verdict(new_uid())])
        act.add_mentions(other.uid, ANN, [mention()])
    return project


def test_some_marks(marked: Project) -> None:
    art, other = marked.article_uids()
    everything = marked.all_marks(art)
    uids = [mark.uid for marks in everything for mark in (*marks.mentions, *marks.events)]
    for uid in uids:
        wanted = [
            Marks(
                marks.author,
                tuple(mark for mark in marks.mentions if mark.uid == uid),
                tuple(mark for mark in marks.events if mark.uid == uid),
            )
            for marks in everything
        ]
        assert marked.some_marks(art, [uid]) == [marks for marks in wanted if marks]
        assert marked.some_marks(other, [uid]) == []
    bare = [Marks(marks.author, marks.mentions, marks.events) for marks in everything]
    assert marked.some_marks(art, uids) == bare
    assert marked.some_marks(art, [*uids, *(new_uid() for _ in range(600))]) == bare
    assert marked.some_marks(art, []) == []


def test_mentions_over_a_range(marked: Project) -> None:
    art = marked.article_uids()[0]
    mentions = marked.marks(art, ANN).mentions
    for start, end in ((0, 1), (5, 6), (6, 12), (6, 13), (17, 40), (28, 40), (0, 99)):
        wanted = tuple(mark for mark in mentions if mark.start < end and mark.end > start)
        assert marked.mentions_over(art, ANN, start, end) == wanted
    assert marked.mentions_over(art, BOB, 0, 99) == ()
