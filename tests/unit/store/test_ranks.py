"""The order in which articles are best annotated: what it is made from, how it is kept and read."""

from __future__ import annotations

import pytest

from spanloop.core.ids import new_uid
from spanloop.core.queue_view import Order, QueueView
from spanloop.store.project import Project
from spanloop.store.ranks import Kept, keep_ranks
from spanloop.store.records import ExtractorRecord
from tests.unit.store.helpers import ANN, MACHINE, TEXT, completion, mention, with_article


@pytest.fixture
def ranked(project: Project) -> list[str]:
    """Four articles, the second of them complete, the third suggested in; the order is 4, 1, 3. Gives their uids."""
    uids = [with_article(project, TEXT, title=f"{number}", date=f"2024-01-0{number}").uid for number in range(1, 5)]
    with project.act(ANN, "work") as act:
        act.add_completions(uids[1], ANN, [completion(len(TEXT))])
        act.add_mentions(uids[1], ANN, [mention(), mention(7, 11, "LOC")])
        act.set_clusters({uids[0]: "c1", uids[3]: "c1"})
    with project.act(MACHINE, "train") as act:
        act.add_extractor(ExtractorRecord("v1", MACHINE, "v1", 1, "blank", 0, "", "1", state="current"))
        act.add_mentions(uids[2], MACHINE, [mention(score=0.25), mention(12, 18, "LOC")])
    keys = {line.uid: line.key for line in project.ranks.lines()}
    order = [(uids[3], 2.0), (uids[0], None), (uids[2], -1.0)]
    with project.act(ANN, "rank") as act:
        assert keep_ranks(act.connection, order, strategy="best:diverse", made_by="", keys=keys) == 3
    return uids


def shown(project: Project, order: Order) -> list[str]:
    reading = project.queue_reading(ANN)
    listing = reading.arrange(QueueView(order=order))
    return [row.title for row in reading.rows(listing, 0, len(listing))]


def test_what_a_ranking_is_made_from(project: Project, ranked: list[str]) -> None:
    lines = project.ranks.lines()
    assert [(line.uid, line.date, line.cluster, line.finished) for line in lines] == [
        (ranked[0], "2024-01-01", "c1", False),
        (ranked[1], "2024-01-02", "", True),
        (ranked[2], "2024-01-03", "", False),
        (ranked[3], "2024-01-04", "c1", False),
    ]
    assert project.ranks.suggested() == {lines[2].key: [("ARM", 0.25), ("LOC", None)]}
    assert project.ranks.marked() == {"ARM": 1, "LOC": 1}
    assert project.ranks.kept() == Kept("best:diverse", "", 3)


@pytest.mark.usefixtures("ranked")
def test_the_queue_follows_the_order_and_what_has_no_place_comes_last(project: Project) -> None:
    assert shown(project, "best") == shown(project, "diverse") == ["4", "1", "3", "2"]
    # Another order than the one that is kept: as imported, until it is ranked.
    assert shown(project, "rare") == ["1", "2", "3", "4"]
    assert shown(project, "unsure") == ["3", "1", "2", "4"]


def test_ranking_is_no_act_and_another_ranking_takes_its_place(project: Project, ranked: list[str]) -> None:
    assert project.undo_label(ANN) == "work"
    before = project.queue_reading(ANN).last_act()
    keys = {line.uid: line.key for line in project.ranks.lines()}
    with project.act(ANN, "rank") as act:
        keep_ranks(act.connection, [(ranked[2], 1.0)], strategy="rare", made_by="v1", keys=keys)
    assert not act.changes
    assert project.queue_reading(ANN).last_act() == before
    assert shown(project, "rare") == ["3", "1", "2", "4"]
    state = project.queue_reading(ANN).rank_state()
    assert (state.strategy, state.made_by, state.unranked) == ("rare", "v1", 2)


def test_an_article_takes_its_place_along_when_it_goes(project: Project, ranked: list[str]) -> None:
    keys = {line.uid: line.key for line in project.ranks.lines()}
    gone = new_uid()
    with project.act(ANN, "rank") as act:
        written = keep_ranks(
            act.connection, [(gone, None), (ranked[0], None)], strategy="random", made_by="", keys={**keys, gone: 999}
        )
    assert written == 1
    project.undo(ANN)  # the completion
    assert project.queue_reading(ANN).rank_state().unranked == 3


def test_why_an_article_is_up(project: Project, ranked: list[str]) -> None:
    reading = project.queue_reading(ANN)
    why = reading.rank_of(ranked[2])
    assert why is not None
    assert (why.strategy, why.place, why.score) == ("best:diverse", 2, -1.0)
    assert why.suggested == (("ARM", 0.25), ("LOC", None))
    assert reading.rank_of(ranked[1]) is None
    assert reading.rank_of("nobody") is None


@pytest.mark.usefixtures("ranked")
def test_an_order_is_read_by_the_keys_of_its_tables(project: Project) -> None:
    """At 100,000 articles no table may be scanned for each article of another."""
    reading = project.queue_reading(ANN)
    reading.arrange(QueueView(order="diverse"))
    order = reading._order(QueueView(order="diverse"))
    query = f"SELECT a.id FROM article AS a{reading._joins(QueueView(order='diverse'))} ORDER BY {order}"
    plan = [row[3] for row in reading._rows(f"EXPLAIN QUERY PLAN {query}")]
    assert any(step.startswith("SEARCH r USING INTEGER PRIMARY KEY") for step in plan), plan
    assert sum(step.startswith("SCAN") and "json_each" not in step for step in plan) == 1, plan
