"""The Docs of one article's truth; see docbin for what they hold."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from spanloop.core.marks import LAYERS, Event, Fragment, Fragments, Layer, Link, Mention
from spanloop.core.ranges import merge_ranges, subtract_ranges
from spanloop.core.schema import Schema
from spanloop.core.segments import Segment, segments
from spanloop.core.truth import Truth
from spanloop.formats.ledger import Ledger
from spanloop.formats.record_json import quote

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc, Span

Json = dict[str, Any]


class TruthDocs:
    """Builds the Docs of one truth and writes what it cannot carry into the ledger.

    notes, values: how many of the marks have a note, and of how many times a person said what they mean; no Doc
    carries either.
    """

    def __init__(self, truth: Truth, *, schema: Schema, ledger: Ledger) -> None:
        self.article = truth.article
        self.name = truth.article.external_id or truth.article.uid
        self.ledger = ledger
        entities, events = truth.layers.get("entities"), truth.layers.get("events")
        self.ranges: dict[Layer, Fragments] = {
            "entities": entities.ranges if entities else (),
            "events": events.ranges if events else (),
        }
        self.mentions = sorted(entities.marks.mentions if entities else (), key=_place_of_mention)
        self.events = sorted(events.marks.events if events else (), key=_place_of_event)
        # Arguments are filled by marks of the events' own author, whoever the mentions are from.
        self.fillers = {mention.uid: mention for mention in (events.marks.mentions if events else ())}
        self.links = [link for link in (entities.marks.links if entities else ()) if not link.between_events]
        self.links += [link for link in (events.marks.links if events else ()) if link.between_events]
        self.known: dict[Layer, set[str]] = {
            "entities": {entity.label for entity in schema.entities},
            "events": {event.type for event in schema.events},
        }
        self.notes = sum(bool(mark.notes) for mark in (*self.mentions, *self.events))
        self.values = sum(mention.value is not None for mention in self.mentions)

    def build(self, nlp: Language) -> list[Doc]:
        """One Doc for each segment that holds a mark or a complete range, in the article's order."""
        docs: list[Doc] = []
        carried: set[str] = set()
        links: set[str] = set()
        for segment in segments(self.article):
            made = _SegmentDoc(self, segment, nlp.tokenizer(segment.text))
            carried |= made.mentions.keys() | made.events.keys()
            doc = made.build()
            links |= {link["uid"] for link in doc.user_data["links"]}
            if made.mentions or made.events or any(doc.user_data["complete"].values()):
                docs.append(doc)
        for mark in (*self.mentions, *self.events):
            if mark.uid not in carried:
                message = "it stands in text that is left out, or in two segments"
                self.note("span.outside_segments", message, _label(mark), _place(mark))
        for link in self.links:
            if link.uid not in links:
                self.ledger.add("link.not_carried", f"{link.type}: its ends are not in one segment", article=self.name)
        return docs

    def note(self, code: str, message: str, label: str, fragments: Fragments) -> None:
        self.ledger.add(code, f"{label}: {message}", article=self.name, quote=quote(self.article.text, fragments))


class _SegmentDoc:
    """One segment's Doc in the making. mentions, events: what stands whole in it, by uid, in its own offsets."""

    def __init__(self, truth: TruthDocs, segment: Segment, doc: Doc) -> None:
        self.truth = truth
        self.segment = segment
        self.doc = doc
        # Where a mark of a layer stands that the tokens cannot show: there, nothing may count as unmarked.
        self.holes: dict[Layer, list[Fragment]] = {layer: [] for layer in LAYERS}
        self.mentions = dict(self._here(truth.mentions, "entities"))
        self.events = dict(self._here(truth.events, "events"))
        self.event_ids = {uid: f"e{number}" for number, uid in enumerate(self.events, 1)}

    def _here(self, marks: Iterable[Mention | Event], layer: Layer) -> Iterator[tuple[str, Fragments]]:
        for mark in marks:
            fragments = self.segment.to_segment(_place(mark))
            if fragments is not None:
                yield mark.uid, fragments
            else:
                self.holes[layer] += [self._grown(part) for part in self.segment.clip(_place(mark))]

    def build(self) -> Doc:
        truth, doc = self.truth, self.doc
        mentions = [mention for mention in truth.mentions if mention.uid in self.mentions]
        events = [event for event in truth.events if event.uid in self.events]
        spans = [span for mention in mentions if (span := self._span(mention, "entities")) is not None]
        triggers = [span for event in events if (span := self._span(event, "events")) is not None]
        doc.spans["entities"] = spans
        doc.spans["events"] = triggers
        doc.user_data.update(
            {
                "article": truth.article.uid,
                "id": truth.article.external_id,
                "segment": self.segment.index,
                "pieces": self.segment.pieces,
                "date": self.segment.date,
                "spans": tuple({"uid": m.uid, **_offsets(self.mentions[m.uid]), "label": m.label} for m in mentions),
                "events": tuple(self._event(event) for event in events),
                "links": tuple(self._link(link) for link in truth.links if self._holds(link)),
                "complete": {layer: self._complete(layer) for layer in LAYERS},
            }
        )
        self._set_ents(spans)
        return doc

    def _span(self, mark: Mention | Event, layer: Layer) -> Span | None:
        """The mark as a span of whole tokens, or None with the reason in the ledger and a hole in its place."""
        label = _label(mark)
        fragments = (self.mentions if layer == "entities" else self.events)[mark.uid]
        span = None
        if label not in self.truth.known[layer]:
            code, message = "label.not_in_schema", "the schema does not have it, so it is not trained"
        elif len(fragments) > 1:
            code, message = "span.discontinuous", "it has several fragments, which a span of tokens cannot have"
        else:
            code, message = "span.misaligned", "it does not begin and end where a token does"
            start, end = next(iter(fragments))
            span = self.doc.char_span(start, end, label=label, alignment_mode="strict")
        if span is None:
            self.truth.note(code, message, label, _place(mark))
            self.holes[layer] += [self._grown(fragment) for fragment in fragments]
        return span

    def _grown(self, fragment: Fragment) -> Fragment:
        """A fragment and the rest of the tokens that it cuts."""
        span = self.doc.char_span(*fragment, alignment_mode="expand")
        return (span.start_char, span.end_char) if span is not None else fragment

    def _event(self, event: Event) -> Json:
        arguments = [
            made for argument in event.arguments if (made := self._argument(event, argument.role, argument.filler))
        ]
        return {
            "id": self.event_ids[event.uid],
            "uid": event.uid,
            "type": event.type,
            "trigger": _offsets(self.events[event.uid]),
            "arguments": tuple(arguments),
            "attributes": dict(sorted(event.attributes.items())),
        }

    def _argument(self, event: Event, role: str, filler: str) -> Json | None:
        if filler in self.event_ids:
            return {"role": role, "event": self.event_ids[filler]}
        mention = self.truth.fillers.get(filler)
        fragments = self.segment.to_segment(mention.fragments) if mention else None
        if mention is None or fragments is None:
            message = f"its {role} is not in the segment of its trigger"
            self.truth.note("argument.not_carried", message, event.type, event.trigger)
            return None
        return {"role": role, "uid": filler, **_offsets(fragments), "label": mention.label}

    def _holds(self, link: Link) -> bool:
        marks = self.events if link.between_events else self.mentions
        return link.source in marks and link.target in marks

    def _link(self, link: Link) -> Json:
        return {"uid": link.uid, "type": link.type, "from": link.source, "to": link.target}

    def _complete(self, layer: Layer) -> tuple[Fragment, ...]:
        """Where unmarked text is a negative example; white space between two such ranges does not part them."""
        text = self.segment.text
        joined: list[Fragment] = []
        for start, end in merge_ranges(self.segment.clip(self.truth.ranges[layer])):
            if joined and text[joined[-1][1] : start].isspace():
                joined[-1] = (joined[-1][0], end)
            else:
                joined.append((start, end))
        return subtract_ranges(joined, self.holes[layer])

    def _set_ents(self, spans: list[Span]) -> None:
        doc = self.doc
        chosen = self._longest([span for span in spans if self._has_clean_edges(span)])
        # A token under a mention that is not among the chosen is not outside of all mentions.
        marked = ((span.start, span.end) for span in spans)
        complete: tuple[Fragment, ...] = doc.user_data["complete"]["entities"]
        everything = complete == ((0, len(self.segment.text)),)
        outside = subtract_ranges([(0, len(doc))] if everything else _tokens_within(doc, complete), marked)
        doc.set_ents(chosen, outside=[doc[start:end] for start, end in outside], default="missing")

    def _has_clean_edges(self, span: Span) -> bool:
        """spaCy refuses to train on entities with white space at an edge."""
        if not span[0].is_space and not span[-1].is_space:
            return True
        self._note_span("span.white_space", "it has white space at an edge, so it is not in doc.ents", span)
        return False

    def _longest(self, spans: list[Span]) -> list[Span]:
        """The longest of spans that share tokens, the first of equal ones."""
        chosen: list[Span] = []
        taken: set[int] = set()
        left: list[Span] = []
        for span in sorted(spans, key=lambda span: (span.start - span.end, span.start)):
            tokens = range(span.start, span.end)
            if taken.isdisjoint(tokens):
                taken.update(tokens)
                chosen.append(span)
            else:
                left.append(span)
        for span in sorted(left, key=lambda span: (span.start, span.end)):
            self._note_span("span.nested", "a longer mention covers it: it is in doc.spans, not in doc.ents", span)
        return sorted(chosen, key=lambda span: span.start)

    def _note_span(self, code: str, message: str, span: Span) -> None:
        self.truth.ledger.add(code, f"{span.label_}: {message}", article=self.truth.name, quote=span.text)


def _tokens_within(doc: Doc, ranges: Iterable[Fragment]) -> list[Fragment]:
    """For each range of the text the tokens that stand whole in it, as `(first, the one after the last)`.

    By arrays: a Token object for each costs ten times as much.
    """
    places = doc.to_array(["IDX", "LENGTH"]).reshape(len(doc), 2)
    starts, ends = places[:, 0].tolist(), places.sum(axis=1).tolist()
    return [(bisect_left(starts, start), bisect_right(ends, end)) for start, end in ranges]


def _offsets(fragments: Fragments) -> Json:
    place: Json = {"start": fragments[0][0], "end": fragments[-1][1]}
    return {**place, "fragments": fragments} if len(fragments) > 1 else place


def _label(mark: Mention | Event) -> str:
    return mark.label if isinstance(mark, Mention) else mark.type


def _place(mark: Mention | Event) -> Fragments:
    return mark.fragments if isinstance(mark, Mention) else mark.trigger


def _place_of_mention(mention: Mention) -> tuple[Fragments, str, str]:
    return mention.fragments, mention.label, mention.uid


def _place_of_event(event: Event) -> tuple[Fragments, str, str]:
    return event.trigger, event.type, event.uid
