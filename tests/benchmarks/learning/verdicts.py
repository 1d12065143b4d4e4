"""The surest false positives of triggers that a reader judged, as marks beside the gold of M2E2.

The list and what its verdicts mean are in surest_false_positives.md. For a side figure alone: the gold that is trained
on and scored with stays as it was given.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from tests.benchmarks.learning.data import EventMark, Record

_LIST = Path(__file__).with_name("surest_false_positives.md")
#: An event of this type, whether it happened or was planned, feared or denied, which the annotation guide marks too.
_RIGHT = frozenset({"event", "event, not asserted"})
_ROW = re.compile(r"\| \d+ \| (\S+) \| (\d+) \| (\d+) \| (\S+) \| [^|]+ \| [\d.]+ \| ([^|]+) \|")


def judged_right() -> dict[str, list[tuple[int, int, str]]]:
    """The places and types that were found to be events after all, by article."""
    found: dict[str, list[tuple[int, int, str]]] = defaultdict(list)
    for article, start, end, kind, verdict in _ROW.findall(_LIST.read_text(encoding="utf-8")):
        if verdict.strip() in _RIGHT:
            found[article].append((int(start), int(end), kind))
    return dict(found)


def with_judged(records: Sequence[Record]) -> list[Record]:
    """The records with these events beside their own; what fills their roles is not known."""
    right = judged_right()
    return [
        replace(
            record,
            events=(
                *record.events,
                *(
                    EventMark(f"judged-{number}", kind, start, end)
                    for number, (start, end, kind) in enumerate(right.get(record.name, ()))
                ),
            ),
        )
        for record in records
    ]
