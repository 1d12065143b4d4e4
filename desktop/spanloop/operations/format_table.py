"""What each format carries, as a table: out of the registry, so that the docs cannot say anything else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from spanloop.formats.features import FEATURES
from spanloop.formats.registry import FORMATS


@dataclass(frozen=True, slots=True)
class FormatRow:
    """One format. carries: what it holds, in words, in the order of the table; of: how many things there are."""

    name: str
    title: str
    suffixes: tuple[str, ...]
    reads: bool
    writes: bool
    carries: tuple[str, ...]
    of: int = len(FEATURES)


def rows() -> list[FormatRow]:
    """The formats in their order."""
    return [
        FormatRow(
            known.name,
            known.title,
            known.suffixes,
            known.reads,
            known.writes,
            tuple(words for feature, words in FEATURES.items() if feature in known.carries),
        )
        for known in FORMATS
    ]


def markdown() -> Iterator[str]:
    """The formats of marks as a table in Markdown: a line for each thing, a column for each format."""
    marked = [known for known in FORMATS if "mentions" in known.carries or "events" in known.carries]
    yield f"| | {' | '.join(f'`{known.name}`' for known in marked)} |"
    yield f"|---|{'|'.join(':-:' for _ in marked)}|"
    yield f"| read | {' | '.join(_sign(known.reads) for known in marked)} |"
    yield f"| written | {' | '.join(_sign(known.writes) for known in marked)} |"
    for feature, words in FEATURES.items():
        yield f"| {words} | {' | '.join(_sign(feature in known.carries) for known in marked)} |"


def _sign(holds: bool) -> str:
    return "\u2713" if holds else ""
