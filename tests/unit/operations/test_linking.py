from __future__ import annotations

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Event, Mention
from spanloop.operations.events import add_event
from spanloop.operations.linking import link, relink, unlink
from spanloop.operations.marking import mark
from spanloop.operations.undoing import redo, undo
from tests.unit.operations.bench import Bench


@pytest.fixture
def pair(bench: Bench) -> tuple[str, str]:
    for words, label in (("Army", "ARM"), ("Gunners of the 9th Division", "ARM")):
        mark(bench.project, author=bench.author, article=bench.article, fragments=bench.at(words), label=label)
    first, second = bench.own().mentions
    return first.uid, second.uid


def links(bench: Bench) -> list[tuple[str, str, str]]:
    return [(link.type, link.source, link.target) for link in bench.own().links]


def test_two_mentions_are_linked_once(bench: Bench, pair: tuple[str, str]) -> None:
    for _ in range(2):
        link(bench.project, author=bench.author, type="ALIAS", source=pair[1], target=pair[0])
    assert links(bench) == [("ALIAS", pair[1], pair[0])]
    undo(bench.project, author=bench.author)
    assert links(bench) == []
    redo(bench.project, author=bench.author)
    assert len(links(bench)) == 1


def test_a_link_is_turned_and_removed(bench: Bench, pair: tuple[str, str]) -> None:
    link(bench.project, author=bench.author, type="ALIAS", source=pair[1], target=pair[0])
    relink(bench.project, author=bench.author, link=bench.own().links[0].uid, turned=True)
    assert links(bench) == [("ALIAS", *pair)]
    assert not relink(bench.project, author=bench.author, link=bench.own().links[0].uid)
    link(bench.project, author=bench.author, type="ALIAS", source=pair[1], target=pair[0])
    relink(bench.project, author=bench.author, link=bench.own().links[0].uid, turned=True)
    assert links(bench) == [("ALIAS", pair[1], pair[0])], "two that say the same become one"
    unlink(bench.project, author=bench.author, link=bench.own().links[0].uid)
    assert links(bench) == []
    assert len(bench.own().mentions) == 2


def test_a_suggested_end_is_accepted_in_the_same_act(bench: Bench, pair: tuple[str, str]) -> None:
    suggestion = Mention(new_uid(), bench.at("9th Division"), "ARM", score=0.7)
    bench.suggest([suggestion], [])
    link(bench.project, author=bench.author, type="ALIAS", source=pair[0], target=suggestion.uid)
    mine = next(m.uid for m in bench.own().mentions if m.origin == suggestion.uid)
    assert links(bench) == [("ALIAS", pair[0], mine)]
    undo(bench.project, author=bench.author)
    assert links(bench) == []
    assert not bench.own().verdicts


def test_what_cannot_be_linked_is_refused_and_nothing_is_written(bench: Bench, pair: tuple[str, str]) -> None:
    add_event(bench.project, author=bench.author, article=bench.article, trigger=bench.at("shelled"), type="STRIKE")
    event = bench.own().events[0].uid
    suggestion = Event(new_uid(), "STRIKE", bench.at("killing"))
    bench.suggest([], [suggestion])
    for name, source, target, words in (
        ("GONE", *pair, "no link GONE"),
        ("ALIAS", pair[0], pair[0], "two different"),
        ("CAUSE", *pair, "joins two events"),
        ("ALIAS", pair[0], event, "joins two mentions"),
        ("ALIAS", pair[0], suggestion.uid, "joins two mentions"),
    ):
        with pytest.raises(SpanloopError, match=words):
            link(bench.project, author=bench.author, type=name, source=source, target=target)
    assert links(bench) == []
    assert not bench.own().verdicts
    with pytest.raises(SpanloopError, match="is no link"):
        unlink(bench.project, author=bench.author, link=event)
    link(bench.project, author=bench.author, type="ALIAS", source=pair[0], target=pair[1])
    with pytest.raises(SpanloopError, match="joins two events"):
        relink(bench.project, author=bench.author, link=bench.own().links[0].uid, type="CAUSE")
