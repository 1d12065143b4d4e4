"""Pages whose every line was judged by hand, and how they are written down."""

from __future__ import annotations

from dataclasses import dataclass

from spanloop.core.article import Zone, ZoneKind

KINDS: dict[str, ZoneKind] = {
    "h": "headline",
    "s": "standfirst",
    "b": "boilerplate",
    "c": "comment",
    "d": "article_break",
}


@dataclass(frozen=True)
class JudgedPage:
    """A page and what a reader says it is made of.

    truth: (start, end, kind, date) of each line that is no plain text.
    """

    name: str
    text: str
    truth: tuple[tuple[int, int, ZoneKind, str | None], ...]


def judged_page(name: str, rows: str, *, line_end: str = "\n") -> JudgedPage:
    """Read the rows of a page."""
    text = ""
    truth: list[tuple[int, int, ZoneKind, str | None]] = []
    for row in rows.strip("\n").split("\n"):
        mark, _, line = row.partition("|")
        start = len(text)
        if "[[" in line:
            before, _, rest = line.partition("[[")
            inner, _, after = rest.partition("]]")
            truth.append((start + len(before), start + len(before) + len(inner), "boilerplate", None))
            line = before + inner + after
        text += line + line_end
        if mark and mark != ".":
            kind, _, date = mark.partition("=")
            truth.append((start, start + len(line), KINDS[kind], date or None))
    return JudgedPage(name, text, tuple(truth))


def by_character(length: int, zones: tuple[tuple[int, int, ZoneKind, str | None], ...] | tuple[Zone, ...]) -> list[str]:
    """The zone kind of each character, "" for plain article text."""
    kinds = [""] * length
    for zone in zones:
        start, end, kind = (zone.start, zone.end, zone.kind) if isinstance(zone, Zone) else zone[:3]
        kinds[start:end] = [kind] * (end - start)
    return kinds
