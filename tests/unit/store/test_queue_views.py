"""Views of the queue: every filter and order, against the same said in Python over all rows."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from spanloop.core.copy_choice import CopyChoice
from spanloop.core.ids import new_uid
from spanloop.core.marks import LAYERS, Author
from spanloop.core.queue_view import Order, QueueView
from spanloop.store.listing import QueueReading
from spanloop.store.progress import read_progress
from spanloop.store.project import Project
from spanloop.store.reader import ProjectReader
from spanloop.store.records import ExtractorRecord, QueueRow
from tests.unit.store.helpers import ANN, BOB, MACHINE, TEXT, completion, event, mention, schema, verdict, with_article

_DONE = {"complete", "skipped"}


@pytest.fixture
def varied(project: Project) -> Project:
    """Thirty articles of which Ann, Bob and an extractor did this and that."""
    source = random.Random(4)
    arts = [
        with_article(
            project,
            TEXT + ("" if number % 3 else " zebra"),
            title=source.choice(["Élan", "alpha", "Beta", ""]),
            source=source.choice(["S", "t", ""]),
            date=source.choice(["2024-01-02", "2024-03-01T08:00", ""]),
        )
        for number in range(30)
    ]
    with project.act(ANN, "train") as act:
        act.add_extractor(ExtractorRecord(new_uid(), MACHINE, "v1", 1, "blank", 0, "", "1", state="current"))
    end = len(TEXT)
    for number, art in enumerate(arts):
        length = len(art.text)
        with project.act(MACHINE, "suggest") as act:
            spans = [mention(0, 6, score=source.random()), mention(7, 11, "LOC", score=source.random())]
            act.add_mentions(art.uid, MACHINE, spans[: source.randrange(3)])
        for who in (ANN, BOB):
            with project.act(who, "work") as act:
                if source.random() < 0.4:
                    act.add_completions(art.uid, who, [completion(length)])
                if source.random() < 0.4:
                    act.add_completions(
                        art.uid, who, [completion(20, layer="events"), completion(length, layer="events", start=20)]
                    )
                if source.random() < 0.2:
                    act.set_state(art.uid, who, source.choice(["skipped", "question", "started"]))
                if source.random() < 0.3:
                    act.add_mentions(art.uid, who, [mention(0, 6), mention(12, end, "LOC")])
                if source.random() < 0.2:
                    act.add_events(art.uid, who, [event()])
                if source.random() < 0.2:
                    act.add_verdicts(art.uid, who, [verdict(spans[0].uid, "rejected")])
        if number in (3, 9, 20):
            with project.act(ANN, "cluster") as act:
                act.set_clusters({art.uid: "c1"})
    return project


def shown(project: Project, view: QueueView, author: Author = ANN) -> list[QueueRow]:
    reading = project.queue_reading(author)
    listing = reading.arrange(view)
    rows: list[QueueRow] = []
    for start in range(0, len(listing), 7):
        rows += reading.rows(listing, start, min(len(listing), start + 7))
    assert [row.position for row in rows] == list(range(len(rows)))
    assert all(reading.place(listing, row.uid) == row.position for row in rows)
    return rows


FILTERS: dict[str, tuple[QueueView, Callable[[QueueRow], bool]]] = {
    "todo": (QueueView(part="todo"), lambda row: row.state not in _DONE),
    "done": (QueueView(part="done"), lambda row: row.state in _DONE),
    "states": (QueueView(states=frozenset({"started", "question"})), lambda row: row.state in {"started", "question"}),
    "layer": (QueueView(layers=frozenset({("events", True)})), lambda row: "events" in row.complete_layers),
    "no layer": (QueueView(layers=frozenset({("entities", False)})), lambda row: "entities" not in row.complete_layers),
    "source": (QueueView(source="t"), lambda row: row.source == "t"),
    "no source": (QueueView(source=""), lambda row: not row.source),
    "until": (QueueView(until="2024-03-01"), lambda row: bool(row.date)),
    "since": (QueueView(since="2024-02-01"), lambda row: row.date > "2024-02"),
    "suggested": (QueueView(suggested=True), lambda row: row.suggestions > 0),
    "cluster": (QueueView(cluster="c1"), lambda row: row.cluster == "c1"),
    "all of it": (
        QueueView(part="todo", suggested=True, layers=frozenset({("events", False)}), states=frozenset({"started"})),
        lambda row: row.state == "started" and row.suggestions > 0 and "events" not in row.complete_layers,
    ),
}


def test_copies_to_decide_about_are_those_of_which_nothing_was_said(project: Project) -> None:
    names = ("alone", "leader", "follower", "ignored", "open", "complete")
    held = {name: with_article(project, title=name) for name in names}
    with project.act(ANN, "compare") as act:
        act.set_clusters({art.uid: "own" if name == "alone" else "story" for name, art in held.items()})

    def undecided(who: Author) -> list[str]:
        return [row.title for row in shown(project, QueueView(undecided=True), who)]

    assert undecided(ANN) == undecided(BOB) == list(names[1:])
    with project.act(ANN, "decide") as act:
        act.set_copy_choice(held["follower"].uid, ANN, CopyChoice(new_uid(), "follow", held["leader"].uid))
        act.set_copy_choice(held["ignored"].uid, ANN, CopyChoice(new_uid(), "ignore"))
        for layer in LAYERS:
            act.add_completions(held["complete"].uid, ANN, [completion(len(TEXT), layer=layer)])
    assert undecided(ANN) == ["open"]
    assert undecided(BOB) == list(names[1:])
    assert [row.title for row in project.queue(ANN) if row.follows] == ["follower"]
    assert not any(row.follows for row in project.queue(BOB))


@pytest.mark.parametrize("author", [ANN, BOB, Author(new_uid(), "Cleo")], ids=lambda author: author.name)
def test_each_filter_shows_what_its_rows_say(varied: Project, author: Author) -> None:
    everything = varied.queue(author)
    some = 0
    for name, (view, passes) in FILTERS.items():
        wanted = [row.uid for row in everything if passes(row)]
        some += 0 < len(wanted) < len(everything)
        assert [row.uid for row in shown(varied, view, author)] == wanted, name
        assert [row._replace(position=0) for row in shown(varied, view, author)] == [
            row._replace(position=0) for row in everything if passes(row)
        ]
    assert some >= (8 if author in (ANN, BOB) else 3)
    counts = varied.queue_reading(author).counts()
    states = [row.state for row in everything]
    assert counts == (30, states.count("complete"), states.count("skipped"))


def test_orders_go_on_by_import_where_they_say_nothing(varied: Project) -> None:
    everything = varied.queue(ANN)

    def order(name: Order) -> list[str]:
        return [row.uid for row in shown(varied, QueueView(order=name))]

    def by(key: Callable[[QueueRow], object]) -> list[str]:
        return [row.uid for row in sorted(everything, key=key)]  # pyright: ignore[reportArgumentType, reportCallIssue]

    assert order("oldest") == by(lambda row: (not row.date, row.date))
    # Those without a title come first; how they begin is only read where they are shown.
    titles = {row.uid: varied.article(row.uid).title for row in everything}
    assert order("title") == by(lambda row: titles[row.uid].casefold())
    assert order("source") == by(lambda row: (not row.source, row.source.lower()))
    assert order("suggestions") == by(lambda row: -row.suggestions)
    newest = [row.uid for row in sorted(everything, key=lambda row: row.date, reverse=True)]
    assert order("newest") == newest
    unsure = [row.suggestions > 0 for row in shown(varied, QueueView(order="unsure"))]
    assert unsure == sorted(unsure, reverse=True)
    first = next(row.position for row in everything if row.cluster)
    together = shown(varied, QueueView(order="copies"))
    assert [bool(row.cluster) for row in together] == [first <= place < first + 3 for place in range(30)]


def test_a_search_goes_with_filters_and_ends_after_a_page(varied: Project) -> None:
    hits = [row.uid for row in shown(varied, QueueView(query="zebra"))]
    assert len(hits) == 10
    reading = varied.queue_reading(ANN)
    page = reading.arrange(QueueView(query="zebra"), limit=4)
    assert (len(page), page.whole) == (4, False)
    assert [row.uid for row in reading.rows(page, 0, 4)] == hits[:4]
    assert reading.arrange(QueueView(query="zebra"), limit=10).whole
    todo = {row.uid for row in shown(varied, QueueView(part="todo"))}
    assert [row.uid for row in shown(varied, QueueView(query="zebra", part="todo"))] == [
        uid for uid in hits if uid in todo
    ]
    assert reading.found("zebra") == 10
    assert shown(varied, QueueView(query="...")) == []
    assert reading.found("...") == 0


def test_what_is_next_to_do_goes_round(varied: Project) -> None:
    reading, everything = varied.queue_reading(ANN), varied.queue(ANN)
    listing = reading.everything()
    for place in (None, 0, 13, 29):
        start = 0 if place is None else place + 1
        order = [*everything[start:], *everything[: place or 0]]
        wanted = next((row.uid for row in order if row.state not in _DONE), None)
        assert reading.next_to_do(listing, after=place) == wanted
    assert reading.next_to_do(listing, after=0, states=("nosuch",)) is None


def test_a_removed_article_leaves_a_gap_and_no_row(varied: Project) -> None:
    before = varied.queue_reading(ANN).everything()
    gone = varied.queue(BOB)[5].uid
    with varied.act(ANN, "remove") as act:
        act.remove_article(gone)
    reading = varied.queue_reading(ANN)
    after = reading.everything()
    assert (len(before), len(after), before == after) == (30, 29, False)
    assert [row.position for row in reading.rows(before, 4, 7)] == [4, 6]
    assert reading.place(after, gone) is None
    assert reading.row(gone) is None
    assert len(varied.queue(ANN)) == 29


def test_progress_counts_layers_and_days(varied: Project) -> None:
    everything = varied.queue(ANN)
    progress = read_progress(varied.queue_reading(ANN))
    assert progress.layers == {layer: sum(layer in row.complete_layers for row in everything) for layer in LAYERS}
    assert progress.complete == sum(row.state == "complete" for row in everything)
    assert sum(progress.completed.values()) == progress.complete
    assert progress.seconds == {}


def test_a_reader_sees_what_was_committed_and_can_be_stopped(varied: Project) -> None:
    with ProjectReader(varied) as reader:
        assert reader.queue(ANN) == varied.queue(ANN)
        version = reader.data_version()
        with_article(varied)
        assert reader.data_version() != version
        assert len(reader.queue_reading(ANN).everything()) == 31
        endless = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
        reader.interrupt()
        for read in (
            lambda: reader._connection.exec_driver_sql(f"SELECT count(*) FROM ({endless})"),
            lambda: QueueReading(reader._connection, path=varied.path, author_id=1, schema=schema(), versions={})._keys(
                endless
            ),
        ):
            with pytest.raises(InterruptedError):
                read()


def test_an_article_without_a_title_is_called_as_it_begins(project: Project) -> None:
    with_article(project, "\n  Gunners shelled\nthe mill.\n" + "More of it. " * 30, title="")
    with_article(project, TEXT, title="Two\nlines")
    first, second = project.queue(ANN)
    assert first.title.startswith("Gunners shelled the mill. More of it. More")
    assert (len(first.title) <= 80, first.title[-1]) == (True, "…")
    assert second.title == "Two\nlines"
