"""What a look at files lists: rows for a preview, and their articles as lines of JSON."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any, Literal

from spanloop.articles.draft import Draft, Refusal
from spanloop.core.article import SILENT_ZONES, Zone
from spanloop.core.naming import Name, NameRow, Target
from spanloop.core.wording import count
from spanloop.operations.look_samples import Sample, sample_from_json

#: What a row is: an article that is new; one that is "here" already; one of a name that is there with another content
#: ("changed"); a new one with the text of another ("alike"); a file of marks; something that is refused; something of
#: no interest that is "skipped", which is listed on demand only.
RowState = Literal["new", "here", "changed", "alike", "marks", "refused", "skipped"]
#: What a preview lists; rows that are skipped stand behind all of these.
STATES: tuple[RowState, ...] = ("new", "here", "changed", "alike", "marks", "refused")

#: What the state of a row is called.
STATE_WORDS: dict[RowState, str] = {
    "new": "new", "alike": "same text", "here": "known", "changed": "changed", "marks": "marks", "refused": "refused",
    "skipped": "skipped",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MarkedRow:
    """A file of marks. records: its lines; articles: how many different ones; authors: names; labels: how often each
    entity label, event type and link stands there; unknown: names that the schema has not, with what they may become;
    refused: marks and articles in it that contradict themselves. size, changed: by which it is told whether the file is
    still the one that was looked at. archive: the archive in which it lies, "" for a file of the disk. shown: where its
    marks begin."""

    path: str
    format: str
    records: int = 0
    articles: int = 0
    marks: int = 0
    authors: tuple[str, ...] = ()
    labels: dict[str, int] = field(default_factory=dict[str, int])
    unknown: tuple[NameRow, ...] = ()
    refused: int = 0
    size: int = 0
    changed: int = 0
    archive: str = ""
    shown: Sample | None = None


@dataclass(frozen=True, slots=True)
class LookRow:
    """One thing that was found, as a preview lists it.

    number: by which it is chosen or left out, from 0. kind: of the article ("html", "text", "row"...), or the format of
    a file of marks, or "" of something refused. words, characters: of the text; silent: how many of the characters
    stand in boilerplate or comments. zones: how many of each kind. notes: (code, sentence). known_as: the article of
    the project, or the earlier one of this look, that a row which is not new is about. reader: who read it.
    refusal: why it is refused or skipped.
    """

    number: int
    state: RowState
    path: str
    kind: str = ""
    reader: str = ""
    title: str = ""
    date: str = ""
    byline: str = ""
    source: str = ""
    url: str = ""
    language: str = ""
    words: int = 0
    characters: int = 0
    silent: int = 0
    zones: dict[str, int] = field(default_factory=dict[str, int])
    notes: tuple[tuple[str, str], ...] = ()
    known_as: str = ""
    marked: MarkedRow | None = None
    refusal: Refusal | None = None

    @property
    def share(self) -> float:
        """How much of the characters is text of the article, 0 to 1."""
        return 1 - self.silent / self.characters if self.characters else 0.0


@dataclass(frozen=True, slots=True)
class LookTotals:
    """All rows together. states: how many of each state; kinds: how many articles of each kind; records, marks: in
    files of marks; skipped: files of no interest; examples: some of them, with why; languages: how many different ones
    the articles are in."""

    states: dict[str, int] = field(default_factory=dict[str, int])
    kinds: dict[str, int] = field(default_factory=dict[str, int])
    words: int = 0
    characters: int = 0
    silent: int = 0
    records: int = 0
    marks: int = 0
    skipped: int = 0
    examples: tuple[tuple[str, str], ...] = ()
    languages: int = 0

    @property
    def articles(self) -> int:
        """Rows that are articles, whether they are new or not."""
        return sum(number for state, number in self.states.items() if state not in ("marks", "refused"))


def totals_words(totals: LookTotals) -> str:
    """ "934 new articles, 41 known already, 12 refused, 13 skipped; 3 languages"."""
    states = totals.states
    fresh = states.get("new", 0) + states.get("alike", 0)
    # What files of marks bring is told as their records; whether their articles are new shows when they come in.
    parts = [count(fresh, "new article")] if fresh or not states.get("marks") else []
    if states.get("here"):
        parts.append(f"{states['here']:,} known already")
    if states.get("changed"):
        parts.append(f"{states['changed']:,} with another text than the one that is here")
    if states.get("marks"):
        parts.append(f"{count(states['marks'], 'file')} of marks with {count(totals.records, 'record')}")
    if states.get("refused"):
        parts.append(f"{states['refused']:,} refused")
    if totals.skipped:
        parts.append(f"{totals.skipped:,} skipped")
    line = ", ".join(parts)
    return f"{line}; {count(totals.languages, 'language')}" if totals.languages > 1 else line


def silent_characters(zones: Collection[Zone]) -> int:
    """How many characters stand in zones that are no text of the article."""
    return sum(zone.end - zone.start for zone in zones if zone.kind in SILENT_ZONES)


def zones_to_json(zones: Collection[Zone]) -> list[list[Any]]:
    """Zones as lists."""
    return [[zone.uid, zone.start, zone.end, zone.kind, zone.date, zone.state] for zone in zones]


def zones_from_json(raw: list[list[Any]]) -> tuple[Zone, ...]:
    """The inverse."""
    return tuple(Zone(*one) for one in raw)


def row_to_json(row: LookRow) -> dict[str, Any]:
    """A row without what it does not say."""
    document: dict[str, Any] = {name: value for name, value in asdict(row).items() if value or name == "state"}
    document.pop("number", None)
    return document


def row_from_json(raw: dict[str, Any], number: int) -> LookRow:
    """The inverse. Raises ValueError, KeyError or TypeError for what is no row."""
    fields: dict[str, Any] = {**raw, "notes": _pairs(raw.get("notes", ()))}
    if "marked" in raw:
        marked: dict[str, Any] = dict(raw["marked"])
        marked["authors"] = tuple(marked["authors"])
        marked["unknown"] = tuple(_name_row(*one) for one in marked["unknown"])
        marked["shown"] = sample_from_json(marked["shown"])
        fields["marked"] = MarkedRow(**marked)
    if "refusal" in raw:
        fields["refusal"] = Refusal(*raw["refusal"])
    return LookRow(number, **fields)


def draft_to_json(draft: Draft) -> dict[str, Any]:
    """A draft, its bytes compressed."""
    raw = base64.b64encode(zlib.compress(draft.raw)).decode()
    return {**asdict(replace(draft, raw=b"", zones=())), "raw": raw, "zones": zones_to_json(draft.zones)}


def draft_from_json(raw: dict[str, Any]) -> Draft:
    """The inverse. Raises ValueError, KeyError, TypeError or zlib.error for what is no draft."""
    fields: dict[str, Any] = {
        **raw,
        "raw": zlib.decompress(base64.b64decode(raw["raw"])),
        "zones": zones_from_json(raw["zones"]),
        "notes": _pairs(raw["notes"]),
    }
    return Draft(**fields)


def totals_from_json(raw: dict[str, Any]) -> LookTotals:
    """Totals out of what `dataclasses.asdict` made of them."""
    fields: dict[str, Any] = {**raw, "examples": _pairs(raw["examples"])}
    return LookTotals(**fields)


def _name_row(name: list[Any], times: int, becomes: list[Any] | None, held: Iterable[str] = ()) -> NameRow:
    return NameRow(Name(*name), times, None if becomes is None else Target(*becomes), tuple(held))


def _pairs(raw: Iterable[Iterable[Any]]) -> tuple[tuple[str, str], ...]:
    return tuple((str(one), str(other)) for one, other in raw)
