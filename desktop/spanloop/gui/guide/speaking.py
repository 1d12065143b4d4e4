"""What the guide calls an act: the key that it has now, or its name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from spanloop.gui.action_table import find_action
from spanloop.gui.actions import Action, KeysOf, schema_actions
from spanloop.gui.guide.book import Spoken
from spanloop.gui.guide.markup import Act
from spanloop.gui.keys import shown
from spanloop.operations.projects import default_schema


def known_act(action_id: str) -> Action:
    """The act of the table, or of the schema that new projects have; raises KeyError for an unknown one."""
    return _of_schema()[action_id] if ":" in action_id else find_action(action_id)


def key_of(act: Act, keys: KeysOf) -> str:
    """The key that the act has now, written as on its cap; "" for none.

    Labels of a schema that is not open have the keys of the one that new projects have.
    """
    has = keys(act.id) or (known_act(act.id).keys if ":" in act.id else ())
    return shown(has[0]) if has else ""


def name_of(act: Act) -> str:
    """The name of the act, as it stands in the menu and in the palette."""
    return known_act(act.id).name.removesuffix("…")


def speaker(keys: KeysOf) -> Spoken:
    """Says acts in words: the key, and where it has none, the name in quotation marks."""

    def spoken(act: Act) -> str:
        return name_of(act) if act.named else key_of(act, keys) or f"“{name_of(act)}”"

    return spoken


@cache
def _of_schema() -> Mapping[str, Action]:
    return {action.id: action for action in schema_actions(default_schema())}
