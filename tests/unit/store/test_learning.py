"""Settings that go with the project file."""

from __future__ import annotations

from spanloop.store.project import Project
from tests.unit.store.helpers import ANN


def test_a_setting_is_written_replaced_taken_away_and_undone(project: Project) -> None:
    with project.act(ANN, "set") as act:
        act.set_setting("live", {"on": True, "every": 1})
    assert act.changes.kinds >= {"learning"}
    assert project.settings() == {"live": {"every": 1, "on": True}}
    with project.act(ANN, "set again") as act:
        act.set_setting("live", {"every": 1, "on": True})
    assert not act.changes
    with project.act(ANN, "set off") as act:
        act.set_setting("live", None)
    assert project.settings() == {}
    project.undo(ANN)
    assert project.settings() == {"live": {"every": 1, "on": True}}
    project.undo(ANN)
    assert project.settings() == {}
