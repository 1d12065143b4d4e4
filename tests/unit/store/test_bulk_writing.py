"""Marks of an article are written many rows at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.core.highlights import UNSPACED
from spanloop.core.marks import Argument, Mention
from spanloop.store import journal, search
from spanloop.store.project import Project
from tests.unit.store.helpers import ANN, content, event, mention, with_article


def test_many_marks_of_one_article_are_journaled_in_batches_and_undone(
    make: Callable[[], Project], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(journal, "_BATCH", 4)
    project = make()
    art = with_article(project, "x" * 40)
    before = content(project)
    mentions = [mention(number, number + 1) for number in range(11)]
    events = [event(Argument("who", one.uid), start=number, end=number + 2) for number, one in enumerate(mentions[:6])]
    with project.act(ANN, "mark") as act:
        act.add_mentions(art.uid, ANN, mentions)
        act.add_events(art.uid, ANN, events)
    held = project.marks(art.uid, ANN)
    assert {m.uid: m.start for m in held.mentions} == {m.uid: m.start for m in mentions}
    assert {e.uid: e.arguments for e in held.events} == {e.uid: e.arguments for e in events}
    with closing(sqlite3.connect(project.path)) as connection:
        rows = connection.execute(
            "SELECT table_name, sum(last_id - first_id + 1), max(last_id - first_id) FROM act_row"
            " WHERE table_name IN ('span', 'event', 'argument') GROUP BY 1 ORDER BY 1"
        ).fetchall()
        keys = [key for (key,) in connection.execute("SELECT id FROM span ORDER BY id")]
    assert [row[:2] for row in rows] == [("argument", 6), ("event", 6), ("span", 17)]
    assert max(most for *_, most in rows) < 2 * 4
    assert keys == list(range(1, 18))
    project.undo(ANN)
    assert content(project) == before
    project.redo(ANN)
    assert project.marks(art.uid, ANN) == held


@pytest.mark.parametrize("place", [(-1, 3), (3, 3), (4, 2), (0, 41)])
def test_a_span_outside_the_text_is_refused_and_nothing_is_written(
    make: Callable[[], Project], place: tuple[int, int]
) -> None:
    project = make()
    art = with_article(project, "x" * 40)
    before = content(project)
    with pytest.raises(SpanloopError, match="does not fit the text"), project.act(ANN, "mark") as act:
        act.add_mentions(art.uid, ANN, [mention(), Mention(mention().uid, (place,), "ARM")])
    assert content(project) == before


def test_every_letter_of_scripts_without_spaces_is_found() -> None:
    for start, _, end in zip(UNSPACED[::3], UNSPACED[1::3], UNSPACED[2::3], strict=True):
        for letter in (start, end, chr((ord(start) + ord(end)) // 2)):
            assert search.indexable(f"a{letter}b") == f"a {letter} b"
    assert (
        search.indexable("\u201cécouté\u201d \u0434\u043e\u043c \u2014 🚁")
        == "\u201cécouté\u201d \u0434\u043e\u043c \u2014 🚁"
    )
