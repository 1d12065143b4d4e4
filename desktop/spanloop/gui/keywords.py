"""Sentences that name a key: they name the one that the act has now."""

from __future__ import annotations

import re

from spanloop.core.validation import Problem, ProblemCode
from spanloop.gui.action_table import find_action
from spanloop.gui.actions import KeysOf
from spanloop.gui.keys import shown

_ACT = re.compile(r"\{([a-z_]+\.[a-z_]+)\}")
#: The act that mends a kind of problem, for the beginning of its way out.
_MENDS: dict[ProblemCode, str] = {"off_words": "mark.snap"}


def spell(text: str, keys: KeysOf) -> str:
    """The text with the key of each act that it names in braces: "{help.keys} shows them" is "? shows them".

    An act that was left without a key is named instead, as it can be found in the palette.
    """

    def key(found: re.Match[str]) -> str:
        has = keys(found[1])
        return shown(has[0]) if has else f"“{find_action(found[1]).name}”"

    return _ACT.sub(key, text)


def named(text: str, action_id: str, keys: KeysOf) -> str:
    """The text with the key of an act behind it in brackets, where it has one: "Events complete (Alt+2)"."""
    has = keys(action_id)
    return f"{text} ({shown(has[0])})" if has else text


def way_out(problem: Problem, keys: KeysOf) -> str:
    """What to do about a problem; it begins with the key, where one key does it: "Press F9 to take whole words"."""
    words, act = problem.way_out, _MENDS.get(problem.code, "")
    has = keys(act) if act else ()
    return f"Press {shown(has[0])} to {words[:1].lower()}{words[1:]}" if has else words


def of_table(action_id: str) -> tuple[str, ...]:
    """The keys that an act of the table has where nobody changed any; () for one of the schema."""
    return () if ":" in action_id else find_action(action_id).keys
