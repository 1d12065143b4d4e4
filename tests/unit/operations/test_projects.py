from __future__ import annotations

from pathlib import Path

from spanloop.operations.projects import create_project, default_schema, open_project


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
