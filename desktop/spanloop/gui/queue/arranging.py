"""Which articles the queue shows, and in which order. Plain functions over plain rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, Protocol, Self


class Row(Protocol):
    """What the queue needs to know of an article (operations.viewing gives such rows)."""

    @property
    def uid(self) -> str: ...
    @property
    def title(self) -> str: ...
    @property
    def source(self) -> str: ...
    @property
    def date(self) -> str: ...
    @property
    def language(self) -> str: ...
    @property
    def state(self) -> str: ...
    @property
    def reason(self) -> str: ...
    @property
    def suggestions(self) -> int: ...
    @property
    def cluster(self) -> str | None: ...
    @property
    def copies(self) -> int: ...
    def _replace(self, **changes: Any) -> Self: ...


Part = Literal["all", "todo", "done"]
Order = Literal["queue", "newest", "suggestions", "title", "copies"]
ORDERS: dict[Order, str] = {
    "queue": "As imported",
    "newest": "Newest first",
    "suggestions": "Most suggestions first",
    "title": "By title",
    "copies": "Copies together",
}
STATES: dict[str, str] = {
    "new": "New",
    "started": "Started",
    "question": "Question",
    "complete": "Complete",
    "skipped": "Skipped",
}
_DONE = frozenset({"complete", "skipped"})
MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class View:
    """What to show. states: those shown, empty for all. hits: uids that a search found, best first, or None."""

    part: Part = "all"
    order: Order = "queue"
    states: frozenset[str] = frozenset()
    suggested_only: bool = False
    hits: tuple[str, ...] | None = None


def arrange(rows: Sequence[Row], view: View) -> list[int]:
    """Indices of the rows to show, in order."""
    chosen = range(len(rows))
    if view.hits is not None:
        places = {uid: index for index, uid in enumerate(row.uid for row in rows)}
        chosen = [places[uid] for uid in view.hits if uid in places]
    if view.part != "all":
        done = view.part == "done"
        chosen = [index for index in chosen if (rows[index].state in _DONE) is done]
    if view.states:
        chosen = [index for index in chosen if rows[index].state in view.states]
    if view.suggested_only:
        chosen = [index for index in chosen if rows[index].suggestions]
    return _sorted(list(chosen), rows, view)


def _sorted(chosen: list[int], rows: Sequence[Row], view: View) -> list[int]:
    if view.order == "newest":
        return sorted(chosen, key=lambda index: rows[index].date, reverse=True)
    if view.order == "suggestions":
        return sorted(chosen, key=lambda index: -rows[index].suggestions)
    if view.order == "title":
        return sorted(chosen, key=lambda index: rows[index].title.casefold())
    if view.order == "copies":
        # Copies stand below the first of them that is shown; all else keeps its place.
        first: dict[str, int] = {}
        for place, index in enumerate(chosen):
            first.setdefault(rows[index].cluster or rows[index].uid, place)
        return sorted(chosen, key=lambda index: first[rows[index].cluster or rows[index].uid])
    return chosen


def counts(rows: Sequence[Row]) -> dict[str, int]:
    """How many articles there are in each part, and how many are complete."""
    done = sum(row.state in _DONE for row in rows)
    complete = sum(row.state == "complete" for row in rows)
    return {"all": len(rows), "todo": len(rows) - done, "done": done, "complete": complete}


def next_to_do(rows: Sequence[Row], order: Sequence[int], uid: str) -> str | None:
    """The uid of the first article after this one, in the order shown and round to its start, that is to do."""
    uids = [rows[index].uid for index in order]
    start = uids.index(uid) + 1 if uid in uids else 0
    for index in (*order[start:], *order[:start]):
        if rows[index].uid != uid and rows[index].state not in _DONE:
            return rows[index].uid
    return None


def today() -> date:
    """The date where the person sits."""
    return datetime.now().astimezone().date()


def short_date(iso: str, *, today: date) -> str:
    """ "12 Mar", with the year when it is another one than today's; a date that is none stays as it is."""
    try:
        day = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    text = f"{day.day} {MONTHS[day.month - 1][:3]}"
    return text if day.year == today.year else f"{text} {day.year}"


def long_date(iso: str) -> str:
    """ "12 March 2024"; a date that is none stays as it is."""
    try:
        day = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def meta_line(row: Row, *, today: date) -> str:
    """Source and date of a row, as far as they are known. The source keeps its direction and does not turn the date."""
    source = f"\u2068{row.source}\u2069" if row.source else ""
    return ", ".join(part for part in (source, short_date(row.date, today=today)) if part)


def copies_text(rows: Sequence[Row], row: Row) -> str:
    """ "2 of 3 copies of Army shells depot": its place among its near-duplicates in order of import; "" for none.

    The title is that of the first other one, because copies often bear titles of their own.
    """
    if not row.copies or row.cluster is None:
        return ""
    alike = [other for other in rows if other.cluster == row.cluster]
    place = next((number for number, other in enumerate(alike, 1) if other.uid == row.uid), 0)
    title = next((other.title for other in alike if other.uid != row.uid), "")
    return f"{place} of {row.copies} copies of {title or 'an untitled article'}"


def spoken(row: Row, *, today: date) -> str:
    """What a screen reader says of a row."""
    day = short_date(row.date, today=today)
    parts = [row.title or "Untitled", row.source, day, STATES.get(row.state, row.state)]
    if row.reason:
        parts.append(row.reason)
    if row.suggestions:
        parts.append(f"{row.suggestions} suggestions")
    if row.copies:
        parts.append(f"{row.copies} copies")
    return ", ".join(part for part in parts if part)
