"""The same suggested twice is shown once: an extractor's before a rule's, for it knows more and has a score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from spanloop.core.marks import Marks
from spanloop.core.suggested_copies import is_of_copies


def without_doubles(offered: Sequence[Marks]) -> list[Marks]:
    """Open suggestions by author, without those of rule sets that an extractor, or an earlier rule set, makes too.

    What comes from a person's own marks on copies is left alone: it belongs together.
    """
    if not any(_is_rules(marks) for marks in offered) or len(offered) < 2:
        return list(offered)
    seen: set[object] = set()
    kept: dict[str, Marks] = {}
    for marks in sorted(offered, key=_is_rules):
        if _is_rules(marks):
            marks = replace(
                marks,
                mentions=tuple(m for m in marks.mentions if (m.label, m.fragments) not in seen),
                events=tuple(e for e in marks.events if (e.type, e.trigger, None) not in seen),
            )
        seen |= {(m.label, m.fragments) for m in marks.mentions} | {(e.type, e.trigger, None) for e in marks.events}
        kept[marks.author.uid] = marks
    left = [kept[marks.author.uid] for marks in offered]
    return [marks for marks in left if marks.mentions or marks.events]


def _is_rules(marks: Marks) -> bool:
    return marks.author.kind == "rules" and not is_of_copies(marks.author)
