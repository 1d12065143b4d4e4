"""Random articles and marks whose texts break offsets: emoji, CRLF, combining marks, Arabic, no-break spaces."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from spanloop.core.article import ZONE_KINDS, Article, Zone
from spanloop.core.ids import as_instant
from spanloop.core.marks import (
    LAYERS,
    Argument,
    Author,
    Completion,
    Event,
    Fragments,
    Link,
    Marks,
    Mention,
    Removal,
    Verdict,
    make_fragments,
)
from spanloop.core.notes import ArticleNote
from spanloop.formats.record import STATES, Record

PIECES = [
    "🚁", "👩🏽‍⚕️", "\r\n", "\n", "\r", "\t", "e\u0301", "Ångström", "سوريا", "قُتِلَ", "\u00a0", "\u202f", "\u200b",
    "\ufeff", "\u2028", "\\", '"', " ", "U.S.-Iraq", "Kyiv", "шахта", "第一", ".", "\ufffd", "{", "]",
]  # fmt: skip
words = st.one_of(st.sampled_from(PIECES), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00")))
texts = st.lists(words, min_size=1, max_size=12).map("".join).filter(bool)
short = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"), max_size=8)
names = short.filter(bool)
uids = st.uuids().map(str)
_FIRST, _LAST = (datetime(year, 1, 1) for year in (2, 9998))  # noqa: DTZ001 - hypothesis adds the zone
instants = st.datetimes(min_value=_FIRST, max_value=_LAST, timezones=st.just(UTC)).map(as_instant)


@st.composite
def fragments(draw: st.DrawFn, length: int) -> Fragments:
    """One to three fragments inside a text of that length."""
    cuts = draw(st.lists(st.integers(0, length), min_size=2, max_size=6, unique=True).map(sorted))
    return make_fragments(list(zip(cuts[::2], cuts[1::2], strict=False)))


@st.composite
def ranges(draw: st.DrawFn, length: int) -> tuple[int, int]:
    start = draw(st.integers(0, length - 1))
    return start, draw(st.integers(start + 1, length))


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | short,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(short, inner, max_size=3),
    max_leaves=6,
)


@st.composite
def articles(draw: st.DrawFn) -> Article:
    text = draw(texts)
    bounds = draw(st.lists(st.integers(0, len(text)), unique=True, max_size=6).map(sorted))
    zones = tuple(
        Zone(draw(uids), start, end, draw(st.sampled_from(ZONE_KINDS)), draw(st.none() | st.just("2021-04-07")),
             draw(st.sampled_from(["proposed", "confirmed"])))
        for start, end in zip(bounds[::2], bounds[1::2], strict=False)
    )  # fmt: skip
    return Article(
        uid=draw(uids),
        text=text,
        title=draw(short),
        source=draw(short),
        date=draw(st.sampled_from(["", "2021-04-07"])),
        language=draw(st.sampled_from(["", "en", "ar"])),
        external_id=draw(st.none() | names),
        meta=draw(st.dictionaries(short, json_values, max_size=3)),
        zones=zones,
    )


def _aside(draw: st.DrawFn) -> dict[str, Any]:
    earlier = tuple(sorted(draw(st.sets(instants, max_size=2))))
    return {
        "score": draw(st.none() | st.floats(0, 1)), "origin": draw(st.none() | uids), "notes": draw(short),
        "changed": draw(st.just("") | instants), "earlier": earlier,
    }  # fmt: skip


@st.composite
def marks(draw: st.DrawFn, length: int) -> Marks:
    spans = st.lists(st.tuples(uids, fragments(length), names), max_size=4)
    values = st.none() | st.sampled_from(["", "2024-10-23", "P3M", "2024-W43-WE", "no value"])
    mentions = tuple(Mention(*span, **_aside(draw), value=draw(values)) for span in draw(spans))
    event_uids = draw(st.lists(uids, max_size=4))
    fillers = [(m.uid, False) for m in mentions] + [(uid, True) for uid in event_uids]
    arguments = st.lists(
        st.builds(
            lambda role, to, score: Argument(role, *to, score=score),
            names,
            st.sampled_from(fillers or [("", False)]),
            st.none() | st.floats(0, 1),
        )
    )
    events = tuple(
        Event(uid, draw(names), draw(fragments(length)), tuple(draw(arguments)) if fillers else (),
              draw(st.dictionaries(short, short, max_size=2)), **_aside(draw))
        for uid in event_uids
    )  # fmt: skip
    links = tuple(
        Link(draw(uids), draw(names), draw(st.sampled_from(pool)), draw(st.sampled_from(pool)), pool is event_uids)
        for pool in ([m.uid for m in mentions], event_uids)
        if pool
    )
    verdict = st.builds(
        Verdict, uids, uids, st.sampled_from(["accepted", "corrected", "rejected"]), st.none() | uids, short
    )
    place = st.tuples(uids, st.sampled_from(LAYERS), ranges(length), short, short)
    completion = place.map(lambda made: Completion(made[0], made[1], *made[2], *made[3:]))
    removed = sorted((at, uid) for uid, at in draw(st.dictionaries(uids, instants, max_size=3)).items())
    author = Author(draw(uids), draw(names), draw(st.sampled_from(["human", "extractor", "rules", "gold"])))
    return Marks(
        author,
        mentions,
        events,
        links,
        tuple(draw(st.lists(verdict, max_size=4))),
        tuple(draw(st.lists(completion, max_size=4))),
        tuple(Removal(uid, at) for at, uid in removed),
    )


article_notes = st.builds(ArticleNote, uids, words, st.just("") | instants)


@st.composite
def records(draw: st.DrawFn) -> Record:
    article = draw(articles())
    given = draw(st.none() | marks(len(article.text)))
    return Record(
        article,
        given,
        draw(st.none() | st.sampled_from(STATES)),
        draw(short),
        draw(short),
        note=draw(st.none() | article_notes) if given is not None else None,
    )
