"""What an act changed: the one thing that every writing operation returns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

ChangeKind = Literal[
    "articles",
    "zones",
    "mentions",
    "events",
    "links",
    "verdicts",
    "completions",
    "states",
    "notes",
    "schema",
    "extractors",
    "authors",
    "learning",
]


@dataclass(frozen=True, slots=True)
class Changes:
    """Which articles and which kinds of thing an act touched, so that a window redraws no more than that.

    act: what was done, in words that finish "Undo: ..." ("mark ARM", "accept 12 suggestions"); "" if nothing changed.
    marks: uids of mentions and events that were added, changed or removed.
    completed: articles of which the act says that a layer, or a part of one, is exhaustively marked; taking such a word
    back, undoing and redoing, and files that bring completions name none.
    """

    act: str = ""
    articles: frozenset[str] = frozenset()
    kinds: frozenset[ChangeKind] = frozenset()
    marks: frozenset[str] = frozenset()
    completed: frozenset[str] = frozenset()

    def __bool__(self) -> bool:
        return bool(self.kinds)

    def __or__(self, other: Changes) -> Changes:
        return Changes(
            self.act or other.act,
            self.articles | other.articles,
            self.kinds | other.kinds,
            self.marks | other.marks,
            self.completed | other.completed,
        )
