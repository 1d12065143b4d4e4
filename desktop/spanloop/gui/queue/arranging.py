"""How the queue speaks of articles: orders, states, copies. Plain functions over plain rows."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from spanloop.core.dates import short_date
from spanloop.core.queue_view import Order
from spanloop.core.strategies import WORDS, strategy_of, why_first
from spanloop.core.wording import count
from spanloop.operations.queueing import QueueRow, RankWhy

ORDERS: dict[Order, str] = {
    "queue": "As imported",
    "newest": "Newest first",
    "oldest": "Oldest first",
    "suggestions": "Most suggestions first",
    "title": "By title",
    "source": "By source",
    "copies": "Copies together",
    "best": WORDS["best"].title,
    "diverse": WORDS["diverse"].title,
    "unsure": WORDS["unsure"].title,
    "rare": WORDS["rare"].title,
    "mixed": WORDS["mixed"].title,
    "random": WORDS["random"].title,
}
STATES: dict[str, str] = {
    "new": "New",
    "started": "Started",
    "question": "Question",
    "complete": "Complete",
    "skipped": "Skipped",
}


def meta_line(row: QueueRow, *, today: date) -> str:
    """Source and date of a row, as far as they are known. The source keeps its direction and does not turn the date."""
    source = f"\u2068{row.source}\u2069" if row.source else ""
    return ", ".join(part for part in (source, short_date(row.date, today=today)) if part)


def copies_text(copies: Sequence[tuple[str, str]], row: QueueRow) -> str:
    """ "2 of 3 copies of Army shells depot": its place among its near-duplicates in order of import; "" for none.

    copies: uid and title of all articles of its cluster. The title is that of the first other one, because copies often
    bear titles of their own.
    """
    if not copies:
        return ""
    place = next((number for number, (uid, _) in enumerate(copies, 1) if uid == row.uid), 0)
    title = next((title for uid, title in copies if uid != row.uid), "")
    return f"{place} of {len(copies)} copies of {title or 'an untitled article'}"


#: Why nothing is suggested in an article, for its tooltip.
WITHOUT_SUGGESTIONS = (
    "Annotated without suggestions, as a share of the articles is, to see how far suggestions draw people their way."
)


def why_text(why: RankWhy | None) -> str:
    """Why an article is up, one sentence; "" where there is nothing to say."""
    if why is None:
        return ""
    return why_first(strategy_of(why.strategy), why.score, why.suggested)


def spoken(row: QueueRow, *, today: date, audited: bool = False) -> str:
    """What a screen reader says of a row. audited: it is annotated without suggestions."""
    day = short_date(row.date, today=today)
    parts = [row.title or "Untitled", row.source, day, STATES.get(row.state, row.state)]
    if row.reason:
        parts.append(row.reason)
    if row.suggestions:
        parts.append(count(row.suggestions, "suggestion"))
    if audited:
        parts.append("without suggestions")
    if row.copies:
        parts.append(f"{row.copies} copies")
    if row.follows:
        parts.append("follows another copy")
    return ", ".join(part for part in parts if part)
