"""An article of which there is a newer text is kept with its marks, and passed over by whatever lists or counts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.event import listen, remove

from spanloop.core.article import Zone
from spanloop.core.ids import new_uid
from spanloop.core.queue_view import QueueView
from spanloop.store.project import Project
from tests.unit.store.helpers import ANN, TEXT, article, completion, event, mention, with_article


def revised(project: Project) -> tuple[str, str, str]:
    """Two complete articles in one cluster, of which Ann then revised the second: (other, old, new)."""
    other, old = with_article(project, source="Wire"), with_article(project, source="Wire")
    for art in (other, old):
        with project.act(ANN, "work") as act:
            act.add_mentions(art.uid, ANN, [mention()])
            act.add_events(art.uid, ANN, [event()])
            act.add_completions(art.uid, ANN, [completion(len(TEXT)), completion(len(TEXT), layer="events")])
    with project.act(ANN, "compare") as act:
        act.set_clusters({other.uid: "c1", old.uid: "c1"})
    newer = article(TEXT + " Newer.", source="Wire")
    with project.act(ANN, "revise") as act:
        act.add_article(newer, revision_of=old.uid)
    return other.uid, old.uid, newer.uid


def test_what_lists_and_trains_passes_over_the_old_text(project: Project) -> None:
    other, old, new = revised(project)
    shown = [other, new]
    assert project.article_uids() == shown
    assert [art.uid for art, _ in project.records()] == shown
    assert [art.uid for art in project.texts()] == shown
    assert [layout.uid for layout in project.layouts()] == shown
    assert project.clusters() == {other: "c1"}
    assert [work.article for work in project.completed_work()] == [other]
    assert project.finished_articles() == {other}
    assert project.search("Aleppo") == shown
    assert [art.uid for art in project.texts({old})] == [old], "by its name it is found"
    assert len(project.marks(old, ANN).mentions) == 1


def test_the_queue_and_its_counts_pass_over_the_old_text(project: Project) -> None:
    other, _, new = revised(project)
    reading = project.queue_reading(ANN)
    for view in (QueueView(), QueueView(order="title"), QueueView(query="Aleppo"), QueueView(source="Wire")):
        listing = reading.arrange(view)
        assert [row.uid for row in reading.rows(listing, 0, 9)] == [other, new]
    assert reading.counts() == (2, 1, 0)
    assert reading.complete_layers("entities") == 1
    assert sum(reading.complete_by_day().values()) == 1
    assert reading.marks_by_label() == {"ARM": 1, "MOVE": 1}
    assert reading.sources() == [("Wire", 2)]
    assert reading.found("Aleppo") == 2
    assert [uid for uid, _ in reading.copies("c1")] == [other]
    assert [row.copies for row in project.queue(ANN)] == [0, 0]
    assert [held.uid for held in project.copies.family(other)] == [other]
    assert project.copies.clusters() == []


def test_old_texts_are_looked_for_anew_only_when_articles_changed(
    project: Project, request: pytest.FixtureRequest
) -> None:
    other, old, new = revised(project)
    zone = Zone(new_uid(), 0, 5, "boilerplate")
    queries: list[str] = []

    def count(*args: Any) -> None:
        if "AS newer" in args[2]:
            queries.append(args[2])

    assert project.article_uids() == [other, new]
    heard = (Engine, "before_cursor_execute", count)
    listen(*heard)
    request.addfinalizer(lambda: remove(*heard))
    with project.act(ANN, "zone") as act:
        act.set_zones(other, [zone])
    assert project.article_uids() == [other, new]
    assert project.article(other).zones == (zone,)
    project.undo(ANN)
    assert project.article_uids() == [other, new]
    assert project.article(other).zones == ()
    assert queries == []
    with project.act(ANN, "delete") as act:
        act.remove_article(new)
    assert project.article_uids() == [other, old]
    assert len(queries) == 1


def test_undoing_brings_the_old_text_back(project: Project) -> None:
    other, old, _ = revised(project)
    project.undo(ANN)
    assert project.article_uids() == [other, old]
    assert len(project.queue_reading(ANN).everything()) == 2
    assert project.queue_reading(ANN).counts() == (2, 2, 0)


def test_a_story_that_was_revised_twice_is_there_once(project: Project, tmp_path: Path) -> None:
    _, _, new = revised(project)
    newest = article(TEXT + " Newest.")
    with project.act(ANN, "revise") as act:
        act.add_article(newest, revision_of=new)
    assert project.article_uids()[1:] == [newest.uid]
