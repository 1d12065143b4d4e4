"""Acts on zones: propose them by rules, set, clear and confirm them by hand; and which marks stand in silent ones."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date as calendar_date
from itertools import chain

from spanloop.articles.guess import guess_date
from spanloop.core.article import SILENT_ZONES, ZONE_KINDS, Article, Zone, ZoneKind
from spanloop.core.changes import Changes
from spanloop.core.errors import SpanloopError
from spanloop.core.ids import new_uid
from spanloop.core.marks import Author, Fragments, Marks
from spanloop.core.zones import clear_range, lines_of, put_zone, whole_lines
from spanloop.formats.ledger import Ledger
from spanloop.operations.zone_proposals import proposed_zones
from spanloop.store.project import Project

_DATE = re.compile(r"\d{4}(-\d{2}(-\d{2})?)?")


@dataclass(frozen=True)
class ZoneReport:
    """What a proposal did. zones: proposed that were not there; articles: that got some. ledger: marks that stand in
    boilerplate or comments now, and articles that were left alone, with why."""

    changes: Changes
    zones: int = 0
    articles: int = 0
    ledger: Ledger = field(default_factory=Ledger)


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """One zone as it is listed. article: uid. id: the one that a file gave it, or "". first, last: lines, from 1."""

    article: str
    id: str
    title: str
    first: int
    last: int
    start: int
    end: int
    kind: ZoneKind
    state: str
    date: str | None
    text: str


def propose(project: Project, *, author: Author, articles: Sequence[str] | None = None) -> ZoneReport:
    """Propose zones as one act. Zones that a person confirmed or set stay; what is proposed beside them is put anew.
    Pages that are kept are read again (see zone_proposals), so this is not for the process of the window.

    articles: uids; None for every article that has no zones and no marks of a person. Marks that stand in a silent zone
    then stay and are listed.
    """
    ledger = Ledger()
    chosen = _unzoned(project, ledger) if articles is None else list(dict.fromkeys(articles))
    planned: list[tuple[Article, tuple[Zone, ...]]] = []
    for uid in chosen:
        article = project.article(uid)
        zones = _proposed_beside(project, article)
        if _shapes(zones) != _shapes(article.zones):
            planned.append((article, zones))
    if not planned:
        return ZoneReport(Changes(), ledger=ledger)
    count = 0
    with project.act(author, "propose zones") as act:
        for article, zones in planned:
            known = _shapes(article.zones)
            count += sum(shape not in known for shape in _shapes(zones))
            act.set_zones(article.uid, zones)
            list_caught(replace(article, zones=zones), project.all_marks(article.uid), ledger=ledger)
    return ZoneReport(act.changes, count, len(planned), ledger)


def set_zone(
    project: Project,
    *,
    author: Author,
    article: str,
    start: int,
    end: int,
    kind: ZoneKind | None,
    date: str | None = None,
) -> Changes:
    """Make the lines that `[start, end)` touches a zone of this kind, confirmed; None makes them text of the article.

    Zones that stand there are cut, so that none overlap. date: ISO 8601, of the item that an `article_break` opens;
    None takes what its lines say, "" gives it none. Lines within an `article_break` give that whole one the date. Marks
    in a silent zone stay; validation reports them.
    """
    held = project.article(article)
    text = held.text
    span = _lines(held, start, end)
    if kind is None:
        zones = clear_range(held.zones, *span, text=text)
        return _write(project, author, held, zones, "clear zone")
    if kind not in ZONE_KINDS:
        raise SpanloopError(f"There is no zone kind {kind}", way_out=f"Kinds are {', '.join(ZONE_KINDS)}.")
    day: str | None = None
    if kind == "article_break":
        span = next(((z.start, z.end) for z in held.zones if z.kind == kind and _within(span, z)), span)
        day = (_checked_date(date) if date is not None else guess_date(text[slice(*span)])) or None
    elif date:
        raise SpanloopError(f"A {kind} zone has no date", way_out="Only an article_break has one.")
    same = next((zone for zone in held.zones if (zone.start, zone.end) == span), None)
    zone = Zone(same.uid if same else new_uid(), *span, kind, day, "confirmed")
    label = (
        f"change date to {day}"
        if same and same.kind == kind == "article_break" and day
        else f"set {kind.replace('_', ' ')} zone"
    )
    return _write(project, author, held, put_zone(held.zones, zone, text=text), label)


def confirm_zones(project: Project, *, author: Author, article: str | None) -> Changes:
    """Say that the zones of an article are right as they are: proposed ones are confirmed. None: of all, as one act."""
    chosen = [project.article(uid) for uid in (project.article_uids() if article is None else [article])]
    planned = [held for held in chosen if any(zone.state == "proposed" for zone in held.zones)]
    if not planned:
        return Changes()
    with project.act(author, "confirm zones") as act:
        for held in planned:
            act.set_zones(held.uid, tuple(replace(zone, state="confirmed") for zone in held.zones))
    return act.changes


def item_date(article: Article, start: int, end: int) -> str:
    """The date that an `article_break` on these lines would have, ISO 8601: of the one that is there, else what the
    lines say; "" where they say none."""
    span = whole_lines(article.text, start, end)
    if span is None:
        return ""
    there = next((zone for zone in article.zones if zone.kind == "article_break" and _within(span, zone)), None)
    return (there.date or "") if there else guess_date(article.text[slice(*span)])


def find_article(project: Project, name: str) -> str:
    """The uid of the article that a person names by its id, uid or whole title."""
    if project.has_article(name):
        return name
    found = project.article_uid_by_external_id(name)
    if found is not None:
        return found
    titled = [uid for uid in project.article_uids() if project.article(uid).title == name]
    if len(titled) == 1:
        return titled[0]
    if titled:
        raise SpanloopError(f"{len(titled)} articles have this title", where=name, way_out="Name one by its id or uid.")
    raise SpanloopError(
        "There is no such article", where=name, way_out="Name it by its id, its uid or its whole title."
    )


def line_range(project: Project, *, article: str, first: int, last: int) -> tuple[int, int]:
    """The range of lines, counted from 1 as editors do. Raises SpanloopError when the text has no such lines."""
    held = project.article(article)
    lines = lines_of(held.text)
    if not 1 <= first <= last <= len(lines):
        raise SpanloopError(
            f"There are no lines {first} to {last}", where=held.title, way_out=f"The text has {len(lines)} lines."
        )
    return lines[first - 1][0], lines[last - 1][1]


def zone_rows(project: Project, *, articles: Sequence[str] | None = None) -> list[ZoneRow]:
    """The zones of these articles, or of all, in order."""
    rows: list[ZoneRow] = []
    for uid in project.article_uids() if articles is None else articles:
        article = project.article(uid)
        starts = [start for start, _ in lines_of(article.text)] if article.zones else []
        for zone in article.zones:
            first, last = bisect_right(starts, zone.start), bisect_right(starts, zone.end - 1)
            rows.append(
                ZoneRow(
                    uid, article.external_id or "", article.title, first, last, zone.start, zone.end, zone.kind,
                    zone.state, zone.date, article.text[zone.start : zone.end],
                )
            )  # fmt: skip
    return rows


def is_date(date: str) -> bool:
    """Whether this is a year, a month or a day that there is, year first, or nothing at all."""
    day = date.strip()
    try:
        calendar_date.fromisoformat(day + "2000-01-01"[len(day) :])
    except ValueError:
        return False
    return not day or _DATE.fullmatch(day) is not None


def list_caught(article: Article, marks: Iterable[Marks], *, ledger: Ledger) -> None:
    """Write down which mentions and events of people stand in boilerplate or comments: they are kept, but no training,
    export or score sees them."""
    if not any(zone.kind in SILENT_ZONES for zone in article.zones):
        return
    for own in marks:
        if own.author.kind not in {"human", "gold"}:
            continue
        spans: list[tuple[str, Fragments]] = [(m.label, m.fragments) for m in own.mentions]
        for name, fragments in chain(spans, ((e.type, e.trigger) for e in own.events)):
            kind = article.silences(fragments)
            if kind is not None:
                ledger.add(
                    "mark.in_silent_zone",
                    f"{name} by {own.author.name} stands in {kind}; it is kept and left out of training",
                    article=article.external_id or article.title or article.uid,
                    quote=" … ".join(article.text[a:b] for a, b in fragments),
                )


def caught(project: Project, *, article: str) -> Ledger:
    """The marks of people that stand in boilerplate or comments of an article."""
    ledger = Ledger()
    list_caught(project.article(article), project.all_marks(article), ledger=ledger)
    return ledger


def _write(project: Project, author: Author, held: Article, zones: Sequence[Zone], label: str) -> Changes:
    if set(zones) == set(held.zones):
        return Changes()
    with project.act(author, label) as act:
        act.set_zones(held.uid, zones)
    return act.changes


def _lines(article: Article, start: int, end: int) -> tuple[int, int]:
    if not 0 <= start <= end <= len(article.text):
        raise SpanloopError(
            f"Characters {start} to {end} are not in the article, which has {len(article.text)}",
            where=article.title,
            way_out="Select the lines again.",
        )
    span = whole_lines(article.text, start, end)
    if span is None:
        raise SpanloopError("These lines are blank", where=article.title, way_out="Select lines that hold text.")
    return span


def _within(span: tuple[int, int], zone: Zone) -> bool:
    return zone.start <= span[0] and span[1] <= zone.end


def _checked_date(date: str) -> str:
    if not is_date(date):
        raise SpanloopError(f"{date.strip()} is no date", way_out="Write it year first: 2024-03-12.")
    return date.strip()


def _proposed_beside(project: Project, article: Article) -> tuple[Zone, ...]:
    """What is proposed where no confirmed zone stands, with the confirmed ones."""
    zones = proposed_zones(project, article)
    for zone in article.zones:
        if zone.state == "confirmed":
            zones = put_zone(zones, zone, text=article.text)
    return zones


def _shapes(zones: Iterable[Zone]) -> set[tuple[int, int, str, str | None, str]]:
    return {(zone.start, zone.end, zone.kind, zone.date, zone.state) for zone in zones}


def _unzoned(project: Project, ledger: Ledger) -> list[str]:
    """Articles without zones and without marks of people; those that have marks are listed."""
    found: list[str] = []
    for uid in project.article_uids():
        article = project.article(uid)
        if article.zones:
            continue
        if any(marks.author.kind in {"human", "gold"} and marks for marks in project.all_marks(uid)):
            name = article.external_id or article.title or uid
            ledger.add("zones.marked", "has marks; name it to have zones proposed", article=name)
        else:
            found.append(uid)
    return found
