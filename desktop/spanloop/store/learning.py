"""How a project wants to be taught and tested: settings that go with the file, unlike those of a person."""

from __future__ import annotations

import json
from typing import Any

from sqlalchemy import Connection, select

from spanloop.store.acting import ActBase, to_json
from spanloop.store.tables import PROJECT_SETTING


class LearningWriting(ActBase):
    """The part of an act that is about the project's settings."""

    def set_setting(self, name: str, value: object) -> None:
        """Write a setting in the place of the one before. value: anything that JSON can hold; None takes it away."""
        self.rows.flush()
        query = select(PROJECT_SETTING.c.id, PROJECT_SETTING.c.value).where(PROJECT_SETTING.c.name == name)
        there = self.connection.execute(query).first()
        if value is None:
            changed = there is not None and bool(self.rows.delete(PROJECT_SETTING, [there.id]))
        elif there is None:
            key = self.rows.new_key(PROJECT_SETTING)
            self.rows.insert(PROJECT_SETTING, {"id": key, "name": name, "value": to_json(value), "at": self.at})
            changed = True
        else:
            changed = there.value != to_json(value)
            if changed:
                self.rows.update(PROJECT_SETTING, {there.id: {"value": to_json(value), "at": self.at}})
        if changed:
            self.touch("learning")


def read_settings(connection: Connection) -> dict[str, Any]:
    """All settings by name."""
    query = select(PROJECT_SETTING.c.name, PROJECT_SETTING.c.value).order_by(PROJECT_SETTING.c.name)
    return {name: json.loads(value) for name, value in connection.execute(query)}
