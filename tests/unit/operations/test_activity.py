"""Active time: what counts, where it is kept, and how it goes away."""

from __future__ import annotations

from spanloop.operations import activity, undoing
from spanloop.operations.activity import Meter
from spanloop.operations.notes import note_article
from spanloop.store.project import Project
from tests.unit.operations.bench import Bench

DAY = "2026-03-14"


def test_time_between_acts_counts_up_to_the_moment_at_which_somebody_is_away() -> None:
    meter = Meter()
    for at in (0.0, 30.0, 31.5, 500.0):
        meter.act("a", at=at, day=DAY)
    meter.settle(510.0)
    # 31.5 s until the third act, 60 s until its person counts as away, and 10 s since they came back.
    assert meter.pending("a") == 31.5 + 60 + 10
    assert meter.take() == {("a", DAY): 101}
    assert meter.take() == {}
    assert meter.pending("a") == 0.5


def test_time_belongs_to_the_article_and_the_day_on_which_it_began() -> None:
    meter = Meter()
    meter.act("a", at=0, day=DAY)
    meter.act("b", at=20, day=DAY)
    meter.act("", at=50, day="2026-03-15")
    meter.act("b", at=60, day="2026-03-15")
    meter.settle(65)
    assert meter.take() == {("a", DAY): 20, ("b", DAY): 30, ("b", "2026-03-15"): 5}


def test_a_window_that_is_left_stops_at_once() -> None:
    meter = Meter()
    meter.act("a", at=0, day=DAY)
    meter.pause(5)
    assert meter.idle(5)
    meter.settle(40)
    meter.act("a", at=50, day=DAY)
    meter.settle(52)
    assert meter.take() == {("a", DAY): 7}


def test_seconds_add_up_and_are_no_act(bench: Bench) -> None:
    project, author, article = bench.project, bench.author, bench.article
    before = len(project.acts(limit=100))
    assert activity.add_seconds(project, author=author, seconds={(article, DAY): 40, ("gone", DAY): 9})
    assert activity.add_seconds(project, author=author, seconds={(article, DAY): 5, (article, "2026-03-15"): 1})
    assert activity.article_seconds(project, author=author, article=article) == 46
    assert activity.active_days(project, author=author) == activity.active_days(project)
    assert activity.active_days(project) == {DAY: 45, "2026-03-15": 1}
    assert len(project.acts(limit=100)) == before
    note_article(project, author=author, article=article, text="x")
    undoing.undo(project, author=author)
    assert activity.article_seconds(project, author=author, article=article) == 46
    assert project.integrity() == []
    assert activity.delete_times(project, author=author) == 46
    assert activity.active_times(project) == []


def test_nobody_waits_where_another_program_writes(bench: Bench) -> None:
    with Project.open(bench.project.path) as other, other.act(bench.author, "import for long"):
        assert not activity.add_seconds(bench.project, author=bench.author, seconds={(bench.article, DAY): 3})
    meter = Meter()
    meter.give_back({(bench.article, DAY): 3})
    assert activity.add_seconds(bench.project, author=bench.author, seconds=meter.take())
    assert activity.active_days(bench.project) == {DAY: 3}


def test_it_goes_with_its_article(bench: Bench) -> None:
    activity.add_seconds(bench.project, author=bench.author, seconds={(bench.article, DAY): 3})
    undoing.undo(bench.project, author=bench.author)
    assert activity.active_times(bench.project) == []


def test_words() -> None:
    assert [activity.time_words(seconds) for seconds in (0, 59.9, 60, 3_599, 3_900)] == [
        "under 1 min", "under 1 min", "1 min", "59 min", "1 h 5 min",
    ]  # fmt: skip
