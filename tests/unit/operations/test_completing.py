from __future__ import annotations

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.operations.completing import complete, reopen, set_state
from spanloop.operations.marking import mark
from spanloop.operations.queueing import view_queue
from tests.unit.operations.bench import TEXT, Bench


def state(bench: Bench) -> str:
    (row,) = view_queue(bench.project, author=bench.author)
    return row.state


def test_an_article_is_new_then_started_then_complete_then_open_again(bench: Bench) -> None:
    assert state(bench) == "new"
    mark(bench.project, author=bench.author, article=bench.article, fragments=bench.at("Army"), label="ARM")
    assert state(bench) == "started"
    complete(bench.project, author=bench.author, article=bench.article, layers=["entities"])
    assert state(bench) == "started"
    complete(bench.project, author=bench.author, article=bench.article)
    assert state(bench) == "complete"
    assert {(c.layer, c.start, c.end) for c in bench.own().completions} == {
        ("entities", 0, len(TEXT)),
        ("events", 0, len(TEXT)),
    }
    reopen(bench.project, author=bench.author, article=bench.article, layers=["events"])
    assert state(bench) == "started"


def test_completing_twice_says_it_once(bench: Bench) -> None:
    complete(bench.project, author=bench.author, article=bench.article)
    assert not complete(bench.project, author=bench.author, article=bench.article)
    assert len(bench.own().completions) == 2


def test_skipping_needs_a_reason_and_can_be_taken_back(bench: Bench) -> None:
    with pytest.raises(SpanloopError, match="reason"):
        set_state(bench.project, author=bench.author, article=bench.article, state="skipped")
    set_state(
        bench.project, author=bench.author, article=bench.article, state="skipped", reason="not about the conflict"
    )
    assert state(bench) == "skipped"
    set_state(bench.project, author=bench.author, article=bench.article, state=None)
    assert state(bench) == "new"
