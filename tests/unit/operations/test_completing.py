from __future__ import annotations

import pytest

from spanloop.core.completeness import is_complete
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import LAYERS, Completion
from spanloop.core.schema import parse_schema
from spanloop.operations.completing import complete, reopen, set_state
from spanloop.operations.marking import mark
from spanloop.operations.queueing import view_queue
from spanloop.operations.undoing import redo, undo
from spanloop.operations.viewing import view_article
from tests.unit.operations.bench import SCHEMA, TEXT, Bench


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


def test_what_an_act_completes_is_a_fact_of_its_changes(bench: Bench) -> None:
    done = complete(bench.project, author=bench.author, article=bench.article, layers=["entities"], end=4)
    assert done.completed == {bench.article}
    assert not mark(
        bench.project, author=bench.author, article=bench.article, fragments=bench.at("Army"), label="ARM"
    ).completed
    undo(bench.project, author=bench.author)
    assert not undo(bench.project, author=bench.author).completed
    assert not redo(bench.project, author=bench.author).completed
    assert not reopen(bench.project, author=bench.author, article=bench.article).completed


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


HALF = len(TEXT) // 2


@pytest.mark.parametrize(
    ("versions", "parts", "complete_layers"),
    [
        ((), [("1", 0, HALF), ("1", HALF, len(TEXT))], ("entities",)),
        ((), [("1", 0, HALF), ("1", HALF + 1, len(TEXT))], ()),
        ((("2", ("ARM", "GPE")),), [("1", 0, len(TEXT))], ("entities",)),
        ((("2", ("ARM", "GPE")),), [("1", 0, HALF), ("2", HALF, len(TEXT))], ("entities",)),
        ((("2", ("ARM",)), ("3", ("ARM", "GPE"))), [("2", 0, len(TEXT))], ()),
        ((("2", ("ARM",)), ("3", ("ARM", "GPE"))), [("1", 0, len(TEXT))], ("entities",)),
        ((("2", ("ARM",)), ("3", ("ARM", "GPE"))), [("1", 0, HALF), ("2", HALF, len(TEXT))], ()),
        ((), [("from elsewhere", 0, len(TEXT))], ("entities",)),
    ],
)
def test_queue_and_desk_agree_on_what_is_complete(
    bench: Bench,
    versions: tuple[tuple[str, tuple[str, ...]], ...],
    parts: list[tuple[str, int, int]],
    complete_layers: tuple[str, ...],
) -> None:
    project, author = bench.project, bench.author
    with project.act(author, "bring") as act:
        act.add_completions(bench.article, author, [Completion(new_uid(), "entities", a, b, v) for v, a, b in parts])
    for version, labels in versions:
        document = {**SCHEMA, "version": version, "entities": [{"label": label} for label in labels], "events": []}
        with project.act(author, "change the schema") as act:
            act.add_schema(parse_schema(document | {"common_roles": {}}))
    (row,) = view_queue(project, author=author)
    desk = view_article(project, author=author, article=bench.article)
    said = tuple(
        layer
        for layer in LAYERS
        if is_complete(bench.own().completions, layer, end=len(TEXT), schema=project.schema, versions=project.schemas)
    )
    assert row.complete_layers == said == complete_layers
    assert desk.state == row.state
    assert bool(complete(project, author=author, article=bench.article, layers=["entities"])) != bool(complete_layers)
