"""Ranking a project: what is ranked, by which way, and when an order is out of date."""

from __future__ import annotations

from pathlib import Path

import pytest

from spanloop.core.article import Zone
from spanloop.core.errors import CancelledError, SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author, Mention
from spanloop.core.queue_view import QueueView
from spanloop.operations import ranking
from spanloop.operations.auditing import switch_audit
from spanloop.operations.completing import complete
from spanloop.operations.pasting import paste_article
from spanloop.operations.undoing import undo
from spanloop.store.project import Project
from tests.unit.operations.bench import Bench

STRIKE = (
    "Gunners shelled the depot at Tel Shahin on Tuesday, killing 14 people and burning three lorries near the mill."
)
TALKS = "Ministers of four countries will talk about grain, debts and the price of bread in the capital next week."


UNLIKE = (
    "Rain fell on the harbour all night.",
    "Teachers went back to their schools.",
    "A bus broke down near Orlen.",
    "Bakers ask for cheaper flour.",
    "The museum opens its doors again.",
)


@pytest.fixture
def news(bench: Bench) -> dict[str, str]:
    """More articles: four on strikes, three on talks; uids by a short name."""
    found = {"first": bench.article}
    for number in range(4):
        found[f"strike{number}"] = paste(bench, f"{STRIKE} It was attack {number}.")
    for number in range(3):
        found[f"talks{number}"] = paste(bench, f"{TALKS} It is round {number}.")
    return found


def paste(bench: Bench, text: str) -> str:
    return paste_article(bench.project, author=bench.author, text=text)[1]


def shown(bench: Bench) -> list[str]:
    reading = bench.project.queue_reading(bench.author)
    listing = reading.arrange(QueueView(order="best"))
    return [row.uid for row in reading.rows(listing, 0, len(listing))]


def test_the_first_articles_are_the_most_different_and_what_is_complete_is_not_ranked(
    bench: Bench, news: dict[str, str], tmp_path: Path
) -> None:
    complete(bench.project, author=bench.author, article=news["first"])
    told: list[tuple[int, int]] = []
    report = ranking.rank(bench.project, data_dir=tmp_path, on_progress=lambda done, of: told.append((done, of)))
    assert (report.asked, report.strategy, report.articles, report.extractor) == ("best", "diverse", 7, "")
    assert 0 < report.sentences < 25
    assert told[-1] == (8, 8)
    order = shown(bench)
    assert order[-1] == news["first"]
    names = {uid: name for name, uid in news.items()}
    assert {names[uid][:5] for uid in order[:2]} == {"talks", "strik"}
    assert ranking.rank(bench.project, data_dir=tmp_path).to_dict() == report.to_dict()
    assert shown(bench) == order
    assert not ranking.stale(bench.project, "best", author=bench.author)


def test_silent_zones_do_not_count(bench: Bench, news: dict[str, str]) -> None:
    text = bench.project.article(news["talks0"]).text
    with bench.project.act(bench.author, "zone") as act:
        act.set_zones(news["talks0"], [Zone(new_uid(), 0, len(text), "boilerplate")])
    ranking.rank(bench.project, strategy="diverse")
    # Nothing is left of it, so it is like nothing, and teaches nothing.
    assert shown(bench).index(news["talks0"]) > 0


def test_it_goes_without_the_language_model(
    bench: Bench, news: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("spanloop.learn.selecting.vectors.is_here", lambda: False)
    ranking.rank(bench.project, strategy="best")
    names = {uid: name for name, uid in news.items()}
    assert {names[uid][:5] for uid in shown(bench)[:3]} == {"first", "talks", "strik"}


def test_ways_that_need_suggestions_say_so_where_there_are_none(bench: Bench, news: dict[str, str]) -> None:
    report = ranking.rank(bench.project, strategy="unsure")
    assert [entry.code for entry in report.ledger.entries] == ["rank.no_suggestions"]
    bench.suggest([Mention(new_uid(), bench.at("Army"), "ARM", score=0.1)], [])
    report = ranking.rank(bench.project, strategy="unsure")
    assert not report.ledger.entries
    assert report.articles == len(news)
    assert bench.project.queue_reading(bench.author).rank_of(news["first"]).place == 0  # pyright: ignore[reportOptionalMemberAccess]


def test_audited_articles_are_spread_among_those_with_suggestions(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    others = [paste(bench, text) for text in UNLIKE]
    drawn = set(others[:2])
    monkeypatch.setattr("spanloop.core.auditing.is_drawn", lambda _, article, **__: article in drawn)
    switch_audit(bench.project, author=bench.author, on=True)
    bench.suggest([Mention(new_uid(), bench.at("Army"), "ARM", score=0.1)], [])
    ranking.rank(bench.project, strategy="unsure")
    reading = bench.project.queue_reading(bench.author)
    places = {uid: found.place for uid in [bench.article, *others] if (found := reading.rank_of(uid)) is not None}
    assert places.pop(bench.article) == 0
    assert {places[uid] for uid in drawn} == {1, 4}


def test_an_order_is_out_of_date_when_articles_came_or_another_is_asked_for(bench: Bench, news: dict[str, str]) -> None:
    project, author = bench.project, bench.author
    assert ranking.stale(project, "best", author=author) == ranking.Stale(missing=True)
    ranking.rank(project)
    assert not ranking.stale(project, "best", author=author)
    assert not ranking.stale(project, "diverse", author=author)
    assert ranking.stale(project, "rare", author=author).missing
    paste(bench, "A new article.")
    assert ranking.stale(project, "best", author=author) == ranking.Stale(unranked=1)
    paste(bench, "Something happened. " * 30)
    long = project.article_uids()[-1]
    complete(project, author=author, article=long)
    ranking.rank(project, strategy="random")
    assert ranking.stale(project, "best", author=author).missing
    assert ranking.rank(project).strategy == "random"
    assert not ranking.stale(project, "best", author=author)
    complete(project, author=author, article=news["talks1"])
    assert not ranking.stale(project, "best", author=author)


def test_a_cancelled_ranking_leaves_the_order_of_before(bench: Bench, news: dict[str, str]) -> None:
    ranking.rank(bench.project, strategy="random")
    before = shown(bench)
    with pytest.raises(CancelledError):
        ranking.rank(bench.project, strategy="diverse", cancelled=lambda: True)
    assert len(before) == len(news)
    kept = bench.project.ranks.kept()
    assert kept is not None
    assert kept.strategy == "random"


def test_the_order_of_the_project_is_a_setting_that_is_undone(bench: Bench) -> None:
    project, author = bench.project, bench.author
    assert ranking.order_of(project) is None
    assert ranking.set_order(project, author=author, order="rare").kinds == {"learning"}
    assert ranking.order_of(project) == "rare"
    assert ranking.rank(project).asked == "rare"
    assert not ranking.set_order(project, author=author, order="rare")
    undo(project, author=author)
    assert ranking.order_of(project) is None


def test_an_unknown_order_is_named_with_those_that_there_are() -> None:
    assert ranking.asked_for("mixed") == "mixed"
    with pytest.raises(SpanloopError, match=r"no order sideways.*\n?.*best, newest"):
        ranking.asked_for("sideways")


def test_an_empty_project_has_an_empty_order(tmp_path: Path, schema_file: Path) -> None:
    from spanloop.operations.projects import create_project, sign_in

    with create_project(tmp_path / "empty.spanloop", schema_path=schema_file) as project:
        author: Author = sign_in(project, name="Noor")
        empty: Project = project
        assert ranking.rank(empty).articles == 0
        assert not ranking.stale(empty, "best", author=author)
