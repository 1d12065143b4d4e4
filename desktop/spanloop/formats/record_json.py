"""A record as the JSON object of one line, lossless: `record_to_json`; the way back is in record_reader.

Offsets are code points of `text`. `id`s of marks are local to the line and follow from their order (s1, e1, l1), so
that the same record gives the same bytes; identity is in the `uid`s. `text` on spans and triggers is their quote
(fragments joined by a space): readers check it, people find it handy.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from spanloop.core.article import Article, Zone
from spanloop.core.copy_choice import CopyChoice
from spanloop.core.errors import SpanloopError
from spanloop.core.marks import Argument, Author, Completion, Event, Fragments, Link, Marks, Mention, Verdict
from spanloop.core.notes import ArticleNote
from spanloop.formats.record import UNNAMED, Record

Json = dict[str, Any]
#: Who gave a time its value, where no person did; a reader leaves such a value alone.
BY_RULES = "rules"


def record_to_json(record: Record) -> Json:
    """The JSON object of a record, keys in a fixed order, empty optional ones left out.

    Raises SpanloopError naming the article when a span is outside its text, or a filler or an end of a link is missing.
    """
    article = record.article
    line: Json = {}
    if article.external_id is not None:
        line["id"] = article.external_id
    line["uid"] = article.uid
    for key in ("title", "text", "source", "date", "language"):
        if key == "text" or getattr(article, key):
            line[key] = getattr(article, key)
    if record.schema_version:
        line["schema"] = record.schema_version
    if article.meta:
        line["meta"] = dict(sorted(article.meta.items()))
    if record.marks is not None:
        line.update(_MarksWriter(article, record.marks, record.times).write())
    if article.zones:
        line["zones"] = [_zone(zone) for zone in article.zones]
    if record.state is not None:
        line["state"] = record.state
    if record.reason:
        line["reason"] = record.reason
    if record.note is not None and record.marks is not None:
        line["note"] = _note(record.note)
    if record.copy is not None and record.marks is not None:
        line["copy"] = _copy(record.copy)
    return line


def _copy(choice: CopyChoice) -> Json:
    item: Json = {"uid": choice.uid, "choice": choice.choice}
    if choice.leader is not None:
        item["of"] = choice.leader
    return {**item, "at": choice.at} if choice.at else item


def _note(note: ArticleNote) -> Json:
    """A note that was taken away has an empty text and a time, so that no copy brings it back."""
    item: Json = {"uid": note.uid, "text": note.text}
    return {**item, "at": note.at} if note.at else item


def quote(text: str, fragments: Fragments) -> str:
    """What the fragments say, joined by a space where there are several."""
    return " ".join(text[start:end] for start, end in fragments)


class _MarksWriter:
    def __init__(self, article: Article, marks: Marks, times: Mapping[str, str]) -> None:
        self.article = article
        self.times = times
        self.marks = marks
        self.span_ids = {mention.uid: f"s{number}" for number, mention in enumerate(marks.mentions, 1)}
        self.event_ids = {event.uid: f"e{number}" for number, event in enumerate(marks.events, 1)}

    def write(self) -> Json:
        marks = self.marks
        # "spans" is always there, so that a line of somebody who marked nothing differs from an unmarked article.
        line: Json = {} if marks.author == UNNAMED else {"author": _author(marks.author)}
        line["spans"] = [self.mention(mention) for mention in marks.mentions]
        if marks.events:
            line["events"] = [self.event(event) for event in marks.events]
        if marks.links:
            line["links"] = [self.link(link, f"l{number}") for number, link in enumerate(marks.links, 1)]
        if marks.verdicts:
            line["verdicts"] = [_verdict(verdict) for verdict in marks.verdicts]
        if marks.completions:
            line["completions"] = [_completion(completion) for completion in marks.completions]
        if marks.removed:
            line["removed"] = [{"uid": removal.uid, "at": removal.at} for removal in marks.removed]
        return line

    def mention(self, mention: Mention) -> Json:
        item: Json = {"id": self.span_ids[mention.uid], "uid": mention.uid}
        item.update(self.place(mention.fragments, mention.label), label=mention.label)
        if mention.value is not None:
            item["value"] = mention.value
        elif self.times.get(mention.uid):
            item.update(value=self.times[mention.uid], value_by=BY_RULES)
        return {**item, **_aside(mention)}

    def event(self, event: Event) -> Json:
        item: Json = {"id": self.event_ids[event.uid], "uid": event.uid, "type": event.type}
        item["trigger"] = self.place(event.trigger, event.type)
        if event.arguments:
            item["arguments"] = [self.argument(argument) for argument in event.arguments]
        if event.attributes:
            item["attributes"] = dict(sorted(event.attributes.items()))
        return {**item, **_aside(event)}

    def argument(self, argument: Argument) -> Json:
        key, ids = ("event", self.event_ids) if argument.filler_is_event else ("span", self.span_ids)
        item: Json = {"role": argument.role, key: self.known(ids, argument.filler, argument.role)}
        if argument.score is not None:
            item["score"] = argument.score
        return item

    def link(self, link: Link, local_id: str) -> Json:
        ids = self.event_ids if link.between_events else self.span_ids
        ends = {"from": self.known(ids, link.source, link.type), "to": self.known(ids, link.target, link.type)}
        return {"id": local_id, "uid": link.uid, "type": link.type, **ends}

    def place(self, fragments: Fragments, label: str) -> Json:
        start, end = fragments[0][0], fragments[-1][1]
        if start < 0 or end > len(self.article.text):
            raise self.fail(f"{label} from {start} to {end} is outside the text")
        place: Json = {"start": start, "end": end}
        if len(fragments) > 1:
            place["fragments"] = [list(fragment) for fragment in fragments]
        place["text"] = quote(self.article.text, fragments)
        return place

    def known(self, ids: dict[str, str], uid: str, use: str) -> str:
        if uid not in ids:
            raise self.fail(f"{use} points to {uid}, which is not among its author's marks")
        return ids[uid]

    def fail(self, what: str) -> SpanloopError:
        where = self.article.external_id or self.article.title or self.article.uid
        return SpanloopError(what, where=where, way_out="Check the project, then export again.")


def _author(author: Author) -> Json:
    return {"uid": author.uid, "name": author.name, "kind": author.kind}


def _aside(mark: Mention | Event) -> Json:
    aside: Json = {}
    if mark.score is not None:
        aside["score"] = mark.score
    if mark.origin is not None:
        aside["origin"] = mark.origin
    if mark.notes:
        aside["notes"] = mark.notes
    if mark.changed:
        aside["changed"] = mark.changed
    if mark.earlier:
        aside["earlier"] = list(mark.earlier)
    return aside


def _zone(zone: Zone) -> Json:
    item: Json = {"uid": zone.uid, "start": zone.start, "end": zone.end, "kind": zone.kind}
    if zone.date is not None:
        item["date"] = zone.date
    return {**item, "state": zone.state}


def _verdict(verdict: Verdict) -> Json:
    item: Json = {"uid": verdict.uid, "suggestion": verdict.suggestion, "outcome": verdict.outcome}
    if verdict.result is not None:
        item["result"] = verdict.result
    return {**item, "at": verdict.at}


def _completion(completion: Completion) -> Json:
    item: Json = {"uid": completion.uid, "layer": completion.layer, "start": completion.start, "end": completion.end}
    item["schema"] = completion.schema_version
    return {**item, "at": completion.at} if completion.at else item
