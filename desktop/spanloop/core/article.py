"""Articles and the zones in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from spanloop.core.wording import one_line

ZoneKind = Literal["headline", "standfirst", "boilerplate", "comment", "article_break"]
ZONE_KINDS: tuple[ZoneKind, ...] = ("headline", "standfirst", "boilerplate", "comment", "article_break")
#: Zones whose text is greyed, cannot be marked, and never reaches training data or prediction.
SILENT_ZONES: frozenset[str] = frozenset({"boilerplate", "comment"})
#: How much of the beginning of a text stands for a title, in code points, and how much is read for it.
_CALLED, CALLED_FROM = 80, 200


def called(title: str, beginning: str) -> str:
    """What people know an article by: its title, else how its text begins; "" for an empty one. beginning: of the text,
    CALLED_FROM code points of it or more."""
    return title or one_line(beginning[:CALLED_FROM], most=_CALLED)


@dataclass(frozen=True, slots=True)
class Zone:
    """A region `[start, end)` of an article in code points. Zones of one article do not overlap.

    date: for an `article_break`, the date of the digest item that starts there ("2021-04-07"), else None.
    state: "proposed" (by a rule; applies already) or "confirmed" (by a person).
    """

    uid: str
    start: int
    end: int
    kind: ZoneKind
    date: str | None = None
    state: Literal["proposed", "confirmed"] = "proposed"


@dataclass(frozen=True, slots=True)
class Article:
    """One immutable text to annotate.

    text: kept verbatim, CRLF too; all offsets everywhere are code points into it.
    external_id: the `id` that a file gave it ("000_c71a.txt"), unique in a project where present; None if pasted.
    date: ISO 8601 date or "" when unknown. language: ISO 639-1 code ("en", "ar") or "" when unknown.
    words: stored word boundaries (start, end) from the tokenizer job, or None until it ran (see core.words).
    """

    uid: str
    text: str
    title: str = ""
    source: str = ""
    date: str = ""
    language: str = ""
    external_id: str | None = None
    meta: dict[str, Any] = field(default_factory=dict[str, Any])
    zones: tuple[Zone, ...] = ()
    words: tuple[tuple[int, int], ...] | None = None

    @property
    def called(self) -> str:
        """What people know it by (see called)."""
        return called(self.title, self.text)

    def silences(self, fragments: Sequence[tuple[int, int]]) -> ZoneKind | None:
        """The kind of the first silent zone in which any of these fragments lies, or None."""
        for zone in self.zones:
            if zone.kind in SILENT_ZONES and any(start < zone.end and end > zone.start for start, end in fragments):
                return zone.kind
        return None
