"""What the tables themselves refuse, whoever writes."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import CheckConstraint
from sqlalchemy.exc import IntegrityError

from spanloop.core.marks import Argument
from spanloop.store.project import Project
from spanloop.store.tables import ARGUMENT, CONTENT, METADATA, SPAN
from tests.unit.store.helpers import ANN, BOB, event, link, mention, with_article


def test_rows_that_leave_the_file_have_a_uid() -> None:
    inside = {
        "article_text", "article_raw", "article_words", "cluster_member", "split", "argument", "attribute",
        "article_state", "act_row", "activity", "problem_count", "article_rank",
        "project_setting",
    }  # fmt: skip
    assert {name for name, table in METADATA.tables.items() if "uid" not in table.columns} == inside


def test_keys_are_never_given_again() -> None:
    for table in CONTENT:
        if "id" in table.columns:
            assert table.dialect_options["sqlite"]["autoincrement"], table.name


def test_foreign_keys_wait_for_the_commit() -> None:
    for table in METADATA.sorted_tables:
        for key in table.foreign_key_constraints:
            assert (key.deferrable, key.initially) == (True, "DEFERRED"), f"{table.name} {key.name}"
        for check in table.constraints:
            assert not isinstance(check, CheckConstraint) or re.match("ck_", str(check.name))


def test_rows_are_written_in_the_order_of_columns() -> None:
    """The rows that are written most are given as tuples."""
    assert [column.name for column in SPAN.columns] == [
        "id", "uid", "article_id", "author_id", "layer", "label", "start", "end", "fragments", "twin", "quote", "score",
        "origin", "notes", "changed", "earlier", "value",
    ]  # fmt: skip
    assert [column.name for column in ARGUMENT.columns] == [
        "id", "article_id", "author_id", "event_id", "position", "role", "span_id", "filler_event_id", "score",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE span SET start = \"end\" WHERE layer = 'entities'",
        "UPDATE span SET start = -1 WHERE layer = 'entities'",
        "UPDATE span SET layer = 'other'",
        "UPDATE span SET layer = 'events' WHERE layer = 'entities'",
        "UPDATE author SET kind = 'robot'",
        "UPDATE span SET author_id = (SELECT id FROM author WHERE name = 'Bob') WHERE layer = 'events'",
        "UPDATE event SET article_id = (SELECT max(id) FROM article)",
        "UPDATE argument SET span_id = NULL",
        "UPDATE argument SET filler_event_id = event_id",
        "UPDATE argument SET author_id = (SELECT id FROM author WHERE name = 'Bob')",
        "UPDATE link SET target_span_id = NULL",
        "UPDATE link SET target_span_id = (SELECT id FROM span WHERE author_id <> link.author_id)",
        "INSERT INTO project SELECT 2, 'u', name, created_at FROM project",
        "DELETE FROM article WHERE id = 1",
    ],
)
def test_constraints(project: Project, statement: str) -> None:
    art, _ = with_article(project), with_article(project, "Another text.")
    who = mention()
    with project.act(ANN, "mark") as act:
        act.add_mentions(art.uid, ANN, [who])
        act.add_mentions(art.uid, BOB, [mention()])
        act.add_events(art.uid, ANN, [event(Argument("who", who.uid))])
        act.add_links(art.uid, ANN, [link(who.uid, who.uid)])
    connection = project._connection
    connection.exec_driver_sql("BEGIN")
    with pytest.raises(IntegrityError):  # noqa: PT012 - deferred keys are checked at the commit
        connection.exec_driver_sql(statement)
        connection.exec_driver_sql("COMMIT")
    connection.exec_driver_sql("ROLLBACK")
    assert project.integrity() == []
