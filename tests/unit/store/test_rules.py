"""Rules as they stand in a project's file."""

from __future__ import annotations

from pathlib import Path

import pytest

from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author
from spanloop.core.rules import Rule, phrase_pattern
from spanloop.operations.projects import create_project, sign_in
from spanloop.store.tables import RULE


def test_rules_are_written_switched_and_removed(tmp_path: Path) -> None:
    with create_project(tmp_path / "p.spanloop") as project:
        noor = sign_in(project, name="Noor")
        home = Author(new_uid(), "Units", "rules")
        made = [Rule(new_uid(), home, "entities", "ARM", phrase_pattern(word), "file", "f") for word in ("a b", "c d")]
        with project.act(noor, "add rules") as act:
            assert act.add_rules([*made, made[0]]) == [rule.uid for rule in made]
        assert act.changes.kinds >= {"learning"}
        assert [(rule.words, rule.state, rule.set.name) for rule in project.rules.rules()] == [
            ("a b", "on", "Units"), ("c d", "on", "Units"),
        ]  # fmt: skip
        with project.act(noor, "off") as act:
            assert act.set_rule_state([made[0].uid], "off") == 1
            assert act.set_rule_state([made[0].uid], "off") == 0
            act.set_rule_source({made[1].uid: "g"})
            with pytest.raises(SpanloopError, match="no such rule"):
                act.set_rule_state(["x"], "on")
        assert [(rule.state, rule.source) for rule in project.rules.rules()] == [("off", "f"), ("on", "g")]
        with project.act(noor, "remove") as act:
            assert act.remove_rules([made[1].uid]) == 1
        project.undo(noor)
        assert len(project.rules.rules()) == 2
        assert project.rules.sets() == [project.known_author(home)]
        assert project.rules.open_suggestions([made[0].uid]) == []
        assert project.integrity() == []


@pytest.mark.parametrize("pattern", ["no json", "3", '[{"LOWER":', '[{"POS":"NOUN"}]', '[{"lower":"x"}]', "[" * 5000])
def test_a_hostile_pattern_is_told_as_damage(tmp_path: Path, pattern: str) -> None:
    with create_project(tmp_path / "p.spanloop") as project:
        noor = sign_in(project, name="Noor")
        home = Author(new_uid(), "Units", "rules")
        with project.act(noor, "add") as act:
            act.add_rules([Rule(new_uid(), home, "entities", "ARM", phrase_pattern("a b"), "file")])
        with project.bare_transaction() as connection:
            connection.execute(RULE.update().values(pattern=pattern))
        with pytest.raises(SpanloopError, match="of the rules is damaged"):
            project.rules.rules()
