"""What a Doc says of its events: gold in full, and predictions in the order of their triggers.

`doc.user_data["events"]`, also `doc._.events`, is a list of `{"id", "type", "trigger": {"start", "end"}, "arguments":
[{"role", "start", "end", "label", "score"} or {"role", "event": id, "score"}], "attributes": {name: value}, "score"}`;
offsets are code points of the Doc's text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from spacy.tokens import Doc, Span

EVENTS = "events"
#: Where triggers stand among the spans of a Doc.
SPANS_KEY = "events"
#: Where all mentions of a Doc stand, nested ones too.
MENTIONS_KEY = "entities"
#: Where the component for arguments leaves, among the attributes of the triggers, how probable the next best filler of
#: the same role is: of each event for each of its arguments (see learn.event_numbers).
RIVALS = "rivals"


def open_records(doc: Doc, *, spans_key: str = SPANS_KEY) -> list[dict[str, Any]]:
    """The records of a Doc's predicted triggers, "e0" for the first, to be filled in place.

    What another component has written about the same trigger stays.
    """
    group = doc.spans.get(spans_key, ())
    scores = getattr(group, "attrs", {}).get("scores") or [None] * len(group)
    earlier = doc.user_data.get(EVENTS) or ()
    records: list[dict[str, Any]] = []
    for number, (span, score) in enumerate(zip(group, scores, strict=True)):
        record: dict[str, Any] = {
            "id": f"e{number}",
            "type": span.label_,
            "trigger": {"start": span.start_char, "end": span.end_char},
            "arguments": [],
            "attributes": {},
        }
        if score is not None:
            record["score"] = float(score)
        known = earlier[number] if number < len(earlier) else {}
        if all(known.get(key) == record[key] for key in ("id", "type", "trigger")):
            record["arguments"] = list(known.get("arguments", ()))
            record["attributes"] = dict(known.get("attributes", {}))
        records.append(record)
    doc.user_data[EVENTS] = records
    return records


def gold_events(reference: Doc) -> Iterator[tuple[dict[str, Any], Span]]:
    """The events that a gold Doc tells of and whose trigger stands on its tokens, each with the trigger."""
    for event in reference.user_data.get(EVENTS) or ():
        trigger = event["trigger"]
        span = reference.char_span(trigger["start"], trigger["end"], label=event["type"])
        if span is not None and len(trigger.get("fragments", ())) < 2:
            yield event, span


def mentions_of(doc: Doc) -> list[Span]:
    """All mentions that stand on a Doc, each place and label once: nested ones too where they are known."""
    spans: Iterable[Span] = doc.spans.get(MENTIONS_KEY, doc.ents)
    return list({(span.start, span.end, span.label_): span for span in spans}.values())


def scores_of(doc: Doc) -> dict[tuple[int, int, str], float]:
    """How sure whoever marked the mentions of a Doc was of each that has a score, by its tokens and label."""
    group = doc.spans.get(MENTIONS_KEY, ())
    scores = getattr(group, "attrs", {}).get("scores") or ()
    return {
        (span.start, span.end, span.label_): float(score)
        for span, score in zip(group, scores, strict=False)
        if score is not None
    }
