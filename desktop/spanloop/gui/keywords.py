"""Sentences that name a key: they name the one that the act has now."""

from __future__ import annotations

import re

from spanloop.gui.action_table import find_action
from spanloop.gui.actions import KeysOf
from spanloop.gui.keys import shown

_ACT = re.compile(r"\{([a-z_]+\.[a-z_]+)\}")


def spell(text: str, keys: KeysOf) -> str:
    """The text with the key of each act that it names in braces: "{help.keys} shows them" is "? shows them".

    An act that was left without a key is named instead, as it can be found in the palette.
    """

    def key(found: re.Match[str]) -> str:
        has = keys(found[1])
        return shown(has[0]) if has else f"“{find_action(found[1]).name}”"

    return _ACT.sub(key, text)


def of_table(action_id: str) -> tuple[str, ...]:
    """The keys that an act has where nobody changed any."""
    return find_action(action_id).keys
