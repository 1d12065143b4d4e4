"""Whether a span says what its file says that it says: offsets are trusted only as far as the quote agrees."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spanloop.core.marks import Fragments, make_fragments
from spanloop.formats.fields import Place, shortened, shown
from spanloop.formats.record_json import quote

#: How far a quote may stand from its offsets, in code points, and still be taken for the same place.
REACH = 20


def agreeing(text: str, fragments: Fragments, said: str) -> Fragments | None:
    """The fragments where the text says there what `said` does (or `said` is ""); else the only place within REACH
    where it stands; None where it stands nowhere near, or more than once, or the span has several fragments."""
    start, end = fragments[0][0], fragments[-1][1]
    if not said or said in (quote(text, fragments), text[start:end]):
        return fragments
    if len(fragments) > 1:
        return None
    first = max(0, start - REACH)
    nearby = text[first : start + REACH + len(said)]
    at = nearby.find(said)
    if at < 0 or nearby.find(said, at + 1) >= 0:
        return None
    return ((first + at, first + at + len(said)),)


def checked_fragments(
    text: str, pairs: Iterable[Sequence[int]], *, place: Place, what: str, article: str, said: str = ""
) -> Fragments | None:
    """The fragments of a foreign span as they stand in its article; None for a span that is refused.

    pairs: starts and ends in code points of text. said: the file's own quote of the span, "" where it has none.
    what: how the ledger calls the span ("T3", "span 2"). A repair is noted as "offsets.repaired", a refusal as
    "span.refused", both with the line of place.
    """
    try:
        fragments = make_fragments(pairs)
    except (ValueError, TypeError, OverflowError) as error:
        place.note("span.refused", f"{what} is left out: {shortened(str(error))}", article=article, quote=said)
        return None
    start, end = fragments[0][0], fragments[-1][1]
    if end > len(text):
        told = f"{what} ends at {shown(end)}, but the text has {len(text):,} characters"
        place.note("span.refused", told, article=article, quote=said)
        return None
    found = agreeing(text, fragments, said)
    if found is None:
        told = f"{what} is to say {shown(said)}, but the text from {start} to {end} is {shown(text[start:end])}"
        place.note("span.refused", told, article=article, quote=said)
    elif found != fragments:
        told = f"{what} was from {start} to {end}, its quote stands from {found[0][0]} to {found[0][1]}"
        place.note("offsets.repaired", told, article=article, quote=said)
    return found
