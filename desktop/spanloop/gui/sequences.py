"""Two keys one after the other, for labels and event types that have no key of their own."""

from __future__ import annotations

from collections.abc import Collection, Sequence

#: What can be pressed second: what every layout types, or has at a known place.
SECOND = "abcdefghijklmnopqrstuvwxyz0123456789"
#: What can be pressed first, in the order in which they are used up; each leads to 36 labels.
FIRST = (";", "x", "y", "u", "b", "i", "j", "q", "s", "'", "\\", "`")


def share_out(names: Sequence[tuple[str, str]], *, taken: Collection[str]) -> dict[str, str]:
    """Action id -> its two keys ("; a"), for (action id, label) in the order of the schema.

    The second key is a letter of the label where one is left, the first of them before the others. taken: keys that
    mean something already; with those no sequence begins, so that no key has to wait for the next to be understood. A
    label that is added at the end of the schema takes nothing from those before. Where all is used up, labels go
    without.
    """
    first = [key for key in FIRST if key not in taken]
    found: dict[str, str] = {}
    used: set[str] = set()
    for action_id, name in names:
        if len(used) == len(SECOND):
            used = set()
            first = first[1:]
        if not first:
            break
        letters = (letter for letter in f"{name.casefold()}{SECOND}" if letter in SECOND and letter not in used)
        second = next(letters)
        used.add(second)
        found[action_id] = f"{first[0]} {second}"
    return found


def first_key(key: str) -> str:
    """The key itself, or the first of two."""
    return key.partition(" ")[0]
