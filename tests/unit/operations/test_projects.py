from __future__ import annotations

from pathlib import Path

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.operations.checking import check
from spanloop.operations.projects import create_project, default_schema, make_sample, open_project, sign_in
from spanloop.operations.queueing import view_queue
from spanloop.operations.viewing import view_article
from tests.seeds import LEFT, MARKED


def test_the_schema_keeps_the_order_of_its_file(tmp_path: Path) -> None:
    with create_project(tmp_path / "p.spanloop") as made:
        made.close()
    with open_project(tmp_path / "p.spanloop") as project:
        schema = project.schema
    given = default_schema()
    assert [e.label for e in schema.entities] == [e.label for e in given.entities]
    assert [[r.name for r in e.roles] for e in schema.events] == [[r.name for r in e.roles] for e in given.events]
    assert [a.name for a in schema.attributes] == [a.name for a in given.attributes]
    assert [r.name for r in given.events[0].roles][:2] == ["attacker", "target"]


def test_the_sample_is_marked_in_the_persons_name_and_undo_does_not_empty_it(tmp_path: Path) -> None:
    with make_sample(tmp_path / "sample.spanloop", author_name="Noor") as project:
        noor = sign_in(project, name="Noor")
        states = [row.state for row in view_queue(project, author=noor)]
        assert states == ["complete"] * len(MARKED) + ["new"] * LEFT
        assert project.undo_label(noor) is None
        assert check(project) == []
        for row in view_queue(project, author=noor):
            problems = view_article(project, author=noor, article=row.uid).problems
            assert not [p for p in problems if p.code != "missing_role"], row.title


def test_nothing_is_overwritten_by_a_new_project(tmp_path: Path) -> None:
    (tmp_path / "p.spanloop").write_bytes(b"mine")
    with pytest.raises(SpanloopError, match="already there"):
        create_project(tmp_path / "p.spanloop")
    assert (tmp_path / "p.spanloop").read_bytes() == b"mine"


def test_a_project_ends_in_its_file_type(tmp_path: Path) -> None:
    with create_project(tmp_path / "north.v2") as made:
        assert made.path == tmp_path / "north.v2.spanloop"
    with create_project(tmp_path / "South.SPANLOOP") as made:
        assert made.path == tmp_path / "South.SPANLOOP"


@pytest.mark.parametrize(
    "text", ['{"name": "x", "entities": [{"label": "A", "key": "a"}, {"label": "B", "key": "a"}]}', "[1", "[]"]
)
def test_a_schema_that_is_wrong_is_refused_and_no_file_is_made(tmp_path: Path, text: str) -> None:
    (tmp_path / "schema.json").write_text(text, encoding="utf-8")
    with pytest.raises(SpanloopError, match=r"schema\.json"):
        create_project(tmp_path / "p.spanloop", schema_path=tmp_path / "schema.json")
    assert not (tmp_path / "p.spanloop").exists()
