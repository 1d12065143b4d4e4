"""`check` finds what is not as it should be."""

from __future__ import annotations

import pytest

from spanloop.core.article import Zone
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Argument, Mention
from spanloop.store.project import Project
from tests.unit.store.helpers import ANN, completion, event, mention, with_article


@pytest.fixture
def marked(project: Project) -> Project:
    art = with_article(project, zones=(Zone(new_uid(), 30, 40, "comment"),))
    who = mention()
    with project.act(ANN, "mark") as act:
        act.add_mentions(art.uid, ANN, [who, Mention(new_uid(), ((12, 15), (16, 18)), "LOC")])
        act.add_events(art.uid, ANN, [event(Argument("who", who.uid))])
        act.add_completions(art.uid, ANN, [completion(20)])
    assert project.integrity() == []
    return project


@pytest.mark.parametrize(
    ("statement", "fault"),
    [
        ("UPDATE span SET quote = 'Troop' WHERE start = 0", 'says "Troop" where the text says "Troops"'),
        ("UPDATE span SET start = 1 WHERE start = 0", "where the text says"),
        ('UPDATE span SET "end" = 10000 WHERE start = 0', "lies outside the text"),
        ("UPDATE span SET fragments = '[[12,15],[13,18]]' WHERE start = 12", "lies outside the text"),
        ("UPDATE span SET fragments = 'x' WHERE start = 12", "lies outside the text"),
        ('UPDATE span SET "end" = 19 WHERE start = 12', "are not from"),
        ("UPDATE article_text SET text = replace(text, 'Troops', 'troops')", "not the one that was imported"),
        ("DELETE FROM article_text", "has lost its text"),
        ('UPDATE zone SET "end" = 10000', "comment zone"),
        ('UPDATE completion SET "end" = 10000', "completed range"),
        ("UPDATE event SET type = 'OTHER'", "is not its own"),
        ("DELETE FROM event", "has no event"),
        ("DELETE FROM author", "belongs to a row of author"),
        ("UPDATE argument SET span_id = (SELECT trigger_id FROM event)", "is no mention"),
        ("INSERT INTO article SELECT 99, 'u', NULL, '', '', '', '', '{}', 1, '', '', NULL", "search index"),
    ],
)
def test_faults(marked: Project, statement: str, fault: str) -> None:
    connection = marked._connection
    connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    connection.exec_driver_sql(statement)
    assert any(fault in each for each in marked.integrity()), marked.integrity()


def test_a_file_with_countless_faults_is_told_in_a_hundred(marked: Project) -> None:
    art = marked.article_uids()[0]
    with marked.act(ANN, "mark") as act:
        act.add_mentions(
            art, ANN, [mention(start, end) for start in range(1, 21) for end in range(start + 1, start + 11)]
        )
    marked._connection.exec_driver_sql("UPDATE span SET quote = ''")
    assert len(marked.integrity()) == 101


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE article SET meta = '{'",
        "UPDATE span SET fragments = 'x' WHERE start = 12",
        "UPDATE span SET fragments = '[1]' WHERE start = 12",
        "UPDATE article_words SET boundaries = x'00'",
        "DELETE FROM span WHERE start = 0",
    ],
)
def test_damage_within_is_said_when_it_is_read(marked: Project, statement: str) -> None:
    art = marked.article_uids()[0]
    with marked.act(ANN, "find words") as act:
        act.set_words(art, "x", ((0, 6),))
    marked._connection.exec_driver_sql("PRAGMA foreign_keys = OFF")
    marked._connection.exec_driver_sql(statement)
    with pytest.raises(SpanloopError, match="damaged"):
        list(marked.records())
    assert marked.integrity()
