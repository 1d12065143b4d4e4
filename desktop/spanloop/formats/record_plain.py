"""The short way to read the marks of a line: mentions and events of which nothing needs a word.

Nearly all marks are plain: of one piece, with every value of the kind it must be and a quote that agrees. For those the
checks of `record_reader` come to nothing, so they are made here all at once. Whatever is not plain in any way, wrong or
merely rare, is left to `record_reader`, which reads the whole line its own way and says what there is to say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, NamedTuple, cast

from spanloop.core.ids import as_instant, new_uid
from spanloop.core.marks import Argument, Event, Fragments, Mention

Json = dict[str, Any]

#: Keys of plain marks and their parts.
_SPAN_KEYS = frozenset({"id", "uid", "start", "end", "text", "label", "notes", "changed"})
_EVENT_KEYS = frozenset({"id", "uid", "type", "trigger", "arguments", "attributes", "notes", "changed"})
_TRIGGER_KEYS = frozenset({"start", "end", "text"})
_BY_SPAN, _BY_EVENT = frozenset({"role", "span"}), frozenset({"role", "event"})
#: Matches a UUID in the form in which it is stored, and a time in the form of core.ids.
_is_uid = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}").fullmatch


class PlainMarks(NamedTuple):
    """What was read. uids: of all of them. span_names, event_names: uids by what the line calls its marks, their uids
    among it."""

    mentions: tuple[Mention, ...]
    events: tuple[Event, ...]
    uids: set[str]
    span_names: dict[str, str]
    event_names: dict[str, str]


def read_plain(spans: Sequence[object], events: Sequence[object], text: str) -> PlainMarks | None:
    """The marks of these decoded objects of one line on its text; None where one of them is not plain.

    Reads exactly what `record_reader` makes of the same objects where that has nothing to note and nothing to refuse.
    """
    span_uids, event_uids = _uids(spans, _SPAN_KEYS), _uids(events, _EVENT_KEYS)
    if span_uids is None or event_uids is None:
        return None
    used = {*span_uids, *event_uids}
    if len(used) < len(span_uids) + len(event_uids):
        return None
    plain_spans, plain_events = cast("Sequence[Json]", spans), cast("Sequence[Json]", events)
    span_names, event_names = _named(plain_spans, span_uids), _named(plain_events, event_uids)
    if span_names is None or event_names is None:
        return None
    mentions: list[Mention] = []
    for item, uid in zip(plain_spans, span_uids, strict=True):
        mention = _mention(item, uid, text)
        if mention is None:
            return None
        mentions.append(mention)
    found: list[Event] = []
    for item, uid in zip(plain_events, event_uids, strict=True):
        event = _event(item, uid, text, span_names, event_names)
        if event is None:
            return None
        found.append(event)
    return PlainMarks(tuple(mentions), tuple(found), used, span_names, event_names)


def _uids(items: Sequence[object], keys: frozenset[str]) -> list[str] | None:
    """The uid of each, a new one where it has none."""
    uids: list[str] = []
    for item in items:
        if not isinstance(item, dict) or not item.keys() <= keys:
            return None
        uid = cast("Json", item).get("uid")
        if uid is None:
            uid = new_uid()
        elif not isinstance(uid, str) or _is_uid(uid) is None:
            return None
        uids.append(uid)
    return uids


def _named(items: Sequence[Json], uids: Sequence[str]) -> dict[str, str] | None:
    """uids by name and by themselves."""
    named: dict[str, str] = dict(zip(uids, uids, strict=True))
    for item, uid in zip(items, uids, strict=True):
        name = item.get("id")
        if name is None:
            continue
        if not isinstance(name, str) or not name or name in named:
            return None
        named[name] = uid
    return named


def _place(item: Json, text: str) -> Fragments | None:
    """The one fragment of a span or trigger; its quote, where it has one, must be what stands there."""
    start, end = item.get("start"), item.get("end")
    # No bool, which is an int too.
    if type(start) is not int or type(end) is not int or not 0 <= start < end <= len(text):
        return None
    said = item.get("text")
    return ((start, end),) if said is None or said == text[start:end] else None


def _mention(item: Json, uid: str, text: str) -> Mention | None:
    label, notes, changed, place = item.get("label"), item.get("notes", ""), item.get("changed", ""), _place(item, text)
    if place is None or not isinstance(label, str) or not label:
        return None
    if not isinstance(notes, str) or not _is_instant(changed):
        return None
    return Mention(uid, place, label, None, None, notes, changed)


def _event(item: Json, uid: str, text: str, spans: dict[str, str], events: dict[str, str]) -> Event | None:
    kind, notes, changed, trigger = (
        item.get("type"),
        item.get("notes", ""),
        item.get("changed", ""),
        item.get("trigger"),
    )
    if not isinstance(trigger, dict) or not trigger.keys() <= _TRIGGER_KEYS or not isinstance(kind, str) or not kind:
        return None
    place, arguments = _place(cast("Json", trigger), text), _arguments(item.get("arguments", ()), spans, events)
    if place is None or arguments is None or not isinstance(notes, str) or not _is_instant(changed):
        return None
    attributes: object = item.get("attributes")
    if attributes is None:
        return Event(uid, kind, place, arguments, {}, None, None, notes, changed)
    if not isinstance(attributes, dict):
        return None
    values = cast("Json", attributes)
    if not all(isinstance(value, str) for value in values.values()):
        return None
    return Event(uid, kind, place, arguments, values, None, None, notes, changed)


def _arguments(items: object, spans: dict[str, str], events: dict[str, str]) -> tuple[Argument, ...] | None:
    if not isinstance(items, (list, tuple)):
        return None
    found: list[Argument] = []
    for item in cast("Sequence[object]", items):
        if not isinstance(item, dict):
            return None
        by_event = item.keys() == _BY_EVENT
        if not by_event and item.keys() != _BY_SPAN:
            return None
        role = cast("Json", item)["role"]
        name = cast("Json", item)["event" if by_event else "span"]
        if not isinstance(role, str) or not role or not isinstance(name, str):
            return None
        filler = (events if by_event else spans).get(name)
        if filler is None:
            return None
        found.append(Argument(role, filler, by_event))
    return tuple(found)


def _is_instant(value: object) -> bool:
    """Whether a time of a change is written as it is stored, or there is none."""
    return value == "" or (isinstance(value, str) and _as_stored(value))


@lru_cache(maxsize=256)
def _as_stored(value: str) -> bool:
    """Kept for some, because the marks of one act share their time."""
    try:
        return as_instant(datetime.fromisoformat(value)) == value
    except (ValueError, OverflowError):
        return False
