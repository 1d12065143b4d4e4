"""Two keys one after the other, for labels and event types that have no key of their own."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from itertools import takewhile

#: What can be pressed second: what every layout types, or has at a known place.
SECOND = "abcdefghijklmnopqrstuvwxyz0123456789"
#: What can be pressed first, in the order in which they are used up; each leads to 36 labels.
FIRST = (";", "x", "y", "u", "b", "i", "j", "q", "s", "'", "\\", "`")
#: Fewer letters in common are chance.
_STEM = 3


def share_out(names: Sequence[tuple[str, str]], *, taken: Collection[str]) -> dict[str, str]:
    """Action id -> its two keys ("; a"), for (action id, label) in the order of the schema.

    The second key is a letter of the label where one is left, the first of them before the others; behind a stem that
    the label has in common with the one before, for only there they differ. Labels that end in a number (LABEL017) go
    in running order instead, which can be learned: their letters tell nothing. taken: keys that mean
    something already; with those no sequence begins, so that no key has to wait for the next to be understood. A label
    that is added at the end of the schema takes nothing from those before. Where all is used up, labels go without.
    """
    first = [key for key in FIRST if key not in taken]
    found: dict[str, str] = {}
    used: set[str] = set()
    before = ""
    for action_id, name in names:
        if len(used) == len(SECOND):
            used = set()
            first = first[1:]
        if not first:
            break
        telling = _telling(name.casefold(), before=before)
        before = name.casefold()
        second = next(letter for letter in f"{telling}{SECOND}" if letter in SECOND and letter not in used)
        used.add(second)
        found[action_id] = f"{first[0]} {second}"
    return found


def _telling(name: str, *, before: str) -> str:
    """The letters by which a label is remembered, best first. before: the label before it."""
    if name[-1:].isdigit():
        return ""
    alike = takewhile(lambda pair: pair[0] == pair[1], zip(name, before, strict=False))
    stem = sum(1 for _ in alike)
    return name[stem:] + name if stem >= _STEM else name


def first_key(key: str) -> str:
    """The key itself, or the first of two."""
    return key.partition(" ")[0]
