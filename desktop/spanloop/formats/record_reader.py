"""The JSON object of one line back into a record; understands Spanloop's own lines, and plain lines of other tools.

What plain means: `text` alone, or with `spans` (or `entities`) of `start`, `end` and `label` without ids, as Prodigy
writes them. Labels, types and roles are not checked against a schema here; whoever imports has the schema.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise, starmap
from typing import Any, Literal, cast

from spanloop.core.article import ZONE_KINDS, Article, Zone, ZoneKind
from spanloop.core.copy_choice import CHOICES, Choice, CopyChoice
from spanloop.core.ids import new_uid
from spanloop.core.marks import (
    LAYERS,
    Argument,
    Author,
    AuthorKind,
    Completion,
    Event,
    Fragments,
    Layer,
    Link,
    Marks,
    Mention,
    Outcome,
    Removal,
    Verdict,
    make_fragments,
)
from spanloop.core.notes import ArticleNote
from spanloop.core.time_values import MOST_CHARACTERS
from spanloop.core.verbatim import MAX_TEXT_BYTES, text_too_long
from spanloop.formats.fields import Fields, Place, shortened, shown
from spanloop.formats.json_documents import MAX_META_DEPTH, too_deep
from spanloop.formats.quotes import agreeing
from spanloop.formats.record import STATES, UNNAMED, Record
from spanloop.formats.record_json import BY_RULES
from spanloop.formats.record_plain import PlainMarks, read_plain

ZoneState = Literal["proposed", "confirmed"]
Authors = dict[tuple[str, str], Author]

_KINDS: tuple[AuthorKind, ...] = ("human", "extractor", "rules", "gold")
_OUTCOMES: tuple[Outcome, ...] = ("accepted", "corrected", "rejected")
_ZONE_STATES: tuple[ZoneState, ...] = ("proposed", "confirmed")
_MARK_KEYS = ("spans", "entities", "events", "links", "relations", "verdicts", "completions", "complete", "removed")
_LINE_KEYS = frozenset(
    {"id", "uid", "title", "text", "source", "date", "language", "schema", "meta", "author", "zones", "state", "reason"}
    | {"answer", "note", "copy", *_MARK_KEYS}
)
_ASIDE_KEYS = frozenset({"id", "uid", "score", "origin", "notes", "changed", "earlier"})
_SPAN_KEYS = _ASIDE_KEYS | {"start", "end", "fragments", "text", "label", "value", "value_by"}
_EVENT_KEYS = _ASIDE_KEYS | {"type", "trigger", "arguments", "attributes"}
_TRIGGER_KEYS = frozenset({"start", "end", "fragments", "text"})
#: What names a filler; a data set without names of its own gives the place of the filler, start and end.
_FILLERS = ("span", "entity", "entity_id", "event")
_ARGUMENT_KEYS = frozenset({"role", "start", "end", "text", "score", *_FILLERS})
_RELATION_KEYS = frozenset({"id", "type", "source", "target"})
_LINK_KEYS = frozenset({"id", "uid", "type", "from", "to"})
_ZONE_KEYS = frozenset({"uid", "start", "end", "kind", "date", "state"})
_VERDICT_KEYS = frozenset({"uid", "suggestion", "outcome", "result", "at"})
_REMOVAL_KEYS = frozenset({"uid", "at"})
_NOTE_KEYS = frozenset({"uid", "text", "at"})
_COPY_KEYS = frozenset({"uid", "choice", "of", "at"})
_COMPLETION_KEYS = frozenset({"uid", "layer", "start", "end", "schema", "at"})


#: Gives the text of an article that is known already, by the id or uid that a line names; None for an unknown one.
Known = Callable[[str], str | None]


def record_from_json(
    raw: object,
    place: Place,
    *,
    authors: Authors | None = None,
    unnamed: Author = UNNAMED,
    known: Known | None = None,
) -> Record:
    """Read one decoded line; raises SpanloopError naming file and line for whatever is wrong with it.

    place: file and line for messages, and the ledger for keys that are not read and offsets that were repaired.
    authors: authors met before in the same file by (name, kind), so that a name without uid is one author throughout.
    unnamed: whose marks they are where the line names nobody. known: gives the text where a line brings marks alone.
    """
    line = Fields(raw, "the line", place)
    line.note_unread(_LINE_KEYS, "a line")
    article = _article(line, place, known)
    author = _author(line, place, {} if authors is None else authors)
    schema = _version(line, "schema")
    answer = line.choice("answer", ("accept", "reject", "ignore"), "accept")
    marked = any(line.has(key) for key in _MARK_KEYS)
    if answer != "accept" and marked:
        place.note("answer.not_accepted", f"its answer is {answer}, so its marks are not read", article=_name(article))
        marked = False
    marks = None
    if marked:
        marks = _MarksReader(line, article, place, schema).read(author or unnamed)
    note = _note(line, place)
    copy = _copy(line, place)
    if marks is None and (author is not None or note is not None or copy is not None):
        marks = Marks(author or unnamed)
    named = article.external_id is not None or line.uid("uid") is not None
    state = line.choice("state", STATES) if line.has("state") else ("skipped" if answer == "ignore" else None)
    return Record(article, marks, state, line.text("reason", ""), schema, place.line, note, copy=copy, named=named)


def _copy(line: Fields, place: Place) -> CopyChoice | None:
    """What is said about the article as a copy; the article that it follows stands by uid or id."""
    if line.get("copy") is None:
        return None
    item = Fields(line.get("copy"), "the choice about a copy", place)
    item.note_unread(_COPY_KEYS, "a choice about a copy")
    choice = cast("Choice", item.choice("choice", CHOICES))
    leader = item.name("of")
    if (choice == "follow") != (leader is not None):
        raise item.fail("follows no article" if choice == "follow" else "is ignored and follows an article")
    return CopyChoice(item.uid("uid") or new_uid(), choice, leader, item.instant("at"))


def _note(line: Fields, place: Place) -> ArticleNote | None:
    """The note on the article: an object as Spanloop writes it, or a bare text."""
    raw = line.get("note")
    if raw is None or raw == "":
        return None
    if isinstance(raw, str):
        return ArticleNote(new_uid(), raw)
    item = Fields(raw, "the note", place)
    item.note_unread(_NOTE_KEYS, "a note")
    return ArticleNote(item.uid("uid") or new_uid(), item.text("text", ""), item.instant("at"))


def _name(article: Article) -> str:
    return article.external_id or article.title or article.uid


def _article(line: Fields, place: Place, known: Known | None) -> Article:
    text = _known_text(line, place, known) if known and not line.has("text") else line.text("text")
    if text_too_long(text):
        raise place.fail(
            f"its text is over {MAX_TEXT_BYTES // 1_000_000} MB", "Split it into the articles that it is made of."
        )
    return Article(
        uid=line.uid("uid") or new_uid(),
        text=text,
        title=line.text("title", ""),
        source=line.text("source", ""),
        date=line.text("date", ""),
        language=line.text("language", ""),
        external_id=line.name("id"),
        meta=_meta(line),
        zones=_zones(line, len(text), place),
    )


def _known_text(line: Fields, place: Place, known: Known) -> str:
    """The text of the article that a line names and does not bring."""
    for name in (line.uid("uid"), line.name("id")):
        text = known(name) if name else None
        if text is not None:
            return text
    named = shortened(" ".join((line.name("id") or line.uid("uid") or "").split()))
    what = f"the line has no text, and no article here has the id {named}" if named else "the line has no text"
    raise place.fail(what, "Import the article first, or give the line its text.")


def _meta(line: Fields) -> dict[str, Any]:
    meta = line.mapping("meta")
    if too_deep(meta):
        raise line.fail(f"has meta nested more than {MAX_META_DEPTH} deep")
    return meta


def _version(item: Fields, key: str) -> str:
    value = item.get(key)
    if isinstance(value, float):
        return str(value)
    return item.name(key) or ""


def _author(line: Fields, place: Place, authors: Authors) -> Author | None:
    raw = line.get("author")
    if raw is None or raw == "":
        return None
    if isinstance(raw, str):
        # The adjudicated marks have one author of their own kind; every other bare name is a person.
        name, kind, uid = raw, cast("AuthorKind", "gold" if raw == "gold" else "human"), None
    else:
        item = Fields(raw, "the author", place)
        item.note_unread(frozenset({"uid", "name", "kind"}), "an author")
        name, uid = item.text("name"), item.uid("uid")
        kind = cast("AuthorKind", item.choice("kind", _KINDS, "human"))
    if uid is not None:
        return Author(uid, name, kind)
    return authors.setdefault((name, kind), Author(new_uid(), name, kind))


def _zones(line: Fields, length: int, place: Place) -> tuple[Zone, ...]:
    zones: list[Zone] = []
    for number, raw in enumerate(line.items("zones"), 1):
        item = Fields(raw, f"zone {number}", place)
        item.note_unread(_ZONE_KEYS, "a zone")
        start, end = _range(item, length)
        kind = cast("ZoneKind", item.choice("kind", ZONE_KINDS))
        date = item.text("date", "") if item.has("date") else None
        state = cast("ZoneState", item.choice("state", _ZONE_STATES, "proposed"))
        zones.append(Zone(item.uid("uid") or new_uid(), start, end, kind, date, state))
    ordered = sorted(zones, key=lambda zone: zone.start)
    for before, after in pairwise(ordered):
        if after.start < before.end:
            raise place.fail(f"the zones that start at {before.start} and at {after.start} overlap")
    return tuple(zones)


def _range(item: Fields, length: int) -> tuple[int, int]:
    start, end = item.whole("start", 0), item.whole("end", length)
    if not 0 <= start < end:
        raise item.fail(f"starts at {shown(start)} and ends at {shown(end)}")
    if end > length:
        raise item.fail(f"ends at {shown(end)}, but the text has {length} characters")
    return start, end


class _MarksReader:
    """Reads the marks of one line: first all names, then what points to them."""

    def __init__(self, line: Fields, article: Article, place: Place, schema: str) -> None:
        self.line = line
        self.article = article
        self.text = article.text
        self.place = place
        self.schema = schema
        self.used: set[str] = set()
        #: The first mention at a place, for what names a filler by its place.
        self.places: dict[tuple[int, int], str] = {}

    def read(self, author: Author) -> Marks:
        plain = self.plain()
        mentions = self.mentions() if plain is None else plain.mentions
        for mention in mentions:
            self.places.setdefault((mention.start, mention.end), mention.uid)
        links = [self.link(item) for item in self.fields("links", "link", _LINK_KEYS)]
        return Marks(
            author,
            mentions,
            tuple(starmap(self.event, self.event_items)) if plain is None else plain.events,
            (*links, *filter(None, map(self.relation, self.fields("relations", "relation", _RELATION_KEYS)))),
            tuple(self.verdict(item) for item in self.fields("verdicts", "verdict", _VERDICT_KEYS)),
            self.completions(),
            self.removed(),
        )

    def plain(self) -> PlainMarks | None:
        """The mentions and events where nothing is to be said of any of them, which is nearly always and quicker."""
        if self.line.has("entities"):
            return None
        found = read_plain(self.line.items("spans"), self.line.items("events"), self.text)
        if found is not None:
            self.spans, self.events = found.span_names, found.event_names
            self.used.update(found.uids)
        return found

    def mentions(self) -> tuple[Mention, ...]:
        """The mentions one by one; what there is of events is noted, and read after what they point to."""
        spans = self.fields("spans", "span", _SPAN_KEYS | {"token_start", "token_end"})
        spans += self.fields("entities", "entity", _SPAN_KEYS)
        events = self.fields("events", "event", _EVENT_KEYS)
        span_uids = [self.uid(item) for item in spans]
        event_uids = [self.uid(item) for item in events]
        self.spans = self.by_name(spans, span_uids)
        self.events = self.by_name(events, event_uids)
        self.event_items = list(zip(events, event_uids, strict=True))
        return tuple(self.mention(item, uid) for item, uid in zip(spans, span_uids, strict=True))

    def fields(self, key: str, what: str, known: frozenset[str]) -> list[Fields]:
        items = [Fields(raw, f"{what} {number}", self.place) for number, raw in enumerate(self.line.items(key), 1)]
        for item in items:
            item.note_unread(known, f"a {what}" if what[0] not in "ae" else f"an {what}")
        return items

    def uid(self, item: Fields) -> str:
        uid = item.uid("uid") or new_uid()
        if uid in self.used:
            raise item.fail(f"has the uid {uid}, which an earlier mark of the line has")
        self.used.add(uid)
        return uid

    def by_name(self, items: list[Fields], uids: list[str]) -> dict[str, str]:
        """Local id -> uid; a uid names its mark too, for lines made without ids."""
        named = {uid: uid for uid in uids}
        for item, uid in zip(items, uids, strict=True):
            name = item.name("id")
            if name is None:
                continue
            if named.get(name, uid) != uid:
                raise item.fail(f"has the id {shown(name)}, which an earlier one of the line has")
            named[name] = uid
        return named

    def mention(self, item: Fields, uid: str) -> Mention:
        fragments = self.fragments(item)
        label, notes = item.text("label"), item.text("notes", "")
        score, origin = item.fraction("score"), item.uid("origin")
        changed, earlier = item.instant("changed"), self.earlier(item)
        return Mention(uid, fragments, label, score, origin, notes, changed, earlier, self.value(item))

    def value(self, item: Fields) -> str | None:
        """What somebody said that a time means; what rules said, they can say again."""
        if item.text("value_by", "") == BY_RULES or not item.has("value"):
            return None
        value = item.text("value", "")
        if len(value) > MOST_CHARACTERS:
            raise item.fail(f"has a value of {len(value)} characters, and none of a time has over {MOST_CHARACTERS}")
        return value

    def event(self, item: Fields, uid: str) -> Event:
        if not item.has("trigger"):
            raise item.fail("has no trigger")
        trigger = Fields(item.get("trigger"), f"the trigger of {item.what}", self.place)
        trigger.note_unread(_TRIGGER_KEYS, "a trigger")
        arguments = tuple(self.argument(item, raw) for raw in item.items("arguments"))
        attributes = {name: self.attribute(item, name, value) for name, value in item.mapping("attributes").items()}
        return Event(
            uid=uid,
            type=item.text("type"),
            trigger=self.fragments(trigger),
            arguments=arguments,
            attributes={name: value for name, value in attributes.items() if value is not None},
            score=item.fraction("score"),
            origin=item.uid("origin"),
            notes=item.text("notes", ""),
            changed=item.instant("changed"),
            earlier=self.earlier(item),
        )

    def earlier(self, item: Fields) -> tuple[str, ...]:
        """The times of earlier changes of a mark, in order, each once."""
        if not item.has("earlier"):
            return ()
        times = (
            Fields({"earlier": value}, item.what, self.place).instant("earlier") for value in item.items("earlier")
        )
        return tuple(sorted({time for time in times if time}))

    def attribute(self, item: Fields, name: str, value: object) -> str | None:
        if value is None or isinstance(value, str):
            return value
        raise item.fail(f"has attribute {shown(name)} {shown(value)}, which is not a text")

    def argument(self, event: Fields, raw: object) -> Argument:
        item = Fields(raw, f"an argument of {event.what}", self.place)
        item.note_unread(_ARGUMENT_KEYS, "an argument")
        role, score = item.text("role"), item.fraction("score")
        fillers = [key for key in _FILLERS if item.has(key)]
        if not fillers and item.has("start"):
            filler = self.at_place(item, f"{event.what} fills {shown(role)}")
            return Argument(role, filler, score=score)
        if len(fillers) != 1:
            raise event.fail(f"has {'two fillers' if fillers else 'no filler'} in one argument {shown(role)}")
        key = fillers[0]
        name, known = item.name(key), self.events if key == "event" else self.spans
        if name not in known:
            raise event.fail(f"fills {shown(role)} with the {key} {shown(name)}, which the line does not have")
        return Argument(role, known[name], key == "event", score)

    def at_place(self, item: Fields, what: str) -> str:
        """The uid of the mention that stands where an end of something is said to stand."""
        place = item.whole("start"), item.whole("end")
        if place not in self.places:
            raise self.place.fail(
                f"{what} with the text from {place[0]} to {place[1]}, where no span of the line stands"
            )
        return self.places[place]

    def relation(self, item: Fields) -> Link | None:
        """A relation whose ends are places, as data sets have them. One of names is another tool's; that, and one with
        an end where no mention stands, is noted."""
        ends = [item.get(key) for key in ("source", "target")]
        if not all(isinstance(end, dict) for end in ends):
            why = "does not say where its ends stand"
        else:
            fields = [Fields(end, item.what, self.place) for end in ends]
            places = [(end.whole("start"), end.whole("end")) for end in fields]
            missing = next((place for place in places if place not in self.places), None)
            if missing is None and places[0] == places[1]:
                why = "joins a span with itself"
            elif missing is None:
                source, target = (self.places[place] for place in places)
                return Link(new_uid(), item.text("type"), source, target, between_events=False)
            else:
                why = f"joins the text from {missing[0]} to {missing[1]}, where no span of the line stands"
        self.place.note("relation.not_read", f"{item.what} {why}", article=_name(self.article))
        return None

    def link(self, item: Fields) -> Link:
        ends = [item.name("from"), item.name("to")]
        for name in ends:
            if name not in self.spans and name not in self.events:
                raise item.fail(f"points to {shown(name)}, which the line does not have")
        source, target = cast("list[str]", ends)
        between_spans, between_events = (all(end in known for end in ends) for known in (self.spans, self.events))
        if between_spans == between_events:
            way = "could be between spans or between events" if between_spans else "is between a span and an event"
            raise item.fail(way)
        known = self.events if between_events else self.spans
        return Link(self.uid(item), item.text("type"), known[source], known[target], between_events)

    def verdict(self, item: Fields) -> Verdict:
        suggestion = item.uid("suggestion")
        if suggestion is None:
            raise item.fail("has no suggestion")
        outcome = cast("Outcome", item.choice("outcome", _OUTCOMES))
        return Verdict(self.uid(item), suggestion, outcome, item.uid("result"), item.text("at", ""))

    def removed(self) -> tuple[Removal, ...]:
        """Marks that the author removed, the latest removal of each; in the order of their times."""
        found: dict[str, str] = {}
        for item in self.fields("removed", "removal", _REMOVAL_KEYS):
            uid, at = item.uid("uid"), item.instant("at")
            if uid is None or not at:
                raise item.fail("has no uid" if uid is None else "has no at")
            found[uid] = max(at, found.get(uid, ""))
        return tuple(sorted((Removal(uid, at) for uid, at in found.items()), key=lambda one: (one.at, one.uid)))

    def completions(self) -> tuple[Completion, ...]:
        length = len(self.text)
        found: list[Completion] = []
        for item in self.fields("completions", "completion", _COMPLETION_KEYS):
            start, end = _range(item, length)
            layer = cast("Layer", item.choice("layer", LAYERS))
            schema = _version(item, "schema") if item.has("schema") else self.schema
            found.append(Completion(self.uid(item), layer, start, end, schema, item.text("at", "")))
        for layer in self.line.items("complete"):
            if layer not in LAYERS:
                raise self.line.fail(f"calls {shown(layer)} complete, which is none of {', '.join(LAYERS)}")
            found.append(Completion(new_uid(), layer, 0, length, self.schema))
        return tuple(found)

    def fragments(self, item: Fields) -> Fragments:
        """The fragments of a span or trigger, inside the text, and agreeing with its quote where it brings one."""
        pairs = item.items("fragments")
        if not pairs:
            # Nearly all spans are of one piece, and there may be hundreds of thousands.
            start, end = item.whole("start"), item.whole("end")
            if 0 <= start < end <= len(self.text):
                return self.agreeing(item, ((start, end),), item.text("text", ""))
        whole = not pairs or item.has("start") or item.has("end")
        ends = (item.whole("start"), item.whole("end")) if whole else None
        try:
            fragments = make_fragments([self.pair(item, pair) for pair in pairs] if pairs or not ends else [ends])
        except ValueError as error:
            raise item.fail(f"is no span: {shortened(str(error))}") from None
        if fragments[-1][1] > len(self.text):
            raise item.fail(f"ends at {shown(fragments[-1][1])}, but the text has {len(self.text)} characters")
        if ends and ends != (fragments[0][0], fragments[-1][1]):
            raise item.fail(f"goes from {shown(ends[0])} to {shown(ends[1])}, but its fragments do not")
        return self.agreeing(item, fragments, item.text("text", ""))

    def pair(self, item: Fields, raw: object) -> tuple[int, int]:
        match raw:
            case [int(start), int(end)] if not isinstance(start, bool) and not isinstance(end, bool):
                return start, end
            case _:
                raise item.fail(f"has the fragment {shown(raw)}, which is not a pair of whole numbers")

    def agreeing(self, item: Fields, fragments: Fragments, said: str) -> Fragments:
        """The fragments, moved where the quote stands exactly once nearby; an error where it does not."""
        if not said:
            return fragments
        found = agreeing(self.text, fragments, said)
        start, end = fragments[0][0], fragments[-1][1]
        if found is None:
            there = shown(self.text[start:end])
            raise item.fail(f"is to say {shown(said)}, but the text from {start} to {end} is {there}")
        if found != fragments:
            message = f"{item.what} was from {start} to {end}, its quote stands from {found[0][0]} to {found[0][1]}"
            self.place.note("offsets.repaired", message, article=_name(self.article), quote=said)
        return found
