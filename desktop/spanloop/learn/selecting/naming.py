"""How much a text seems to name, before anybody marked anything: runs of words that begin with a capital letter."""

from __future__ import annotations

from collections.abc import Sequence

#: After these a capital letter says nothing but that a sentence begins.
_ENDS = frozenset(".!?:\u2026\"'\u201c\u201d\u2018\u00ab\u00bb")
#: Half of the letters at least: a headline in capitals, or title case, would seem to name all that it says.
_MOST = 0.5


def named_in(tokens: Sequence[str]) -> int:
    """Runs of words with a capital letter, those that begin a sentence left out; 0 in a script that has no capitals.

    Of a text most of whose words begin so (a headline, a list) nothing can be told, and it counts as one run.
    """
    runs = capitals = words = 0
    inside, fresh = False, True
    for token in tokens:
        first = token[:1]
        if first.isalpha():
            words += 1
        capital = first.isupper()
        capitals += capital
        begins = capital and not fresh
        runs += begins and not inside
        inside = begins
        fresh = token in _ENDS or not token.strip()
    return min(runs, 1) if capitals > _MOST * words else runs
